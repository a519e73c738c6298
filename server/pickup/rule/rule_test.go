package rule_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"yunka/server/fault"
	"yunka/server/pickup/rule"
	"yunka/server/reason"
	"yunka/server/timetable"
)

var shanghai = time.FixedZone("", 8*3600)

func at(day string, clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", day+" "+clock, shanghai)
	if err != nil {
		panic(err)
	}
	return t
}

func never(string) bool { return false }

// Custody changes at the hand-over's second, whichever week it is (scenario 17).
func TestCustodyTurnsAtTheSecond(t *testing.T) {
	// Monday to Wednesday in odd weeks, Thursday to Sunday in even ones; from 12:00.
	r := rule.Restriction{Kind: rule.Weeks, FromDay: "2026-11-23", UntilDay: "2026-12-31", Odd: 1 | 2 | 4, Even: 8 | 16 | 32 | 64, Handover: 12 * 60, Holidays: rule.AsUsual, Document: "(2026) 民初 12 号"}
	for _, x := range []struct {
		day, clock string
		forbids    bool
	}{
		{"2026-11-22", "23:59:59", false}, // not yet in force
		{"2026-11-23", "00:00:00", false}, // the Sunday before was of an even week, and this adult's
		{"2026-11-23", "12:00:00", false},
		{"2026-11-26", "11:59:59", false}, // Wednesday's custody lasts until noon
		{"2026-11-26", "12:00:00", true},
		{"2026-11-30", "16:30:00", true}, // Monday of week 2
		{"2026-12-03", "11:59:59", true},
		{"2026-12-03", "12:00:00", false},
		{"2026-12-07", "11:59:59", false}, // Sunday's, still
		{"2026-12-07", "12:00:00", false}, // week 3
		{"2026-12-10", "16:30:00", true},
		{"2026-12-31", "23:59:59", false}, // Thursday of week 6, the last day
		{"2027-01-01", "00:00:00", false}, // over
	} {
		if got := r.Forbids(at(x.day, x.clock), shanghai, never); got != x.forbids {
			t.Errorf("%s %s: forbids %v", x.day, x.clock, got)
		}
	}
	holiday := func(day string) bool { return day == "2026-11-26" }
	r.Holidays = rule.With
	if r.Forbids(at("2026-11-26", "16:00:00"), shanghai, holiday) || r.Forbids(at("2026-11-27", "11:59:59"), shanghai, holiday) || !r.Forbids(at("2026-11-27", "12:00:00"), shanghai, holiday) {
		t.Error("a holiday with the adult lasts from noon to noon")
	}
	r.Holidays = rule.Without
	if !r.Forbids(at("2026-11-26", "16:00:00"), shanghai, holiday) || r.Forbids(at("2026-11-26", "11:59:59"), shanghai, holiday) {
		t.Error("a holiday without the adult begins at noon")
	}
}

// A day on which the clock moves has its hand-over when the clock on the wall says so.
func TestCustodyWhenTheClockMoves(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	r := rule.Restriction{Kind: rule.Weeks, FromDay: "2026-10-19", Odd: 64, Handover: 8 * 60, Holidays: rule.AsUsual, Document: "x"}
	eight := time.Date(2026, 10, 25, 8, 0, 0, 0, berlin)
	if r.Forbids(eight, berlin, never) || !r.Forbids(eight.Add(-time.Second), berlin, never) {
		t.Error("Sunday's custody does not begin at 08:00")
	}
}

func TestChecks(t *testing.T) {
	good := rule.Restriction{Kind: rule.Weeks, FromDay: "2026-11-23", Odd: 3, Holidays: rule.With, Document: "判决书"}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*rule.Restriction){
		"restriction_kind":     func(r *rule.Restriction) { r.Kind = "sometimes" },
		"restriction_days":     func(r *rule.Restriction) { r.UntilDay = "2026-11-22" },
		"restriction_weeks":    func(r *rule.Restriction) { r.Even = 128 },
		"restriction_document": func(r *rule.Restriction) { r.Document = " " },
	} {
		bad := good
		change(&bad)
		if err := bad.Check(); err == nil || fault.As(err).Code != want {
			t.Errorf("%s: %v", want, err)
		}
	}
	for _, p := range []rule.Plan{{Mode: "train"}, {Mode: rule.ByBus, Adult: "a"}} {
		if p.Check() == nil {
			t.Errorf("%+v is a plan", p)
		}
	}
}

// The cut-off is its own second.
func TestCutOff(t *testing.T) {
	times := rule.DefaultTimes
	for clock, want := range map[string]rule.Change{"15:59:59": rule.Family, "16:00:00": rule.ByStaff, "23:59:59": rule.ByStaff} {
		if got := times.Changes("2026-11-23", 1, at("2026-11-23", clock), shanghai); got != want {
			t.Errorf("%s: %v", clock, got)
		}
	}
	now := at("2026-11-23", "09:00:00")
	for day, want := range map[string]rule.Change{"2026-11-22": rule.Nobody, "2026-11-24": rule.Family, "2027-01-22": rule.Family, "2027-01-23": rule.Nobody} {
		if got := times.Changes(day, 1, now, shanghai); got != want {
			t.Errorf("%s: %v", day, got)
		}
	}
	if times.Changes("2026-11-24", 0, now, shanghai) != rule.Nobody {
		t.Error("a day without school has a plan")
	}
}

// What is released is over, but for a mistake and a child that comes back.
func TestReleasedIsTheEnd(t *testing.T) {
	for _, e := range []rule.Event{rule.Arrive, rule.Call, rule.SendOut, rule.CallBack, rule.Release, rule.Miss, rule.Refuse, rule.Cancel} {
		if to, ok := rule.Next(rule.Released, e); ok {
			t.Errorf("after a release, %s leads to %s", e, to)
		}
	}
	if to, ok := rule.Next(rule.Released, rule.Return); !ok || to != rule.Expected {
		t.Error("a child that came back has no new turn")
	}
}

// world is a random adult, child and instant.
type world struct {
	f        rule.Facts
	weekly   map[int]rule.Plan
	own      *rule.Plan
	worksAs  int
	freeDays map[string]bool
	times    rule.Times
}

func random(r *rand.Rand) world {
	day := timetable.AddDays("2026-11-02", r.IntN(80))
	pick := func(n int) bool { return r.IntN(n) == 0 }
	w := world{weekly: map[int]rule.Plan{}, freeDays: map[string]bool{}, times: rule.DefaultTimes}
	for range r.IntN(6) {
		w.freeDays[timetable.AddDays("2026-11-02", r.IntN(80))] = true
	}
	w.worksAs = timetable.Weekday(day)
	if w.worksAs > 5 || w.freeDays[day] {
		w.worksAs = 0
	}
	some := func() rule.Plan {
		p := rule.Plan{Mode: rule.Modes[r.IntN(len(rule.Modes))]}
		if p.Mode == rule.ByParent {
			p.Adult = []string{"", "mother", "father"}[r.IntN(3)]
		}
		return p
	}
	for i := 1; i <= 5; i++ {
		if pick(2) {
			w.weekly[i] = some()
		}
	}
	if pick(3) {
		p := some()
		w.own = &p
	}
	minutes := []int{0, 1, 12 * 60, 16 * 60, 16*60 + 15, 16*60 + 30, 18 * 60}
	// Seconds round every boundary that there is, and any other.
	second := minutes[r.IntN(len(minutes))]*60 + []int{-1, 0, 1}[r.IntN(3)]
	if pick(3) {
		second = r.IntN(86400)
	}
	w.f.Now = timetable.Instant(day, 0, shanghai).Add(time.Duration(max(second, 0)) * time.Second)
	w.f.Loc, w.f.Free = shanghai, func(d string) bool { return w.freeDays[d] }
	restriction := func() rule.Restriction {
		x := rule.Restriction{Kind: rule.Weeks, FromDay: timetable.AddDays(day, -r.IntN(30)), Odd: r.IntN(128), Even: r.IntN(128), Handover: minutes[r.IntN(len(minutes))],
			Holidays: []rule.OnHolidays{rule.AsUsual, rule.With, rule.Without}[r.IntN(3)], Document: "d"}
		if pick(4) {
			x.Kind = rule.Never
		}
		if pick(2) {
			x.UntilDay = timetable.AddDays(x.FromDay, r.IntN(40))
		}
		return x
	}
	for range 1 + r.IntN(2) {
		word := rule.Word{Adult: []string{"mother", "father", "grandmother"}[r.IntN(3)], Guardian: !pick(6), Pickup: !pick(5), Restricted: pick(8), Revoked: pick(8)}
		if word.Delegate = pick(3); word.Delegate {
			word.From = w.f.Now.UnixMilli() + int64(r.IntN(3)-1)*1000
			word.To = word.From + int64(r.IntN(3))*1000
		} else {
			word.Revoked = false
		}
		for range r.IntN(3) {
			word.Against = append(word.Against, restriction())
		}
		w.f.Words = append(w.f.Words, word)
	}
	states := []rule.State{rule.Expected, rule.Arrived, rule.Called, rule.Ready, rule.Released, rule.NoShow, rule.Refused, rule.Cancelled}
	w.f.State, w.f.Held, w.f.Absent, w.f.OnLeave, w.f.Lockdown, w.f.Leave = states[r.IntN(len(states))], pick(8), pick(8), pick(8), pick(10), pick(3)
	w.f.Plan = rule.Of(w.worksAs, w.weekly, w.own)
	w.f.Dismissed = w.times.Dismissed(day, w.worksAs, shanghai)
	return w
}

// may is the whole of it a second time, written as a lawyer would: by walking through
// the days, one after the other.
func (w world) may() (release, shown bool) {
	f := w.f
	holds := false
	for _, word := range f.Words {
		if word.Restricted {
			return false, false
		}
		for _, r := range word.Against {
			if !w.allowed(r) {
				return false, false
			}
		}
		ms := f.Now.UnixMilli()
		inside := word.From == 0 && word.To == 0 || word.From <= ms && ms < word.To
		holds = holds || word.Guardian && word.Pickup && !word.Revoked && inside
	}
	if !holds {
		return false, false
	}
	early := f.Now.Hour()*3600+f.Now.Minute()*60+f.Now.Second() < 16*3600+15*60
	return !f.Lockdown && f.State != rule.Released && !f.Held && !f.Absent && !f.OnLeave && (!early || f.Leave), true
}

func (w world) allowed(r rule.Restriction) bool {
	text := w.f.Now.Format("2006-01-02")
	if text < r.FromDay || r.UntilDay != "" && r.UntilDay < text {
		return true
	}
	if r.Kind == rule.Never {
		return false
	}
	start, _ := time.ParseInLocation("2006-01-02", r.FromDay, shanghai)
	for start.Weekday() != time.Monday {
		start = start.AddDate(0, 0, -1)
	}
	start = start.AddDate(0, 0, -7) // the week before: even
	for i := 0; ; i++ {
		begins := start.AddDate(0, 0, i).Add(time.Duration(r.Handover) * time.Minute)
		ends := start.AddDate(0, 0, i+1).Add(time.Duration(r.Handover) * time.Minute)
		if w.f.Now.Before(begins) || !w.f.Now.Before(ends) {
			continue
		}
		if w.freeDays[begins.Format("2006-01-02")] && r.Holidays != rule.AsUsual {
			return r.Holidays == rule.With
		}
		mask := r.Even
		if i/7%2 == 1 {
			mask = r.Odd
		}
		return mask>>(i%7)&1 == 1
	}
}

// A hundred thousand worlds: who may take whom, at the second, is what walking through
// the days says; nobody whom anything stands against is ever shown a child.
func TestAModelOfPlanRightsAndTime(t *testing.T) {
	shown, released := 0, 0
	for seed := range uint64(100_000) {
		w := random(rand.New(rand.NewPCG(seed, 14)))
		v := rule.Decide(w.f)
		may, sees := w.may()
		if v.May() != may || v.Shown != sees {
			t.Fatalf("world %d: %+v, want release %v shown %v\n%+v", seed, v, may, sees, w.f)
		}
		if v.Reason == reason.PickCustodyRestricted && v.Shown {
			t.Fatalf("world %d: a restricted adult is shown the child", seed)
		}
		if agrees := w.agrees(v); may && (v.Reason == reason.OK) != agrees {
			t.Fatalf("world %d: %+v, agrees %v", seed, v, agrees)
		}
		if sees {
			shown++
		}
		if may {
			released++
		}
	}
	if shown < 5000 || released < 1000 {
		t.Errorf("the worlds are too poor: %d shown, %d released", shown, released)
	}
}

func (w world) agrees(v rule.Verdict) bool {
	p := rule.Plan{Mode: rule.ByParent}
	if usual, ok := w.weekly[w.worksAs]; ok {
		p = usual
	}
	if w.own != nil {
		p = *w.own
	}
	if v.By.Delegate {
		return p.Mode == rule.ByDelegate
	}
	return p.Mode == rule.ByParent && (p.Adult == "" || p.Adult == v.By.Adult)
}

// What staff reads of the days ahead is what holds at every minute of them.
func TestLookSaysWhatHolds(t *testing.T) {
	for seed := range uint64(300) {
		w := random(rand.New(rand.NewPCG(seed, 15)))
		list := w.f.Words[0].Against
		for _, d := range rule.Look(list, "2026-11-16", 14, shanghai, w.f.Free) {
			for minute := 0; minute < 1440; minute += 15 {
				may := d.Parts[0].May
				for _, p := range d.Parts {
					if p.From <= minute {
						may = p.May
					}
				}
				if _, no := rule.Against(list, timetable.Instant(d.Day, minute, shanghai), shanghai, w.f.Free); may == no {
					t.Fatalf("world %d, %s %d: says %v", seed, d.Day, minute, may)
				}
			}
		}
	}
}

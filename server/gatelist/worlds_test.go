package gatelist

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"yunka/server/access/rule"
	"yunka/server/cardcode"
	"yunka/server/reason"
)

// A world is one presentation at one gate of one school, as plain data. The zero
// value of most fields is the ordinary case, so that a failure can be shrunk field
// by field.
type world struct {
	Chip, Unknown, Forged, Elsewhere, Pay, Identify, NoGate bool

	Minute  int // of the week from Monday 00:00, in a zone of +8
	Age     int // of the code, seconds; negative is ahead
	Older   bool
	Used    bool
	Lease   int // seconds until it ends, 0 or less: it is over
	Cred    string
	Card    string
	Person  string
	From    int // of the membership, seconds from now
	To      int // 0 is open
	Role    string
	Grade   string
	Class   string
	Cleared bool

	Direction  rule.Direction
	GateHours  []rule.Opening
	RoleRight  rule.Effect
	Rules      []rule.Rule
	NeedsGroup bool
	WorksAs    int // of the day, 0: by the week

	Zone    *rule.Zone
	Egress  bool
	Self    rule.Being // Since in ms before now
	Around  rule.Presence
	Inside  int
	Another bool // waits before the door
}

const monday = 1795363200000 // 2026-11-23 00:00 in +8, Unix ms

func (w world) now() int64 { return monday + int64(w.Minute)*60_000 + 30_000 }

func ordinary() world {
	return world{Minute: 9 * 60, Lease: 3600, Cred: "live", Card: "active", Person: "active", From: -3600, Role: "student", Direction: rule.In, RoleRight: rule.RightToPass, Around: rule.Nowhere}
}

func pick[T any](r *rand.Rand, usual T, others ...T) T { return oneIn(3, r, usual, others...) }

// seldom is for what ends a decision early: most worlds come to the last question.
func seldom[T any](r *rand.Rand, usual T, others ...T) T { return oneIn(12, r, usual, others...) }

func oneIn[T any](n int, r *rand.Rand, usual T, others ...T) T {
	if r.IntN(n) > 0 {
		return usual
	}
	return others[r.IntN(len(others))]
}

func hours(r *rand.Rand, minute int) (list []rule.Opening) {
	for range r.IntN(4) {
		day := 1 + minute/1440
		if r.IntN(3) == 0 {
			day = 1 + r.IntN(8)
		}
		from := r.IntN(1439)
		list = append(list, rule.Opening{Weekday: day, From: from, To: from + 1 + r.IntN(1440-from)})
	}
	return list
}

func randomWorld(r *rand.Rand) world {
	odd := func(n int) bool { return r.IntN(n) == 0 }
	w := world{Chip: odd(2), Unknown: odd(60), Forged: odd(60), Elsewhere: odd(60), Pay: odd(60), Identify: odd(60), NoGate: odd(60), Minute: r.IntN(7 * 1440),
		Age: seldom(r, r.IntN(90), 90, 91, -30, -31, 400), Older: odd(30), Used: odd(30), Lease: seldom(r, 3600, 1, 0, -5), Cred: seldom(r, "live", "lost", "replaced", "ended"), Card: seldom(r, "active", "frozen", "blocked"),
		Person: seldom(r, "active", "suspended"), From: seldom(r, -3600, 1, 0), To: seldom(r, 0, 3600, 1, 0, -1), Role: pick(r, "student", "teacher", "parent"), Grade: pick(r, "七年级", "", "八年级"), Class: pick(r, "c1", "", "c2"), Cleared: odd(2),
		Direction: oneIn(2, r, rule.In, rule.Out, rule.Unknown), RoleRight: pick(r, rule.RightToPass, rule.RightWithStaff, rule.NoRight), NeedsGroup: odd(8), WorksAs: pick(r, 0, 1, 5, 7, 8), Egress: odd(3),
		Around: pick(r, rule.Inside, rule.Outside, rule.Nowhere), Inside: r.IntN(4), Another: odd(2)}
	if odd(3) {
		w.GateHours = hours(r, w.Minute)
	}
	day := time.UnixMilli(w.now()).In(time.FixedZone("", 8*3600))
	date := func(d int) string { return day.AddDate(0, 0, d).Format(time.DateOnly) }
	for i := range pick(r, 0, 1, 2, 3, 4) {
		x := rule.Rule{ID: fmt.Sprint("r", i), Effect: []rule.Effect{rule.RightToPass, rule.RightWithStaff, rule.Forbidden}[r.IntN(3)], Who: rule.Subjects[r.IntN(len(rule.Subjects))]}
		switch x.Who {
		case rule.OfRole:
			x.WhoID = pick(r, w.Role, "teacher", "student")
		case rule.OfGrade:
			x.WhoID = pick(r, "七年级", "八年级")
		case rule.OfClass:
			x.WhoID = pick(r, "c1", "c2")
		case rule.OfGroup:
			x.WhoID = pick(r, "cleared", "others")
		case rule.OnePerson:
			x.WhoID = pick(r, "p1", "p2")
		}
		x.FromDay, x.ToDay = pick(r, "", date(0), date(1), date(-3)), pick(r, "", date(0), date(-1), date(3))
		if odd(2) {
			x.Hours = hours(r, w.Minute)
		}
		w.Rules = append(w.Rules, x)
	}
	if !odd(3) {
		w.Zone = &rule.Zone{ID: "z", Passback: pick(r, rule.HardPassback, rule.NoPassback, rule.SoftPassback, rule.TimedPassback), TimedMS: 600_000, Limit: r.IntN(4), LimitMode: pick(r, rule.Hard, rule.Soft), Sequence: pick(r, rule.NoDemand, rule.Soft, rule.Hard),
			TwoPerson: odd(5), ForgetMS: pick(r, int64(18*3600_000), 0, 3600_000), ResetAt: pick(r, 0, w.now()-int64(r.IntN(7200_000)))}
		w.Self = rule.Being{State: pick(r, rule.Inside, rule.Outside, rule.Nowhere, rule.Waiting), Since: int64(pick(r, r.IntN(3600_000), r.IntN(1200_000), 30_000, 30_001, 600_000, 3600_000, 18*3600_000))}
	}
	return w
}

// says is what the school should answer, written from what people are told of the
// rules: one question after the other, each with its own words.
func (w world) says(alone bool) (d reason.Decision, why, warning reason.Code, spent bool) {
	no := func(r reason.Code) (reason.Decision, reason.Code, reason.Code, bool) {
		return reason.Deny, r, "", spent
	}
	phone := !w.Chip
	// 1. Is it a code of ours, of now, of a live key, that nobody has used?
	if w.Forged && phone && !(w.Unknown && alone) {
		return no(reason.CodeBadSignature) // a row that is not there has no key to compare with
	}
	if w.Unknown {
		return no(reason.CodeUnknown)
	}
	if w.Elsewhere && !alone {
		return no(reason.CodeWrongSchool)
	}
	// The gate's clock stands at second 30 of its minute and codes have whole seconds.
	if phone && w.Age < -30 {
		return no(reason.CodeNotYetValid)
	}
	if phone && w.Age > 90 {
		return no(reason.CodeExpired)
	}
	if w.Cred != "live" {
		return no(map[string]reason.Code{"lost": reason.CredLost, "replaced": reason.CredReplaced, "ended": reason.CredEnded}[w.Cred])
	}
	if phone && w.Lease <= 0 && !alone {
		return no(reason.CodeLeaseOver)
	}
	if phone && w.Used {
		return no(reason.CodeAlreadyUsed)
	}
	if phone && w.Older {
		return no(reason.CodeSuperseded)
	}
	// 2. From here it is used up. Is it for this, and may its holder be here at all?
	spent = phone
	if phone && w.Pay {
		return no(reason.CodeWrongAudience)
	}
	if w.Person != "active" {
		return no(reason.PersonSuspended)
	}
	if w.Card != "active" {
		return no(map[string]reason.Code{"blocked": reason.CardBlocked, "frozen": reason.CardFrozen}[w.Card])
	}
	if w.From > 0 {
		return no(reason.CardNotYetValid)
	}
	if w.To < 0 {
		return no(reason.CardExpired)
	}
	if w.Identify {
		return reason.Allow, reason.OK, "", spent
	}
	if w.NoGate {
		return no(reason.TermNoGate)
	}
	// 3. May they, now? Who leaves is asked for the hours alone.
	right, whyNot := w.right()
	if w.Direction != rule.Out && right == rule.NoRight {
		return no(whyNot)
	}
	today := w.today()
	if w.Direction == rule.Out && today == 8 {
		today = 1 + w.Minute/1440 // a holiday never shuts a way out
	}
	if len(w.GateHours) > 0 && !open(w.GateHours, today, w.Minute%1440) {
		return no(w.closed(w.GateHours))
	}
	// 4. Where are they already, and who else?
	if z := w.Zone; z != nil {
		self := w.Self.State
		if z.ForgetMS > 0 && w.Self.Since >= z.ForgetMS || w.now()-w.Self.Since <= z.ResetAt || self == "" || self == rule.Waiting && w.Self.Since > 30_000 {
			self = rule.Nowhere
		}
		hard := z.Passback == rule.HardPassback && !alone // the way out may have been another gate
		switch {
		case w.Direction == rule.In && self == rule.Inside && hard:
			return no(reason.ZonePassbackIn)
		case w.Direction == rule.In && self == rule.Inside && z.Passback == rule.TimedPassback:
			if w.Self.Since < z.TimedMS {
				return no(reason.ZonePassbackTimed)
			}
		case w.Direction == rule.In && self == rule.Inside:
			if z.Passback != rule.NoPassback {
				warning = reason.ZonePassbackIn
			}
		case w.Direction == rule.In:
			if w.Around == rule.Outside && !alone && z.Sequence == rule.Hard {
				return no(reason.ZoneSequence)
			}
			if w.Around == rule.Outside && !alone && z.Sequence == rule.Soft {
				warning = reason.ZoneSequence
			}
			full := z.Limit > 0 && w.Inside >= z.Limit && !alone
			if full && z.LimitMode == rule.Hard {
				return no(reason.ZoneFull)
			}
			if full {
				warning = reason.ZoneFull
			}
			if z.TwoPerson && alone {
				return no(reason.TermOffline)
			}
			if z.TwoPerson && w.Inside == 0 && !w.Another {
				return no(reason.PermSecondPerson)
			}
		case w.Direction == rule.Out && self == rule.Outside && z.Passback != rule.NoPassback:
			if hard && !w.Egress {
				return no(reason.ZonePassbackOut)
			}
			warning = reason.ZonePassbackOut
		}
	}
	if w.Direction != rule.Out && right == rule.RightWithStaff {
		if alone {
			return no(reason.TermOffline)
		}
		return reason.Confirm, reason.PermEscortRequired, warning, spent
	}
	return reason.Allow, reason.OK, warning, spent
}

func (w world) today() int {
	if w.WorksAs != 0 {
		return w.WorksAs
	}
	return 1 + w.Minute/1440
}

func open(list []rule.Opening, day, minute int) bool {
	for _, h := range list {
		if h.Weekday == day && minute >= h.From && minute < h.To {
			return true
		}
	}
	return false
}

// closed: it would be open on this weekday, were it not for the holiday.
func (w world) closed(list []rule.Opening) reason.Code {
	if w.WorksAs == 8 && open(list, 1+w.Minute/1440, w.Minute%1440) {
		return reason.PermHoliday
	}
	return reason.PermOutsideSchedule
}

// right: a clearance comes first; then the most specific rule of now, the
// strictest of equals; then the role.
func (w world) right() (rule.Effect, reason.Code) {
	if w.NeedsGroup && !w.Cleared {
		return rule.NoRight, reason.PermPrerequisite
	}
	day := time.UnixMilli(w.now()).In(time.FixedZone("", 8*3600)).Format(time.DateOnly)
	because := reason.PermNoRight
	for _, who := range []struct {
		kind rule.Subject
		id   string
		is   bool
	}{{rule.OnePerson, "p1", true}, {rule.OfGroup, "cleared", w.Cleared}, {rule.OfClass, w.Class, w.Class != ""}, {rule.OfGrade, w.Grade, w.Grade != ""}, {rule.OfRole, w.Role, true}, {rule.Everyone, "", true}} {
		strictest := rule.Effect("")
		for _, x := range w.Rules {
			if !who.is || x.Who != who.kind || x.WhoID != who.id || x.FromDay > day || x.ToDay != "" && x.ToDay < day || len(x.Hours) > 0 && !open(x.Hours, w.today(), w.Minute%1440) {
				continue
			}
			if strictest == "" || strictest == rule.RightToPass || x.Effect == rule.Forbidden {
				strictest = x.Effect
			}
		}
		switch strictest {
		case rule.Forbidden:
			return rule.NoRight, reason.PermRule
		case rule.RightToPass, rule.RightWithStaff:
			return strictest, reason.OK
		}
	}
	if w.RoleRight != rule.NoRight {
		return w.RoleRight, reason.OK
	}
	for _, x := range w.Rules { // one that will let them in at another hour says so
		concerns := x.Who == rule.Everyone || x.Who == rule.OfRole && x.WhoID == w.Role || x.Who == rule.OfGrade && x.WhoID == w.Grade && w.Grade != "" || x.Who == rule.OfClass && x.WhoID == w.Class && w.Class != "" ||
			x.Who == rule.OfGroup && x.WhoID == "cleared" && w.Cleared || x.Who == rule.OnePerson && x.WhoID == "p1"
		if concerns && x.Effect != rule.Forbidden && x.FromDay <= day && (x.ToDay == "" || x.ToDay >= day) && len(x.Hours) > 0 {
			because = w.closed(x.Hours)
		}
	}
	return rule.NoRight, because
}

// routes are how a program decides the world: as the server does, and by a list.
type routes struct {
	key    ed25519.PrivateKey
	public ed25519.PublicKey
	school ed25519.PrivateKey
	list   ed25519.PublicKey
	salt   []byte
}

func newRoutes(t testing.TB) *routes {
	r := &routes{salt: header().Salt}
	r.public, r.key = keys(t)
	r.list, r.school = keys(t)
	return r
}

func (x *routes) rights(w world) rule.Rights {
	g := rule.Rights{Direction: w.Direction, Hours: w.GateHours, Roles: map[string]rule.Effect{w.Role: w.RoleRight}, Rules: w.Rules}
	if w.NeedsGroup {
		g.NeedsGroup = "cleared"
	}
	if w.NoGate {
		g.Direction = ""
	}
	return g
}

func (w world) days() map[string]int {
	if w.WorksAs == 0 {
		return nil
	}
	return map[string]int{time.UnixMilli(w.now()).In(time.FixedZone("", 8*3600)).Format(time.DateOnly): w.WorksAs}
}

func (w world) scene() rule.Scene {
	if w.Identify {
		return rule.IdentifyScene
	}
	return rule.GateScene
}

func (w world) mark() int64 { return cardcode.MarkOf(w.issued(), 7) }

func (w world) issued() uint32 { return uint32(w.now()/1000 - int64(w.Age)) }

func (w world) served() int64 {
	if w.Older {
		return w.mark() + 1
	}
	return w.mark() - 1
}

func seconds(now int64, s int) int64 {
	if s == 0 {
		return 0
	}
	return now + int64(s)*1000
}

func (w world) being() rule.Being {
	if w.Self.State == "" {
		return rule.Being{}
	}
	return rule.Being{State: w.Self.State, Since: w.now() - w.Self.Since}
}

func (x *routes) connected(w world) rule.Outcome {
	now, rights := w.now(), x.rights(w)
	local := rule.LocalAt(now, time.FixedZone("", 8*3600), w.days())
	f := rule.Facts{Now: now, Kind: rule.Phone, CodeReason: reason.OK, Issued: w.issued(), Mark: w.mark(), Found: !w.Unknown, SameSchool: !w.Elsewhere, CredentialState: w.Cred, CredentialMark: w.served(), MarkConsumed: w.Used,
		LeaseUntil: now + int64(w.Lease)*1000, CardState: w.Card, PersonState: w.Person, ValidFrom: now + int64(w.From)*1000, ValidTo: seconds(now, w.To), Scene: w.scene(), HasGate: !w.NoGate, Direction: w.Direction}
	if w.Pay {
		f.Purpose = 1
	}
	if w.Chip {
		f.Kind = rule.Chip
	} else if w.Forged {
		f.CodeReason = reason.CodeBadSignature
	}
	f.OpenNow, f.ClosedReason = rights.Open(local)
	v := rights.Judge(rule.Who{Person: "p1", Role: w.Role, Grade: w.Grade, Class: w.Class, Groups: map[string]bool{"cleared": w.Cleared}}, local)
	f.Right, f.RightReason = v.Effect, v.Reason
	if w.Zone != nil {
		f.There = rule.There{Zone: w.Zone, Self: w.Zone.Still(w.being(), now), Around: w.Around, Count: w.Inside, Egress: w.Egress}
		if w.Another {
			f.There.Second = "p2"
		}
	}
	return rule.Decide(f)
}

func (x *routes) alone(t testing.TB, w world) Verdict {
	now := w.now()
	h := Header{School: "s", Terminal: "t", Version: 1, MadeAt: now - 3600_000, Salt: x.salt, Scene: w.scene(), Rights: x.rights(w), Zone: w.Zone, Egress: w.Egress, Days: w.days(), Clock: []Offset{{0, 8 * 3600}}}
	row := Row{Credential: "c1", Person: "p1", State: w.Cred, Card: w.Card, PersonIs: w.Person, From: now + int64(w.From)*1000, To: seconds(now, w.To), Role: w.Role, Grade: w.Grade, Class: w.Class, Name: "林知夏"}
	if w.Cleared {
		row.Groups = []string{"cleared"}
	}
	p := Presented{Kind: "chip", Chip: "4711"}
	entry := Entry{OfChip("4711"), row}
	if !w.Chip {
		key := x.key
		if w.Forged {
			key = x.school
		}
		purpose := cardcode.Everyday
		if w.Pay {
			purpose = 1
		}
		p = Presented{Kind: "phone", Code: cardcode.Sign(key, purpose, 99, w.issued(), 7).Text()}
		entry.Secret, entry.Row.Key = OfHandle(99), x.public
	}
	if w.Unknown {
		entry.Secret = OfHandle(98)
	}
	rows, err := Seal(x.salt, []Entry{entry})
	if err != nil {
		t.Fatal(err)
	}
	b, err := Build(h, rows, x.school)
	if err != nil {
		t.Fatal(err)
	}
	l, err := Open(b, x.list)
	if err != nil {
		t.Fatal(err)
	}
	return l.Judge(l.Identify(p), now, Memory{Mark: w.served(), Used: w.Used, Being: w.being(), LastMS: now - 1000})
}

// wrong says what differs, "" when nothing does.
func (x *routes) wrong(t testing.TB, w world) string {
	d, why, warning, spent := w.says(false)
	if got := x.connected(w); got != (rule.Outcome{Decision: d, Reason: why, Warning: warning, Consume: spent}) {
		return fmt.Sprintf("connected: %+v, the model says %s %s %s %t", got, d, why, warning, spent)
	}
	d, why, warning, spent = w.says(true)
	got := x.alone(t, w)
	if got.Decision != d || got.Reason != why || got.Warning != warning || got.Open != (d == reason.Allow && !w.Identify) || (got.Consume == w.mark()) != spent || !spent && got.Consume != 0 {
		return fmt.Sprintf("alone: %+v, the model says %s %s %s %t", got, d, why, warning, spent)
	}
	return ""
}

// shrunk is a world as ordinary as can be that still goes wrong.
func (x *routes) shrunk(t testing.TB, w world) world {
	for again := true; again; {
		again = false
		for i := range reflect.TypeFor[world]().NumField() {
			try := w
			field, usual := reflect.ValueOf(&try).Elem().Field(i), reflect.ValueOf(ordinary()).Field(i)
			if reflect.DeepEqual(field.Interface(), usual.Interface()) {
				continue
			}
			if field.Set(usual); x.wrong(t, try) != "" {
				w, again = try, true
			}
		}
		for i := range w.Rules {
			try := w
			try.Rules = append(append([]rule.Rule{}, w.Rules[:i]...), w.Rules[i+1:]...)
			if x.wrong(t, try) != "" {
				w, again = try, true
				break
			}
		}
	}
	return w
}

// worlds tries n of them, and counts what was answered.
func worlds(t testing.TB, n int) {
	t.Helper()
	seed := rand.Uint64()
	r, x := rand.New(rand.NewPCG(seed, 1)), newRoutes(t)
	answers := map[reason.Code]int{}
	for i := range n {
		w := randomWorld(r)
		if x.wrong(t, w) != "" {
			w = x.shrunk(t, w)
			b, _ := json.MarshalIndent(w, "", " ")
			t.Fatalf("seed %d, world %d: %s\n%s", seed, i, x.wrong(t, w), b)
		}
		for _, alone := range []bool{false, true} {
			_, why, warning, _ := w.says(alone)
			answers[why]++
			answers[warning]++
		}
	}
	for _, code := range []reason.Code{reason.OK, reason.CodeBadSignature, reason.CodeUnknown, reason.CodeWrongSchool, reason.CodeNotYetValid, reason.CodeExpired, reason.CredLost, reason.CredReplaced, reason.CredEnded, reason.CodeLeaseOver,
		reason.CodeAlreadyUsed, reason.CodeSuperseded, reason.CodeWrongAudience, reason.PersonSuspended, reason.CardBlocked, reason.CardFrozen, reason.CardNotYetValid, reason.CardExpired, reason.TermNoGate, reason.PermPrerequisite, reason.PermRule,
		reason.PermNoRight, reason.PermOutsideSchedule, reason.PermHoliday, reason.PermEscortRequired, reason.PermSecondPerson, reason.ZonePassbackIn, reason.ZonePassbackOut, reason.ZonePassbackTimed, reason.ZoneSequence, reason.ZoneFull, reason.TermOffline} {
		if answers[code] == 0 {
			t.Errorf("seed %d: no world was answered with %s: it was not tested", seed, code)
		}
	}
}

// The server and a gate that is alone decide as people were told, in whatever
// world. BenchmarkWorlds tries 100,000.
func TestWorlds(t *testing.T) { worlds(t, 8_000) }

// BenchmarkWorlds is TestWorlds at its full size, for make bench: it decides, and
// says how long that takes.
func BenchmarkWorlds(b *testing.B) {
	for b.Loop() {
		worlds(b, 100_000)
	}
}

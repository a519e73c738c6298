package rule_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"yunka/server/attendance/rule"
)

var shanghai = time.FixedZone("CST", 8*3600)

// hm is an instant of the test's day: "07:45", "07:45:59" or "07:45:59.999".
func hm(clock string) int64 {
	if clock == "" {
		return 0
	}
	for _, layout := range []string{"15:04", "15:04:05", "15:04:05.000"} {
		if t, err := time.ParseInLocation("2006-01-02 "+layout, "2026-11-23 "+clock, shanghai); err == nil {
			return t.UnixMilli()
		}
	}
	panic(clock)
}

// punches reads "in 07:41, out 11:40, here 09:00".
func punches(text string) (list []rule.Punch) {
	for i, one := range strings.Split(text, ", ") {
		if way, clock, ok := strings.Cut(one, " "); ok {
			list = append(list, rule.Punch{ID: fmt.Sprint(i), At: hm(clock), Way: rule.Way(way)})
		}
	}
	return list
}

// The morning is from 07:45 to 11:40 with 5 minutes of grace, absent after 90; the
// afternoon from 13:30 to 16:30, where one has to leave by a gate.
var (
	am = rule.Session{ID: "am", Opens: 390, Starts: 465, Grace: 5, AbsentAfter: 90, Ends: 700, EarlyGrace: 0, Closes: 750}
	pm = rule.Session{ID: "pm", Opens: 760, Starts: 810, Grace: 5, AbsentAfter: 60, Ends: 990, EarlyGrace: 10, Closes: 1050, MustOut: true}
)

func day(f rule.Facts) []rule.Cell {
	return rule.Derive([]rule.Window{am.Window("2026-11-23", shanghai), pm.Window("2026-11-23", shanghai)}, f)
}

var all = map[string]rule.Known{"am": {Came: true, Left: true}, "pm": {Came: true, Left: true}}

func TestWhatCameOfADay(t *testing.T) {
	leave := func(from, to string) []rule.Excuse { return []rule.Excuse{{From: hm(from), To: hm(to), Type: "sick"}} }
	for _, c := range []struct {
		name, punches string
		known         map[string]rule.Known
		excuses       []rule.Excuse
		vouched       string
		am, pm        string // state, and late or early seconds
	}{
		{"nothing yet", "", nil, nil, "", "pending", "pending"},
		{"nothing, and all is known", "", all, nil, "", "absent", "absent"},
		{"nothing, and only the morning is known", "", map[string]rule.Known{"am": {Came: true}}, nil, "", "absent", "pending"},
		{"early and all day", "in 07:41, out 16:32", all, nil, "", "present", "present"},
		{"home for lunch", "in 07:41, out 11:45, in 13:20, out 16:30", all, nil, "", "present", "present"},
		{"the last second of the grace", "in 07:50:00.999, out 16:30", all, nil, "", "present", "present"},
		{"a second after it", "in 07:50:01, out 16:30", all, nil, "", "late +301", "present"},
		{"the last second before absence", "in 09:15:00.999, out 16:30", all, nil, "", "late +5400", "present"},
		{"a second too late", "in 09:15:01, out 16:30", all, nil, "", "absent +5401", "present"},
		{"too late, and a gate is silent", "in 09:20, out 16:30", nil, nil, "", "pending +5700", "present"},
		{"late, and a gate is silent", "in 07:56:30", nil, nil, "", "late +690", "present"},
		{"in, out before the start, and not back", "in 07:20, out 07:40", all, nil, "", "absent", "absent"},
		{"in, out before the start, and back", "in 07:20, out 07:40, in 07:52, out 16:25", all, nil, "", "late +420", "present"},
		{"left early", "in 07:30, out 10:02:03", all, nil, "", "early -5877", "absent"},
		{"left for ten minutes", "in 07:30, out 10:00, in 10:10, out 16:31", all, nil, "", "present", "present"},
		{"left at the last second", "in 07:30, out 11:39:59.500, in 13:00, out 16:30", all, nil, "", "early -1", "present"},
		{"left at the end", "in 07:30, out 11:40, in 13:00, out 16:20", all, nil, "", "present", "present"},
		{"left a second before one may", "in 07:30, out 16:19:59", all, nil, "", "present", "early -601"},
		{"late and early", "in 08:00, out 11:00", all, nil, "", "late_early +900 -2400", "absent"},
		{"never left", "in 07:30", all, nil, "", "present", "missing_out"},
		{"never left, as far as is known", "in 07:30", nil, nil, "", "present", "present"},
		{"left too late to count", "in 07:30, out 17:31", all, nil, "", "present", "missing_out"},
		{"left without having come", "out 11:42, in 13:25, out 16:30", all, nil, "", "missing_in", "present"},
		{"left without having come, a gate is silent", "out 11:42", nil, nil, "", "pending", "pending"},
		{"in the night does not count", "in 03:00", all, nil, "", "absent", "absent"},
		{"a room in the school", "here 08:01", all, nil, "", "late +960", "missing_out"},
		{"a room and a gate", "in 07:40, here 09:00, here 16:10, out 16:31", all, nil, "", "present", "present"},
		{"a reader without direction", "here 07:44, here 11:41, here 13:29, here 16:33", all, nil, "", "present", "present"},
		{"the same, left early", "here 07:44, here 11:30, here 13:29, here 16:00", all, nil, "", "early -600", "early -1800"},
		{"one punch", "here 07:44", all, nil, "", "present", "missing_out"},
		{"one punch at noon", "here 13:29", all, nil, "", "absent", "missing_out"},
		{"on leave all day", "", all, leave("00:00", "23:59"), "", "leave", "leave"},
		{"on leave in the morning", "in 13:33, out 16:30", all, leave("07:45", "11:40"), "", "leave", "present"},
		{"on leave in the morning, and late", "in 13:36:00, out 16:30", all, leave("07:45", "11:40"), "", "leave", "late +360"},
		{"on leave for two lessons", "in 09:23, out 16:30", all, leave("07:45", "09:20"), "", "present", "present"},
		{"later than the leave", "in 09:26, out 16:30", all, leave("07:45", "09:20"), "", "late +360", "present"},
		{"the leave is not over", "", map[string]rule.Known{}, leave("07:45", "09:20"), "", "pending", "pending"},
		{"never came after it", "", all, leave("07:45", "09:20"), "", "absent", "absent"},
		{"to the doctor", "in 07:40, out 10:02", all, leave("10:00", "23:00"), "", "present", "leave"},
		{"to the doctor ten minutes early", "in 07:40, out 09:50", all, leave("10:00", "23:00"), "", "present", "leave"},
		{"to the doctor too early", "in 07:40, out 09:49", all, leave("10:00", "23:00"), "", "early -660", "leave"},
		{"out and back", "in 07:40, out 09:55, in 10:55, out 16:30", all, leave("10:00", "11:00"), "", "present", "present"},
		{"out and not back", "in 07:40, out 09:55", all, leave("10:00", "11:00"), "", "early -2400", "absent"},
		{"two leaves in a row", "", all, append(leave("07:00", "09:00"), leave("09:00", "12:00")...), "", "leave", "absent"},
		{"here on leave", "in 07:40, out 16:30", all, leave("07:45", "11:40"), "", "leave", "present"},
		{"the teacher sees the child", "", all, nil, "am", "present", "absent"},
		{"the teacher sees a late child", "in 07:56", all, nil, "am", "late +660", "missing_out"},
	} {
		f := rule.Facts{Punches: punches(c.punches), Known: c.known, Excuses: c.excuses, Vouched: map[string]bool{c.vouched: true}}
		cells := day(f)
		for i, want := range []string{c.am, c.pm} {
			if got := text(cells[i]); got != want {
				t.Errorf("%s: %s is %q, want %q (%+v)", c.name, cells[i].Session, got, want, cells[i])
			}
		}
		if c.vouched == "" {
			// What came later comes in no other order.
			for range 3 {
				rand.Shuffle(len(f.Punches), func(i, j int) { f.Punches[i], f.Punches[j] = f.Punches[j], f.Punches[i] })
				if again := day(f); fmt.Sprint(again) != fmt.Sprint(cells) {
					t.Errorf("%s: another order says %+v instead of %+v", c.name, again, cells)
				}
			}
		}
	}
}

func text(c rule.Cell) string {
	s := string(c.State)
	if c.Late > 0 {
		s += fmt.Sprintf(" +%d", c.Late)
	}
	if c.Early > 0 {
		s += fmt.Sprintf(" -%d", c.Early)
	}
	return s
}

func TestACorrectionKeepsWhatWas(t *testing.T) {
	f := rule.Facts{Known: all, Corrections: []rule.Correction{{"am", rule.MadeUp}, {"pm", rule.Official}, {"am", rule.OnLeave}}}
	cells := day(f)
	if cells[0].State != rule.OnLeave || cells[0].Was != rule.Absent || cells[1].State != rule.Official || cells[1].Was != rule.Absent {
		t.Errorf("%+v", cells)
	}
	f.Punches = punches("in 07:40, out 16:30") // late data: what was changes, what was said stays
	if cells = day(f); cells[0].State != rule.OnLeave || cells[0].Was != rule.Present {
		t.Errorf("%+v", cells)
	}
	f.Excuses = []rule.Excuse{{From: hm("00:00"), To: hm("23:00"), Official: true}} // it wins over a correction
	if cells = day(f); cells[0].State != rule.Official || cells[0].Was != "" {
		t.Errorf("%+v", cells)
	}
}

var midnight = hm("00:00")

// The same, second by second: a person is inside from a punch in to the next out,
// and a session is read off that line. Only gates, no excuses.
func slow(w rule.Window, list []rule.Punch, opens int64, known rule.Known) (s string) {
	sec := func(ms int64) int { return int((ms - midnight) / 1000) }
	at := map[int]rule.Way{}
	for _, p := range list {
		if p.At >= opens {
			at[sec(p.At)] = p.Way
		}
	}
	inside := make([]bool, 86400)
	any := false
	first := rule.Way("")
	for second := range inside {
		if second > 0 {
			inside[second] = inside[second-1]
		}
		if way, punched := at[second]; punched {
			inside[second] = way != rule.Out
			if first == "" {
				first = way
			}
			any = true
		}
	}
	came := -1
	if inside[sec(w.OnTime)] {
		came = sec(w.OnTime)
	} else {
		for x := sec(w.OnTime) + 1; x < sec(w.Ends); x++ {
			if inside[x] {
				came = x
				break
			}
		}
	}
	if came < 0 {
		if !known.Came {
			return "pending"
		}
		if any && first == rule.Out {
			for _, p := range list {
				if p.At >= opens {
					if p.At >= w.Starts && sec(p.At) <= sec(w.Closes) {
						return "missing_in"
					}
					break
				}
			}
		}
		return "absent"
	}
	late := 0
	if came > sec(w.OnTime) {
		late = came - sec(w.Starts)
	}
	mark := func(state string, early int) string {
		if late > 0 {
			state += fmt.Sprintf(" +%d", late)
		}
		if early > 0 {
			state += fmt.Sprintf(" -%d", early)
		}
		return state
	}
	if came > sec(w.AbsentFrom) {
		if known.Came {
			return mark("absent", 0)
		}
		return mark("pending", 0)
	}
	gone := -1
	if !inside[sec(w.Ends)-1] { // when was the last way out before the end
		for _, p := range list {
			if p.Way == rule.Out && p.At < w.Ends {
				gone = max(gone, sec(p.At))
			}
		}
	}
	early := 0
	if gone >= 0 && gone < sec(w.EarlyBefore) {
		early = sec(w.Ends) - gone
	}
	left := gone >= 0
	for _, p := range list {
		left = left || p.Way == rule.Out && p.At >= w.Ends && sec(p.At) <= sec(w.Closes)
	}
	switch {
	case late > 0 && early > 0:
		return mark("late_early", early)
	case early > 0:
		return mark("early", early)
	case w.MustOut && known.Left && !left:
		return mark("missing_out", 0)
	case late > 0:
		return mark("late", 0)
	}
	return mark("present", 0)
}

// In days made by chance, Derive says what the slow reading says.
func TestDeriveEqualsASlowReading(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 13))
		minute := func(from, to int) int { return from + r.IntN(to-from+1) }
		var windows []rule.Window
		known := map[string]rule.Known{}
		from := minute(300, 500)
		for i := range 1 + r.IntN(2) {
			s := rule.Session{ID: fmt.Sprint("s", i), Opens: from, MustOut: r.IntN(2) == 0}
			s.Starts = minute(s.Opens, s.Opens+60)
			s.Ends = minute(s.Starts+20, s.Starts+240)
			s.Grace = minute(0, 10)
			s.AbsentAfter = minute(s.Grace, s.Ends-s.Starts)
			s.EarlyGrace = minute(0, 10)
			s.Closes = minute(s.Ends, s.Ends+60)
			from = s.Closes
			windows = append(windows, s.Window("2026-11-23", shanghai))
			k := rule.Known{Came: r.IntN(3) > 0}
			k.Left = k.Came && r.IntN(2) == 0
			known[s.ID] = k
		}
		// Punches lie at edges, a second beside them, or anywhere; not two in a second.
		edges := []int64{hm("02:00")}
		for _, w := range windows {
			edges = append(edges, w.Opens, w.Starts, w.OnTime, w.AbsentFrom, w.EarlyBefore, w.Ends, w.Closes)
		}
		at := map[int64]bool{}
		var list []rule.Punch
		for range r.IntN(7) {
			p := rule.Punch{At: edges[r.IntN(len(edges))] + int64(r.IntN(3)-1)*1000, Way: []rule.Way{rule.In, rule.Out}[r.IntN(2)]}
			if r.IntN(2) == 0 {
				p.At = midnight + int64(r.IntN(86400))*1000
			}
			if !at[p.At] {
				at[p.At] = true
				list = append(list, p)
			}
		}
		for i := range list {
			for j := range i {
				if list[j].At > list[i].At {
					list[i], list[j] = list[j], list[i]
				}
			}
		}
		for i := range list {
			list[i].ID = fmt.Sprint(i)
		}
		opens := windows[0].Opens
		for _, w := range windows {
			opens = min(opens, w.Opens)
		}
		cells := rule.Derive(windows, rule.Facts{Punches: list, Known: known})
		for i, w := range windows {
			want := slow(w, list, opens, known[w.Session])
			seen[strings.Fields(want)[0]]++
			if got := text(cells[i]); got != want {
				t.Fatalf("seed %d, %s: %q, slowly %q\n%+v\n%+v", seed, w.Session, got, want, w, list)
			}
		}
	}
	for _, s := range []rule.State{rule.Pending, rule.Present, rule.Late, rule.Early, rule.LateEarly, rule.Absent, rule.MissingIn, rule.MissingOut} {
		if seen[string(s)] < 10 {
			t.Errorf("%s came up %d times only", s, seen[string(s)])
		}
	}
}

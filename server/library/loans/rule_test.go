package loans_test

import (
	"testing"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/library/catalogue"
	"yunka/server/library/loans"
	"yunka/server/timetable"
)

func TestTheMostSpecificRuleDecides(t *testing.T) {
	rules := []loans.Rule{{Most: 1}, {Role: "student", Most: 5}, {Kind: "new", Most: 2}, {Role: "student", Kind: "new", Most: 3}}
	for _, c := range []struct {
		role, kind, want string
	}{{"student", "new", "student/new"}, {"student", "book", "student/"}, {"teacher", "new", "/new"}, {"teacher", "book", "/"}} {
		if got := loans.Pick(rules, c.role, c.kind); got.Name() != c.want {
			t.Errorf("%s %s: %s", c.role, c.kind, got.Name())
		}
	}
	if loans.Pick(nil, "student", "book").Most != 0 {
		t.Error("no rule lends")
	}
	for _, role := range []string{"student", "teacher"} {
		if loans.Pick(loans.Standard, role, catalogue.Reference).Most != 0 {
			t.Errorf("a reference book is lent to a %s", role)
		}
	}
}

func TestWhatIsLent(t *testing.T) {
	good := loans.Facts{Copy: catalogue.Copy{State: catalogue.Available}, Person: "me", Rule: loans.Rule{Role: "student", Most: 2, Days: 30}, Whole: loans.Rule{Role: "student", Most: 3}, Today: "2026-11-23"}
	out := func(rule, due string) loans.Loan { return loans.Loan{PersonID: "me", Rule: rule, DueDay: due} }
	for name, c := range map[string]struct {
		change func(f *loans.Facts)
		tier   loans.Tier
		why    string
	}{
		"a free copy":             {func(*loans.Facts) {}, loans.Lent, ""},
		"the own one":             {func(f *loans.Facts) { f.Out = &loans.Loan{PersonID: "me"} }, loans.Renewable, loans.Mine},
		"another's":               {func(f *loans.Facts) { f.Out = &loans.Loan{PersonID: "you"} }, loans.Impossible, loans.OutElse},
		"a lost one":              {func(f *loans.Facts) { f.Copy.State = catalogue.Lost }, loans.Impossible, loans.LostCopy},
		"a withdrawn one":         {func(f *loans.Facts) { f.Copy.State = catalogue.Withdrawn }, loans.Impossible, loans.Withdrawn},
		"reading room":            {func(f *loans.Facts) { f.Copy.State = catalogue.Reading }, loans.Impossible, loans.ReadingOnly},
		"no rule":                 {func(f *loans.Facts) { f.Rule = loans.Rule{} }, loans.Impossible, loans.NotForThem},
		"paused until today":      {func(f *loans.Facts) { f.Until = "2026-11-23" }, loans.Impossible, loans.Paused},
		"paused until yesterday":  {func(f *loans.Facts) { f.Until = "2026-11-22" }, loans.Lent, ""},
		"wanted by another":       {func(f *loans.Facts) { f.Hold = "you" }, loans.NeedsStaff, loans.Reserved},
		"kept for the reader":     {func(f *loans.Facts) { f.Hold, f.Copy.State = "me", catalogue.Reserved }, loans.Lent, ""},
		"damaged":                 {func(f *loans.Facts) { f.Copy.State = catalogue.Damaged }, loans.NeedsStaff, loans.DamagedCopy},
		"another is overdue":      {func(f *loans.Facts) { f.Mine = []loans.Loan{out("student/", "2026-11-22")} }, loans.NeedsStaff, loans.Overdue},
		"due today is no overdue": {func(f *loans.Facts) { f.Mine = []loans.Loan{out("student/", "2026-11-23")} }, loans.Lent, ""},
		"as many as the cell": {func(f *loans.Facts) {
			f.Mine = []loans.Loan{out("student/", "2026-12-01"), out("student/", "2026-12-01")}
		}, loans.NeedsStaff, loans.TooMany},
		"as many as altogether": {func(f *loans.Facts) {
			f.Mine = []loans.Loan{out("student/new", "2026-12-01"), out("student/new", "2026-12-01"), out("student/", "2026-12-01")}
		}, loans.NeedsStaff, loans.TooMany},
	} {
		f := good
		c.change(&f)
		if tier, why := loans.Decide(f); tier != c.tier || why != c.why {
			t.Errorf("%s: %s %q", name, tier, why)
		}
	}
}

func TestRenewal(t *testing.T) {
	r := loans.Rule{Role: "student", Most: 5, Days: 30, Renewals: 1}
	l := loans.Loan{DueDay: "2026-11-25"}
	for want, c := range map[string]struct {
		l      loans.Loan
		until  string
		wanted bool
	}{
		"":               {l: l},
		loans.WantedElse: {l: l, wanted: true},
		loans.NoRenewal:  {l: loans.Loan{DueDay: "2026-11-25", Renewals: 1}},
		loans.Paused:     {l: l, until: "2026-11-24"},
		loans.Overdue:    {l: loans.Loan{DueDay: "2026-11-22"}},
		loans.Early:      {l: loans.Loan{DueDay: "2026-12-01"}},
	} {
		if got := loans.Renew(c.l, r, "2026-11-23", c.until, c.wanted); got != want {
			t.Errorf("%q: %q", want, got)
		}
	}
}

// A book is not due on a closed day, and closed days are not late.
func TestClosedDays(t *testing.T) {
	c := timetable.NewCalendar([]timetable.Term{{FirstDay: "2026-09-01", LastDay: "2027-01-20"}, {FirstDay: "2027-02-22", LastDay: "2027-07-01"}},
		[]access.Day{{Day: "2026-11-30", WorksAs: rule.Holiday}})
	for days, want := range map[int]string{1: "2026-11-26", 3: "2026-12-01", 5: "2026-12-01", 60: "2027-02-22"} {
		if got := loans.DueAfter(c, "2026-11-25", days); got != want {
			t.Errorf("%d days: %s, want %s", days, got, want)
		}
	}
	r := loans.Rule{Grace: 1, Factor: 2, Longest: 5}
	for today, want := range map[string][2]int{"2026-11-27": {0, 0}, "2026-11-30": {0, 0}, "2026-12-01": {1, 0}, "2026-12-02": {2, 2}, "2026-12-03": {3, 4}, "2026-12-11": {9, 5}} {
		late := loans.Late(c, "2026-11-27", today)
		if got := [2]int{late, r.Pause(late)}; got != want {
			t.Errorf("%s: %v, want %v", today, got, want)
		}
	}
}

package floor_test

import (
	"context"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/mandate"
	"yunka/server/pickup/floor"
	"yunka/server/pickup/plan"
	"yunka/server/pickup/release"
	"yunka/server/web/webtest"
)

// Only staff of the class follows it, and only as long as the post lasts: families,
// other classes' teachers and pupils hear nothing.
func TestWhoFollowsAClass(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		for _, person := range []string{o.Teacher.Person, o.Parent.Person, webtest.AdminOf(o.Mine)} {
			o.As(person)
		}
		watches := func(person, class string) bool {
			t.Helper()
			var may []live.Topic
			if err := o.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
				id := ""
				if err := q.NewRaw("SELECT account_id FROM account_person WHERE person_id = ?", person).Scan(ctx, &id); err != nil {
					return err
				}
				a, err := account.ActorOf(ctx, q, id, o.Clock().UnixMilli())
				if err != nil {
					return err
				}
				may, err = floor.MayWatch(ctx, q, a, []live.Topic{{Kind: "pickup-class", ID: class}})
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return len(may) == 1 && may[0].School == o.Mine.School
		}
		for _, c := range []struct {
			name, person, class string
			want                bool
		}{
			{"class teacher", o.Teacher.Person, o.Class, true},
			{"office", webtest.AdminOf(o.Mine), o.Class, true},
			{"of another class", o.Teacher.Person, o.Elsewhere, false},
			{"mother", o.Parent.Person, o.Class, false},
			{"no class", o.Teacher.Person, "none", false},
		} {
			if watches(c.person, c.class) != c.want {
				t.Errorf("%s: not %v", c.name, c.want)
			}
		}
		o.Exec("UPDATE post SET valid_to = 1 WHERE person_id = ?", o.Teacher.Person)
		if watches(o.Teacher.Person, o.Class) {
			t.Error("an ended post still follows")
		}
	})
}

// Half within and nine in ten within are waits that somebody had.
func TestTheRankOfAWait(t *testing.T) {
	for _, c := range []struct {
		waits        []int64
		median, nine int
	}{
		{[]int64{7000}, 7, 7},
		{[]int64{1000, 2000}, 1, 2},
		{[]int64{1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 90_400}, 5, 9},
		{[]int64{400, 600}, 0, 1},
	} {
		if m, n := floor.Rank(c.waits, 50), floor.Rank(c.waits, 90); m != c.median || n != c.nine {
			t.Errorf("%v: %d and %d", c.waits, m, n)
		}
	}
}

// A gate's screen is told of children by their ids, of what is about everybody by one word,
// and of nothing else: the scans of other gates are not news for it.
func TestWhatAGateIsTold(t *testing.T) {
	item := func(kind, subject string) feed.Item { return feed.Item{Kind: kind, Subject: subject} }
	for want, items := range map[string][]feed.Item{
		`{}`:                      {item(feed.Scan, "s1"), item(feed.CardState, "k1")},
		`{"children":["a","b"]}`:  {item(release.Moved, "a"), item(feed.Scan, "s1"), item(plan.Changed, "b")},
		`{"all":true}`:            {item(release.Moved, "a"), item(release.Frozen, "school")},
		`{"all":true}` + " ":      {item(release.Handled, "s1")},
		`{"all":true}` + "  ":     {item(mandate.Changed, "m1")},
		`{"children":["a"]}` + "": {item(release.Moved, "a")},
	} {
		if got := floor.MovedBy(items...); got != strings.TrimSpace(want) {
			t.Errorf("%v: %s", items, got)
		}
	}
}

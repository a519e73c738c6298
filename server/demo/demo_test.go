package demo_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/demo"
	"yunka/server/feed"
	"yunka/server/roster"
	"yunka/server/schooltest"
	"yunka/server/terminal"
	"yunka/server/timetable"
)

func services(d *db.DB) demo.Services {
	f := feed.New()
	return demo.Services{DB: d, Accounts: account.New(d, f), Campus: campus.New(d, f), Roster: roster.New(d, f), Cards: card.New(d, f), Terminals: terminal.New(d, f)}
}

func TestBuildTwiceAndLogIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, dir := services(d), t.TempDir()
		first, err := demo.Build(t.Context(), s, dir)
		if err != nil {
			t.Fatal(err)
		}
		again, err := demo.Ensure(t.Context(), s, dir)
		if err != nil || again.Parent != first.Parent {
			t.Fatalf("Ensure made it anew: %+v, %v", again.Parent, err)
		}
		second, err := demo.Build(t.Context(), s, dir)
		if err != nil {
			t.Fatal(err)
		}
		if second.Parent.Password == first.Parent.Password || second.Terminals[0].Token == first.Terminals[0].Token {
			t.Error("a secret is the same after a rebuild")
		}
		for _, l := range []demo.Login{second.Admin, second.Teacher, second.Parent, second.Student, second.Guard} {
			if _, err := s.Accounts.LogIn(t.Context(), account.Attempt{Login: l.Login, Password: l.Password, Network: "n"}); err != nil {
				t.Errorf("%s cannot log in: %v", l.Login, err)
			}
		}
		for _, x := range second.Screens {
			if _, who, err := s.Terminals.Pair(t.Context(), x.Code); err != nil || who.Staff != (x.Scene == "pickup") {
				t.Errorf("%s: %v", x.Name, err)
			}
		}
		if ids, err := demo.Collectors(t.Context(), d); err != nil || len(ids) < 300 {
			t.Errorf("%d may collect: %v", len(ids), err)
		}
		staff := 0
		for _, r := range second.Terminals {
			who, err := s.Terminals.Authenticate(t.Context(), r.Token)
			if err != nil {
				t.Errorf("%s: %v", r.Name, err)
			}
			if who.Staff {
				staff++
			}
		}
		if staff != 1 {
			t.Errorf("%d staff terminals, want 1", staff)
		}
		info, err := os.Stat(filepath.Join(dir, "demo.json"))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("demo.json: %v, %v", info.Mode(), err)
		}
		b, _ := json.Marshal(second)
		var keys map[string]json.RawMessage
		_ = json.Unmarshal(b, &keys)
		for _, k := range []string{"school", "admin", "teacher", "parent", "student", "guard", "finance", "terminals", "screens"} {
			if _, ok := keys[k]; !ok {
				t.Errorf("no %q in the JSON", k)
			}
			delete(keys, k)
		}
		if len(keys) > 0 {
			t.Errorf("more in the JSON than promised: %v", keys)
		}
	})
}

func TestRefusesARealSchool(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		schooltest.New(t, d, schooltest.Bare)
		s := services(d)
		if _, err := demo.Build(t.Context(), s, t.TempDir()); !errors.Is(err, demo.ErrNotDemo) {
			t.Errorf("Build: %v", err)
		}
		if _, err := demo.Ensure(t.Context(), s, t.TempDir()); !errors.Is(err, demo.ErrNotDemo) {
			t.Errorf("Ensure: %v", err)
		}
		var n int
		_ = d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
			return q.NewRaw("SELECT count(*) FROM school").Scan(ctx, &n)
		})
		if n != 1 {
			t.Errorf("%d schools", n)
		}
	})
}

// Every class has a full week, whatever the day on which the demo is made.
func TestTheDemoHasATimetable(t *testing.T) {
	for _, today := range []time.Time{time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), time.Date(2027, 1, 2, 12, 0, 0, 0, time.UTC)} {
		d := dbtest.Open(t, db.SQLite, db.WithClock(func() time.Time { return today }))
		if _, err := demo.Build(t.Context(), services(d), t.TempDir()); err != nil {
			t.Fatal(err)
		}
		err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
			list, err := campus.AllSchools(ctx, q)
			if err != nil {
				return err
			}
			day := timetable.Today(today, list[0].Location())
			c, err := timetable.LoadCalendar(ctx, q, list[0].ID)
			if err != nil {
				return err
			}
			next, ok := c.Next(day)
			if _, in := c.Term(day); !ok || !in {
				t.Errorf("%s is in no term, or no school day follows", day)
			}
			tt, err := timetable.Load(ctx, q, list[0], next.Day, next.Day, timetable.Filter{})
			if err != nil {
				return err
			}
			if all := tt.All(next.Day); len(all) != 12*6 {
				t.Errorf("%d lessons on %s", len(all), next.Day)
			}
			if n := len(tt.Slots()); n != 12*31 {
				t.Errorf("%d lessons in two weeks", n)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Nobody in a demo school is mistaken for somebody else, and nobody's face is missing.
func TestEverybodyHasANameAndAFace(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	s := services(d)
	s.Fill = func(context.Context, allow.Actor, string) error { return nil }
	if _, err := demo.Build(t.Context(), s, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	type row struct{ Name, Number, Photo string }
	var people []row
	err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(`
				SELECT p.name, COALESCE(p.number, '') AS number, COALESCE(f.person_id, '') AS photo
				FROM person p
				LEFT JOIN person_photo f ON f.person_id = p.id`).Scan(ctx, &people)
	})
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]int{}
	for _, p := range people {
		named[p.Name]++
		if p.Number != "" && p.Photo == "" {
			t.Errorf("%s has no face", p.Name)
		}
	}
	if len(named) < 400 || len(people)-len(named) > 3 { // the long name is there four times
		t.Errorf("%d people with %d names", len(people), len(named))
	}
}

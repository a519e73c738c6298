package cli_test

import (
	"context"
	"regexp"
	"testing"

	"yunka/server/account"
	"yunka/server/db"
	"yunka/server/feed"
)

var slipCode = regexp.MustCompile(`[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}`)

// The only admin has forgotten the password: the server's operator prints a slip.
func TestTheServerPrintsAnAdminsSlip(t *testing.T) {
	s := open(t)
	s.ok("migrate")
	r := s.ok("school", "create", "first", "--name", "第一小学", "--admin", "赵立新")
	d, err := db.Open(t.Context(), s.url)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	accounts := account.New(d, feed.New(), account.WithCost(account.Cost{Memory: 8, Time: 1, Threads: 1}))
	enter := func(password string) error {
		_, err := accounts.LogIn(context.Background(), account.Attempt{Login: "zhao", Password: password, Network: "n"})
		return err
	}
	if _, err := accounts.Activate(t.Context(), slipCode.FindString(r.out), "zhao", "a gate and a meadow", ""); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"ZHAO", "赵立新"} {
		code := slipCode.FindString(s.ok("admin", "reset", "--school", "first", who).out)
		if _, err := accounts.Reset(t.Context(), code, who+" has a new password"); err != nil {
			t.Fatalf("%s: %v", who, err)
		}
		if err := enter(who + " has a new password"); err != nil {
			t.Fatalf("%s: %v", who, err)
		}
	}
	if n := s.count("SELECT count(*) FROM audit_event WHERE actor = 'system' AND action = 'people.reset'"); n != 2 {
		t.Errorf("%d events", n)
	}
	s.fails(1, "no admin", "admin", "reset", "--school", "first", "somebody")
	s.fails(1, "no school", "admin", "reset", "--school", "second", "zhao")

	// A second one is added, and has the same name: the id says which is meant.
	added := s.ok("admin", "add", "--school", "first", "赵立新")
	if _, err := accounts.Activate(t.Context(), slipCode.FindString(added.out), "zhao.2", "a gate and a meadow", ""); err != nil {
		t.Fatal(err)
	}
	if n := s.count("SELECT count(*) FROM membership WHERE role = 'admin'"); n != 2 {
		t.Errorf("%d admins", n)
	}
	r = s.fails(1, "say which by id", "admin", "reset", "--school", "first", "赵立新")
	id := regexp.MustCompile(`id ([0-9a-f-]{36})`).FindStringSubmatch(r.err)
	if id == nil {
		t.Fatalf("no id in %q", r.err)
	}
	s.ok("admin", "reset", "--school", "first", id[1])
	s.fails(1, "no school", "admin", "add", "--school", "second", "钱一")
}

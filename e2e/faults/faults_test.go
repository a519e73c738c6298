package faults

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"yunka/server/allow"
	"yunka/server/app"
	"yunka/server/scan/scantest"
)

// row is one fault, what is promised under it, and what brings it about.
type row struct {
	name, promise string
	run           func(t *testing.T, f *field) (seen string)
}

// field is what faults are made on.
type field struct {
	ours     *app.App // the tests' own hands in the same database
	servers  []*server
	ways     []*proxy // of each server, on PostgreSQL
	schools  []*school
	admin    string // the session of somebody who sees the first school's console
	database database
}

// school has gates and the chips of sixty people.
type school struct {
	*scantest.World
	gates []gate
	chips []string
}

const passphrase = "correct horse battery staple"

var system = allow.Actor{Kind: allow.System}

func TestFaults(t *testing.T) {
	if os.Getenv("YUNKA_FAULTS") == "" {
		t.Skip("YUNKA_FAULTS is not set: make faults")
	}
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\t\tfault\tpromised\tseen")
	for _, part := range []struct {
		engine string
		field  func(t *testing.T) *field
		rows   []row
	}{{"PostgreSQL", onPostgres, postgresRows}, {"SQLite", onSQLite, sqliteRows}} {
		t.Run(part.engine, func(t *testing.T) {
			f := part.field(t)
			for _, r := range part.rows {
				seen := "not to its end"
				ok := t.Run(r.name, func(t *testing.T) { seen = r.run(t, f) })
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", map[bool]string{true: "green", false: "RED"}[ok], part.engine, r.name, r.promise, seen)
			}
		})
	}
	_ = w.Flush()
	fmt.Print("\n", table.String())
}

// settle makes n schools in the database that the servers share.
func settle(t *testing.T, cfg app.Config, n int) *field {
	t.Helper()
	cfg.Clock, cfg.HashCost = time.Now, scantest.HashCost
	ours, err := app.Services(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ours.Close() })
	f := &field{ours: ours}
	for range n {
		s := &school{World: scantest.New(t, ours.DB)}
		s.Feed, s.Cards, s.Terminals = ours.Feed, ours.Cards, ours.Terminals
		s.Exec(t, "DELETE FROM opening WHERE school_id = ?", s.School) // open at any hour, as this runs
		for range 60 {                                                 // the same chip again within 5 s is the same passage
			s.chips = append(s.chips, s.Holder(t, allow.Student).Chip)
		}
		for range 8 {
			who, token := s.Terminal(t, s.GateIn, false)
			s.gates = append(s.gates, gate{terminal: who.ID, token: token, chips: s.chips})
		}
		f.schools = append(f.schools, s)
	}
	who := f.schools[0].Holder(t, allow.Admin)
	code, _, err := ours.Accounts.IssueActivation(t.Context(), system, who.Person)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ours.Accounts.Activate(t.Context(), code, "faults-admin", passphrase, "zh-CN"); err != nil {
		t.Fatal(err)
	}
	return f
}

// at are the gates of a school that ask these servers, in this order.
func (s *school) at(servers ...*server) (list []gate) {
	for i, g := range s.gates {
		g.to = append(append([]*server{}, servers[i%len(servers):]...), servers[:i%len(servers)]...)
		list = append(list, g)
	}
	return list
}

// login opens a session of the first school's admin.
func (f *field) login(t *testing.T, s *server) string {
	t.Helper()
	if f.admin != "" {
		return f.admin
	}
	form := url.Values{"login": {"faults-admin"}, "password": {passphrase}}
	req, err := http.NewRequestWithContext(t.Context(), "POST", s.url+"/login", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", s.url)
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	for _, c := range res.Cookies() {
		if c.Name == "yunka" {
			f.admin = c.Value
		}
	}
	if f.admin == "" {
		t.Fatal("login: ", res.Status)
	}
	return f.admin
}

// withoutFailures is red if anything was not answered.
func withoutFailures(t *testing.T, f *traffic) {
	t.Helper()
	if n := f.failures(); n > 0 {
		t.Errorf("%d requests were not answered: %v", n, f)
	}
}

// within is red when something took longer than is promised, with room for a busy machine.
func within(t *testing.T, what string, took, promised time.Duration) {
	t.Helper()
	if took > 3*promised {
		t.Errorf("%s took %v, promised are %v", what, took, promised)
	}
}

// pause is how long a fault lasts that is not a moment.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

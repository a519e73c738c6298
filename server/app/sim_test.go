package app

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yunka/server/gatelist"
	"yunka/server/gatelog"
	"yunka/server/sim"
)

// A public client, end to end: the demo's people log in, claim and present
// through HTTP, as `yunka sim phone --demo` does.
func TestSimulatedPhones(t *testing.T) {
	a, d, dir := simulated(t, time.Now)
	file := filepath.Join(dir, "demo-out.json")
	b, _ := json.Marshal(d)
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	r, err := sim.Run(t.Context(), sim.Config{URL: a.URL(), Demo: file, Rate: 60, Duration: time.Second, Out: &out})
	if err != nil {
		t.Fatal(err)
	}
	if r.Cards != 3 || r.Opened == 0 || r.Opened != r.Presented || r.Twice != 0 || r.Lost != 0 {
		t.Fatalf("%+v\n%s", r, out.String())
	}
	r, err = sim.Run(t.Context(), sim.Config{URL: a.URL(), Demo: file, Rate: 30, Duration: time.Second, Offset: -time.Hour, Out: &out})
	if err != nil || r.Opened != 0 || r.Reasons["DENY CODE_EXPIRED"] != r.Presented {
		t.Fatalf("clocks an hour back: %+v, %v", r, err)
	}

	// Readers with two outages, repeats and clocks 20 s ahead: nothing is lost,
	// nothing counts twice. A clock an hour off is named.
	away := make([]atomic.Bool, len(d.Terminals))
	chips := pupilsChips(t, a, 24)
	g, err := sim.RunGate(t.Context(), sim.GateConfig{URL: a.URL(), Demo: file, Repeats: 0.4, Drift: 20 * time.Second, Out: &out,
		Away: func(reader int, _ time.Time) bool { return away[reader].Load() },
		Script: func(_ context.Context, reader int, show func(gatelist.Presented) sim.Shown) {
			for n := range 24 {
				away[reader].Store(n%12 >= 8)
				show(gatelist.Presented{Kind: gatelog.Chip, Chip: chips[n]})
			}
		}})
	if err != nil || g.Alone == 0 || g.Stored != g.Alone || g.Lost+g.Refused+g.Differed != 0 || g.Repeated == 0 || g.Conflicts["TIME_SUSPECT"] != 0 || g.Skewed {
		t.Fatalf("%+v, %v", g, err)
	}
	g, err = sim.RunGate(t.Context(), sim.GateConfig{URL: a.URL(), Demo: file, Rate: 20, Duration: time.Second, Outages: 1, Outage: time.Second, Drift: -time.Hour, Out: &out})
	if err != nil || !g.Skewed || g.Presented == 0 || g.Stored != g.Alone || g.Lost+g.Refused != 0 {
		t.Fatalf("clocks an hour back: %+v, %v", g, err)
	}
	for name, c := range map[string]sim.GateConfig{
		"token":           {URL: a.URL(), Tokens: []string{"yk_wrong-wrong"}, Chips: []string{"1"}, Rate: 1, Duration: time.Second},
		"does not answer": {URL: "http://127.0.0.1:1", Tokens: []string{"x"}, Chips: []string{"1"}, Rate: 1, Duration: time.Second},
		"no reader":       {URL: a.URL(), Chips: []string{"1"}, Rate: 1, Duration: time.Second},
		"present":         {URL: a.URL(), Tokens: []string{"x"}, Rate: 1, Duration: time.Second},
	} {
		if _, err := sim.RunGate(t.Context(), c); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, c := range map[string]struct {
		cfg  sim.Config
		want string
	}{
		"a wrong password": {sim.Config{URL: a.URL(), Logins: []string{"parent"}, Passwords: []string{"no"}, Terminal: d.Terminals[0].Token, Rate: 1, Duration: time.Second}, "login and password"},
		"a wrong token":    {sim.Config{URL: a.URL(), Logins: []string{d.Parent.Login}, Passwords: []string{d.Parent.Password}, Terminal: "yk_wrong-wrong", Rate: 20, Duration: time.Second}, "token"},
		"nobody there":     {sim.Config{URL: "http://127.0.0.1:1", Logins: []string{"x"}, Passwords: []string{"y"}, Terminal: "t", Rate: 1, Duration: time.Second}, "does not answer"},
		"no login":         {sim.Config{URL: a.URL(), Terminal: "t", Rate: 1, Duration: time.Second}, "log in"},
	} {
		if _, err := sim.Run(t.Context(), c.cfg); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

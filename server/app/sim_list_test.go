package app

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/gatelist"
	"yunka/server/gatelog"
	"yunka/server/sim"
)

// A reader from another maker pulls its list, hears of a lost card by a delta, and
// refuses it while nobody answers. What somebody on the way has changed, or kept
// from yesterday, it does not go by.
func TestSimulatedReadersGoByTheirLists(t *testing.T) {
	a, d, _ := simulated(t, time.Now)
	var token string
	for _, reader := range d.Terminals {
		if token == "" && reader.Gate != "" {
			token = reader.Token
		}
	}
	admin, credential := officeOf(t, a, d.Admin.Login, d.Student.Chip)
	// The reader asks for a newer list before each presentation. In an outage the
	// second half of them meets nobody.
	play := func(address string, outage bool, chips ...string) (sim.GateReport, error) {
		var away atomic.Bool
		return sim.RunGate(t.Context(), sim.GateConfig{URL: address, Tokens: []string{token}, Contact: time.Nanosecond,
			Away: func(int, time.Time) bool { return away.Load() },
			Script: func(_ context.Context, _ int, show func(gatelist.Presented) sim.Shown) {
				for n := range 8 {
					away.Store(outage && n >= 4)
					chip := d.Student.Chip
					if chips != nil {
						chip = chips[n]
					}
					show(gatelist.Presented{Kind: gatelog.Chip, Chip: chip})
				}
			}})
	}
	g, err := play(a.URL(), true, pupilsChips(t, a, 8)...)
	if err != nil || g.Lists != 1 || g.Alone == 0 || g.Opened != g.Presented || g.Stored != g.Alone {
		t.Fatalf("pupils with good cards: %+v, %v", g, err)
	}

	target, err := url.Parse(a.URL())
	if err != nil {
		t.Fatal(err)
	}
	var lost atomic.Bool
	lose := func() {
		if lost.Swap(true) {
			return
		}
		if err := a.Cards.ReportLost(context.WithoutCancel(t.Context()), admin, credential); err != nil {
			t.Error(err)
		}
	}
	var first []byte // the list of before
	var spoil func(whole, since bool, body []byte) []byte
	between := func(handle func(whole, since bool, body []byte) []byte) string {
		spoil = handle
		proxy := httputil.NewSingleHostReverseProxy(target)
		proxy.ModifyResponse = func(res *http.Response) error {
			if !strings.HasPrefix(res.Request.URL.Path, "/api/v1/list") || res.StatusCode != http.StatusOK {
				return nil
			}
			body, err := io.ReadAll(res.Body)
			if err != nil {
				return err
			}
			held := res.Request.URL.Query().Get("since") != "0"
			body = spoil(bytes.HasPrefix(body, []byte("YKL2")), held, body)
			res.Body = io.NopCloser(bytes.NewReader(body))
			res.ContentLength = int64(len(body))
			res.Header.Set("Content-Length", strconv.Itoa(len(body)))
			return nil
		}
		server := httptest.NewServer(proxy)
		t.Cleanup(server.Close)
		return server.URL
	}
	honest := between(func(whole, since bool, body []byte) []byte {
		if whole && !since {
			first = bytes.Clone(body)
			lose() // as soon as the reader holds a list that does not know of it
		}
		return body
	})
	if g, err = play(honest, false); err != nil || g.Lists != 1 || g.Deltas == 0 || g.ListBytes >= 2*len(first) {
		t.Fatalf("a delta: %+v, %v", g, err)
	}
	if g, err = play(a.URL(), true); err != nil || g.Alone == 0 || g.Opened != 0 || g.Reasons["DENY CRED_LOST"] != g.Presented {
		t.Fatalf("a lost card: %+v, %v", g, err)
	}

	// On the way: a byte, and the list of before. The first list is taken as the
	// server made it; then somebody changes, and the gate is told to pull.
	for name, change := range map[string]func([]byte) []byte{
		"a byte":             func(b []byte) []byte { b = bytes.Clone(b); b[len(b)-1] ^= 1; return b },
		"the list of before": func([]byte) []byte { return first },
		"half of it":         func(b []byte) []byte { return b[:len(b)/2] },
		"no list at all":     func([]byte) []byte { return []byte("<html>please log in</html>") },
	} {
		began := false
		away := between(func(_, since bool, body []byte) []byte {
			if !began {
				began = true
				if err := a.DB.Tx(context.WithoutCancel(t.Context()), func(ctx context.Context, tx *db.Tx) error {
					return a.Feed.Append(ctx, tx, admin.Seats[0].School, feed.Item{Kind: feed.RosterDone, Subject: "somebody"})
				}); err != nil {
					t.Error(err)
				}
				return body
			}
			return change(body)
		})
		g, err := play(away, true)
		if err == nil || !strings.Contains(err.Error(), "refused") || g.ListsRefused == 0 || g.Lists != 1 || g.Deltas != 0 {
			t.Errorf("%s: %+v, %v", name, g, err)
		}
		if g.Opened != 0 || g.Alone == 0 {
			t.Errorf("%s: it opened by it: %+v", name, g)
		}
	}
	if b, err := json.Marshal(g); err != nil || !bytes.Contains(b, []byte(`"deltas"`)) {
		t.Errorf("the report: %s, %v", b, err)
	}
}

// pupilsChips are chips of so many pupils: one that is read again within 5 s is the
// same presentation.
func pupilsChips(t *testing.T, a *App, n int) (chips []string) {
	t.Helper()
	if err := a.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT c.chip FROM credential c JOIN card k ON k.id = c.card_id JOIN membership m ON m.id = k.membership_id WHERE c.kind = 'chip' AND m.role = 'student' ORDER BY c.id LIMIT ?", n).Scan(ctx, &chips)
	}); err != nil || len(chips) != n {
		t.Fatal(chips, err)
	}
	return chips
}

// officeOf is the demo's admin, and the credential of a chip.
func officeOf(t *testing.T, a *App, login, chip string) (admin allow.Actor, credential string) {
	t.Helper()
	var account string
	err := a.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
		if err := q.NewRaw("SELECT id FROM account WHERE login = ?", login).Scan(ctx, &account); err != nil {
			return err
		}
		return q.NewRaw("SELECT id FROM credential WHERE kind = 'chip' AND chip = ?", chip).Scan(ctx, &credential)
	})
	if err == nil {
		admin, err = a.Accounts.Actor(t.Context(), account)
	}
	if err != nil || len(admin.Seats) == 0 {
		t.Fatal(err)
	}
	return admin, credential
}

package people_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	hashes "yunka/server/secret"
	"yunka/server/web/webtest"
)

func TestReadingPeopleIsOnRecord(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		code := o.Pupil.Code(o.Clock(), 0)
		s := o.Mine.Service(t, o.DB)
		_, token := o.Mine.Terminal(t, o.Mine.GateOut, false)
		who, err := o.Mine.Terminals.Authenticate(context.Background(), token)
		if err != nil {
			t.Fatal(err)
		}
		scantest.Present(t, s, scan.Presentation{Terminal: who, Key: "k", Code: code})
		for path, action := range map[string]string{"/console": "console.viewed", "/console/people": "people.read", "/console/people/" + o.Pupil.Person: "people.read", "/console/audit": "audit.read"} {
			before := o.Events(o.Mine.School, action)
			b.Get(path).Has(t, 200)
			if n := o.Events(o.Mine.School, action) - before; n != 1 {
				t.Errorf("%s left %d events %s", path, n, action)
			}
		}
		if d := o.Text("SELECT detail FROM audit_event WHERE school_id = ? AND action = 'console.viewed'", o.Mine.School); !strings.Contains(d, o.Pupil.Person) {
			t.Errorf("the event does not say who was shown: %s", d)
		}
		// Without the record nothing is shown, and nothing done.
		before := o.Books()
		o.Exec("ALTER TABLE audit_head RENAME TO gone")
		for _, path := range []string{"/console", "/console/people", "/console/people/" + o.Pupil.Person, "/console/audit"} {
			a := b.Get(path)
			a.Has(t, 500)
			a.HasNot(t, "三年级", "林晨")
		}
		for _, path := range []string{"/console/people/" + o.Pupil.Person + "/suspend", "/console/people/" + o.Pupil.Person + "/activation", "/console/cards/" + o.Pupil.Card + "/freeze",
			"/console/credentials/" + o.Pupil.Credential + "/lost", "/console/terminals/" + o.Reader + "/revoke", "/console/terminals/" + o.Reader + "/renew"} {
			b.Post(path, nil).Has(t, 500)
		}
		b.Post("/console/terminals", nil, "name", "x", "kind", "reader", "scene", "identify").Has(t, 500)
		if after := o.Books(); after != before {
			t.Errorf("changed without a record:\n%s\n%s", before, after)
		}
	})
}

func TestSecretsAreShownOnceAndStoredHashed(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		ctx := context.Background()
		shown := func(a webtest.Answer) string {
			t.Helper()
			a.Has(t, 200)
			m := webtest.OnceShown.FindAllStringSubmatch(a.Body, -1)
			if len(m) != 1 || a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Location") != "" {
				t.Fatalf("%d secrets, Cache-Control %q", len(m), a.Header.Get("Cache-Control"))
			}
			for _, page := range []string{"/console/terminals", "/console/people/" + o.Guard.Person, "/console/audit"} {
				b.Get(page).HasNot(t, m[0][1], `class="secret`)
			}
			for table, column := range map[string]string{"terminal": "name || COALESCE(token_hash, '') || COALESCE(pairing_hash, '')", "activation": "code_hash", "audit_event": "detail || target", "session": "data"} {
				for _, form := range []string{m[0][1], strings.ReplaceAll(m[0][1], "-", "")} {
					if n := o.Text("SELECT count(*) FROM "+table+" WHERE "+column+" LIKE ?", "%"+form+"%"); n != "0" {
						t.Errorf("the secret stands in %s", table)
					}
				}
			}
			if strings.Contains(o.Logged(), m[0][1]) {
				t.Error("the log has the secret")
			}
			return m[0][1]
		}
		token := shown(b.Post("/console/terminals", nil, "school", o.Mine.School, "name", "南门读头", "gate", o.Mine.GateIn, "scene", "gate", "kind", "reader"))
		who, err := o.Mine.Terminals.Authenticate(ctx, token)
		if err != nil || who.School != o.Mine.School || who.Staff {
			t.Fatalf("%+v, %v", who, err)
		}
		if o.Text("SELECT token_hash FROM terminal WHERE id = ?", who.ID) != hashes.Hash(token) {
			t.Error("not stored as its hash")
		}
		next := shown(b.Post("/console/terminals/"+who.ID+"/renew", nil))
		if _, err := o.Mine.Terminals.Authenticate(ctx, token); err == nil {
			t.Error("the old token is alive")
		}
		if _, err := o.Mine.Terminals.Authenticate(ctx, next); err != nil {
			t.Error(err)
		}
		pairing := shown(b.Post("/console/terminals", nil, "name", "值班平板", "gate", o.Mine.GateIn, "scene", "gate", "kind", "staff"))
		if _, who, err := o.Mine.Terminals.Pair(ctx, pairing); err != nil || !who.Staff {
			t.Errorf("%+v, %v", who, err)
		}
		code := shown(b.Post("/console/people/"+o.Guard.Person+"/activation", nil))
		if _, err := o.Accounts.Activate(ctx, code, "the-guard", webtest.SecretPhrase, "zh-CN"); err != nil {
			t.Error(err)
		}
		b.Post("/console/people/"+o.Guard.Person+"/activation", nil).Has(t, 409, "已经有账号了")
		if a := b.Get("/console/people/" + o.Guard.Person); strings.Contains(a.Body, "/activation") {
			t.Error("offers a code to somebody with an account")
		}
	})
}

func TestASuspendedPersonsAccountIsTold(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		parent, b := o.As(o.Parent.Person), o.As(webtest.AdminOf(o.Mine))
		account := o.Text("SELECT account_id FROM account_person WHERE person_id = ?", o.Parent.Person)
		var told []string
		o.Accounts.OnChange(func(id string) {
			o.Mu.Lock()
			defer o.Mu.Unlock()
			told = append(told, id)
		})
		b.Post("/console/people/"+o.Parent.Person+"/suspend", nil).Want(t, 303, "/console/people/"+o.Parent.Person+"?done=suspended")
		b.Post("/console/people/"+o.Pupil.Person+"/suspend", nil).Want(t, 303, "/console/people/"+o.Pupil.Person+"?done=suspended") // has no account
		b.Post("/console/people/"+o.Parent.Person+"/restore", nil).Want(t, 303, "/console/people/"+o.Parent.Person+"?done=restored")
		o.Mu.Lock()
		defer o.Mu.Unlock()
		if !slices.Equal(told, []string{account, account}) {
			t.Errorf("told %v, want %s twice", told, account)
		}
		_ = parent
	})
}

func TestPagesOfPeopleAndOfTheAuditLog(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		for i := range 60 {
			o.Exec("INSERT INTO person (id, school_id, name, folded, gender, state, state_at, created_at) VALUES (?, ?, '甲', ?, '', 'active', 0, 0)", fmt.Sprintf("x%02d", i), o.Mine.School, fmt.Sprintf("甲%02d", i))
		}
		next := regexp.MustCompile(`href="([^"]*)" rel="next"`)
		seen := map[string]bool{}
		walk := func(path, item string) int {
			pages := 0
			for path != "" && pages < 9 {
				pages++
				a := b.Get(path)
				a.Has(t, 200)
				for _, m := range regexp.MustCompile(item).FindAllStringSubmatch(a.Body, -1) {
					if seen[m[1]] {
						t.Errorf("%s is there twice", m[1])
					}
					seen[m[1]] = true
				}
				path = ""
				if m := next.FindStringSubmatch(a.Body); m != nil {
					path = strings.ReplaceAll(m[1], "&amp;", "&")
				}
			}
			return pages
		}
		if n := walk("/console/people", `class="who" href="/console/people/([^"]*)"`); n != 2 || len(seen) != 66 {
			t.Errorf("%d people on %d pages", len(seen), n)
		}
		for i := range 60 {
			b.Get(fmt.Sprintf("/console/gates?x=%d", i))
		}
		if err := o.DB.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			for range 60 {
				if err := audit.Record(ctx, tx, audit.Event{School: o.Mine.School, Actor: "system", Action: "test"}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		seen = map[string]bool{}
		if n := walk("/console/audit", `<td class="rt num mut"[^>]*>(\d+)</td>`); n < 2 || !seen["1"] {
			t.Errorf("%d events on %d pages", len(seen), n)
		}
	})
}

package till_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"yunka/server/access"
	"yunka/server/account"
	"yunka/server/api"
	"yunka/server/cardcode"
	"yunka/server/reason"
	"yunka/server/sale"
	"yunka/server/sale/charge"
	"yunka/server/sale/codepay"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// shop is a canteen whose till speaks HTTP.
type shop struct {
	*canteen
	server *httptest.Server
	token  string
}

func (c *canteen) shop2(codes ...*codepay.Service) *shop {
	c.Helper()
	d := api.Deps{Scans: c.scans[0], Lists: access.NewLists(c.DB), Terminals: c.Terminals, Accounts: account.New(c.DB, c.Feed, account.WithCost(scantest.HashCost)), Sales: c.sales, DB: c.DB, Logger: slog.New(slog.DiscardHandler)}
	for _, one := range codes {
		d.Codes = one
	}
	a := api.New(d)
	mux := http.NewServeMux()
	a.Register(mux)
	s := &shop{canteen: c, server: httptest.NewServer(mux)}
	c.Cleanup(s.server.Close)
	s.at, s.token = s.machine("食堂一号窗")
	return s
}

// machine is a till with a token.
func (c *canteen) machine(name string) (who terminal.Identity, token string) {
	c.Helper()
	at, m := c.till(name, "canteen")
	who, token = c.Terminal(c.TB, c.GateOut, true)
	c.World.Exec(c.TB, "UPDATE terminal SET scene = 'till' WHERE id = ?", who.ID)
	c.World.Exec(c.TB, "UPDATE terminal SET scene = 'gate' WHERE id = ?", at.ID)
	if err := c.sales.Bind(c.Context(), c.finance, c.School, who.ID, m); err != nil {
		c.Fatal(err)
	}
	c.bump()
	return who, token
}

// ask asks and decodes what is answered; into may be nil.
func (s *shop) ask(method, path, body string, want int, into any) string {
	s.Helper()
	req, err := http.NewRequestWithContext(s.Context(), method, s.server.URL+path, strings.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.token)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.Fatal(err)
	}
	if res.StatusCode != want {
		s.Fatalf("%s %s: %d %s, want %d", method, path, res.StatusCode, b, want)
	}
	if into != nil {
		if err := json.Unmarshal(b, into); err != nil {
			s.Fatalf("%s: %v", b, err)
		}
	}
	return string(b)
}

// A day of a till over HTTP: paid, asked again, refused, taken back, a part given back,
// closed with figures that agree and with others.
func TestATillsDay(t *testing.T) {
	each(t, func(c *canteen) {
		s := c.shop2()
		day := c.clock.Now().In(time.FixedZone("", 8*3600)).Format(time.DateOnly)
		pay := func(seq, fen int) string {
			c.clock.Add(time.Second)
			return fmt.Sprintf(`{"seq":%d,"amount_fen":%d,"code":%q}`, seq, fen, c.code(cardcode.Pay))
		}
		var got charge.Charge
		first := pay(1, 850)
		body := s.ask("POST", "/api/v1/charges", first, 200, &got)
		if got.State != "paid" || got.Reason != reason.OK || got.Amount != 850 || got.Person == nil || got.Sale == "" {
			t.Errorf("%s", body)
		}
		if again := s.ask("POST", "/api/v1/charges", first, 200, nil); again != body {
			t.Errorf("again:\n%s\n%s", body, again)
		}
		s.ask("POST", "/api/v1/charges", pay(1, 850), 422, nil)   // the number with another code
		s.ask("POST", "/api/v1/charges", pay(2, 9000), 200, &got) // not enough
		if got.State != "refused" || got.Reason != reason.PayInsufficient {
			t.Errorf("%+v", got)
		}
		s.ask("GET", "/api/v1/charges/2", "", 200, &got)
		if got.State != "refused" || got.Reason != reason.PayInsufficient || got.Seq != 2 {
			t.Errorf("%+v", got)
		}
		s.ask("POST", "/api/v1/charges", `{"seq":3,"amount_fen":100,"code":"98123"}`, 200, &got)
		if got.State != "refused" || got.Reason != reason.CodeMalformed {
			t.Errorf("%+v", got)
		}
		s.ask("GET", "/api/v1/charges/3", "", 200, &got)
		if got.State != "refused" || got.Reason != reason.CodeMalformed {
			t.Errorf("%+v", got)
		}
		for _, theirs := range []string{"134567890123456789", "281234567890123456", "6212345678901234567"} {
			s.ask("POST", "/api/v1/charges", fmt.Sprintf(`{"seq":4,"amount_fen":100,"code":%q}`, theirs), 200, &got)
			if got.State != "refused" || got.Reason != reason.PayChannelOff || got.Text == "" {
				t.Errorf("%s: %+v", theirs, got)
			}
		}
		if body := s.ask("GET", "/api/v1/charges/9", "", 404, nil); !strings.Contains(body, "not_received") {
			t.Error(body)
		}
		s.ask("POST", "/api/v1/charges", pay(9, 100), 200, &got)
		if got.State != "refused" || got.Reason != reason.PayReversed {
			t.Errorf("%+v", got)
		}
		s.ask("POST", "/api/v1/charges", pay(10, 400), 200, nil)
		for range 2 {
			s.ask("POST", "/api/v1/charges/10/void", "", 200, &got)
			if got.Refunded != 400 {
				t.Errorf("%+v", got)
			}
		}
		s.ask("POST", "/api/v1/charges/1/refund", `{"key":"a","amount_fen":50,"why":"少了一个菜"}`, 200, nil)
		s.ask("POST", "/api/v1/charges/1/refund", `{"key":"a","amount_fen":50,"why":"少了一个菜"}`, 200, nil)
		s.ask("POST", "/api/v1/charges/1/refund", `{"key":"a","amount_fen":51,"why":"少了一个菜"}`, 422, nil)
		s.ask("POST", "/api/v1/charges/1/refund", `{"key":"b","amount_fen":801,"why":"全退"}`, 409, nil)
		s.ask("POST", "/api/v1/charges/1/void", "", 409, nil)
		c.has(5_000 - 850 + 50)
		var closed sale.Closing
		s.ask("POST", "/api/v1/batches", fmt.Sprintf(`{"day":%q,"said":{"sales":2,"sold_fen":1250,"refunds":2,"refunded_fen":450}}`, day), 200, &closed)
		if !closed.Balanced {
			t.Errorf("%+v", closed)
		}
		s.ask("POST", "/api/v1/batches", fmt.Sprintf(`{"day":%q,"said":{"sales":2,"sold_fen":1350,"refunds":0,"refunded_fen":0},"rows":[{"seq":1,"amount_fen":850},{"seq":7,"amount_fen":500}]}`, day), 200, &closed)
		if closed.Balanced || fmt.Sprint(closed.Differ) != "[{7 500 0} {10 0 400}]" {
			t.Errorf("%+v", closed)
		}
		if body := s.ask("GET", "/api/v1/charges?day="+day, "", 200, nil); strings.Count(body, `"state":"paid"`) != 2 || !strings.Contains(body, `"sold_fen":1250`) {
			t.Error(body)
		}
		for _, bad := range []string{`{"seq":0,"amount_fen":1,"chip":"1"}`, `{"seq":20,"amount_fen":0,"chip":"1"}`, `{"seq":20,"amount_fen":-1,"chip":"1"}`, `{"seq":20,"amount_fen":1.5,"chip":"1"}`,
			`{"seq":20,"amount_fen":9007199254740992,"chip":"1"}`, `{"seq":20,"amount_fen":1}`, `{"seq":20,"amount_fen":1,"chip":"1","currency":"USD"}`, `{"seq":20,"amount_fen":1,"chip":"1","code":"98"}`} {
			s.ask("POST", "/api/v1/charges", bad, 422, nil)
		}
	})
}

package door_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"yunka/server/account"
	"yunka/server/cardcode"
	"yunka/server/web/webtest"
)

const (
	wechat = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.49"
	office = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"
)

// signsIn is a browser that says what it is.
func signsIn(t *testing.T, o webtest.Office, person, agent string) webtest.Browser {
	t.Helper()
	b := o.Browser()
	b.Post("/login", []string{"User-Agent", agent}, "login", "u"+person, "password", webtest.SecretPhrase).Want(t, 303, "/")
	return b
}

// The owner reads where the account is logged in, this one marked, and ends any other by
// one press: it is out at its next request.
func TestTheOwnerEndsALogin(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.As(o.Parent.Person)
		phone := signsIn(t, o, o.Parent.Person, wechat)
		o.Pass(time.Hour)
		desk := signsIn(t, o, o.Parent.Person, office)
		page := desk.Get("/account")
		page.Has(t, 200, "iPhone 上的微信", "Windows 电脑上的 Edge", "就是这里", "今天 12:00")
		if n := strings.Count(page.Body, "就是这里"); n != 1 {
			t.Errorf("%d logins are marked as this one", n)
		}
		end := func(b webtest.Browser) string {
			return "/account/sessions/" + account.TokenHash(b.Cookie("__Host-yunka")) + "/end"
		}
		page.Has(t, 200, `action="`+end(phone)+`"`)
		page.HasNot(t, end(desk))
		o.EveryFormHasItsRoute(page)

		stranger := o.As(o.Teacher.Person)
		stranger.Post(end(phone), nil).Want(t, 303, "/account#logins") // nothing of theirs
		if !phone.LoggedIn() {
			t.Fatal("somebody else ended the login")
		}
		desk.Post(end(phone), nil).Want(t, 303, "/account#logins")
		if phone.LoggedIn() || !desk.LoggedIn() {
			t.Fatal("the phone is still logged in, or this browser is not")
		}
		desk.Get("/account").HasNot(t, "微信")
		o.Verified()
	})
}

// An admin's login that has ended by itself is not listed.
func TestAnAdminsIdleLoginIsNotListed(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.As(webtest.AdminOf(o.Mine))
		signsIn(t, o, webtest.AdminOf(o.Mine), wechat)
		o.Pass(account.AdminSessionIdle)
		signsIn(t, o, webtest.AdminOf(o.Mine), office).Get("/account").HasNot(t, "微信")
	})
}

// The list has the phones that make codes for the account's cards, with the gate that took
// the newest one; everything elsewhere ends together, and so it does with a new password
// for who ticks it.
func TestTheOwnerEndsPhones(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		state := func(want string) {
			t.Helper()
			if got := o.Text("SELECT state FROM credential WHERE id = ?", o.Parent.Credential); got != want {
				t.Errorf("the phone is %s, want %s", got, want)
			}
		}
		old, here := o.As(o.Parent.Person), signsIn(t, o, o.Parent.Person, office)
		remove := "/card/phones/" + o.Parent.Credential + "/remove"
		here.Get("/account").Has(t, 200, remove, "其他的全部结束", "别处的 1 个登录会退出", "另一部手机上的卡会移除")
		here.Get("/password").Has(t, 200, `name="phones"`, "另一部手机")
		here.Post(remove, nil, "back", "https://evil.example/").Want(t, 303, "/card")
		state("ended")
		here.Get("/account").HasNot(t, remove)
		here.Get("/password").HasNot(t, `name="phones"`)

		o.Exec("UPDATE credential SET state = 'live' WHERE id = ?", o.Parent.Credential)
		here.Post("/account/others/end", nil).Want(t, 303, "/account#logins")
		state("ended")
		if old.LoggedIn() || !here.LoggedIn() {
			t.Fatal("the others are still logged in, or this browser is not")
		}
		here.Get("/account").HasNot(t, "其他的全部结束")

		o.Exec("UPDATE credential SET state = 'live' WHERE id = ?", o.Parent.Credential)
		here.Post("/password", nil, "old", webtest.SecretPhrase, "new", "a quiet meadow 81").Want(t, 303, "/password?done=1")
		state("live") // nobody ticked it
		here.Post("/password", nil, "old", "a quiet meadow 81", "new", "a quiet meadow 82", "phones", "end").Want(t, 303, "/password?done=1")
		state("ended")
		o.Verified()
	})
}

// send posts JSON as the card page's script does.
func send(t *testing.T, b webtest.Browser, path string, body map[string]any) (status int, said map[string]any) {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.Server.URL+path, bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"Content-Type": "application/json", "Accept": "application/json", "Origin": b.Server.URL, "Sec-Fetch-Site": "same-origin"} {
		req.Header.Set(name, value)
	}
	res, err := b.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&said); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, said
}

// claimOf makes a key and signs the challenge with it.
func claimOf(t *testing.T, challenge string) map[string]any {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(challenge)
	if err != nil {
		t.Fatal(err)
	}
	pub, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	signature := ed25519.Sign(key, cardcode.ClaimMessage([32]byte(raw), pub))
	return map[string]any{"challenge": challenge, "public_key": hex.EncodeToString(pub), "signature": hex.EncodeToString(signature), "device": "iPhone · WeChat", "replace": true}
}

// A card comes into a browser that never had it only with the password, once the login is
// older than a quarter of an hour; where it was before it comes back without.
func TestALoginThatIsNotFreshTakesNoCard(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.As(o.Teacher.Person)
		b := signsIn(t, o, o.Teacher.Person, wechat)
		claim := func(password string) (status int, code string) {
			t.Helper()
			_, given := send(t, b, "/card/"+o.Teacher.Card+"/challenge", map[string]any{})
			body := claimOf(t, given["challenge"].(string))
			if password != "" {
				body["password"] = password
			}
			status, said := send(t, b, "/card/"+o.Teacher.Card+"/claim", body)
			code, _ = said["code"].(string)
			return status, code
		}
		want := func(password string, status int, code string) {
			t.Helper()
			if s, c := claim(password); s != status || c != code {
				t.Errorf("%d %s, want %d %s", s, c, status, code)
			}
		}
		o.Pass(16 * time.Minute)
		want("", 422, "claim_password")
		want("not the password", 422, "password_wrong")
		want(webtest.SecretPhrase, 200, "")
		o.Pass(24 * time.Hour)
		want("", 200, "") // it has held the card
		other := signsIn(t, o, o.Teacher.Person, wechat)
		b = other
		want("", 200, "") // it has just logged in
		third := signsIn(t, o, o.Teacher.Person, wechat)
		b = third
		o.Pass(16 * time.Minute)
		want("", 422, "claim_password")
		if n := o.Text("SELECT count(DISTINCT browser_hash) FROM credential WHERE card_id = ? AND browser_hash <> ''", o.Teacher.Card); n != "2" {
			t.Errorf("%s browsers are known to have held the card", n)
		}
		// The list marks the phone that the owner reads it on.
		page := other.Get("/account")
		page.Has(t, 200, `id="phones"`)
		if _, phones, _ := strings.Cut(page.Body, `id="phones"`); strings.Count(phones, "就是这里") != 1 {
			t.Error("the phone that shows the list is not marked")
		}
	})
}

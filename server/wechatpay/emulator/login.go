package emulator

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// codeLife is how long a code of the login can be traded for an openid.
const codeLife = 5 * time.Minute

// login is a code that the login has given.
type login struct {
	openid string
	until  time.Time
	used   bool
}

var soundState = regexp.MustCompile(`^[a-zA-Z0-9]{1,128}$`)

// asks reads what a page asks the login for; why is what is wrong with it.
func (e *Emulator) asks(q url.Values) (back *url.URL, why string) {
	m := e.o.Keys.Merchant
	back, err := url.Parse(q.Get("redirect_uri"))
	switch {
	case q.Get("appid") != m.AppID:
		return nil, "appid"
	case err != nil || e.safe(q.Get("redirect_uri")) == "":
		return nil, "redirect_uri is not of the app's domain"
	case q.Get("response_type") != "code":
		return nil, "response_type"
	case q.Get("scope") != "snsapi_base" && q.Get("scope") != "snsapi_userinfo":
		return nil, "scope"
	case q.Get("state") != "" && !soundState.MatchString(q.Get("state")):
		return nil, "state"
	}
	return back, ""
}

func (e *Emulator) loginPage(w http.ResponseWriter, r *http.Request) {
	if _, why := e.asks(r.URL.Query()); why != "" {
		http.Error(w, why, http.StatusBadRequest)
		return
	}
	draw(w, "login", map[string]any{"Asked": r.URL.Query(), "Lang": lang(r)})
}

func (e *Emulator) logIn(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "form", http.StatusBadRequest)
		return
	}
	back, why := e.asks(r.PostForm)
	if why != "" || r.PostForm.Get("user") == "" {
		http.Error(w, why+" user", http.StatusBadRequest)
		return
	}
	q := back.Query()
	q.Set("code", e.LogIn(r.PostForm.Get("user")))
	q.Set("state", r.PostForm.Get("state"))
	back.RawQuery = q.Encode()
	http.Redirect(w, r, back.String(), http.StatusSeeOther)
}

// LogIn is a code for a user of WeChat, by any name: the same name is the same user.
func (e *Emulator) LogIn(user string) (code string) {
	sum := sha256.Sum256([]byte(e.o.Keys.Merchant.AppID + user))
	code = random(16)
	e.mu.Lock()
	defer e.mu.Unlock()
	one := login{openid: "o" + hex.EncodeToString(sum[:])[:27], until: e.o.Now().Add(codeLife)}
	e.users[one.openid], e.logins[code] = true, one
	return code
}

// token trades a code for an openid, with the numbers of WeChat's own errors.
func (e *Emulator) token(w http.ResponseWriter, r *http.Request) {
	q, m := r.URL.Query(), e.o.Keys.Merchant
	fail := func(n int, text string) any { return map[string]any{"errcode": n, "errmsg": text} }
	var answer any
	e.mu.Lock()
	one, known := e.logins[q.Get("code")]
	switch {
	case q.Get("appid") != m.AppID:
		answer = fail(40013, "invalid appid")
	case q.Get("secret") != m.AppSecret:
		answer = fail(40125, "invalid appsecret")
	case q.Get("grant_type") != "authorization_code":
		answer = fail(40002, "invalid grant_type")
	case !known:
		answer = fail(40029, "invalid code")
	case one.used:
		answer = fail(40163, "code been used")
	case e.o.Now().After(one.until):
		answer = fail(42003, "code expired")
	default:
		one.used = true
		e.logins[q.Get("code")] = one
		answer = map[string]any{"access_token": random(32), "expires_in": 7200, "refresh_token": random(32), "openid": one.openid, "scope": "snsapi_base"}
	}
	e.mu.Unlock()
	w.Header().Set("Content-Type", "text/plain") // as WeChat itself
	_ = json.NewEncoder(w).Encode(answer)
}

// bridge is what WeChat does when a page calls getBrandWCPayRequest: it verifies what the
// merchant has signed, and opens the order to its payer. user is who holds the phone.
func (e *Emulator) bridge(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	page, why := e.Bridge(r.PostForm)
	if why != "" {
		http.Error(w, why, http.StatusBadRequest)
		return
	}
	http.Redirect(w, r, page, http.StatusSeeOther)
}

// Bridge is bridge for a test: the page where the order is paid, or why it is not opened.
func (e *Emulator) Bridge(f url.Values) (page, why string) {
	m := e.o.Keys.Merchant
	sum := sha256.Sum256([]byte(f.Get("appId") + "\n" + f.Get("timeStamp") + "\n" + f.Get("nonceStr") + "\n" + f.Get("package") + "\n"))
	sign, err := base64.StdEncoding.DecodeString(f.Get("paySign"))
	number, found := strings.CutPrefix(f.Get("package"), "prepay_id=wx")
	switch {
	case f.Get("appId") != m.AppID || f.Get("signType") != "RSA" || !found:
		return "", "appId, signType or package"
	case err != nil || rsa.VerifyPKCS1v15(&m.Key.PublicKey, crypto.SHA256, sum[:], sign) != nil:
		return "", "paySign"
	}
	sum = sha256.Sum256([]byte(m.AppID + f.Get("user")))
	o, there := e.onPage(number)
	if !there || o.Kind != "JSAPI" || o.Payer != "o"+hex.EncodeToString(sum[:])[:27] {
		return "", "no such order of this user"
	}
	return e.o.Base + "/pay/" + o.Page, ""
}

// payer is who has paid, or will.
func (o *order) payer() string {
	if o.Payer != "" {
		return o.Payer
	}
	return "o" + o.Page
}

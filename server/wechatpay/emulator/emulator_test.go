package emulator_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"yunka/server/openid"
	"yunka/server/wechatpay"
	"yunka/server/wechatpay/emulator"
	"yunka/server/wechatpay/emulator/emulatortest"
)

// knocked is a callback as it arrived.
type knocked struct {
	header http.Header
	body   []byte
}

type desk struct {
	*testing.T
	bank  *emulatortest.Bank
	pay   *wechatpay.Client
	calls chan knocked
	url   string
}

func start(t *testing.T) *desk {
	d := &desk{T: t, calls: make(chan knocked, 64)}
	home := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		d.calls <- knocked{r.Header.Clone(), body}
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(home.Close)
	d.url = home.URL
	d.bank = emulatortest.New(t, home.URL, nil)
	d.pay = d.bank.Client(t)
	return d
}

func (d *desk) order(no string, fen int64) wechatpay.Order {
	return wechatpay.Order{No: no, Text: "Top-up", Amount: fen, Expires: time.Now().Add(time.Minute)}
}

func (d *desk) call() knocked {
	d.Helper()
	select {
	case c := <-d.calls:
		return c
	case <-time.After(2 * time.Minute):
		d.Fatal("nobody called back")
		return knocked{}
	}
}

func (d *desk) read(c knocked, change func(*http.Request)) (wechatpay.Event, error) {
	r := httptest.NewRequest(http.MethodPost, wechatpay.CallbackPath, bytes.NewReader(c.body))
	r.Header = c.header.Clone()
	if change != nil {
		change(r)
	}
	return d.pay.Callback(r)
}

func (d *desk) signed(body []byte) knocked {
	k := knocked{http.Header{}, body}
	d.bank.Sign(k.header, body)
	return k
}

func (d *desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// The official SDK accepts all that the emulator says, and the emulator what the SDK sends.
func TestTheOfficialSDKAcceptsIt(t *testing.T) {
	d := start(t)
	ctx := t.Context()
	code, err := d.pay.Native(ctx, d.order("native1", 5_000))
	d.must(err)
	link, err := d.pay.H5(ctx, d.order("phone01", 2_000), "10.0.0.9")
	d.must(err)
	if !strings.HasPrefix(code, d.bank.Server.URL+"/pay/") || !strings.HasPrefix(link, d.bank.Server.URL+"/pay/") {
		t.Fatal(code, link)
	}
	trade, err := d.pay.Query(ctx, "native1")
	d.must(err)
	if trade.State != wechatpay.NotPaid || !trade.Mine {
		t.Fatalf("%+v", trade)
	}
	// Somebody pays on the page, and is led back to the merchant, nowhere else.
	for back, want := range map[string]string{d.url + "/wallet/x": d.url + "/wallet/x", "https://evil.example/": ""} {
		page, err := http.Get(link + "&redirect_url=" + url.QueryEscape(back))
		d.must(err)
		text, _ := io.ReadAll(page.Body)
		_ = page.Body.Close()
		if !strings.Contains(string(text), "20.00") || strings.Contains(string(text), `value="`+want+`"`) == false {
			t.Errorf("%s: %s", back, text)
		}
	}
	res, err := http.PostForm(code, nil)
	d.must(err)
	_ = res.Body.Close()
	e, err := d.read(d.call(), nil)
	if err != nil || e.Order != "native1" || e.Refund != "" || e.OrderFromOther {
		t.Fatalf("%+v %v", e, err)
	}
	trade, err = d.pay.Query(ctx, "native1")
	d.must(err)
	if trade.State != wechatpay.Success || trade.Amount != 5_000 || trade.ID == "" || trade.At.IsZero() || !trade.Mine {
		t.Fatalf("%+v", trade)
	}
	if err := d.pay.Close(ctx, "native1"); !wechatpay.Is(err, wechatpay.Paid) {
		t.Error(err)
	}
	d.must(d.pay.Close(ctx, "phone01"))
	if trade, err = d.pay.Query(ctx, "phone01"); err != nil || trade.State != wechatpay.OrderOver {
		t.Errorf("%+v %v", trade, err)
	}
	if _, err = d.pay.Query(ctx, "nothing"); !wechatpay.Is(err, wechatpay.NotExist) {
		t.Error(err)
	}
	back := wechatpay.Refund{No: "back1", Order: "native1", Amount: 3_000, Total: 5_000, Why: "left"}
	for range 2 { // asked for twice it goes back once
		if _, err := d.pay.Back(ctx, back); err != nil {
			t.Fatal(err)
		}
	}
	if e, err = d.read(d.call(), nil); err != nil || e.Refund != "back1" || e.Order != "native1" {
		t.Errorf("%+v %v", e, err)
	}
	if s, err := d.pay.QueryRefund(ctx, "back1"); err != nil || s != wechatpay.RefundDone {
		t.Error(s, err)
	}
	back.No, back.Amount = "back2", 2_001
	if _, err := d.pay.Back(ctx, back); !wechatpay.Is(err, "INVALID_REQUEST") {
		t.Error(err)
	}
}

// A code that a till reads pays once; one that asks for a password is waited for, one whose
// answer is lost is found by its number, and both are reversed.
func TestCodesAtTheTill(t *testing.T) {
	d := start(t)
	ctx := t.Context()
	code := d.bank.Code()
	trade, err := d.pay.PayByCode(ctx, d.order("till01", 850), code, "window 1")
	if err != nil || trade.State != wechatpay.Success || trade.Amount != 850 || !trade.Mine {
		t.Fatalf("%+v %v", trade, err)
	}
	if _, err = d.pay.PayByCode(ctx, d.order("till02", 850), code, "window 1"); !wechatpay.Is(err, wechatpay.AuthCode) {
		t.Error(err)
	}
	d.must(d.bank.Fault(emulator.Password))
	if _, err = d.pay.PayByCode(ctx, d.order("till03", 850), d.bank.Code(), "window 1"); !wechatpay.Is(err, wechatpay.Paying) {
		t.Error(err)
	}
	for _, want := range []wechatpay.TradeState{wechatpay.UserPaying, wechatpay.Success} {
		if trade, err = d.pay.Query(ctx, "till03"); err != nil || trade.State != want {
			t.Errorf("%+v %v", trade, err)
		}
	}
	d.must(d.bank.Fault(emulator.Lost))
	if _, err = d.pay.PayByCode(ctx, d.order("till04", 850), d.bank.Code(), "window 1"); !errors.Is(err, wechatpay.ErrUnknown) {
		t.Error(err)
	}
	d.must(d.bank.Fault())
	if trade, err = d.pay.Query(ctx, "till04"); err != nil || trade.State != wechatpay.Success {
		t.Errorf("%+v %v", trade, err)
	}
	d.must(d.pay.Reverse(ctx, "till04"))
	if trade, err = d.pay.Query(ctx, "till04"); err != nil || trade.State != wechatpay.Revoked {
		t.Errorf("%+v %v", trade, err)
	}
}

// What nobody signed is no answer, a no neither.
func TestAnUnsignedAnswerIsUnknown(t *testing.T) {
	d := start(t)
	d.must(d.bank.Fault(emulator.Unsigned))
	if _, err := d.pay.Query(t.Context(), "nothing"); !errors.Is(err, wechatpay.ErrUnknown) {
		t.Errorf("an unsigned 404: %v", err)
	}
	if _, err := d.pay.Native(t.Context(), d.order("order1", 100)); !errors.Is(err, wechatpay.ErrUnknown) {
		t.Errorf("an unsigned yes: %v", err)
	}
}

// The emulator believes nobody but its merchant.
func TestTheEmulatorIsStrict(t *testing.T) {
	d := start(t)
	other, err := emulator.NewKeys(d.bank.Server.URL, d.url)
	d.must(err)
	forged := d.bank.Keys.Merchant
	forged.Key = other.Merchant.Key
	c, err := wechatpay.New(t.Context(), forged)
	d.must(err)
	if _, err := c.Native(t.Context(), d.order("order1", 100)); !wechatpay.Is(err, "SIGN_ERROR") {
		t.Error(err)
	}
	for _, o := range []wechatpay.Order{d.order("x", 100), d.order("order1", 0), d.order("order1", -1), {No: "order1", Text: "t", Amount: 1, Expires: time.Now().Add(-time.Minute)}} {
		if _, err := d.pay.Native(t.Context(), o); !wechatpay.Is(err, "PARAM_ERROR") {
			t.Errorf("%+v: %v", o, err)
		}
	}
	o := d.order("order1", 100)
	_, err = d.pay.Native(t.Context(), o)
	d.must(err)
	o.Amount = 101
	if _, err := d.pay.Native(t.Context(), o); !wechatpay.Is(err, "OUT_TRADE_NO_USED") {
		t.Error(err)
	}
}

// What is no callback of WeChat Pay is refused, and ends no process.
func TestBadCallbacks(t *testing.T) {
	d := start(t)
	_, err := d.pay.Native(t.Context(), d.order("order1", 100))
	d.must(err)
	d.must(d.bank.Fault(emulator.Signature, emulator.Twice))
	d.bank.Pay("order1")
	for range 2 {
		if _, err := d.read(d.call(), nil); !errors.Is(err, wechatpay.ErrCallback) {
			t.Errorf("a stranger's signature: %v", err)
		}
	}
	d.must(d.bank.Fault())
	_, err = d.pay.Native(t.Context(), d.order("order2", 100))
	d.must(err)
	d.bank.Pay("order2")
	good := d.call()
	if _, err := d.read(good, nil); err != nil {
		t.Fatal(err)
	}
	bodies := map[string]func([]byte) []byte{
		"a letter less": func(b []byte) []byte { return b[:len(b)-1] },
		"nothing":       func([]byte) []byte { return nil },
		"10 MB":         func([]byte) []byte { return bytes.Repeat([]byte(" "), 10<<20) },
		"no resource":   func([]byte) []byte { return []byte(`{"id":"1","event_type":"TRANSACTION.SUCCESS"}`) },
		"short nonce": func([]byte) []byte {
			return []byte(`{"id":"1","event_type":"TRANSACTION.SUCCESS","resource":{"algorithm":"AEAD_AES_256_GCM","nonce":"abc","ciphertext":"AAAA"}}`)
		},
	}
	for name, change := range bodies {
		// Signed by the platform itself: it is the shape that is refused.
		if _, err := d.read(d.signed(change(good.body)), nil); !errors.Is(err, wechatpay.ErrCallback) {
			t.Errorf("%s: %v", name, err)
		}
	}
	headers := map[string]func(http.Header){
		"unsigned":     func(h http.Header) { h.Del("Wechatpay-Signature") },
		"probe":        func(h http.Header) { h.Set("Wechatpay-Signature", "WECHATPAY/SIGNTEST/"+h.Get("Wechatpay-Signature")) },
		"other serial": func(h http.Header) { h.Set("Wechatpay-Serial", "PUB_KEY_ID_0") },
		"old":          func(h http.Header) { h.Set("Wechatpay-Timestamp", "1700000000") },
		"no time":      func(h http.Header) { h.Set("Wechatpay-Timestamp", "") },
		"two nonces":   func(h http.Header) { h.Add("Wechatpay-Nonce", "x") },
		"other scheme": func(h http.Header) { h.Set("Wechatpay-Signature-Type", "WECHATPAY2-SM2-WITH-SM3") },
	}
	for name, change := range headers {
		if _, err := d.read(good, func(r *http.Request) { change(r.Header) }); !errors.Is(err, wechatpay.ErrCallback) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The contract of a directory is the same after a restart, and no real one is overwritten.
func TestTheContractStays(t *testing.T) {
	dir := t.TempDir()
	first, err := emulator.Open(dir, "http://localhost:1", "http://localhost:2")
	if err != nil {
		t.Fatal(err)
	}
	again, err := emulator.Open(dir, "http://localhost:3", "http://localhost:4")
	if err != nil || again.Merchant.MchID != first.Merchant.MchID || !again.Platform.Equal(first.Platform) {
		t.Error(err, again.Merchant.MchID)
	}
	m, err := wechatpay.Load(dir)
	if err != nil || m.Base != "http://localhost:3" || !m.PublicKey.Equal(&first.Platform.PublicKey) {
		t.Error(err, m.Base)
	}
	real := t.TempDir()
	writeReal(t, real, dir)
	if _, err := emulator.Open(real, "http://localhost:1", "http://localhost:2"); err == nil {
		t.Error("a real merchant's directory was taken")
	}
}

// The login gives a code that names its user once and for five minutes; an order inside
// WeChat is for a user whom it has named, and what a page asks with is signed.
func TestTheLoginAndAnOrderInsideWeChat(t *testing.T) {
	d := start(t)
	s := openid.New(d.pay)
	code := d.bank.LogIn("A")
	id, err := s.Ask(t.Context(), code)
	if err != nil || id == "" {
		t.Fatal(id, err)
	}
	if same, err := s.Ask(t.Context(), d.bank.LogIn("A")); err != nil || same != id {
		t.Error("the same user is another one", same, err)
	}
	for _, bad := range []string{code, "", "nobody's", strings.Repeat("a", 300)} {
		if _, err := s.Ask(t.Context(), bad); !errors.Is(err, openid.ErrAgain) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := d.pay.JSAPI(t.Context(), d.order("inside-1", 100), "o-nobody"); !wechatpay.Is(err, "PARAM_ERROR") {
		t.Error("somebody WeChat does not know", err)
	}
	prepay, err := d.pay.JSAPI(t.Context(), d.order("inside-1", 100), id)
	if err != nil {
		t.Fatal(err)
	}
	r, err := d.pay.Request(prepay, time.Now().Unix())
	if err != nil {
		t.Fatal(err)
	}
	f := url.Values{"appId": {r.AppID}, "timeStamp": {r.TimeStamp}, "nonceStr": {r.Nonce}, "package": {r.Package}, "signType": {r.SignType}, "paySign": {r.Sign}, "user": {"A"}}
	if _, why := d.bank.Bridge(f); why != "" {
		t.Error(why)
	}
	for key, wrong := range map[string]string{"appId": "wx1", "timeStamp": "1", "package": "prepay_id=wx1", "signType": "MD5", "paySign": "AA==", "user": "B"} {
		was := f.Get(key)
		f.Set(key, wrong)
		if _, why := d.bank.Bridge(f); why == "" {
			t.Errorf("another %s was taken", key)
		}
		f.Set(key, was)
	}
	d.bank.Pay("inside-1")
	if trade, err := d.pay.Query(t.Context(), "inside-1"); err != nil || trade.State != wechatpay.Success || !trade.Mine {
		t.Error(trade, err)
	}

	// The login page sends nobody to a foreign address.
	for name, q := range map[string]string{
		"another app":     "appid=wx1&redirect_uri=" + url.QueryEscape(d.url) + "&response_type=code&scope=snsapi_base&state=a",
		"another address": "appid=" + r.AppID + "&redirect_uri=https%3A%2F%2Fevil.example&response_type=code&scope=snsapi_base&state=a",
		"a bad state":     "appid=" + r.AppID + "&redirect_uri=" + url.QueryEscape(d.url) + "&response_type=code&scope=snsapi_base&state=a%20b",
	} {
		res, err := http.Get(d.bank.Server.URL + "/connect/oauth2/authorize?" + q)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d", name, res.StatusCode)
		}
	}
}

// Package emulator answers like WeChat Pay (APIv3) does, so that everything with money runs
// without a merchant's contract: it verifies the merchant's signatures, keeps orders, has a
// page where somebody "pays", signs its answers, and calls back signed and encrypted, again
// until it is heard. Its cryptography is the standard library's own, not the SDK's: that
// the official SDK accepts it is a test, not a tautology.
//
// It is for one merchant and keeps everything in memory. What it leaves out: certificates
// (it speaks the mode of the platform's public key), coupons, bills.
//
// Faults are switched on and off while it runs, on its page or by POST /emulator/faults.
package emulator

import (
	"bytes"
	"context"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// The faults.
const (
	Late      = "late"      // callbacks come after Options.Late
	Twice     = "twice"     // and twice
	Early     = "early"     // an order is paid, and called back, before it is answered
	Amount    = "amount"    // a fen more is paid than was asked for
	Signature = "signature" // callbacks are signed by somebody else
	Never     = "never"     // no callback
	Lost      = "lost"      // what is asked for is done, and its answer does not arrive
	Unsigned  = "unsigned"  // answers are not signed
	Password  = "password"  // a code's payment waits for the payer
	Abnormal  = "abnormal"  // refunds get stuck: the payer's card is closed
)

// Faults are all of them.
var Faults = []string{Late, Twice, Early, Amount, Signature, Never, Lost, Unsigned, Password, Abnormal}

// Options of an emulator.
type Options struct {
	Keys  Keys
	Base  string // its own address, which is in the links that it makes
	Late  time.Duration
	Retry []time.Duration // between tries of a callback; nil is WeChat Pay's own
	Now   func() time.Time
	Log   *slog.Logger
}

// retries are WeChat Pay's, of which it says that they are not guaranteed.
var retries = []time.Duration{15 * time.Second, 15 * time.Second, 30 * time.Second, 3 * time.Minute, 10 * time.Minute, 20 * time.Minute, 30 * time.Minute, 30 * time.Minute, time.Hour}

// Emulator is a running one.
type Emulator struct {
	o      Options
	mux    *http.ServeMux
	client *http.Client
	ctx    context.Context
	stop   context.CancelFunc
	calls  sync.WaitGroup

	mu      sync.Mutex
	orders  map[string]*order  // by the merchant's number
	refunds map[string]*refund // by the merchant's number
	codes   map[string]string  // of phones, and the order that each was used for
	users   map[string]bool    // openids that the login has given
	logins  map[string]login   // by code
	nonces  map[string]bool
	faults  map[string]bool
	n       int
}

type order struct {
	No, ID, Page, Kind, Text, Notify string
	Payer                            string // its openid, of an order inside WeChat
	Total, Paid, Back                int64
	State                            string
	Expires, At                      time.Time
	body                             string
	waits                            int // queries until a payer who is asked for a password has typed it
}

type refund struct {
	No, ID, Order, Notify string
	Amount                int64
	State                 string
	At                    time.Time
}

// New makes one. Close ends what it is still going to call.
func New(o Options) *Emulator {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Retry == nil {
		o.Retry = retries
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	e := &Emulator{o: o, client: &http.Client{Timeout: 5 * time.Second}, orders: map[string]*order{}, refunds: map[string]*refund{}, codes: map[string]string{}, users: map[string]bool{}, logins: map[string]login{}, nonces: map[string]bool{}, faults: map[string]bool{}}
	e.ctx, e.stop = context.WithCancel(context.Background())
	e.routes()
	return e
}

// Close stops the callbacks and waits for them.
func (e *Emulator) Close() {
	e.stop()
	e.calls.Wait()
}

// SetBase says under which address it is reached.
func (e *Emulator) SetBase(base string) { e.o.Base = strings.TrimRight(base, "/") }

// Fault switches faults: exactly these are on.
func (e *Emulator) Fault(on ...string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	next := map[string]bool{}
	for _, f := range on {
		if !slices.Contains(Faults, f) {
			return fmt.Errorf("there is no fault %q; there are %s", f, strings.Join(Faults, ", "))
		}
		next[f] = true
	}
	e.faults = next
	return nil
}

// ServeHTTP answers.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) { e.mux.ServeHTTP(w, r) }

func (e *Emulator) routes() {
	e.mux = http.NewServeMux()
	for pattern, h := range map[string]func(r *http.Request, body []byte) (int, any){
		"POST /v3/pay/transactions/native":                    func(r *http.Request, b []byte) (int, any) { return e.prepay(r, b, "NATIVE") },
		"POST /v3/pay/transactions/h5":                        func(r *http.Request, b []byte) (int, any) { return e.prepay(r, b, "MWEB") },
		"GET /v3/pay/transactions/out-trade-no/{no}":          e.query,
		"POST /v3/pay/transactions/out-trade-no/{no}/close":   e.close,
		"POST /v3/pay/transactions/jsapi":                     func(r *http.Request, b []byte) (int, any) { return e.prepay(r, b, "JSAPI") },
		"POST /v3/pay/transactions/codepay":                   e.codepay,
		"POST /v3/pay/transactions/out-trade-no/{no}/reverse": e.reverse,
		"POST /v3/refund/domestic/refunds":                    e.refund,
		"GET /v3/refund/domestic/refunds/{no}":                e.queryRefund,
	} {
		e.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { e.signed(w, r, h) })
	}
	e.pages()
}

// problem is an answer that is a no.
type problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func no(status int, code, message string) (int, any) { return status, problem{code, message} }

// signed verifies a request, answers it and signs the answer.
func (e *Emulator) signed(w http.ResponseWriter, r *http.Request, h func(*http.Request, []byte) (int, any)) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<10))
	status, answer := no(http.StatusBadRequest, "PARAM_ERROR", "the body cannot be read")
	if err == nil {
		status, answer = no(http.StatusUnauthorized, "SIGN_ERROR", "the signature is wrong")
		if why := e.verify(r, body); why != "" {
			answer = problem{"SIGN_ERROR", why}
		} else if r.Method == http.MethodGet || strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
			status, answer = h(r, body)
		}
	}
	e.mu.Lock()
	lost, unsigned := e.faults[Lost] && r.Method == http.MethodPost, e.faults[Unsigned]
	e.mu.Unlock()
	if lost {
		panic(http.ErrAbortHandler)
	}
	var out []byte
	if answer != nil {
		out, _ = json.Marshal(answer)
	}
	if !unsigned {
		e.sign(w.Header(), e.o.Keys.Platform, out)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(out)
}

// call calls the merchant back, in the background, until it is heard.
func (e *Emulator) call(to, kind, original string, content any) {
	on := func(f string) bool { return e.faults[f] }
	if on(Never) || to == "" {
		return
	}
	key, wait, times := e.o.Keys.Platform, time.Duration(0), 1
	if on(Late) {
		wait = e.o.Late
	}
	if on(Twice) {
		times = 2
	}
	if on(Signature) {
		key = e.o.Keys.Stranger
	}
	e.n++
	body := e.callback(fmt.Sprintf("EV-%d-%d", e.o.Now().UnixNano(), e.n), kind, original, content)
	for range times {
		e.calls.Go(func() { e.deliver(to, key, body, wait) })
	}
}

func (e *Emulator) deliver(to string, key *rsa.PrivateKey, body []byte, wait time.Duration) {
	for try := 0; ; try++ {
		select {
		case <-e.ctx.Done():
			return
		case <-time.After(wait):
		}
		status, err := e.knock(to, key, body)
		if err == nil && (status == http.StatusOK || status == http.StatusNoContent) {
			return
		}
		e.o.Log.Warn("a callback was not heard", "to", to, "status", status, "err", err)
		if try == len(e.o.Retry) {
			return
		}
		wait = e.o.Retry[try]
	}
}

func (e *Emulator) knock(to string, key *rsa.PrivateKey, body []byte) (status int, err error) {
	req, err := http.NewRequestWithContext(e.ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	e.sign(req.Header, key, body)
	req.Header.Set("Content-Type", "application/json")
	res, err := e.client.Do(req)
	if err != nil {
		return 0, err
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 4<<10))
	return res.StatusCode, res.Body.Close()
}

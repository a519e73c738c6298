// Package api is the door for machines: readers, partners, integrators. JSON
// over HTTP with huma, OpenAPI 3.1 at /api/openapi.json, and a page to try it at
// /api. The services behind it are the ones the pages use.
//
// A scan that was decided, even DENY, is HTTP 200. 4xx is a request that cannot
// be read or a token that is not valid; 5xx means that nothing was decided.
// Every error is RFC 9457 problem+json with a stable code, made in one place
// (problem.go). The answer to a presentation is written byte for byte as it is
// stored, so that a retry gets the very same bytes.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"golang.org/x/time/rate"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/logs"
	"yunka/server/punch"
	"yunka/server/sale"
	"yunka/server/sale/codepay"
	"yunka/server/scan"
	"yunka/server/terminal"
	"yunka/views/msg"
)

// Guards says whose PIN it is.
type Guards interface {
	GuardByPIN(ctx context.Context, school, terminalID, pin string) (personID string, err error)
}

// Deps is what the API stands on.
type Deps struct {
	Scans     *scan.Service
	Punches   *punch.Service
	Lists     *access.Lists
	Terminals *terminal.Service
	Sales     *sale.Service
	Codes     *codepay.Service // off without a merchant at WeChat Pay
	Accounts  Guards
	DB        *db.DB
	Logger    *slog.Logger
	URL       string                     // what clients know this server by; "" is what each of them asks for
	Secure    bool                       // clients come by TLS
	HSTS      bool                       // answers tell browsers to stay with it
	Meter     Meter                      // nil counts nothing
	Network   func(*http.Request) string // from which network a request comes; see web.Network
	Pseudonym func(text string) string   // the word for it in the log; nil names nobody
}

// API serves /api.
type API struct {
	Deps
	huma   huma.API
	mux    *http.ServeMux
	mu     sync.Mutex
	limits map[string]*rate.Limiter // by terminal
	chips  map[string]chipLengths   // by school
}

// Route is one operation with the action it needs.
type Route struct {
	Method, Path string
	Action       allow.Action
}

// Routes lists every route below /api; a test compares it with what is served.
func Routes() []Route {
	return []Route{
		{"POST", "/api/v1/scans", allow.ScanPresent},
		{"GET", "/api/v1/scans", allow.ScanRead},
		{"POST", "/api/v1/scans/{id}/confirm", allow.ScanConfirm},
		{"POST", "/api/v1/scans/{id}/passage", allow.ScanPassage},
		{"GET", "/api/v1/list", allow.ScanPresent},
		{"POST", "/api/v1/records", allow.ScanUpload},
		{"POST", "/api/v1/heartbeat", allow.TerminalBeat},
		{"POST", "/api/v1/charges", allow.ChargeTake},
		{"GET", "/api/v1/charges", allow.ChargeTake},
		{"GET", "/api/v1/charges/{seq}", allow.ChargeTake},
		{"POST", "/api/v1/charges/{seq}/void", allow.ChargeTake},
		{"POST", "/api/v1/charges/{seq}/refund", allow.ChargeTake},
		{"POST", "/api/v1/batches", allow.ChargeTake},
		{"POST", "/api/v1/lock", allow.ScanUpload},
		{"POST", "/api/v1/attendance/punches", allow.ScanUpload},
		{"POST", "/api/gate/v1/heart_beat", allow.TerminalBeat},
		{"POST", "/api/gate/v1/offline_verification/report", allow.ScanUpload},
		{"GET", "/api", allow.PagePublic},
		{"GET", "/api/page/{file}", allow.PagePublic},
		{"GET", "/api/openapi.json", allow.PagePublic},
		{"GET", "/api/openapi.yaml", allow.PagePublic},
	}
}

// maxBody is what a request may carry.
const maxBody = 16 << 10

// maxRecords is what an upload of offline.MaxRecords records may weigh.
const maxRecords = 256 << 10

// New makes the API.
func New(d Deps) *API {
	if d.Logger == nil {
		d.Logger = slog.Default()
	}
	if d.Meter == nil {
		d.Meter = noMeter{}
	}
	if d.Pseudonym == nil {
		d.Pseudonym = (*logs.Names)(nil).Of
	}
	a := &API{Deps: d, mux: http.NewServeMux(), limits: map[string]*rate.Limiter{}, chips: map[string]chipLengths{}}
	cfg := huma.DefaultConfig("Yunka", "1")
	cfg.OpenAPIPath, cfg.DocsPath, cfg.SchemasPath = "/api/openapi", "", ""
	cfg.CreateHooks = nil // no $schema links in answers
	cfg.Info.Description = "For readers and partners of a school. Act on `open` alone: it is true once for a code. " +
		"Send one `key` for each presentation, and the same one again when an answer was lost: the first answer comes back byte for byte, from any server."
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"terminal": {Type: "http", Scheme: "bearer", Description: "A terminal's token, shown once when the terminal is added."}}
	a.huma = humago.New(a.mux, cfg)
	a.huma.UseMiddleware(a.authenticate)
	a.register()
	a.registerList()
	a.registerCharges()
	a.registerLocks()
	a.registerPunches()
	a.registerGate()
	a.mux.HandleFunc("GET /api", a.page)
	a.mux.HandleFunc("GET /api/page/{file}", a.pageFile)
	return a
}

// Register mounts the API; everything below /api that it does not know is a
// problem, too.
func (a *API) Register(mux *http.ServeMux) {
	mux.Handle("/api", a)
	mux.Handle("/api/", a)
}

// ServeHTTP implements http.Handler.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{id: logs.RequestID(), from: r}
	w.Header().Set(logs.RequestHeader, c.id)
	rec := &logs.Recorder{ResponseWriter: w}
	defer a.answered(c, rec, time.Now())
	a.serve(c, rec, r.WithContext(context.WithValue(r.Context(), callKey{}, c)))
}

func (a *API) serve(c *call, w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	if a.HSTS {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			a.Logger.Error("api: panic", "request", c.id, "route", c.route, "panic", p, "stack", string(debug.Stack()))
			writeProblem(w, fault.New(fault.Internal, "internal"))
		}
	}()
	_, pattern := a.mux.Handler(r)
	c.route = pattern
	if pattern == "" {
		allowed := a.methods(r)
		if len(allowed) > 0 {
			h.Set("Allow", strings.Join(allowed, ", "))
			writeProblemStatus(w, http.StatusMethodNotAllowed, "method_not_allowed", "")
			return
		}
		writeProblemStatus(w, http.StatusNotFound, "not_found", "")
		return
	}
	if enc := r.Header.Get("Content-Encoding"); enc != "" && enc != "identity" {
		writeProblemStatus(w, http.StatusUnsupportedMediaType, "content_encoding", "Send the body as it is, not compressed.")
		return
	}
	a.mux.ServeHTTP(w, r)
}

// methods are those that the request's path would take.
func (a *API) methods(r *http.Request) (list []string) {
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		probe := r.Clone(r.Context())
		probe.Method = m
		if _, pattern := a.mux.Handler(probe); pattern != "" {
			list = append(list, m)
		}
	}
	return list
}

type terminalKey struct{}

// authenticate finds the terminal behind the bearer token before a body is
// read. On the scan path a look-up may be remembered: the scan itself reads
// under lock whether the token is still good.
func (a *API) authenticate(ctx huma.Context, next func(huma.Context)) {
	if len(ctx.Operation().Security) == 0 {
		next(ctx)
		return
	}
	token, ok := bearer(ctx.Header("Authorization"))
	find := a.Terminals.Authenticate
	if id := ctx.Operation().OperationID; id == "present" || id == "charge" {
		find = a.Terminals.Recognise
	}
	err := error(fault.Newf(fault.Unauthenticated, "terminal_token", "Send the terminal's token: Authorization: Bearer yk_…"))
	var who terminal.Identity
	if ok {
		who, err = find(ctx.Context(), token)
	}
	if err != nil {
		a.refused(ctx.Context(), err)
		a.fail(ctx, err)
		return
	}
	if c := callOf(ctx.Context()); c != nil {
		c.terminal, c.school = who.ID, who.School
	}
	if !a.limiter(who.ID).Allow() {
		f := fault.Newf(fault.TooMany, "too_many_requests", "This terminal asks too often.")
		f.RetryAfter = 1
		a.fail(ctx, f)
		return
	}
	next(huma.WithValue(ctx, terminalKey{}, who))
}

func bearer(h string) (token string, ok bool) {
	scheme, token, ok := strings.Cut(h, " ")
	return strings.TrimSpace(token), ok && strings.EqualFold(scheme, "Bearer")
}

func who(ctx context.Context) terminal.Identity {
	t, _ := ctx.Value(terminalKey{}).(terminal.Identity)
	return t
}

// A terminal may ask 200 times a second, and 400 times at once: more than any
// gate needs, and little enough that a stolen token floods nobody.
func (a *API) limiter(terminal string) *rate.Limiter {
	a.mu.Lock()
	defer a.mu.Unlock()
	l := a.limits[terminal]
	if l == nil {
		if len(a.limits) > 10_000 {
			a.limits = map[string]*rate.Limiter{}
		}
		l = rate.NewLimiter(200, 400)
		a.limits[terminal] = l
	}
	return l
}

func lang(header string) string { return string(msg.Negotiate(header)) }

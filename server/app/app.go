// Package app puts the program together; it is the only package that imports
// everything.
//
//	a, err := app.New(ctx, cfg)   // opens, migrates, listens
//	defer a.Close()
//	err = a.Run(ctx)              // serves until ctx ends, then drains
//
// Imports run one way, and a test here holds it: reason, cardcode, qr, fault,
// secret, cert <- db <- account, allow, audit, campus <- card, terminal, access <-
// scan, feed <- live, web, api <- app. Tests start the real program on ":0".
package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"yunka/server/access"
	"yunka/server/account"
	"yunka/server/api"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/cert"
	"yunka/server/conns"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/logs"
	"yunka/server/nats"
	"yunka/server/ops"
	"yunka/server/post"
	"yunka/server/punch"
	"yunka/server/roster"
	"yunka/server/sale"
	"yunka/server/sale/codepay"
	"yunka/server/scan"
	"yunka/server/scene"
	"yunka/server/terminal"
	"yunka/server/visit"
	"yunka/server/web"
)

// App is the running program.
type App struct {
	cfg       Config
	DB        *db.DB
	Feed      *feed.Feed
	Accounts  *account.Service
	Campus    *campus.Service
	Roster    *roster.Service
	Cards     *card.Service
	Terminals *terminal.Service
	Scans     *scan.Service
	Hub       *live.Hub
	Web       *web.Kit
	API       *api.API
	scenes    []scene.Scene
	log       *slog.Logger
	listener  net.Listener
	server    *http.Server
	certs     *cert.Keeper // nil without TLS of our own
	plain     net.Listener // the plain door beside it; nil for none
	redirect  *http.Server
	ops       *ops.Metrics
	nats      *nats.Carrier // nil without NATS_URL
	limit     *conns.Limit
	clocks    net.Listener // where time clocks are answered; nil for nowhere
	metrics   net.Listener // where ops is answered; nil for nowhere
	watch     *http.Server
	pause     func(time.Duration)
	closers   []func() error
	closed    sync.Once
	unlock    func()                    // ends db.LockServing
	endBy     atomic.Pointer[time.Time] // when a stop is over, whatever hangs; nil before one
}

// Services opens and migrates the database and makes the services, without
// listening: what the command line works with.
func Services(ctx context.Context, cfg Config, log *slog.Logger) (a *App, err error) {
	return services(ctx, cfg, log)
}

func services(ctx context.Context, cfg Config, log *slog.Logger, opts ...db.Option) (a *App, err error) {
	made := &App{cfg: cfg, log: log, pause: time.Sleep}
	a = made
	defer func() {
		if err != nil {
			made.Close() // a is nil by now
		}
	}()
	if a.DB, err = db.Open(ctx, cfg.DSN(), append(opts, db.WithClock(cfg.Clock), db.WithElapsed(cfg.Elapsed))...); err != nil {
		return nil, err
	}
	a.closers = append(a.closers, a.DB.Close)
	n, err := a.DB.Migrate(ctx)
	if err != nil {
		return nil, err
	}
	if n > 0 {
		log.Info("migrated", "migrations", n)
	}
	a.Feed = feed.New()
	a.Accounts = account.New(a.DB, a.Feed, account.WithCost(cfg.HashCost))
	a.Campus = campus.New(a.DB, a.Feed)
	a.Roster = roster.New(a.DB, a.Feed)
	a.Cards = card.New(a.DB, a.Feed)
	a.Terminals = terminal.New(a.DB, a.Feed)
	return a, nil
}

// New makes the whole program and listens; it does not serve yet.
func New(ctx context.Context, cfg Config, log *slog.Logger) (a *App, err error) {
	a, err = services(ctx, cfg, log, db.Serving())
	if err != nil {
		return nil, err
	}
	made := a
	defer func() {
		if err != nil {
			made.Close() // a is nil by now
		}
	}()
	release, err := a.DB.LockServing()
	if err != nil {
		return nil, err
	}
	a.unlock = sync.OnceFunc(release)
	if err := a.openNATS(); err != nil {
		return nil, err
	}
	a.closers = append(a.closers, func() error { made.unlock(); return nil })
	if err = a.DB.BeginClock(ctx); err != nil {
		return nil, err
	}
	if err = a.Roster.Abandon(ctx); err != nil { // what a crash left of an import
		return nil, err
	}
	words := api.Words{}
	a.ops = ops.New(cfg.Version)
	if a.Scans, err = scan.New(ctx, scan.Config{DB: a.DB, Feed: a.Feed, Words: words, Logger: log, AnswerWithin: cfg.Answer, Observe: a.observe}); err != nil {
		return nil, err
	}
	a.closers = append(a.closers, func() error { made.Scans.Close(); return nil })
	if a.listener, err = listen(cfg.Addr, "YUNKA_ADDR"); err != nil {
		return nil, err
	}
	if cfg.TLS() != cert.Off {
		if a.certs, err = cert.New(cfg.certificates(log)); err != nil {
			return nil, err
		}
	}
	if cfg.HTTPAddr != "" {
		if a.plain, err = listen(cfg.HTTPAddr, "YUNKA_HTTP_ADDR"); err != nil {
			return nil, err
		}
	}
	if cfg.Metrics != "" {
		if a.metrics, err = listen(cfg.Metrics, "YUNKA_METRICS"); err != nil {
			return nil, err
		}
	}
	names, problem := logs.LoadNames(filepath.Join(cfg.Data, "log.key"))
	if problem != nil {
		log.Warn("words for logins and networks in the log are others after a restart", "err", problem)
	}
	machines, err := a.machines()
	if err != nil {
		return nil, err
	}
	if cfg.Clocks != "" {
		if a.clocks, err = listen(cfg.Clocks, "YUNKA_CLOCKS"); err != nil {
			return nil, err
		}
		a.closers = append(a.closers, func() error { _ = made.clocks.Close(); return nil }) // serving has closed it
	}
	a.limit = conns.New(cfg.PerAddress, a.exempt)
	secure := cfg.Secure || a.certs != nil
	// A private root may have to be replaced one day: a browser that was told
	// to insist on TLS could not open the page that says how.
	hsts := secure && cfg.TLS() != cert.Private
	pay, err := cfg.wechatPay(ctx)
	if err != nil {
		return nil, err
	}
	lists := access.NewLists(a.DB)
	a.Web, a.scenes = Pages(PageDeps{Deps: web.Deps{DB: a.DB, Feed: a.Feed, Accounts: a.Accounts, Logger: log, URL: cfg.URL, Secure: secure, HSTS: hsts, TrustedProxies: cfg.Proxies, Trust: a.trust(), Recheck: cfg.Recheck, Meter: a.ops, Pseudonym: names.Of},
		Campus: a.Campus, Roster: a.Roster, Cards: a.Cards, Visits: visit.New(a.DB), Terminals: a.Terminals, Scans: a.Scans, Lists: lists, Posts: post.New(a.DB, a.Feed), Pay: pay, SIP2: machines, Clocks: a.clocks, Limit: a.limit})
	a.Hub = a.Web.Hub()
	a.API = api.New(api.Deps{Scans: a.Scans, Punches: punch.New(a.DB, a.Feed, a.Terminals), Lists: lists, Terminals: a.Terminals, Accounts: a.Accounts, Sales: sale.New(a.DB, a.Feed), Codes: codepay.New(a.DB, a.Feed, pay, log), DB: a.DB, Logger: log, URL: cfg.URL, Secure: secure, HSTS: hsts, Meter: a.ops, Network: a.Web.Network, Pseudonym: names.Of})
	a.server = &http.Server{Handler: bounded(a.handler(), readGrace, slowestReader), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, WriteTimeout: answerWithin, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug), ConnState: a.limit.ConnState}
	a.ops.Watch(a.sources())
	a.watch = a.watchServer()
	if a.certs != nil {
		a.server.TLSConfig = a.certs.TLS()
	}
	if a.plain != nil {
		a.redirect = a.plainDoor()
	}
	return a, nil
}

func listen(addr, name string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s (%s): %w", addr, name, err)
	}
	return l, nil
}

// ClocksAddr is where time clocks are answered; "" for nowhere.
func (a *App) ClocksAddr() string {
	if a.clocks == nil {
		return ""
	}
	return a.clocks.Addr().String()
}

// handler gives /api to the machines' door and the rest to the people's.
func (a *App) handler() http.Handler {
	machines := http.NewServeMux()
	a.API.Register(machines)
	people := a.Web.Handler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api" || strings.HasPrefix(r.URL.Path, "/api/") {
			machines.ServeHTTP(w, r)
			return
		}
		people.ServeHTTP(w, r)
	})
}

// URL is where the program answers, on this machine; with a certificate for
// names, under the first of them.
func (a *App) URL() string {
	if a.certs == nil {
		return address("http", "localhost", a.listener)
	}
	return address("https", a.host(), a.listener)
}

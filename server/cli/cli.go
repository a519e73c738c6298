// Package cli is the command line of yunka. It parses, builds the app and runs
// it; what a command does lives in the package of its domain.
//
// Exit codes: 0 done, 1 failed or refused (the reason on standard error), 2 the
// command line could not be read.
package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"yunka/server/allow"
	"yunka/server/app"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/demo"
	"yunka/server/fault"
	"yunka/server/logs"
	"yunka/server/roster"
	"yunka/server/sim"
)

// Version is set by the linker.
var Version = "dev"

type env struct {
	ctx      context.Context
	cfg      app.Config
	log      *slog.Logger
	out, err io.Writer
}

type grammar struct {
	Addr string `help:"Where to listen (YUNKA_ADDR)." placeholder:"HOST:PORT"`
	Data string `help:"Data directory (YUNKA_DATA)." placeholder:"DIR"`

	HTTPAddr   string   `help:"Plain http beside TLS: proofs for ACME, the page to install a private root, a redirect (YUNKA_HTTP_ADDR)." name:"http-addr" placeholder:"HOST:PORT"`
	TLSCert    string   `help:"Own certificate, PEM; read again when it changes (YUNKA_TLS_CERT)." name:"tls-cert" placeholder:"FILE"`
	TLSKey     string   `help:"Its key (YUNKA_TLS_KEY)." name:"tls-key" placeholder:"FILE"`
	TLSACME    []string `help:"Get and renew a certificate for these names by ACME, from Let's Encrypt (YUNKA_TLS_ACME)." name:"tls-acme" placeholder:"NAME"`
	TLSPrivate []string `help:"Be a certificate authority of the school's own network for these names and addresses (YUNKA_TLS_PRIVATE)." name:"tls-private" placeholder:"NAME"`

	WechatPay string `help:"Directory of a merchant of WeChat Pay, or of the emulator; without it nobody tops up by phone (YUNKA_WECHATPAY)." name:"wechatpay" placeholder:"DIR"`

	Metrics string `help:"Answer /metrics for Prometheus and /debug/pprof at this address; a port alone is open to this machine only (YUNKA_METRICS)." name:"metrics" placeholder:"ADDR"`
	Log     string `help:"How the log is written: text or json (YUNKA_LOG)." name:"log" placeholder:"FORMAT"`

	SIP2    string `help:"Answer a library's self-check machines (SIP2) at this address, plain: for a network of their own (YUNKA_SIP2)." name:"sip2" placeholder:"ADDR"`
	Clocks  string `help:"Answer ZKTeco time clocks (ADMS) at this address, plain: for a network of their own (YUNKA_CLOCKS)." name:"clocks" placeholder:"ADDR"`
	SIP2TLS string `help:"The same over TLS, by the certificate of the pages (YUNKA_SIP2_TLS)." name:"sip2-tls" placeholder:"ADDR"`

	Serve   serveCmd   `cmd:"" help:"Serve pages, API and sockets."`
	Migrate migrateCmd `cmd:"" help:"Bring the database schema up to date."`
	Backup  backupCmd  `cmd:"" help:"Write all that the database holds into one file, while the server runs."`
	Restore restoreCmd `cmd:"" help:"Put a backup into an empty place, of either database."`
	Demo    demoCmd    `cmd:"" help:"Make (or make anew) a demo school in an empty or demo database."`
	School  struct {
		Create schoolCmd `cmd:"" help:"Make a school and print its first admin's activation code."`
	} `cmd:"" help:"Schools."`
	Admin struct {
		Reset adminResetCmd `cmd:"" help:"Print a slip that sets a new password for an admin."`
		Add   adminAddCmd   `cmd:"" help:"Add an admin and print the activation code."`
	} `cmd:"" help:"Admins of a school, when none of them can log in."`
	Import struct {
		Students importCmd `cmd:"" help:"Import the roster a school office exports."`
	} `cmd:"" help:"Import files."`
	Audit struct {
		Verify verifyCmd `cmd:"" help:"Walk every school's audit chain."`
	} `cmd:"" help:"The audit."`
	Ledger struct {
		Verify ledgerCmd `cmd:"" help:"Ask everything that must hold of every school's money."`
	} `cmd:"" help:"The ledger."`
	Clock struct {
		Accept clockAcceptCmd `cmd:"" help:"Say that this machine's clock is right as it is: servers that decide nothing because of it go on."`
		Marks  clockMarksCmd  `cmd:"" help:"Let phones scan again that were used while a server's clock ran ahead."`
	} `cmd:"" help:"The clock, after it was wrong."`
	Sim struct {
		Phone    simCmd       `cmd:"" help:"Claim cards and present codes through HTTP, as phones and a reader would."`
		Gate     gateCmd      `cmd:"" help:"Present chips through HTTP as readers would: repeats, wrong clocks, outages."`
		Pickup   pickupCmd    `cmd:"" help:"Play a dismissal through HTTP as the pickup terminals' pages do."`
		Lock     lockCmd      `cmd:"" help:"Play a dormitory's lock that is alone for a while: tokens, events, a wrong clock."`
		Clock    playClockCmd `cmd:"" help:"Play an attendance machine that was alone: through the API, or as a ZKTeco clock by ADMS."`
		Freshmen freshmenCmd  `cmd:"" help:"Play a day of arrivals through HTTP: slips are scanned at desks and a wall counts."`
		Signin   signinCmd    `cmd:"" help:"Play a lecture through HTTP: people scan the room's code and sign in."`
	} `cmd:"" help:"Simulators."`
	Emulate struct {
		WechatPay emulateCmd `cmd:"" name:"wechatpay" help:"Answer like WeChat Pay does, with a page to pay on and faults on demand."`
	} `cmd:"" help:"Emulators of others' services."`
	Doctor  doctorCmd  `cmd:"" help:"Check this installation."`
	Routes  routesCmd  `cmd:"" help:"Print every route with its method, path and the action it asks."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

// Main runs a command line and returns its exit code.
func Main(args []string, out, errOut io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var g grammar
	exit := -1
	parser, err := kong.New(&g, kong.Name("yunka"), kong.Description("The electronic campus card: who is this, and may they, here, now?"),
		kong.Writers(out, errOut), kong.Exit(func(code int) { exit = code }), kong.UsageOnError())
	if err != nil {
		fmt.Fprintln(errOut, "yunka:", err)
		return 2
	}
	k, err := parser.Parse(args)
	if exit >= 0 { // --help
		return exit
	}
	if err != nil {
		fmt.Fprintln(errOut, "yunka:", err)
		return 2
	}
	cfg, err := app.FromEnv()
	if err != nil {
		fmt.Fprintln(errOut, "yunka:", err)
		return 2
	}
	if g.Addr != "" {
		cfg.Addr = g.Addr
	}
	if g.Data != "" {
		cfg.Data = g.Data
	}
	if g.HTTPAddr != "" {
		cfg.HTTPAddr = g.HTTPAddr
	}
	if g.SIP2 != "" {
		cfg.SIP2 = g.SIP2
	}
	if g.Clocks != "" {
		cfg.Clocks = g.Clocks
	}
	if g.SIP2TLS != "" {
		cfg.SIP2TLS = g.SIP2TLS
	}
	if g.Metrics != "" {
		cfg.Metrics = g.Metrics
	}
	if g.Log != "" {
		cfg.Log = g.Log
	}
	if g.WechatPay != "" {
		cfg.WechatPay = g.WechatPay
	}
	if g.TLSCert+g.TLSKey != "" || len(g.TLSACME)+len(g.TLSPrivate) > 0 { // one way, not a mixture of two
		cfg.TLSCert, cfg.TLSKey, cfg.TLSACME, cfg.TLSPrivate = g.TLSCert, g.TLSKey, g.TLSACME, g.TLSPrivate
	}
	if cfg, err = cfg.Complete(); err != nil { // a flag may be wrong, too
		fmt.Fprintln(errOut, "yunka:", err)
		return 2
	}
	cfg.Version = Version
	log, err := logs.New(errOut, cfg.Log)
	if err != nil {
		fmt.Fprintln(errOut, "yunka:", err)
		return 2
	}
	if err := k.Run(&env{ctx: ctx, cfg: cfg, log: log, out: out, err: errOut}); err != nil {
		fmt.Fprintln(errOut, "yunka:", explain(err))
		return 1
	}
	return 0
}

// explain prefers the sentence that is meant for people.
func explain(err error) string {
	var f *fault.Error
	if errors.As(err, &f) && f.Detail != "" {
		return f.Detail
	}
	return err.Error()
}

type versionCmd struct{}

func (versionCmd) Run(e *env) error {
	v := Version
	if info, ok := debug.ReadBuildInfo(); ok && v == "dev" {
		v += " " + info.GoVersion
	}
	fmt.Fprintln(e.out, "yunka", v)
	return nil
}

type serveCmd struct {
	Demo bool   `help:"Make a demo school first if the database is empty, and print its logins."`
	URL  string `help:"The address that browsers know this server by, behind a proxy (YUNKA_URL)." name:"url" placeholder:"https://HOST"`
}

func (c serveCmd) Run(e *env) error {
	if c.URL != "" {
		e.cfg.URL = c.URL
		var err error
		if e.cfg, err = e.cfg.Complete(); err != nil {
			return err
		}
	}
	a, err := app.New(e.ctx, e.cfg, e.log)
	if err != nil {
		return err
	}
	defer a.Close()
	if c.Demo {
		d, err := demo.Ensure(e.ctx, demo.Services{DB: a.DB, Accounts: a.Accounts, Campus: a.Campus, Roster: a.Roster, Cards: a.Cards, Terminals: a.Terminals, Fill: a.FillDemo}, e.cfg.Data)
		if err != nil {
			return err
		}
		d.Print(e.out, cmp.Or(e.cfg.URL, a.URL()))
	} else {
		fmt.Fprintln(e.out, "Yunka answers at", cmp.Or(e.cfg.URL, a.URL()))
	}
	if root := a.TrustURL(); root != "" {
		fmt.Fprintln(e.out, "Each phone and tablet first installs the certificate from", root)
	}
	if at := a.MetricsURL(); at != "" {
		e.log.Info("metrics", "at", at)
	}
	for _, text := range e.cfg.Warnings() {
		e.log.Warn(text, "addr", e.cfg.Addr)
	}
	return a.Run(e.ctx)
}

type migrateCmd struct{}

func (migrateCmd) Run(e *env) error {
	a, err := app.Services(e.ctx, e.cfg, e.log)
	if err != nil {
		return err
	}
	fmt.Fprintln(e.out, "The schema is up to date.")
	return a.Close()
}

type demoCmd struct {
	Again bool `help:"Make it anew although there is one: its sessions, cards, tokens and records end."`
	JSON  bool `help:"Print only JSON: school, logins, terminals." name:"json"`
	// For yunka sim pickup.
	Pupils     int    `help:"How many pupils a class has; there are twelve classes." default:"15"`
	Signers    string `help:"Give every pupil and parent an account and write them to a file, a login and a password a line: for yunka sim signin." placeholder:"FILE"`
	Collectors string `help:"Write the ids of who may collect a child to a file, one a line." placeholder:"FILE"`
}

func (c demoCmd) Run(e *env) error {
	a, err := app.Services(e.ctx, e.cfg, e.log)
	if err != nil {
		return err
	}
	defer a.Close()
	if there, err := demo.Exists(e.ctx, a.DB); err != nil {
		return err
	} else if there && !c.Again {
		return fmt.Errorf("there is a demo school already, with its logins in %s; --again makes it anew, and ends its sessions, cards, tokens and records", filepath.Join(e.cfg.Data, demo.File))
	}
	d, err := demo.Build(e.ctx, demo.Services{DB: a.DB, Accounts: a.Accounts, Campus: a.Campus, Roster: a.Roster, Cards: a.Cards, Terminals: a.Terminals, Fill: a.FillDemo, Pupils: c.Pupils}, e.cfg.Data)
	if err != nil {
		return err
	}
	if c.Collectors != "" {
		ids, err := demo.Collectors(e.ctx, a.DB)
		if err != nil {
			return err
		}
		if err := os.WriteFile(c.Collectors, []byte(strings.Join(ids, "\n")+"\n"), 0o600); err != nil {
			return err
		}
	}
	if c.Signers != "" {
		if err := writeSigners(e.ctx, a, c.Signers); err != nil {
			return err
		}
	}
	if c.JSON {
		enc := json.NewEncoder(e.out)
		enc.SetIndent("", "  ")
		return enc.Encode(d)
	}
	d.Print(e.out, "http://localhost:8080")
	return nil
}

type schoolCmd struct {
	Slug  string `arg:"" help:"Short name for commands and addresses: letters, digits, hyphens."`
	Name  string `help:"The school's name." required:""`
	Admin string `help:"The first admin's name." required:""`
	Zone  string `help:"Time zone." default:"Asia/Shanghai"`
}

func (c schoolCmd) Run(e *env) error {
	a, err := app.Services(e.ctx, e.cfg, e.log)
	if err != nil {
		return err
	}
	defer a.Close()
	var person string
	err = a.DB.Tx(e.ctx, func(ctx context.Context, tx *db.Tx) error {
		school, err := campus.CreateSchool(ctx, tx, campus.School{Slug: c.Slug, Name: c.Name, Zone: c.Zone})
		if err != nil {
			return err
		}
		if person, err = campus.AddPerson(ctx, tx, campus.Person{SchoolID: school, Name: c.Admin}); err != nil {
			return err
		}
		if _, _, err = campus.AddMembership(ctx, tx, campus.Membership{SchoolID: school, PersonID: person, Role: allow.Admin}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: system.Name(), Action: "school.created", Target: "school:" + school})
	})
	if err != nil {
		return err
	}
	code, until, err := a.Accounts.IssueActivation(e.ctx, system, person)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%s is ready. %s activates an account at /activate with the code %s (until %s).\nNext: yunka import students FILE.csv --school %s\n",
		c.Name, c.Admin, code, until.Format("2006-01-02"), c.Slug)
	return nil
}

// system is the command line on the server itself.
var system = allow.Actor{Kind: allow.System}

type importCmd struct {
	File     string `arg:"" help:"CSV file." type:"existingfile"`
	School   string `help:"The school's short name." required:""`
	DryRun   bool   `help:"Read and plan; write nothing."`
	Separate []int  `help:"Lines whose guardian is another person with the same phone: decided by you." placeholder:"LINE"`
	JSON     bool   `help:"Print the result as JSON." name:"json"`
}

func (c importCmd) Run(e *env) error {
	a, err := app.Services(e.ctx, e.cfg, e.log)
	if err != nil {
		return err
	}
	defer a.Close()
	school, err := schoolNamed(e.ctx, a, c.School)
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	opts := roster.ImportOptions{DryRun: c.DryRun, Separate: map[int]bool{}}
	for _, line := range c.Separate {
		opts.Separate[line] = true
	}
	if !c.JSON {
		next := time.Time{}
		opts.Progress = func(done, total int) {
			if now := time.Now(); now.After(next) || done == total {
				fmt.Fprintf(e.err, "\r%d of %d rows", done, total)
				next = now.Add(200 * time.Millisecond)
			}
		}
	}
	res, err := a.Roster.Import(e.ctx, system, school.ID, filepath.Base(c.File), f, opts)
	if opts.Progress != nil {
		fmt.Fprint(e.err, "\r\x1b[K")
	}
	if err != nil {
		return err
	}
	if c.JSON {
		enc := json.NewEncoder(e.out)
		enc.SetIndent("", "  ")
		if err := enc.Encode(res); err != nil {
			return err
		}
	} else {
		printImport(e.out, res)
	}
	if !res.Applied && !c.DryRun {
		return errors.New("nothing was applied; mend the rows above and import again")
	}
	return nil
}

func printImport(out io.Writer, res roster.Result) {
	for _, p := range res.Problems {
		where := "file"
		if p.Line > 0 {
			where = fmt.Sprintf("line %d", p.Line)
		}
		if p.Column != "" {
			where += " " + p.Column
		}
		fmt.Fprintf(out, "%s: %s: %s %s\n", p.Severity, where, p.Reason, p.Detail)
	}
	if len(res.Ignored) > 0 {
		fmt.Fprintln(out, "columns left out:", strings.Join(res.Ignored, ", "))
	}
	b, _ := json.Marshal(res.Counts)
	fmt.Fprintf(out, "%s, encoding %s: %s\n", map[bool]string{true: "applied", false: "not applied"}[res.Applied], res.Encoding, b)
}

type simCmd struct {
	URL      string        `help:"The server." default:"http://localhost:8080"`
	Demo     string        `help:"Output of yunka demo --json: use its logins and first reader." placeholder:"FILE"`
	Login    []string      `help:"Logins, with --password for each." placeholder:"LOGIN"`
	Password []string      `help:"Passwords." placeholder:"PASSWORD"`
	Token    string        `help:"Terminal token." placeholder:"TOKEN"`
	Rate     float64       `help:"Presentations a second." default:"5"`
	For      time.Duration `help:"How long." default:"10s"`
	Offset   time.Duration `help:"How far the phones' clocks are off." default:"0s"`
	JSON     bool          `help:"Print the report as JSON." name:"json"`
}

func (c simCmd) Run(e *env) error {
	_, err := sim.Run(e.ctx, sim.Config{URL: c.URL, Demo: c.Demo, Logins: c.Login, Passwords: c.Password, Terminal: c.Token, Rate: c.Rate, Duration: c.For, Offset: c.Offset, Out: e.out, JSON: c.JSON})
	return err
}

type gateCmd struct {
	URL     string        `help:"The server." default:"http://localhost:8080"`
	Demo    string        `help:"Output of yunka demo --json: use its readers and its student's chip." placeholder:"FILE"`
	Token   []string      `help:"Terminal tokens, one reader for each." placeholder:"TOKEN"`
	Chip    []string      `help:"Chip numbers to present in turn." placeholder:"NUMBER"`
	Rate    float64       `help:"Presentations a second, of all readers together." default:"10"`
	For     time.Duration `help:"How long." default:"30s"`
	Repeats float64       `help:"How many requests are sent twice, 0 to 1." default:"0.1"`
	Drift   time.Duration `help:"How far the readers' clocks are off." default:"0s"`
	Outages int           `help:"How often the network is away." default:"2"`
	Outage  time.Duration `help:"For how long each time." default:"3s"`
	JSON    bool          `help:"Print the report as JSON." name:"json"`
}

func (c gateCmd) Run(e *env) error {
	_, err := sim.RunGate(e.ctx, sim.GateConfig{URL: c.URL, Demo: c.Demo, Tokens: c.Token, Chips: c.Chip, Rate: c.Rate, Duration: c.For, Repeats: c.Repeats, Drift: c.Drift, Outages: c.Outages, Outage: c.Outage, Out: e.out, JSON: c.JSON})
	return err
}

package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"yunka/server/account"
	"yunka/server/cert"
	"yunka/server/clock"
	"yunka/server/logs"
	"yunka/server/wechatpay"
)

// Config is everything a server must be told. Flags win over the environment,
// which wins over defaults that work.
type Config struct {
	Addr        string         // where to listen; ":0" picks a port (YUNKA_ADDR)
	Data        string         // directory for the SQLite file and the demo's logins (YUNKA_DATA)
	DatabaseURL string         // postgres://…; "" is SQLite in Data (DATABASE_URL)
	NATS        string         // a NATS cluster that servers tell each other by; "" is PostgreSQL itself (NATS_URL)
	HTTPAddr    string         // the plain door beside TLS: ACME's proofs, the root page, a redirect (YUNKA_HTTP_ADDR)
	TLSCert     string         // own certificate and key (YUNKA_TLS_CERT, YUNKA_TLS_KEY)
	TLSKey      string         //
	TLSACME     []string       // names to get a certificate for by ACME (YUNKA_TLS_ACME)
	TLSPrivate  []string       // names and addresses of a private CA (YUNKA_TLS_PRIVATE)
	ACME        ACME           // which directory, instead of Let's Encrypt (YUNKA_ACME_…)
	WechatPay   string         // directory of a merchant of WeChat Pay; "" tops nobody up by phone (YUNKA_WECHATPAY)
	SIP2        string         // where a library's self-check machines are answered; "" is nowhere (YUNKA_SIP2)
	SIP2TLS     string         // the same over TLS, by the certificate of the pages (YUNKA_SIP2_TLS)
	Clocks      string         // where ZKTeco time clocks are answered; "" is nowhere (YUNKA_CLOCKS)
	Metrics     string         // where /metrics and profiles are answered; "" is nowhere, a port alone is this machine's (YUNKA_METRICS)
	Log         string         // one of logs.Formats (YUNKA_LOG)
	PerAddress  int            // connections of one address; FromEnv says 4096, 0 is no bound (YUNKA_PER_ADDRESS)
	URL         string         // what browsers know this server by, behind a proxy; "" is what each of them asks for (YUNKA_URL)
	Secure      bool           // a proxy in front speaks TLS (YUNKA_SECURE)
	Proxies     []netip.Prefix // whose X-Forwarded-For counts (YUNKA_TRUSTED_PROXIES)
	Grace       time.Duration  // how long /readyz says no before the door closes; FromEnv says 1 s (YUNKA_GRACE)
	Answer      time.Duration  // how long a presentation waits for its answer; FromEnv says 3 s, 0 is 10 s (scan.Config)
	Stop        time.Duration  // how long a stop takes at most after the grace; FromEnv says 3.75 s, 0 is a minute
	Version     string         // the program's; no variable
	Clock       func() time.Time
	Elapsed     func() time.Duration // what Clock is watched by (package clock); FromEnv says the machine's, nil watches nothing
	Recheck     time.Duration        // how often open pages are asked about although nothing was heard; 0 is 30 s
	HashCost    account.Cost         // of passwords and PINs; the zero value is the production cost. For tests only: no flag or variable sets it
}

// ACME says who gives certificates; the zero value is Let's Encrypt.
type ACME struct {
	Directory string // its address (YUNKA_ACME_DIRECTORY)
	Roots     string // PEM file with its root, if the system does not know it (YUNKA_ACME_ROOTS)
	Email     string // whom it tells when a certificate is not renewed (YUNKA_ACME_EMAIL)
}

const (
	// answerScan: a queue does not stand for longer, and a terminal asks again by its key.
	answerScan = 3 * time.Second
	// stopAll is enough for what answerScan bounds, and with the usual grace of a second a
	// stop is over in 5: what starts the program has patience for 10 (Docker) to 90
	// (systemd), and then kills.
	stopAll = 3750 * time.Millisecond
	// perAddress: a school's two thousand people may stand behind one address, each with a
	// page and a picture or two on their way. It is a fifth of the sockets that a process
	// has (live.Config.MaxConns), and some 80 MiB.
	perAddress = 4096
)

// FromEnv reads the environment. Complete fills in what depends on the rest.
func FromEnv() (Config, error) {
	c := Config{Addr: os.Getenv("YUNKA_ADDR"), HTTPAddr: os.Getenv("YUNKA_HTTP_ADDR"), Data: env("YUNKA_DATA", "./data"), DatabaseURL: os.Getenv("DATABASE_URL"), NATS: os.Getenv("NATS_URL"),
		WechatPay: os.Getenv("YUNKA_WECHATPAY"), SIP2: os.Getenv("YUNKA_SIP2"), SIP2TLS: os.Getenv("YUNKA_SIP2_TLS"), Clocks: os.Getenv("YUNKA_CLOCKS"), TLSCert: os.Getenv("YUNKA_TLS_CERT"), TLSKey: os.Getenv("YUNKA_TLS_KEY"),
		URL: os.Getenv("YUNKA_URL"), TLSACME: list(os.Getenv("YUNKA_TLS_ACME")), TLSPrivate: list(os.Getenv("YUNKA_TLS_PRIVATE")),
		ACME:    ACME{os.Getenv("YUNKA_ACME_DIRECTORY"), os.Getenv("YUNKA_ACME_ROOTS"), os.Getenv("YUNKA_ACME_EMAIL")},
		Metrics: os.Getenv("YUNKA_METRICS"), Log: os.Getenv("YUNKA_LOG"), PerAddress: perAddress, Clock: time.Now, Elapsed: clock.Elapsed, Answer: answerScan, Stop: stopAll}
	var err error
	if v := os.Getenv("YUNKA_SECURE"); v != "" {
		if c.Secure, err = strconv.ParseBool(v); err != nil {
			return c, fmt.Errorf("YUNKA_SECURE: want true or false, got %q", v)
		}
	}
	if c.Grace, err = time.ParseDuration(env("YUNKA_GRACE", "1s")); err != nil || c.Grace < 0 || c.Grace > time.Minute {
		return c, fmt.Errorf("YUNKA_GRACE: want a time such as 5s, at most a minute, got %q", os.Getenv("YUNKA_GRACE"))
	}
	if v := os.Getenv("YUNKA_PER_ADDRESS"); v != "" {
		if c.PerAddress, err = strconv.Atoi(v); err != nil || c.PerAddress < 0 {
			return c, fmt.Errorf("YUNKA_PER_ADDRESS: want a number of connections, or 0 for no bound, got %q", v)
		}
	}
	for _, p := range list(os.Getenv("YUNKA_TRUSTED_PROXIES")) {
		prefix, err := netip.ParsePrefix(p)
		if err != nil {
			return c, fmt.Errorf("YUNKA_TRUSTED_PROXIES: %q is no network such as 10.0.0.0/8", p)
		}
		c.Proxies = append(c.Proxies, prefix)
	}
	return c, nil
}

// list reads names with commas or blanks between them.
func list(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}

// Complete gives the addresses that nobody set, and says what cannot be, by the
// name it was set with. Without TLS the door is open to this machine only:
// nothing that other devices need works over plain http.
func (c Config) Complete() (Config, error) {
	mode := c.certificates(nil).Mode()
	if c.Addr == "" {
		c.Addr = "localhost:8080"
		if mode == cert.ACME || mode == cert.Private {
			c.Addr = ":443"
		}
	}
	if c.HTTPAddr == "" && (mode == cert.ACME || mode == cert.Private) {
		c.HTTPAddr = ":80"
	}
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		return c, fmt.Errorf("YUNKA_ADDR: %q is no address such as :8080", c.Addr)
	}
	if _, _, err := net.SplitHostPort(c.HTTPAddr); c.HTTPAddr != "" && err != nil {
		return c, fmt.Errorf("YUNKA_HTTP_ADDR: %q is no address such as :80", c.HTTPAddr)
	}
	for name, addr := range map[string]string{"YUNKA_SIP2": c.SIP2, "YUNKA_SIP2_TLS": c.SIP2TLS, "YUNKA_CLOCKS": c.Clocks} {
		if _, _, err := net.SplitHostPort(addr); addr != "" && err != nil {
			return c, fmt.Errorf("%s: %q is no address such as 10.0.5.1:6001", name, addr)
		}
	}
	if port := strings.TrimPrefix(c.Metrics, ":"); port != "" && !strings.Contains(port, ":") { // a port alone: whoever reads it reads all of the memory
		c.Metrics = net.JoinHostPort("127.0.0.1", port)
	}
	if _, port, err := net.SplitHostPort(c.Metrics); c.Metrics != "" && (err != nil || !isPort(port)) {
		return c, fmt.Errorf("YUNKA_METRICS: %q is no port, and no address such as 10.0.5.1:9090", c.Metrics)
	}
	if c.Log != "" && !slices.Contains(logs.Formats, c.Log) {
		return c, fmt.Errorf("YUNKA_LOG: want one of %v, got %q", logs.Formats, c.Log)
	}
	if c.SIP2TLS != "" && mode == cert.Off {
		return c, fmt.Errorf("YUNKA_SIP2_TLS needs a certificate; without TLS set YUNKA_SIP2")
	}
	if c.HTTPAddr != "" && mode == cert.Off {
		return c, fmt.Errorf("YUNKA_HTTP_ADDR is the plain door beside TLS; without TLS set YUNKA_ADDR")
	}
	if c.URL != "" {
		if err := c.publicURL(mode); err != nil {
			return c, err
		}
	}
	return c, c.certificates(nil).Check()
}

func isPort(s string) bool {
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil
}

var publicHost = regexp.MustCompile(`^[a-z0-9.-]+(:[0-9]{1,5})?$|^\[[0-9a-f:]+\](:[0-9]{1,5})?$`)

// publicURL reads URL as browsers write an origin, and takes from it whether they come by
// TLS.
func (c *Config) publicURL(mode cert.Mode) error {
	u, err := url.Parse(c.URL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil || !publicHost.MatchString(strings.ToLower(u.Host)) {
		return fmt.Errorf("YUNKA_URL: %q is no address such as https://card.school.cn: a scheme and a host, no path", c.URL)
	}
	if u.Scheme == "http" && (c.Secure || mode != cert.Off) {
		return fmt.Errorf("YUNKA_URL: %q begins with http, and browsers come by TLS: begin it with https", c.URL)
	}
	host := strings.TrimSuffix(strings.ToLower(u.Host), map[string]string{"https": ":443", "http": ":80"}[u.Scheme])
	c.URL = u.Scheme + "://" + host
	c.Secure = c.Secure || u.Scheme == "https" && mode == cert.Off
	return nil
}

// Unnamed says that a proxy stands in front and nobody has said which: it is taken for the
// one visitor there is.
func (c Config) Unnamed() bool { return c.Secure && c.TLS() == cert.Off && len(c.Proxies) == 0 }

// certificates is what package cert is told.
func (c Config) certificates(log *slog.Logger) cert.Options {
	return cert.Options{Cert: c.TLSCert, Key: c.TLSKey, ACME: c.TLSACME, ACMEDirectory: c.ACME.Directory, ACMERoots: c.ACME.Roots, ACMEEmail: c.ACME.Email,
		Private: c.TLSPrivate, Dir: c.CertDir(), Clock: c.Clock, Log: log}
}

// TLS says how browsers come to have TLS; cert.Off is plain http, or a proxy's.
func (c Config) TLS() cert.Mode { return c.certificates(nil).Mode() }

// wechatPay is the merchant's client; nil if there is none.
func (c Config) wechatPay(ctx context.Context) (*wechatpay.Client, error) {
	if c.WechatPay == "" {
		return nil, nil
	}
	m, err := wechatpay.Load(c.WechatPay)
	if err != nil {
		return nil, fmt.Errorf("YUNKA_WECHATPAY: %w", err)
	}
	return wechatpay.New(ctx, m)
}

// CertDir is where ACME and the private CA keep what must survive.
func (c Config) CertDir() string { return filepath.Join(c.Data, "tls") }

// Exposed says that other devices can reach the program over plain http.
func (c Config) Exposed() bool {
	if c.Secure || c.TLS() != cert.Off {
		return false
	}
	host, _, _ := net.SplitHostPort(c.Addr)
	ip := net.ParseIP(host)
	return host != "localhost" && (ip == nil || !ip.IsLoopback())
}

// Warnings are what a server with these settings does badly, and what to do.
func (c Config) Warnings() (list []string) {
	if c.Unnamed() {
		list = append(list, "a proxy speaks TLS in front, and YUNKA_TRUSTED_PROXIES does not name it: all visitors look like one, and whoever guesses passwords locks everybody out. "+
			"Set it to the proxy's network, such as 127.0.0.1/32, and let the proxy write X-Forwarded-For.")
	}
	if c.Exposed() {
		list = append(list, "other devices reach this over plain http: their browsers give no camera, no offline page and no card, and everybody on the network can read along. "+
			"Set --tls-private=NAME for a network of your own, --tls-acme=NAME for a public name, --tls-cert and --tls-key for your own files, or YUNKA_SECURE=true behind a proxy that speaks TLS.")
	}
	return list
}

// DSN is what db.Open gets.
func (c Config) DSN() string {
	if c.DatabaseURL != "" {
		return c.DatabaseURL
	}
	return "sqlite:" + filepath.Join(c.Data, "yunka.db")
}

func env(name, fallback string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return fallback
}

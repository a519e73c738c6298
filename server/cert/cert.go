// Package cert keeps the program's TLS certificate, in one of three ways:
//
//   - own files, read again when they change; a pair that does not fit is
//     reported and the last good one stays in use;
//   - ACME (RFC 8555), for a name that the internet can reach: asked for at the
//     first visit and renewed by itself, kept in the data directory;
//   - a private CA for a school's own network: a root that devices install
//     once, limited to the names it was made for, and a leaf that is made at
//     every start and again long before it ends.
//
// A browser gives its camera, its service worker and our secure cookies to
// https only, so without one of these a phone cannot hold a card.
package cert

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// Options say which of the ways; at most one of Cert, ACME and Private is set.
type Options struct {
	Cert, Key string // own files, PEM

	ACME          []string // host names
	ACMEDirectory string   // "" is Let's Encrypt
	ACMERoots     string   // PEM file of a directory's own root; "" is the system's
	ACMEEmail     string   // told when a certificate will not renew

	Private []string // host names and IP addresses

	Dir   string // where ACME and the private CA keep what must survive
	Clock func() time.Time
	Log   *slog.Logger
}

// Mode is a way to a certificate; Off is plain http.
type Mode string

const (
	Off     Mode = ""
	Files   Mode = "files"
	ACME    Mode = "acme"
	Private Mode = "private"
)

// Mode says which way the options choose.
func (o Options) Mode() Mode {
	switch {
	case o.Cert != "" || o.Key != "":
		return Files
	case len(o.ACME) > 0:
		return ACME
	case len(o.Private) > 0:
		return Private
	}
	return Off
}

// Check says what cannot be, in words for whoever set it.
func (o Options) Check() error {
	if (o.Cert == "") != (o.Key == "") {
		return errors.New("a certificate and its key belong together (YUNKA_TLS_CERT, YUNKA_TLS_KEY)")
	}
	n := 0
	for _, set := range []bool{o.Cert != "", len(o.ACME) > 0, len(o.Private) > 0} {
		if set {
			n++
		}
	}
	if n > 1 {
		return errors.New("choose one of own files, ACME and a private CA for TLS")
	}
	for _, host := range o.ACME {
		if net.ParseIP(host) != nil || !strings.Contains(host, ".") || !hostName(host) {
			return fmt.Errorf("YUNKA_TLS_ACME: %q is no name that the internet can find; for a network of your own use YUNKA_TLS_PRIVATE", host)
		}
	}
	for _, host := range o.Private {
		if net.ParseIP(host) == nil && !hostName(host) {
			return fmt.Errorf("YUNKA_TLS_PRIVATE: %q is neither a host name nor an IP address", host)
		}
	}
	return nil
}

// hostName accepts letters, digits, hyphens and dots, as DNS and browsers do.
func hostName(s string) bool {
	if s == "" || len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, c := range label {
			if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' {
				return false
			}
		}
	}
	return true
}

// Keeper has the certificate that connections get.
type Keeper struct {
	mode    Mode
	opts    Options
	current atomic.Pointer[tls.Certificate]
	config  *tls.Config
	plain   func(http.Handler) http.Handler // what ACME adds to the plain http door
	root    *Root
	tick    time.Duration
	turn    func() // looks whether there is a newer certificate
}

// New reads or makes the certificate. It is an error to start without one.
func New(o Options) (*Keeper, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	k := &Keeper{mode: o.Mode(), opts: o, plain: func(next http.Handler) http.Handler { return next }, turn: func() {}}
	k.config = &tls.Config{MinVersion: tls.VersionTLS12, Time: o.Clock, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		return k.current.Load(), nil
	}}
	switch k.mode {
	case Files:
		return k, k.openFiles()
	case ACME:
		return k, k.openACME()
	case Private:
		return k, k.openPrivate()
	}
	return nil, errors.New("cert: no way to a certificate is set")
}

// Mode is the way that was chosen.
func (k *Keeper) Mode() Mode { return k.mode }

// TLS is for the server.
func (k *Keeper) TLS() *tls.Config { return k.config }

// Root is the private CA's root; nil in the other ways.
func (k *Keeper) Root() *Root { return k.root }

// Plain adds to the handler of the plain http door what the way needs there:
// ACME's answers.
func (k *Keeper) Plain(next http.Handler) http.Handler { return k.plain(next) }

// Run keeps the certificate fresh until ctx ends.
func (k *Keeper) Run(ctx context.Context) error {
	if k.tick == 0 {
		<-ctx.Done()
		return ctx.Err()
	}
	every := time.NewTicker(k.tick)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-every.C:
			k.turn()
		}
	}
}

// Leaf is the certificate in use, parsed; nil when ACME has not brought one.
func (k *Keeper) Leaf() *x509.Certificate {
	c := k.current.Load()
	if c == nil {
		return nil
	}
	return c.Leaf
}

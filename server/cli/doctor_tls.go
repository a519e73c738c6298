package cli

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"yunka/server/app"
	"yunka/server/cert"
)

// warnLeft is how long before its end a certificate that nobody renews is
// brought up.
const warnLeft = 21 * 24 * time.Hour

// checkTLS looks at the certificate that browsers will get: is it over, whose
// is it, does a browser believe it.
func checkTLS(cfg app.Config, say func(bool, string, string)) {
	switch cfg.TLS() {
	case cert.Off:
		switch {
		case cfg.Secure:
			say(true, "TLS is a proxy's: check its certificate there", "")
		case cfg.Exposed():
			say(false, "TLS is off, and "+cfg.Addr+" is open to other devices: they get no camera, no offline page and no card", "set YUNKA_TLS_PRIVATE, YUNKA_TLS_ACME, or YUNKA_TLS_CERT and YUNKA_TLS_KEY; or YUNKA_SECURE=true behind a proxy; or YUNKA_ADDR=localhost:8080")
		default:
			say(true, "TLS is off: this machine only", "")
		}
	case cert.Files:
		checkFiles(cfg, say)
	case cert.Private:
		checkRoot(cfg, say)
	case cert.ACME:
		checkACME(cfg, say)
	}
}

func checkFiles(cfg app.Config, say func(bool, string, string)) {
	pair, err := tls.LoadX509KeyPair(cfg.TLSCert, cfg.TLSKey)
	if err != nil {
		say(false, "certificate: "+err.Error(), "put a PEM certificate with its chain and the key that belongs to it into YUNKA_TLS_CERT and YUNKA_TLS_KEY")
		return
	}
	checkDates("certificate for "+names(pair.Leaf), pair.Leaf, cfg.Clock(), say)
	say(len(pair.Leaf.DNSNames)+len(pair.Leaf.IPAddresses) > 0, "the certificate names its hosts", "browsers only read the subject alternative names: ask for a certificate that has them")
	between := x509.NewCertPool()
	for _, der := range pair.Certificate[1:] {
		if c, err := x509.ParseCertificate(der); err == nil {
			between.AddCert(c)
		}
	}
	_, err = pair.Leaf.Verify(x509.VerifyOptions{Intermediates: between, CurrentTime: cfg.Clock()})
	var unknown x509.UnknownAuthorityError
	if errors.As(err, &unknown) { // fine if every device has its root installed
		say(true, "no root that this machine knows stands behind it: either the chain is missing from the file, or devices must install the root", "")
	}
	if info, err := os.Stat(cfg.TLSKey); err == nil {
		say(info.Mode().Perm()&0o007 == 0, "the key is not open to everybody", "chmod 600 "+cfg.TLSKey)
	}
}

func checkRoot(cfg app.Config, say func(bool, string, string)) {
	r, err := cert.ReadRoot(cfg.CertDir())
	if errors.Is(err, fs.ErrNotExist) {
		say(true, "the private CA will be made at the first start, for "+strings.Join(cfg.TLSPrivate, ", "), "")
		return
	}
	if err != nil {
		say(false, "private CA: "+err.Error(), "")
		return
	}
	checkDates("private CA, "+r.Chinese()+" / "+r.English(), r.Certificate, cfg.Clock(), say)
	for _, n := range cfg.TLSPrivate {
		err := r.Covers(strings.ToLower(n))
		say(err == nil, "the private CA may speak for "+n, "set YUNKA_TLS_PRIVATE to the names it was made for, or move "+cfg.CertDir()+" away for a new one, which every device must then install")
		if net.ParseIP(n) == nil {
			_, err := net.LookupHost(n)
			say(err == nil, n+" can be found", "add the name to the school's name server, or use the server's address")
		}
	}
}

func checkACME(cfg app.Config, say func(bool, string, string)) {
	for _, n := range cfg.TLSACME {
		_, err := net.LookupHost(n)
		say(err == nil, n+" can be found", "add the name to the DNS, pointing here; the directory has to reach ports 80 and 443")
		b, err := os.ReadFile(filepath.Join(cfg.CertDir(), "acme", n))
		if errors.Is(err, fs.ErrNotExist) {
			say(true, "a certificate for "+n+" will be asked for at the first visit", "")
			continue
		}
		pair, err := tls.X509KeyPair(b, b)
		if err != nil {
			say(false, "certificate for "+n+": "+err.Error(), "remove it from "+cfg.CertDir()+" to get another")
			continue
		}
		checkDates("certificate for "+n, pair.Leaf, cfg.Clock(), say)
	}
}

func checkDates(what string, c *x509.Certificate, now time.Time, say func(bool, string, string)) {
	switch {
	case now.Before(c.NotBefore):
		say(false, fmt.Sprintf("%s begins on %s: this machine's clock is behind, or it is too new", what, c.NotBefore.Format(time.DateOnly)), "set the clock by NTP")
	case now.After(c.NotAfter):
		say(false, fmt.Sprintf("%s ended on %s", what, c.NotAfter.Format(time.DateOnly)), "renew it; if it is in force, this machine's clock is ahead")
	default:
		say(c.NotAfter.Sub(now) > warnLeft, fmt.Sprintf("%s, until %s", what, c.NotAfter.Format(time.DateOnly)), "renew it now")
	}
}

func names(c *x509.Certificate) string {
	list := append([]string{}, c.DNSNames...)
	for _, ip := range c.IPAddresses {
		list = append(list, ip.String())
	}
	return strings.Join(list, ", ")
}

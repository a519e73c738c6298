package e2e

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// A school without a public name is its own certificate authority. A device
// that does not know it is turned away; it learns how on a page over plain
// http, installs the root, and from then on everything works that a browser
// gives to https only.
func TestADeviceLearnsToTrust(t *testing.T) {
	s := rent(t)
	s.cfg.TLSPrivate, s.cfg.HTTPAddr = []string{"localhost"}, "localhost:0"
	s.furnish()
	s.start()

	stranger := s.browse("stranger", phone).expects(`ERR_CERT_AUTHORITY_INVALID`)
	ctx, cancel := context.WithTimeout(stranger.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(s.url+"/login")); err == nil || !strings.Contains(err.Error(), "ERR_CERT_AUTHORITY_INVALID") {
		t.Fatalf("without the root: %v", err)
	}
	stranger.do(chromedp.Navigate(s.app.PlainURL())).sees(`location.pathname === '/trust'`).shot("trust")
	said := stranger.says(`document.querySelector('.words').textContent.trim()`)
	der, err := ask[string](stranger, `fetch('/trust/yunka.crt').then((r) => r.arrayBuffer()).then((b) => btoa(String.fromCharCode(...new Uint8Array(b))))`, chromedp.EvalAwaitPromise)
	if err != nil {
		t.Fatal(err)
	}
	root, err := base64.StdEncoding.DecodeString(der)
	if err != nil {
		t.Fatal(err)
	}
	s.trusts(root)

	office := s.browse("office", desk).login(s.Admin).visit("/console/terminals")
	office.sees(`document.querySelector('.trust')`).reads(`document.querySelector('.trust .words').textContent.trim()`, said).shot("trust-terminals")
	office.visit("/console").reads(pill, "live") // wss
	if secure := office.says(`isSecureContext`); secure != "true" {
		t.Error("no secure context")
	}
	list, err := chromedp.Run(office.ctx, chromedp.Action[[]*network.Cookie](cookies))
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, c := range list {
		found = found || c.Name == "__Host-yunka" && c.Secure && c.HTTPOnly
	}
	if !found {
		t.Errorf("no cookie of TLS: %+v", list)
	}
	tab := s.browse("tablet", tablet).visit("/kiosk")
	tab.sees(`document.querySelector('a[href$="/trust"]')`).click("a[href='/device']").sees(`document.querySelector('[data-verdict]')?.dataset.verdict !== 'waiting'`)
	for check, want := range map[string]string{"secure": "ok", "network": "ok", "worker": "ok", "wasm": "ok"} {
		tab.reads(`document.querySelector('#check-`+check+`').dataset.result`, want)
	}
}

// trusts gives the readers the root, and the browsers to come a home whose
// certificate store has it.
func (s *school) trusts(root []byte) {
	s.Helper()
	_, err := exec.LookPath("certutil")
	need(s, err == nil, "certutil is missing (Debian: apt-get install libnss3-tools)")
	known, err := x509.ParseCertificate(root)
	if err != nil {
		s.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(known)
	s.client = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}}
	s.home, s.browser = s.TempDir(), nil
	store := filepath.Join(s.home, ".pki", "nssdb")
	file := filepath.Join(s.home, "root.crt")
	if err := os.MkdirAll(store, 0o700); err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(file, root, 0o600); err != nil {
		s.Fatal(err)
	}
	for _, args := range [][]string{{"-N", "--empty-password"}, {"-A", "-t", "C,,", "-n", "yunka", "-i", file}} {
		if out, err := exec.Command("certutil", append([]string{"-d", "sql:" + store}, args...)...).CombinedOutput(); err != nil {
			s.Fatalf("certutil %v: %v\n%s", args, err, out)
		}
	}
}

// cookies are all that the page's browser keeps for it.
func cookies(ctx context.Context, t *chromedp.Target) ([]*network.Cookie, error) {
	r, err := cdp.Call(ctx, t, network.GetCookies, network.GetCookiesParams{})
	return r.Cookies, err
}

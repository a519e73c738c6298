package app_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"yunka/server/app"
	"yunka/server/db/dbtest"
)

// selfSigned writes a certificate for names that is its own root.
func selfSigned(t *testing.T, names ...string) (certFile, keyFile string, pool *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: names[0]}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(48 * time.Hour),
		DNSNames: names, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, tpl, tpl, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "own.crt"), filepath.Join(dir, "own.key")
	for file, b := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	own, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool = x509.NewCertPool()
	pool.AddCert(own)
	return certFile, keyFile, pool
}

// visitor follows nothing and trusts what is in the pool only.
func visitor(pool *x509.CertPool) *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func visit(t *testing.T, c *http.Client, method, to string, header ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, to, strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(b)
}

func TestOwnCertificate(t *testing.T) {
	crt, key, pool := selfSigned(t, "localhost")
	a := start(t, app.Config{TLSCert: crt, TLSKey: key, HTTPAddr: "localhost:0"})
	if !strings.HasPrefix(a.URL(), "https://localhost:") {
		t.Fatal(a.URL())
	}
	res, _ := visit(t, visitor(pool), "GET", a.URL()+"/login")
	if res.StatusCode != 200 || res.Header.Get("Strict-Transport-Security") == "" || !strings.Contains(res.Header.Get("Content-Security-Policy"), "wss://") {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	for path, want := range map[string]int{"/": 308, "/login?next=%2Fcard": 308, "/trust": 308, "/static/x": 308} {
		res, _ := visit(t, visitor(nil), "GET", a.PlainURL()+path)
		if res.StatusCode != want || res.Header.Get("Location") != a.URL()+path || res.Header.Get("Strict-Transport-Security") != "" {
			t.Errorf("plain %s: %d %s", path, res.StatusCode, res.Header.Get("Location"))
		}
	}
	if res, _ := visit(t, visitor(pool), "GET", a.URL()+"/trust"); res.StatusCode != 404 {
		t.Errorf("a private root without a private CA: %d", res.StatusCode)
	}
}

func TestPrivateCA(t *testing.T) {
	a := start(t, app.Config{TLSPrivate: []string{"localhost", "127.0.0.1"}, HTTPAddr: "localhost:0"})
	stranger := visitor(x509.NewCertPool())
	if _, err := stranger.Get(a.URL() + "/login"); err == nil {
		t.Fatal("a device without the root came in")
	}

	// What works before a device trusts us, and nothing else.
	res, page := visit(t, stranger, "GET", a.PlainURL()+"/trust", "Accept-Language", "en")
	if res.StatusCode != 200 || !strings.Contains(page, "/trust/yunka.crt") || !strings.Contains(page, a.URL()) || res.Header.Get("Set-Cookie") != "" || res.Header.Get("Strict-Transport-Security") != "" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	if _, zh := visit(t, stranger, "GET", a.PlainURL()+"/trust?lang=zh-CN", "Accept-Language", "en"); !strings.Contains(zh, "先对暗号") {
		t.Error("the language of the address does not count")
	}
	res, der := visit(t, stranger, "GET", a.PlainURL()+"/trust/yunka.crt")
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "application/x-x509-ca-cert" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	root, err := x509.ParseCertificate([]byte(der))
	if err != nil {
		t.Fatal(err)
	}
	if res, profile := visit(t, stranger, "GET", a.PlainURL()+"/trust/yunka.mobileconfig"); res.Header.Get("Content-Type") != "application/x-apple-aspen-config" || !strings.Contains(profile, "com.apple.security.root") {
		t.Errorf("%v", res.Header)
	}
	for _, c := range []struct {
		method, path string
		status       int
		to           string
	}{
		{"GET", "/", 303, "/trust"}, {"GET", "/login", 308, a.URL() + "/login"}, {"GET", "/api/v1/scans", 308, a.URL() + "/api/v1/scans"}, {"GET", "/trust/", 404, ""}, {"GET", "/card?x=1", 308, a.URL() + "/card?x=1"},
		{"POST", "/login", 403, ""}, {"POST", "/api/v1/scans", 403, ""}, {"POST", "/trust", 403, ""}, {"DELETE", "/card", 403, ""},
	} {
		res, _ := visit(t, stranger, c.method, a.PlainURL()+c.path)
		if res.StatusCode != c.status || res.Header.Get("Location") != c.to {
			t.Errorf("plain %s %s: %d %q", c.method, c.path, res.StatusCode, res.Header.Get("Location"))
		}
	}

	// With the root everything works, and a cookie is one of TLS.
	pool := x509.NewCertPool()
	pool.AddCert(root)
	known := visitor(pool)
	if res, _ := visit(t, known, "GET", a.URL()+"/login"); res.StatusCode != 200 || res.Header.Get("Strict-Transport-Security") != "" {
		t.Errorf("%d, HSTS %q: a root could not be replaced", res.StatusCode, res.Header.Get("Strict-Transport-Security"))
	}
	res, err = known.PostForm(a.URL()+"/language", url.Values{"lang": {"en"}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if c := res.Header.Get("Set-Cookie"); !strings.HasPrefix(c, "__Host-") || !strings.Contains(c, "Secure") {
		t.Errorf("%d: cookie %q", res.StatusCode, c)
	}

	// Sockets: ours open, others' do not.
	for origin, want := range map[string]int{a.URL(): 101, "https://evil.example": 403, strings.Replace(a.URL(), "https", "http", 1): 403} {
		c, err := tls.Dial("tcp", strings.TrimPrefix(a.URL(), "https://"), &tls.Config{RootCAs: pool, NextProtos: []string{"http/1.1"}})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(c, "GET /device/socket HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", strings.TrimPrefix(a.URL(), "https://"), origin)
		line := make([]byte, 12)
		if _, err := io.ReadFull(c, line); err != nil || string(line) != fmt.Sprintf("HTTP/1.1 %d", want) {
			t.Errorf("a socket from %s: %q %v", origin, line, err)
		}
		c.Close()
	}
}

// The root survives a restart; the plain door says so when it cannot open.
func TestPrivateCAAgain(t *testing.T) {
	dir := t.TempDir()
	root := func(cfg app.Config) []byte {
		cfg.Data = dir
		a, stop := startStoppable(t, cfg)
		_, der := visit(t, visitor(nil), "GET", a.PlainURL()+"/trust/yunka.crt")
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		return []byte(der)
	}
	cfg := app.Config{TLSPrivate: []string{"localhost"}, HTTPAddr: "localhost:0"}
	if !bytes.Equal(root(cfg), root(cfg)) {
		t.Error("another root after a restart")
	}
}

// pebble is Let's Encrypt's own small ACME server: .ci/setup brings it.
func pebble(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"pebble", "../../bin/pebble"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatal("pebble is missing: .ci/setup brings it")
	}
	t.Skip("pebble is missing: .ci/setup brings it")
	return ""
}

// everywhere is a name server, over TCP, that finds every name on this machine.
func everywhere(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				var size [2]byte
				if _, err := io.ReadFull(conn, size[:]); err != nil {
					return
				}
				asked := make([]byte, binary.BigEndian.Uint16(size[:]))
				var m dnsmessage.Message
				if _, err := io.ReadFull(conn, asked); err != nil || m.Unpack(asked) != nil || len(m.Questions) != 1 {
					return
				}
				q := m.Questions[0]
				m.Response, m.Authoritative, m.Additionals = true, true, nil
				if q.Type == dnsmessage.TypeA {
					m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 1}, Body: &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}}}}
				}
				if b, err := m.AppendPack([]byte{0, 0}); err == nil {
					binary.BigEndian.PutUint16(b, uint16(len(b)-2))
					_, _ = conn.Write(b)
				}
			}()
		}
	}()
	return l.Addr().String()
}

// A real directory asks for a proof on our doors and gives the certificate; it
// is there again after a restart; another name gets none.
func TestACME(t *testing.T) {
	program := pebble(t)
	crt, key, _ := selfSigned(t, "localhost")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().String()
	l.Close()
	cfg := app.Config{Addr: "localhost:0", HTTPAddr: "localhost:0", Data: dbtest.Dir(t), TLSACME: []string{"card.school.example"}, ACME: app.ACME{Directory: "https://" + at + "/dir", Roots: crt}}
	a, stop := startStoppable(t, cfg)
	port := func(s string) string {
		u, err := url.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		return u.Port()
	}
	config := filepath.Join(t.TempDir(), "pebble.json")
	text := fmt.Sprintf(`{"pebble":{"listenAddress":%q,"managementListenAddress":"","certificate":%q,"privateKey":%q,"httpPort":%s,"tlsPort":%s,"ocspResponderURL":"","domainBlocklist":[],"retryAfter":{"authz":1,"order":1},"keyAlgorithm":"ecdsa","profiles":{"default":{"description":"","validityPeriod":7776000}}}}`,
		at, crt, key, port(a.PlainURL()), port(a.URL()))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, "-config", config, "-dnsserver", everywhere(t))
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.Env = append(os.Environ(), "PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=0")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Log(said.String())
		}
	})
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		c, err := net.Dial("tcp", at)
		if err == nil {
			c.Close()
			break
		}
		if time.Now().After(end) {
			t.Fatal("pebble does not answer")
		}
	}
	shown := func(a *app.App, name string) (*x509.Certificate, error) {
		c, err := tls.Dial("tcp", "localhost:"+port(a.URL()), &tls.Config{ServerName: name, InsecureSkipVerify: true})
		if err != nil {
			return nil, err
		}
		defer c.Close()
		return c.ConnectionState().PeerCertificates[0], nil
	}
	got, err := shown(a, "card.school.example")
	if err != nil {
		t.Fatal(err)
	}
	if err := got.VerifyHostname("card.school.example"); err != nil || !strings.Contains(got.Issuer.CommonName, "Pebble") {
		t.Errorf("%v from %s", err, got.Issuer)
	}
	if _, err := shown(a, "other.example"); err == nil {
		t.Error("a stranger made us ask for another name")
	}
	if res, _ := visit(t, visitor(nil), "GET", a.PlainURL()+"/card"); res.StatusCode != 308 && res.StatusCode != 302 {
		t.Errorf("plain: %d", res.StatusCode)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	cfg.ACME.Directory = "https://127.0.0.1:1/dir" // nobody
	again := start(t, cfg)
	kept, err := shown(again, "card.school.example")
	if err != nil || !kept.Equal(got) {
		t.Errorf("after a restart: %v", err)
	}
}

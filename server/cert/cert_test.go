package cert_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"yunka/server/cert"
)

// write puts a self-signed pair into the files.
func write(t *testing.T, certFile, keyFile, name string, until time.Time) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tpl := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, NotBefore: until.Add(-48 * time.Hour), NotAfter: until, DNSNames: []string{name}}
	der, err := x509.CreateCertificate(rand.Reader, tpl, tpl, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for file, b := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// log collects what a keeper says.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) has(s string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Contains(l.b.String(), s)
}

// A renewed pair is used from the next handshake on; connections that are open
// stay open; a pair that is broken changes nothing and is said.
func TestOwnFilesAreReadAgain(t *testing.T) {
	dir, said := t.TempDir(), &log{}
	crt, key := filepath.Join(dir, "a.crt"), filepath.Join(dir, "a.key")
	end := time.Now().Add(24 * time.Hour)
	write(t, crt, key, "one.example", end)
	k, err := cert.New(cert.Options{Cert: crt, Key: key, Log: slog.New(slog.NewTextHandler(said, nil))})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{TLSConfig: k.TLS(), Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok") })}
	go server.ServeTLS(l, "", "")
	t.Cleanup(func() { server.Close() })

	shown := func() string {
		c, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		return c.ConnectionState().PeerCertificates[0].Subject.CommonName
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, MaxConnsPerHost: 1}}
	visit := func() string { // always on the first connection
		res, err := client.Get("https://" + l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		_, _ = io.Copy(io.Discard, res.Body)
		return res.TLS.PeerCertificates[0].Subject.CommonName
	}
	if got := shown(); got != "one.example" || visit() != got {
		t.Fatalf("shows %s", got)
	}

	write(t, crt, key, "second.example", end)
	k.Turn()
	if got := shown(); got != "second.example" {
		t.Errorf("after the renewal it shows %s", got)
	}
	if got := visit(); got != "one.example" {
		t.Errorf("the open connection was replaced: %s", got)
	}

	for what, spoil := range map[string]func(){
		"another pair's key": func() { write(t, filepath.Join(dir, "other"), key, "x.example", end) },
		"half a file":        func() { os.WriteFile(crt, []byte("-----BEGIN CERTIFICATE-----\nMII"), 0o600) },
		"no file":            func() { os.Remove(crt) },
		"one that is over":   func() { write(t, crt, key, "old.example", time.Now().Add(-time.Hour)) },
	} {
		said.b.Reset()
		spoil()
		k.Turn()
		if got := shown(); got != "second.example" {
			t.Errorf("%s: shows %s", what, got)
		}
		if !said.has("the old one stays") {
			t.Errorf("%s: nothing was said", what)
		}
		write(t, crt, key, "second.example", end)
		k.Turn()
	}
}

func private(t *testing.T, dir string, clock func() time.Time, names ...string) *cert.Keeper {
	t.Helper()
	k, err := cert.New(cert.Options{Private: names, Dir: dir, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// verify asks as a device does that has installed the root.
func verify(k *cert.Keeper, root *x509.Certificate, name string, at time.Time) error {
	pool := x509.NewCertPool()
	pool.AddCert(root)
	_, err := k.Leaf().Verify(x509.VerifyOptions{Roots: pool, DNSName: name, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	return err
}

func TestPrivateRootStaysAndLeavesAreRenewed(t *testing.T) {
	dir, now := t.TempDir(), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	k := private(t, dir, clock, "card.school.lan", "192.168.7.5")
	first := k.Leaf()
	if life := first.NotAfter.Sub(first.NotBefore); life > 397*24*time.Hour {
		t.Errorf("a leaf of %v is refused by browsers", life)
	}
	for _, name := range []string{"card.school.lan", "192.168.7.5"} {
		if err := verify(k, k.Root().Certificate, name, now); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "root.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key is %v, %v", info.Mode(), err)
	}

	again := private(t, dir, clock, "card.school.lan", "192.168.7.5")
	if !bytes.Equal(again.Root().DER, k.Root().DER) {
		t.Error("a restart made another root: every device would have to install it")
	}
	if err := verify(again, k.Root().Certificate, "card.school.lan", now); err != nil {
		t.Errorf("after a restart: %v", err)
	}

	k.Turn()
	if !k.Leaf().Equal(first) {
		t.Error("renewed without need")
	}
	now = now.Add(cert.LeafLife - 24*time.Hour)
	k.Turn()
	if k.Leaf().Equal(first) || k.Leaf().NotAfter.Before(now.Add(30*24*time.Hour)) {
		t.Error("not renewed before the end")
	}
	if err := verify(k, k.Root().Certificate, "card.school.lan", now); err != nil {
		t.Error(err)
	}
}

// The root opens nothing but the names it was made for, whoever holds its key.
func TestPrivateRootIsLimited(t *testing.T) {
	for _, c := range []struct {
		names   []string
		foreign []string
	}{
		{[]string{"card.school.lan"}, []string{"bank.example", "school.lan", "10.0.0.1", "::1"}},
		{[]string{"192.168.7.5"}, []string{"bank.example", "192.168.7.6", "::1"}},
		{[]string{"card.school.lan", "fd00::5"}, []string{"bank.example", "fd00::6", "10.0.0.1"}},
	} {
		dir := t.TempDir()
		k := private(t, dir, time.Now, c.names...)
		pair, err := tls.LoadX509KeyPair(filepath.Join(dir, "root.crt"), filepath.Join(dir, "root.key"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range c.foreign {
			tpl := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
			if ip := net.ParseIP(name); ip != nil {
				tpl.IPAddresses = []net.IP{ip}
			} else {
				tpl.DNSNames = []string{name}
			}
			der, err := x509.CreateCertificate(rand.Reader, tpl, k.Root().Certificate, pair.PrivateKey.(*ecdsa.PrivateKey).Public(), pair.PrivateKey)
			if err != nil {
				t.Fatal(err)
			}
			forged, err := x509.ParseCertificate(der)
			if err != nil {
				t.Fatal(err)
			}
			pool := x509.NewCertPool()
			pool.AddCert(k.Root().Certificate)
			if _, err := forged.Verify(x509.VerifyOptions{Roots: pool, DNSName: name}); err == nil {
				t.Errorf("the root of %v opens %s", c.names, name)
			}
		}
		for _, name := range c.foreign[:1] {
			if _, err := cert.New(cert.Options{Private: append(c.names, name), Dir: dir}); err == nil || !strings.Contains(err.Error(), "was not made for") {
				t.Errorf("another name: %v", err)
			}
		}
	}
}

func TestPrivateRefusesWhatIsWrong(t *testing.T) {
	for what, spoil := range map[string]func(dir string){
		"can be read by others": func(dir string) { os.Chmod(filepath.Join(dir, "root.key"), 0o644) },
		"only one of":           func(dir string) { os.Remove(filepath.Join(dir, "root.crt")) },
		"root.crt":              func(dir string) { os.WriteFile(filepath.Join(dir, "root.crt"), []byte("?"), 0o644) },
	} {
		dir := t.TempDir()
		private(t, dir, time.Now, "card.school.lan")
		spoil(dir)
		if _, err := cert.New(cert.Options{Private: []string{"card.school.lan"}, Dir: dir}); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestFingerprintInWords(t *testing.T) {
	if seen := map[rune]bool{}; len(cert.Characters) != 256 {
		t.Errorf("%d characters", len(cert.Characters))
	} else {
		for _, c := range cert.Characters {
			if seen[c] {
				t.Errorf("%c stands twice: two roots could read the same", c)
			}
			seen[c] = true
		}
	}
	r := &cert.Root{DER: []byte("yunka")} // sha256 8266c83a…
	if zh, en, hex := r.Chinese(), r.English(), r.Hex(); len([]rune(zh)) != 9 || len(en) != 4*5+3 || len(hex) != 32*3-1 {
		t.Errorf("%q %q %q", zh, en, hex)
	}
	other := &cert.Root{DER: []byte("yunkb")}
	if r.Chinese() == other.Chinese() || r.English() == other.English() {
		t.Error("two roots read the same")
	}
}

func TestProfileHoldsTheRoot(t *testing.T) {
	k := private(t, t.TempDir(), time.Now, "card.school.lan")
	p := string(k.Root().Profile())
	for _, want := range []string{"com.apple.security.root", "Yunka card.school.lan", "<?xml"} {
		if !strings.Contains(p, want) {
			t.Errorf("no %s in the profile", want)
		}
	}
}

func TestOptionsThatCannotBe(t *testing.T) {
	for _, o := range []cert.Options{
		{Cert: "a"}, {Key: "b"}, {Cert: "a", Key: "b", ACME: []string{"card.example.org"}}, {ACME: []string{"a.example.org"}, Private: []string{"b.lan"}},
		{ACME: []string{"localhost"}}, {ACME: []string{"10.0.0.1"}}, {ACME: []string{"*.example.org"}},
		{Private: []string{"with space"}}, {Private: []string{"-a.lan"}}, {Private: []string{"a..lan"}}, {Private: []string{"a;b.lan"}}, {Private: []string{"https://a.lan"}},
	} {
		if err := o.Check(); err == nil {
			t.Errorf("%+v is taken", o)
		}
	}
	for _, o := range []cert.Options{{}, {Cert: "a", Key: "b"}, {ACME: []string{"card.example.org"}}, {Private: []string{"localhost", "card.lan", "10.0.0.1", "fd00::1"}}} {
		if err := o.Check(); err != nil {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

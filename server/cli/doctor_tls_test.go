package cli_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yunka/server/cert"
)

// pair writes a certificate that ends then.
func (s shell) pair(ends time.Duration) (certFile, keyFile string) {
	s.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		s.Fatal(err)
	}
	until := time.Now().Add(ends)
	tpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "card.example"}, NotBefore: until.Add(-100 * 24 * time.Hour), NotAfter: until, DNSNames: []string{"card.example"}}
	der, err := x509.CreateCertificate(rand.Reader, tpl, tpl, key.Public(), key)
	if err != nil {
		s.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		s.Fatal(err)
	}
	dir := s.TempDir()
	certFile, keyFile = filepath.Join(dir, "c.pem"), filepath.Join(dir, "k.pem")
	for file, b := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(b), 0o600); err != nil {
			s.Fatal(err)
		}
	}
	return certFile, keyFile
}

func TestDoctorReadsTheCertificate(t *testing.T) {
	t.Run("private", func(t *testing.T) {
		s := open(t)
		t.Setenv("YUNKA_TLS_PRIVATE", "localhost")
		if r := s.run("doctor"); !strings.Contains(r.out, "will be made at the first start") {
			t.Errorf("%s", r.out)
		}
		made := time.Now()
		if _, err := cert.New(cert.Options{Private: []string{"localhost"}, Dir: filepath.Join(os.Getenv("YUNKA_DATA"), "tls"), Clock: func() time.Time { return made }}); err != nil {
			t.Fatal(err)
		}
		if r := s.run("doctor"); !strings.Contains(r.out, "the private CA may speak for localhost") || !strings.Contains(r.out, made.AddDate(10, 0, 0).Format("2006")) {
			t.Errorf("%s", r.out)
		}
		t.Setenv("YUNKA_TLS_PRIVATE", "localhost,card.lan")
		if r := s.run("doctor"); r.code != 1 || !strings.Contains(r.out, "BAD  the private CA may speak for card.lan") {
			t.Errorf("%s", r.out)
		}
	})
	t.Run("open to all", func(t *testing.T) {
		s := open(t)
		if r := s.run("doctor", "--addr", ":0"); r.code != 1 || !strings.Contains(r.out, "BAD  TLS is off") {
			t.Errorf("%s", r.out)
		}
		if r := s.run("doctor", "--addr", "127.0.0.1:0"); !strings.Contains(r.out, "ok   TLS is off: this machine only") {
			t.Errorf("%s", r.out)
		}
	})
	for what, c := range map[string]struct {
		ends time.Duration
		want string
	}{"over": {-time.Hour, "BAD  certificate for card.example ended"}, "nearly": {5 * 24 * time.Hour, "BAD  certificate for card.example, until"}, "good": {90 * 24 * time.Hour, "ok   certificate for card.example, until"}} {
		t.Run(what, func(t *testing.T) {
			s := open(t)
			crt, key := s.pair(c.ends)
			if r := s.run("doctor", "--tls-cert", crt, "--tls-key", key); !strings.Contains(r.out, c.want) {
				t.Errorf("%s", r.out)
			}
		})
	}
}

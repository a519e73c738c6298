package cert

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// openACME lets autocert ask, answer and renew. It proves the names by HTTP-01
// on the plain door and by TLS-ALPN-01 on the other, whichever the directory
// can reach; only the names that were set are ever asked for.
func (k *Keeper) openACME() error {
	client := &acme.Client{DirectoryURL: k.opts.ACMEDirectory}
	if k.opts.ACMERoots != "" {
		pem, err := os.ReadFile(k.opts.ACMERoots)
		if err != nil {
			return err
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(pem) {
			return fmt.Errorf("%s holds no certificate", k.opts.ACMERoots)
		}
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
		client.HTTPClient = &http.Client{Transport: transport, Timeout: 30 * time.Second}
	}
	dir := filepath.Join(k.opts.Dir, "acme")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	m := &autocert.Manager{Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(dir), HostPolicy: autocert.HostWhitelist(k.opts.ACME...), Client: client, Email: k.opts.ACMEEmail}
	k.config = m.TLSConfig()
	k.config.MinVersion = tls.VersionTLS12
	k.config.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		c, err := m.GetCertificate(hello)
		if err != nil {
			// A stranger who asks for another name is no trouble of ours.
			if m.HostPolicy(hello.Context(), hello.ServerName) == nil {
				k.opts.Log.Error("no certificate by ACME", "host", hello.ServerName, "err", err)
			}
			return nil, err
		}
		if c.Leaf != nil && !slices.Contains(hello.SupportedProtos, acme.ALPNProto) { // what a proof shows is not ours to keep
			k.current.Store(c)
		}
		return c, nil
	}
	k.plain = m.HTTPHandler
	return nil
}

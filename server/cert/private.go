package cert

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	rootYears = 10
	// leafLife is well below the 397 days browsers bear; renewLeft before the
	// end there is a new one.
	leafLife  = 180 * 24 * time.Hour
	renewLeft = 60 * 24 * time.Hour
	// early lets devices in whose clock is behind.
	early = 24 * time.Hour
)

// Root is the private CA's certificate, for devices to install.
type Root struct {
	DER         []byte
	Certificate *x509.Certificate
	Names       []string // what it was made for; the first is the program's address
	key         *ecdsa.PrivateKey
}

// Fingerprint is the SHA-256 of the certificate.
func (r *Root) Fingerprint() [32]byte { return sha256.Sum256(r.DER) }

func (k *Keeper) openPrivate() error {
	names := slices.Clone(k.opts.Private)
	for i := range names {
		names[i] = strings.ToLower(names[i])
	}
	var err error
	if k.root, err = openRoot(k.opts.Dir, names, k.opts.Clock()); err != nil {
		return err
	}
	if err := k.makeLeaf(); err != nil {
		return err
	}
	k.tick = time.Hour
	k.turn = func() {
		if k.Leaf().NotAfter.Sub(k.opts.Clock()) > renewLeft {
			return
		}
		if err := k.makeLeaf(); err != nil {
			k.opts.Log.Error("the certificate was not renewed", "until", k.Leaf().NotAfter, "err", err)
			return
		}
		k.opts.Log.Info("a new certificate is in use", "until", k.Leaf().NotAfter)
	}
	return nil
}

// The files of the private CA. The key lets its holder pose as this server to
// every device that trusts the root, so only we may read it.
const (
	rootFile = "root.crt"
	keyFile  = "root.key"
)

// openRoot reads the root, or makes it the first time. A root that does not
// cover the names is never replaced behind the back of the devices that trust it.
func openRoot(dir string, names []string, now time.Time) (*Root, error) {
	r, err := ReadRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return makeRoot(dir, names, now)
	}
	if err != nil {
		return nil, err
	}
	r.Names = names
	for _, n := range names {
		if err := r.Covers(n); err != nil {
			return nil, fmt.Errorf("%s was not made for %s (%w): set the names it was made for, or move it and %s away for a new one, which every device must then install", filepath.Join(dir, rootFile), n, err, keyFile)
		}
	}
	if now.After(r.Certificate.NotAfter.Add(-leafLife)) {
		return nil, fmt.Errorf("%s ends on %s: move it and %s away for a new one, which every device must then install", filepath.Join(dir, rootFile), r.Certificate.NotAfter.Format(time.DateOnly), keyFile)
	}
	return r, nil
}

// ReadRoot reads what openRoot made; fs.ErrNotExist when there is none.
func ReadRoot(dir string) (*Root, error) {
	certPEM, certErr := os.ReadFile(filepath.Join(dir, rootFile))
	keyPEM, keyErr := os.ReadFile(filepath.Join(dir, keyFile))
	if errors.Is(certErr, fs.ErrNotExist) != errors.Is(keyErr, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s has only one of %s and %s: put the other back from a backup", dir, rootFile, keyFile)
	}
	if err := errors.Join(certErr, keyErr); err != nil {
		return nil, err
	}
	if info, err := os.Stat(filepath.Join(dir, keyFile)); err != nil || info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s can be read by others: chmod 600 it", filepath.Join(dir, keyFile))
	}
	pair, err := tls.X509KeyPair(certPEM, keyPEM)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, rootFile), err)
	}
	key, ok := pair.PrivateKey.(*ecdsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s is no ECDSA key", filepath.Join(dir, keyFile))
	}
	return &Root{DER: pair.Leaf.Raw, Certificate: pair.Leaf, key: key}, nil
}

// Covers asks the certificate's own limits, as a browser does.
func (r *Root) Covers(name string) error {
	if ip := net.ParseIP(name); ip != nil {
		for _, n := range r.Certificate.PermittedIPRanges {
			if n.Contains(ip) {
				return nil
			}
		}
		return fmt.Errorf("it permits the addresses %v", r.Certificate.PermittedIPRanges)
	}
	if slices.Contains(r.Certificate.PermittedDNSDomains, name) {
		return nil
	}
	return fmt.Errorf("it permits the names %v", r.Certificate.PermittedDNSDomains)
}

func makeRoot(dir string, names []string, now time.Time) (*Root, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	t := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "Yunka " + names[0], Organization: []string{"Yunka"}},
		NotBefore: now.Add(-early), NotAfter: now.AddDate(rootYears, 0, 0),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		PermittedDNSDomainsCritical: true,
	}
	// A device that trusts this root trusts it for these names and nothing
	// else: what leaks from here must not open the school's bank.
	for _, n := range names {
		if ip := net.ParseIP(n); ip == nil {
			t.PermittedDNSDomains = append(t.PermittedDNSDomains, n)
		} else if four := ip.To4(); four != nil {
			t.PermittedIPRanges = append(t.PermittedIPRanges, &net.IPNet{IP: four, Mask: net.CIDRMask(32, 32)})
		} else {
			t.PermittedIPRanges = append(t.PermittedIPRanges, &net.IPNet{IP: ip, Mask: net.CIDRMask(128, 128)})
		}
	}
	// A kind that is not mentioned would be free: shut it.
	if t.PermittedDNSDomains == nil {
		t.PermittedDNSDomains = []string{"invalid"} // RFC 6761: nobody's
	}
	if t.PermittedIPRanges == nil {
		for _, all := range []string{"0.0.0.0/0", "::/0"} {
			_, n, _ := net.ParseCIDR(all)
			t.ExcludedIPRanges = append(t.ExcludedIPRanges, n)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return nil, err
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	// The key first: a certificate without its key is what ReadRoot names, and
	// nobody has installed it yet.
	if err := create(filepath.Join(dir, keyFile), "PRIVATE KEY", secret, 0o600); err != nil {
		return nil, err
	}
	if err := create(filepath.Join(dir, rootFile), "CERTIFICATE", der, 0o644); err != nil {
		return nil, err
	}
	return &Root{DER: der, Certificate: made, Names: names, key: key}, nil
}

// create writes a file that must not be there yet, and makes sure it stays.
func create(name, kind string, der []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	_ = pem.Encode(&b, &pem.Block{Type: kind, Bytes: der}) // a buffer takes all
	_, err = f.Write(b.Bytes())
	return errors.Join(err, f.Sync(), f.Close())
}

// makeLeaf makes the server's own certificate. It lives in memory only: a
// start makes another.
func (k *Keeper) makeLeaf() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	now := k.opts.Clock()
	t := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: k.root.Names[0]}, NotBefore: now.Add(-early), NotAfter: now.Add(leafLife),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
	}
	for _, n := range k.root.Names {
		if ip := net.ParseIP(n); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, n)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, t, k.root.Certificate, key.Public(), k.root.key)
	if err != nil {
		return err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return err
	}
	k.current.Store(&tls.Certificate{Certificate: [][]byte{der, k.root.DER}, PrivateKey: key, Leaf: leaf})
	return nil
}

func serial() *big.Int {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	b[0] &= 0x7f        // positive
	return new(big.Int).SetBytes(b)
}

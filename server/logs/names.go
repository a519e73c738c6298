package logs

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Names gives words for who must not be named.
type Names struct{ key []byte }

// NoName stands for what is empty.
const NoName = "-"

// Of is the word of a text: 48 bits of its HMAC-SHA-256. Of nil it is NoName.
func (n *Names) Of(text string) string {
	if n == nil || text == "" {
		return NoName
	}
	mac := hmac.New(sha256.New, n.key)
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil)[:6])
}

const keyBytes = 32

// LoadNames reads the key from a file, or makes it there, for its owner alone. Several
// servers give the same words where they have the same file. With an error the words are
// of a key that ends with the process.
func LoadNames(path string) (*Names, error) {
	n := &Names{make([]byte, keyBytes)}
	_, _ = rand.Read(n.key) // never fails
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return n, fmt.Errorf("logs: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return n, n.read(path)
	}
	if err != nil {
		return n, fmt.Errorf("logs: %w", err)
	}
	_, err = f.WriteString(hex.EncodeToString(n.key) + "\n")
	if err := errors.Join(err, f.Close()); err != nil {
		return n, fmt.Errorf("logs: %w", err)
	}
	return n, nil
}

func (n *Names) read(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("logs: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(b)))
	if err != nil || len(key) != keyBytes {
		return fmt.Errorf("logs: %s is no key of %d bytes in hex: take it away, and one is made anew", path, keyBytes)
	}
	n.key = key
	return nil
}

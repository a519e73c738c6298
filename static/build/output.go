package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"
)

// An output is one folder of hashed files with its manifest.
type output struct {
	dir      string
	manifest map[string]string // "card.js" -> "card.3f2a….js"
}

// add writes content under a name with its hash, and the .br and .gz beside it.
func (o *output) add(name string, content []byte) error {
	sum := sha256.Sum256(content)
	ext := filepath.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:])[:10] + ext
	o.manifest[name] = hashed

	br, err := pack(content, func(b *bytes.Buffer) closer { return brotli.NewWriterLevel(b, 11) })
	if err != nil {
		return err
	}
	gz, err := pack(content, func(b *bytes.Buffer) closer {
		w, _ := gzip.NewWriterLevel(b, gzip.BestCompression) // the level is valid; no time or name in the header
		return w
	})
	if err != nil {
		return err
	}
	for suffix, data := range map[string][]byte{"": content, ".br": br, ".gz": gz} {
		if err := os.WriteFile(filepath.Join(o.dir, hashed+suffix), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// close writes the manifest; encoding/json sorts the names.
func (o *output) close() error {
	raw, err := json.MarshalIndent(o.manifest, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(o.dir, "manifest.json"), append(raw, '\n'), 0o644)
}

type closer interface {
	Write([]byte) (int, error)
	Close() error
}

func pack(content []byte, open func(*bytes.Buffer) closer) ([]byte, error) {
	var b bytes.Buffer
	w := open(&b)
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

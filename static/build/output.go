package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"
)

// packed writes content and, beside it, its .br and .gz: a browser program takes
// too long to be compressed when the first phone asks for it.
func packed(dir, name string, content []byte) error {
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
		if err := os.WriteFile(filepath.Join(dir, name+suffix), data, 0o644); err != nil {
			return err
		}
	}
	return nil
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

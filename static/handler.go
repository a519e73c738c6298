package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// An asset is one servable file.
type asset struct {
	kind     string // Content-Type
	identity []byte
	br, gz   encoding
}

// An encoding of a file is made when the first browser asks for it, unless the
// build has left it beside the file: the largest css or js takes about a tenth
// of a second, a browser program ten.
type encoding struct {
	once sync.Once
	made []byte
}

func (e *encoding) of(content []byte, open func(io.Writer) io.WriteCloser) []byte {
	e.once.Do(func() {
		if e.made != nil {
			return
		}
		var b bytes.Buffer
		w := open(&b)
		_, _ = w.Write(content) // a buffer takes everything
		_ = w.Close()
		e.made = b.Bytes()
	})
	return e.made
}

func brotliWriter(w io.Writer) io.WriteCloser {
	return brotli.NewWriterLevel(w, brotli.BestCompression)
}

func gzipWriter(w io.Writer) io.WriteCloser {
	z, _ := gzip.NewWriterLevel(w, gzip.BestCompression) // the level is valid
	return z
}

func handler(c catalogue) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		name, under := strings.CutPrefix(r.URL.Path, Prefix)
		a := c.assets[name]
		if !under || a == nil {
			http.NotFound(w, r)
			return
		}
		body, encoding := a.pick(r.Header.Get("Accept-Encoding"))
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("Content-Length", strconv.Itoa(len(body)))
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Vary", "Accept-Encoding")
		if encoding != "" {
			h.Set("Content-Encoding", encoding)
		}
		if r.Method == http.MethodGet {
			w.Write(body)
		}
	})
}

// pick chooses br, then gzip, then the file itself. A q of 0 refuses.
func (a *asset) pick(accept string) (body []byte, encoding string) {
	br, gz := false, false
	for part := range strings.SplitSeq(accept, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if q, ok := strings.CutPrefix(strings.TrimSpace(params), "q="); ok {
			if v, err := strconv.ParseFloat(q, 64); err != nil || v == 0 {
				continue
			}
		}
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "br":
			br = true
		case "gzip":
			gz = true
		}
	}
	switch {
	case br:
		return a.br.of(a.identity, brotliWriter), "br"
	case gz:
		return a.gz.of(a.identity, gzipWriter), "gzip"
	}
	return a.identity, ""
}

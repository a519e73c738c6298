package static

import (
	"net/http"
	"strconv"
	"strings"
)

func handler(c catalogue) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		name, under := strings.CutPrefix(r.URL.Path, Prefix)
		a, ok := c.assets[name]
		if !under || !ok {
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
func (a asset) pick(accept string) (body []byte, encoding string) {
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
	case br && a.br != nil:
		return a.br, "br"
	case gz && a.gz != nil:
		return a.gz, "gzip"
	}
	return a.identity, ""
}

package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"
)

// TestEveryEntryIsServed: a page may name any of these.
func TestEveryEntryIsServed(t *testing.T) {
	for _, name := range []string{"base.css", "card.css", "kiosk.css", "console.css", "live.js", "card.js", "kiosk.js", "console.js", "icons.svg"} {
		w := get(t, Handler(), URL(name), "br, gzip")
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", name, w.Code)
		}
		if got := w.Header().Get("Content-Encoding"); got != "br" {
			t.Errorf("%s: encoding %q, want br", name, got)
		}
		if !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Vary") != "Accept-Encoding" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers %v", name, w.Header())
		}
	}
}

func TestNothingElseIsServed(t *testing.T) {
	for _, p := range []string{"/static/licences.txt", "/static/", "/static/../static.go", "/static/card.js", "/static/card.0000000000.js", URL("card.css") + ".br", "/other"} {
		if w := get(t, Handler(), p, "br"); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", p, w.Code)
		}
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, URL("card.css"), nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

func TestEncodingPick(t *testing.T) {
	a := &asset{identity: bytes.Repeat([]byte("plain"), 100)}
	for accept, want := range map[string]string{
		"": "", "identity": "", "gzip": "gzip", "gzip, deflate, br, zstd": "br", "br;q=0, gzip": "gzip", "BR": "br", "br;q=0.0": "", "br;q=x": "",
	} {
		body, got := a.pick(accept)
		if got != want {
			t.Errorf("%q: %q, want %q", accept, got, want)
		}
		if plain := decode(t, got, body); !bytes.Equal(plain, a.identity) {
			t.Errorf("%q: %q", accept, plain)
		}
	}
}

func decode(t *testing.T, encoding string, body []byte) []byte {
	t.Helper()
	r := io.Reader(bytes.NewReader(body))
	switch encoding {
	case "br":
		r = brotli.NewReader(r)
	case "gzip":
		z, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = z
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// Many browsers may be the first to ask.
func TestAnEncodingIsMadeOnce(t *testing.T) {
	a := &asset{identity: bytes.Repeat([]byte("plain"), 100)}
	var wg sync.WaitGroup
	bodies := make([][]byte, 8)
	for i := range bodies {
		wg.Go(func() { bodies[i], _ = a.pick("br") })
	}
	wg.Wait()
	for _, b := range bodies {
		if &b[0] != &bodies[0][0] {
			t.Fatal("made twice")
		}
	}
}

// TestModule checks both lives of the binary: with and without the browser program.
func TestModule(t *testing.T) {
	without := fstest.MapFS{"dist/licences.txt": {Data: []byte("MIT")}}
	c, err := load(without)
	if err != nil || c.urls["card.wasm"] != "" || len(c.assets) != 0 {
		t.Fatalf("without a module: %v %v", c.urls, err)
	}
	with := fstest.MapFS{
		"dist/card.js":              {Data: []byte("card")},
		"dist/wasm/card.wasm":       {Data: []byte("\x00asm")},
		"dist/wasm/card.wasm.br":    {Data: []byte("small")},
		"dist/wasm/wasm_exec.js":    {Data: []byte("exec")},
		"dist/wasm/wasm_exec.js.br": {Data: []byte("e")},
		"dist/wasm/wasm_exec.js.gz": {Data: []byte("z")},
		"dist/wasm/README":          {Data: []byte("not served")},
	}
	if c, err = load(with); err != nil || len(c.assets) != 3 {
		t.Fatal(c.urls, err)
	}
	if u := c.urls["card.wasm"]; u != "/static/wasm/card."+sum("\x00asm")+".wasm" {
		t.Errorf("address %s", u)
	}
	w := get(t, handler(c), c.urls["card.wasm"], "br")
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/wasm" || w.Header().Get("Content-Encoding") != "br" || w.Body.String() != "small" {
		t.Errorf("module: %d %v %q", w.Code, w.Header(), w.Body)
	}
	if w := get(t, handler(c), "/static/wasm/wasm_exec.js", ""); w.Code != 404 {
		t.Errorf("without its hash: %d", w.Code)
	}
}

func sum(content string) string {
	h := sha256.Sum256([]byte(content))
	return hex.EncodeToString(h[:])[:10]
}

func TestUnknownNamePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("URL of an unknown name must panic")
		}
	}()
	URL("nothing.css")
}

func get(t *testing.T, h http.Handler, target, accept string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.URL.Path = target
	r.Header.Set("Accept-Encoding", accept)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

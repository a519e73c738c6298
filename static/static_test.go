package static

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"testing"
	"testing/fstest"
)

// TestEveryEntryIsServed walks the manifest: a page may name any of these.
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
	for _, p := range []string{"/static/manifest.json", "/static/", "/static/../static.go", "/static/card.js", "/static/card.0000000000.js", URL("card.css") + ".br", "/other"} {
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
	a := asset{identity: []byte("plain"), br: []byte("b"), gz: []byte("g")}
	for accept, want := range map[string]string{
		"": "", "identity": "", "gzip": "gzip", "gzip, deflate, br, zstd": "br", "br;q=0, gzip": "gzip", "BR": "br", "br;q=0.0": "", "br;q=x": "",
	} {
		if _, got := a.pick(accept); got != want {
			t.Errorf("%q: %q, want %q", accept, got, want)
		}
	}
	if body, enc := (asset{identity: []byte("plain")}).pick("br"); enc != "" || string(body) != "plain" {
		t.Errorf("without siblings: %q %q", body, enc)
	}
}

// TestModule checks both lives of the binary: with and without the browser program.
func TestModule(t *testing.T) {
	without := fstest.MapFS{"dist/manifest.json": {Data: []byte(`{}`)}}
	c, err := load(without)
	if err != nil || c.urls["card.wasm"] != "" {
		t.Fatalf("without a module: %v %v", c.urls, err)
	}
	with := fstest.MapFS{
		"dist/manifest.json":                   {Data: []byte(`{}`)},
		"dist/wasm/manifest.json":              {Data: []byte(`{"card.wasm":"card.0123456789.wasm","wasm_exec.js":"wasm_exec.0123456789.js"}`)},
		"dist/wasm/card.0123456789.wasm":       {Data: []byte("\x00asm")},
		"dist/wasm/wasm_exec.0123456789.js":    {Data: []byte("exec")},
		"dist/wasm/wasm_exec.0123456789.js.br": {Data: []byte("e")},
		"dist/wasm/stray.js":                   {Data: []byte("not in the manifest")},
	}
	c, err = load(with)
	if err != nil {
		t.Fatal(err)
	}
	w := get(t, handler(c), c.urls["card.wasm"], "br")
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/wasm" || w.Header().Get("Content-Encoding") != "" {
		t.Errorf("module: %d %v", w.Code, w.Header())
	}
	if w := get(t, handler(c), "/static/wasm/stray.js", ""); w.Code != 404 {
		t.Errorf("stray: %d", w.Code)
	}
}

func TestUnknownNamePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("URL of an unknown name must panic")
		}
	}()
	URL("nothing.css")
}

// TestDistHasNoStrangers: what the manifest does not name is a leftover of an older build.
func TestDistHasNoStrangers(t *testing.T) {
	known := map[string]bool{"manifest.json": true, "licences.txt": true}
	for served := range files.assets {
		known[served] = true
	}
	err := fs.WalkDir(dist, "dist", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(p, "dist/wasm/") {
			return err
		}
		name := strings.TrimPrefix(p, "dist/")
		if ext := path.Ext(name); ext == ".br" || ext == ".gz" {
			name = strings.TrimSuffix(name, ext)
		}
		if !known[name] {
			t.Errorf("%s is not in the manifest", p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
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

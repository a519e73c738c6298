// Package static holds the css and javascript of the pages and serves them
// under /static/ with hashed names.
//
//	src/    what people edit: css, small ES modules, the list of icons in use
//	build/  the Go program that bundles src into dist (its own module)
//	dist/   hashed files with .br and .gz beside them, and manifest.json; committed, so that a clone builds without Node
//	dist/wasm/  the browser program of the card, made by `make wasm`, not committed: HasModule says whether it is there
//
// The pages are drawn by our own css. It keeps the structure of WeUI (card)
// and Tabler (console), which can be added to a face's css file when a
// component of theirs is wanted; today neither would be used.
package static

import (
	"embed"
	"encoding/json"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"strings"
)

// Prefix is where Handler is mounted.
const Prefix = "/static/"

//go:embed all:dist
var dist embed.FS

// An asset is one servable file with its encodings, read once at start.
type asset struct {
	kind     string // Content-Type
	identity []byte
	br, gz   []byte // nil when not made
}

type catalogue struct {
	urls   map[string]string // "card.js" -> "/static/card.3f2a….js"
	assets map[string]asset  // "card.3f2a….js" -> bytes
}

var files = must(load(dist))

func must(c catalogue, err error) catalogue {
	if err != nil {
		panic("static: dist is broken, run the build: " + err.Error())
	}
	return c
}

// URL returns the hashed address of a css, js or svg file. An unknown name is
// a mistake in a page, so it panics; the files of the browser programs are
// "" when it has not been built.
func URL(name string) string {
	u, ok := files.urls[name]
	if !ok && !isModule(name) {
		panic("static: no file " + name + " in dist")
	}
	return u
}

// Content is a file as it is, for who serves it elsewhere; nil when there is none.
func Content(name string) []byte {
	return files.assets[strings.TrimPrefix(files.urls[name], Prefix)].identity
}

// HasModule says whether the browser programs are in this binary.
func HasModule() bool { return files.urls["card.wasm"] != "" && files.urls["wasm_exec.js"] != "" }

func isModule(name string) bool {
	return name == "card.wasm" || name == "kiosk.wasm" || name == "wasm_exec.js"
}

// load reads the manifests of dist and dist/wasm and every file they name.
func load(fsys fs.FS) (catalogue, error) {
	c := catalogue{urls: map[string]string{}, assets: map[string]asset{}}
	for _, dir := range []string{"dist", "dist/wasm"} {
		raw, err := fs.ReadFile(fsys, dir+"/manifest.json")
		if err != nil {
			if dir == "dist/wasm" {
				break // not built; HasModule says so
			}
			return c, err
		}
		var manifest map[string]string
		if err := json.Unmarshal(raw, &manifest); err != nil {
			return c, err
		}
		for name, file := range maps.All(manifest) {
			full := path.Join(dir, file)
			a := asset{kind: contentType(file)}
			if a.identity, err = fs.ReadFile(fsys, full); err != nil {
				return c, err
			}
			a.br, _ = fs.ReadFile(fsys, full+".br") // absent is fine: the identity is served
			a.gz, _ = fs.ReadFile(fsys, full+".gz")
			served := strings.TrimPrefix(full, "dist/")
			c.urls[name] = Prefix + served
			c.assets[served] = a
		}
	}
	return c, nil
}

func contentType(file string) string {
	switch path.Ext(file) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".wasm":
		return "application/wasm" // instantiateStreaming accepts nothing else
	}
	return "application/octet-stream"
}

// Handler serves dist under Prefix: hashed names only, cached for ever, the
// smallest encoding the browser takes. Anything else is 404.
func Handler() http.Handler { return handler(files) }

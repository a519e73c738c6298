// Package static holds the css and javascript of the pages and serves them
// under /static/ with hashed names.
//
//	src/    what people edit: css, small ES modules, the list of icons in use
//	build/  the Go program that bundles src into dist (its own module)
//	dist/   one file for each entry of src, under its own name; committed, so that a clone builds without Node
//	dist/wasm/  the browser programs of card and kiosk with .br and .gz beside them, made by `make wasm`, not committed: HasModule says whether they are there
//
// The address of a file carries the beginning of the SHA-256 of its content,
// taken when the program starts, so a browser may keep it for ever and two
// branches that change different files never meet in dist.
//
// The pages are drawn by our own css. It keeps the structure of WeUI (card)
// and Tabler (console), which can be added to a face's css file when a
// component of theirs is wanted; today neither would be used.
package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// Prefix is where Handler is mounted.
const Prefix = "/static/"

//go:embed all:dist
var dist embed.FS

type catalogue struct {
	urls   map[string]string // "card.js" -> "/static/card.3f2a….js"
	assets map[string]*asset // "card.3f2a….js" -> bytes
}

var files = must(load(dist))

func must(c catalogue, err error) catalogue {
	if err != nil {
		panic("static: dist is broken, run the build: " + err.Error())
	}
	return c
}

// URL returns the hashed address of a css, js, svg or png file. An unknown name is
// a mistake in a page, so it panics; the files of the browser programs are
// "" when they have not been built.
func URL(name string) string {
	u, ok := files.urls[name]
	if !ok && !isModule(name) {
		panic("static: no file " + name + " in dist")
	}
	return u
}

// Content is a file as it is, for who serves it elsewhere; nil when there is none.
func Content(name string) []byte {
	a := files.assets[strings.TrimPrefix(files.urls[name], Prefix)]
	if a == nil {
		return nil
	}
	return a.identity
}

// HasModule says whether the browser programs are in this binary.
func HasModule() bool { return files.urls["card.wasm"] != "" && files.urls["wasm_exec.js"] != "" }

func isModule(name string) bool {
	return name == "card.wasm" || name == "kiosk.wasm" || name == "wasm_exec.js"
}

// load reads every file of dist and dist/wasm. A kind that is not served, like
// licences.txt, stays out.
func load(fsys fs.FS) (catalogue, error) {
	c := catalogue{urls: map[string]string{}, assets: map[string]*asset{}}
	err := fs.WalkDir(fsys, "dist", func(full string, d fs.DirEntry, err error) error {
		kind := kinds[path.Ext(full)]
		if err != nil || d.IsDir() || kind == "" {
			return err
		}
		body, err := fs.ReadFile(fsys, full)
		if err != nil {
			return err
		}
		a := &asset{kind: kind, identity: body}
		a.br.made, _ = fs.ReadFile(fsys, full+".br") // absent: made when asked for
		a.gz.made, _ = fs.ReadFile(fsys, full+".gz")
		served := hashed(strings.TrimPrefix(full, "dist/"), body)
		c.urls[path.Base(full)] = Prefix + served
		c.assets[served] = a
		return nil
	})
	return c, err
}

// hashed puts the beginning of the content's hash before the extension.
func hashed(name string, content []byte) string {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:])[:10] + ext
}

var kinds = map[string]string{
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
	".png":  "image/png",
	".wasm": "application/wasm", // instantiateStreaming accepts nothing else
}

// Handler serves dist under Prefix: hashed names only, cached for ever, the
// smallest encoding the browser takes. Anything else is 404.
func Handler() http.Handler { return handler(files) }

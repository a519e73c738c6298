package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// WeChat's web view on old Android phones is the slowest to be updated.
var engines = []api.Engine{
	{Name: api.EngineChrome, Version: "92"},
	{Name: api.EngineSafari, Version: "15"},
}

func bundle(src, dist string) error {
	// A file directly in css or js is an entry; what entries share lives in folders beneath.
	var points []string
	for _, pattern := range []string{"css/*.css", "js/*.js"} {
		found, err := filepath.Glob(filepath.Join(src, pattern))
		if err != nil {
			return err
		}
		points = append(points, found...)
	}
	result := api.Build(api.BuildOptions{
		EntryPoints:       points,
		Outdir:            "out", // never written: the bytes go to dist below
		EntryNames:        "[name]",
		Bundle:            true,
		Format:            api.FormatESModule,
		Engines:           engines,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsNone, // licences.txt carries them
		Charset:           api.CharsetUTF8,
		LogLevel:          api.LogLevelWarning,
	})
	if len(result.Errors) > 0 {
		return errors.New("esbuild: " + result.Errors[0].Text)
	}
	sprites, err := sprite(src)
	if err != nil {
		return err
	}
	licences, err := licences(src)
	if err != nil {
		return err
	}

	favicon, err := os.ReadFile(filepath.Join(src, "favicon.svg"))
	if err != nil {
		return err
	}
	if err := empty(dist); err != nil {
		return err
	}
	made := map[string][]byte{"icons.svg": sprites, "favicon.svg": favicon, "licences.txt": licences}
	for _, icon := range homeIcons {
		if made[icon.name], err = os.ReadFile(filepath.Join(src, icon.name)); err != nil {
			return err
		}
	}
	for _, f := range result.OutputFiles {
		made[filepath.Base(f.Path)] = f.Contents
	}
	for name, content := range made {
		if err := os.WriteFile(filepath.Join(dist, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// empty clears dist but leaves dist/wasm, which has its own command.
func empty(dist string) error {
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	old, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	for _, e := range old {
		if e.IsDir() {
			continue
		}
		if err := os.Remove(filepath.Join(dist, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// sprite joins the icons named in icons.txt into one svg of symbols.
func sprite(src string) ([]byte, error) {
	list, err := os.ReadFile(filepath.Join(src, "icons.txt"))
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg">`)
	for name := range strings.FieldsSeq(string(list)) {
		raw, err := os.ReadFile(filepath.Join(src, "node_modules/@tabler/icons/icons/outline", name+".svg"))
		if err != nil {
			return nil, err
		}
		// The drawing is everything inside <svg …>…</svg> but its empty frame.
		_, body, ok := strings.Cut(string(raw), ">")
		body, _, closed := strings.Cut(body, "</svg>")
		if !ok || !closed {
			return nil, fmt.Errorf("icon %s has another shape than expected", name)
		}
		body = strings.Replace(body, `<path stroke="none" d="M0 0h24v24H0z" fill="none" />`, "", 1)
		fmt.Fprintf(&b, `<symbol id="%s" viewBox="0 0 24 24">%s</symbol>`, name, strings.Join(strings.Fields(body), " "))
	}
	b.WriteString("</svg>\n")
	return []byte(b.String()), nil
}

func licences(src string) ([]byte, error) {
	var b strings.Builder
	for _, p := range []string{"@tabler/icons", "htmx.org"} {
		raw, err := os.ReadFile(filepath.Join(src, "node_modules", p, "LICENSE"))
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "%s\n\n%s\n\n", p, strings.TrimSpace(string(raw)))
	}
	return []byte(b.String()), nil
}

package main

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"

	"yunka/views/book/browser"
)

// perSheet is how many small pictures a person takes in at once.
const perSheet = 12

// index writes a page that shows every picture with its name.
func index(out string, files []string) error {
	return os.WriteFile(filepath.Join(out, "index.html"), []byte(gallery(files)), 0o644)
}

func gallery(files []string) string {
	var b strings.Builder
	b.WriteString(`<!doctype html><meta charset="utf-8"><title>Yunka: the book</title><style>
body{margin:12px;font:12px sans-serif;background:#8a8f98;display:grid;grid-template-columns:repeat(4,1fr);gap:12px}
figure{margin:0;min-width:0}figcaption{overflow-wrap:anywhere;padding:2px 0;color:#fff}
a{display:block;height:420px;overflow:hidden;text-align:center}img{max-width:100%;max-height:100%}</style>`)
	for _, f := range files {
		name := html.EscapeString(filepath.Base(f))
		fmt.Fprintf(&b, `<figure><figcaption>%s</figcaption><a href="%[1]s"><img src="%[1]s" loading="eager"></a></figure>`, name)
	}
	return b.String()
}

// sheets puts the pictures on sheets of twelve.
func sheets(b *browser.Browser, out string, files []string) error {
	for n := 0; len(files) > 0; n++ {
		some := files[:min(perSheet, len(files))]
		files = files[len(some):]
		page := filepath.Join(out, fmt.Sprintf("sheet-%03d", n))
		if err := os.WriteFile(page+".html", []byte(gallery(some)), 0o644); err != nil {
			return err
		}
		at, err := filepath.Abs(page + ".html")
		if err != nil {
			return err
		}
		err = chromedp.Do(b.Context(), chromedp.EmulateViewport(1600, 1360), chromedp.Navigate("file://"+at))
		if err != nil {
			return err
		}
		png, err := chromedp.Run(b.Context(), chromedp.CaptureScreenshot())
		if err != nil {
			return err
		}
		if err := os.WriteFile(page+".png", png, 0o644); err != nil {
			return err
		}
		if err := os.Remove(page + ".html"); err != nil {
			return err
		}
	}
	return nil
}

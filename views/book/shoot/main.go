// Command shoot takes a picture of every page of the book: in both languages,
// by day and by night, in three sizes, with an index.html that shows them all;
// with -sheets also twelve small ones on a picture.
//
//	go run ./views/book/shoot [-out book] [-lang zh-CN|en] [-theme light|dark] [-width 390] [-sheets] [name part …]
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"yunka/views/book"
	"yunka/views/book/browser"
	"yunka/views/msg"
)

func main() {
	out := flag.String("out", "book", "folder for the pictures")
	lang := flag.String("lang", "", "only this language")
	theme := flag.String("theme", "", "only this theme")
	width := flag.Int("width", 0, "only this width")
	sheet := flag.Bool("sheets", false, "twelve small ones on a picture besides")
	flag.Parse()
	if err := shoot(*out, *lang, *theme, *width, *sheet, flag.Args()); err != nil {
		log.Fatal(err)
	}
}

func shoot(out, lang, theme string, width int, sheet bool, parts []string) error {
	if browser.Path() == "" {
		return fmt.Errorf("no Chromium (Debian: apt-get install chromium fonts-noto-cjk)")
	}
	b, err := browser.Open(context.Background())
	if err != nil {
		return err
	}
	defer b.Close()
	var taken []string
	for _, leaf := range book.Leaves() {
		wanted := len(parts) == 0 || slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(leaf.Name, p) })
		if leaf.Width == 0 || !wanted {
			continue
		}
		for _, l := range []msg.Lang{msg.Zh, msg.En} {
			for _, t := range browser.Themes {
				if lang != "" && lang != string(l) || theme != "" && theme != t {
					continue
				}
				for _, size := range leaf.Sizes() {
					if width != 0 && width != size.Width {
						continue
					}
					if err := b.Show(leaf, l, t, size); err != nil {
						return err
					}
					png, err := b.Picture(!leaf.Screen())
					if err != nil {
						return fmt.Errorf("%s: %w", leaf.Name, err)
					}
					file := filepath.Join(out, fmt.Sprintf("%s.%s.%s.%d.png", leaf.Name, l, t, size.Width))
					if err := os.MkdirAll(out, 0o755); err != nil {
						return err
					}
					if err := os.WriteFile(file, png, 0o644); err != nil {
						return err
					}
					taken = append(taken, file)
					for _, line := range b.Trouble() {
						fmt.Printf("%s: %s\n", file, line)
					}
				}
			}
		}
	}
	fmt.Printf("%d pictures in %s\n", len(taken), out)
	if err := index(out, taken); err != nil || !sheet {
		return err
	}
	return sheets(b, out, taken)
}

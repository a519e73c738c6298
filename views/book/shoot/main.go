// Command shoot takes a picture of every page of the book: in both languages,
// by day and by night, in three sizes, and puts small copies of them on sheets
// so that a person can look over all of them.
//
//	go run ./views/book/shoot [-out book] [-lang zh-CN|en] [-theme light|dark] [name part …]
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
	flag.Parse()
	if err := shoot(*out, *lang, *theme, flag.Args()); err != nil {
		log.Fatal(err)
	}
}

func shoot(out, lang, theme string, parts []string) error {
	if browser.Path() == "" {
		return fmt.Errorf("no Chromium (Debian: apt-get install chromium fonts-noto-cjk)")
	}
	b, err := browser.Open(context.Background())
	if err != nil {
		return err
	}
	defer b.Close()
	taken := 0
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
					taken++
					for _, line := range b.Trouble() {
						fmt.Printf("%s: %s\n", file, line)
					}
				}
			}
		}
	}
	fmt.Printf("%d pictures in %s\n", taken, out)
	return nil
}

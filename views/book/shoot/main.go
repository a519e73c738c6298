// Command shoot takes a picture of every page of the book with a headless
// Chromium, under the content policy the server sends.
//
//	go run ./views/book/shoot [-out book] [-lang zh-CN|en] [name part …]
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"yunka/static"
	"yunka/views/book"
	"yunka/views/layout"
	"yunka/views/msg"
)

func main() {
	out := flag.String("out", "book", "folder for the pictures")
	lang := flag.String("lang", "", "only this language")
	browser := flag.String("browser", "chromium", "the browser's command")
	flag.Parse()
	if err := shoot(*out, *lang, *browser, flag.Args()); err != nil {
		log.Fatal(err)
	}
}

func shoot(out, lang, browser string, parts []string) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler()}
	go server.Serve(listener)
	defer server.Close()

	profile, err := os.MkdirTemp("", "book")
	if err != nil {
		return err
	}
	defer os.RemoveAll(profile)
	for _, leaf := range book.Leaves() {
		wanted := len(parts) == 0 || slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(leaf.Name, p) })
		if leaf.Width == 0 || !wanted {
			continue
		}
		for _, l := range []msg.Lang{msg.Zh, msg.En} {
			if lang != "" && lang != string(l) {
				continue
			}
			file, err := filepath.Abs(filepath.Join(out, leaf.Name+"."+string(l)+".png"))
			if err != nil {
				return err
			}
			shot := exec.Command(browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--user-data-dir="+profile,
				fmt.Sprintf("--window-size=%d,%d", leaf.Width, leaf.Height), "--virtual-time-budget=1500", "--enable-logging=stderr", "--screenshot="+file,
				fmt.Sprintf("http://%s/%s?lang=%s", listener.Addr(), leaf.Name, l))
			said, err := shot.CombinedOutput()
			if err != nil {
				return fmt.Errorf("%s: %w\n%s", leaf.Name, err, said)
			}
			for line := range strings.Lines(string(said)) {
				if strings.Contains(line, "CONSOLE") {
					fmt.Printf("%s: %s", leaf.Name, line)
				}
			}
		}
	}
	return nil
}

func handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+static.Prefix, static.Handler())
	mux.HandleFunc("GET /{name}", func(w http.ResponseWriter, r *http.Request) {
		for _, leaf := range book.Leaves() {
			if leaf.Name != r.PathValue("name") {
				continue
			}
			l, _ := msg.Parse(r.FormValue("lang"))
			page, err := book.Render(leaf, l)
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", layout.Policy(book.Nonce, "", true))
			w.Write(page)
			return
		}
		http.NotFound(w, r)
	})
	return mux
}

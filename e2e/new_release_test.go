package e2e

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"yunka/static"
)

// A release is what stands before the school's server and turns its files into
// those of another release: another name for the card's script and module. The
// old names are gone from then on, as they are from a new binary.
type release struct {
	next  atomic.Bool // the new release is served
	half  atomic.Bool // but its module does not come through
	names [][2]string // old, new
}

func (s *school) releases() *release {
	s.Helper()
	at, err := url.Parse(s.url)
	if err != nil {
		s.Fatal(err)
	}
	r := &release{}
	for _, name := range []string{"card.js", "card.wasm"} {
		old := static.URL(name)
		base, ext := old[:strings.LastIndex(old, ".")], old[strings.LastIndex(old, "."):]
		r.names = append(r.names, [2]string{old, base[:len(base)-10] + "0123456789" + ext})
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) {
		p.SetURL(at)
		p.Out.Host = p.In.Host
		p.Out.Header.Del("Accept-Encoding")
	}}
	proxy.ModifyResponse = func(resp *http.Response) error {
		kind := resp.Header.Get("Content-Type")
		if !r.next.Load() || resp.StatusCode != http.StatusOK || !strings.HasPrefix(kind, "text/") {
			return nil
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			return err
		}
		for _, n := range r.names {
			body = bytes.ReplaceAll(body, []byte(n[0]), []byte(n[1]))
		}
		resp.Body = io.NopCloser(bytes.NewReader(body))
		resp.ContentLength = int64(len(body))
		resp.Header.Set("Content-Length", strconv.Itoa(len(body)))
		return nil
	}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if r.next.Load() {
			for _, n := range r.names {
				switch q.URL.Path {
				case n[0]:
					http.NotFound(w, q)
					return
				case n[1]:
					if r.half.Load() && strings.HasSuffix(n[1], ".wasm") {
						http.Error(w, "cut off", http.StatusBadGateway)
						return
					}
					q.URL.Path = n[0]
				}
			}
		}
		proxy.ServeHTTP(w, q)
	}))
	s.servers = append(s.servers, front.Close)
	s.url = strings.Replace(front.URL, "127.0.0.1", "localhost", 1)
	return r
}

// shellNow says whether every shell that the phone keeps has all its files
// beside it.
func (w *window) shellNow() string {
	w.Helper()
	said, err := ask[string](w, `(async () => {
		for (const name of await caches.keys()) {
			const cache = await caches.open(name)
			const shell = await cache.match('/card/shell', { ignoreVary: true })
			const text = await shell.text()
			const files = Array.from(text.matchAll(/\/static\/[\w./-]+/g), (m) => m[0])
			const here = await Promise.all(files.map((f) => cache.match(f, { ignoreVary: true })))
			if (!here.every(Boolean)) return 'broken: ' + files.filter((f, i) => !here[i]).join(' ')
		}
		return 'whole'
	})()`, chromedp.EvalAwaitPromise)
	if err != nil {
		w.Fatal(err)
	}
	return said
}

// The school installs a new release in the middle of the day. A page that is
// open keeps its own module. While the new files do not all come through, the
// phone keeps the old shell with the old files, never one without its files; a
// window opened then says what is missing, and draws once it comes through.
func TestANewRelease(t *testing.T) {
	s := openSchool(t)
	r := s.releases()
	mother := s.browse("mother", phone).login(s.Parent).claim().hasShell()
	old := mother.which()

	r.half.Store(true)
	r.next.Store(true)
	s.later(61 * time.Second)
	mother.another(old) // the open page does not notice
	s.opens(gateIn, mother.code(), s.Parent.Name)

	mother.expects(`^request: 502 GET /static/wasm/`, `^console: card: `, `^log: .*`, `^request: net::ERR`)
	half := mother.beside("a window that gets half a release", phone).expects(`^request: 502 GET /static/wasm/`, `^console: card: `, `^request: net::ERR`).visit("/card")
	half.sees(say + `.startsWith('出码的程序没有装上')`).shot("card-half-release")
	if is := half.shellNow(); is != "whole" {
		t.Errorf("the kept shell is %s", is)
	}

	r.half.Store(false)
	half.drawn() // by itself
	half.visit("/card").drawn()
	half.until("new shell", func() bool {
		ok, err := ask[bool](half, `caches.match('/card/shell').then((r) => r.text()).then((t) => t.includes('0123456789'))`, chromedp.EvalAwaitPromise)
		return ok && err == nil
	})
	if is := half.shellNow(); is != "whole" {
		t.Errorf("the kept shell is %s", is)
	}
	s.opens(gateOut, half.code(), s.Parent.Name)
}

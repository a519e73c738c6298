// Package browser opens pages of the book in a headless Chromium, under the
// content policy that the server sends: for the pictures (views/book/shoot) and
// for the tests that look at what a person would see.
package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/coder/websocket"

	"yunka/static"
	"yunka/views/book"
	"yunka/views/layout"
	"yunka/views/msg"
)

// Themes are the two lights a page is read in.
var Themes = []string{"light", "dark"}

// Path is the machine's Chromium, "" when there is none.
func Path() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// A Browser shows one page after another.
type Browser struct {
	ctx    context.Context
	server *httptest.Server
	stop   []func()

	mu      sync.Mutex
	trouble []string
	answers map[string]any
}

// Open starts Chromium and the little server it reads from.
func Open(ctx context.Context) (*Browser, error) {
	b := &Browser{}
	b.server = httptest.NewServer(b.handler())
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(Path()), chromedp.DisableGPU, chromedp.Flag("hide-scrollbars", true))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	alloc, stopAlloc := chromedp.NewExecAllocator(ctx, options...)
	tab, stopTab := chromedp.NewContext(alloc, chromedp.WithListener(b.listen), chromedp.WithErrorf(func(string, ...any) {}))
	b.ctx, b.stop = tab, []func(){stopTab, stopAlloc, b.server.CloseClientConnections, b.server.Close}
	if err := chromedp.Do(tab); err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

// Close ends it all.
func (b *Browser) Close() {
	for _, f := range b.stop {
		f()
	}
}

// Context is the tab's, for chromedp.
func (b *Browser) Context() context.Context { return b.ctx }

// still stops what a page does later by itself: the answer of a gate goes after
// some seconds, and looking takes longer.
const still = `(() => { for (let id = setTimeout(() => {}); id > 0; id--) clearTimeout(id) })()`

// Show opens a leaf in one language, theme and size. When Show returns, the page
// stands still: its text is where it will stay, and no timer of it runs.
func (b *Browser) Show(leaf book.Leaf, l msg.Lang, theme string, s book.Size) error {
	b.mu.Lock()
	b.trouble, b.answers = nil, nil
	if leaf.Answers != nil {
		b.answers = leaf.Answers(msg.WithLang(b.ctx, l))
	}
	b.mu.Unlock()
	at := b.server.URL + "/" + url.PathEscape(leaf.Name) + "?lang=" + url.QueryEscape(string(l))
	if err := chromedp.Do(b.ctx, chromedp.EmulateViewport(int64(s.Width), int64(s.Height)), media(theme)); err != nil {
		return err
	}
	stands, err := b.stand(leaf, at)
	// A busy machine is no fault of the page: what gave up waiting for its answer is
	// done once more.
	for range 5 {
		if err != nil || stands {
			break
		}
		stands, err = b.stand(leaf, at)
	}
	if err != nil || !stands {
		return fmt.Errorf("%s: it does not come to stand: %v", leaf.Name, err)
	}
	_, err = chromedp.Run(b.ctx, chromedp.Evaluate[bool](`document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => { `+still+`; done(true) }))))`, chromedp.EvalAwaitPromise))
	return err
}

// stand opens a leaf and does what is to be done on it.
func (b *Browser) stand(leaf book.Leaf, at string) (bool, error) {
	if err := chromedp.Do(b.ctx, chromedp.Navigate(at)); err != nil || leaf.Do == "" {
		return err == nil, err
	}
	act := fmt.Sprintf(`(async () => {
		const wait = async (f) => {
			for (let i = 0; !f(); i++) {
				if (i > 1000) return false
				await new Promise((r) => setTimeout(r, 20))
			}
			return true
		}
		await wait(() => document.readyState === 'complete');
		await wait(() => document.documentElement.dataset.ready !== 'no');
		%s;
		const stands = await wait(() => %s);
		%s
		return stands
	})()`, leaf.Do, leaf.Stands, still)
	return chromedp.Run(b.ctx, chromedp.Evaluate[bool](act, chromedp.EvalAwaitPromise))
}

func media(theme string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
		return chromedp.Void{}, err
	}
}

// Picture is a PNG of the page: whole, or what the screen shows.
func (b *Browser) Picture(whole bool) ([]byte, error) {
	if whole {
		return chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	}
	return chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
}

// Trouble is what the page complained of since Show: errors, and what the
// content policy refused. The book's pages have no server behind them, so a
// request that fails is none.
func (b *Browser) Trouble() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.trouble...)
}

func (b *Browser) listen(ev any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch ev := ev.(type) {
	case *runtime.EventExceptionThrown:
		text := ev.ExceptionDetails.Text
		if e := ev.ExceptionDetails.Exception; e != nil {
			text += " " + e.Description
		}
		b.trouble = append(b.trouble, "uncaught: "+text)
	case *runtime.EventConsoleAPICalled:
		if ev.Type == "error" || ev.Type == "assert" {
			b.trouble = append(b.trouble, fmt.Sprintf("console: %s", ev.Args[0].Value))
		}
	case *log.EventEntryAdded:
		if e := ev.Entry; e.Level == "error" && e.Source != "network" && e.Source != "javascript" {
			b.trouble = append(b.trouble, fmt.Sprintf("%s: %s", e.Source, e.Text))
		}
	}
}

func (b *Browser) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+static.Prefix, static.Handler())
	// What the pages' scripts ask for, so that they show themselves as they are
	// on a good day.
	mux.HandleFunc("GET /live", func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		<-c.CloseRead(r.Context()).Done()
	})
	mux.HandleFunc("GET /manifest.webmanifest", func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(layout.CardManifest(r.Context()))
	})
	mux.HandleFunc("GET /time", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `{"now":%d}`, time.Now().UnixMilli())
	})
	mux.HandleFunc("POST /kiosk/heartbeat", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{}`)) })
	answer := func(w http.ResponseWriter, r *http.Request) {
		b.mu.Lock()
		said, ok := b.answers[r.Method+" "+r.URL.Path]
		b.mu.Unlock()
		if !ok && r.URL.Path == "/kiosk/checks" { // each guard's tablet asks
			said, ok = map[string]any{"shift": map[string]any{}, "waiting": []any{}}, true
		}
		if !ok {
			http.NotFound(w, r)
			return
		}
		if text, ok := said.(book.Markup); ok {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(text))
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(said)
	}
	mux.HandleFunc("/kiosk/", answer)
	mux.HandleFunc("/till/", answer)
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
			_, _ = w.Write(page)
			return
		}
		http.NotFound(w, r)
	})
	return mux
}

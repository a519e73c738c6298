// Package e2e holds stories in the words of a user, played in a real Chromium
// against the real program. The code is read from a screenshot by zbar, a
// decoder that is not ours.
package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"yunka/server/app"
	"yunka/server/demo"
	"yunka/static"
)

// The first use: the demo's parent logs in, puts the card on the phone, shows
// the code to a reader; it opens once and is refused twice; the phone draws a
// new code by itself; the child's chip shows on the parent's page and in the
// console, without a reload.
func TestFirstUse(t *testing.T) {
	need(t, "zbarimg", "zbar-tools")
	chrome := browserPath(t)
	if !static.HasModule() {
		skip(t, "the browser module is not built: make wasm")
	}
	dir := t.TempDir()
	a, err := app.New(t.Context(), app.Config{Addr: "127.0.0.1:0", Data: dir, Clock: time.Now}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	d, err := demo.Build(t.Context(), demo.Services{DB: a.DB, Accounts: a.Accounts, Campus: a.Campus, Cards: a.Cards, Terminals: a.Terminals}, dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		<-done
		_ = a.Close()
	})

	parent, admin := open(t, chrome), open(t, chrome)
	parent.logIn(a.URL(), d.Parent)
	admin.logIn(a.URL(), d.Admin)
	parent.until("the card page", `!!document.querySelector('[data-pass]')`)
	parent.js(`document.querySelector('[data-action=claim]').click()`)
	parent.until("a code", `document.querySelector('[data-pass]').dataset.view === 'code' && !!document.querySelector('[data-pass]').dataset.issued`)
	parent.until("a live page", `!!document.querySelector('[data-pass]') && document.body.innerText.includes('已连接')`)
	admin.until("the console", `!!document.querySelector('#feed') && document.body.innerText.includes('已连接')`)

	code := parent.readCode()
	first := parent.js(`(s => s.dataset.issued + '/' + s.dataset.seq)(document.querySelector('[data-pass]'))`)
	in := d.Terminals[0].Token
	if got := present(t, a.URL(), in, "k1", "code", code); !got.Open || got.Decision != "ALLOW" {
		t.Fatalf("the first presentation: %+v", got)
	}
	if got := present(t, a.URL(), in, "k2", "code", code); got.Open || !got.Replay {
		t.Fatalf("the same reader again: %+v", got)
	}
	if got := present(t, a.URL(), d.Terminals[3].Token, "k3", "code", code); got.Open || got.Reason != "CODE_ALREADY_USED" {
		t.Fatalf("another reader: %+v", got)
	}
	parent.until("a new code after it was used", fmt.Sprintf(`(s => s.dataset.view === 'code' && s.dataset.issued + '/' + s.dataset.seq !== %q)(document.querySelector('[data-pass]'))`, first))
	if got := present(t, a.URL(), in, "k4", "code", parent.readCode()); !got.Open {
		t.Fatalf("the new code: %+v", got)
	}
	admin.until("the parent in the console", fmt.Sprintf(`document.querySelector('#feed').innerText.includes(%q)`, d.Parent.Name))

	if got := present(t, a.URL(), in, "k5", "chip", d.Student.Chip); !got.Open {
		t.Fatalf("the child's chip: %+v", got)
	}
	parent.until("the child at school", fmt.Sprintf(`[...document.querySelectorAll('.kid')].some(k => k.innerText.includes(%q) && k.innerText.includes('在校'))`, d.Student.Name))
	admin.until("the child in the console", fmt.Sprintf(`document.querySelector('#feed').innerText.includes(%q)`, d.Student.Name))
	for _, p := range []*window{parent, admin} {
		if bad := p.js(`JSON.stringify(window.refused || [])`); bad != "[]" {
			t.Errorf("the content policy was broken: %s", bad)
		}
	}
}

func skip(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}

func need(t *testing.T, program, pkg string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		skip(t, program+" is missing (Debian: apt-get install "+pkg+")")
	}
}

func browserPath(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	skip(t, "no Chromium")
	return ""
}

// window is one browser with storage of its own.
type window struct {
	t   *testing.T
	ctx context.Context
}

func open(t *testing.T, chrome string) *window {
	t.Helper()
	alloc, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.ExecPath(chrome))...)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(func() { cancel(); stop() })
	return &window{t, ctx}
}

func (w *window) js(script string) string {
	w.t.Helper()
	s, err := chromedp.Run(w.ctx, chromedp.Evaluate[string]("String("+script+")"))
	if err != nil {
		w.t.Fatalf("%s: %v", script, err)
	}
	return s
}

// until waits for a condition of the page.
func (w *window) until(what, condition string) {
	w.t.Helper()
	deadline := time.Now().Add(40 * time.Second)
	for tick := time.NewTicker(50 * time.Millisecond); ; <-tick.C {
		s, err := chromedp.Run(w.ctx, chromedp.Evaluate[string]("String("+condition+")"))
		if err == nil && s == "true" {
			tick.Stop()
			return
		}
		if time.Now().After(deadline) {
			tick.Stop()
			w.t.Fatalf("%s never came (%v); the page says:\n%s", what, err, w.js("document.body.innerText"))
		}
	}
}

func (w *window) logIn(base string, l demo.Login) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, chromedp.Navigate(base+"/login")); err != nil {
		w.t.Fatal(err)
	}
	if err := chromedp.Do(w.ctx, chromedp.EmulateViewport(390, 1400)); err != nil {
		w.t.Fatal(err)
	}
	w.js(fmt.Sprintf(`(document.querySelector('[name=login]').value=%q, document.querySelector('[name=password]').value=%q, document.querySelector('form.stack').requestSubmit(), '')`, l.Login, l.Password))
	w.until("the page after logging in", `location.pathname !== '/login' && document.readyState === 'complete'`)
	w.js(`(window.refused = [], addEventListener('securitypolicyviolation', e => refused.push(e.violatedDirective + ' ' + e.blockedURI)), '')`)
}

// readCode takes a screenshot and lets zbar read it.
func (w *window) readCode() string {
	w.t.Helper()
	png, err := chromedp.Run(w.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		w.t.Fatal(err)
	}
	file := filepath.Join(w.t.TempDir(), "screen.png")
	if err := os.WriteFile(file, png, 0o600); err != nil {
		w.t.Fatal(err)
	}
	out, err := exec.Command("zbarimg", "--raw", "-q", file).Output()
	text := strings.TrimSpace(string(out))
	if err != nil || len(text) != 194 || !strings.HasPrefix(text, "98") {
		w.t.Fatalf("zbar read %q (%v)", text, err)
	}
	return text
}

type answer struct {
	Decision, Reason string
	Open, Replay     bool
}

func present(t *testing.T, base, token, key, what, value string) (a answer) {
	t.Helper()
	body, _ := json.Marshal(map[string]string{"key": key, what: value})
	req, err := http.NewRequest(http.MethodPost, base+"/api/v1/scans", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	if err := json.Unmarshal(b, &a); err != nil || res.StatusCode != 200 {
		t.Fatalf("%d %s", res.StatusCode, b)
	}
	return a
}

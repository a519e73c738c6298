package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A window is one page that somebody looks at.
type window struct {
	*school
	name     string
	ctx      context.Context
	mu       sync.Mutex
	requests map[network.RequestID]string
	troubles []string
	fine     []*regexp.Regexp
	cancel   func()
	blind    bool      // nobody watches it any more
	gone     bool      // its browser was closed in the story
	turned   time.Time // when its clock was turned last; a code of before is not drawn
	pressed  time.Time // when its last key was
}

// sight is the size of a screen.
type sight struct {
	wide, high int64
	scale      float64
}

var (
	phone  = sight{390, 844, 2}
	desk   = sight{1280, 800, 1}
	tablet = sight{1180, 820, 1}
)

// browse opens a new browser for somebody: nothing is stored in it yet.
func (s *school) browse(name string, size sight, skew ...time.Duration) *window {
	s.Helper()
	w := &window{school: s, name: name}
	return w.open(s.chrome(), size, skew, chromedp.WithNewBrowserContext())
}

// beside opens another window of the same browser, behind a tab of the same window.
func (w *window) beside(name string, size sight) *window {
	w.Helper()
	other := &window{school: w.school, name: name}
	return other.open(w.ctx, size, nil)
}

// behind opens another tab in the same window; the first one is then hidden.
func (w *window) behind(name string, size sight) *window {
	w.Helper()
	other := &window{school: w.school, name: name}
	return other.open(w.ctx, size, nil, chromedp.WithNewWindow(false))
}

func (w *window) open(from context.Context, size sight, skew []time.Duration, how ...chromedp.ContextOption) *window {
	w.Helper()
	w.requests = map[network.RequestID]string{}
	ctx, cancel := chromedp.NewContext(from, append(how, chromedp.WithListener(w.watch))...)
	w.ctx, w.cancel = ctx, cancel
	ahead := w.ahead.Load()
	for _, d := range skew {
		ahead += d.Milliseconds()
	}
	err := chromedp.Do(ctx, chromedp.EmulateViewport(size.wide, size.high, chromedp.EmulateScale(size.scale)), command(page.AddScriptToEvaluateOnNewDocument,
		page.AddScriptToEvaluateOnNewDocumentParams{Source: fmt.Sprintf(clockScript, ahead)}), command(emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Shanghai"}))
	if err != nil {
		cancel()
		w.Fatalf("%s: %v", w.name, err)
	}
	w.windows = append(w.windows, w)
	return w
}

// unwatch keeps what happens from now on from counting as trouble.
func (w *window) unwatch() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.blind = true
}

// watch notes what went wrong in the page.
func (w *window) watch(ev any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.blind {
		return
	}
	switch ev := ev.(type) {
	case *runtime.EventExceptionThrown:
		d := ev.ExceptionDetails
		text := d.Text
		if d.Exception != nil {
			text += " " + d.Exception.Description
		}
		w.trouble("uncaught: " + text)
	case *runtime.EventConsoleAPICalled:
		if ev.Type != "error" && ev.Type != "warning" && ev.Type != "assert" {
			return
		}
		var said []string
		for _, a := range ev.Args {
			said = append(said, strings.Trim(string(a.Value), `"`)+a.Description)
		}
		w.trouble("console: " + strings.Join(said, " "))
	case *log.EventEntryAdded:
		if e := ev.Entry; (e.Level == "error" || e.Level == "warning") && e.Source != "network" { // those come below
			w.trouble(fmt.Sprintf("log: %s: %s", e.Source, e.Text))
		}
	case *network.EventRequestWillBeSent:
		w.requests[ev.RequestID] = ev.Request.Method + " " + strings.TrimPrefix(ev.Request.URL, w.url)
	case *network.EventResponseReceived:
		if ev.Response.Status >= 400 {
			w.trouble(fmt.Sprintf("request: %d %s", ev.Response.Status, w.requests[ev.RequestID]))
		}
	case *network.EventLoadingFailed:
		if !ev.Canceled && ev.ErrorText != "net::ERR_ABORTED" {
			w.trouble(fmt.Sprintf("request: %s %s", ev.ErrorText, w.requests[ev.RequestID]))
		}
	case *network.EventWebSocketFrameError:
		w.trouble("socket: " + ev.ErrorMessage)
	}
}

func (w *window) trouble(what string) {
	for _, fine := range w.fine {
		if fine.MatchString(what) {
			return
		}
	}
	w.troubles = append(w.troubles, what)
}

// expects names trouble that belongs to the story from here on.
func (w *window) expects(patterns ...string) *window {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range patterns {
		w.fine = append(w.fine, regexp.MustCompile(p))
	}
	return w
}

// command makes a step of a command of the browser's protocol.
func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, c, params)
		return chromedp.Void{}, err
	}
}

// do acts in the page.
func (w *window) do(steps ...chromedp.Action[chromedp.Void]) *window {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		w.shot("failed-" + w.name)
		w.Fatalf("%s: %v", w.name, err)
	}
	return w
}

func (w *window) visit(path string) *window {
	w.Helper()
	return w.do(chromedp.Navigate(w.url + path))
}

// click presses what css finds. Where it stands is looked up a moment before: if
// the page moved it away meanwhile, or drew it anew, the finger goes after it.
func (w *window) click(css string) *window {
	w.Helper()
	for n := range 5 {
		w.says(fmt.Sprintf(`(addEventListener('click', (e) => { const at = document.querySelector(%q)?.getBoundingClientRect()
			globalThis.missed = Boolean(at) && (e.clientX < at.left || e.clientX > at.right || e.clientY < at.top || e.clientY > at.bottom)
		}, { capture: true, once: true }), globalThis.missed = false)`, css))
		ctx, cancel := context.WithTimeout(w.ctx, patience)
		err := chromedp.Do(ctx, chromedp.Click(chromedp.CSS(css)))
		cancel()
		if err != nil && n < 4 && strings.Contains(err.Error(), "Could not find node with given id") {
			w.Logf("%s: %s was drawn anew under the pointer", w.name, css)
			continue
		}
		if err != nil {
			w.shot("failed-" + w.name)
			w.Fatalf("%s: %s: %v", w.name, css, err)
		}
		if missed, err := ask[bool](w, `globalThis.missed === true`); err != nil || !missed { // an error: the click led to another page
			break
		}
		w.Logf("%s: %s moved under the pointer", w.name, css)
	}
	return w
}

func (w *window) enter(css, text string) *window {
	w.Helper()
	field := fmt.Sprintf("document.querySelector(%q)", css)
	w.sees(field + `?.checkVisibility()`).says("(" + field + ".focus(), " + field + ".value = '')")
	w.presses(person, text)
	return w
}

// ask evaluates an expression.
func ask[T any](w *window, js string, how ...chromedp.EvaluateOption) (T, error) {
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](js, how...))
}

// says evaluates an expression as text; a page that is just changing is asked again.
func (w *window) says(js string) (said string) {
	w.Helper()
	w.until("an answer to "+js, func() bool {
		var err error
		said, err = ask[string](w, "String("+js+")")
		return err == nil
	})
	return said
}

// until waits for a condition, and says what it waited for.
func (w *window) until(what string, met func() bool) {
	w.Helper()
	w.wait(met, func() string { return "no " + what })
}

// wait asks again and again, soon at first; a browser that has ended says nothing more.
func (w *window) wait(met func() bool, missing func() string) {
	w.Helper()
	pause := 5 * time.Millisecond
	for end := time.Now().Add(patience); !met(); time.Sleep(pause) {
		if w.ctx.Err() != nil {
			w.Fatalf("%s: the browser has ended; %s", w.name, missing())
		}
		if time.Now().After(end) {
			w.shot("failed-" + w.name)
			w.Fatalf("%s: %s", w.name, missing())
		}
		pause = min(2*pause, 40*time.Millisecond)
	}
}

// sees waits for an expression to come true in the page.
func (w *window) sees(js string) *window {
	w.Helper()
	w.until(js, func() bool {
		ok, err := ask[bool](w, "Boolean("+js+")")
		return ok && err == nil
	})
	return w
}

// reads waits for an expression to be a text.
func (w *window) reads(js, want string) *window {
	w.Helper()
	got := ""
	w.wait(func() bool {
		said, err := ask[string](w, "String("+js+")")
		got = said
		return err == nil && got == want
	}, func() string { return fmt.Sprintf("%s is %q, want %q", js, got, want) })
	return w
}

// front brings a tab before the others of its window.
func (w *window) front() *window {
	w.Helper()
	w.do(command(page.BringToFront, cdp.Empty{}))
	return w.sees(`document.visibilityState === 'visible'`)
}

// picture is what the window shows.
func (w *window) picture() []byte {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	fast := true // the same pixels, less compressed: nobody keeps them
	taken, err := chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) (page.CaptureScreenshotResult, error) {
		return cdp.Call(ctx, t, page.CaptureScreenshot, page.CaptureScreenshotParams{OptimizeForSpeed: &fast})
	})
	if err != nil {
		w.Fatalf("%s: %v", w.name, err)
	}
	return taken.Data
}

// shot keeps a picture of a main state, for people to look at.
func (w *window) shot(name string) *window {
	dir := os.Getenv("YUNKA_SHOTS")
	if dir == "" {
		return w
	}
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)
	}
	if err != nil {
		w.Logf("no picture %s: %v", name, err)
	}
	return w
}

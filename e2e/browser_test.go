package e2e

import (
	"context"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// Most stories share one browser process. Each of their people has a browser
// context of their own in it: cookies, storage, caches, workers and permissions
// are separate, and go when the story ends. A story that needs its own flags,
// profile or home starts its own process.

// common is the browser that the stories share.
var common struct {
	sync.Mutex
	ctx context.Context
	end func()
}

func TestMain(m *testing.M) {
	code := m.Run()
	if common.end != nil {
		common.end()
	}
	if prepared.dir != "" {
		_ = os.RemoveAll(prepared.dir)
	}
	os.Exit(code)
}

// chromium is the machine's, "" when there is none.
func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// chrome is the story's browser.
func (s *school) chrome() context.Context {
	s.Helper()
	if s.browser != nil {
		return s.browser
	}
	if s.profile == "" && s.home == "" && len(s.flags) == 0 {
		s.browser = s.shared()
		return s.browser
	}
	profile := s.profile
	if profile == "" {
		profile = s.TempDir()
	}
	options := s.flags
	if s.home != "" {
		options = append(options[:len(options):len(options)], chromedp.Env("HOME="+s.home))
	}
	ctx, end, err := launch(profile, options)
	if err != nil {
		s.Fatal(err)
	}
	s.browsers = append(s.browsers, end)
	s.browser = ctx
	return ctx
}

// shared is the common browser: a new one if there is none, or if it has ended
// in the story before.
func (s *school) shared() context.Context {
	s.Helper()
	common.Lock()
	defer common.Unlock()
	if common.ctx != nil && common.ctx.Err() == nil {
		return common.ctx
	}
	if common.end != nil {
		common.end()
		common.end = nil
	}
	profile, err := os.MkdirTemp("", "yunka-e2e-browser-")
	if err != nil {
		s.Fatal(err)
	}
	ctx, end, err := launch(profile, nil)
	if err != nil {
		s.Fatal(err)
	}
	common.ctx, common.end = ctx, func() {
		end()
		_ = os.RemoveAll(profile)
	}
	return ctx
}

// launch starts a browser process.
func launch(profile string, more []chromedp.ExecAllocatorOption) (ctx context.Context, end func(), err error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium()), chromedp.UserDataDir(profile), chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true), chromedp.Flag("no-pings", true), chromedp.Flag("lang", "zh-CN"), chromedp.Flag("accept-lang", "zh-CN,zh"),
		// chromedp's own two, and no process in store for a page that does not come.
		chromedp.Flag("disable-features", "Translate,BlinkGenPropertyTrees,SpareRendererForSitePerProcess"))
	options = append(options, more...)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(alloc, chromedp.WithErrorf(func(string, ...any) {}))
	end = func() { cancel(); stop() }
	if err := chromedp.Do(ctx); err != nil {
		end()
		return nil, nil, err
	}
	return ctx, end, nil
}

// close ends a story, in an order in which nothing that ends is taken for
// trouble: nobody watches the pages any more, then they close, and only then
// does the server stop that they talk to. What went wrong before is said last.
func (s *school) close() {
	s.Helper()
	for _, w := range s.windows {
		if s.Failed() && !w.gone {
			w.shot("failed-" + w.name)
		}
		w.unwatch()
	}
	for i := len(s.windows) - 1; i >= 0; i-- {
		s.windows[i].cancel()
	}
	for _, end := range s.browsers {
		end()
	}
	for i := len(s.servers) - 1; i >= 0; i-- {
		s.servers[i]()
	}
	s.stop()
	for _, w := range s.windows {
		for _, trouble := range w.troubles {
			s.Errorf("%s: %s", w.name, trouble)
		}
	}
}

// device is a browser of its own that keeps its profile; off closes it, as one
// closes an app.
func (s *school) device(name, profile string, size sight) (w *window, off func()) {
	s.Helper()
	before := s.browser
	s.browser, s.profile = nil, profile
	ctx := s.chrome()
	s.browser, s.profile = before, ""
	w = (&window{school: s, name: name}).open(ctx, size, nil)
	return w, func() {
		s.Helper()
		w.unwatch()
		w.gone = true
		if err := chromedp.Cancel(ctx); err != nil && ctx.Err() == nil {
			s.Fatal(err)
		}
	}
}

//go:build browser

package book

import (
	"context"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/coder/websocket"

	"yunka/static"
	dashboardview "yunka/views/gate/dashboard"
	"yunka/views/layout"
	"yunka/views/msg"
	"yunka/views/ui"
)

// These tests run the pages' scripts in a real Chromium: go test -tags browser ./views/book

var pictures = flag.String("pictures", "", "folder for what the tabs showed")

// A tab is a page of the book in a browser, with a server that the test plays.
type tab struct {
	*testing.T
	ctx context.Context
	url string
}

func open(t *testing.T, leaf string, api map[string]http.HandlerFunc) *tab {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("GET "+static.Prefix, static.Handler())
	mux.HandleFunc("GET /page", func(w http.ResponseWriter, r *http.Request) {
		for _, l := range Leaves() {
			if l.Name == leaf {
				page, err := Render(l, msg.Zh)
				if err != nil {
					t.Error(err)
				}
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				w.Header().Set("Content-Security-Policy", layout.Policy(Nonce, "", false))
				w.Write(page)
			}
		}
	})
	for pattern, h := range api {
		mux.HandleFunc(pattern, h)
	}
	server := httptest.NewServer(mux)
	alloc, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU)...)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(func() { cancel(); stop(); server.CloseClientConnections(); server.Close() })
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/page")); err != nil {
		t.Fatal(err)
	}
	v := &tab{T: t, ctx: ctx, url: server.URL}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800)); err != nil {
		t.Fatal(err)
	}
	v.eval(`window.refused=[];addEventListener('securitypolicyviolation',e=>refused.push(e.violatedDirective+' '+e.blockedURI));''`)
	return v
}

func (v *tab) eval(js string) string {
	v.Helper()
	s, err := chromedp.Run(v.ctx, chromedp.Evaluate[string]("String("+strings.TrimSuffix(js, ";")+")"))
	if err != nil {
		s, err = chromedp.Run(v.ctx, chromedp.Evaluate[string]("(()=>{"+js+"})() ?? ''"))
	}
	if err != nil {
		v.Fatalf("%s: %v", js, err)
	}
	return s
}

// until waits for an expression to be what is wanted.
func (v *tab) until(js, want string) {
	v.Helper()
	var got string
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if got = v.eval(js); got == want {
			return
		}
	}
	v.Fatalf("%s is %q, want %q", js, got, want)
}

// picture keeps what the tab shows, when asked.
func (v *tab) picture(name string) {
	v.Helper()
	if *pictures == "" {
		return
	}
	png, err := chromedp.Run(v.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(*pictures, name+".png"), png, 0o644)
	}
	if err != nil {
		v.Error(err)
	}
}

func (v *tab) strict() {
	v.Helper()
	if got := v.eval(`refused.join()`); got != "" {
		v.Errorf("the content policy refused %s", got)
	}
}

func html(t *testing.T, leaf Leaf) string {
	t.Helper()
	b, err := Render(leaf, msg.Zh)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestLiveInABrowser(t *testing.T) {
	conns := make(chan *websocket.Conn, 4)
	var mu sync.Mutex
	var asked []string
	v := open(t, "console-live", map[string]http.HandlerFunc{
		"GET /live": func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			asked = append(asked, r.URL.RawQuery)
			mu.Unlock()
			c, err := websocket.Accept(w, r, nil)
			if err != nil {
				t.Error(err)
				return
			}
			conns <- c
			<-c.CloseRead(context.Background()).Done()
		},
		"GET /login": func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("<title>login</title>")) },
	})
	c := <-conns
	v.until(`document.querySelector('[data-pill]').dataset.state`, "live")

	send := func(target, swap string, version int64, comp Leaf) {
		t.Helper()
		leaf := Leaf{Page: ui.Partial(target, swap, version, comp.Page)}
		if err := c.Write(context.Background(), websocket.MessageText, []byte(html(t, leaf))); err != nil {
			t.Fatal(err)
		}
	}
	row := rows()[0]
	row.ID, row.Name = "s9", "新来的"
	count := func(n int) Leaf {
		return Leaf{Page: dashboardview.CountsStrip(dashboardview.Counts{Scans: n, AsOf: at(8, 0, 0)})}
	}
	send("feed", "afterbegin", 42, Leaf{Page: dashboardview.FeedRow(row)})
	v.until(`document.querySelector('#feed').firstElementChild.id`, "scan-s9")
	v.until(`document.querySelector('#scan-s9 b').textContent`, "新来的")
	send("counts", "outerMorph", 43, count(2000))
	v.until(`document.querySelector('#counts').dataset.scans`, "2000")
	send("counts", "outerMorph", 40, count(1)) // older than what is shown
	send("feed", "afterbegin", 42, Leaf{Page: dashboardview.FeedRow(row)})
	if err := c.Write(context.Background(), websocket.MessageText, []byte(`{"at":1795391999000}`)); err != nil {
		t.Fatal(err)
	}
	v.until(`document.querySelector('[data-as-of]').textContent`, "截至 "+time.UnixMilli(1795391999000).In(at(0, 0, 0).Location()).Format("15:04:05"))
	v.until(`document.querySelector('#counts').dataset.scans`, "2000")
	v.until(`document.querySelectorAll('#scan-s9').length`, "1")
	for i := range 120 {
		row.ID = "x" + time.Duration(i).String()
		send("feed", "afterbegin", int64(44+i), Leaf{Page: dashboardview.FeedRow(row)})
	}
	v.until(`document.querySelector('#feed').firstElementChild.id`, "scan-x119ns")
	v.until(`document.querySelector('#feed').children.length`, "100")

	c.Close(websocket.StatusServiceRestart, "")
	v.until(`document.querySelector('[data-pill]').dataset.state`, "reconnecting")
	c = <-conns
	v.until(`document.querySelector('[data-pill]').dataset.state`, "live")
	mu.Lock()
	last := asked[len(asked)-1]
	mu.Unlock()
	if !strings.Contains(last, "since=163") || !strings.Contains(last, "topics=console%3As1") && !strings.Contains(last, "topics=console:s1") {
		t.Errorf("came back asking %q", last)
	}
	v.strict()
	c.Close(4401, "")
	v.until(`location.pathname+location.search`, "/login?next=%2Fpage")
}

func TestKioskInABrowser(t *testing.T) {
	var mu sync.Mutex
	var keys []string
	mode, shift := "allow", ""
	set := func(m string) { mu.Lock(); mode = m; keys = nil; mu.Unlock() }
	asked := func() []string { mu.Lock(); defer mu.Unlock(); return append([]string(nil), keys...) }
	v := open(t, "kiosk", map[string]http.HandlerFunc{
		"POST /kiosk/heartbeat": func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(`{"counts":{"in":7}}`)) },
		"POST /kiosk/scans": func(w http.ResponseWriter, r *http.Request) {
			var body struct{ Key, Code, Chip string }
			if err := json.NewDecoder(r.Body).Decode(&body); err != nil || body.Key == "" {
				t.Errorf("body %+v %v", body, err)
			}
			mu.Lock()
			keys = append(keys, body.Key)
			n, m := len(keys), mode
			mu.Unlock()
			switch m {
			case "lost":
				w.WriteHeader(http.StatusServiceUnavailable)
			case "late":
				if n < 3 {
					w.WriteHeader(http.StatusServiceUnavailable)
					return
				}
				fallthrough
			case "allow":
				w.Write([]byte(`{"scan":"a","decision":"ALLOW","reason":"OK","open":true,"text":"通过","person":{"name":"林知夏","role":"student","class":"三(2)班"},"at":"2026-11-23T07:46:02+08:00"}`))
			case "again":
				w.Write([]byte(`{"scan":"a","decision":"ALLOW","reason":"OK","open":false,"replay":true,"text":"通过","person":{"name":"林知夏","role":"student","class":"三(2)班"},"at":"2026-11-23T07:46:02+08:00"}`))
			case "deny":
				w.Write([]byte(`{"scan":"d","decision":"DENY","reason":"CODE_ALREADY_USED","text":"这个码已经用过。请等新码出来再扫","detail":"码已用过","at":"2026-11-23T07:46:02+08:00"}`))
			case "confirm":
				w.Write([]byte(`{"scan":"c","decision":"CONFIRM","reason":"PERM_ESCORT_REQUIRED","text":"请稍等，老师马上来","detail":"要有人陪同","person":{"name":"周文静","role":"parent","class":""},"at":"2026-11-23T07:46:02+08:00"}`))
			}
		},
		"GET /kiosk/checks": func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			if mode != "confirm" || shift != "" {
				w.Write([]byte(`{"shift":{"name":"","left":0},"waiting":[]}`))
				return
			}
			w.Write([]byte(`{"shift":{"name":"","left":0},"waiting":[{"scan":"c","name":"周文静","who":"家长，林知夏的妈妈","why":"请值班看一下是不是本人","waited":0,"photo":false}]}`))
		},
		"POST /kiosk/shift": func(w http.ResponseWriter, r *http.Request) {
			var body struct{ Pin string }
			json.NewDecoder(r.Body).Decode(&body)
			if body.Pin != "246813" {
				w.WriteHeader(http.StatusUnprocessableEntity)
				return
			}
			mu.Lock()
			shift = "刘建国"
			mu.Unlock()
			w.Write([]byte(`{"name":"刘建国","left":1800000}`))
		},
		"POST /kiosk/scans/{id}/confirm": func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			if shift == "" {
				w.WriteHeader(http.StatusForbidden)
				w.Write([]byte(`{"code":"kiosk_shift"}`))
				return
			}
			w.Write([]byte(`{"scan":"c","decision":"ALLOW","reason":"STAFF_ACCEPTED","open":true,"text":"通过","person":{"name":"周文静","role":"parent","class":""},"at":"2026-11-23T07:46:12+08:00"}`))
		},
	})
	// A Chinese input method hides the key: only the code of the key is left.
	typed := func(text string) {
		t.Helper()
		v.eval(`[...'` + text + `'].forEach(c=>document.body.dispatchEvent(new KeyboardEvent('keydown',{code:/\d/.test(c)?'Digit'+c:'Key'+c,key:'Process',bubbles:true,cancelable:true})))`)
	}
	code := func(last string) string { return "98" + strings.Repeat("1", 191) + last }
	result := `document.querySelector('[data-result]').hidden?'':document.querySelector('[data-result]').dataset.decision`
	amber := `document.querySelector('[data-amber]').hidden?'':document.querySelector('[data-amber-text]').textContent`

	v.until(`document.querySelector('[data-count-of="in"]').textContent`, "7")
	typed(code("1"))
	v.until(result, "ALLOW")
	v.until(`document.querySelector('[data-name]').textContent`, "林知夏")
	v.picture("kiosk-allow")
	v.until(`document.querySelector('[data-strip] li b').textContent`, "林知夏")
	v.until(result, "") // gone by itself
	if n := len(asked()); n != 1 {
		t.Errorf("%d requests", n)
	}
	set("again")
	typed(code("1")) // still in view: the server says that this is what it has answered
	v.until(`document.querySelector('[data-note]').textContent`, "这个码刚刚看过，结果不变")
	v.until(result, "REPLAY")

	typed("98765ABC") // rubbish, then a good one
	v.until(amber, "没读全。请再扫一次")
	set("deny")
	typed(code("2"))
	v.until(result, "DENY")
	v.until(`document.querySelector('[data-why]').textContent`, "这个码已经用过。请等新码出来再扫")

	v.picture("kiosk-deny")

	set("late")
	typed(code("3"))
	v.until(result, "ALLOW")
	if k := asked(); len(k) != 3 || k[0] != k[1] || k[1] != k[2] {
		t.Errorf("a lost answer was not asked for with its key: %v", k)
	}

	set("lost")
	typed("0012345678") // a chip
	v.until(amber, "没有记录，请再扫一次")
	v.until(result, "")
	v.picture("kiosk-lost")
	lost := asked()
	set("allow")
	typed("0012345678")
	v.until(result, "ALLOW")
	if k := asked(); len(k) != 1 || k[0] != lost[0] {
		t.Errorf("scanned again with another key: %v, was %v", k, lost)
	}
	v.until(amber, "")

	set("confirm")
	typed(code("4"))
	v.until(result, "CONFIRM")
	v.picture("kiosk-confirm")
	v.until(result, "") // the camera is there again; who waits stands beside it
	v.until(`document.querySelector('[data-checks-list] [data-of]').textContent`, "周文静")
	v.until(`String(document.querySelector('[data-checks-list]').inert)`, "false") // nothing moves under a finger
	v.eval(`document.querySelector('[data-checks-list] [data-accept]').click()`)
	v.until(`String(document.querySelector('[data-sheet=guard]').open)`, "true")
	v.eval(`document.querySelector('#guard-pin').value='111111';document.querySelector('[data-sheet=guard] [data-pin]').requestSubmit()`)
	v.until(`document.querySelector('[data-sheet=guard] [data-error]').textContent`, "值班密码不对。请再试")
	v.eval(`document.querySelector('#guard-pin').value='246813';document.querySelector('[data-sheet=guard] [data-pin]').requestSubmit()`)
	v.until(`document.querySelector('[data-shift-of]').textContent`, "当班 刘建国")
	v.until(result, "ALLOW")
	set("allow")
	typed(code("5")) // and the next one is decided at once
	v.until(result, "ALLOW")
	v.strict()
}

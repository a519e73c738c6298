package e2e

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"

	"github.com/chromedp/chromedp"
)

// instead answers in the program's place, on its port, until the story ends or
// the program starts again.
func (s *school) instead(answer http.HandlerFunc) (leave func()) {
	s.Helper()
	l, err := net.Listen("tcp", s.cfg.Addr)
	if err != nil {
		s.Fatal(err)
	}
	server := &http.Server{Handler: answer, ReadHeaderTimeout: time.Minute}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_ = server.Serve(l)
	}()
	left := false
	leave = func() {
		if !left {
			left = true
			_ = server.Close()
			<-gone
		}
	}
	s.servers = append(s.servers, leave)
	return leave
}

// Something stands where the school's server was: a proxy that says 502, a
// server that takes the call and says nothing, a hotel that wants a login. The
// card opens from the phone each time, keeps its key, and its code is good.
func TestASickServer(t *testing.T) {
	hold, release := context.WithCancel(context.Background())
	t.Cleanup(release)
	for name, answer := range map[string]http.HandlerFunc{
		"a proxy without its server": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "Bad Gateway", http.StatusBadGateway) },
		"a server that hangs": func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-hold.Done():
			case <-r.Context().Done():
			}
		},
		"a proxy that says nothing is here": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/card" { // the page itself fails as a proxy's would
				http.Error(w, "no upstream", http.StatusServiceUnavailable)
				return
			}
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, `{"title":"Not Found"}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := openSchool(t)
			mother := s.browse("mother", phone).login(s.Parent).claim().hasShell()
			mother.expects(`^request: `, `^console: `, `^log: `, `^socket: `) // her page is open while it breaks
			s.stop()
			leave := s.instead(answer)
			mother.do(chromedp.Navigate("about:blank"))
			later := mother.beside("mother later", phone).expects(`^request: `, `^console: `, `^log: `, `^socket: `).visit("/card").drawn()
			later.reads(pass+`.querySelector('.who h2').textContent.trim()`, s.Parent.Name)
			shown := later.which()
			s.later(61 * time.Second)
			later.another(shown)
			kept := later.code()
			leave()
			s.start()
			s.opens(gateIn, kept, s.Parent.Name)
		})
	}
}

// The phone itself has no network: the page hears of it, goes on, and is back
// by itself.
func TestAPhoneWithoutANetwork(t *testing.T) {
	s := openSchool(t)
	mother := s.browse("mother", phone).login(s.Parent).claim().reads(say, "在线").hasShell()
	cut := func(off bool) {
		mother.do(command(network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: off}),
			command(network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{{Offline: off, Latency: 0, DownloadThroughput: -1, UploadThroughput: -1}}}))
	}
	mother.expects(`^request: net::ERR_INTERNET_DISCONNECTED `, `^request: net::ERR_FAILED `, `^console: htmx: htmx:ws:error`, `^log: `, `^socket: `)
	shown := mother.which()
	cut(true)
	mother.sees(say + `.startsWith('没有网络，码还能用')`)
	s.later(61 * time.Second)
	mother.another(shown)
	kept := mother.code()
	s.opens(gateIn, kept, s.Parent.Name)
	cut(false)
	mother.reads(say, "在线")
	s.opens(gateOut, mother.code(), s.Parent.Name)
}

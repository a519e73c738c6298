package cli

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"yunka/server/cert"
	"yunka/static"
)

type doctorCmd struct{}

// say prints a finding, and what to do about one that is not ok.
type say func(ok bool, what, next string)

// Run looks at what goes wrong in real installations and says what to do. It makes
// nothing and changes nothing, beside a server that runs or without one.
func (doctorCmd) Run(e *env) error {
	bad := 0
	say := say(func(ok bool, what, next string) {
		mark := "ok  "
		if !ok {
			mark = "BAD "
			bad++
		}
		fmt.Fprintf(e.out, "%s %s\n", mark, what)
		if !ok && next != "" {
			fmt.Fprintf(e.out, "     -> %s\n", next)
		}
	})
	runs := checkAddresses(e, say)
	checkPlace(e.cfg.Data, e.cfg.DatabaseURL == "", say)
	checkDatabase(e, runs, say)
	say(static.HasModule(), "the browser module that makes codes is built in", "build with `make build`; `go build` alone leaves it out")
	checkTLS(e.cfg, say)
	checkProxy(e.ctx, e.cfg, runs, say)
	if bad > 0 {
		return fmt.Errorf("%d of these need you", bad)
	}
	return nil
}

// checkAddresses says whether a server could listen where it should, or does. runs is
// that one answers already.
func checkAddresses(e *env, say say) (runs bool) {
	tlsOn := e.cfg.TLS() != cert.Off
	for _, at := range []struct {
		name, addr string
		pages      bool
		tls        bool
	}{
		{"YUNKA_ADDR", e.cfg.Addr, true, tlsOn}, {"YUNKA_HTTP_ADDR", e.cfg.HTTPAddr, false, false},
		{"YUNKA_SIP2", e.cfg.SIP2, false, false}, {"YUNKA_CLOCKS", e.cfg.Clocks, false, false}, {"YUNKA_SIP2_TLS", e.cfg.SIP2TLS, false, true},
	} {
		if at.addr == "" {
			continue
		}
		l, err := net.Listen("tcp", at.addr)
		switch {
		case err == nil:
			l.Close()
			say(true, "address "+at.addr+" is free", "")
		case errors.Is(err, syscall.EADDRINUSE) && at.pages:
			offset, ours := askServer(e.ctx, at.addr, at.tls)
			runs = ours
			say(ours, "address "+at.addr+" is "+map[bool]string{true: "this program's: it runs", false: "another program's"}[ours],
				"stop what listens there (`ss -ltnp` names it), or choose another address with "+at.name)
			if ours && offset != 0 {
				say(offset.Abs() < 2*time.Second, fmt.Sprintf("the running server's clock is %v from this machine's", offset.Round(time.Millisecond)),
					"is that address forwarded to another machine? Set both clocks by NTP")
			}
		case errors.Is(err, syscall.EADDRINUSE):
			say(runs, "address "+at.addr+" is in use", "no server answers at "+e.cfg.Addr+", so another program has it: stop that (`ss -ltnp` names it), or choose another address with "+at.name)
		case errors.Is(err, syscall.EACCES):
			say(false, "address "+at.addr+": "+err.Error(), "ports below 1024 need a right: AmbientCapabilities=CAP_NET_BIND_SERVICE in a systemd unit, or setcap cap_net_bind_service=+ep on the program; or choose another address with "+at.name)
		case errors.Is(err, syscall.EADDRNOTAVAIL):
			say(false, "address "+at.addr+": "+err.Error(), "this machine has no such address: `ip addr` lists them; an address without a host, such as :8080, is all of them ("+at.name+")")
		default:
			say(false, "address "+at.addr+": "+err.Error(), "choose another one with "+at.name)
		}
	}
	return runs
}

// askServer asks who listens at an address for the time: this program answers with that,
// or says why it does not. offset is how far its clock is ahead, 0 if it does not say.
func askServer(ctx context.Context, addr string, overTLS bool) (offset time.Duration, ours bool) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return 0, false
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	scheme := "http"
	if overTLS {
		scheme = "https"
	}
	// Whose certificate it is, is checked elsewhere; nothing is told to it.
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{Proxy: nil, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	defer client.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+net.JoinHostPort(host, port)+"/time", nil)
	if err != nil {
		return 0, false
	}
	sent := time.Now()
	res, err := client.Do(req)
	if err != nil {
		return 0, false
	}
	defer res.Body.Close()
	took := time.Since(sent)
	var said struct {
		Now  int64
		Code string
	}
	b, err := io.ReadAll(io.LimitReader(res.Body, 4<<10))
	if err != nil || json.Unmarshal(b, &said) != nil || !strings.Contains(res.Header.Get("Content-Type"), "json") || res.Header.Get("X-Request-Id") == "" {
		return 0, false
	}
	switch {
	case res.StatusCode == http.StatusOK && said.Now > 0:
		return time.UnixMilli(said.Now).Sub(sent.Add(took / 2)), true
	case res.StatusCode == http.StatusServiceUnavailable && said.Code == "not_decided":
		return 0, true
	}
	return 0, false
}

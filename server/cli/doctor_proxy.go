package cli

import (
	"context"
	"crypto/tls"
	"net/http"
	"time"

	"yunka/server/app"
	"yunka/server/cert"
)

// checkProxy looks at a proxy in front: is it named, and does it let through what the
// pages need. ctx bounds what is asked through it.
func checkProxy(ctx context.Context, cfg app.Config, runs bool, say say) {
	if cfg.Unnamed() {
		say(false, "a proxy speaks TLS in front, and YUNKA_TRUSTED_PROXIES does not name it: all visitors look like one, and the limit on wrong passwords counts them together",
			"set YUNKA_TRUSTED_PROXIES to the proxy's network, such as 127.0.0.1/32, and let the proxy write X-Forwarded-For")
	}
	switch {
	case cfg.URL == "" && cfg.Secure && cfg.TLS() == cert.Off:
		say(true, "YUNKA_URL is not set: the proxy has to pass the Host header on", "")
	case cfg.URL != "" && runs:
		checkPublic(ctx, cfg.URL, say)
	}
}

// checkPublic asks for a page's socket at the public address, as a browser does.
func checkPublic(ctx context.Context, at string, say say) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at+"/live?topics=doctor:x", nil)
	if err != nil {
		say(false, "YUNKA_URL: "+err.Error(), "write it as https://card.school.cn")
		return
	}
	for name, value := range map[string]string{"Origin": at, "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "ZG9jdG9yIGlzIGFza2luZw=="} {
		req.Header.Set(name, value)
	}
	// HTTP/1.1: a socket is an upgrade of it.
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, TLSNextProto: map[string]func(string, *tls.Conn) http.RoundTripper{}}
	defer transport.CloseIdleConnections()
	res, err := transport.RoundTrip(req)
	if err != nil {
		say(false, at+" cannot be asked from here: "+err.Error(), "see that the name leads to the proxy also from this machine, and that its certificate is in force; if only this machine cannot reach it, this finding may be left")
		return
	}
	defer res.Body.Close()
	switch ours := res.Header.Get("X-Request-Id") != ""; {
	case res.StatusCode == http.StatusSwitchingProtocols:
		say(true, "pages at "+at+" get their socket", "")
	case !ours:
		say(false, at+" is answered by something else ("+res.Status+")", "let the proxy hand all of that address to this program; see the README's lines for nginx, Caddy and Traefik")
	case res.StatusCode == http.StatusForbidden:
		say(false, "pages at "+at+" get no socket: the server refuses the origin", "start the server with this YUNKA_URL; it runs with another one or without")
	default:
		say(false, "pages at "+at+" get no socket ("+res.Status+")", "let the proxy pass Upgrade and Connection on (nginx: proxy_http_version 1.1 and two proxy_set_header lines, see the README)")
	}
}

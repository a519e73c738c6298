package app

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"strings"
	"time"

	"yunka/server/cert"
	"yunka/server/web"
)

// host is the name the program has a certificate for.
func (a *App) host() string {
	switch {
	case len(a.cfg.TLSACME) > 0:
		return a.cfg.TLSACME[0]
	case len(a.cfg.TLSPrivate) > 0:
		return a.cfg.TLSPrivate[0]
	}
	return "localhost"
}

// address is a URL without the port that its scheme means anyway.
func address(scheme, host string, l net.Listener) string {
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return scheme + "://" + joined(scheme, host, port)
}

func joined(scheme, host, port string) string {
	if scheme == "https" && port == "443" || scheme == "http" && port == "80" {
		if strings.Contains(host, ":") {
			return "[" + host + "]"
		}
		return host
	}
	return net.JoinHostPort(host, port)
}

func (a *App) keepCertificate(ctx context.Context) error {
	if a.certs == nil {
		<-ctx.Done()
		return nil
	}
	return a.certs.Run(ctx)
}

// trust is what the pages say about the private CA.
func (a *App) trust() *web.Trust {
	if a.certs == nil || a.certs.Root() == nil || a.plain == nil {
		return nil
	}
	return &web.Trust{Root: a.certs.Root(), URL: address("http", a.host(), a.plain) + "/trust", Home: address("https", a.host(), a.listener)}
}

// plainDoor serves what has to work before a device trusts us, and sends
// everything else to TLS: nothing that carries a secret is read here.
func (a *App) plainDoor() *http.Server {
	people := a.Web.Handler()
	private := a.certs.Mode() == cert.Private
	door := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		read := r.Method == http.MethodGet || r.Method == http.MethodHead
		switch path := r.URL.Path; {
		case private && read && path == "/":
			http.Redirect(w, r, "/trust", http.StatusSeeOther)
		case private && read && (path == "/trust" || strings.HasPrefix(path, "/trust/") || strings.HasPrefix(path, "/static/")):
			people.ServeHTTP(w, r)
		case !read: // what it carried has been read by everybody on the way: do not make it work
			http.Error(w, "https only", http.StatusForbidden)
		default:
			host := r.Host
			if h, _, err := net.SplitHostPort(host); err == nil {
				host = h
			}
			host = strings.Trim(host, "[]")
			if host == "" || strings.ContainsAny(host, "/\\@?# ") {
				http.Error(w, "bad host", http.StatusBadRequest)
				return
			}
			_, port, _ := net.SplitHostPort(a.listener.Addr().String())
			w.Header().Set("Cache-Control", "no-store")
			http.Redirect(w, r, "https://"+joined("https", host, port)+r.URL.RequestURI(), http.StatusPermanentRedirect)
		}
	})
	return &http.Server{Handler: a.certs.Plain(door), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, MaxHeaderBytes: 16 << 10, ErrorLog: a.server.ErrorLog, ConnState: a.limit.ConnState}
}

// machines listens for a library's self-check machines, where the settings say so.
func (a *App) machines() (list []net.Listener, err error) {
	for _, door := range []struct {
		addr, name string
		tls        bool
	}{{a.cfg.SIP2, "YUNKA_SIP2", false}, {a.cfg.SIP2TLS, "YUNKA_SIP2_TLS", true}} {
		if door.addr == "" {
			continue
		}
		l, err := listen(door.addr, door.name)
		if err != nil {
			return nil, err
		}
		a.closers = append(a.closers, func() error { _ = l.Close(); return nil }) // serving has closed it
		if door.tls {
			config := a.certs.TLS().Clone()
			config.NextProtos = nil // it is no http
			l = tls.NewListener(l, config)
		}
		list = append(list, l)
	}
	return list, nil
}

// TrustURL is where devices install the private CA's root; "" without one.
func (a *App) TrustURL() string {
	if a.Web.Trust == nil {
		return ""
	}
	return a.Web.Trust.URL
}

// PlainURL is the plain door beside TLS; "" without one.
func (a *App) PlainURL() string {
	if a.plain == nil {
		return ""
	}
	return address("http", "localhost", a.plain)
}

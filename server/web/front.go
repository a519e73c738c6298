package web

import (
	"net/http"
	"net/netip"
	"strings"
)

// front is one request's view of this server: the address it was asked for and the one
// that browsers know. A proxy may write another Host than the browser did.
type front struct {
	asked string // scheme and host that the request asks for: behind a proxy, the proxy's word
	known string // Deps.URL; "" without one
}

func (s *Kit) front(r *http.Request) front {
	if s.Secure {
		return front{"https://" + r.Host, s.URL}
	}
	return front{"http://" + r.Host, s.URL}
}

// Address is this server's address as the asking browser knows it.
func (s *Kit) Address(r *http.Request) string { return s.front(r).origins()[0] }

// origins are the addresses whose pages may open a socket here: the one browsers know,
// and the one the request asks for.
func (f front) origins() []string {
	if f.known != "" && f.known != f.asked {
		return []string{f.known, f.asked}
	}
	return []string{f.asked}
}

// sockets are our own WebSocket origins. A Host that is not a plain name and port
// stays out of the policy: ";" would end the directive.
func (f front) sockets() string {
	var list []string
	for _, o := range f.origins() {
		scheme, host, _ := strings.Cut(o, "://")
		if plainHost(host) {
			list = append(list, strings.Replace(scheme, "http", "ws", 1)+"://"+host)
		}
	}
	return strings.Join(list, " ")
}

func plainHost(host string) bool {
	for _, c := range host {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !strings.ContainsRune(".-:[]", c) {
			return false
		}
	}
	return host != ""
}

// Network is where a request comes from, for limits: an IPv4 address or an
// IPv6 /64, which is one household or one attacker. X-Forwarded-For counts only
// as far as proxies we trust wrote it, from the right.
func (s *Kit) Network(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return "unknown"
	}
	addr := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && within(s.TrustedProxies, addr); i-- {
		hop, ok := hopOf(strings.TrimSpace(hops[i]))
		if !ok {
			break
		}
		addr = hop.Unmap()
	}
	bits := 32
	if addr.Is6() {
		bits = 64
	}
	p, err := addr.WithZone("").Prefix(bits)
	if err != nil {
		return "unknown"
	}
	return p.String()
}

// hopOf reads an address as proxies write it: alone, with a port (Azure's gateways,
// IIS), an IPv6 one in brackets.
func hopOf(text string) (netip.Addr, bool) {
	if a, err := netip.ParseAddrPort(text); err == nil {
		return a.Addr(), true
	}
	a, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	return a, err == nil
}

func within(networks []netip.Prefix, a netip.Addr) bool {
	for _, p := range networks {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

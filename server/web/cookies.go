package web

import (
	"net/http"

	"yunka/views/msg"
	"yunka/views/ui"
)

// TerminalCookie holds a kiosk's token, out of reach of its scripts.
const TerminalCookie = "yunka-terminal"

func (s *Kit) Lang(r *http.Request) string { return string(msg.LangOf(r.Context())) }

// Address is this server's address as the asking browser knows it.
func (s *Kit) Address(r *http.Request) string {
	if s.URL != "" {
		return s.URL
	}
	return s.asked(r)
}

// origins are the addresses whose pages may open a socket here: what the request asks
// for, and what the settings say that browsers ask for.
func (s *Kit) origins(r *http.Request) []string {
	if asked := s.asked(r); s.URL != asked && s.URL != "" {
		return []string{s.URL, asked}
	}
	return []string{s.asked(r)}
}

// asked is the address that a request asks for: behind a proxy, the proxy's word.
func (s *Kit) asked(r *http.Request) string {
	if s.Secure {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// OnlyHere says that an address leads to the computer itself: on paper it leads nowhere.
func OnlyHere(address string) bool { return ui.OnlyHere(address) }

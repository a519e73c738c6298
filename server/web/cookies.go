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
	if s.Secure {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// OnlyHere says that an address leads to the computer itself: on paper it leads nowhere.
func OnlyHere(address string) bool { return ui.OnlyHere(address) }

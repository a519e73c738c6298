package web

import (
	"net/http"

	"yunka/views/msg"
	"yunka/views/ui"
)

// TerminalCookie holds a kiosk's token, out of reach of its scripts.
const TerminalCookie = "yunka-terminal"

func (s *Kit) Lang(r *http.Request) string { return string(msg.LangOf(r.Context())) }

// OnlyHere says that an address leads to the computer itself: on paper it leads nowhere.
func OnlyHere(address string) bool { return ui.OnlyHere(address) }

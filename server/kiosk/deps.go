// Package kiosk is the face of the tablet at a gate: pairing, scans and what staff
// add to them, the guard's shift, the list and the log for when the server is away.
// A kiosk is known by its terminal's token in a cookie (AtKiosk), not by a session.
package kiosk

import (
	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/campus"
	"yunka/server/scan"
	"yunka/server/stats"
	"yunka/server/terminal"
	"yunka/server/web"
)

// Deps is what the kiosk's pages stand on beside the kit.
type Deps struct {
	Campus    *campus.Service
	Terminals *terminal.Service
	Scans     *scan.Service
	Lists     *access.Lists
	Days      *stats.Book
}

// Kiosk has the handlers of its routes.
type Kiosk struct {
	*web.Kit
	Deps
	own   []string          // scenes whose terminals have a look and a script of their own
	sends map[string]string // scene -> the page of its terminals, which is not this one
	also  []string          // files of those pages
}

// Owns says that the screens of a scene's terminals load kiosk-<scene>.css and .js, which
// take over what they want of the answers (kiosk:answer).
func (s *Kiosk) Owns(scene string) { s.own = append(s.own, scene) }

// Sends says that the terminals of a scene have a page of their own, which loads these
// files beside the kiosk's: who pairs one here is sent there.
func (s *Kiosk) Sends(scene rule.Scene, page string, files ...string) {
	s.sends[string(scene)] = page
	s.also = append(s.also, files...)
}

// New makes the face.
func New(kit *web.Kit, d Deps) *Kiosk {
	return &Kiosk{Kit: kit, Deps: d, sends: map[string]string{string(rule.BoardScene): "/board"}}
}

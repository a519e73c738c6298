// Package gate is the scene of gates and rooms: the dashboard and the wall, gates,
// zones and their rules, the calendar, who is inside, conflicts of terminals that
// were alone, and the scans as a file.
package gate

import (
	"yunka/server/console"
	"yunka/server/kiosk"
	"yunka/server/scan"
)

// Gate has the handlers of its routes.
type Gate struct {
	*console.Console
	kiosk *kiosk.Kiosk
	scans *scan.Service
	rolls rolls
}

// New makes the scene on the console and on the kiosks at gates.
func New(c *console.Console, k *kiosk.Kiosk, scans *scan.Service) *Gate {
	return &Gate{Console: c, kiosk: k, scans: scans}
}

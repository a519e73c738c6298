package app

import (
	"yunka/server/attendance"
	"yunka/server/console"
	"yunka/server/gate"
	"yunka/server/inbox"
	"yunka/server/kiosk"
	"yunka/server/scene"
)

// scenes is the one list of them. Nothing else imports a scene.
func scenes(d PageDeps, office *console.Console, kiosks *kiosk.Kiosk) []scene.Scene {
	box := inbox.New(office, nil)
	list := []scene.Scene{
		attendance.New(office).Scene(),
		gate.New(office, kiosks, d.Scans).Scene(),
		box.Scene(),
	}
	box.Take(list)
	return list
}

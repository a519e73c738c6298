package app

import (
	"net"
	"slices"

	"yunka/server/access"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/conns"
	"yunka/server/console"
	"yunka/server/door"
	"yunka/server/kiosk"
	"yunka/server/phone"
	"yunka/server/post"
	"yunka/server/roster"
	"yunka/server/scan"
	"yunka/server/scene"
	"yunka/server/stats"
	"yunka/server/terminal"
	"yunka/server/visit"
	"yunka/server/web"
	"yunka/server/wechatpay"
)

// PageDeps is what the pages stand on.
type PageDeps struct {
	web.Deps
	Campus    *campus.Service
	Roster    *roster.Service
	Cards     *card.Service
	Visits    *visit.Service
	Terminals *terminal.Service
	Scans     *scan.Service
	Lists     *access.Lists
	Posts     *post.Service
	Pay       *wechatpay.Client // nil without a merchant
	SIP2      []net.Listener    // where the library's machines come in; none is off
	Clocks    net.Listener      // where time clocks come in; nil is off
	Limit     *conns.Limit      // on connections of one address; nil for pages alone
}

// Pages puts the faces and the scenes on one kit, and lists the scenes.
func Pages(d PageDeps) (*web.Kit, []scene.Scene) {
	kit, days := web.New(d.Deps), stats.NewBook()
	in := door.New(kit, d.Cards)
	cards := phone.New(kit, d.Cards)
	kiosks := kiosk.New(kit, kiosk.Deps{Campus: d.Campus, Terminals: d.Terminals, Scans: d.Scans, Lists: d.Lists, Days: days})
	office := console.New(kit, days)
	list := scenes(d, office, kiosks)
	office.Take(list)
	cards.Take(list)
	routes := slices.Concat(in.Routes(), cards.Routes(), kiosks.Routes(), office.Routes())
	topics := slices.Concat(cards.Topics(), kiosks.Topics())
	for _, s := range list {
		if d.Scans != nil { // nothing is presented yet
			d.Scans.Take(s.Parts...)
		}
		routes, topics = append(routes, s.Routes...), append(topics, s.Topics...)
	}
	kit.Mount(routes, topics)
	return kit, list
}

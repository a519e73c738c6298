package book

import (
	"context"

	"github.com/a-h/templ"

	"yunka/views/kiosk"
	"yunka/views/layout"
	"yunka/views/msg"
)

func kioskLeaves() []Leaf {
	recent := []kiosk.Recent{
		{Name: "林知夏", Scan: "a", Open: true, Decision: allow, Reason: "OK", At: at(7, 46, 2)},
		{Name: long, Scan: "b", Open: true, Decision: allow, Reason: "OK", At: at(7, 45, 58)},
		{Name: "陈一诺", Scan: "u", Decision: deny, Reason: "STAFF_UNDONE", At: at(7, 45, 45)},
		{Decision: deny, Reason: "CODE_MALFORMED", At: at(7, 45, 40)},
		{Name: "周文静", Decision: confirm, Reason: "PERM_ESCORT_REQUIRED", At: at(7, 45, 30)},
	}
	guard := kiosk.View{Page: page(), Terminal: southOne, Gate: southOne, Direction: "in", Facing: kiosk.Guard, Staff: true, Now: at(7, 46, 8), Recent: recent, Counts: kiosk.Counts{In: 1142, Out: 12, Denied: 17, ToConfirm: 3, AsOf: at(7, 46, 8)}}
	queue := guard
	queue.Page, queue.Facing, queue.Staff = demo(), kiosk.Queue, false
	empty := kiosk.View{Page: page(), Terminal: southTwo, Gate: southTwo, Direction: "unknown", Facing: kiosk.Guard, Now: at(6, 30, 0), Counts: kiosk.Counts{AsOf: at(6, 30, 0)}}
	return []Leaf{
		tablet("kiosk-pair", in(func(ctx context.Context) templ.Component {
			return kiosk.Pair(kiosk.PairView{Page: layout.Page{}, Code: "7K2P9M", Error: msg.PairFailed(ctx), Trust: "http://card.chenghu.lan/trust"})
		})),
		tablet("kiosk-away", kiosk.Away(layout.Page{})),
		tablet("kiosk", kiosk.Page(guard)),
		tablet("kiosk-queue", kiosk.Page(queue)),
		tablet("kiosk-empty", kiosk.Page(empty)),
	}
}

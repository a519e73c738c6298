package book

import (
	"context"

	"github.com/a-h/templ"

	"yunka/views/device"
	"yunka/views/layout"
	"yunka/views/msg"
	"yunka/views/ui"
)

// square is no code that leads anywhere: a picture of one's size.
var square = ui.Code{Size: 29, Path: "M0 0h7v7h-7zM22 0h7v7h-7zM0 22h7v7h-7zM9 9h11v11h-11z"}

func deviceLeaves() []Leaf {
	trust := func(ctx context.Context) device.TrustView {
		v := device.TrustView{Page: layout.Page{}, Code: square, URL: "http://card.chenghu.lan/trust", Home: "https://card.chenghu.lan", Words: "天地玄黄 宇宙洪荒",
			Hex: "1F:E2:0A:93:5C:77:D1:4B:88:02:3E:F6:6D:A9:10:CB:54:3F:97:E8:21:B0:6A:DC:05:7E:C3:92:48:FB:1D:60", Names: []string{"card.chenghu.lan", "192.168.7.5"}, Until: at(9, 0, 0).AddDate(10, 0, 0)}
		if msg.LangOf(ctx) == msg.En {
			v.Words = "lusab babad gutih tugad"
		}
		return v
	}
	return []Leaf{
		phone("device", device.Check(device.View{Page: layout.Page{}, Trust: "http://card.chenghu.lan/trust"})),
		phone("trust", in(func(ctx context.Context) templ.Component { return device.Trust(trust(ctx)) })),
	}
}

package book

import (
	"context"

	"github.com/a-h/templ"

	"yunka/views/device"
	"yunka/views/guest"
	"yunka/views/layout"
	"yunka/views/msg"
	"yunka/views/ui"
)

// square is no code that leads anywhere: a picture of one's size.
// paper is the QR symbol of a pass of zeros and a one.
var paper = ui.Code{Size: 25, Path: "M0 0h7v1h-7zM10 0h2v1h-2zM14 0h3v1h-3zM18 0h7v1h-7zM0 1h1v1h-1zM6 1h1v1h-1zM8 1h2v1h-2zM11 1h3v1h-3zM15 1h1v1h-1zM18 1h1v1h-1zM24 1h1v1h-1zM0 2h1v1h-1zM2 2h3v1h-3zM6 2h1v1h-1zM10 2h3v1h-3zM14 2h1v1h-1zM16 2h1v1h-1zM18 2h1v1h-1zM20 2h3v1h-3zM24 2h1v1h-1zM0 3h1v1h-1zM2 3h3v1h-3zM6 3h1v1h-1zM10 3h2v1h-2zM13 3h1v1h-1zM15 3h1v1h-1zM18 3h1v1h-1zM20 3h3v1h-3zM24 3h1v1h-1zM0 4h1v1h-1zM2 4h3v1h-3zM6 4h1v1h-1zM8 4h7v1h-7zM16 4h1v1h-1zM18 4h1v1h-1zM20 4h3v1h-3zM24 4h1v1h-1zM0 5h1v1h-1zM6 5h1v1h-1zM10 5h1v1h-1zM14 5h2v1h-2zM18 5h1v1h-1zM24 5h1v1h-1zM0 6h7v1h-7zM8 6h1v1h-1zM10 6h1v1h-1zM12 6h1v1h-1zM14 6h1v1h-1zM16 6h1v1h-1zM18 6h7v1h-7zM9 7h1v1h-1zM11 7h1v1h-1zM15 7h1v1h-1zM0 8h1v1h-1zM2 8h1v1h-1zM4 8h1v1h-1zM6 8h1v1h-1zM10 8h1v1h-1zM12 8h1v1h-1zM16 8h1v1h-1zM20 8h1v1h-1zM23 8h1v1h-1zM1 9h4v1h-4zM7 9h1v1h-1zM12 9h2v1h-2zM15 9h1v1h-1zM17 9h1v1h-1zM19 9h1v1h-1zM21 9h1v1h-1zM23 9h1v1h-1zM0 10h4v1h-4zM5 10h2v1h-2zM8 10h1v1h-1zM10 10h1v1h-1zM12 10h1v1h-1zM14 10h1v1h-1zM16 10h1v1h-1zM18 10h1v1h-1zM20 10h1v1h-1zM22 10h1v1h-1zM24 10h1v1h-1zM1 11h1v1h-1zM3 11h1v1h-1zM7 11h2v1h-2zM13 11h3v1h-3zM17 11h1v1h-1zM19 11h1v1h-1zM21 11h1v1h-1zM23 11h1v1h-1zM0 12h1v1h-1zM2 12h1v1h-1zM6 12h6v1h-6zM14 12h1v1h-1zM16 12h1v1h-1zM18 12h1v1h-1zM20 12h1v1h-1zM22 12h1v1h-1zM24 12h1v1h-1zM1 13h1v1h-1zM4 13h2v1h-2zM8 13h2v1h-2zM11 13h1v1h-1zM14 13h2v1h-2zM17 13h1v1h-1zM19 13h1v1h-1zM21 13h1v1h-1zM23 13h2v1h-2zM0 14h1v1h-1zM2 14h6v1h-6zM9 14h2v1h-2zM13 14h1v1h-1zM16 14h1v1h-1zM18 14h1v1h-1zM20 14h1v1h-1zM22 14h1v1h-1zM1 15h2v1h-2zM4 15h2v1h-2zM9 15h3v1h-3zM15 15h1v1h-1zM17 15h1v1h-1zM19 15h1v1h-1zM21 15h1v1h-1zM23 15h1v1h-1zM0 16h1v1h-1zM4 16h1v1h-1zM6 16h1v1h-1zM8 16h1v1h-1zM12 16h1v1h-1zM16 16h5v1h-5zM22 16h2v1h-2zM8 17h1v1h-1zM11 17h3v1h-3zM15 17h2v1h-2zM20 17h2v1h-2zM24 17h1v1h-1zM0 18h7v1h-7zM10 18h3v1h-3zM14 18h1v1h-1zM16 18h1v1h-1zM18 18h1v1h-1zM20 18h1v1h-1zM22 18h3v1h-3zM0 19h1v1h-1zM6 19h1v1h-1zM9 19h1v1h-1zM12 19h5v1h-5zM20 19h2v1h-2zM23 19h2v1h-2zM0 20h1v1h-1zM2 20h3v1h-3zM6 20h1v1h-1zM8 20h1v1h-1zM11 20h1v1h-1zM14 20h1v1h-1zM16 20h5v1h-5zM22 20h1v1h-1zM0 21h1v1h-1zM2 21h3v1h-3zM6 21h1v1h-1zM9 21h1v1h-1zM11 21h1v1h-1zM14 21h2v1h-2zM17 21h1v1h-1zM19 21h1v1h-1zM21 21h1v1h-1zM23 21h1v1h-1zM0 22h1v1h-1zM2 22h3v1h-3zM6 22h1v1h-1zM8 22h1v1h-1zM13 22h1v1h-1zM16 22h1v1h-1zM18 22h1v1h-1zM20 22h1v1h-1zM22 22h1v1h-1zM24 22h1v1h-1zM0 23h1v1h-1zM6 23h1v1h-1zM10 23h2v1h-2zM15 23h1v1h-1zM17 23h1v1h-1zM19 23h1v1h-1zM21 23h1v1h-1zM0 24h7v1h-7zM8 24h3v1h-3zM12 24h1v1h-1zM16 24h1v1h-1zM18 24h1v1h-1zM20 24h1v1h-1zM22 24h1v1h-1zM24 24h1v1h-1z"}

var square = ui.Code{Size: 29, Path: "M0 0h7v7h-7zM22 0h7v7h-7zM0 22h7v7h-7zM9 9h11v11h-11z"}

func deviceLeaves() []Leaf {
	trust := func(ctx context.Context) device.TrustView {
		v := device.TrustView{Page: layout.Page{}, Code: square, URL: "http://card.chenghu.lan/trust", Home: "https://card.chenghu.lan", Words: msg.Pick(ctx,
			"天地玄黄 宇宙洪荒",
			"lusab babad gutih tugad"),
			Hex: "1F:E2:0A:93:5C:77:D1:4B:88:02:3E:F6:6D:A9:10:CB:54:3F:97:E8:21:B0:6A:DC:05:7E:C3:92:48:FB:1D:60", Names: []string{"card.chenghu.lan", "192.168.7.5"}, Until: at(9, 0, 0).AddDate(10, 0, 0)}
		return v
	}
	return []Leaf{
		phone("device", device.Check(device.View{Page: layout.Page{}, Trust: "http://card.chenghu.lan/trust"})),
		phone("device-scanner", device.Scanner(layout.Page{})),
		desk("device-scanner-desk", device.Scanner(layout.Page{})),
		phone("guest", guest.Page(guest.View{Page: layout.Page{SchoolName: school}, Name: "李维修", Host: "陈思远", Zone: "校区", Look: "photo", From: at(8, 0, 0), To: at(10, 0, 0), Code: paper})),
		phone("guest-over", guest.Page(guest.View{Page: layout.Page{SchoolName: school}, Name: long, Host: "陈思远", Zone: "校区", From: at(8, 0, 0), To: at(10, 0, 0).AddDate(0, 0, 1), Over: true})),
		phone("guest-gone", guest.Page(guest.View{})),
		phone("trust", in(func(ctx context.Context) templ.Component { return device.Trust(trust(ctx)) })),
	}
}

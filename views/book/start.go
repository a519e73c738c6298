package book

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"yunka/views/console"
	"yunka/views/msg"
	startview "yunka/views/start"
	terminalsview "yunka/views/terminals"
)

func startLeaves() []Leaf {
	sh := shell()
	sh.Starting, sh.Schools, sh.Rail = true, nil, rail(0, 0, 0, true)
	empty := startview.StartView{Shell: sh, School: school, Zone: "Asia/Shanghai", Now: at(7, 46, 8), Accounts: 1, Home: "https://card.chenghu.lan", KioskCode: square, CardCode: square}
	half := empty
	half.Checked, half.Pupils, half.Parents, half.Gates, half.Terminals = true, 1318, 2106, 2, 1
	wrong := empty
	wrong.Checked, wrong.Pupils = true, 1318
	wrong.Forms = startview.StartForms{Gate: longer, Days: "daily", From: "18:00", To: "06:30", GateError: "开门要早于关门 18:00 – 06:30"}
	done := half
	done.Paired, done.Phones, done.Accounts, done.FirstAt, done.FirstWhere = 1, 1, 3, at(7, 46, 2), southOne
	done.Shell.Page.AsOf = time.Time{}
	return []Leaf{
		desk("console-guide", startview.Start(empty)),
		desk("console-guide-half", startview.Start(half)),
		desk("console-guide-wrong", startview.Start(wrong)),
		desk("console-guide-done", startview.Start(done)),
		desk("console-terminals-trust", in(func(ctx context.Context) templ.Component {
			words := msg.Pick(ctx, "天地玄黄 宇宙洪荒", "lusab babad gutih tugad")
			return terminalsview.Terminals(terminalsview.TerminalsView{Shell: sh, Rows: terminals(), Gates: []console.Option{{Value: "g1", Text: southOne}}, Trust: &terminalsview.Trust{URL: "http://card.chenghu.lan/trust", Words: words, Code: square}})
		})),
	}
}

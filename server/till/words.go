package till

import (
	"context"

	"yunka/server/fault"
	"yunka/server/outbox"
	"yunka/server/sale"
	"yunka/views/msg"
)

// notices are the words of what is told of money.
var notices = []outbox.Kind{
	{
		Kind: sale.NoticeLow, Name: func(ctx context.Context) string { return msg.Pick(ctx, "余额不多了", "Low balance") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			var d sale.Low
			t.Read(&d)
			left, below := msg.Yuan(d.Left), msg.Yuan(d.Below)
			return outbox.Text{Title: msg.Pick(ctx, t.Name+" 的钱包还有 "+left, t.Name+" has "+left+" left"),
				Body: msg.Pick(ctx, "低于您设的 "+below, "Less than "+below+", as you asked to be told"), Link: "/wallet/" + t.About, Do: msg.Pick(ctx, "去充值", "Top up")}
		},
	},
}

func actionWords(ctx context.Context, action string) string {
	if action == "till.shift" {
		return msg.Pick(ctx, "在收银机当班", "Began a shift at a till")
	}
	return ""
}

func faultWords(ctx context.Context, f *fault.Error) string {
	switch f.Code {
	case "till_shift":
		return msg.Pick(ctx, "还没有人当班，请先输密码。", "Nobody is on shift: type a PIN first.")
	case "charge":
		return msg.Pick(ctx, "金额要在 0.01 到 999.99 元之间，还要有码或卡。", "An amount of 0.01 to 999.99 yuan, and a code or a chip.")
	case "not_received":
		return msg.Pick(ctx, "这一笔没有到，以后也不会收。", "It has not arrived, and will not be taken any more.")
	}
	return ""
}

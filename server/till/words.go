package till

import (
	"context"

	"yunka/server/outbox"
	"yunka/views/msg"
)

// notices are the words of what is told of money.
var notices = []outbox.Kind{
	{
		Kind: NoticeLow, Name: func(ctx context.Context) string { return msg.Pick(ctx, "余额不多了", "Low balance") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			var d Low
			t.Read(&d)
			left, below := msg.Yuan(d.Left), msg.Yuan(d.Below)
			return outbox.Text{Title: msg.Pick(ctx, t.Name+" 的钱包还有 "+left, t.Name+" has "+left+" left"),
				Body: msg.Pick(ctx, "低于您设的 "+below, "Less than "+below+", as you asked to be told"), Link: "/wallet/" + t.About, Do: msg.Pick(ctx, "去充值", "Top up")}
		},
	},
}

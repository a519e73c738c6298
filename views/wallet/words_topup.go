package wallet

import (
	"context"
	"fmt"
	"net/url"
	"strconv"

	"yunka/views/msg"
)

// orderStates are what the office's list shows; "trouble" is what somebody must look at.
var orderStates = []string{"", "trouble", "paid", "paying", "closed", "failed", "disputed", "returning", "returned", "stuck"}

func isOpen(o Order) bool { return o.State == "created" || o.State == "paying" }

func who(name, class string) string {
	if class == "" {
		return name
	}
	return name + " " + class
}

func topUpTitle(ctx context.Context) string  { return msg.Pick(ctx, "充值", "Top up") }
func topUpsTitle(ctx context.Context) string { return msg.Pick(ctx, "充值", "Top-ups") }
func topUpOf(ctx context.Context, name string) string {
	return msg.Pick(ctx, "给 "+name+" 充值", "Top up for "+name)
}
func howMuch(ctx context.Context) string { return msg.Pick(ctx, "充多少", "How much") }
func thenHas(ctx context.Context, fen int64) string {
	return msg.Pick(ctx, "充后余额 "+bare(fen), "Then "+bare(fen))
}
func otherLabel(ctx context.Context) string {
	return msg.Pick(ctx, "其他金额（元）", "Another amount, in yuan")
}
func otherHint(ctx context.Context) string {
	return msg.Pick(ctx, "填了就按这个金额充。每次 1 到 2,000 元，一天最多 5,000 元。", "Filled in, this counts. From 1 to 2,000, at most 5,000 a day.")
}
func payHere(ctx context.Context) string {
	return msg.Pick(ctx, "用这部手机的微信付", "Pay with WeChat on this phone")
}
func payInside(ctx context.Context) string {
	return msg.Pick(ctx, "微信支付", "Pay with WeChat")
}
func onlyInside(ctx context.Context) string {
	return msg.Pick(ctx, "这笔要在微信里付：请在微信里打开这一页。", "This one is paid inside WeChat: open this page there.")
}
func notPaidYet(ctx context.Context) string {
	return msg.Pick(ctx, "还没有付款，可以再点一次。", "Not paid yet. You can press again.")
}
func wechatFailed(ctx context.Context) string {
	return msg.Pick(ctx, "微信没有打开付款，请返回上一页重新下单。", "WeChat did not open the payment. Go back and order again.")
}
func payByCode(ctx context.Context) string {
	return msg.Pick(ctx, "出二维码，用另一部手机扫", "Show a code for another phone")
}
func topUpHint(ctx context.Context) string {
	return msg.Pick(ctx, "钱进学校的钱包，只在学校里用；离校时到财务窗口退。", "The money is for paying at school. What is left is paid out at the cash desk on leaving.")
}
func openOrder(ctx context.Context, o Order) string {
	return msg.Pick(ctx, "还没付的 "+msg.Yuan(o.Amount), msg.Yuan(o.Amount)+" not paid yet")
}
func openUntil(ctx context.Context, o Order) string {
	return msg.Pick(ctx, msg.Clock(o.Until)+" 前有效", "until "+msg.Clock(o.Until))
}

func orderTitle(ctx context.Context, o Order) string {
	switch o.State {
	case "created", "paying":
		return msg.Pick(ctx, "等待付款", "Waiting to be paid")
	case "paid":
		return msg.Pick(ctx, "已到账", "Credited")
	case "closed":
		return msg.Pick(ctx, "已过期，没有付款", "Over, and not paid")
	case "failed":
		return msg.Pick(ctx, "没有付成，钱没有动", "Not paid, no money has moved")
	case "disputed":
		if o.Got == o.Amount {
			return msg.Pick(ctx, "学校正在核对这笔充值", "The school is looking at this top-up")
		}
		return msg.Pick(ctx, "金额不对，学校正在核对", "Another amount was paid: the school is looking at it")
	case "returning":
		return msg.Pick(ctx, "正在原路退回", "On its way back to you")
	case "returned":
		return msg.Pick(ctx, "已原路退回", "Paid back")
	}
	return msg.Pick(ctx, "退回没有成功，请找学校财务", "It could not be paid back: ask the school's finance office")
}

// orderSum is what was asked for, until something was paid.
func orderSum(o Order) int64 {
	if o.Got > 0 {
		return o.Got
	}
	return o.Amount
}

func orderText(ctx context.Context, v OrderView) string {
	switch o := v.Order; o.State {
	case "created", "paying":
		if o.Link == "" {
			return msg.Pick(ctx, "微信支付还没有回应，没有扣钱。请返回重新充值。", "WeChat Pay has not answered, nothing was charged. Go back and start again.")
		}
		return msg.Pick(ctx, "付完这里会自己变成「已到账」。", "When it is paid this page says so by itself.")
	case "paid":
		return msg.Pick(ctx, "余额现在是 "+msg.Yuan(v.Has), "The balance is now "+msg.Yuan(v.Has))
	case "closed":
		return msg.Pick(ctx, "要充值请重新来一次。如果您其实付了，钱到了还会入账。", "Start again to top up. If you did pay, it is credited when it arrives.")
	case "failed":
		return msg.Pick(ctx, "微信支付没有接受这笔。请稍后再试，或到学校财务窗口充值。", "WeChat Pay refused it. Try again later, or top up at the school's cash desk.")
	case "disputed":
		if o.Got == o.Amount {
			return msg.Pick(ctx, "微信支付说这笔钱退过。核对好之前不入账。", "WeChat Pay says that it was paid back. It is not credited before that is clear.")
		}
		return msg.Pick(ctx, "您要充 "+msg.Yuan(o.Amount)+"，实付 "+msg.Yuan(o.Got)+"。核对好之前不入账。", msg.Yuan(o.Amount)+" was asked for, "+msg.Yuan(o.Got)+" was paid. It is not credited before that is clear.")
	case "returning", "returned":
		return msg.Pick(ctx, "付款时钱包已经不能用了，钱退回付款的账户。", "The wallet was closed when it was paid: the money goes back to the account that paid.")
	}
	return msg.Pick(ctx, "付款的账户可能已经注销。钱在学校这里，没有丢。", "The account that paid may be closed. The school has the money, it is not lost.")
}

func openWechat(ctx context.Context) string {
	return msg.Pick(ctx, "打开微信付款", "Open WeChat and pay")
}
func scanWechat(ctx context.Context) string {
	return msg.Pick(ctx, "用微信「扫一扫」付款", "Scan it with WeChat to pay")
}
func lapses(ctx context.Context, o Order) string {
	return msg.Pick(ctx, msg.Clock(o.Until)+" 前付有效", "It can be paid until "+msg.Clock(o.Until))
}
func mayClose(ctx context.Context) string {
	return msg.Pick(ctx, "付过了就不要再付一次；关掉这页也会到账。", "Do not pay twice. You may close this page: it is credited all the same.")
}
func orderNumber(ctx context.Context, o Order) string {
	return msg.Pick(ctx, "订单号 "+o.ID, "Order "+o.ID)
}

func orderState(ctx context.Context, state string) string {
	switch state {
	case "":
		return msg.Pick(ctx, "全部", "All")
	case "trouble":
		return msg.Pick(ctx, "要处理的", "To look at")
	case "created", "paying":
		return msg.Pick(ctx, "等待付款", "Waiting to be paid")
	case "paid":
		return msg.Pick(ctx, "已到账", "Credited")
	case "closed":
		return msg.Pick(ctx, "过期没付", "Not paid")
	case "failed":
		return msg.Pick(ctx, "下单失败", "Refused")
	case "disputed":
		return msg.Pick(ctx, "要核对", "To be checked")
	case "returning":
		return msg.Pick(ctx, "退回中", "Going back")
	case "returned":
		return msg.Pick(ctx, "已退回", "Paid back")
	}
	return msg.Pick(ctx, "退回失败", "Could not go back")
}

func orderNote(ctx context.Context, o Order) string {
	switch o.State {
	case "disputed":
		return msg.Pick(ctx, "实付 "+bare(o.Got)+"，挂在长款里", bare(o.Got)+" was paid, kept in suspense")
	case "failed", "stuck":
		return o.Reason
	}
	return ""
}

func searchTopUps(ctx context.Context) string {
	return msg.Pick(ctx, "姓名或订单号", "Name or order")
}
func colFor(ctx context.Context) string    { return msg.Pick(ctx, "给谁", "For") }
func colNumber(ctx context.Context) string { return msg.Pick(ctx, "订单号", "Order") }
func noTopUps(ctx context.Context) string {
	return msg.Pick(ctx, "没有这样的充值", "No such top-ups")
}
func noTopUpsText(ctx context.Context, on bool) string {
	if !on {
		return msg.Pick(ctx, "还没有接微信支付的商户号，家长只能到财务窗口充值。怎么接写在 README 里。", "There is no merchant of WeChat Pay yet, so people top up at the cash desk. The README says how to set one up.")
	}
	return msg.Pick(ctx, "换个日期或状态再看。家长在孩子的钱包里充值。", "Try other days or states. Families top up in the child's wallet.")
}
func topUpsCount(ctx context.Context, v TopUpsView) string {
	return msg.Pick(ctx, "共 "+msg.Count(v.N)+" 笔，到账 "+msg.Yuan(v.Sum), msg.Count(v.N)+" orders, "+msg.Yuan(v.Sum)+" credited")
}
func troubleText(ctx context.Context, n int) string {
	return msg.Pick(ctx, msg.Count(n)+" 笔微信支付的钱要人处理：先到微信支付商户平台核对单号", msg.Count(n)+" sums of WeChat Pay need somebody: look up their numbers at its merchant site first")
}

// WaitingTopUps is the line of what waits for the finance office.
func WaitingTopUps(ctx context.Context) string {
	return msg.Pick(ctx, "微信支付的钱要处理", "Money of WeChat Pay to look at")
}

func topUpsQuery(v TopUpsView, offset int) string {
	q := url.Values{"from": {v.From}, "to": {v.To}}
	for name, s := range map[string]string{"state": v.State, "q": v.Search} {
		if s != "" {
			q.Set(name, s)
		}
	}
	if offset > 0 {
		q.Set("offset", strconv.Itoa(offset))
	}
	return "?" + q.Encode()
}

// topUpsNext is the next page; "" if this is the last.
func topUpsNext(v TopUpsView) string {
	if v.Offset+len(v.List) >= v.N {
		return ""
	}
	return v.Shell.Path("/money/topups") + topUpsQuery(v, v.Offset+v.Limit)
}

func troubleWhat(ctx context.Context, t Trouble) string {
	switch {
	case t.State == "stuck":
		return msg.Pick(ctx, "微信支付退不回去："+t.Reason, "WeChat Pay could not give it back: "+t.Reason)
	case t.Asked > 0:
		return msg.Pick(ctx, "付的不是要的 "+msg.Yuan(t.Asked)+"，放在待查里", "Not the "+msg.Yuan(t.Asked)+" that was asked for: it lies in suspense")
	}
	return msg.Pick(ctx, "付的和收银台要的不一样，放在待查里", "Not what the till asked for: it lies in suspense")
}

func troubleWhere(ctx context.Context, t Trouble) string {
	at := msg.Stamp(ctx, t.At)
	if t.Seq > 0 {
		at = msg.Joined(ctx, at, fmt.Sprintf(msg.Pick(ctx, "第 %d 号", "Number %d"), t.Seq))
	}
	if t.WechatID == "" {
		return at
	}
	return msg.Joined(ctx, at, msg.Pick(ctx, "微信支付单号 ", "WeChat Pay's number ")+t.WechatID)
}

func troubleWay(ctx context.Context, way string) string {
	switch way {
	case "wallet":
		return msg.Pick(ctx, "存进钱包", "Into the wallet")
	case "again":
		return msg.Pick(ctx, "再退一次", "Give back again")
	}
	return msg.Pick(ctx, "已在窗口退现金", "Paid out in cash")
}

func troubleAsk(ctx context.Context) string {
	return msg.Pick(ctx, "做了就不能撤销。确定？", "This cannot be undone. Go on?")
}

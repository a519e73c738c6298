package wallet

import (
	"context"
	"time"

	"yunka/server/reason"
	"yunka/views/layout"
	"yunka/views/msg"
)

// PayPath is a sale that waits for somebody's pay PIN.
func PayPath(person, sale string) string { return Path(person) + "/pay/" + sale }

// PINPath sets somebody's pay PIN.
func PINPath(person string) string { return Path(person) + "/pin" }

// AsksID is the element of AsksView.
func AsksID(person string) string { return "asks-" + person }

// AsksView is what a till asks somebody to pay now; the zero Sale is nothing.
type AsksView struct {
	ID    string
	Sale  Sale
	Until time.Time
}

// PayView is /wallet/<person>/pay/<sale>.
type PayView struct {
	Page    layout.Page
	ID      string
	Sale    Sale
	Until   time.Time
	Waiting bool // it can be answered
	Voided  bool // its till took it back
	HasPIN  bool
	Problem string
}

func payPIN(ctx context.Context) string { return msg.Pick(ctx, "付款密码", "Pay PIN") }
func pinState(ctx context.Context, has bool) string {
	if has {
		return msg.Pick(ctx, "已设，可以改", "Set: change it")
	}
	return msg.Pick(ctx, "还没有设", "Not set yet")
}

func asksTitle(ctx context.Context, s Sale) string {
	return msg.Pick(ctx, "付 "+msg.Yuan(s.Amount)+"，输付款密码", "Pay "+msg.Yuan(s.Amount)+": your PIN")
}

func payTitle(ctx context.Context, v PayView) string {
	switch {
	case v.Waiting:
		return msg.Pick(ctx, "付这一笔？", "Pay this?")
	case v.Sale.State == "paid":
		return msg.Pick(ctx, "已付款", "Paid")
	}
	return msg.Pick(ctx, "没有付", "Not paid")
}

func payText(ctx context.Context, v PayView) string {
	switch {
	case v.Waiting:
		return msg.Pick(ctx, "到 "+msg.Second(v.Until)+" 为止", "Until "+msg.Second(v.Until))
	case v.Sale.State == "paid":
		return msg.Stamp(ctx, v.Sale.At)
	case v.Voided:
		return msg.Pick(ctx, "收银员取消了，钱没有动", "The till took it back, no money has moved")
	case v.Sale.Reason == "PAY_PIN":
		return msg.Pick(ctx, "钱没有动。要付就回收银台再扫一次", "No money has moved. To pay, go back to the till and scan again")
	}
	return msg.Pick(ctx, "钱没有动："+msg.Reason(ctx, reason.Code(v.Sale.Reason)), "No money has moved: "+msg.Reason(ctx, reason.Code(v.Sale.Reason)))
}

func payWhere(s Sale) string { return s.Merchant + " · " + s.Till }

func yesPay(ctx context.Context, s Sale) string {
	return msg.Pick(ctx, "付 "+msg.Yuan(s.Amount), "Pay "+msg.Yuan(s.Amount))
}
func noPay(ctx context.Context) string { return msg.Pick(ctx, "不付", "Do not pay") }
func setPINFirst(ctx context.Context) string {
	return msg.Pick(ctx, "先设付款密码", "Set a pay PIN first")
}
func setPINText(ctx context.Context) string {
	return msg.Pick(ctx, "学校对较大的金额要求付款密码，您还没有设。设好就回到这一笔。", "The school asks for a pay PIN above a sum, and you have none yet. Set it, and you come back here.")
}
func backToCard(ctx context.Context) string {
	return msg.Pick(ctx, "回到校园卡", "Back to the card")
}

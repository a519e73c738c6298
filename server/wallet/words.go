package wallet

import (
	"context"
	"unicode/utf8"

	"yunka/server/fault"
	"yunka/views/msg"
)

func doneWords(ctx context.Context, word string) string {
	switch word {
	case "wallet-limited":
		return msg.Pick(ctx, "限额已保存，立刻生效", "Limits saved and at work")
	case "paypin-set":
		return msg.Pick(ctx, "付款密码已保存", "Pay PIN saved")
	case "trouble-ended":
		return msg.Pick(ctx, "已处理", "Done")
	case "trouble-over":
		return msg.Pick(ctx, "没有做成：已经有人处理了，或者钱包已经注销", "Not done: somebody has seen to it already, or the wallet is closed")
	case "topped-up":
		return msg.Pick(ctx, "已充值", "Topped up")
	case "paid-out":
		return msg.Pick(ctx, "已退出余额并注销", "Paid out and closed")
	case "refund-done":
		return msg.Pick(ctx, "已退款", "Paid back")
	case "refund-asked":
		return msg.Pick(ctx, "金额较大，等第二个人同意", "A large sum: a second person has to agree")
	case "refund-refused":
		return msg.Pick(ctx, "没有同意退款", "The refund was refused")
	case "merchant-added":
		return msg.Pick(ctx, "商户已添加", "Merchant added")
	case "merchant-changed":
		return msg.Pick(ctx, "商户已修改", "Merchant changed")
	case "till-bound":
		return msg.Pick(ctx, "终端已绑定商户", "The till has its merchant")
	case "money-set":
		return msg.Pick(ctx, "付款规则已保存", "Rules saved")
	case "subsidy-given":
		return msg.Pick(ctx, "补贴已发放", "Subsidy given")
	}
	return ""
}

func actionWords(ctx context.Context, verb string) string {
	switch verb {
	case "wallet.limited":
		return msg.Pick(ctx, "改了消费限额", "Changed limits")
	case "paypin.set":
		return msg.Pick(ctx, "设了付款密码", "Set a pay PIN")
	case "wallet.topped_up":
		return msg.Pick(ctx, "充值", "Topped up")
	case "wallet.closed":
		return msg.Pick(ctx, "退出余额并注销钱包", "Paid out and closed a wallet")
	case "topup.asked":
		return msg.Pick(ctx, "要用微信充值", "Asked to top up by WeChat Pay")
	case "topup.disputed":
		return msg.Pick(ctx, "充值的金额不对", "Another amount was paid than was asked for")
	case "topup.returning":
		return msg.Pick(ctx, "充值来晚了，退回付款人", "A top-up came too late and goes back")
	case "topup.returned":
		return msg.Pick(ctx, "充值已退回付款人", "A top-up was paid back")
	case "topup.resolved":
		return msg.Pick(ctx, "处理了微信支付的一笔钱", "Saw to money of WeChat Pay")
	case "topup.stuck":
		return msg.Pick(ctx, "充值退不回去", "A top-up could not be paid back")
	case "money.viewed":
		return msg.Pick(ctx, "看了收支", "Looked at money")
	case "money.exported":
		return msg.Pick(ctx, "导出了流水", "Exported sales")
	case "money.set":
		return msg.Pick(ctx, "改了付款规则", "Changed how the school pays")
	case "money.subsidy":
		return msg.Pick(ctx, "发了补贴", "Gave a subsidy")
	case "merchant.added":
		return msg.Pick(ctx, "加了商户", "Added a merchant")
	case "merchant.changed":
		return msg.Pick(ctx, "改了商户", "Changed a merchant")
	case "till.bound":
		return msg.Pick(ctx, "给终端绑定商户", "Gave a till its merchant")
	case "sale.voided":
		return msg.Pick(ctx, "撤销了一笔消费", "Took a sale back")
	case "refund.asked":
		return msg.Pick(ctx, "提出退款", "Asked for a refund")
	case "refund.done":
		return msg.Pick(ctx, "退款", "Paid back")
	case "refund.refused":
		return msg.Pick(ctx, "没有同意退款", "Refused a refund")
	}
	return ""
}

func faultWords(ctx context.Context, f *fault.Error) string {
	switch f.Code {
	case "purse_rule":
		return msg.Pick(ctx, "限额写成元，最多两位小数，不超过 1,000 元；空着就是不限。", "Limits are yuan with at most two decimals, at most 1,000; empty is none.")
	case "purse_amount":
		return msg.Pick(ctx, "金额写成元，最多两位小数，大于 0，每次不超过 2,000 元。", "An amount is yuan with at most two decimals, more than 0 and at most 2,000 at once.")
	case "topup_off":
		return msg.Pick(ctx, "学校还没有接微信支付。请到学校财务窗口充值。", "The school has no WeChat Pay yet. Top up at its cash desk.")
	case "topup_amount":
		return msg.Pick(ctx, "金额写成元，最多两位小数，1 到 2,000 元。", "An amount is yuan with at most two decimals, from 1 to 2,000.")
	case "topup_day":
		return msg.Pick(ctx, "一天最多充 5,000 元，没付的订单也算。", "At most 5,000 a day, with the orders that are not paid yet.")
	case "topup_left":
		return msg.Pick(ctx, "已经不在这个学校，不能再充值。", "No longer at this school: nothing can be topped up.")
	case "topup_key":
		return msg.Pick(ctx, "这一页已经用过了，请再按一次。", "This page was used already. Press once more.")
	case "topup_refused":
		return msg.Pick(ctx, "微信支付没有接受，钱没有动。请稍后再试，或到学校财务窗口充值。", "WeChat Pay refused, no money has moved. Try again later, or top up at the school's cash desk.")
	case "topup_way":
		return msg.Pick(ctx, "已经有人处理了。", "Somebody has seen to it already.")
	case "topup_unknown":
		return msg.Pick(ctx, "微信支付没有回应，稍后自动再问。", "WeChat Pay has not answered and is asked again.")
	case "callback":
		return msg.Pick(ctx, "这不是微信支付发来的。", "This was not sent by WeChat Pay.")
	case "pay_over":
		return msg.Pick(ctx, "时间过了，这一笔没有付。请回收银台再扫一次。", "Too late: nothing was paid. Go back to the till and scan again.")
	case "pin_none":
		return msg.Pick(ctx, "还没有设付款密码。", "No pay PIN has been set yet.")
	case "pin_wrong":
		return msg.Pick(ctx, "付款密码不对。", "That pay PIN is wrong.")
	case "pin_invalid":
		return msg.Pick(ctx, "付款密码是 6 到 8 位数字", "A pay PIN has 6 to 8 digits")
	case "purse_full":
		return msg.Pick(ctx, "钱包最多放 10,000 元。", "A wallet holds at most 10,000.")
	case "purse_closed":
		return msg.Pick(ctx, "钱包已经注销。", "The wallet is closed.")
	case "purse_held":
		return msg.Pick(ctx, "还有一笔在付，稍后再试。", "A sale is still waiting. Try again in a moment.")
	case "purse_subsidy":
		return msg.Pick(ctx, "补贴要有名称（40 字以内）、每人的金额和还没过的日期。", "A subsidy has a name of at most 40 characters, an amount for each and a day that has not passed.")
	case "merchant":
		return msg.Pick(ctx, "商户要有名称，最多 40 字。", "A merchant has a name of at most 40 characters.")
	case "refund":
		return msg.Pick(ctx, "写明退多少和为什么（100 字以内）。", "Say how much and why, in at most 100 characters.")
	case "refund_exceeds":
		return msg.Pick(ctx, "退的比付的多，或者已经在退了。", "That is more than was paid, or it is being paid back already.")
	case "refund_own":
		return msg.Pick(ctx, "自己提出的退款要别人同意。", "Somebody else agrees to your refund.")
	case "refund_answered":
		return msg.Pick(ctx, "已经有人答复了。", "Somebody has answered already.")
	case "sale_day":
		return msg.Pick(ctx, "过了当天，请改为退款。", "After its day it is a refund.")
	case "sale_refunded":
		return msg.Pick(ctx, "已经退过一部分，请把其余的也退款。", "A part was paid back: refund the rest.")
	case "sale_seq", "sale_rows":
		return msg.Pick(ctx, "终端发来的序号不对。", "The till sent a wrong number.")
	}
	return ""
}

// orderText is what the payer reads at WeChat Pay, at most 127 bytes there.
func orderText(ctx context.Context, school string) string {
	text := msg.Pick(ctx, "校园卡充值 ", "Campus card top-up ") + school
	for len(text) > 120 {
		_, n := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-n]
	}
	return text
}

func accountPassword(ctx context.Context) string {
	return msg.Pick(ctx, "登录密码", "Your login's password")
}
func payPIN(ctx context.Context) string { return msg.Pick(ctx, "付款密码", "Pay PIN") }
func payPINHint(ctx context.Context) string {
	return msg.Pick(ctx, "6 到 8 位数字，不要用生日或连号", "6 to 8 digits, no birthday and no sequence")
}
func payPINTitle(ctx context.Context) string {
	return msg.Pick(ctx, "设付款密码", "Set a pay PIN")
}
func payPINLead(ctx context.Context) string {
	return msg.Pick(ctx, "金额较大时，在手机上输这个密码才付款", "Larger sums are paid only after this PIN is typed on the phone")
}
func savePIN(ctx context.Context) string { return msg.Pick(ctx, "保存", "Save") }

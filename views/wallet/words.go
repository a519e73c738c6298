package wallet

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"yunka/server/reason"
	"yunka/views/msg"
	"yunka/views/ui"
)

func has(list []string, s string) bool { return slices.Contains(list, s) }

// bare is an amount beside a sign that says what it is of: 1,234.50.
func bare(fen int64) string { return strings.Replace(msg.Yuan(fen), "¥", "", 1) }

func signed(fen int64) string {
	if fen > 0 {
		return "+" + bare(fen)
	}
	return strings.Replace(bare(fen), "-", "−", 1)
}

func navMoney(ctx context.Context) string    { return msg.Pick(ctx, "收支", "Money") }
func walletTitle(ctx context.Context) string { return msg.Pick(ctx, "钱包", "Wallet") }
func balance(ctx context.Context) string     { return msg.Pick(ctx, "余额", "Balance") }
func walletOf(ctx context.Context, v WalletView) string {
	return msg.Pick(ctx, v.Name+" 的钱包", "Wallet of "+v.Name)
}

func entryHint(ctx context.Context, p Purse) string {
	switch {
	case p.Closed:
		return msg.Pick(ctx, "已注销", "Closed")
	case !p.Open:
		return msg.Pick(ctx, "还没有钱", "Nothing yet")
	}
	return msg.Yuan(p.Has)
}

func purseHint(ctx context.Context, v WalletView) string {
	switch {
	case v.Purse.Closed:
		return msg.Pick(ctx, "钱包已注销，余额退过了", "The wallet is closed, the balance was paid out")
	case !v.Purse.Open || v.Purse.Has == 0:
		if v.Online {
			return msg.Pick(ctx, "充值后就能付款", "Top up, then it pays")
		}
		return msg.Pick(ctx, "到学校财务窗口充值后就能付款", "Top up at the school's cash desk, then it pays")
	case v.Rule.Low > 0 && v.Purse.Has < v.Rule.Low:
		return msg.Pick(ctx, "低于您设的 "+msg.Yuan(v.Rule.Low), "Less than the "+msg.Yuan(v.Rule.Low)+" that you set")
	}
	return msg.Pick(ctx, "用付款码或校园卡付款", "Pays by the payment code or the campus card")
}

func subsidyRule(ctx context.Context) string {
	return msg.Pick(ctx, "只用在食堂，先用它再用余额", "For the canteen only, spent before the balance")
}

func subsidyUntil(ctx context.Context, s Subsidy) string {
	return msg.Pick(ctx, msg.Day(ctx, s.Until)+" 到期，还有 "+strconv.Itoa(s.Days)+" 天", "Until "+msg.Day(ctx, s.Until)+", "+msg.Things(s.Days, "day", "days")+" left")
}

func todayTitle(ctx context.Context) string { return msg.Pick(ctx, "今天的消费", "Spent today") }
func nothingToday(ctx context.Context) string {
	return msg.Pick(ctx, "今天还没有消费", "Nothing was bought today")
}

func todaySum(ctx context.Context, v WalletView) string {
	if v.Rule.PerDay > 0 {
		return msg.Pick(ctx, "用了 "+msg.Yuan(v.Spent)+"，每天最多 "+msg.Yuan(v.Rule.PerDay), msg.Yuan(v.Spent)+" of "+msg.Yuan(v.Rule.PerDay)+" a day")
	}
	return msg.Yuan(v.Spent)
}

func saleIcon(s Sale) ui.Name {
	if s.State == "paid" {
		return ui.IconAllowed
	}
	return ui.IconDenied
}

func saleTitle(ctx context.Context, s Sale) string {
	if s.Meal != "" {
		return msg.Joined(ctx, MealName(ctx, s.Meal), s.Merchant)
	}
	return s.Merchant
}

func saleAmount(ctx context.Context, s Sale) string {
	switch {
	case s.State != "paid":
		return msg.Pick(ctx, "没有付成", "Not paid")
	case s.Refunded == s.Amount:
		return msg.Pick(ctx, "已退", "Refunded")
	case s.Refunded > 0:
		return bare(s.Amount - s.Refunded)
	}
	return bare(s.Amount)
}

func saleWhere(ctx context.Context, s Sale) string {
	where := msg.Clock(s.At) + " " + s.Till
	switch {
	case s.State != "paid":
		return where + " · " + msg.Reason(ctx, reason.Code(s.Reason)) + " · " + msg.Yuan(s.Amount)
	case s.Refunded > 0:
		return where + " · " + msg.Pick(ctx, "付 "+bare(s.Amount)+"，退 "+bare(s.Refunded), "paid "+bare(s.Amount)+", "+bare(s.Refunded)+" back")
	}
	return where
}

func saleSplit(ctx context.Context, s Sale) string {
	return msg.Pick(ctx, "补贴付 "+bare(s.Given)+"，余额付 "+bare(s.Amount-s.Given), bare(s.Given)+" by subsidy, "+bare(s.Amount-s.Given)+" by balance")
}

// MealName is a meal.
func MealName(ctx context.Context, meal string) string {
	switch meal {
	case "breakfast":
		return msg.Pick(ctx, "早餐", "Breakfast")
	case "lunch":
		return msg.Pick(ctx, "午餐", "Lunch")
	case "dinner":
		return msg.Pick(ctx, "晚餐", "Dinner")
	}
	return meal
}

// KindName is a kind of merchants.
func KindName(ctx context.Context, kind string) string {
	switch kind {
	case "canteen":
		return msg.Pick(ctx, "食堂", "Canteen")
	case "shop":
		return msg.Pick(ctx, "小卖部", "Shop")
	case "books":
		return msg.Pick(ctx, "书和文具", "Books and stationery")
	case "clinic":
		return msg.Pick(ctx, "医务室", "Clinic")
	case "print":
		return msg.Pick(ctx, "打印", "Printing")
	case "other":
		return msg.Pick(ctx, "其他", "Other")
	}
	return kind
}

func limitsTitle(ctx context.Context) string { return msg.Pick(ctx, "消费限额", "Limits") }
func perSale(ctx context.Context) string     { return msg.Pick(ctx, "每笔最多", "At once") }
func perMeal(ctx context.Context) string     { return msg.Pick(ctx, "每餐最多", "A meal") }
func perDay(ctx context.Context) string      { return msg.Pick(ctx, "每天最多", "A day") }
func lowTitle(ctx context.Context) string {
	return msg.Pick(ctx, "余额少于多少提醒", "Tell me below")
}
func blockedTitle(ctx context.Context) string {
	return msg.Pick(ctx, "不能在这些地方付", "Pays nothing at")
}
func changeLimits(ctx context.Context) string { return msg.Pick(ctx, "修改限额", "Change limits") }
func saveLimits(ctx context.Context) string   { return msg.Pick(ctx, "保存限额", "Save limits") }
func limitsHint(ctx context.Context) string {
	return msg.Pick(ctx, "元，最多两位小数，空着就是不限。立刻生效。", "In yuan, at most two decimals; empty is no limit. At work at once.")
}

func limit(ctx context.Context, fen int64) string {
	if fen == 0 {
		return msg.Pick(ctx, "不限", "No limit")
	}
	return bare(fen)
}

func lowWords(ctx context.Context, fen int64) string {
	if fen == 0 {
		return msg.Pick(ctx, "不提醒", "Never")
	}
	return bare(fen)
}

func blockedWords(ctx context.Context, kinds []string) string {
	if len(kinds) == 0 {
		return msg.Pick(ctx, "没有", "None")
	}
	var names []string
	for _, k := range kinds {
		names = append(names, KindName(ctx, k))
	}
	return strings.Join(names, msg.ListSeparator(ctx))
}

func monthName(ctx context.Context, month string) string {
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return month
	}
	return msg.Pick(ctx, t.Format("2006年1月"), t.Format("January 2006"))
}

func billOf(ctx context.Context, month string) string {
	return msg.Pick(ctx, monthName(ctx, month)+"账单", "Bill of "+monthName(ctx, month))
}

func billTitle(ctx context.Context, v BillView) string {
	return billOf(ctx, v.First.Format("2006-01")) + " · " + v.Name
}

func spentSum(ctx context.Context, fen int64) string {
	return msg.Pick(ctx, "花了 "+bare(fen), bare(fen)+" spent")
}

func spentUntil(ctx context.Context, v BillView) string {
	if v.Until.IsZero() {
		return msg.Pick(ctx, "花了", "Spent")
	}
	return msg.Pick(ctx, "花了，截至 "+msg.Day(ctx, v.Until)+" "+msg.Clock(v.Until), "Spent until "+msg.Day(ctx, v.Until)+" "+msg.Clock(v.Until))
}

func spentHow(ctx context.Context, v BillView) string {
	a := msg.Pick(ctx, "消费 "+bare(v.Spent), bare(v.Spent)+" bought")
	if v.Back > 0 {
		a = msg.Joined(ctx, a, msg.Pick(ctx, "退款 "+bare(v.Back), bare(v.Back)+" back"))
	}
	return a + " · " + msg.Pick(ctx, "补贴付 "+bare(v.Given)+"，余额付 "+bare(v.Own), bare(v.Given)+" by subsidy, "+bare(v.Own)+" by balance")
}

func times(ctx context.Context, k KindSum) string {
	s := msg.Pick(ctx, strconv.Itoa(k.N)+" 次", strconv.Itoa(k.N)+" ×")
	if k.Back > 0 {
		s = msg.Joined(ctx, s, msg.Pick(ctx, "退 "+strconv.Itoa(k.Back)+" 次", strconv.Itoa(k.Back)+" back"))
	}
	return s
}

func howCame(ctx context.Context, fen int64) string {
	return msg.Pick(ctx, bare(fen)+" 是怎么来的", "Where "+bare(fen)+" comes from")
}

func openingWords(ctx context.Context, first time.Time) string {
	return msg.Pick(ctx, first.Format("1月2日")+"的余额", "Balance on "+first.Format("2 January"))
}

func explain(ctx context.Context, l Line) string {
	what := map[string][2]string{"topup": {"充值", "Topped up"}, "payout": {"退出的钱", "Paid out"}, "refund": {"退款", "Refunds"}, "sale": {"消费，余额付的", "Bought by balance"}}[l.Kind]
	return msg.Joined(ctx, msg.Pick(ctx, what[0], what[1]), msg.Pick(ctx, strconv.Itoa(l.N)+" 次", strconv.Itoa(l.N)+" ×"))
}

func searchBill(ctx context.Context) string {
	return msg.Pick(ctx, "搜商户、金额，如 12", "Search a merchant or an amount")
}
func exportBill(ctx context.Context) string { return msg.Pick(ctx, "导出", "Export") }
func noneFound(ctx context.Context) string  { return msg.Pick(ctx, "没有找到", "Nothing found") }
func noneFoundText(ctx context.Context) string {
	return msg.Pick(ctx, "换个商户名或金额试试。", "Try another merchant or amount.")
}

func emptyMonth(ctx context.Context, first time.Time) string {
	return msg.Pick(ctx, first.Format("1月")+"还没有收支", "Nothing moved in "+first.Format("January"))
}

func emptyMonthText(ctx context.Context) string {
	return msg.Pick(ctx, "充值和消费会立刻出现在这里。", "Top-ups and purchases appear here at once.")
}

func daySpent(ctx context.Context, fen int64) string {
	if fen == 0 {
		return ""
	}
	return msg.Pick(ctx, "消费 "+bare(fen), bare(fen)+" spent")
}

func moveTitle(ctx context.Context, m Move) string {
	switch m.Kind {
	case "topup":
		return msg.Pick(ctx, "充值", "Topped up")
	case "payout":
		return msg.Pick(ctx, "余额退出", "Paid out")
	case "subsidy":
		return m.Title
	case "expiry":
		return msg.Pick(ctx, "补贴到期", "Subsidy is over")
	case "refund":
		return msg.Pick(ctx, m.Title+" 退款", "Refund of "+m.Title)
	}
	if m.Meal != "" {
		return msg.Joined(ctx, MealName(ctx, m.Meal), m.Title)
	}
	return m.Title
}

func moveWhere(ctx context.Context, m Move) string {
	switch {
	case m.Kind == "topup" && m.Till == "channel:cash":
		return msg.Pick(ctx, "学校财务窗口", "The school's cash desk")
	case m.Kind == "topup":
		return msg.Pick(ctx, "微信支付", "WeChat Pay")
	case m.Kind == "refund":
		if m.Why == "void" {
			return msg.Pick(ctx, "当场撤销", "Taken back at the till")
		}
		return m.Why
	case m.Kind == "sale":
		return m.Till
	}
	return ""
}

func fromSubsidy(ctx context.Context) string { return msg.Pick(ctx, "补贴", "Subsidies") }
func balanceMoved(ctx context.Context, m Move) string {
	return msg.Pick(ctx, "余额 "+bare(m.Before)+" → "+bare(m.Now), "Balance "+bare(m.Before)+" → "+bare(m.Now))
}

func moveNumber(ctx context.Context, m Move) string {
	return msg.Pick(ctx, "流水号 "+m.ID, "Number "+m.ID)
}

func barsLabel(ctx context.Context, v BillView) string {
	return msg.Pick(ctx, "每天的消费，最多的一天 "+msg.Yuan(most(v.Bars)), "What was spent each day, at most "+msg.Yuan(most(v.Bars)))
}

func most(list []Bar) (m int64) {
	for _, b := range list {
		m = max(m, b.Sum)
	}
	return m
}

// The chart is 8 wide for each day and 40 high.
func barBox(list []Bar) string { return fmt.Sprintf("0 0 %d 40", len(list)*8) }
func barX(i int) string        { return strconv.Itoa(i*8 + 1) }

func high(list []Bar, b Bar) int64 {
	if m := most(list); m > 0 && b.Sum > 0 {
		return max(1, b.Sum*40/m)
	}
	return 0
}
func barY(list []Bar, b Bar) string { return strconv.FormatInt(40-high(list, b), 10) }
func barH(list []Bar, b Bar) string { return strconv.FormatInt(high(list, b), 10) }

// BillHead is the first line of a bill as a file.
func BillHead(ctx context.Context) []string {
	if msg.LangOf(ctx) == msg.Zh {
		return []string{"时间", "项目", "地点或原因", "补贴", "余额变动", "余额", "流水号"}
	}
	return []string{"Time", "What", "Where or why", "Subsidy", "Balance moved", "Balance", "Number"}
}

// BillRow is a movement as a line of that file.
func BillRow(ctx context.Context, m Move) []string {
	return []string{m.At.Format("2006-01-02 15:04:05"), moveTitle(ctx, m), moveWhere(ctx, m), plain(m.Given), plain(m.Own), plain(m.Now), m.ID}
}

// plain is an amount as spreadsheets add it up.
func plain(fen int64) string { return strings.ReplaceAll(bare(fen), ",", "") }

// SalesHead is the first line of sales as a file.
func SalesHead(ctx context.Context) []string {
	if msg.LangOf(ctx) == msg.Zh {
		return []string{"时间", "姓名", "班级", "商户", "种类", "终端", "序号", "餐", "金额", "其中补贴", "已退", "状态"}
	}
	return []string{"Time", "Name", "Class", "Merchant", "Kind", "Till", "No.", "Meal", "Amount", "By subsidy", "Paid back", "State"}
}

// SalesRow is a sale as a line of that file.
func SalesRow(ctx context.Context, s Sale) []string {
	return []string{s.At.Format("2006-01-02 15:04:05"), s.Person, s.Class, s.Merchant, KindName(ctx, s.Kind), s.Till, strconv.FormatInt(s.Seq, 10), MealName(ctx, s.Meal), plain(s.Amount), plain(s.Given), plain(s.Refunded), saleState(ctx, s)}
}

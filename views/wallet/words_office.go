package wallet

import (
	"context"
	"net/url"
	"strconv"

	"yunka/server/reason"
	"yunka/views/msg"
)

type tab struct {
	path string
	text func(ctx context.Context) string
}

var moneyTabs = []tab{{"", salesTitle}, {"/topups", topUpsTitle}, {"/desk", deskTitle}, {"/refunds", refundsTitle}, {"/settings", settingsTitle}}

// saleStates are what the list of sales shows; "" is those that were paid or refused.
var saleStates = []string{"", "paid", "refunded", "refused"}

func salesTitle(ctx context.Context) string   { return msg.Pick(ctx, "流水", "Sales") }
func deskTitle(ctx context.Context) string    { return msg.Pick(ctx, "财务窗口", "Cash desk") }
func refundsTitle(ctx context.Context) string { return msg.Pick(ctx, "退款", "Refunds") }
func settingsTitle(ctx context.Context) string {
	return msg.Pick(ctx, "商户和补贴", "Merchants and subsidies")
}
func soldTitle(ctx context.Context) string {
	return msg.Pick(ctx, "这些天收的", "Sold in these days")
}
func backTitle(ctx context.Context) string { return msg.Pick(ctx, "退款", "Paid back") }
func balancesTitle(ctx context.Context) string {
	return msg.Pick(ctx, "所有钱包的余额", "In all wallets")
}
func givenTitle(ctx context.Context) string {
	return msg.Pick(ctx, "没用完的补贴", "Subsidies left")
}
func cashTitle(ctx context.Context) string {
	return msg.Pick(ctx, "财务窗口的现金", "Cash at the desk")
}

// RefundsWait and BooksWrong are lines of what waits.
func RefundsWait(ctx context.Context) string {
	return msg.Pick(ctx, "退款申请等您复核", "Refunds to agree to")
}

// BooksWrong is the line of a night's check that found something.
func BooksWrong(ctx context.Context) string {
	return msg.Pick(ctx, "夜间对账发现账目有问题", "The night's check of the books found something")
}
func booksRight(ctx context.Context, c Checked) string {
	return msg.Pick(ctx, "账本在 %s 核对过，%s 笔全部相符", "The books were checked on %s: all %s movements agree", msg.Stamp(ctx, c.At), msg.Count(int(c.Movements)))
}
func booksWrongText(ctx context.Context, c Checked) string {
	return msg.Pick(ctx, "%s 核对账本时发现有不相符的地方。请马上告诉管理这台服务器的人，先不要改动任何数据：",
		"%s: the check of the books found something that does not agree. Tell who looks after this server at once, and change nothing:", msg.Stamp(ctx, c.At))
}
func fromTitle(ctx context.Context) string     { return msg.Pick(ctx, "从", "From") }
func toTitle(ctx context.Context) string       { return msg.Pick(ctx, "到", "To") }
func merchantTitle(ctx context.Context) string { return msg.Pick(ctx, "商户", "Merchant") }
func stateTitle(ctx context.Context) string    { return msg.Pick(ctx, "状态", "State") }
func allOf(ctx context.Context) string         { return msg.Pick(ctx, "全部", "All") }
func show(ctx context.Context) string          { return msg.Pick(ctx, "查看", "Show") }
func searchSales(ctx context.Context) string {
	return msg.Pick(ctx, "姓名或序号", "Name or number")
}
func colTime(ctx context.Context) string   { return msg.Pick(ctx, "时间", "Time") }
func colWho(ctx context.Context) string    { return msg.Pick(ctx, "谁付的", "Paid by") }
func colAmount(ctx context.Context) string { return msg.Pick(ctx, "金额", "Amount") }

func stateName(ctx context.Context, state string) string {
	switch state {
	case "paid":
		return msg.Pick(ctx, "付成的", "Paid")
	case "refunded":
		return msg.Pick(ctx, "退过款的", "Refunded")
	case "refused":
		return msg.Pick(ctx, "没付成的", "Refused")
	}
	return msg.Pick(ctx, "全部", "All")
}

func saleState(ctx context.Context, s Sale) string {
	switch {
	case s.State == "refused":
		return msg.Reason(ctx, reason.Code(s.Reason))
	case s.Refunded == s.Amount:
		return msg.Pick(ctx, "已全部退回", "All paid back")
	case s.Refunded > 0:
		return msg.Pick(ctx, "退了 "+bare(s.Refunded), bare(s.Refunded)+" paid back")
	}
	return msg.Pick(ctx, "付成", "Paid")
}

func noSales(ctx context.Context) string {
	return msg.Pick(ctx, "这些天没有流水", "No sales in these days")
}
func noSalesText(ctx context.Context, merchants int) string {
	if merchants == 0 {
		return msg.Pick(ctx, "先在“商户和补贴”里加一个商户，再到“终端”加一台收银终端。", "Add a merchant first, then a terminal of the use Till.")
	}
	return msg.Pick(ctx, "换个日期或商户看看。", "Try other days or another merchant.")
}

func salesCount(ctx context.Context, v OfficeView) string {
	return msg.Pick(ctx, "共 "+msg.Count(v.N)+" 笔", msg.Count(v.N)+" in all")
}

// query is the filter of a page as an address.
func (v OfficeView) query(offset int) string {
	q := url.Values{}
	for k, s := range map[string]string{"from": v.From, "to": v.To, "merchant": v.Merchant, "state": v.State, "q": v.Search} {
		if s != "" {
			q.Set(k, s)
		}
	}
	if offset > 0 {
		q.Set("offset", strconv.Itoa(offset))
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

func exportQuery(v OfficeView) string { return v.query(0) }

func nextPage(v OfficeView) string {
	if v.Offset+v.Limit >= v.N {
		return ""
	}
	return v.Shell.Path("/money") + v.query(v.Offset+v.Limit)
}

func trendTitle(ctx context.Context) string { return msg.Pick(ctx, "每天", "By day") }
func trendLabel(ctx context.Context, v OfficeView) string {
	return msg.Pick(ctx, "每天的销售额，最多的一天 "+msg.Yuan(most(v.Days)), "Sold each day, at most "+msg.Yuan(most(v.Days)))
}
func byMerchant(ctx context.Context) string { return msg.Pick(ctx, "各商户", "By merchant") }
func merchantSum(ctx context.Context, m MerchantSum) string {
	s := msg.Pick(ctx, strconv.FormatInt(m.N, 10)+" 笔", strconv.FormatInt(m.N, 10)+" sales")
	if m.Back > 0 {
		s = msg.Joined(ctx, s, msg.Pick(ctx, "退 "+bare(m.Back), bare(m.Back)+" back"))
	}
	return s
}

func saleName(ctx context.Context) string  { return msg.Pick(ctx, "一笔消费", "A sale") }
func tillTitle(ctx context.Context) string { return msg.Pick(ctx, "收银", "Till") }
func tillNumber(ctx context.Context, s Sale) string {
	return s.Till + " · " + msg.Pick(ctx, "序号 ", "No. ") + strconv.FormatInt(s.Seq, 10)
}
func howPaid(ctx context.Context) string  { return msg.Pick(ctx, "怎么付的", "Paid by") }
func giveBack(ctx context.Context) string { return msg.Pick(ctx, "退款", "Pay back") }
func nothingLeft(ctx context.Context) string {
	return msg.Pick(ctx, "已经全部退回", "All of it was paid back")
}
func refundAsk(ctx context.Context) string {
	return msg.Pick(ctx, "退款后对方马上收到，确定吗？", "The money goes back at once. Sure?")
}
func amountTitle(ctx context.Context) string {
	return msg.Pick(ctx, "退多少（元）", "How much (yuan)")
}
func whyTitle(ctx context.Context) string {
	return msg.Pick(ctx, "为什么退，付款人会看到", "Why; who paid reads it")
}

func leftHint(ctx context.Context, v SaleView) string {
	s := msg.Pick(ctx, "最多 "+bare(v.Left), "At most "+bare(v.Left))
	if v.TwoFrom > 0 {
		s = msg.Joined(ctx, s, msg.Pick(ctx, bare(v.TwoFrom)+" 起要第二个人同意", "from "+bare(v.TwoFrom)+" a second person agrees"))
	}
	return s
}

func refundState(ctx context.Context, r Refund) string {
	switch r.State {
	case "waiting":
		return msg.Pick(ctx, "等第二个人同意", "waits for a second person")
	case "refused":
		return msg.Pick(ctx, "没有同意", "refused")
	}
	return msg.Pick(ctx, "已退", "paid back")
}

func refundLine(ctx context.Context, r Refund) string {
	why := r.Why
	if why == "void" {
		why = msg.Pick(ctx, "当场撤销", "Taken back at the till")
	}
	return msg.Joined(ctx, why, msg.Pick(ctx, r.AskedBy+" "+msg.Stamp(ctx, r.AskedAt)+" 提出", "asked by "+r.AskedBy+" "+msg.Stamp(ctx, r.AskedAt)))
}

func noRefunds(ctx context.Context) string {
	return msg.Pick(ctx, "没有要同意的退款", "No refund waits")
}
func noRefundsText(ctx context.Context) string {
	return msg.Pick(ctx, "大额退款要第二个人同意，会列在这里。", "Large refunds take a second person and are listed here.")
}
func ownRefund(ctx context.Context) string {
	return msg.Pick(ctx, "您提出的，要别人同意", "Yours: somebody else agrees")
}
func refuse(ctx context.Context) string { return msg.Pick(ctx, "不同意", "Refuse") }
func agree(ctx context.Context) string  { return msg.Pick(ctx, "同意退款", "Agree") }

func searchPerson(ctx context.Context) string {
	return msg.Pick(ctx, "姓名或学号", "Name or number")
}
func nobodyFound(ctx context.Context) string {
	return msg.Pick(ctx, "换个名字或学号试试。", "Try another name or number.")
}
func choose(ctx context.Context) string { return msg.Pick(ctx, "选", "Choose") }
func closedWords(ctx context.Context) string {
	return msg.Pick(ctx, "钱包已注销", "The wallet is closed")
}
func cashIn(ctx context.Context) string {
	return msg.Pick(ctx, "收现金（元）", "Cash taken (yuan)")
}
func cashHint(ctx context.Context) string {
	return msg.Pick(ctx, "每次最多 2,000 元", "At most 2,000 at once")
}
func topUpNow(ctx context.Context) string { return msg.Pick(ctx, "充值", "Top up") }
func closeWallet(ctx context.Context) string {
	return msg.Pick(ctx, "退出余额并注销", "Pay out and close")
}
func closeAsk(ctx context.Context, v DeskView) string {
	return msg.Pick(ctx, "把 "+msg.Yuan(v.Purse.Has)+" 现金交给本人，然后注销钱包，确定吗？", "Hand over "+msg.Yuan(v.Purse.Has)+" in cash and close the wallet. Sure?")
}
func deskHint(ctx context.Context) string {
	return msg.Pick(ctx, "先找到人，再收现金充值，或把余额退给本人。", "Find somebody, then take cash, or pay the balance out.")
}

func merchantsTitle(ctx context.Context) string { return msg.Pick(ctx, "商户", "Merchants") }
func noMerchants(ctx context.Context) string {
	return msg.Pick(ctx, "还没有商户", "No merchant yet")
}
func noMerchantsText(ctx context.Context) string {
	return msg.Pick(ctx, "加一个，如食堂一楼、小卖部。", "Add one: a canteen, a shop.")
}
func merchantState(ctx context.Context, m Merchant) string {
	if m.Closed {
		return msg.Joined(ctx, KindName(ctx, m.Kind), msg.Pick(ctx, "停业", "closed"))
	}
	return KindName(ctx, m.Kind)
}
func openAgain(ctx context.Context) string     { return msg.Pick(ctx, "重新营业", "Open again") }
func closeMerchant(ctx context.Context) string { return msg.Pick(ctx, "停业", "Close") }
func merchantName(ctx context.Context) string  { return msg.Pick(ctx, "商户名", "Name") }
func kindTitle(ctx context.Context) string     { return msg.Pick(ctx, "种类", "Kind") }
func addMerchant(ctx context.Context) string   { return msg.Pick(ctx, "加商户", "Add a merchant") }
func tillsTitle(ctx context.Context) string    { return msg.Pick(ctx, "收银终端", "Tills") }
func noTills(ctx context.Context) string {
	return msg.Pick(ctx, "还没有收银终端", "No till yet")
}
func noTillsText(ctx context.Context) string {
	return msg.Pick(ctx, "到“终端”页加一台，用途选“收银”。", "Add a terminal with the use Till on the terminals page.")
}
func noneYet(ctx context.Context) string   { return msg.Pick(ctx, "还没有", "None yet") }
func giveTitle(ctx context.Context) string { return msg.Pick(ctx, "发补贴", "Give a subsidy") }
func giveName(ctx context.Context) string  { return msg.Pick(ctx, "名称", "Name") }
func giveAmount(ctx context.Context) string {
	return msg.Pick(ctx, "每人多少（元）", "Each (yuan)")
}
func giveUntil(ctx context.Context) string { return msg.Pick(ctx, "用到哪天", "Last day") }
func giveTo(ctx context.Context) string    { return msg.Pick(ctx, "发给", "For") }
func wholeSchool(ctx context.Context) string {
	return msg.Pick(ctx, "全校学生", "All pupils")
}
func giveNow(ctx context.Context) string { return msg.Pick(ctx, "发放", "Give") }
func giveAsk(ctx context.Context) string {
	return msg.Pick(ctx, "发出后不能收回，确定吗？", "It cannot be taken back. Sure?")
}
func rulesTitle(ctx context.Context) string { return msg.Pick(ctx, "付款规则", "Rules of paying") }
func chipSale(ctx context.Context) string {
	return msg.Pick(ctx, "实体卡每笔最多", "A chip pays at once at most")
}
func chipDay(ctx context.Context) string {
	return msg.Pick(ctx, "实体卡每天最多", "A chip pays a day at most")
}

// payer is who paid.
func payer(ctx context.Context, s Sale) string {
	if s.Wechat {
		return msg.Pick(ctx, "微信支付", "WeChat Pay")
	}
	return s.Person
}

func pinAbove(ctx context.Context) string {
	return msg.Pick(ctx, "超过多少要输付款密码", "A pay PIN on the phone above")
}
func pinAboveHint(ctx context.Context) string {
	return msg.Pick(ctx, "空着就是不要；实体卡不能付超过它的一笔", "Empty is never; a chip pays no more than this at once")
}
func twoFrom(ctx context.Context) string {
	return msg.Pick(ctx, "退款多少起要两个人", "Refunds that take two people, from")
}

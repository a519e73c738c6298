package book

import (
	"yunka/views/wallet"
)

// walletLeaves are money: somebody's wallet and bills, and the office's pages.
func walletLeaves() []Leaf {
	noon := at(12, 0, 0)
	lunch := wallet.Sale{ID: "s1", At: at(11, 58, 0), Merchant: "一食堂", Kind: "canteen", Till: "2 号窗口", Meal: "lunch", Amount: 1_200, Given: 400, State: "paid", Person: "林知夏", Class: "三(2)班", PersonID: "p1", Seq: 58}
	refused := wallet.Sale{ID: "s2", At: at(12, 30, 0), Merchant: longer, Kind: "shop", Till: "1 号机", Amount: 1_800, State: "refused", Reason: "PAY_LIMIT_SALE", Person: longer, Class: "三(2)班", PersonID: "p4", Seq: 59}
	back := lunch
	back.ID, back.Meal, back.Merchant, back.Kind, back.Refunded, back.Seq = "s3", "", "文具店", "books", 600, 7
	page1 := page()
	page1.AsOf = at(15, 22, 0)
	rich := wallet.WalletView{Page: page1, ID: "p1", Name: "林知夏", Class: "三(2)班", Limits: true, Spent: 1_200, Month: "2026-11", MonthSum: 21_900, Kinds: []string{"canteen", "shop", "books", "clinic", "print", "other"},
		Purse: wallet.Purse{Open: true, Has: 8_450, Subsidies: []wallet.Subsidy{{Name: "午餐补贴", Left: 2_400, Until: noon.AddDate(0, 0, 6), Days: 7}}},
		Rule:  wallet.Rule{PerSale: 1_500, PerDay: 4_000, Low: 3_000, Blocked: []string{"shop", "other"}}, Today: []wallet.Sale{refused, lunch, back},
		Draft: wallet.Draft{PerSale: "15.00", PerDay: "40.00", Low: "30.00", Blocked: []string{"shop", "other"}}}
	open := rich
	open.Page, open.Name, open.Problem, open.OpenForm, open.Draft.PerSale = dark(), longer, long, true, "很多"
	open.Page.AsOf = at(15, 22, 0)
	open.Purse.Has = 987_654_321
	empty := wallet.WalletView{Page: page(), ID: "p1", Name: "林知夏", Class: "三(2)班", Month: "2026-11", Kinds: rich.Kinds}

	bill := wallet.BillView{Page: page1, ID: "p1", Name: "林知夏", Class: "三(2)班", First: noon.AddDate(0, 0, 1-noon.Day()), Before: "2026-10", Until: at(15, 24, 0), Opening: 4_350, Closing: 8_450, Spent: 22_500, Back: 600, Own: 15_900, Given: 6_000, Found: 4,
		Kinds:   []wallet.KindSum{{Kind: "canteen", N: 15, Sum: 18_000}, {Kind: "books", N: 3, Back: 1, Sum: 3_450}, {Kind: "shop", N: 1, Sum: 450}},
		Explain: []wallet.Line{{Kind: "topup", N: 2, Sum: 20_000}, {Kind: "refund", N: 1, Sum: 600}, {Kind: "sale", N: 18, Sum: -16_500}}}
	for i := range noon.Day() {
		bill.Bars = append(bill.Bars, wallet.Bar{Day: i + 1, Sum: int64(i%7) * 300, Today: i == noon.Day()-1})
	}
	bill.Days = []wallet.Day{
		{At: noon, Spent: 1_200, Moves: []wallet.Move{{ID: "sale:0197-58", At: at(11, 58, 0), Kind: "sale", Title: "一食堂", Till: "2 号窗口", Meal: "lunch", Own: -800, Given: -400, Before: 9_250, Now: 8_450}}},
		{At: noon.AddDate(0, 0, -3), Moves: []wallet.Move{{ID: "back:0197-7", At: at(12, 40, 0), Kind: "refund", Title: "文具店", Why: long, Own: 600, Before: 8_650, Now: 9_250},
			{ID: "desk:0197", At: at(8, 0, 0), Kind: "topup", Till: "channel:cash", Own: 10_000, Before: 0, Now: 10_000}, {ID: "sub:0197", At: at(7, 0, 0), Kind: "subsidy", Title: "午餐补贴", Given: 8_400},
			{ID: "exp:0197", At: at(7, 0, 0), Kind: "expiry", Given: -400}}}}
	none := wallet.BillView{Page: page(), ID: "p1", Name: longer, First: bill.First.AddDate(0, -1, 0), Before: "2026-09", After: "2026-11"}
	searched := none
	searched.Search = "冰棍"

	office := wallet.OfficeView{Shell: shell(), At: noon, From: "2026-11-10", To: "2026-11-23", Merchants: []wallet.Choice{{ID: "m1", Name: "一食堂"}, {ID: "m2", Name: longer}}, List: []wallet.Sale{refused, lunch, back}, N: 1_234, Limit: 50,
		Sum: 1_234_500, Back: 600, Checked: wallet.Checked{At: at(3, 4, 0), Movements: 23_456}, Days: bill.Bars, Waiting: 2, Balances: 98_765_432, Given: 240_000, Cash: 5_000_000,
		By: []wallet.MerchantSum{{Merchant: wallet.Merchant{ID: "m1", Name: "一食堂", Kind: "canteen"}, N: 1_200, Sum: 1_200_000, Back: 600}, {Merchant: wallet.Merchant{ID: "m2", Name: longer, Kind: "shop", Closed: true}, N: 34, Sum: 34_500}}}
	broken := office
	broken.Checked.Found = []string{"I3 a live balance is the sum of its legs: wallet:0197a2", "I2 all the school's money adds up to 0: 600"}
	asked := wallet.Refund{ID: "r1", State: "waiting", Why: long, Amount: 12_000, AskedBy: "周明", AskedAt: at(13, 0, 0), Sale: lunch}
	mine := asked
	mine.ID, mine.Mine, mine.Sale = "r2", true, refused
	person := wallet.Person{ID: "p1", Name: "林知夏", Class: "三(2)班", Number: "20260302"}
	settings := wallet.SettingView{Shell: shell(), Kinds: rich.Kinds, ChipSale: "30.00", ChipDay: "60.00", TwoFrom: "100.00", PINAbove: "50.00", Key: "k", Classes: []wallet.Choice{{ID: "c1", Name: "三(2)班"}},
		Merchants: []wallet.Merchant{office.By[0].Merchant, office.By[1].Merchant}, Tills: []wallet.Till{{ID: "t1", Name: "2 号窗口", Merchant: "m1"}, {ID: "t2", Name: longer}}}
	wrong := wallet.SettingView{Shell: shell(), Kinds: rich.Kinds, Key: "k", Name: "x", Grant: wallet.GrantDraft{Name: "午餐补贴", Amount: "x", Until: "2026-11-30"}, Problem: map[string]string{"merchant": long, "grant": long, "set": long}}
	rich.TopUp, rich.Online, empty.TopUp, empty.Online = true, true, true, true
	order := wallet.Order{ID: "0197aa31b0c87d0ea31fbb40d2f4c1e8", Way: "native", State: "paying", Amount: 10_000, At: at(15, 20, 0), Until: at(15, 35, 0), Person: "林知夏", Class: "三(2)班", PersonID: "p1", Link: "weixin://wxpay/bizpayurl?pr=p4lpSuKzz", Code: paper}
	onPhone, orders, leaves := order, []wallet.Order{order}, []Leaf{}
	onPhone.Way, onPhone.Link = "h5", "/h5"
	orderLeaf := func(name string, o wallet.Order) Leaf {
		return phone("wallet-order-"+name, wallet.OrderPage(wallet.OrderView{Page: page1, ID: "p1", Name: "林知夏", Class: "三(2)班", Order: o, Has: 18_450}))
	}
	inside := order
	inside.Way, inside.Pay = "jsapi", &wallet.WechatRequest{AppID: "wx1", TimeStamp: "1795564800", Nonce: "n", Package: "prepay_id=wx1", SignType: "RSA", Sign: "s"}
	for _, one := range []wallet.Order{{State: "paid", Got: 10_000}, {State: "created"}, {State: "closed"}, {State: "failed", Reason: "NO_AUTH"}, {State: "disputed", Got: 10_001}, {State: "returned", Got: 10_000}, {State: "stuck", Got: 10_000, Reason: "ABNORMAL"}} {
		o := order
		o.State, o.Got, o.Reason, o.Link = one.State, one.Got, one.Reason, ""
		orders, leaves = append(orders, o), append(leaves, orderLeaf(o.State, o))
	}
	return append(leaves,
		phone("wallet", wallet.Page(rich)),
		phone("wallet-topup", wallet.TopUpPage(wallet.TopUpView{Page: page1, ID: "p1", Name: "林知夏", Class: "三(2)班", Has: 8_450, Key: "k", Sum: "5000"})),
		phone("wallet-topup-wrong-dark", wallet.TopUpPage(wallet.TopUpView{Page: dark(), ID: "p1", Name: longer, Class: "三(2)班", Has: 8_450, Key: "k", Sum: "5000", Other: "很多", Problem: long, Open: orders[:1]})),
		phone("wallet-topup-wechat", wallet.TopUpPage(wallet.TopUpView{Page: page1, ID: "p1", Name: longer, Class: "三(2)班", Has: 8_450, Key: "k", Sum: "5000", Wechat: true})),
		orderLeaf("code", order), orderLeaf("phone", onPhone), orderLeaf("inside", inside),
		desk("money-topups", wallet.TopUps(wallet.TopUpsView{Shell: shell(), From: "2026-11-10", To: "2026-11-23", List: orders, N: 8, Sum: 10_000, Limit: 50, On: true, Troubles: []wallet.Trouble{{Path: "/topups/o1", State: "disputed", Amount: 10_001, Asked: 10_000, At: at(15, 22, 0), Who: longer, WechatID: "4200001234202611231234567890", Ways: []string{"wallet", "cash"}}, {Path: "/codes/s1", Refund: "r1", State: "stuck", Amount: 600, At: at(12, 1, 0), Who: "文具店", Seq: 58, Reason: "ABNORMAL", Ways: []string{"again", "cash"}}}})),
		desk("money-topups-none", wallet.TopUps(wallet.TopUpsView{Shell: shell(), From: "2026-11-23", To: "2026-11-23", Limit: 50})),
		phone("wallet-open-dark", wallet.Page(open)),
		phone("wallet-empty", wallet.Page(empty)),
		phone("wallet-bill", wallet.BillPage(bill)),
		phone("wallet-bill-none", wallet.BillPage(none)),
		phone("wallet-bill-searched", wallet.BillPage(searched)),
		desk("money", wallet.Office(office)),
		desk("money-broken", wallet.Office(broken)),
		desk("money-none", wallet.Office(wallet.OfficeView{Shell: shell(), At: noon, From: "2026-11-23", To: "2026-11-23", Limit: 50})),
		desk("money-sale", wallet.SalePage(wallet.SaleView{Shell: shell(), Sale: back, Left: 600, TwoFrom: 10_000, Key: "k", Refunds: []wallet.Refund{{ID: "r0", State: "done", Why: "void", Amount: 600, AskedBy: "2 号窗口", AskedAt: at(12, 1, 0)}, asked}, Problem: long})),
		desk("money-refunds", wallet.Refunds(wallet.RefundsView{Shell: shell(), List: []wallet.Refund{asked, mine}})),
		desk("money-refunds-none", wallet.Refunds(wallet.RefundsView{Shell: shell()})),
		desk("money-desk", wallet.Desk(wallet.DeskView{Shell: shell(), Search: "林", Found: []wallet.Person{person, {ID: "p4", Name: longer}}, One: &person, Purse: rich.Purse, Key: "k", Amount: "x", Problem: long, Cash: 12_345})),
		desk("money-desk-none", wallet.Desk(wallet.DeskView{Shell: shell(), Search: "谁", Key: "k", Cash: 12_345})),
		desk("money-settings", wallet.Settings(settings)),
		desk("money-settings-wrong", wallet.Settings(wrong)),
	)
}

package wallet

import "yunka/server/purse"

// demoShops are a demo's merchants with a till each.
var demoShops = []struct{ name, kind, till string }{
	{"一食堂", purse.Canteen, "一食堂 1 号窗口"},
	{"校园超市", purse.Shop, "校园超市收银台"},
}

// The subsidy that a demo's school gives, and why some money went back.
const (
	demoSubsidy = "营养午餐补助"
	demoWhy     = "少打了一个菜"
)

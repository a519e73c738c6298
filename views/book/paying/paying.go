// Package paying are the pages of a phone that a till waits for, in the book.
package paying

import (
	"yunka/views/book/leaf"
	"yunka/views/wallet"
)

// Leaves are a sale that waits for its payer's PIN, and how it ends.
func Leaves() []leaf.Leaf {
	ask := wallet.PayView{Page: leaf.Page(), ID: "p1", Waiting: true, HasPIN: true, Until: leaf.At(12, 26, 6),
		Sale: wallet.Sale{ID: "s1", At: leaf.At(12, 24, 36), Merchant: "文具店", Kind: "books", Till: "1 号机", Amount: 8_850, State: "refused", Reason: "PAY_PIN", PersonID: "p1", Seq: 42}}
	wrong, first, paid, over, taken, limit := ask, ask, ask, ask, ask, ask
	wrong.Page, wrong.Problem, wrong.Sale.Merchant = leaf.Dark(), leaf.Longer+leaf.Longer, leaf.Longer
	first.HasPIN = false
	for _, v := range []*wallet.PayView{&paid, &over, &taken, &limit} {
		v.Waiting = false
	}
	paid.Sale.State, paid.Sale.Reason = "paid", "OK"
	taken.Voided = true
	limit.Sale.Reason, limit.Page = "PAY_LIMIT_DAY", leaf.Dark()
	return []leaf.Leaf{
		leaf.Phone("pay-ask", wallet.PayPage(ask)),
		leaf.Phone("pay-ask-wrong-dark", wallet.PayPage(wrong)),
		leaf.Phone("pay-ask-first", wallet.PayPage(first)),
		leaf.Phone("pay-paid", wallet.PayPage(paid)),
		leaf.Phone("pay-over", wallet.PayPage(over)),
		leaf.Phone("pay-taken-back", wallet.PayPage(taken)),
		leaf.Phone("pay-limit-dark", wallet.PayPage(limit)),
	}
}

// Package till are the pages of a till in the book.
package till

import (
	"context"
	"time"

	"yunka/server/reason"
	"yunka/views/book/leaf"
	"yunka/views/msg"
	"yunka/views/till"
)

// Leaves are the till: before the day, an amount, what comes of it, the day's sales.
func Leaves() []leaf.Leaf {
	lines := []till.Line{
		{Seq: 41, At: leaf.At(12, 21, 8), Name: "若安", Class: "三(2)班", Amount: 600, State: "paid"},
		{Seq: 40, At: leaf.At(12, 19, 2), Name: "子轩", Class: "三(2)班", Amount: 1500, Back: 250, State: "paid"},
		{Seq: 39, At: leaf.At(12, 17, 40), Name: leaf.Longer, Amount: 2200, State: "paid"},
		{Seq: 38, At: leaf.At(12, 14, 31), Name: "沐辰", Class: "三(2)班", Amount: 800, State: "refused", Reason: "PAY_INSUFFICIENT"},
		{Seq: 37, At: leaf.At(12, 11, 5), Name: "雨桐", Class: "五(1)班", Amount: 950, Back: 950, State: "paid"},
	}
	view := till.View{Page: leaf.Page(), ID: "t9", Name: "1 号机", Merchant: "文具店", Now: leaf.At(12, 24, 18), Next: 42, Desk: till.Desk{Shift: "赵立新", Net: 38650, Count: 41, Lines: lines}}
	first, unbound := view, view
	first.Desk, first.Next, first.Page = till.Desk{}, 1, leaf.Demo()
	unbound.Merchant = ""
	day := till.Day{Date: "2026-11-23", At: leaf.At(12, 24, 18), Sales: 41, Sold: 39850, Refunds: 2, Refunded: 1200, Lines: lines}
	closed := till.Closed{Day: day, Balanced: true, By: "赵立新", At: leaf.At(17, 2, 0)}
	moved := closed
	moved.Balanced = false

	const (
		open   = `const press = (k) => document.querySelector('[data-key="' + k + '"]').click(); document.querySelector('[data-do="start"]').click(); document.querySelector('[data-do="heard"]').click()`
		twelve = open + `; for (const k of ['1', '2', '.', '5', '0']) press(k)`
		wait   = twelve + `; press('go')`
		scan   = wait + `; [...('98' + '1'.repeat(192))].forEach((c) => document.body.dispatchEvent(new KeyboardEvent('keydown', { code: 'Digit' + c, key: c, bubbles: true, cancelable: true })))`
		list   = open + `; document.querySelector('[data-do="day"]').click()`
	)
	looks := func(name string) string {
		return `document.querySelector('[data-result]').dataset.look === '` + name + `'`
	}
	after := func(name string, v till.View, more leaf.Answers, do, stands string) leaf.Leaf {
		l := leaf.Tablet(name, till.Page(v))
		l.Do, l.Stands = do, stands
		l.Answers = func(ctx context.Context) leaf.Answers {
			all := leaf.Answers{"GET /till/desk": leaf.Piece(ctx, till.DeskPart(v.Desk)), "GET /till/day": leaf.Piece(ctx, till.DayPart(day)), "POST /till/batch": leaf.Piece(ctx, till.ClosedPart(closed))}
			for k, a := range more {
				if why, ok := a.(reason.Code); ok {
					s := map[string]any{"seq": 42, "state": "refused", "reason": why, "amount_fen": 1250, "keep": why == reason.CredLost, "at": leaf.At(12, 24, 36).Format(time.RFC3339),
						"who": map[string]string{"name": "嘉言", "class": "三(2)班", "initials": "嘉言"}}
					if why == reason.OK {
						s["state"] = "paid"
					} else if why == reason.PayPIN {
						s["state"], s["poll_after_ms"] = "paying", 600_000
					} else {
						s["why"] = msg.Reason(ctx, why)
					}
					a = s
				}
				all[k] = a
			}
			return all
		}
		return l
	}
	says := func(why reason.Code) leaf.Answers { return leaf.Answers{"POST /till/charges": why} }
	shut := after("till-moved", view, nil, list+`; await wait(() => document.querySelector('[data-do="close-now"]')); document.querySelector('[data-do="close-now"]').click()`, `document.querySelector('.closed')`)
	whole := shut.Answers
	shut.Answers = func(ctx context.Context) leaf.Answers {
		all := whole(ctx)
		all["POST /till/batch"] = leaf.Piece(ctx, till.ClosedPart(moved))
		return all
	}
	return []leaf.Leaf{
		after("till-unbound", unbound, nil, "", ""),
		after("till-start", first, nil, "", `!document.querySelector('[data-shift]').hidden`),
		after("till-first", first, nil, open, `document.querySelector('#till').dataset.stage === 'amount'`),
		after("till", view, nil, twelve, `document.querySelector('#amount').value === '12.50'`),
		after("till-wait", view, nil, wait, `document.querySelector('#till').dataset.stage === 'wait'`),
		after("till-paid", view, says(reason.OK), scan, looks("paid")),
		after("till-refused", view, says(reason.PayInsufficient), scan, looks("refused")),
		after("till-refused-why", view, says(reason.PayLimitDay), scan+`; await wait(() => `+looks("refused")+`); document.querySelector('[data-do="why"]').click()`, `!document.querySelector('[data-why]').hidden`),
		after("till-lost-card", view, says(reason.CredLost), scan, looks("refused")),
		after("till-twice", view, says(reason.PayTwice), scan, looks("twice")),
		after("till-pay-pin", view, says(reason.PayPIN), scan, looks("pin")),
		after("till-unknown", view, nil, `fetch = () => Promise.reject(new TypeError('away')); `+scan, looks("unknown")),
		after("till-offline", view, nil, open+`; dispatchEvent(new Event('offline'))`, `document.querySelector('#till').hasAttribute('data-offline')`),
		after("till-day", view, nil, list, `document.querySelector('[data-lines]')`),
		after("till-back", view, nil, list+`; await wait(() => document.querySelector('[data-back]')); document.querySelector('[data-back]').click()`, `document.querySelector('[data-sheet="back"]').open`),
		after("till-closed", view, nil, list+`; await wait(() => document.querySelector('[data-do="close-now"]')); document.querySelector('[data-do="close-now"]').click()`, `document.querySelector('.closed')`),
		shut,
		after("till-pin", first, nil, open+`; document.querySelector('[data-do="shift"]').click()`, `document.querySelector('[data-sheet="shift"]').open`),
	}
}

package app_test

import (
	"context"
	"encoding/json"
	"strings"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/ledger"
	"yunka/server/purse"
	"yunka/server/sale"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

func init() {
	money := []string{"finance"}
	add(map[string]probe{
		"GET /wallet/{id}":         {on: aPerson, arrange: wealthy},
		"POST /wallet/{id}/limits": {on: aPerson, body: forms("per_sale", "30")},
		"GET /wallet/{id}/bill/{month}": {on: aPerson, arrange: wealthy, path: func(m *matrix, c cell) string {
			return "/wallet/" + c.id + "/bill/" + m.app.DB.Now().In(scantest.Noon.Location()).Format("2006-01")
		}},
		"GET /wallet/{id}/topup": {on: aPerson},
		"POST /wallet/{id}/topup": {on: aPerson, body: func(m *matrix, c cell) ask {
			return forms("key", db.NewID(), "sum", "2000", "way", "native")(m, c)
		}},
		"GET /wallet/{id}/topup/{order}":          {on: aPerson, arrange: anOrder, path: func(_ *matrix, c cell) string { return "/wallet/" + c.person + "/topup/" + c.id }},
		"GET /wechat/back":                        {}, // nobody asked
		"SOCKET topup:{id}":                       {on: aPerson, arrange: anOrder, run: socket("topup")},
		"GET /wallet/{id}/pay/{sale}":             {on: aPerson, arrange: anAsk, path: askOf},
		"POST /wallet/{id}/pay/{sale}":            {on: aPerson, arrange: anAsk, path: askOf, body: forms("no", "1"), unrecorded: scanIsFact},
		"GET /wallet/{id}/pin":                    {on: aPerson},
		"POST /wallet/{id}/pin":                   {on: aPerson, body: forms("password", passphrase, "pin", "739164")},
		"SOCKET pay:{id}":                         {on: aPerson, arrange: wealthy, run: socket("pay")},
		"POST /pay/wechat/callback":               {body: jsonBody(`{}`), unrecorded: noFact},
		"GET /console/money/topups":               {shows: money},
		"POST /console/money/topups/{id}/resolve": {on: aPerson, arrange: aStuckOrder, body: forms("how", "cash")},
		"POST /console/money/codes/{id}/resolve":  {on: aPerson, arrange: aStuckCode, body: forms("how", "cash")},
		"SOCKET wallet:{id}":                      {on: aPerson, arrange: wealthy, run: socket("wallet")},

		"GET /console/money":                      {shows: money},
		"GET /console/money/sales.csv":            {shows: money},
		"GET /console/money/sales/{id}":           {on: aPerson, arrange: aSale, shows: money},
		"POST /console/money/sales/{id}/refund":   {on: aPerson, arrange: aSale, body: forms("key", "k", "amount", "1", "why", "算错了")},
		"GET /console/money/refunds":              {shows: money},
		"POST /console/money/refunds/{id}/answer": {on: aPerson, arrange: aRefund, body: forms("yes", "1")},
		"GET /console/money/desk":                 {shows: money},
		"POST /console/money/desk":                {on: aPerson, body: toPerson("amount", "5")},
		"POST /console/money/desk/close":          {on: aPerson, arrange: wealthy, body: toPerson()},
		"GET /console/money/settings":             page(),
		"POST /console/money/settings":            {on: aSchool, body: forSchool("chip_sale", "30")},
		"POST /console/money/merchants":           {on: aSchool, body: forSchool("name", "小卖部", "kind", "shop")},
		"POST /console/money/merchants/{id}":      {on: aSchool, arrange: aMerchant, body: forms("name", "小卖部", "kind", "shop", "state", "closed")},
		"POST /console/money/tills/{id}":          {on: aSchool, arrange: aTill, body: func(m *matrix, c cell) ask { return forms("merchant", c.person)(m, c) }},
		"POST /console/money/subsidies":           {on: aSchool, body: forSchool("key", "s1", "title", "午餐补贴", "amount", "3", "until", "2099-01-01")},

		"POST /api/v1/charges":              {on: aPass, body: jsonBody(`{"seq":1,"amount_fen":1,"chip":%q}`, named), decided: true, unrecorded: scanIsFact},
		"GET /api/v1/charges":               {path: func(*matrix, cell) string { return "/api/v1/charges?day=2026-11-23" }},
		"GET /api/v1/charges/{seq}":         {arrange: soldAtTill, path: func(*matrix, cell) string { return "/api/v1/charges/9" }},
		"POST /api/v1/charges/{seq}/void":   {arrange: tillOf, path: func(*matrix, cell) string { return "/api/v1/charges/8/void" }, unrecorded: noFact},
		"POST /api/v1/charges/{seq}/refund": {arrange: soldAtTill, path: func(*matrix, cell) string { return "/api/v1/charges/9/refund" }, body: jsonBody(`{"key":%q,"amount_fen":1,"why":"错"}`, freshKey)},
		"POST /api/v1/batches":              {arrange: tillOf, body: jsonBody(`{"day":"2026-11-23","said":{"sales":0,"sold_fen":0,"refunds":0,"refunded_fen":0}}`), unrecorded: noFact},
	})
}

// financeOf is a school's finance officer, who arranges what is there to be asked for.
func financeOf(s *school) allow.Actor {
	a := s.Finance.Actor
	a.Posts = []allow.Held{{School: s.School, Membership: s.Finance.Membership, Post: allow.Finance, Of: allow.OfSchool}}
	return a
}

// wealthy gives the target money.
func wealthy(m *matrix, c cell) cell {
	m.ours.Exec(m.T, "UPDATE ledger_account SET state = 'open' WHERE owner_id = ?", c.id)
	if err := purse.New(m.app.DB, m.app.Feed).Desk(m.Context(), financeOf(c.school), c.school.School, c.id, db.NewID(), 2_000); err != nil {
		m.Fatal(err)
	}
	return c
}

// anOrder is a top-up of the target that was paid.
func anOrder(m *matrix, c cell) cell {
	id := strings.ReplaceAll(db.NewID(), "-", "")
	m.ours.Exec(m.T, `INSERT INTO topup (id, school_id, person_id, asked_by, asked_key, way, amount, state, link, reason, got, wechat_id, day, at, expires_at, paid_at, next_at, tries)
		VALUES (?, ?, ?, '', ?, 'native', 100, 'paid', '', '', 100, '', '2026-11-23', 0, 0, 0, 0, 0)`, id, c.school.School, c.id, id)
	c.person, c.id = c.id, id
	return c
}

// aStuckOrder is a top-up of the target that WeChat Pay could not give back.
func aStuckOrder(m *matrix, c cell) cell {
	c = anOrder(m, c)
	m.ours.Exec(m.T, "UPDATE topup SET state = 'stuck' WHERE id = ?", c.id)
	return c
}

// aStuckCode is a sale by a code of WeChat of which another amount was paid.
func aStuckCode(m *matrix, c cell) cell {
	c = anAsk(m, c)
	m.ours.Exec(m.T, "INSERT INTO pay_code (sale_id, school_id, no, asked, state, reason, got, wechat_id, voided, at, next_at, tries) VALUES (?, ?, ?, '', 'disputed', '', 100, '', FALSE, 0, 0, 0)", c.id, c.school.School, c.id)
	return c
}

// anAsk is a sale that waits for the target's PIN.
func anAsk(m *matrix, c cell) cell {
	id := db.NewID()
	m.ours.Exec(m.T, `INSERT INTO sale (id, school_id, terminal_id, seq, merchant_id, person_id, scan_id, kind, amount, subsidy, meal, state, reason, refunded, day, at)
		VALUES (?, ?, ?, 1, '', ?, '', 'phone', 9000, 0, '', 'refused', 'PAY_PIN', 0, '2026-11-23', 0)`, id, c.school.School, id, c.id)
	m.ours.Exec(m.T, "INSERT INTO pay_wait (sale_id, school_id, person_id, state, until_at, ended_at) VALUES (?, ?, ?, 'waiting', ?, 0)", id, c.school.School, c.id, m.app.DB.Now().UnixMilli()+90_000)
	c.person, c.id = c.id, id
	return c
}

func askOf(_ *matrix, c cell) string { return "/wallet/" + c.person + "/pay/" + c.id }

// aTill is a terminal that takes money for a merchant.
func aTill(m *matrix, c cell) cell {
	sales := sale.New(m.app.DB, m.app.Feed)
	merchant, err := sales.AddMerchant(m.Context(), financeOf(c.school), c.school.School, "食堂"+m.ours.Key(), purse.Canteen)
	if err != nil {
		m.Fatal(err)
	}
	c = spare(m, c)
	m.ours.Exec(m.T, "UPDATE terminal SET scene = 'till' WHERE id = ?", c.id)
	inTx(m.T, m.app.DB, func(ctx context.Context, tx *db.Tx) error { return access.Bump(ctx, tx, c.school.School) })
	if err := sales.Bind(m.Context(), financeOf(c.school), c.school.School, c.id, merchant); err != nil {
		m.Fatal(err)
	}
	c.person = merchant
	return c
}

func aMerchant(m *matrix, c cell) cell {
	c = aTill(m, c)
	c.id = c.person
	return c
}

// aSale is one of the target.
func aSale(m *matrix, c cell) cell {
	person := c.id
	m.ours.Exec(m.T, "INSERT INTO pay_setting (school_id, chip_sale, chip_day, two_from, set_by, set_at) VALUES (?, 0, 0, 0, '', 0) ON CONFLICT (school_id) DO UPDATE SET chip_sale = 0, chip_day = 0", c.school.School)
	chip := ""
	for _, h := range []*scantest.Holder{c.school.Student, c.school.Charge, c.school.Other, c.school.Teacher, c.school.Parent, c.school.Guard, c.school.Admin, c.school.Finance} {
		if h.Person == person {
			chip = h.Chip
		}
	}
	c = aTill(m, wealthy(m, c))
	body, _ := json.Marshal(sale.Asked{Seq: 1, Amount: 500})
	b, err := m.app.Scans.Present(m.Context(), scan.Presentation{Terminal: terminal.Identity{ID: c.id, School: c.school.School, TokenHash: text(m.T, m.app.DB, "SELECT token_hash FROM terminal WHERE id = '"+c.id+"'")}, Key: c.school.Key(), Chip: chip, Body: body})
	if err != nil {
		m.Fatal(err)
	}
	var shown struct{ Sale string }
	if err := json.Unmarshal(scantest.Decode(m.T, b).Extra, &shown); err != nil || shown.Sale == "" {
		m.Fatalf("%s: %s", c, b)
	}
	c.person, c.id = person, shown.Sale
	return c
}

// aRefund is one of a sale of the target that waits for somebody else.
func aRefund(m *matrix, c cell) cell {
	c = aSale(m, c)
	id := db.NewID()
	m.ours.Exec(m.T, `INSERT INTO refund (school_id, id, sale_id, amount, why, state, asked_by, asked_at, answered_by, answered_at)
		VALUES (?, ?, ?, 100, '错', 'waiting', '', 0, '', 0)`, c.school.School, id, c.id)
	c.id = id
	return c
}

// tillsOf are the terminals that may be the asking till, by role.
func tillsOf(m *matrix) map[string]terminal.Identity {
	return map[string]terminal.Identity{"terminal": m.ours.Reader, "staff terminal": m.ours.StaffReader, "kiosk": m.ours.Kiosk, "staff kiosk": m.ours.StaffKiosk}
}

// tillOf makes the asking terminal, if it is one, a till with a sale by the number 9.
func tillOf(m *matrix, c cell) cell {
	for role, who := range tillsOf(m) {
		if c.who.role != role {
			continue
		}
		sales := sale.New(m.app.DB, m.app.Feed)
		if _, _, err := sales.Find(m.Context(), who.Actor(), 7); err == nil {
			continue
		}
		merchant, err := sales.AddMerchant(m.Context(), financeOf(m.ours), m.ours.School, "窗口"+m.ours.Key(), purse.Canteen)
		if err != nil {
			m.Fatal(err)
		}
		m.ours.Exec(m.T, "INSERT INTO till (terminal_id, school_id, merchant_id, set_at) VALUES (?, ?, ?, 0)", who.ID, m.ours.School, merchant)
	}
	return c
}

// toPerson is a form of the desk about the target.
func toPerson(pairs ...string) func(*matrix, cell) ask {
	return func(m *matrix, c cell) ask {
		return forms(append([]string{"school", c.school.School, "person", c.id, "key", db.NewID()}, pairs...)...)(m, c)
	}
}

// soldAtTill is tillOf after a sale with the number 9 that is worth what is asked back.
func soldAtTill(m *matrix, c cell) cell {
	c = tillOf(m, c)
	for role, who := range tillsOf(m) {
		if c.who.role != role {
			continue
		}
		person := m.ours.Teacher.Person
		if err := purse.New(m.app.DB, m.app.Feed).Desk(m.Context(), financeOf(m.ours), m.ours.School, person, db.NewID(), 100); err != nil {
			m.Fatal(err)
		}
		inTx(m.T, m.app.DB, func(ctx context.Context, tx *db.Tx) error {
			merchants, err := sale.LockTills(ctx, tx, m.ours.School, who.ID)
			if err != nil {
				return err
			}
			purses, err := purse.Lock(ctx, tx, m.ours.School, person)
			if err != nil {
				return err
			}
			merchant := merchants[who.ID]
			o := sale.Decide(sale.Facts{Asked: sale.Asked{Seq: 9, Amount: 100}, Now: tx.NowMS(), By: rule.Phone, Merchant: merchant, Purse: purses[person]})
			one := sale.Sale{ID: db.NewID(), SchoolID: m.ours.School, TerminalID: who.ID, Seq: 9, MerchantID: merchant.ID, PersonID: person, Kind: "phone", Amount: 100, State: sale.Paid, Reason: o.Reason, Day: "2026-11-23", At: tx.NowMS()}
			if _, err := tx.NewRaw("DELETE FROM refund WHERE sale_id IN (SELECT id FROM sale WHERE terminal_id = ? AND seq = 9)", who.ID).Exec(ctx); err != nil {
				return err
			}
			if _, err := tx.NewRaw("DELETE FROM sale WHERE terminal_id = ? AND seq = 9", who.ID).Exec(ctx); err != nil {
				return err
			}
			if _, err := ledger.Post(ctx, tx, one.Txn(o.Legs, merchant.Name)); err != nil {
				return err
			}
			return sale.Insert(ctx, tx, one)
		})
	}
	return c
}

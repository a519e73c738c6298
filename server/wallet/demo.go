package wallet

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/ledger"
	"yunka/server/purse"
	"yunka/server/reason"
	"yunka/server/sale"
	"yunka/server/terminal"
	"yunka/server/timetable"
)

const (
	demoPeople = 60 // who have a wallet
	demoDays   = 31 // that lie behind
)

// demo is a demo school's money while its past is written.
type demo struct {
	school string
	loc    *time.Location
	days   []string // school days behind, the oldest first
	people []string
	shops  []demoShop
	random *rand.Rand
}

type demoShop struct {
	id, account, name, kind, terminal string
	seq                               int64
}

// Demo gives a new demo school a month of money: two merchants with tills, wallets that
// are topped up at the cash desk and pay for lunch and now and then for something else, a
// refund, a subsidy for the coming days. A school without somebody with the post finance
// gets none. The past is written at its own time (db.At), all of it before today.
func Demo(ctx context.Context, d *db.DB, f *feed.Feed, terminals *terminal.Service, school string) error {
	m := demo{school: school, random: rand.New(rand.NewPCG(20, 26))}
	var officer allow.Actor
	err := d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		person, membership, err := demoOfficer(ctx, q, school)
		if err != nil || person == "" {
			return err
		}
		officer = allow.Actor{Kind: allow.Account, People: map[string]bool{person: true}, Seats: []allow.Seat{{School: school, Person: person, Membership: membership, Role: allow.Teacher}},
			Posts: []allow.Held{{School: school, Membership: membership, Post: allow.Finance, Of: allow.OfSchool}}}
		sc, err := campus.SchoolByID(ctx, q, school)
		if err != nil {
			return err
		}
		c, err := timetable.LoadCalendar(ctx, q, school)
		if err != nil {
			return err
		}
		m.loc = sc.Location()
		today := timetable.Today(d.Now(), m.loc)
		for day := timetable.AddDays(today, -demoDays); day < today; day = timetable.AddDays(day, 1) {
			if c.SchoolDay(day) {
				m.days = append(m.days, day)
			}
		}
		m.people, err = demoPupils(ctx, q, school, demoPeople)
		return err
	})
	if err != nil || len(m.days) == 0 || len(m.people) == 0 {
		return err
	}
	sales := sale.New(d, f)
	if err := m.open(ctx, d, sales, terminals, officer); err != nil {
		return err
	}
	for i, day := range m.days {
		if err := m.day(ctx, d, day, i%10 == 0); err != nil {
			return err
		}
	}
	if err := m.back(ctx, d, sales, officer); err != nil {
		return err
	}
	_, err = purse.New(d, f).Give(ctx, officer, school, purse.Given{ID: "demo", Name: demoSubsidy, Amount: 1_500, Expires: d.Now().AddDate(0, 0, 20).UnixMilli(), People: m.people})
	return err
}

// open makes the merchants, each with a till that can be paired.
func (m *demo) open(ctx context.Context, d *db.DB, sales *sale.Service, terminals *terminal.Service, officer allow.Actor) error {
	for _, s := range demoShops {
		shop := demoShop{name: s.name, kind: s.kind}
		var err error
		if shop.id, err = sales.AddMerchant(ctx, officer, m.school, s.name, s.kind); err != nil {
			return err
		}
		err = d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			all, err := sale.Merchants(ctx, tx, m.school)
			for _, one := range all {
				if one.ID == shop.id {
					shop.account = one.AccountID
				}
			}
			if err != nil {
				return err
			}
			if shop.terminal, _, err = terminals.AddIn(ctx, tx, m.school, terminal.Draft{Name: s.till, Kind: terminal.Kiosk, Scene: string(rule.TillScene), Staff: true}); err != nil {
				return err
			}
			return access.Bump(ctx, tx, m.school)
		})
		if err == nil {
			err = sales.Bind(ctx, officer, m.school, shop.terminal, shop.id)
		}
		if err != nil {
			return err
		}
		m.shops = append(m.shops, shop)
	}
	return nil
}

// day is a day of a month ago or less: perhaps money in the morning, lunch for all, and in
// the afternoon something for some.
func (m *demo) day(ctx context.Context, d *db.DB, day string, tops bool) error {
	if tops {
		if err := m.at(d, day, 8, 5).Tx(ctx, m.top); err != nil {
			return err
		}
	}
	for minute, from := 35, 0; from < len(m.people); minute, from = minute+7, from+20 { // three queues
		some := m.people[from:min(from+20, len(m.people))]
		if err := m.at(d, day, 11, minute).Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			return m.sell(ctx, tx, day, &m.shops[0], "lunch", some, func() int64 { return 50 * (16 + m.random.Int64N(13)) })
		}); err != nil {
			return err
		}
	}
	var some []string
	for _, p := range m.people {
		if m.random.IntN(3) == 0 {
			some = append(some, p)
		}
	}
	return m.at(d, day, 15, 40+m.random.IntN(15)).Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return m.sell(ctx, tx, day, &m.shops[1], "", some, func() int64 { return 50 * (4 + m.random.Int64N(20)) })
	})
}

func (m *demo) at(d *db.DB, day string, hour, minute int) *db.DB {
	t, _ := time.ParseInLocation(time.DateOnly, day, m.loc) // a day of the calendar
	t = t.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(m.random.IntN(60))*time.Second)
	return d.At(func() time.Time { return t })
}

// top puts 200 yuan into each wallet.
func (m *demo) top(ctx context.Context, tx *db.Tx) error {
	for _, p := range m.people {
		if err := campus.LockPerson(ctx, tx, m.school, p); err != nil {
			return err
		}
	}
	for i, p := range m.people {
		if _, err := purse.Credit(ctx, tx, m.school, p, fmt.Sprintf("demo:%d:%d", tx.NowMS(), i), purse.CashDesk, 20_000, "system"); err != nil {
			return err
		}
	}
	return nil
}

// sell has some people buy something at a till, those who have the money.
func (m *demo) sell(ctx context.Context, tx *db.Tx, day string, shop *demoShop, meal string, people []string, price func() int64) error {
	if len(people) == 0 {
		return nil
	}
	purses, err := purse.Lock(ctx, tx, m.school, people...)
	if err != nil {
		return err
	}
	var list []sale.Sale
	var txns []ledger.Txn
	for _, p := range people {
		amount := price()
		legs, given, _, ok := purses[p].Take(amount, tx.NowMS(), shop.kind)
		if !ok {
			continue
		}
		shop.seq++
		one := sale.Sale{ID: db.NewID(), SchoolID: m.school, TerminalID: shop.terminal, Seq: shop.seq, MerchantID: shop.id, PersonID: p, Kind: string(rule.Phone),
			Amount: amount, Subsidy: given, Meal: meal, State: sale.Paid, Reason: reason.OK, Day: day, At: tx.NowMS()}
		list = append(list, one)
		txns = append(txns, one.Txn(append(legs, ledger.Leg{Account: shop.account, Amount: amount}), shop.name))
	}
	if len(list) == 0 {
		return nil
	}
	if _, err := ledger.PostAll(ctx, tx, txns); err != nil {
		return err
	}
	return sale.Insert(ctx, tx, list...)
}

// back gives a part of the last lunch of the first pupil back.
func (m *demo) back(ctx context.Context, d *db.DB, sales *sale.Service, officer allow.Actor) error {
	var last sale.Sale
	err := d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		of, err := sale.Today(ctx, q, m.school, m.days[len(m.days)-1], m.people[0])
		if list := of[m.people[0]]; len(list) > 0 {
			last = list[0]
		}
		return err
	})
	if err == nil && last.ID != "" {
		_, err = sales.Back(ctx, officer, sale.Refund{ID: "demo", SchoolID: m.school, SaleID: last.ID, Amount: 300, Why: demoWhy})
	}
	return err
}

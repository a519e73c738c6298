package till

import (
	"context"
	"encoding/json"
	"slices"

	"yunka/server/access"
	arule "yunka/server/access/rule"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/ledger"
	"yunka/server/purse"
	"yunka/server/reason"
	"yunka/server/sale"
	"yunka/server/scan/part"
	"yunka/server/timetable"
)

// Part decides scans at terminals of the scene till: the code is spent and the money is
// moved, or the refusal written, in one commit. A phone's code must have been made for
// paying; a chip or a printed card pays up to what the school allows them.
func Part() part.Part {
	return part.Part{
		Name:     string(arule.TillScene),
		Concerns: func(_ *access.Policy, t access.Terminal) bool { return t.Scene == arule.TillScene },
		Read:     read,
		Undo:     func(ctx context.Context, tx *db.Tx, u part.Undone) error { return sale.Undo(ctx, tx, u.School, u.Scan) },
	}
}

// Shown is what the answer of a scan says besides. It holds no balance: a till is read
// over shoulders.
type Shown struct {
	Sale   string `json:"sale,omitempty"`
	Seq    int64  `json:"seq,omitempty"`
	Amount int64  `json:"amount_fen,omitempty"`
	Until  int64  `json:"until_ms,omitempty"` // it waits for the payer's PIN: not paid yet
}

// round is a batch of sales, carried forward sale by sale.
type round struct {
	asked     map[*part.Asked]sale.Asked
	days      map[string]string // by school
	settings  map[string]purse.Setting
	merchants map[string]sale.Merchant // by terminal
	purses    map[string]purse.Purse   // by person
	sold      map[string][]sale.Sale   // of the day, by person
	taken     map[string]map[int64]sale.Sale
	write     []written
}

type written struct {
	sale.Sale
	legs          []ledger.Leg
	merchant      string
	before, after purse.Purse
	until         int64 // it waits for its payer's PIN; 0 is no
}

func read(ctx context.Context, tx *db.Tx, asked []*part.Asked) (part.Round, error) {
	r := &round{asked: map[*part.Asked]sale.Asked{}, days: map[string]string{}, settings: map[string]purse.Setting{}, merchants: map[string]sale.Merchant{},
		purses: map[string]purse.Purse{}, sold: map[string][]sale.Sale{}}
	type group struct{ tills, people []string }
	schools := map[string]*group{}
	numbers := map[string][]int64{}
	for _, a := range asked {
		var in sale.Asked
		if json.Unmarshal(a.Body, &in) != nil {
			in = sale.Asked{} // sells nothing
		}
		r.asked[a] = in
		g := schools[a.School]
		if g == nil {
			g = &group{}
			schools[a.School] = g
		}
		g.tills, g.people = append(g.tills, a.Terminal), append(g.people, a.Person)
		numbers[a.Terminal] = append(numbers[a.Terminal], in.Seq)
	}
	for _, id := range sorted(schools) {
		g := schools[id]
		sc, err := campus.SchoolByID(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		r.days[id] = timetable.Today(tx.Now, sc.Location())
		if r.settings[id], err = purse.SettingOf(ctx, tx, id); err != nil {
			return nil, err
		}
		merchants, err := sale.LockTills(ctx, tx, id, set(g.tills)...)
		if err != nil {
			return nil, err
		}
		people := set(g.people)
		purses, err := purse.Lock(ctx, tx, id, people...)
		if err != nil {
			return nil, err
		}
		sold, err := sale.Today(ctx, tx, id, r.days[id], people...)
		if err != nil {
			return nil, err
		}
		for k, v := range merchants {
			r.merchants[k] = v
		}
		for k, v := range purses {
			r.purses[k] = v
		}
		for k, v := range sold {
			r.sold[k] = v
		}
	}
	var err error
	r.taken, err = sale.Taken(ctx, tx, numbers)
	return r, err
}

func sorted[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func set(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// Decide refuses, or allows and takes the money when the scan is written. A refusal at a
// till says nothing to the queue.
func (r *round) Decide(a *part.Asked, so arule.Outcome) part.Verdict {
	in := r.asked[a]
	deny := func(why reason.Code) part.Verdict {
		return part.Verdict{Decision: reason.Deny, Reason: why, Extra: Shown{Seq: in.Seq}}
	}
	if so.Decision == reason.Confirm { // nobody pays later by a guard's word
		return deny(so.Reason)
	}
	if a.Kind != arule.Phone && a.Kind != arule.Chip { // nobody pays by a name that somebody types
		return deny(reason.CodeWrongAudience)
	}
	if a.When != part.Presented || !in.Sound() {
		return deny(reason.PayAmount)
	}
	if was, used := r.taken[a.Terminal][in.Seq]; used {
		if was.State == sale.Fenced || was.State == sale.Voided {
			return deny(reason.PayReversed)
		}
		return deny(reason.PayNumberUsed)
	}
	f := sale.Facts{Asked: in, Now: a.At, By: a.Kind, Merchant: r.merchants[a.Terminal], Setting: r.settings[a.School], Purse: r.purses[a.Person], Spent: sale.SpentOf(r.sold[a.Person], sale.Sale{TerminalID: a.Terminal, Amount: in.Amount, Meal: in.Meal})}
	o := sale.Decide(f)
	one := sale.Sale{ID: db.NewID(), SchoolID: a.School, TerminalID: a.Terminal, Seq: in.Seq, MerchantID: f.Merchant.ID, PersonID: a.Person, Kind: string(a.Kind),
		Amount: in.Amount, Subsidy: o.Given, Meal: in.Meal, State: sale.Paid, Reason: o.Reason, Day: r.days[a.School], At: a.At}
	v := part.Verdict{Extra: Shown{Sale: one.ID, Seq: in.Seq, Amount: in.Amount}}
	var until int64
	if o.Reason != reason.OK {
		v = deny(o.Reason)
		one.State, one.Subsidy = sale.Refused, 0
	}
	if o.Reason == reason.PayPIN {
		until = a.At + sale.WaitLife.Milliseconds()
		v.Extra = Shown{Sale: one.ID, Seq: in.Seq, Amount: in.Amount, Until: until}
	}
	v.Take = func(scan string, final arule.Outcome) {
		if one.ScanID = scan; final.Decision != reason.Allow && one.State == sale.Paid {
			one.State, one.Reason, one.Subsidy = sale.Refused, final.Reason, 0
		}
		if one.Reason == reason.PayPIN { // unless another part refused the scan
			one.Reason = final.Reason
		}
		r.take(a, f, o, one, until)
	}
	return v
}

// take is what the next presentation of the batch finds.
func (r *round) take(a *part.Asked, f sale.Facts, o sale.Outcome, one sale.Sale, until int64) {
	r.taken[a.Terminal][one.Seq] = one
	w := written{Sale: one, merchant: f.Merchant.Name}
	if one.Reason == reason.PayPIN {
		w.until = until
	}
	if one.State == sale.Paid {
		r.purses[a.Person] = o.After
		r.sold[a.Person] = append(r.sold[a.Person], one)
		w.legs, w.before, w.after = o.Legs, f.Purse, o.After
	}
	r.write = append(r.write, w)
}

// Write posts the money and writes the numbers.
func (r *round) Write(ctx context.Context, tx *db.Tx) error {
	numbers := make([]sale.Sale, len(r.write))
	money := map[string][]ledger.Txn{} // by school
	for i, w := range r.write {
		numbers[i] = w.Sale
		if w.State == sale.Paid {
			money[w.SchoolID] = append(money[w.SchoolID], w.Txn(w.legs, w.merchant))
		}
	}
	for _, school := range sorted(money) {
		posted, err := ledger.PostAll(ctx, tx, money[school])
		if err != nil {
			return err
		}
		for _, p := range posted {
			if p.Declined != "" || p.Replay {
				return errMoney // the accounts are locked and were asked: cannot be
			}
		}
	}
	if len(numbers) > 0 {
		if err := sale.Insert(ctx, tx, numbers...); err != nil {
			return err
		}
	}
	for _, w := range r.write {
		if w.until > 0 {
			if err := sale.InsertWait(ctx, tx, sale.Wait{SaleID: w.ID, SchoolID: w.SchoolID, PersonID: w.PersonID, UntilAt: w.until}); err != nil {
				return err
			}
		}
		if w.State == sale.Paid {
			if err := sale.TellLow(ctx, tx, w.Sale, w.before, w.after); err != nil {
				return err
			}
		}
	}
	return nil
}

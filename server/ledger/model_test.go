package ledger_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/ledger"
	"yunka/server/schooltest"
)

// model is the ledger as one would write it down with a pencil.
type model struct {
	balance, held map[string]int64
	live, frozen  map[string]bool
	txns          map[string]*modelTxn
	holds         map[string]*modelHold
}

type modelTxn struct {
	legs     map[string]int64
	content  string
	declined string
	back     map[string]int64 // what took it back so far
}

type modelHold struct {
	account, content, state, declined string
	amount, expires                   int64
}

func (m *model) free(account string) int64 { return m.balance[account] - m.held[account] }

func contentOf(t ledger.Txn) string { return fmt.Sprint(t.Kind, t.Order, t.Reverses, t.Legs) }

// post is what Post should answer; freed is what a hold of account gives free for it.
func (m *model) post(t ledger.Txn, account string, freed int64) (declined string, replay, mismatch bool) {
	if was := m.txns[t.ID]; was != nil {
		return was.declined, true, was.content != contentOf(t)
	}
	made := &modelTxn{legs: map[string]int64{}, content: contentOf(t), back: map[string]int64{}}
	m.txns[t.ID] = made
	for _, l := range t.Legs {
		made.legs[l.Account] = l.Amount
	}
	// The first account by name says why: as the ledger looks at them.
	first := ""
	for a, amount := range made.legs {
		why := ""
		free := m.free(a)
		if a == account {
			free += freed
		}
		switch {
		case amount > 0:
		case m.frozen[a]:
			why = ledger.NotOpen
		case m.live[a] && free+amount < 0:
			why = ledger.Insufficient
		}
		if why != "" && (first == "" || a < first) {
			first, made.declined = a, why
		}
	}
	if made.declined == "" && t.Reverses != "" {
		was := m.txns[t.Reverses]
		if was == nil || was.declined != "" {
			made.declined = ledger.TooMuchBack
		} else {
			for a, amount := range made.legs {
				rest := was.legs[a] + was.back[a]
				if rest == 0 || rest > 0 == (amount > 0) || rest > 0 && rest+amount < 0 || rest < 0 && rest+amount > 0 {
					made.declined = ledger.TooMuchBack
				}
			}
		}
	}
	if made.declined != "" {
		return made.declined, false, false
	}
	for a, amount := range made.legs {
		m.balance[a] += amount
		if t.Reverses != "" {
			m.txns[t.Reverses].back[a] += amount
		}
	}
	return "", false, false
}

// steps is how many random steps an engine takes, 100,000 together; most of them on the
// one that answers without a way. YUNKA_LEDGER_STEPS takes more.
func steps(e db.Engine) int {
	if n, err := strconv.Atoi(os.Getenv("YUNKA_LEDGER_STEPS")); err == nil {
		return n
	}
	if e == db.SQLite {
		return 80_000
	}
	return 20_000
}

// Random steps answer as the model does, and leave a ledger of which everything holds that
// must.
func TestRandomStepsAnswerAsTheModel(t *testing.T) {
	if racing { // one step after the other: the detector triples the time and sees nothing
		t.Skip("make test takes these steps by themselves, without the race detector")
	}
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			clock := schooltest.NewClock()
			b := newBook(t, dbtest.Open(t, e, db.WithClock(clock.Now)), clock)
			seed := uint64(time.Now().UnixNano())
			if s, err := strconv.ParseUint(os.Getenv("YUNKA_SEED"), 10, 64); err == nil {
				seed = s
			}
			w := &walk{book: b, sent: map[string]ledger.Txn{}, r: rand.New(rand.NewPCG(seed, 1)), m: &model{balance: map[string]int64{}, held: map[string]int64{},
				live: map[string]bool{b.purse: true, b.other: true}, frozen: map[string]bool{}, txns: map[string]*modelTxn{}, holds: map[string]*modelHold{}}}
			for done := 0; done < steps(e) && !t.Failed(); {
				n := 1 + w.r.IntN(60)
				b.tx(func(ctx context.Context, tx *db.Tx) error {
					for range n {
						if err := w.step(ctx, tx); err != nil {
							return err
						}
					}
					return nil
				})
				done += n
				b.clock.Add(time.Duration(w.r.IntN(300)) * time.Second)
				if w.r.IntN(4) == 0 { // days pass, too
					b.clock.Add(time.Duration(w.r.IntN(6)) * time.Hour)
				}
				if w.r.IntN(8) == 0 {
					if _, err := ledger.CloseDays(ctx, b.DB, b.School, 100); err != nil {
						t.Fatal(err)
					}
				}
				w.compare()
			}
			b.clock.Add(10 * time.Minute)
			b.tx(func(ctx context.Context, tx *db.Tx) error {
				_, err := ledger.Expire(ctx, tx, b.School, 1<<30)
				return err
			})
			b.sound()
			w.ranges()
			if t.Failed() {
				t.Logf("YUNKA_SEED=%d", seed)
			}
		})
	}
}

type walk struct {
	*book
	r    *rand.Rand
	m    *model
	n    int
	ids  []string
	held []string
	sent map[string]ledger.Txn
}

func (w *walk) account() string {
	return []string{w.purse, w.other, w.canteen, w.cash}[w.r.IntN(4)]
}

func (w *walk) some(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	if w.r.IntN(3) > 0 { // mostly of late
		return list[max(0, len(list)-1-w.r.IntN(20))]
	}
	return list[w.r.IntN(len(list))]
}

func (w *walk) step(ctx context.Context, tx *db.Tx) error {
	w.n++
	from, to := w.account(), w.account()
	for to == from {
		to = w.account()
	}
	amount := 1 + w.r.Int64N([]int64{3, 20, 500}[w.r.IntN(3)])
	if free := w.m.free(from); w.m.live[from] && free > 0 && w.r.IntN(6) == 0 {
		amount = free + w.r.Int64N(2) // all there is, or a fen more
	}
	txn := w.move(fmt.Sprint("t", w.n), []string{"sale", "topup"}[w.r.IntN(2)], from, to, amount)
	switch w.r.IntN(12) {
	case 0: // an id again, with the same content or another one
		if txn.ID = w.some(w.ids); w.r.IntN(2) == 0 && w.sent[txn.ID].ID != "" {
			txn = w.sent[txn.ID]
		}
	case 1, 2:
		txn.Reverses = w.some(w.ids)
	case 3: // three legs
		third := w.account()
		if third != from && third != to {
			txn.Legs[0].Amount -= 7
			txn.Legs = append(txn.Legs, ledger.Leg{Account: third, Amount: 7})
		}
	case 4, 5:
		return w.keep(ctx, tx, []string{w.purse, w.other}[w.r.IntN(2)], amount)
	case 6, 7:
		return w.capture(ctx, tx, txn)
	case 8:
		return w.void(ctx, tx)
	case 9:
		if w.r.IntN(5) == 0 {
			return w.freeze(ctx, tx)
		}
	case 10:
		return w.together(ctx, tx, txn)
	}
	w.ids = append(w.ids, txn.ID)
	if w.sent[txn.ID].ID == "" {
		w.sent[txn.ID] = txn
	}
	p, err := ledger.Post(ctx, tx, txn)
	declined, replay, mismatch := w.m.post(txn, "", 0)
	return w.same(txn.ID, p, err, declined, replay, mismatch)
}

// together posts some movements at once, which is as good as one after the other; some are
// in it twice.
func (w *walk) together(ctx context.Context, tx *db.Tx, first ledger.Txn) error {
	list := []ledger.Txn{first}
	for i := range w.r.IntN(6) {
		if w.r.IntN(5) == 0 {
			list = append(list, list[w.r.IntN(len(list))])
			continue
		}
		from := []string{w.purse, w.other}[w.r.IntN(2)]
		list = append(list, w.move(fmt.Sprintf("t%d-%d", w.n, i), "sale", from, w.canteen, 1+w.r.Int64N(30)))
	}
	got, err := ledger.PostAll(ctx, tx, list)
	if err != nil {
		return err
	}
	for i, txn := range list {
		w.ids = append(w.ids, txn.ID)
		w.sent[txn.ID] = txn
		declined, replay, mismatch := w.m.post(txn, "", 0)
		if err := w.same(txn.ID, got[i], nil, declined, replay, mismatch); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) same(what string, p ledger.Posted, err error, declined string, replay, mismatch bool) error {
	if mismatch {
		if code(err) != "ledger_id" {
			w.Errorf("step %d, %s: %+v, %v, want a mismatch", w.n, what, p, err)
		}
		return nil
	}
	if err != nil {
		return err
	}
	if p.Declined != declined || p.Replay != replay {
		w.Errorf("step %d, %s: %+v, want %q %v", w.n, what, p, declined, replay)
	}
	return nil
}

func (w *walk) keep(ctx context.Context, tx *db.Tx, account string, amount int64) error {
	h := ledger.Hold{SchoolID: w.School, ID: fmt.Sprint("h", w.n), AccountID: account, Amount: amount, ExpiresAt: tx.NowMS() + 1 + w.r.Int64N(900_000)}
	if w.r.IntN(8) == 0 {
		h.ID = w.some(w.held)
	}
	p, err := ledger.Keep(ctx, tx, h)
	content := fmt.Sprint(account, amount)
	if was := w.m.holds[h.ID]; was != nil {
		return w.same(h.ID, p, err, was.declined, true, was.content != content)
	}
	made := &modelHold{account: account, amount: amount, content: content, state: "pending", expires: h.ExpiresAt}
	switch {
	case w.m.frozen[account]:
		made.declined = ledger.NotOpen
	case w.m.free(account) < amount:
		made.declined = ledger.Insufficient
	default:
		w.m.held[account] += amount
	}
	if made.declined != "" {
		made.state = "declined"
	}
	w.m.holds[h.ID] = made
	w.held = append(w.held, h.ID)
	return w.same(h.ID, p, err, made.declined, false, false)
}

func (w *walk) capture(ctx context.Context, tx *db.Tx, txn ledger.Txn) error {
	id := w.some(w.held)
	h := w.m.holds[id]
	p, err := ledger.Capture(ctx, tx, id, txn)
	if h == nil || txn.Legs[0].Account != h.account {
		if c := code(err); c != "ledger_hold" && c != "ledger_txn" {
			w.Errorf("step %d: a hold of nothing: %+v, %v", w.n, p, err)
		}
		return nil
	}
	w.ids = append(w.ids, txn.ID)
	why := ""
	switch {
	case h.state != "pending" || tx.NowMS() >= h.expires:
		why = ledger.HoldOver
	case -txn.Legs[0].Amount > h.amount:
		why = ledger.HoldSmaller
	}
	if why != "" {
		w.m.txns[txn.ID] = &modelTxn{content: contentOf(txn), declined: why}
		return w.same(txn.ID, p, err, why, false, false)
	}
	declined, replay, mismatch := w.m.post(txn, h.account, h.amount)
	if declined == "" {
		h.state = "posted"
		w.m.held[h.account] -= h.amount
	}
	return w.same(txn.ID, p, err, declined, replay, mismatch)
}

func (w *walk) void(ctx context.Context, tx *db.Tx) error {
	id := w.some(w.held)
	err := ledger.Void(ctx, tx, w.School, id)
	h := w.m.holds[id]
	if h == nil {
		if code(err) != "ledger_hold" {
			w.Errorf("step %d: void of nothing: %v", w.n, err)
		}
		return nil
	}
	if h.state == "pending" {
		h.state = "voided"
		w.m.held[h.account] -= h.amount
	}
	return err
}

func (w *walk) freeze(ctx context.Context, tx *db.Tx) error {
	a := []string{w.purse, w.other}[w.r.IntN(2)]
	w.m.frozen[a] = !w.m.frozen[a]
	state := ledger.Open
	if w.m.frozen[a] {
		state = ledger.Frozen
	}
	return ledger.SetState(ctx, tx, w.School, a, state)
}

// compare lets what is over expire, and looks at every balance.
func (w *walk) compare() {
	w.Helper()
	w.tx(func(ctx context.Context, tx *db.Tx) error {
		if _, err := ledger.Expire(ctx, tx, w.School, 1000); err != nil {
			return err
		}
		for _, h := range w.m.holds {
			if h.state == "pending" && h.expires <= tx.NowMS() {
				h.state = "expired"
				w.m.held[h.account] -= h.amount
			}
		}
		for _, a := range []string{w.purse, w.other, w.canteen, w.cash} {
			balance, held, err := ledger.BalanceOf(ctx, tx, w.School, a)
			if err != nil {
				return err
			}
			if balance != w.m.balance[a] || held != w.m.held[a] {
				w.Errorf("step %d: %s has %d, %d held; want %d, %d", w.n, a, balance, held, w.m.balance[a], w.m.held[a])
			}
		}
		return nil
	})
}

// ranges compares the sums of random times with what a plain query adds up.
func (w *walk) ranges() {
	err := w.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		begin := schooltest.NewClock().Now().UnixMilli()
		for range 200 {
			from := begin + w.r.Int64N(w.clock.Now().UnixMilli()-begin)
			to := from + w.r.Int64N(w.clock.Now().UnixMilli()-from+1)
			a := w.account()
			m, err := ledger.MovedIn(ctx, q, w.School, a, from, to)
			if err != nil {
				return err
			}
			var plain ledger.Moved
			err = q.NewRaw(`
				SELECT CAST(COALESCE(SUM(CASE WHEN posted_at < ?1 THEN amount END), 0) AS BIGINT) AS opening,
					CAST(COALESCE(SUM(CASE WHEN posted_at >= ?1 AND amount > 0 THEN amount END), 0) AS BIGINT) AS "in",
					CAST(COALESCE(SUM(CASE WHEN posted_at >= ?1 AND amount < 0 THEN -amount END), 0) AS BIGINT) AS "out",
					CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS closing, COUNT(CASE WHEN posted_at >= ?1 THEN 1 END) AS n
				FROM ledger_entry
				WHERE account_id = ?0 AND posted_at < ?2`, a, from, to).Scan(ctx, &plain)
			if err != nil {
				return err
			}
			if m != plain {
				w.Errorf("[%d, %d): %+v, want %+v", from, to, m, plain)
			}
		}
		return nil
	})
	if err != nil {
		w.Error(err)
	}
}

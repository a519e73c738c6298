package deliver

import (
	"context"
	"time"

	"yunka/server/db"
	"yunka/server/outbox"
)

// chunk is how many notices and readers one transaction takes: about 10 ms on SQLite,
// whose one writer a gate may wait for.
const chunk = 64

// step addresses some notices of a school and puts what is due into inboxes, in one
// transaction that holds the school's turn. It reports whether it did anything and
// whether there may be more.
func (w *Worker) step(ctx context.Context, school string) (did, more bool, err error) {
	err = w.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := takeTurn(ctx, tx, school); err != nil {
			return err
		}
		notices, err := dueNotices(ctx, tx, school, chunk)
		if err != nil {
			return err
		}
		fresh, err := w.address(ctx, tx, school, notices)
		if err != nil {
			return err
		}
		n, err := w.tell(ctx, tx, school, fresh)
		did = len(notices) > 0 || n > 0
		more = len(notices) == chunk || n >= chunk
		return err
	})
	return did, more, err
}

// address finds the readers of notices and writes a delivery for each; it returns the
// ids of these.
func (w *Worker) address(ctx context.Context, tx *db.Tx, school string, notices []outbox.Row) (map[string]bool, error) {
	if len(notices) == 0 {
		return nil, nil
	}
	want := newWants()
	good := notices[:0:0]
	failed := map[string]bool{} // what is tried again holds up what is about the same person
	for _, n := range notices {
		if n.AboutID != "" && failed[n.AboutID] {
			continue
		}
		if err := want.notice(n); err != nil {
			failed[n.AboutID] = true
			if err := w.putOff(ctx, tx, n, err); err != nil {
				return nil, err
			}
			continue
		}
		good = append(good, n)
	}
	at, err := want.read(ctx, tx, school)
	if err != nil {
		return nil, err
	}
	a := &addressing{tx: tx, reach: at, ids: map[string]bool{}}
	if err := a.prepare(ctx, good); err != nil {
		return nil, err
	}
	numbers := make([]int64, len(good))
	for i, n := range good {
		numbers[i] = n.Number
		if err := a.notice(ctx, n); err != nil {
			return nil, err
		}
	}
	if err := a.flush(ctx); err != nil {
		return nil, err
	}
	return a.ids, noticesDone(ctx, tx, school, numbers)
}

// putOff tries a notice again later, or gives it up.
func (w *Worker) putOff(ctx context.Context, tx *db.Tx, n outbox.Row, why error) error {
	state := outbox.Waiting
	if n.Attempts+1 >= maxAttempts {
		state = outbox.Dead
	}
	due := tx.Now.Add(backoff(n.Attempts + 1)).UnixMilli()
	w.log.Warn("notice not addressed", "school", n.SchoolID, "kind", n.Kind, "attempt", n.Attempts+1, "err", why)
	return noticeFailed(ctx, tx, n, state, due, why.Error())
}

// addressing is the deliveries that one transaction makes.
type addressing struct {
	tx       *db.Tx
	reach    *reach
	held     map[string][]*item // by reader: what waits for like ones
	children map[string]int
	fresh    []*item
	ids      map[string]bool
}

// prepare reads what the notices of this transaction need of their readers.
func (a *addressing) prepare(ctx context.Context, notices []outbox.Row) (err error) {
	people, guardians := map[string]bool{}, map[string]bool{}
	for _, n := range notices {
		for _, r := range a.reach.readers(n) {
			people[r.person] = true
			if n.Digest != "" && r.via == "guardian" {
				guardians[r.person] = true
			}
		}
	}
	if a.held, err = heldDigests(ctx, a.tx, keys(people)); err != nil {
		return err
	}
	a.children, err = readChildren(ctx, a.tx, a.reach.school, keys(guardians), a.tx.NowMS())
	return err
}

// notice makes the deliveries of one notice.
func (a *addressing) notice(ctx context.Context, n outbox.Row) error {
	var before map[string]chainRow
	if n.Replaces != "" {
		if err := a.flush(ctx); err != nil { // the chain is read from the table
			return err
		}
		var err error
		if before, err = chain(ctx, a.tx, n.SchoolID, n.Chain); err != nil {
			return err
		}
	}
	var gone []string
	for _, r := range a.reach.readers(n) {
		d := &item{fresh: true, Closes: n.Closes || n.Replaces != "", Noticed: n.At, Delivery: Delivery{
			ID: db.NewID(), SchoolID: n.SchoolID, Number: n.Number, PersonID: r.person, AboutID: n.AboutID,
			Via: r.via, ViaID: r.viaID, Day: n.Day, Urgent: n.Urgent, Digest: n.Digest, State: outbox.Waiting,
		}}
		if n.Replaces != "" {
			old, told := before[r.person]
			switch {
			case !told:
				continue // nothing wrong was said
			case old.State == outbox.Waiting:
				gone = append(gone, old.ID)
				a.forget(r.person, old.ID)
				d.Corrects = old.Corrects
			default:
				d.Corrects = old.Number
			}
			if d.Corrects != 0 && old.Kind == n.Kind && old.Data == n.Data {
				continue // it is what the reader was told
			}
		}
		held := a.held[r.person]
		hold(d, held, a.children[r.person], a.tx.NowMS(), n.WaitMs)
		if d.Hold == "digest" {
			if len(held) > 0 && held[0].Hold == "" { // another digest, which is released now
				if err := a.release(ctx, held); err != nil {
					return err
				}
				held = nil
			}
			a.held[r.person] = append(held, d)
		} else {
			if err := a.release(ctx, held); err != nil {
				return err
			}
			delete(a.held, r.person)
		}
		a.fresh = append(a.fresh, d)
		a.ids[d.ID] = true
	}
	return setState(ctx, a.tx, gone, outbox.Replaced)
}

// release writes that stored ones wait no longer; those that are not stored yet know.
func (a *addressing) release(ctx context.Context, held []*item) error {
	var ids []string
	for _, h := range held {
		if h.moved && !a.unwritten(h) {
			ids = append(ids, h.ID)
			h.moved = false
		}
	}
	return setDue(ctx, a.tx, ids, "", a.tx.NowMS())
}

func (a *addressing) unwritten(h *item) bool {
	for _, d := range a.fresh {
		if d == h {
			return true
		}
	}
	return false
}

// forget takes a delivery that a correction has replaced out of those that wait.
func (a *addressing) forget(person, id string) {
	var rest []*item
	for _, h := range a.held[person] {
		if h.ID != id {
			rest = append(rest, h)
		}
	}
	a.held[person] = rest
}

// flush writes the deliveries made so far.
func (a *addressing) flush(ctx context.Context) error {
	err := insertDeliveries(ctx, a.tx, a.fresh)
	a.fresh = nil
	return err
}

// tell puts what is due into inboxes: held again in quiet hours, withheld from who may
// no longer be told, like ones together. It returns how many deliveries it looked at.
func (w *Worker) tell(ctx context.Context, tx *db.Tx, school string, fresh map[string]bool) (int, error) {
	due, err := dueDeliveries(ctx, tx, school, chunk)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	n := len(due)
	if due, err = w.keepQuiet(ctx, tx, school, due); err != nil {
		return n, err
	}
	if due, err = withhold(ctx, tx, school, due, fresh); err != nil || len(due) == 0 {
		return n, err
	}
	var order []string
	byReader := map[string][]*item{}
	for _, d := range due {
		if byReader[d.PersonID] == nil {
			order = append(order, d.PersonID)
		}
		byReader[d.PersonID] = append(byReader[d.PersonID], d)
	}
	var people []string
	var messages [][]*item
	for _, p := range order {
		for _, m := range group(byReader[p]) {
			people, messages = append(people, p), append(messages, m)
		}
	}
	// The feed is the last lock. What follows writes rows of this school's turn, which
	// nobody else has.
	first, err := w.feed.Inboxes(ctx, tx, school, people)
	if err != nil {
		return n, err
	}
	var list []told
	for i, m := range messages {
		for _, d := range m {
			list = append(list, told{d.ID, first + int64(i)})
		}
	}
	if err := setTold(ctx, tx, list); err != nil {
		return n, err
	}
	return n, w.queueSends(ctx, tx, school, people, first)
}

// keepQuiet puts off what can wait for readers in whose quiet hours it is.
func (w *Worker) keepQuiet(ctx context.Context, tx *db.Tx, school string, due []*item) (now []*item, err error) {
	readers := map[string]bool{school: true}
	for _, d := range due {
		if !d.Urgent {
			readers[d.PersonID] = true
		}
	}
	set, err := QuietOf(ctx, tx, keys(readers)...)
	if err != nil {
		return nil, err
	}
	loc, err := zoneOf(ctx, tx, school)
	if err != nil {
		return nil, err
	}
	ends := map[Quiet]time.Time{}
	put := map[int64][]string{}
	for _, d := range due {
		q := QuietFor(set, school, d.PersonID)
		end, known := ends[q]
		if !known {
			end = q.Until(tx.Now, loc)
			ends[q] = end
		}
		if d.Urgent || !end.After(tx.Now) {
			now = append(now, d)
			continue
		}
		put[end.UnixMilli()] = append(put[end.UnixMilli()], d.ID)
	}
	for at, ids := range put {
		if err := setDue(ctx, tx, ids, "quiet", at); err != nil {
			return nil, err
		}
	}
	return now, nil
}

// QuietFor is what holds for a person: their own, else the school's, else the default.
func QuietFor(set map[string]Quiet, school, person string) Quiet {
	if q, own := set[person]; own {
		return q
	}
	if q, said := set[school]; said {
		return q
	}
	return DefaultQuiet
}

// withhold keeps back what its reader may no longer be told. What was made in this
// transaction has just been asked.
func withhold(
	ctx context.Context, tx *db.Tx, school string, due []*item, fresh map[string]bool,
) (may []*item, err error) {
	want, waited := newWants(), false
	for _, d := range due {
		if !fresh[d.ID] {
			want.delivery(d.Delivery)
			waited = true
		}
	}
	if !waited {
		return due, nil
	}
	at, err := want.read(ctx, tx, school)
	if err != nil {
		return nil, err
	}
	var lost []string
	for _, d := range due {
		if fresh[d.ID] || at.still(d.Delivery) {
			may = append(may, d)
		} else {
			lost = append(lost, d.ID)
		}
	}
	return may, setState(ctx, tx, lost, outbox.Withheld)
}

package scan_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// model is the scan path as one would explain it at a blackboard: a few maps,
// no locks, no batches, no database.
type model struct {
	people  []*modelPerson
	answers map[[2]string]modelAnswer // terminal and key
	firsts  map[string]modelFirst     // of a chip at a terminal
	floods  map[string]*modelFlood
	pending []string // refusals of this batch, counted when it is committed
	rows    int
}

type modelPerson struct {
	*scantest.Holder
	role                      allow.Role
	card, person, phone, chip string
	mark                      int64
	used                      map[int64]modelUse
	history                   []string // codes it has signed
	seq                       uint8
}

type modelUse struct {
	terminal string
	want     expected
}

type modelAnswer struct {
	body   string
	want   expected
	answer []byte
}

type modelFirst struct {
	at   int64
	want expected
}

type modelFlood struct {
	since int64
	times int
}

type expected struct {
	decision     reason.Decision
	reason       reason.Code
	open, replay bool
	mismatch     bool
	stored       []byte // byte for byte, if this key was answered before
}

// present says what must come out and what is kept.
func (m *model) present(now int64, at *modelReader, key string, c modelCredential) (e expected, keep func(answer []byte)) {
	id := [2]string{at.ID, key}
	if old, ok := m.answers[id]; ok {
		if old.body != c.body {
			return expected{mismatch: true}, nil
		}
		old.want.stored = old.answer
		return old.want, nil
	}
	reread, chip := at.ID+c.credential, c.mark == 0 && c.broken == ""
	stopped, _ := m.judge(now, c) // since the first answer: then it is decided anew
	if first, ok := m.firsts[reread]; ok && chip && stopped == reason.OK && now-first.at < 5000 {
		e = first.want
		e.open, e.replay = false, true
		m.answers[id] = modelAnswer{c.body, e, nil}
		return e, func(answer []byte) { m.answers[id] = modelAnswer{c.body, e, answer} }
	}
	r, spent := m.judge(now, c)
	e = expected{decision: reason.Deny, reason: r}
	if r == reason.CodeAlreadyUsed && c.who.used[c.mark].terminal == at.ID {
		e = c.who.used[c.mark].want
		e.open, e.replay = false, true
		return e, nil
	}
	switch {
	case r != reason.OK || at.scene == "identify":
		if r == reason.OK {
			e.decision = reason.Allow
		}
	case !at.office:
		e.decision, e.open = reason.Allow, true
	case c.who.role == allow.Parent:
		e.decision, e.reason = reason.Confirm, reason.PermEscortRequired
	default:
		e.reason = reason.PermNoRight
	}
	if e.decision == reason.Deny && !spent {
		run := at.ID + c.credential + string(e.reason)
		if f := m.floods[run]; f != nil && now-f.since < 60_000 && f.times >= 5 {
			return e, nil // counted on the last one, not recorded
		}
		m.pending = append(m.pending, run)
	}
	m.rows++
	if chip && e.decision != reason.Deny {
		m.firsts[reread] = modelFirst{now, e}
	}
	if spent {
		c.who.mark = max(c.who.mark, c.mark)
		c.who.used[c.mark] = modelUse{at.ID, e}
	}
	m.answers[id] = modelAnswer{c.body, e, nil}
	return e, func(answer []byte) { m.answers[id] = modelAnswer{c.body, e, answer} }
}

// judge gives the reason up to the person, and whether the code is spent by it.
func (m *model) judge(now int64, c modelCredential) (r reason.Code, spent bool) {
	p, age := c.who, now-c.mark>>8*1000
	switch phone := c.mark > 0; {
	case c.broken != "":
		return c.broken, false
	case phone && age < -30_000:
		return reason.CodeNotYetValid, false
	case phone && age > 90_000:
		return reason.CodeExpired, false
	case phone && p.phone == "lost", !phone && p.chip == "lost":
		return reason.CredLost, false
	case phone && p.used[c.mark].terminal != "":
		return reason.CodeAlreadyUsed, false
	case phone && c.mark <= p.mark:
		return reason.CodeSuperseded, false
	case p.person == "suspended":
		return reason.PersonSuspended, phone
	case p.card == "blocked":
		return reason.CardBlocked, phone
	case p.card == "frozen":
		return reason.CardFrozen, phone
	default:
		return reason.OK, phone
	}
}

// committed counts the refusals of a batch.
func (m *model) committed(now int64) {
	for _, run := range m.pending {
		if f := m.floods[run]; f == nil || now-f.since >= 60_000 {
			m.floods[run] = &modelFlood{since: now}
		}
		m.floods[run].times++
	}
	m.pending = nil
}

type modelReader struct {
	terminal.Identity
	scene  string
	office bool
}

// modelCredential is what is held before a reader.
type modelCredential struct {
	who        *modelPerson
	body       string
	mark       int64 // 0 for a chip
	credential string
	broken     reason.Code
}

func TestModel(t *testing.T) {
	seed, runs := uint64(time.Now().UnixNano()), uint64(3)
	if s := os.Getenv("MODEL_SEED"); s != "" { // a run that failed
		seed, _ = strconv.ParseUint(s, 10, 64)
	}
	if s := os.Getenv("MODEL_RUNS"); s != "" {
		runs, _ = strconv.ParseUint(s, 10, 64)
	}
	each(t, func(t *testing.T, d *db.DB, clock *scantest.Clock) {
		for run := range runs {
			t.Run(fmt.Sprintf("seed=%d", seed+run), func(t *testing.T) { runModel(t, d, clock, rand.New(rand.NewPCG(seed+run, 1))) })
		}
	})
}

func runModel(t *testing.T, d *db.DB, clock *scantest.Clock, r *rand.Rand) {
	w := scantest.New(t, d)
	s := w.Service(t, d)
	ctx := t.Context()
	m := &model{answers: map[[2]string]modelAnswer{}, firsts: map[string]modelFirst{}, floods: map[string]*modelFlood{}}
	for i := range 4 {
		role := allow.Student
		if i == 3 {
			role = allow.Parent
		}
		m.people = append(m.people, &modelPerson{Holder: w.Holder(t, role), role: role, used: map[int64]modelUse{}})
	}
	var readers []*modelReader
	for _, gate := range []string{w.GateIn, w.GateIn, w.GateOut, w.OfficeIn, ""} {
		who, _ := w.Terminal(t, gate, r.IntN(2) == 0)
		readers = append(readers, &modelReader{who, map[bool]string{true: "identify", false: "gate"}[gate == ""], gate == w.OfficeIn})
	}
	var sent []modelSent
	for step := range 400 {
		if r.IntN(3) == 0 {
			clock.Add(time.Duration(r.IntN(15_000)) * time.Millisecond)
		}
		if r.IntN(3) == 0 {
			m.push(ctx, w, m.people[r.IntN(len(m.people))], r.IntN(8))
		}
		now := clock.Now()
		var ps []scan.Presentation
		var want []expected
		var keep []func([]byte)
		for range 1 + r.IntN(5) {
			one := modelSent{readers[r.IntN(len(readers))], w.Key(), m.hold(r, now)}
			if len(sent) > 0 && r.IntN(6) == 0 { // the same key again, with the same body or another one
				old := sent[len(sent)-1-r.IntN(min(len(sent), 12))]
				one.at, one.key = old.at, old.key
				if r.IntN(3) > 0 {
					one.c = old.c
				}
			}
			sent = append(sent, one)
			p := scan.Presentation{Terminal: one.at.Identity, Key: one.key, Code: one.c.body}
			if one.c.mark == 0 && one.c.broken == "" {
				p.Code, p.Chip = "", one.c.body
			}
			e, k := m.present(now.UnixMilli(), one.at, one.key, one.c)
			ps, want, keep = append(ps, p), append(want, e), append(keep, k)
		}
		answers, errs := scan.Batch(ctx, s, ps)
		m.committed(now.UnixMilli())
		for i, e := range want {
			if e.mismatch != fault.Is(errs[i], fault.Mismatch) || (!e.mismatch && errs[i] != nil) {
				t.Fatalf("step %d.%d: %v, want mismatch %v", step, i, errs[i], e.mismatch)
			}
			if e.mismatch {
				continue
			}
			a := scantest.Decode(t, answers[i])
			if got := (expected{a.Decision, a.Reason, a.Open, a.Replay, false, e.stored}); fmt.Sprint(got) != fmt.Sprint(e) {
				t.Fatalf("step %d.%d: got %s, want %+v", step, i, answers[i], e)
			}
			if e.stored != nil && !bytes.Equal(e.stored, answers[i]) {
				t.Fatalf("step %d.%d: not the first answer\n%s\n%s", step, i, answers[i], e.stored)
			}
			if keep[i] != nil {
				keep[i](answers[i])
			}
		}
	}
	if n := one[int](t, d, "SELECT count(*) FROM scan WHERE school_id = ?", w.School); n != m.rows {
		t.Fatalf("%d scans recorded, the model has %d", n, m.rows)
	}
	for i, p := range m.people {
		if mark := one[int64](t, d, "SELECT mark FROM credential WHERE id = ?", p.Credential); mark != p.mark {
			t.Errorf("person %d: mark %d, the model has %d", i, mark, p.mark)
		}
	}
}

type modelSent struct {
	at  *modelReader
	key string
	c   modelCredential
}

// hold makes something to present.
func (m *model) hold(r *rand.Rand, now time.Time) modelCredential {
	p := m.people[r.IntN(len(m.people))]
	phone := func(text string) modelCredential {
		c, _ := cardcode.Parse(text)
		return modelCredential{who: p, body: text, mark: c.Mark(), credential: p.Credential}
	}
	sign := func(off time.Duration) modelCredential {
		p.seq++
		text := p.Code(now.Add(off), p.seq)
		p.history = append(p.history, text)
		return phone(text)
	}
	switch r.IntN(12) {
	case 0:
		return sign(-time.Duration(r.IntN(90)) * time.Second) // older than the newest, perhaps
	case 1:
		return sign(-time.Duration(85+r.IntN(15)) * time.Second) // about to end, or stale
	case 2:
		return sign(time.Duration(25+r.IntN(15)) * time.Second) // from a clock that is ahead
	case 3, 4, 5:
		if len(p.history) > 0 { // seen before
			return phone(p.history[len(p.history)-1-r.IntN(min(len(p.history), 5))])
		}
	case 6, 7:
		return modelCredential{who: p, body: p.Chip, credential: p.ChipCredential}
	case 8:
		return modelCredential{who: p, body: fmt.Sprint("98", r.IntN(1000)), broken: reason.CodeMalformed}
	case 9:
		return modelCredential{who: p, body: scantest.Flip(p.Code(now, 0)), credential: p.Credential, broken: reason.CodeBadSignature}
	}
	return sign(0)
}

// push presses one of the buttons, on both.
func (m *model) push(ctx context.Context, w *scantest.World, p *modelPerson, button int) {
	var err error
	set := func(state *string, to string) {
		if err == nil {
			*state = to
		}
	}
	switch button {
	case 0:
		err = w.Cards.Freeze(ctx, p.Actor, p.Holder.Card)
		if p.card != "blocked" {
			set(&p.card, "frozen")
		}
	case 1:
		err = w.Cards.Unfreeze(ctx, p.Actor, p.Holder.Card)
		set(&p.card, "")
	case 2:
		err = w.Cards.Freeze(ctx, w.Admin, p.Holder.Card)
		set(&p.card, "blocked")
	case 3:
		err = w.Cards.Unfreeze(ctx, w.Admin, p.Holder.Card)
		set(&p.card, "")
	case 4:
		if p.person == "" {
			err = w.Cards.Suspend(ctx, w.Admin, p.Holder.Person)
			set(&p.person, "suspended")
			break
		}
		fallthrough
	case 5:
		err = w.Cards.Restore(ctx, w.Admin, p.Holder.Person)
		set(&p.person, "")
	case 6:
		m.lose(ctx, w, p.Credential, &p.phone)
	case 7:
		m.lose(ctx, w, p.ChipCredential, &p.chip)
	}
}

func (m *model) lose(ctx context.Context, w *scantest.World, credential string, state *string) {
	if *state == "" {
		if w.Cards.ReportLost(ctx, w.Admin, credential) == nil {
			*state = "lost"
		}
	} else if w.Cards.Found(ctx, w.Admin, credential) == nil {
		*state = ""
	}
}

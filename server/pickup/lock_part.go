package pickup

import (
	"context"
	"sync"

	"yunka/server/access"
	arule "yunka/server/access/rule"
	"yunka/server/db"
	"yunka/server/outbox"
	"yunka/server/pickup/release"
	"yunka/server/reason"
	"yunka/server/scan/part"
	"yunka/server/web"
	"yunka/views/msg"
	view "yunka/views/pickup"
)

// noticeLockedExit is for staff: somebody wanted to leave during a lockdown.
const noticeLockedExit = "pickup.locked_exit"

// exits is the part of a scan that keeps everybody in during a lockdown: at every way out
// of the school that a terminal guards. A fire door has none and is never locked by this;
// a terminal that decides without its server knows of no lockdown.
//
// Whether one holds is remembered for the version of the school's policy, because a
// lockdown changes both at once: on every other day a scan costs nothing.
type exits struct {
	mu sync.RWMutex
	of map[string]locked // by school
}

type locked struct {
	version int64
	holds   bool
}

func lockPart() part.Part {
	e := &exits{of: map[string]locked{}}
	return part.Part{Name: "lockdown", Concerns: e.concerns, Read: e.read}
}

func (e *exits) concerns(p *access.Policy, t access.Terminal) bool {
	gate, ok := p.Gates[t.Gate]
	if !ok || t.Scene != arule.GateScene || gate.Direction != arule.Out || p.Places[gate.ZoneID] != nil && p.Places[gate.ZoneID].Inside != "" {
		return false
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	known, ok := e.of[p.School]
	return !ok || known.version != p.Version || known.holds
}

func (e *exits) read(ctx context.Context, tx *db.Tx, asked []*part.Asked) (part.Round, error) {
	r := &lockRound{of: map[string]release.Lock{}, told: map[string]bool{}}
	for _, a := range asked {
		if _, known := r.of[a.School]; known {
			continue
		}
		l, err := release.Lockdown(ctx, tx, a.School)
		if err != nil {
			return nil, err
		}
		r.of[a.School] = l
		e.mu.Lock()
		e.of[a.School] = locked{a.Policy.Version, l.ID != ""}
		e.mu.Unlock()
	}
	return r, nil
}

type lockRound struct {
	of   map[string]release.Lock // by school
	told map[string]bool
	list []outbox.Notice
}

// Decide refuses everybody, a guard's accept as well. What a terminal let through by
// itself stands.
func (r *lockRound) Decide(a *part.Asked, _ arule.Outcome) part.Verdict {
	l := r.of[a.School]
	if l.ID == "" || a.When == part.Happened {
		return part.Verdict{}
	}
	_, gate := a.Where()
	ctx := msg.WithLang(context.Background(), msg.Negotiate(a.Lang))
	return part.Verdict{Decision: reason.Deny, Reason: reason.PermLockdown, Detail: view.LockWords(ctx, view.Lock{Why: l.Why, By: l.Name, Since: web.At(l.At, a.Policy.Zone)}), Take: func(string, arule.Outcome) {
		n := outbox.Notice{School: a.School, Kind: noticeLockedExit, Key: noticeLockedExit + ":" + l.ID + ":" + a.Person, To: []outbox.To{outbox.Office()}, About: a.Person, Urgent: true, Data: lockedExit{Gate: gate.Name, At: a.At}}
		if !r.told[n.Key] {
			r.told[n.Key] = true
			r.list = append(r.list, n)
		}
	}}
}

// lockedExit is the data of noticeLockedExit.
type lockedExit struct {
	Gate string `json:"gate"`
	At   int64  `json:"at"`
}

func (r *lockRound) Write(ctx context.Context, tx *db.Tx) error {
	for _, n := range r.list {
		if err := outbox.Put(ctx, tx, n); err != nil {
			return err
		}
	}
	return nil
}

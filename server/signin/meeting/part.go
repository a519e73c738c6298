package meeting

import (
	"context"
	"slices"
	"time"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/db"
	"yunka/server/reason"
	"yunka/server/scan/part"
	"yunka/views/msg"
	view "yunka/views/signin"
)

// Scene is what a terminal that signs people in is for.
const Scene = string(rule.SigninScene)

// Part decides scans at terminals that sign people in: the session that stands at the
// terminal takes them, in the scan's own commit. A second scan is no second sign-in.
func (s *Service) Part() part.Part {
	return part.Part{
		Name:     Scene,
		Concerns: func(_ *access.Policy, t access.Terminal) bool { return t.Scene == rule.SigninScene },
		Read:     s.readScans,
		Undo: func(ctx context.Context, tx *db.Tx, u part.Undone) error {
			_, err := takeBack(ctx, tx, u.Scan)
			return err
		},
	}
}

// Shown is what a terminal is told besides.
type Shown struct {
	Session string `json:"session"`
	Title   string `json:"title"`
	Again   bool   `json:"again,omitempty"`
	Out     bool   `json:"out,omitempty"`
	Late    bool   `json:"late,omitempty"`
	Rank    int    `json:"rank,omitempty"` // of who waits for a place
	Say     string `json:"say,omitempty"`  // what whoever stands there may read besides, in the language asked
}

// scans is a batch at the doors of sessions, carried forward scan by scan.
type scans struct {
	at      map[string]Session // by terminal
	next    map[string]Session // where none is: the next one
	facts   map[[2]string]Facts
	counted map[string]*count
	write   []Mark
	out     []Mark
}

type count struct{ in, waiting int }

func (s *Service) readScans(ctx context.Context, tx *db.Tx, asked []*part.Asked) (part.Round, error) {
	r := &scans{at: map[string]Session{}, next: map[string]Session{}, facts: map[[2]string]Facts{}, counted: map[string]*count{}}
	var terminals []string
	for _, a := range asked {
		terminals = append(terminals, a.Terminal)
	}
	slices.Sort(terminals)
	doors, err := atDoors(ctx, tx, slices.Compact(terminals))
	if err != nil {
		return nil, err
	}
	locked := map[string]Session{}
	for _, d := range doors { // by session, in order
		one, known := locked[d.Session]
		if !known {
			if one, err = Lock(ctx, tx, d.Session); err != nil {
				return nil, err
			}
			locked[d.Session] = one
		}
		// Of two that follow each other the one that has begun to take people counts.
		if was, there := r.at[d.Terminal]; !there || one.OpensAt <= tx.NowMS() && one.OpensAt >= was.OpensAt {
			r.at[d.Terminal] = one
		}
	}
	for _, t := range slices.Compact(terminals) {
		if _, there := r.at[t]; !there {
			if _, r.next[t], err = AtTerminalNow(ctx, tx, t, tx.NowMS()); err != nil {
				return nil, err
			}
		}
	}
	for _, a := range asked {
		one, there := r.at[a.Terminal]
		key := [2]string{one.ID, a.Person}
		if _, known := r.facts[key]; known || !there {
			continue
		}
		if r.facts[key], err = factsOf(ctx, tx, one, a.Person); err != nil {
			return nil, err
		}
		if r.counted[one.ID] == nil {
			c := &count{}
			if c.in, c.waiting, err = counts(ctx, tx, one.ID); err != nil {
				return nil, err
			}
			r.counted[one.ID] = c
		}
	}
	return r, nil
}

// refusals are what a terminal says for them.
var refusals = map[string]reason.Code{Early: reason.SignEarly, IsOver: reason.SignOver, NotListed: reason.SignNotListed, Waits: reason.SignFull}

// opens says when a session takes people.
func opens(a *part.Asked, s Session) string {
	ctx := msg.WithLang(context.Background(), msg.Negotiate(a.Lang))
	at := time.UnixMilli(s.OpensAt).In(a.Policy.Zone)
	return view.OpensHere(ctx, s.Title, at, at.Format(time.DateOnly) == time.UnixMilli(a.At).In(a.Policy.Zone).Format(time.DateOnly))
}

func (r *scans) Decide(a *part.Asked, _ rule.Outcome) part.Verdict {
	one, there := r.at[a.Terminal]
	if !there || a.When == part.Happened {
		v := part.Verdict{Decision: reason.Deny, Reason: reason.SignNothing}
		if next := r.next[a.Terminal]; next.ID != "" {
			v.Detail = opens(a, next)
			v.Extra = Shown{Session: next.ID, Title: next.Title, Say: v.Detail}
		}
		return v
	}
	key := [2]string{one.ID, a.Person}
	f, c := r.facts[key], r.counted[one.ID]
	f.In = c.in
	o := one.Admit(f, true)
	shown := Shown{Session: one.ID, Title: one.Title, Again: o.Again && !o.Out, Out: o.Out, Late: o.Late}
	if o.Refused == Early {
		shown.Say = opens(a, one)
		return part.Verdict{Decision: reason.Deny, Reason: reason.SignEarly, Detail: shown.Say, Extra: shown}
	}
	if o.Refused != "" && !o.WaitsForPlace {
		return part.Verdict{Decision: reason.Deny, Reason: refusals[o.Refused], Extra: shown}
	}
	v := part.Verdict{Extra: shown}
	m := Mark{SessionID: one.ID, PersonID: a.Person, SchoolID: one.SchoolID, State: In, How: ByScan, Late: o.Late, WalkIn: o.WalkIn, At: f.Now}
	switch {
	case o.WaitsForPlace:
		shown.Rank = c.waiting + 1
		v = part.Verdict{Decision: reason.Deny, Reason: reason.SignFull, Extra: shown}
		m.State = Waiting
	case o.Late:
		v.Warning = reason.SignLate
	case o.Again && !o.Out:
		v.Warning = reason.SignAgain
	}
	v.Take = func(scan string, final rule.Outcome) {
		switch {
		case o.Again && !o.Out, final.Decision == reason.Confirm, final.Decision == reason.Deny && !o.WaitsForPlace:
			return
		case o.Out:
			f.Mark.OutAt = f.Now
			r.out = append(r.out, f.Mark)
		default:
			m.ScanID, f.Mark = scan, m
			if m.State == In {
				c.in++
			} else {
				c.waiting++
			}
			r.write = append(r.write, m)
		}
		r.facts[key] = f
	}
	return v
}

func (r *scans) Write(ctx context.Context, tx *db.Tx) error {
	for _, m := range r.write {
		if err := put(ctx, tx, m); err != nil {
			return err
		}
	}
	for _, m := range r.out {
		if err := leave(ctx, tx, m.SessionID, m.PersonID, m.OutAt); err != nil {
			return err
		}
	}
	return nil
}

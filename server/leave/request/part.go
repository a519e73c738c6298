package request

import (
	"context"
	"sync"
	"time"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/outbox"
	"yunka/server/reason"
	"yunka/server/scan/part"
	"yunka/server/timetable"
	view "yunka/views/leave"
	"yunka/views/msg"
)

// gates is the part of a scan: an approved leave opens one exit, in that scan's commit.
//
// What a school has decided is remembered for the version of its policy, because
// Control changes both at once: where pupils go out freely a scan costs nothing.
type gates struct {
	s  *Service
	mu sync.RWMutex
	of map[string]decided // by school
}

type decided struct {
	version    int64
	controlled bool
}

// Part is what the scene adds to scans.
func (s *Service) Part() part.Part {
	g := &gates{s: s, of: map[string]decided{}}
	return part.Part{Name: "leave", Concerns: g.concerns, Read: g.read, Undo: func(ctx context.Context, tx *db.Tx, u part.Undone) error { return giveBack(ctx, tx, u.Scan) }}
}

// concerns is true of the ways out of the school, unless the school is known to let
// its pupils go freely. A fire door has no terminal and is never locked by this.
func (g *gates) concerns(p *access.Policy, t access.Terminal) bool {
	gate, ok := p.Gates[t.Gate]
	if !ok || t.Scene != rule.GateScene || gate.Direction != rule.Out || p.Places[gate.ZoneID] != nil && p.Places[gate.ZoneID].Inside != "" {
		return false
	}
	g.mu.RLock()
	defer g.mu.RUnlock()
	d, ok := g.of[p.School]
	return !ok || d.version != p.Version || d.controlled
}

func (g *gates) read(ctx context.Context, tx *db.Tx, asked []*part.Asked) (part.Round, error) {
	r := &exits{s: g.s, pupils: map[*part.Asked]*pupil{}, left: map[string][]Leave{}}
	for _, a := range asked {
		yes, err := controlled(ctx, tx, a.School)
		if err != nil {
			return nil, err
		}
		g.mu.Lock()
		g.of[a.School] = decided{a.Policy.Version, yes}
		g.mu.Unlock()
		if !yes || a.Role != string(allow.Student) {
			continue
		}
		one := &pupil{loc: a.Policy.Zone}
		if one.ends, err = g.s.dismissed(ctx, tx, a); err != nil {
			return nil, err
		}
		if r.pupils[a] = one; r.left[a.Person] == nil {
			if r.left[a.Person], err = unused(ctx, tx, a.School, a.Person, span{a.At - lateMS, a.At + earlyMS}); err != nil {
				return nil, err
			}
		}
	}
	return r, nil
}

// dismissed is the end of the pupil's last session of the day; 0 if there is none.
func (s *Service) dismissed(ctx context.Context, tx *db.Tx, a *part.Asked) (ends int64, err error) {
	sc, err := campus.SchoolByID(ctx, tx, a.School)
	if err != nil {
		return 0, err
	}
	m := campus.Member{PersonID: a.Person, Role: allow.Student, Grade: a.Grade, ClassID: a.ClassID}
	list, err := s.world.Segments(ctx, tx, sc, m, timetable.Today(time.UnixMilli(a.At), a.Policy.Zone))
	for _, one := range list {
		ends = max(ends, one.To)
	}
	return ends, err
}

// exits is a batch of pupils who want to go out.
type exits struct {
	s      *Service
	pupils map[*part.Asked]*pupil
	left   map[string][]Leave // by person: approved, and not used yet
	used   [][2]string        // leave, scan
	told   []outbox.Notice
}

type pupil struct {
	ends int64
	loc  *time.Location
}

func (r *exits) Decide(a *part.Asked, _ rule.Outcome) part.Verdict {
	p := r.pupils[a]
	if p == nil || a.At >= p.ends {
		return part.Verdict{}
	}
	for _, l := range r.left[a.Person] {
		if !Opens(l.FromAt, l.ToAt, a.At) {
			continue
		}
		until := time.UnixMilli(l.ToAt).In(p.loc)
		if l.ToAt > p.ends && l.FirstDay == l.LastDay {
			until = time.Time{} // does not come back today
		}
		return part.Verdict{
			Detail: view.AtGate(lang(a.Lang), until, l.Collects),
			Extra:  map[string]any{"leave": l.ID, "until": time.UnixMilli(l.ToAt).UTC().Format(time.RFC3339), "with": l.Collects},
			Take: func(scan string, o rule.Outcome) {
				if o.Decision == reason.Allow {
					r.use(a.Person, l.ID, scan)
				}
			},
		}
	}
	if a.When == part.Confirming { // a guard has looked, and answers for it
		return part.Verdict{}
	}
	term, gate := a.Where()
	v := part.Verdict{Decision: reason.Deny, Reason: reason.LeaveRequired, Take: func(scan string, _ rule.Outcome) {
		n := outbox.Notice{School: a.School, Kind: NoticeStopped, Key: NoticeStopped + ":" + scan, To: []outbox.To{outbox.Office()}, About: a.Person, Urgent: true,
			Data: Told{Person: a.Person, From: a.At, Gate: gate.Name}}
		if a.ClassID != "" {
			n.To = append(n.To, outbox.ClassTeachers(a.ClassID))
		}
		r.told = append(r.told, n)
	}}
	if term.Staff {
		v.Decision = reason.Confirm
	}
	return v
}

// use takes the leave from what the rest of the batch finds.
func (r *exits) use(person, leave, scan string) {
	r.used = append(r.used, [2]string{leave, scan})
	var rest []Leave
	for _, l := range r.left[person] {
		if l.ID != leave {
			rest = append(rest, l)
		}
	}
	r.left[person] = rest
}

func (r *exits) Write(ctx context.Context, tx *db.Tx) error {
	for _, u := range r.used {
		if err := use(ctx, tx, u[0], u[1]); err != nil {
			return err
		}
	}
	for _, n := range r.told {
		if err := outbox.Put(ctx, tx, n); err != nil {
			return err
		}
	}
	return nil
}

func lang(l string) context.Context { return msg.WithLang(context.Background(), msg.Negotiate(l)) }

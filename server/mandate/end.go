package mandate

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/outbox"
)

// End takes a mandate back for the children for whom the actor may: a guardian with the
// right, or staff. When no child is left, the card and its key end in the same commit.
// Again is nothing new.
func (s *Service) End(ctx context.Context, a allow.Actor, id string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err := one(ctx, tx, "m.id = ?", id)
		if err != nil {
			return err
		}
		mine, err := may(a, allow.DelegateEnd, m.SchoolID, m.Children)
		if err != nil {
			return err
		}
		if err := campus.LockSchool(ctx, tx, m.SchoolID); err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, m.SchoolID, m.PersonID); err != nil {
			return err
		}
		if m, err = lock(ctx, tx, "m.id = ?", id); err != nil {
			return err
		}
		if m.EndedAt != 0 {
			return nil
		}
		by := seatOf(a, m)
		left := 0
		for _, c := range m.Children {
			switch {
			case c.EndedAt != 0:
			case has(mine, c.ID):
				if err := endChild(ctx, tx, m.ID, c.ID, by); err != nil {
					return err
				}
			default:
				left++
			}
		}
		if left == 0 {
			if err := s.endAll(ctx, tx, m, by); err != nil {
				return err
			}
		}
		return s.note(ctx, tx, m, a, by, "delegate.ended")
	})
}

func (s *Service) endAll(ctx context.Context, tx *db.Tx, m Mandate, by string) error {
	err := campus.EndMembership(ctx, tx, m.SchoolID, m.MembershipID, 0)
	if err != nil && !fault.Is(err, fault.NotFound) { // it is over by itself
		return err
	}
	if err := s.cards.EndAll(ctx, tx, m.SchoolID, m.CardID); err != nil {
		return err
	}
	return end(ctx, tx, m.ID, by)
}

func has(list []Child, id string) bool {
	for _, c := range list {
		if c.ID == id {
			return true
		}
	}
	return false
}

// seatOf is the person as whom the actor acts: the guardian, or the one with a seat in the
// school.
func seatOf(a allow.Actor, m Mandate) string {
	if a.People[m.GuardianID] {
		return m.GuardianID
	}
	by := ""
	for _, seat := range a.Seats {
		if seat.School == m.SchoolID && (by == "" || seat.Role != allow.Parent) {
			by = seat.Person
		}
	}
	return by
}

// Kinds of notices. They go to the guardians who may delegate for the child, and to nobody
// else: they name the adult. Their data is a Told.
const (
	NoticeNamed   = "delegate.named"  // the other guardians
	NoticeOpened  = "delegate.opened" // somebody has the link before them
	NoticeLocked  = "delegate.locked" // five wrong digits
	NoticeReady   = "delegate.ready"  // the phone has its key
	NoticeSecond  = "delegate.second" // another phone came with the link
	NoticeEnded   = "delegate.ended"
	NoticeRenewed = "delegate.renewed"
)

var notices = map[string]string{
	"named": NoticeNamed, "opened": NoticeOpened, "locked": NoticeLocked, "claimed": NoticeReady,
	"second": NoticeSecond, "ended": NoticeEnded, "renewed": NoticeRenewed,
}

// Told is what a notice says.
type Told struct {
	ID       string `json:"id"`
	Name     string `json:"name"` // the adult's
	Relation string `json:"relation"`
	By       string `json:"by,omitempty"` // who did it: guardian or school
}

// note writes what happened: the event, the notices, the audit and the feed, in the order
// of their locks. by is the person who did it, "" for the adult and for strangers.
func (s *Service) note(ctx context.Context, tx *db.Tx, m Mandate, a allow.Actor, by, action string) error {
	kind := strings.TrimPrefix(action, "delegate.")
	if err := addEvent(ctx, tx, m, kind, by, ""); err != nil {
		return err
	}
	told, err := guardians(ctx, tx, m)
	if err != nil {
		return err
	}
	var knows []string
	for person := range a.People {
		knows = append(knows, person)
	}
	data := Told{ID: m.ID, Name: m.Name, Relation: m.Relation}
	switch {
	case by == "":
	case a.People[m.GuardianID], a.Children[firstChild(m)] != 0:
		data.By = "guardian"
	default:
		data.By = "school"
	}
	if notice := notices[kind]; notice != "" {
		for about, adults := range told {
			n := outbox.Notice{School: m.SchoolID, Kind: notice, Key: notice + ":" + db.NewID(), Not: knows, About: about, Data: data, Urgent: kind != "named"}
			for _, adult := range adults {
				n.To = append(n.To, outbox.Person(adult))
			}
			if err := outbox.Put(ctx, tx, n); err != nil {
				return err
			}
		}
	}
	if err := audit.Record(ctx, tx, audit.Event{School: m.SchoolID, Actor: a.Name(), Action: action, Target: "person:" + m.PersonID,
		Detail: map[string]any{"mandate": m.ID}}); err != nil {
		return err
	}
	return s.feed.Append(ctx, tx, m.SchoolID, feed.Item{Kind: Changed, Subject: m.ID, Person: m.PersonID, Data: `{"what":"` + kind + `"}`})
}

func firstChild(m Mandate) string {
	if len(m.Children) == 0 {
		return ""
	}
	return m.Children[0].ID
}

// Used notes that a child was released to the adult, in the transaction of the release,
// which tells the guardians itself. The caller holds the adult's person lock.
func Used(ctx context.Context, tx *db.Tx, school, mandate, child, by string) error {
	return addEvent(ctx, tx, Mandate{ID: mandate, SchoolID: school}, "used", by, child)
}

// List are the mandates of a school that concern children about whom the actor may do the
// action, each with those children only: open ones first, then the newest. children names
// the children to look at; nil is all of the actor's own.
func List(ctx context.Context, q bun.IDB, a allow.Actor, school string, children []string) (list []Mandate, err error) {
	if children == nil {
		for child, rights := range a.Children {
			if rights.Has(allow.Delegate) {
				children = append(children, child)
			}
		}
	}
	all, err := ofChildren(ctx, q, school, children)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		if m.Children, err = may(a, allow.DelegateRead, school, m.Children); err == nil {
			list = append(list, m)
		}
	}
	return list, nil
}

// Read is one mandate with what happened, for who may read it about one of its children;
// it has those children only. NotFound not_found.
func Read(ctx context.Context, q bun.IDB, a allow.Actor, id string) (m Mandate, err error) {
	if m, err = one(ctx, q, "m.id = ?", id); err != nil {
		return m, err
	}
	if m.Children, err = may(a, allow.DelegateRead, m.SchoolID, m.Children); err != nil {
		return m, err
	}
	all, err := events(ctx, q, m)
	for _, e := range all {
		if e.ChildID == "" || has(m.Children, e.ChildID) {
			m.Events = append(m.Events, e)
		}
	}
	return m, err
}

// Package custody keeps what stands against an adult taking a child: an order of a court,
// custody by weeks. Only the office enters and reads it, and a guard is told that something
// stands there; nothing of it reaches a page, a message or an export of any parent. An
// entry is never changed: it is ended, and another one is made.
package custody

import (
	"context"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/pickup/rule"
	"yunka/server/picture"
)

// A document is kept so large that its print can be read.
const (
	scanWidth  = 1080
	scanHeight = 1440
)

// Restriction is one as the office reads it.
type Restriction struct {
	rule.Restriction
	AdultID, ChildID string
	HasScan          bool
	ByName           string
	At               int64
	EndedAt          int64
	EndedName        string
}

// Service enters and ends them.
type Service struct {
	db       *db.DB
	pictures *picture.Shrinker
}

// New makes it.
func New(d *db.DB) *Service { return &Service{db: d, pictures: picture.New()} }

// Add enters one on a guardianship; scan is a picture of the document, or nil. Fails with
// what rule.Restriction.Check refuses, Invalid restriction_scan, and like Apart.
func (s *Service) Add(ctx context.Context, actor allow.Actor, school, guardianship string, r rule.Restriction, scan []byte) error {
	if err := allow.Check(actor, allow.PickupRestrict, allow.Target{School: school}); err != nil {
		return err
	}
	if err := r.Check(); err != nil {
		return err
	}
	if len(scan) > 0 {
		small, err := s.pictures.Fit(ctx, scan, scanWidth, scanHeight)
		if err != nil {
			return fault.New(fault.Invalid, "restriction_scan")
		}
		scan = small
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		g, err := ReadPair(ctx, tx, school, guardianship)
		if err != nil {
			return err
		}
		if err := Apart(ctx, tx, actor, school, g.ChildID); err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, school, g.ChildID); err != nil {
			return err
		}
		r.ID = db.NewID()
		if err := insert(ctx, tx, school, g, r, scan, seat(actor, school)); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "pickup.restricted", Target: "guardianship:" + guardianship,
			Detail: map[string]any{"restriction": r.ID, "child": g.ChildID, "adult": g.AdultID}})
	})
}

// End ends one now; Conflict restriction_ended if it is.
func (s *Service) End(ctx context.Context, actor allow.Actor, school, id string) (guardianship string, err error) {
	if err := allow.Check(actor, allow.PickupRestrict, allow.Target{School: school}); err != nil {
		return "", err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		child := ""
		if guardianship, child, err = pairOf(ctx, tx, school, id); err != nil {
			return err
		}
		if err := Apart(ctx, tx, actor, school, child); err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, school, child); err != nil {
			return err
		}
		if err := end(ctx, tx, school, id, seat(actor, school)); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "pickup.unrestricted", Target: "guardianship:" + guardianship,
			Detail: map[string]any{"restriction": id, "child": child}})
	})
	return guardianship, err
}

func seat(a allow.Actor, school string) string {
	for _, s := range a.Seats {
		if s.School == school && s.Role == allow.Admin {
			return s.Person
		}
	}
	return ""
}

// Package visit keeps visitors: somebody of the school, the host, invites a
// guest to one zone for one time, and sends them a link that shows a code
// (package pass). The code lets in once into each zone on the way; out it goes
// always, also when the time is over.
//
// A guest is a person of no roster: no membership, no card, in no list of
// people, and in the list of who is inside like everybody else. What somebody
// did is read from the scans, so a guard's undo counts here too; what the office
// says (cancelled, signed out by hand) stands in the visit itself.
package visit

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/pass"
)

// Limits of an invitation.
const (
	MaxStay  = 7 * 24 * time.Hour
	MaxAhead = 90 * 24 * time.Hour
)

// Service is the package's door.
type Service struct{ db *db.DB }

// New makes it.
func New(d *db.DB) *Service { return &Service{d} }

// Draft is an invitation as it is written. From and To are Unix ms, To exclusive.
type Draft struct {
	Name, Company, Phone, Purpose string
	Zone                          string
	Look                          pass.Look
	From, To                      int64
}

// Invite makes a visit of the actor's own guest and gives its id and the text of
// its code, which is told once. Fails with Invalid visit_name, visit_company,
// visit_phone, visit_purpose, visit_zone, visit_look or visit_time.
func (s *Service) Invite(ctx context.Context, actor allow.Actor, school string, d Draft) (id, text string, err error) {
	if err := allow.Check(actor, allow.VisitsInvite, allow.Target{School: school}); err != nil {
		return "", "", err
	}
	host := ""
	for _, seat := range actor.Seats {
		if seat.School == school && (seat.Role == allow.Admin || seat.Role == allow.Teacher) {
			host = seat.Person
			break
		}
	}
	if host == "" {
		return "", "", fault.New(fault.Forbidden, "forbidden")
	}
	d.Name, d.Company, d.Phone, d.Purpose = campus.CleanName(d.Name), strings.TrimSpace(d.Company), strings.TrimSpace(d.Phone), strings.TrimSpace(d.Purpose)
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := d.check(tx.NowMS()); err != nil {
			return err
		}
		var zones int
		if err := tx.NewRaw("SELECT COUNT(*) FROM zone WHERE id = ? AND school_id = ?", d.Zone, school).Scan(ctx, &zones); err != nil {
			return err
		}
		if zones == 0 {
			return fault.New(fault.Invalid, "visit_zone")
		}
		guest, err := campus.AddGuest(ctx, tx, school, d.Name)
		if err != nil {
			return err
		}
		id, text, err = pass.Issue(ctx, tx, pass.Pass{School: school, Person: guest, Kind: pass.Visit, Zone: d.Zone, Look: d.Look, Times: 1, From: d.From, To: d.To})
		if err != nil {
			return err
		}
		_, err = tx.NewRaw(`INSERT INTO visit (pass_id, school_id, host_id, person_id, company, phone, purpose, valid_from, valid_to, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			id, school, host, guest, d.Company, d.Phone, d.Purpose, d.From, d.To, tx.NowMS()).Exec(ctx)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "visit.invited", Target: "visit:" + id, Detail: map[string]any{"host": host, "zone": d.Zone, "look": d.Look}})
	})
	return id, text, err
}

func (d *Draft) check(now int64) error {
	long := func(s string, n int) bool {
		return utf8.RuneCountInString(s) > n || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' })
	}
	switch {
	case d.Name == "" || long(d.Name, 40):
		return fault.New(fault.Invalid, "visit_name")
	case long(d.Company, 60):
		return fault.New(fault.Invalid, "visit_company")
	case len(d.Phone) > 20 || strings.Trim(d.Phone, "+0123456789 -") != "":
		return fault.New(fault.Invalid, "visit_phone")
	case d.Purpose == "" || long(d.Purpose, 100):
		return fault.New(fault.Invalid, "visit_purpose")
	case d.Look != pass.NoLook && d.Look != pass.Photo && d.Look != pass.Escort:
		return fault.New(fault.Invalid, "visit_look")
	case d.To <= d.From || d.To <= now || d.To-d.From > MaxStay.Milliseconds() || d.From > now+MaxAhead.Milliseconds():
		return fault.New(fault.Invalid, "visit_time")
	}
	return nil
}

// End cancels a visit that has not begun, or signs out a guest who is inside. By
// the host or the office. Fails with Conflict visit_ended.
func (s *Service) End(ctx context.Context, actor allow.Actor, id string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var v struct{ SchoolID, HostID, PersonID string }
		if err := tx.NewRaw("SELECT school_id, host_id, person_id FROM visit WHERE pass_id = ?", id).Scan(ctx, &v); err != nil {
			return db.One(err, fault.New(fault.NotFound, "not_found"))
		}
		if err := allow.Check(actor, allow.VisitsEnd, allow.Target{School: v.SchoolID, Person: v.HostID}); err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, v.SchoolID, v.PersonID); err != nil {
			return err
		}
		one, err := Read(ctx, tx, id)
		if err != nil {
			return err
		}
		how, action := "office", "visit.signed_out"
		switch one.State(tx.NowMS()) {
		case Expected, Waited:
			how, action = "cancelled", "visit.cancelled"
		case Left, Cancelled, Missed:
			return fault.New(fault.Conflict, "visit_ended")
		}
		if _, err := tx.NewRaw("UPDATE visit SET left_at = ?, left_how = ? WHERE pass_id = ?", tx.NowMS(), how, id).Exec(ctx); err != nil {
			return err
		}
		if err := pass.Stop(ctx, tx, id, "ended"); err != nil {
			return err
		}
		if _, err := tx.NewRaw("UPDATE presence SET state = 'out', since = ?, scan_id = NULL WHERE person_id = ? AND state <> 'out'", tx.NowMS(), v.PersonID).Exec(ctx); err != nil {
			return err
		}
		if err := access.Miscounted(ctx, tx, v.PersonID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: v.SchoolID, Actor: actor.Name(), Action: action, Target: "visit:" + id})
	})
}

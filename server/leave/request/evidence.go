package request

import (
	"context"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/timetable"
)

// EvidenceDays is how many school days after the last day of a leave a proof may come.
const EvidenceDays = 3

// EvidenceUntil is the day until which the proof of a leave may come.
func EvidenceUntil(c timetable.Calendar, last string) string {
	day := last
	for n := 0; n < EvidenceDays; {
		next, ok := c.Next(day)
		if !ok {
			return timetable.AddDays(day, EvidenceDays-n) // the calendar ends here
		}
		day = next.Day
		n++
	}
	return day
}

// TakesEvidence reports whether a proof may still be added on a day.
func TakesEvidence(c timetable.Calendar, l Leave, today string) bool {
	return l.State.Open() && !l.HasEvidence && today <= EvidenceUntil(c, l.LastDay)
}

// Prove adds a proof to a leave. Fails with Conflict leave_evidence, Invalid evidence_….
func (s *Service) Prove(ctx context.Context, a allow.Actor, school, id string, file []byte) error {
	if len(file) == 0 {
		return fault.New(fault.Invalid, "evidence_none")
	}
	jpeg, err := s.evidence(ctx, file)
	if err != nil {
		return err
	}
	return s.change(ctx, school, id, func(ctx context.Context, tx *db.Tx, l Leave, m campus.Member) error {
		if err := allow.Check(a, allow.LeaveAsk, Target(school, m)); err != nil {
			return err
		}
		sc, err := campus.SchoolByID(ctx, tx, school)
		if err != nil {
			return err
		}
		c, err := timetable.LoadCalendar(ctx, tx, school)
		if err != nil {
			return err
		}
		if !TakesEvidence(c, l, timetable.Today(tx.Now, sc.Location())) {
			return fault.New(fault.Conflict, "leave_evidence")
		}
		if err := addEvidence(ctx, tx, l, jpeg); err != nil {
			return err
		}
		return s.leaves(ctx, tx, a, l, "leave.evidence")
	})
}

package intake

import (
	"context"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// PlacePage is the word under which reading class and dormitory is kept.
const PlacePage = "place"

// Limits of the guide.
const (
	maxPages = 20
	maxBody  = 8_000 // characters
)

// Page is one of the guide: plain text in paragraphs.
type Page struct {
	ID, SchoolID, IntakeID string
	Place                  int
	Title, Body            string
	Version                int64 // 0 is a draft
	PublishedAt            int64
	Readers                int // applicants whose family has read this version, where a list reads it
}

// SavePage adds a page, or changes it if it has an ID. publish shows it to families as a new
// version, and tells those with an account; without it families go on seeing nothing of a
// draft, and a published page cannot be changed in silence. Fails with Invalid intake_page,
// intake_body; Conflict intake_pages_many.
func (s *Service) SavePage(ctx context.Context, a allow.Actor, intake string, p Page, publish bool) (id string, err error) {
	var ok bool
	p.Title, ok = Clean(p.Title, maxName)
	p.Body = strings.TrimSpace(strings.ReplaceAll(p.Body, "\r\n", "\n"))
	switch {
	case p.Title == "" || !ok:
		return "", fault.New(fault.Invalid, "intake_page")
	case p.Body == "" || utf8.RuneCountInString(p.Body) > maxBody || !utf8.ValidString(p.Body) || strings.ContainsFunc(p.Body, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }):
		return "", fault.New(fault.Invalid, "intake_body")
	}
	err = s.Act(ctx, a, intake, func(ctx context.Context, tx *db.Tx, in Intake) error {
		pages, err := Pages(ctx, tx, intake)
		if err != nil {
			return err
		}
		isNew := p.ID == ""
		if isNew {
			if len(pages) >= maxPages {
				return fault.New(fault.Conflict, "intake_pages_many")
			}
			p.ID, p.Place, p.Version, p.PublishedAt = db.NewID(), len(pages), 0, 0
		} else {
			found := false
			for _, was := range pages {
				if was.ID == p.ID {
					found, p.Place, p.Version, p.PublishedAt = true, was.Place, was.Version, was.PublishedAt
				}
			}
			if !found {
				return ErrNone
			}
			if p.Version > 0 && !publish {
				return fault.New(fault.Invalid, "intake_publish")
			}
		}
		if publish {
			p.Version++
			p.PublishedAt = tx.NowMS()
		}
		id, p.SchoolID, p.IntakeID = p.ID, in.SchoolID, intake
		if err := putPage(ctx, tx, p, isNew); err != nil {
			return err
		}
		if publish {
			if err := Tell(ctx, tx, in, NoticePage, p.Version, p.ID, ""); err != nil {
				return err
			}
		}
		return s.Noted(ctx, tx, a.Name(), in, "", "freshmen.page", map[string]any{"page": id, "version": p.Version})
	})
	return id, err
}

// Read notes that a family has opened a page in a version, or its class and dormitory.
func (s *Service) Read(ctx context.Context, family allow.Actor, applicant, who, page string, version int64) error {
	return s.byFamily(ctx, family, applicant, func(ctx context.Context, tx *db.Tx, one Applicant) error {
		if page != PlacePage {
			pages, err := Pages(ctx, tx, one.IntakeID)
			if err != nil {
				return err
			}
			known := false
			for _, p := range pages {
				known = known || p.ID == page && p.Version >= version && version > 0
			}
			if !known {
				return ErrNone
			}
		} else if version > one.PlaceVersion || version < 1 {
			return ErrNone
		}
		return putRead(ctx, tx, one, who, page, version)
	})
}

// Settle does what falls due by the clock: it tells accounts that classes are out, ticks the
// steps of class and dormitory, and the fees that the books of money know to be paid. Each
// intake is a commit of its own.
func (s *Service) Settle(ctx context.Context) error {
	var list []Intake
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		list, err = openIntakes(ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	for _, in := range list {
		if err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.settle(ctx, tx, in.ID) }); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) settle(ctx context.Context, tx *db.Tx, id string) error {
	in, err := lockIntake(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := s.settleFees(ctx, tx, in); err != nil || !in.Revealed(tx.NowMS()) {
		return err
	}
	if err := settlePlaces(ctx, tx, in); err != nil || in.ToldAt > 0 {
		return err
	}
	in.ToldAt = tx.NowMS()
	if err := updateIntake(ctx, tx, in); err != nil {
		return err
	}
	if err := Tell(ctx, tx, in, NoticePlace, in.RevealAt, "", ""); err != nil {
		return err
	}
	return s.Noted(ctx, tx, "system", in, "", "freshmen.revealed", nil)
}

func (s *Service) settleFees(ctx context.Context, tx *db.Tx, in Intake) error {
	step, err := StepThatDoes(ctx, tx, in.ID, Fees)
	if err != nil || step == "" || s.world.Paid == nil {
		return err
	}
	owing, err := without(ctx, tx, in.ID, step)
	if err != nil {
		return err
	}
	paid, err := s.world.Paid(ctx, tx, in.SchoolID, owing)
	if err != nil {
		return err
	}
	for _, id := range owing {
		if paid[id] {
			if _, err := Mark(ctx, tx, in.SchoolID, Tick{ApplicantID: id, StepID: step, How: Paid, Who: "system", At: tx.NowMS()}); err != nil {
				return err
			}
		}
	}
	return nil
}

package e2e

import (
	"context"
	"encoding/json"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/post"
	"yunka/server/purse"
	"yunka/server/sale"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// sold makes the office the school's finance too, and gives it a till at which the pupil
// has bought a lunch and asked for one too many.
func (s *school) sold() {
	s.Helper()
	office, school := s.office()
	pupil, seat := "", office.Seats[0]
	err := s.app.DB.Tx(s.Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := tx.NewRaw("SELECT x.person_id FROM credential c JOIN card x ON x.id = c.card_id WHERE c.chip = ?", s.Student.Chip).Scan(ctx, &pupil); err != nil {
			return err
		}
		_, err := post.Add(ctx, tx, post.Post{SchoolID: school, PersonID: seat.Person, Kind: allow.Finance, OfWhat: allow.OfSchool})
		return err
	})
	s.must(err)
	office, _ = s.office() // with the post
	purses, sales := purse.New(s.app.DB, s.app.Feed), sale.New(s.app.DB, s.app.Feed)
	s.must(purses.Desk(s.Context(), office, school, pupil, db.NewID(), 5_000))
	shop, err := sales.AddMerchant(s.Context(), office, school, "一食堂", purse.Canteen)
	s.must(err)
	till, token, err := s.app.Terminals.Add(s.Context(), office, school, terminal.Draft{Name: "2 号窗口", Kind: "reader", Scene: "till", Gate: s.gate(school)})
	s.must(err)
	s.must(sales.Bind(s.Context(), office, school, till, shop))
	who, err := s.app.Terminals.Authenticate(s.Context(), token)
	s.must(err)
	for i, fen := range []int64{1_200, 3_100} {
		body, _ := json.Marshal(sale.Asked{Seq: int64(i + 1), Amount: fen, Meal: "lunch"})
		scantest.Present(s.TB, s.app.Scans, scan.Presentation{Terminal: who, Key: db.NewID(), Chip: s.Student.Chip, Body: body})
	}
}

func (s *school) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// gate is any of a school.
func (s *school) gate(school string) (id string) {
	s.Helper()
	s.must(s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT id FROM gate WHERE school_id = ? ORDER BY id LIMIT 1", school).Scan(ctx, &id)
	}))
	return id
}

// allowed is an approved leave of the pupil who has asked for one, a week later.
func (s *school) allowed() {
	s.Helper()
	const week = 7 * 24 * 3600 * 1000
	s.must(s.app.DB.Tx(s.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.NewRaw(`
			INSERT INTO leave_request (id, school_id, person_id, kind, reason, collects, from_at, to_at, first_day, last_day, days, asked_by, asked_at, state, decided_by, decided_at, answer, number)
			SELECT ?, school_id, person_id, kind, reason, collects, from_at + ?, to_at + ?, first_day, last_day, days, asked_by, asked_at, 'approved', ?, asked_at, '', '482913'
			FROM leave_request`, db.NewID(), week, week, "").Exec(ctx)
		return err
	}))
}

// firstText reads one text.
func firstText(into *string, query string) func(context.Context, bun.IDB) error {
	return func(ctx context.Context, q bun.IDB) error { return q.NewRaw(query).Scan(ctx, into) }
}

package campus

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
)

// FindAtTerminal is what a guard finds by name at a staff terminal: at most ten
// people of the terminal's school. It leaves one audit event.
func (s *Service) FindAtTerminal(ctx context.Context, actor allow.Actor, text string) ([]PersonRow, error) {
	school := actor.TerminalSchool
	if err := allow.Check(actor, allow.PeopleSearch, allow.Target{School: school}); err != nil {
		return nil, err
	}
	var page PeoplePage
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		page, err = SearchPeople(ctx, q, school, PeopleQuery{Text: text, Limit: 10}, s.db.Now().UnixMilli())
		return err
	})
	if err != nil {
		return nil, err
	}
	return page.People, s.recordSearch(ctx, actor, page.People)
}

// ClassSize is a class and how many pupils it has.
type ClassSize struct {
	ID, Grade, Name string
	Pupils          int
}

// ClassSizes are the school's classes in the order grade, name, with their pupils
// at an instant.
func ClassSizes(ctx context.Context, q bun.IDB, school string, at int64) ([]ClassSize, error) {
	classes, err := Classes(ctx, q, school)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		ClassID string
		Pupils  int
	}
	err = q.NewRaw(`
		SELECT m.class_id, count(*) AS pupils
		FROM membership m
		JOIN person p ON p.id = m.person_id
		WHERE m.school_id = ? AND m.role = 'student' AND m.class_id IS NOT NULL AND `+openAt+`
			AND `+db.Visible("m")+` AND `+db.Visible("p")+`
		GROUP BY m.class_id`,
		school, at, at).Scan(ctx, &rows)
	pupils := map[string]int{}
	for _, r := range rows {
		pupils[r.ClassID] = r.Pupils
	}
	list := make([]ClassSize, len(classes))
	for i, c := range classes {
		list[i] = ClassSize{ID: c.ID, Grade: c.Grade, Name: c.Name, Pupils: pupils[c.ID]}
	}
	return list, err
}

// ClassAtTerminal is whom a guard sees of a class at a staff terminal: its pupils
// by name. It leaves one audit event.
func (s *Service) ClassAtTerminal(
	ctx context.Context, actor allow.Actor, class string,
) (pupils []PersonRow, err error) {
	school := actor.TerminalSchool
	if err := allow.Check(actor, allow.PeopleSearch, allow.Target{School: school}); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		pupils = nil
		var known int
		if err := q.NewRaw(`
			SELECT count(*)
			FROM class
			WHERE id = ? AND school_id = ? AND `+db.Visible("class"),
			class, school).Scan(ctx, &known); err != nil {
			return err
		}
		if known == 0 {
			return fault.New(fault.NotFound, "not_found")
		}
		find := PeopleQuery{ClassID: class}
		for {
			page, err := SearchPeople(ctx, q, school, find, s.db.Now().UnixMilli())
			if err != nil {
				return err
			}
			pupils = append(pupils, page.People...)
			if find.After = page.Next; find.After == "" {
				return nil
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return pupils, s.recordSearch(ctx, actor, pupils)
}

func (s *Service) recordSearch(ctx context.Context, actor allow.Actor, people []PersonRow) error {
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Event{
			School: actor.TerminalSchool, Actor: actor.Name(), Action: string(allow.PeopleSearch),
			Target: "school:" + actor.TerminalSchool, Detail: map[string]any{"people": ids},
		})
	})
}

package campus

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
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
	ids := make([]string, len(page.People))
	for i, p := range page.People {
		ids[i] = p.ID
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: string(allow.PeopleSearch), Target: "school:" + school, Detail: map[string]any{"people": ids}})
	})
	return page.People, err
}

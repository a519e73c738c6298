package app_test

import (
	"context"
	"net/url"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/terminal"
)

func init() {
	add(map[string]probe{
		"GET /console/terminals":              page(),
		"POST /console/terminals":             {on: aSchool, body: draft},
		"POST /console/terminals/chips":       {on: aSchool, body: chipLengths},
		"GET /console/terminals/{id}":         {on: aTerminal, arrange: spare},
		"POST /console/terminals/{id}":        {on: aTerminal, arrange: spare, body: aTerminalForm},
		"POST /console/terminals/{id}/revoke": {on: aTerminal, arrange: spare},
		"POST /console/terminals/{id}/renew":  {on: aTerminal, arrange: spare},
	})
}

// aTerminalForm renames the spare reader, from what its form was filled with.
func aTerminalForm(m *matrix, c cell) ask {
	v := url.Values{"name": {"门口 " + db.NewID()}, "gate": {c.school.GateIn}}
	if err := m.app.DB.Read(m.Context(), func(ctx context.Context, q bun.IDB) error {
		row, err := terminal.Find(ctx, q, c.school.School, c.id)
		v.Set("was", row.Stamp())
		return err
	}); err != nil {
		m.Fatal(err)
	}
	return ask{form: v}
}

func chipLengths(m *matrix, c cell) ask {
	return ask{form: url.Values{"school": {c.id}, "lengths": {"4 8 10"}}}
}

func draft(m *matrix, c cell) ask {
	return ask{form: url.Values{"school": {c.id}, "name": {"New " + m.ours.Key()}, "kind": {"reader"}, "scene": {"gate"}, "gate": {c.school.GateIn}}}
}

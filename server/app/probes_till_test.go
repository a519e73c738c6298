package app_test

import (
	"context"

	"yunka/server/db"
	"yunka/server/shift"
)

func init() {
	at := func(path string) func(*matrix, cell) string { return func(*matrix, cell) string { return path } }
	add(map[string]probe{
		"GET /till":                       page(),
		"GET /till/desk":                  {},
		"GET /till/day":                   {arrange: tillOf, unrecorded: noFact},
		"POST /till/charges":              {on: aPass, body: jsonBody(`{"seq":1,"amount_fen":1,"chip":%q}`, named), decided: true, unrecorded: scanIsFact},
		"GET /till/charges/{seq}":         {arrange: soldAtTill, path: at("/till/charges/9")},
		"POST /till/charges/{seq}/void":   {arrange: onTill(tillOf), path: at("/till/charges/8/void"), body: jsonBody(`{}`), unrecorded: noFact},
		"POST /till/charges/{seq}/drop":   {arrange: tillOf, path: at("/till/charges/8/drop"), body: jsonBody(`{}`), unrecorded: noFact},
		"POST /till/charges/{seq}/refund": {arrange: onTill(soldAtTill), path: at("/till/charges/9/refund"), body: jsonBody(`{"key":%q,"amount_fen":1,"why":"错"}`, freshKey)},
		"GET /till/scans/{id}/photo":      {on: aScan, arrange: photographed},
		"POST /till/shift":                {body: jsonBody(`{"pin":"` + guardPIN + `"}`)},
		"POST /till/shift/end":            {body: jsonBody(`{}`), unrecorded: noFact},
		"POST /till/batch":                {arrange: onTill(tillOf), body: jsonBody(`{"day":"2026-11-23","said":{"sales":0,"sold_fen":0,"refunds":0,"refunded_fen":0}}`), unrecorded: noFact},
	})
}

// onTill is what else is arranged, with the guard on shift at the asking terminal.
func onTill(more func(*matrix, cell) cell) func(*matrix, cell) cell {
	return func(m *matrix, c cell) cell {
		c = more(m, c)
		if who, ok := tillsOf(m)[c.who.role]; ok {
			inTx(m.T, m.app.DB, func(ctx context.Context, tx *db.Tx) error {
				_, err := shift.Take(ctx, tx, m.ours.School, who.ID, m.ours.Guard.Person)
				return err
			})
		}
		return c
	}
}

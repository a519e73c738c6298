package web

import (
	"context"
	"net/http"

	"yunka/server/audit"
	"yunka/server/db"
)

// Viewed records that a page with people's data is about to be shown; without
// the record it is not.
func (s *Kit) Viewed(r *http.Request, school, action string, detail map[string]any) error {
	return s.DB.Tx(r.Context(), func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: Actor(r).Name(), Action: action, Target: "school:" + school, Detail: detail})
	})
}

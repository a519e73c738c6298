package roster

import (
	"context"

	"yunka/server/db"
	"yunka/server/outbox"
)

// NoticeApplied is the kind of the notice to the office that a roster has been applied.
const NoticeApplied = "roster.applied"

// ToldApplied is what it says.
type ToldApplied struct {
	Import string `json:"import"` // its id
	File   string `json:"file"`
	Counts Counts `json:"counts"`
}

// tell tells the office, but not who imported it.
func (r *run) tell(ctx context.Context, tx *db.Tx, c Counts) error {
	var knows []string
	for id := range r.actor.People {
		knows = append(knows, id)
	}
	const longest = 200 // characters of a file's name that are told
	name := []rune(r.fileName)
	return outbox.Put(ctx, tx, outbox.Notice{
		School: r.school, Kind: NoticeApplied, Key: NoticeApplied + ":" + r.id, To: []outbox.To{outbox.Office()},
		Not: knows, Data: ToldApplied{Import: r.id, File: string(name[:min(len(name), longest)]), Counts: c},
	})
}

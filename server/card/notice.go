package card

import (
	"context"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/outbox"
)

// Kinds of notices about a card, which somebody else than the one who did it is told:
// the holder, and of a child the guardians.
const (
	NoticeClaimed = "card.claimed" // it is on a new phone
	NoticeStopped = "card.stopped"
	NoticeStarted = "card.started"
	NoticeLost    = "card.lost" // one phone or chip of it
)

// Told is what such a notice says.
type Told struct {
	By     string `json:"by"`               // holder, guardian or school: never by name
	Device string `json:"device,omitempty"` // the phone, as it called itself
}

// tell puts the notice that goes with a change, if there is one.
func tell(ctx context.Context, tx *db.Tx, actor allow.Actor, o owner, action, device string) error {
	kind := map[string]string{
		"card.claimed": NoticeClaimed, "card.frozen": NoticeStopped, "card.blocked": NoticeStopped,
		"card.unfrozen": NoticeStarted, "card.unblocked": NoticeStarted, "credential.lost": NoticeLost,
	}[action]
	if kind == "" {
		return nil
	}
	told := Told{By: "guardian", Device: device}
	switch {
	case actor.People[o.PersonID]:
		told.By = "holder"
	case byTheSchool(actor, o):
		told.By = "school"
	}
	var knows []string
	for person := range actor.People {
		knows = append(knows, person)
	}
	return outbox.Put(ctx, tx, outbox.Notice{
		School: o.SchoolID, Kind: kind, Key: kind + ":" + db.NewID(),
		To: []outbox.To{outbox.Self(), outbox.Guardians()}, Not: knows, About: o.PersonID, Data: told, Urgent: true,
	})
}

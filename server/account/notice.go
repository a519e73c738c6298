package account

import (
	"context"
	"time"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/outbox"
)

// NoticeReset is the kind of the notice that a reset slip was made for an account.
const NoticeReset = "account.reset_slip"

// ToldReset is what it says.
type ToldReset struct {
	Until int64 `json:"until"` // Unix milliseconds: how long the slip works
}

// tellReset tells the account's person, who may not have asked for the slip.
func tellReset(ctx context.Context, tx *db.Tx, actor allow.Actor, p person, until time.Time) error {
	var knows []string
	for id := range actor.People {
		knows = append(knows, id)
	}
	return outbox.Put(ctx, tx, outbox.Notice{
		School: p.SchoolID, Kind: NoticeReset, Key: NoticeReset + ":" + db.NewID(), To: []outbox.To{outbox.Self()},
		Not: knows, About: p.ID, Data: ToldReset{Until: until.UnixMilli()}, Urgent: true,
	})
}

package campus

import (
	"context"

	"yunka/server/db"
	"yunka/server/outbox"
)

// Kinds of notices to an adult about what the school lets them do for a child. Nothing
// is said of a restriction, and nothing to whom one stands against.
const (
	NoticeGuardian = "guardianship.added"
	NoticeRights   = "guardianship.changed"
)

// ToldRights is what they say: the rights from now on.
type ToldRights struct {
	View     bool `json:"view"`
	Leave    bool `json:"leave"`
	Pay      bool `json:"pay"`
	Pickup   bool `json:"pickup"`
	Delegate bool `json:"delegate"`
	Consent  bool `json:"consent"`
	Notify   bool `json:"notify"`
}

// tellRights tells the adult, if they are still to be told of the child.
func tellRights(ctx context.Context, tx *db.Tx, kind, school, adult, child string, r Rights) error {
	return outbox.Put(ctx, tx, outbox.Notice{
		School: school, Kind: kind, Key: kind + ":" + db.NewID(),
		To: []outbox.To{outbox.Guardian(adult)}, About: child, Data: ToldRights(r),
	})
}

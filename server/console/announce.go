package console

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/web"
)

// Announced tells the account of a person that its rights have moved, so that
// its sockets ask again now. The change is committed: if that fails, they ask
// within half a minute anyway.
func (s *Console) Announced(ctx context.Context, o web.Named, err error) error {
	if err != nil {
		return err
	}
	var id string
	err = s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		id, err = account.OfPerson(ctx, q, o.School, o.Person)
		return err
	})
	if err != nil {
		s.Logger.ErrorContext(ctx, "rights moved, account not told", "school", o.School, "err", err)
		return nil
	}
	s.Accounts.Announce(id)
	return nil
}

package app

import (
	"context"

	"yunka/server/db"
	"yunka/server/nats"
)

// openNATS connects to the cluster by which servers of one PostgreSQL hear of each other,
// if the settings name one. SQLite has one server.
func (a *App) openNATS() (err error) {
	switch {
	case a.cfg.NATS == "":
		return nil
	case a.DB.Engine() != db.Postgres:
		a.log.Warn("NATS_URL is not used: SQLite has one server")
		return nil
	}
	if a.nats, err = nats.Open(a.cfg.NATS, a.log); err == nil {
		a.closers = append(a.closers, a.nats.Close)
	}
	return err
}

// relay tells the other servers of the database what this one has written, and hears
// theirs, until ctx ends: by NATS where there is one, else by the database.
func (a *App) relay(ctx context.Context) error {
	if a.DB.Engine() != db.Postgres {
		return nil
	}
	if a.nats != nil {
		return a.Feed.Relay(ctx, a.nats, a.DB)
	}
	return a.Feed.Relay(ctx, a.DB)
}

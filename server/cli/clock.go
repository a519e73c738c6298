package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/app"
	"yunka/server/audit"
	"yunka/server/card"
	"yunka/server/db"
)

type clockAcceptCmd struct{}

// Run is the administrator's word for a clock that package clock does not believe.
func (clockAcceptCmd) Run(e *env) error {
	a, err := app.Services(e.ctx, e.cfg, e.log)
	if err != nil {
		return err
	}
	defer a.Close()
	ahead, now := 0, e.cfg.Clock()
	err = a.DB.Tx(e.ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := db.AcceptClock(ctx, tx); err != nil {
			return err
		}
		if ahead, err = card.CountAhead(ctx, tx, tx.NowMS()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{Actor: system.Name(), Action: "clock.accepted", Target: "clock"})
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "It is %s. Servers whose clock says the same decide again within seconds.\n", now.Format(time.RFC3339))
	if ahead > 0 {
		fmt.Fprintf(e.out, "%d phones were used while a clock ran ahead, and are refused until then: `yunka clock marks` lets them scan again.\n", ahead)
	}
	return nil
}

type clockMarksCmd struct {
	DryRun bool `help:"Say how many there are; change nothing."`
}

// Run resets the marks of all phones that were used ahead of the clock.
func (c clockMarksCmd) Run(e *env) error {
	a, err := app.Services(e.ctx, e.cfg, e.log)
	if err != nil {
		return err
	}
	defer a.Close()
	if !c.DryRun {
		n, err := a.Cards.ResetMarks(e.ctx, system)
		fmt.Fprintf(e.out, "%d phones may scan again.\n", n)
		return err
	}
	return a.DB.Read(e.ctx, func(ctx context.Context, q bun.IDB) error {
		n, err := card.CountAhead(ctx, q, e.cfg.Clock().UnixMilli())
		fmt.Fprintf(e.out, "%d phones were used ahead of this machine's clock.\n", n)
		return err
	})
}

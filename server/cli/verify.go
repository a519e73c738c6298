package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"yunka/server/app"
	"yunka/server/audit"
	"yunka/server/ledger"
)

type verifyCmd struct{}

func (verifyCmd) Run(e *env) error {
	a, err := app.Services(e.ctx, e.cfg, e.log)
	if err != nil {
		return err
	}
	defer a.Close()
	n, err := audit.Verify(e.ctx, a.DB)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%d events, every chain is whole.\n", n)
	return nil
}

type ledgerCmd struct{}

// Run prints what does not hold, one finding a line, and fails if there is any.
func (ledgerCmd) Run(e *env) error {
	a, err := app.Services(e.ctx, e.cfg, e.log)
	if err != nil {
		return err
	}
	defer a.Close()
	found := false
	err = a.DB.Snapshot(e.ctx, func(ctx context.Context, q bun.IDB) error {
		books, err := ledger.Schools(ctx, q)
		for _, b := range books {
			broken, err := ledger.Verify(ctx, q, b.School, a.DB.Now().UnixMilli())
			if err != nil {
				return err
			}
			for _, one := range broken {
				found = true
				fmt.Fprintf(e.out, "%s: %s\n", b.Slug, one)
			}
			fmt.Fprintf(e.out, "%s: %d movements, %d accounts, %d days closed\n", b.Slug, b.Movements, b.Accounts, b.Days)
		}
		return err
	})
	if err == nil && found {
		err = errors.New("the ledger does not hold: stop the program, and restore a backup beside it to compare")
	}
	return err
}

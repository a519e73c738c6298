package e2e

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"yunka/server/app"
	"yunka/server/demo"
	"yunka/server/scan/scantest"
)

// morning is when every story begins: nine o'clock of the day on which the
// stories are run. It is taken once, so that midnight changes nothing.
var morning = nine(time.Now())

// nine is nine o'clock of that day at the demo school.
func nine(t time.Time) time.Time {
	t = t.In(time.FixedZone("school", 8*60*60))
	return time.Date(t.Year(), t.Month(), t.Day(), 9, 0, 0, 0, t.Location())
}

// settings are what the program runs with in a story.
func settings(data string, clock func() time.Time) app.Config {
	return app.Config{Addr: "localhost:0", Data: data, Clock: clock, HashCost: scantest.HashCost}
}

// prepared is a data directory with the demo school, made when the first story
// needs it and copied for each: building it takes longer than most stories.
// Its clock stands still at nine, so that nothing in it is later than the
// beginning of a story.
var prepared struct {
	once sync.Once
	dir  string
	demo demo.Demo
	err  error
}

func prepare() error {
	prepared.once.Do(func() {
		prepared.err = func() (err error) {
			if prepared.dir, err = os.MkdirTemp("", "yunka-e2e-school-"); err != nil {
				return err
			}
			ctx := context.Background()
			a, err := app.Services(ctx, settings(prepared.dir, func() time.Time { return morning }), slog.New(slog.DiscardHandler))
			if err != nil {
				return err
			}
			prepared.demo, err = demo.Build(ctx, demo.Services{DB: a.DB, Accounts: a.Accounts, Campus: a.Campus, Roster: a.Roster, Cards: a.Cards, Terminals: a.Terminals}, prepared.dir)
			if closed := a.Close(); err == nil { // closing puts all of SQLite's log into its file
				err = closed
			}
			return err
		}()
	})
	return prepared.err
}

// furnish puts the demo school into the data directory of a program that has
// not started yet.
func (s *school) furnish() {
	s.Helper()
	if err := prepare(); err != nil {
		s.Fatal(err)
	}
	files, err := os.ReadDir(prepared.dir)
	if err != nil {
		s.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(prepared.dir, f.Name()))
		if err == nil {
			err = os.WriteFile(filepath.Join(s.cfg.Data, f.Name()), b, 0o600)
		}
		if err != nil {
			s.Fatal(fmt.Errorf("copying the demo school: %w", err))
		}
	}
	s.Demo = prepared.demo
}

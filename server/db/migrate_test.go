package db_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"yunka/server/db"
	"yunka/server/db/dbtest"
)

const (
	killURL = "YUNKA_MIGRATE_URL" // the database that the child migrates
	killAt  = "YUNKA_MIGRATE_KILL"
)

// TestMigrateChild is the process that dies: after so many statements, by its own
// hand, as by kill -9.
func TestMigrateChild(t *testing.T) {
	url := os.Getenv(killURL)
	if url == "" {
		t.Skip("started by TestAKilledMigrationIsFinished")
	}
	left, err := strconv.Atoi(os.Getenv(killAt))
	if err != nil {
		t.Fatal(err)
	}
	d := dbtest.Dial(t, url)
	db.AfterStatement(d, func() {
		if left--; left == 0 {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
	})
	if _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Whichever statement of whichever migration is the last one of a process, the
// next one finds a database that it can finish: killed again and again until it is.
func TestAKilledMigrationIsFinished(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	const kills = 50 // on each engine
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			want := dump(t, dbtest.Open(t, e))
			seed := uint64(time.Now().UnixNano())
			t.Logf("seed %d", seed)
			random := rand.New(rand.NewPCG(seed, 1))
			for killed := 0; killed < kills; {
				url := dbtest.EmptyURL(t, e)
				for {
					child := exec.Command(self, "-test.run", "^TestMigrateChild$")
					child.Env = append(os.Environ(), killURL+"="+url, killAt+"="+strconv.Itoa(1+random.IntN(60)))
					out, err := child.CombinedOutput()
					var exit *exec.ExitError
					if err == nil {
						break
					}
					if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
						t.Fatalf("after %d kills: %v\n%s", killed, err, out)
					}
					killed++
				}
				if got := dump(t, dbtest.Dial(t, url)); got != want {
					t.Fatalf("after %d kills another schema: %s", killed, firstDifference(want, got))
				}
			}
		})
	}
}

// A database from a newer program is refused in words and stays as it is.
func TestANewerSchemaIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.NewRaw("INSERT INTO bun_migrations (name, group_id, migrated_at) VALUES ('29991231000000', 9, ?)", tx.Now.UTC()).Exec(ctx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, try := range []func() (int, error){func() (int, error) { return d.Migrate(t.Context()) }, func() (int, error) { return d.Pending(t.Context()) }} {
			if _, err := try(); !errors.Is(err, db.ErrNewer) || !strings.Contains(err.Error(), "29991231000000") {
				t.Errorf("got %v", err)
			}
		}
	})
}

// A database that bun's own migrator brought up, as every one before migrations
// were marked in their own commit, goes on from where it is.
func TestMarksOfBunAreKnown(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			d := dbtest.Dial(t, dbtest.EmptyURL(t, e))
			left, err := db.MigrateByBun(t.Context(), d)
			if err != nil {
				t.Fatal(err)
			}
			if n, err := d.Migrate(t.Context()); err != nil || n != left {
				t.Errorf("%d migrations ran, want the %d that were left; %v", n, left, err)
			}
		})
	}
}

// A server whose network is gone in the middle of a transaction still holds its
// rows. Another server waits seconds for them, not until TCP gives up.
func TestAServerThatVanishedHoldsNothingUp(t *testing.T) {
	url := dbtest.URL(t, db.Postgres)
	gone, other := dbtest.Dial(t, url), dbtest.Dial(t, url)
	ctx := t.Context()
	if err := gone.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return addSchool(tx, ctx, "a") }); err != nil {
		t.Fatal(err)
	}
	holding, end := make(chan struct{}), make(chan struct{})
	ended := make(chan error, 1)
	go func() {
		first := true
		ended <- gone.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			if !first {
				return errors.New("tried again")
			}
			first = false
			if _, err := tx.NewRaw("UPDATE school SET policy_version = 7 WHERE id = 'a'").Exec(ctx); err != nil {
				return err
			}
			close(holding)
			<-end // says nothing any more
			return nil
		})
	}()
	<-holding
	err := other.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { // would wait for ever
		_, err := tx.NewRaw("UPDATE school SET policy_version = policy_version + 1 WHERE id = 'a'").Exec(ctx)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if v := version(t, other, "a"); v != 2 {
		t.Errorf("policy_version %d, want 2: what the vanished server wrote is gone", v)
	}
	close(end)
	if err := <-ended; err == nil {
		t.Error("the vanished server's commit was acknowledged")
	}
}

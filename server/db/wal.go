package db

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"time"
)

const (
	// readWithin is how long one Read may last on SQLite, as long as a statement on
	// PostgreSQL (sessionSettings).
	readWithin = time.Minute
	// walLimit is the size of SQLite's journal above which it is cut. Left alone it stays
	// at some 4 MB (wal_autocheckpoint), but for what was written while somebody read: that
	// the file keeps for ever.
	walLimit = 16 << 20
	trimFor  = 50 * time.Millisecond // the writer is held for
	trimEach = 5 * time.Second
)

// Maintain keeps SQLite's journal small until ctx ends.
func (d *DB) Maintain(ctx context.Context) error {
	every := time.NewTicker(trimEach)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-every.C:
			_ = d.TrimWAL(ctx) // whoever reads for so long ends within readWithin, and it is tried again
		}
	}
}

// errReaders means that somebody still reads what the journal holds.
var errReaders = errors.New("db: the journal is being read")

// TrimWAL moves SQLite's journal into the file and empties it, if it has grown over
// walLimit. It waits for nobody: while somebody reads from it, it is an error.
func (d *DB) TrimWAL(ctx context.Context) error {
	if d.engine != SQLite {
		return nil
	}
	is, err := os.Stat(d.path + "-wal")
	if err != nil || is.Size() <= walLimit {
		return nil // none is as good
	}
	// A connection of its own, which does not wait for locks: the writer's would.
	c, err := sql.Open("sqlite", "file:"+(&url.URL{Path: d.path}).EscapedPath()+"?_pragma=busy_timeout(0)")
	if err != nil {
		return err
	}
	defer c.Close()
	c.SetMaxOpenConns(1)
	// Most is moved beside the writer; what is left then is short.
	if _, err := checkpoint(ctx, c, "PASSIVE"); err != nil {
		return err
	}
	if err := d.queue.acquire(ctx, false); err != nil {
		return err
	}
	defer d.queue.release()
	// While nobody writes, who begins to read now reads from the file, and who read
	// before ends: short reads only delay it.
	for end := time.Now().Add(trimFor); ; time.Sleep(time.Millisecond) {
		cut, err := checkpoint(ctx, c, "TRUNCATE")
		if err != nil || cut {
			return err
		}
		if time.Now().After(end) {
			return errReaders
		}
	}
}

func checkpoint(ctx context.Context, c *sql.DB, how string) (whole bool, err error) {
	var busy, frames, moved int
	err = c.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+how+")").Scan(&busy, &frames, &moved)
	return busy == 0, err
}

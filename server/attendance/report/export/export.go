// Package export makes files of reports beside the pages: asked for, made by whichever server
// is free, with a progress that a page shows, and ended by whoever asked.
//
// A file is kept for a day. A server that dies in the middle leaves its export without a sign
// of life; another one says so after a minute, and it can be asked for again.
package export

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/attendance/report"
	"yunka/server/attendance/report/book"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/views/msg"
)

// Formats of a file.
const (
	CSV  = "csv"
	XLSX = "xlsx"
)

// States of an export.
const (
	Waiting   = "waiting"
	Running   = "running"
	Done      = "done"
	Cancelled = "cancelled"
	Failed    = "failed"
)

const (
	keep     = 24 * time.Hour
	lost     = time.Minute // without a sign of life
	mostOpen = 3           // of one account
	beat     = time.Second
)

// Export is one.
type Export struct {
	ID, SchoolID, AccountID string
	Ask                     report.Ask `bun:"-"`
	AskText                 string     `bun:"ask"`
	Format, Lang, State     string
	DoneRows, AllRows       int
	AskedAt                 int64
	EndedAt                 int64
	Size                    int64
}

// Open reports whether it is still on its way.
func (e Export) Open() bool { return e.State == Waiting || e.State == Running }

// Service makes them.
type Service struct {
	db   *db.DB
	log  *slog.Logger
	bell chan struct{}
}

// New makes it.
func New(d *db.DB, log *slog.Logger) *Service {
	return &Service{db: d, log: log, bell: make(chan struct{}, 1)}
}

// Ask asks for a file, for whom the caller has found may see the report. Fails with Invalid
// report_format and Conflict report_busy for who waits for three already.
func (s *Service) Ask(ctx context.Context, actor, school, account string, a report.Ask, format, lang string) (id string, err error) {
	if format != CSV && format != XLSX {
		return "", fault.New(fault.Invalid, "report_format")
	}
	text, err := json.Marshal(a)
	if err != nil {
		return "", err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := campus.LockSchool(ctx, tx, school); err != nil {
			return err
		}
		n, err := open(ctx, tx, school, account)
		if err != nil {
			return err
		}
		if n >= mostOpen {
			return fault.New(fault.Conflict, "report_busy")
		}
		id = db.NewID()
		if err := insert(ctx, tx, Export{ID: id, SchoolID: school, AccountID: account, AskText: string(text), Format: format, Lang: lang}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor, Action: "attendance.exported", Target: "school:" + school,
			Detail: map[string]any{"from": a.First, "to": a.Last, "format": format}})
	})
	if err == nil {
		select {
		case s.bell <- struct{}{}:
		default: // it is awake
		}
	}
	return id, err
}

// Find is an export of an account; NotFound for one of another.
func Find(ctx context.Context, q bun.IDB, id, account string) (Export, error) {
	e, err := find(ctx, q, id)
	if err == nil && e.AccountID != account {
		err = fault.New(fault.NotFound, "not_found")
	}
	if err == nil {
		err = json.Unmarshal([]byte(e.AskText), &e.Ask)
	}
	return e, err
}

// Any is an export, for whom Permit of its page has let in.
func Any(ctx context.Context, q bun.IDB, id string) (Export, error) { return find(ctx, q, id) }

// Content is the file; NotFound while there is none.
func Content(ctx context.Context, q bun.IDB, id string) ([]byte, error) { return content(ctx, q, id) }

// Cancel ends an export at once; one that is over stays what it is.
func (s *Service) Cancel(ctx context.Context, id string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := end(ctx, tx, id, Cancelled, nil)
		return err
	})
}

// Run makes what is asked for until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		for {
			worked, err := s.Step(ctx)
			if err != nil && ctx.Err() == nil {
				s.log.Error("report export", "err", err)
			}
			if !worked || ctx.Err() != nil {
				break
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.bell:
		case <-tick.C:
		}
	}
}

// Step makes the oldest export that waits; false if there is none.
func (s *Service) Step(ctx context.Context) (worked bool, err error) {
	var e Export
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tidy(ctx, tx, tx.Now.Add(-keep).UnixMilli(), tx.Now.Add(-lost).UnixMilli()); err != nil {
			return err
		}
		e, worked, err = claim(ctx, tx)
		return err
	})
	if err != nil || !worked {
		return false, err
	}
	content, err := s.make(ctx, e)
	if errors.Is(err, errCancelled) {
		return true, nil
	}
	state := Done
	if err != nil {
		state = Failed
		s.log.Error("report export", "id", e.ID, "err", err)
	}
	return true, s.db.Tx(context.WithoutCancel(ctx), func(ctx context.Context, tx *db.Tx) error {
		_, err := end(ctx, tx, e.ID, state, content)
		return err
	})
}

var errCancelled = errors.New("cancelled")

func (s *Service) make(ctx context.Context, e Export) (file []byte, err error) {
	if err := json.Unmarshal([]byte(e.AskText), &e.Ask); err != nil {
		return nil, err
	}
	var r report.Report
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, e.SchoolID)
		if err != nil {
			return err
		}
		r, err = report.Make(ctx, q, sc, e.Ask, s.db.Now().In(sc.Location()))
		return err
	})
	if err != nil {
		return nil, err
	}
	told := time.Time{}
	progress := func(done, all int) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if time.Since(told) < beat && done < all {
			return nil
		}
		told = time.Now()
		return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			on, err := goesOn(ctx, tx, e.ID, done, all)
			if err == nil && !on {
				err = errCancelled
			}
			return err
		})
	}
	if err := progress(0, len(r.People)+len(r.Days)+len(r.Classes)); err != nil {
		return nil, err
	}
	ctx = msg.WithLang(ctx, msg.Lang(e.Lang))
	if e.Format == CSV {
		return book.CSV(ctx, r, progress)
	}
	return book.XLSX(ctx, r, progress)
}

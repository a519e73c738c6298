package sale

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

// Totals are what a till sold and gave back on a day.
type Totals struct {
	Sales    int64 `json:"sales"`
	Sold     int64 `json:"sold_fen"`
	Refunds  int64 `json:"refunds"`
	Refunded int64 `json:"refunded_fen"`
}

// Batch is a day that a till closes: what it counted, and its sales one by one if it sends
// them, so that a difference can be named.
type Batch struct {
	Day  string `json:"day"`
	Said Totals `json:"said"`
	Rows []Row  `json:"rows,omitempty"`
}

// Row is a sale as a till knows it. Amount is 0 for one that it does not count.
type Row struct {
	Seq    int64 `json:"seq"`
	Amount int64 `json:"amount_fen"`
}

// MaxRows is how many sales a batch names at most.
const MaxRows = 2_000

// Difference is a number on which a till and the program do not agree; 0 is no sale.
type Difference struct {
	Seq  int64 `json:"seq"`
	Till int64 `json:"till_fen"`
	Here int64 `json:"here_fen"`
}

// Closing is what comes of it.
type Closing struct {
	Balanced bool         `json:"balanced"`
	Ours     Totals       `json:"ours"`
	Differ   []Difference `json:"differences"`
}

// CloseBatch closes a day of a till, or closes it again with better figures. It changes no
// sale. Invalid sale_day for a day that is none or has not come, sale_rows.
func (s *Service) CloseBatch(ctx context.Context, t allow.Actor, b Batch, by string) (out Closing, err error) {
	if err := allow.Check(t, allow.ChargeTake, allow.Target{School: t.TerminalSchool}); err != nil {
		return out, err
	}
	if len(b.Rows) > MaxRows {
		return out, fault.New(fault.Invalid, "sale_rows")
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		out = Closing{Differ: []Difference{}}
		sc, err := campus.SchoolByID(ctx, tx, t.TerminalSchool)
		if err != nil {
			return err
		}
		start, err := time.ParseInLocation(time.DateOnly, b.Day, sc.Location())
		if err != nil || start.After(tx.Now) {
			return fault.New(fault.Invalid, "sale_day")
		}
		merchants, err := LockTills(ctx, tx, sc.ID, t.Terminal)
		if err != nil {
			return err
		}
		if _, ok := merchants[t.Terminal]; !ok {
			return errNone
		}
		if out.Ours, err = totals(ctx, tx, t.Terminal, b.Day, start.UnixMilli(), start.AddDate(0, 0, 1).UnixMilli()); err != nil {
			return err
		}
		if out.Balanced = out.Ours == b.Said; !out.Balanced && len(b.Rows) > 0 {
			if out.Differ, err = s.differ(ctx, tx, t.Terminal, b); err != nil {
				return err
			}
		}
		said, _ := json.Marshal(b.Said)
		return writeBatch(ctx, tx, sc.ID, t.Terminal, b.Day, out, string(said), by)
	})
	return out, err
}

func (s *Service) differ(ctx context.Context, tx *db.Tx, terminal string, b Batch) ([]Difference, error) {
	ours, err := paidOf(ctx, tx, terminal, b.Day)
	if err != nil {
		return nil, err
	}
	list := []Difference{}
	for _, r := range b.Rows {
		if ours[r.Seq] != r.Amount {
			list = append(list, Difference{r.Seq, r.Amount, ours[r.Seq]})
		}
		delete(ours, r.Seq)
	}
	for seq, amount := range ours {
		list = append(list, Difference{seq, 0, amount})
	}
	slices.SortFunc(list, func(a, b Difference) int { return int(a.Seq - b.Seq) })
	return list, nil
}

// List are the newest numbers of a till on a day.
func (s *Service) List(ctx context.Context, t allow.Actor, day string, limit int) (list []Sale, ours Totals, err error) {
	if err := allow.Check(t, allow.ChargeTake, allow.Target{School: t.TerminalSchool}); err != nil {
		return nil, ours, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		sc, err := campus.SchoolByID(ctx, tx, t.TerminalSchool)
		if err != nil {
			return err
		}
		start, err := time.ParseInLocation(time.DateOnly, day, sc.Location())
		if err != nil {
			return fault.New(fault.Invalid, "sale_day")
		}
		if ours, err = totals(ctx, tx, t.Terminal, day, start.UnixMilli(), start.AddDate(0, 0, 1).UnixMilli()); err != nil {
			return err
		}
		list, err = newest(ctx, tx, t.Terminal, day, limit)
		return err
	})
	return list, ours, err
}

package adms

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/punch"
	"yunka/server/terminal"
)

// attlog stores the lines of a table ATTLOG and says how many there were: PIN, time, status,
// and more, with tabs between. A line that cannot be read is passed over and counted, or the
// clock would send it for ever.
func (s *Service) attlog(ctx context.Context, c *Clock, body, from string) (n int, err error) {
	var loc *time.Location
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		sc, err := campus.SchoolByID(ctx, tx, c.SchoolID)
		if err != nil {
			return err
		}
		loc = sc.Location()
		return nil
	})
	if err != nil {
		return 0, err
	}
	var list []punch.Punch
	newest := int64(0)
	for line := range strings.SplitSeq(strings.ReplaceAll(body, "\r", "\n"), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		n++
		if p, ok := parse(line, loc, c.Keys); ok {
			list = append(list, p)
			newest = max(newest, p.SaidAt)
		}
	}
	// A clock that is ahead shows it in its newest punch; behind it may only be late.
	c.OffsetMS = max(newest-s.db.Now().UnixMilli(), 0)
	if c.OffsetMS <= terminal.SkewMS {
		c.OffsetMS = 0
	}
	for part := range slices.Chunk(list, punch.MaxPunches) {
		err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := heard(ctx, tx, c, from); err != nil {
				return err
			}
			if err := terminal.Contact(ctx, tx, c.SchoolID, c.TerminalID, c.Firmware, c.OffsetMS, 0); err != nil {
				return err
			}
			if err := whose(ctx, tx, c, part); err != nil {
				return err
			}
			_, err := s.punches.TakeIn(ctx, tx, punch.Source{School: c.SchoolID, Terminal: c.TerminalID}, part)
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	return n, nil
}

// parse reads a line. The name of a punch is PIN, time and status as they were sent.
func parse(line string, loc *time.Location, keys bool) (p punch.Punch, ok bool) {
	f := strings.Split(line, "\t")
	if len(f) < 2 {
		return p, false
	}
	pin, at, status := strings.TrimSpace(f[0]), strings.TrimSpace(f[1]), ""
	if len(f) > 2 {
		status = strings.TrimSpace(f[2])
	}
	t, err := time.ParseInLocation(time.DateTime, at, loc)
	if err != nil {
		seconds, err := strconv.ParseInt(at, 10, 64)
		if err != nil || seconds <= 0 || seconds > 1<<40 {
			return p, false
		}
		t = time.Unix(seconds, 0)
	} else if len(f) > 10 {
		if off, err := strconv.ParseInt(strings.TrimPrefix(strings.TrimSpace(f[10]), "+"), 10, 64); err == nil && signed(f[10]) && off >= -14*3600 && off <= 14*3600 {
			t = t.Add(time.Duration(offsetOf(t)-off) * time.Second)
		}
	}
	p = punch.Punch{Key: clean(pin+"|"+strings.ReplaceAll(at, " ", "T")+"|"+status, terminal.MaxKey), SaidAt: t.UnixMilli(), At: t.UnixMilli(), Number: pin, Way: punch.Here, Keep: true}
	if keys {
		switch status {
		case "0", "3", "4":
			p.Way = punch.In
		case "1", "2", "5":
			p.Way = punch.Out
		}
	}
	return p, pin != "" && len(pin) <= 24 && terminal.ValidKey(p.Key)
}

// signed reports whether a field is an offset: V5.8 writes it with its sign, and older
// firmware has a running number in its place.
func signed(s string) bool {
	s = strings.TrimSpace(s)
	return strings.HasPrefix(s, "+") || strings.HasPrefix(s, "-")
}

func offsetOf(t time.Time) int64 {
	_, seconds := t.Zone()
	return int64(seconds)
}

// whose gives punches to those who have their PIN; what is no PIN of ours may be a number of
// the school, under which somebody was put into the clock by hand.
func whose(ctx context.Context, tx *db.Tx, c *Clock, list []punch.Punch) error {
	var wanted []int64
	for _, p := range list {
		if n, err := strconv.ParseInt(p.Number, 10, 64); err == nil {
			wanted = append(wanted, n)
		}
	}
	by, err := owners(ctx, tx, c.SchoolID, wanted)
	for i := range list {
		if n, err := strconv.ParseInt(list[i].Number, 10, 64); err == nil {
			list[i].Person = by[n]
		}
	}
	return err
}

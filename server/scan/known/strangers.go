package known

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"yunka/server/db"
)

// Chips that nobody knows. A reader that sends the bytes of a chip from the other end reads
// strangers only, and so does a script that tries numbers with a stolen token: the first is
// said to the office, the second is told to the office and answered ever more slowly. A
// known chip ends the run, and the same chip again (one that lies on the reader) does not
// lengthen it.
const (
	strangersFrom  = 10 // so many in a row are worth a word, and each time they double
	strangersSlow  = 20 // from here on the answer waits
	strangersStep  = 50 * time.Millisecond
	strangersMost  = time.Second      // longest wait: far below scan's limit for an answer
	strangersPause = 10 * time.Minute // after that it is another run
	reversedAgain  = 10 * time.Minute // between two notes of a reader that reads the other way round
)

// stranger is the run of unknown chips at one terminal, as this server has seen it.
type stranger struct {
	chip     string
	run      int
	at       time.Time
	reversed time.Time
	turn     sync.Mutex // who is made to wait does so one after the other
}

type strangers struct {
	mu sync.Mutex
	m  map[string]*stranger
}

func (s *strangers) of(terminal string) *stranger {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.m == nil {
		s.m = map[string]*stranger{}
	}
	one := s.m[terminal]
	if one == nil {
		one = &stranger{}
		s.m[terminal] = one
	}
	return one
}

// met ends the run of a terminal: a chip of somebody was read.
func (s *strangers) met(terminal string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if one := s.m[terminal]; one != nil {
		one.run, one.chip = 0, ""
	}
}

// missed counts an unknown chip and answers how many there were in a row, with this one.
func (s *strangers) missed(one *stranger, chip string, now time.Time) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Sub(one.at) > strangersPause {
		one.run = 0
	}
	if one.at = now; one.chip != chip {
		one.chip = chip
		one.run++
	}
	return one.run
}

// noted reports whether a reversed chip at the terminal is to be written down now.
func (s *strangers) noted(one *stranger, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Sub(one.reversed) < reversedAgain {
		return false
	}
	one.reversed = now
	return true
}

// stranger deals with a chip that the school does not know. What cannot be noted is logged:
// the presentation goes on.
func (b *Book) stranger(ctx context.Context, school, terminal, chip string) {
	now, one := b.db.Now(), b.strangers.of(terminal)
	run := b.strangers.missed(one, chip, now)
	if other, ok := reversed(chip); ok {
		_, known, err := b.lookUp(ctx, identitySQL+`c.school_id = ? AND c.chip = ? AND c.state IN ('live', 'lost') AND `+db.Visible("c"), school, other)
		if err == nil && known && b.strangers.noted(one, now) {
			err = b.note(ctx, "UPDATE terminal SET reversed_chip_at = ? WHERE id = ?", now.UnixMilli(), terminal)
		}
		if err != nil {
			slog.WarnContext(ctx, "scan: a reversed chip was not noted", "terminal", terminal, "err", err)
		}
	}
	if worthAWord(run) {
		if err := b.note(ctx, "UPDATE terminal SET unknown_chips = ?, unknown_chips_at = ? WHERE id = ?", run, now.UnixMilli(), terminal); err != nil {
			slog.WarnContext(ctx, "scan: unknown chips were not noted", "terminal", terminal, "err", err)
		}
	}
	if wait := patience(run); wait > 0 {
		one.turn.Lock()
		defer one.turn.Unlock()
		b.wait(ctx, wait)
	}
}

// worthAWord is true of strangersFrom and of each doubling.
func worthAWord(run int) bool {
	for n := strangersFrom; n <= run; n *= 2 {
		if n == run {
			return true
		}
	}
	return false
}

// patience is how long the answer to the run's newest waits.
func patience(run int) time.Duration {
	return min(time.Duration(max(run-strangersSlow, 0))*strangersStep, strangersMost)
}

func (b *Book) note(ctx context.Context, query string, args ...any) error {
	return b.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.NewRaw(query, args...).Exec(ctx)
		return err
	})
}

// sleep waits, or until nobody waits for the answer any more.
func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// reversed is the number of the same four bytes read from the other end; false for a number
// of more bytes, and for one that reads the same both ways.
func reversed(chip string) (string, bool) {
	n, err := strconv.ParseUint(chip, 10, 32)
	if err != nil {
		return "", false
	}
	r := n>>24 | n>>8&0xff00 | n<<8&0xff0000 | n<<24&0xff000000
	return strconv.FormatUint(r, 10), r != n && r != 0
}

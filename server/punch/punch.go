// Package punch takes in what attendance machines of other makers saw: time clocks on a
// wall, readers of a vendor's own system.
//
// A punch says that somebody with a number or a chip was at a terminal at a time. It is a fact,
// not a presentation: nothing is decided and no door opens. It is stored once, by its terminal
// and the terminal's own name of it (Punch.Key), in whatever order, however late and however
// often it comes; package register derives attendance from it like from a scan.
//
//   - A terminal writes for its own school: a number or a chip of another one leads to nobody.
//   - What leads to nobody is kept and listed (Nobody); Match finds its owner once the school's
//     books have them.
//   - A time in the future or older than Oldest cannot be right. Such a punch is refused, or,
//     from a machine that would send it again for ever, kept as suspect: it never counts.
//
// Locks, in the order of every writer: the terminal's row, by which the batches of one machine go
// one after the other, and the feed last.
package punch

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/terminal"
	"yunka/server/timetable"
)

// Made is the feed's kind of a punch of a person; Data is {"day":"2026-11-23"}.
const Made = "attendance.punched"

// Ways of a punch: through a gate to the school itself, or only that somebody was there.
const (
	In   = "in"
	Out  = "out"
	Here = "here"
)

// MaxPunches is how many a batch may have.
const MaxPunches = 100

// Limits of a punch's time, by the server's clock.
const (
	Ahead  = 5 * time.Minute
	Oldest = 400 * 24 * time.Hour
)

const maxNumber = 64

// Punch is what a machine says.
type Punch struct {
	Key    string // its own name of the punch, used once for ever: printable, at most terminal.MaxKey
	SaidAt int64  // by its clock, Unix ms
	At     int64  // the same, corrected
	Number string // the person's number in the school, or
	Chip   string // the number of a chip
	Person string // whose it is, where the caller knows; "" is to be looked up
	Way    string // In, Out, or Here, which asks the gate where the terminal stands
	Keep   bool   // keep it as suspect where it would be refused for its time
}

// Results of a punch.
const (
	Stored  = "stored"  // now
	Already = "already" // before, or twice in this batch
	Refused = "refused" // and nothing was changed: it is not to be sent again
)

// Result is what became of a punch.
type Result struct {
	Result  string
	Why     string // of a refusal
	Known   bool   // it belongs to somebody
	Suspect bool
}

// Service stores punches.
type Service struct {
	db        *db.DB
	feed      *feed.Feed
	terminals *terminal.Service
}

// New makes it.
func New(d *db.DB, f *feed.Feed, t *terminal.Service) *Service {
	return &Service{db: d, feed: f, terminals: t}
}

// Batch is what a machine sends at once.
type Batch struct {
	ClockMS int64  // its own time
	Queued  *int64 // punches that wait in it beside these; nil is not said
	Punches []Punch
}

// Heard answers a batch.
type Heard struct {
	NowMS, OffsetMS int64
	Skewed          bool // the clock is off by more than terminal.SkewMS
	Results         []Result
}

// Take stores a batch, each punch once by its Key. A clock that is off by more than
// terminal.SkewMS is corrected by the measured offset. Fails with Invalid too_many_records,
// clock.
func (s *Service) Take(ctx context.Context, who terminal.Identity, b Batch) (h Heard, err error) {
	if err := allow.Check(who.Actor(), allow.ScanUpload, allow.Target{School: who.School}); err != nil {
		return h, err
	}
	switch {
	case len(b.Punches) > MaxPunches:
		return h, fault.Newf(fault.Invalid, "too_many_records", "Send at most %d punches at once.", MaxPunches)
	case b.ClockMS <= 0 || b.ClockMS > 1<<52:
		return h, fault.New(fault.Invalid, "clock")
	}
	now, err := s.db.TrustedNow()
	if err != nil {
		return h, err
	}
	offset := b.ClockMS - now.UnixMilli()
	shift := int64(0)
	if max(offset, -offset) > terminal.SkewMS {
		shift = offset
	}
	list := slices.Clone(b.Punches)
	for i := range list {
		list[i].At = list[i].SaidAt - shift
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		h.Results, err = s.TakeIn(ctx, tx, Source{School: who.School, Terminal: who.ID, TokenHash: who.TokenHash}, list)
		return err
	})
	if err != nil {
		return h, err
	}
	beat, err := s.terminals.Beat(ctx, who, terminal.Pulse{ClockMS: b.ClockMS, Queued: b.Queued})
	h.NowMS, h.OffsetMS, h.Skewed = beat.Now.UnixMilli(), offset, shift != 0
	return h, err
}

// Source is who sends.
type Source struct {
	School, Terminal string
	TokenHash        string // must still be the terminal's; "" for a machine without one
}

// TakeIn stores punches inside a transaction, of which it takes the last lock.
func (s *Service) TakeIn(ctx context.Context, tx *db.Tx, from Source, list []Punch) (results []Result, err error) {
	way, err := lockTerminal(ctx, tx, from)
	if err != nil {
		return nil, err
	}
	school, err := campus.SchoolByID(ctx, tx, from.School)
	if err != nil {
		return nil, err
	}
	have, err := stored(ctx, tx, from.Terminal, list)
	if err != nil {
		return nil, err
	}
	results = make([]Result, len(list))
	var fresh []row
	at := map[string]int{} // by key: where in fresh
	for i, p := range list {
		out := &results[i]
		if out.Why = malformed(p); out.Why != "" {
			out.Result = Refused
			continue
		}
		if was, known := have[p.Key]; known {
			out.settle(p, was)
			continue
		}
		if n, twice := at[p.Key]; twice {
			out.settle(p, fresh[n])
			continue
		}
		r := row{ID: db.NewID(), RequestKey: p.Key, SaidAt: p.SaidAt, At: p.At, Number: p.Number, Chip: p.Chip, Way: p.Way, PersonID: p.Person}
		if why := badTime(p.At, tx.NowMS()); why != "" {
			if !p.Keep {
				out.Result, out.Why = Refused, why
				continue
			}
			r.Suspect, r.PersonID = true, ""
		}
		if r.Way == Here || r.Way == "" {
			r.Way = way
		}
		out.Result, out.Suspect = Stored, r.Suspect
		at[p.Key] = len(fresh)
		fresh = append(fresh, r)
	}
	if err := resolve(ctx, tx, from.School, fresh); err != nil {
		return nil, err
	}
	for i, p := range list {
		if n, mine := at[p.Key]; mine && results[i].Result != Refused {
			results[i].Known, results[i].Suspect = fresh[n].PersonID != "", fresh[n].Suspect
		}
	}
	return results, s.write(ctx, tx, from, school.Location(), fresh)
}

// settle answers a punch whose key is taken.
func (r *Result) settle(p Punch, was row) {
	r.Result, r.Known, r.Suspect = Already, was.PersonID != "", was.Suspect
	if was.SaidAt != p.SaidAt || was.Number != p.Number || was.Chip != p.Chip {
		*r = Result{Result: Refused, Why: "Another punch with this number has arrived before."}
	}
}

func malformed(p Punch) string {
	switch {
	case !terminal.ValidKey(p.Key):
		return "The number is not one."
	case p.SaidAt <= 0 || p.SaidAt > 1<<52:
		return "The time is no time."
	case p.Person == "" && (p.Number == "") == (p.Chip == ""):
		return "Send either number or chip."
	case len(p.Number) > maxNumber || len(p.Chip) > maxNumber || !utf8.ValidString(p.Number+p.Chip) || strings.ContainsRune(p.Number+p.Chip, 0):
		return "The number is too long."
	case p.Way != "" && p.Way != In && p.Way != Out && p.Way != Here:
		return "The direction is in or out."
	}
	return ""
}

func badTime(at, now int64) string {
	switch {
	case at > now+Ahead.Milliseconds():
		return "The time lies in the future."
	case at < now-Oldest.Milliseconds():
		return "The time lies too far in the past."
	}
	return ""
}

// write inserts rows and says in the feed whose days they concern.
func (s *Service) write(ctx context.Context, tx *db.Tx, from Source, loc *time.Location, rows []row) error {
	if len(rows) == 0 {
		return nil
	}
	items := itemsOf(rows, loc)
	first := int64(0)
	if len(items) > 0 {
		var err error
		if first, err = s.feed.Take(ctx, tx, from.School, len(items)); err != nil {
			return err
		}
	}
	if err := insert(ctx, tx, from, rows, first); err != nil {
		return err
	}
	return s.feed.PutAll(ctx, tx, from.School, first, items)
}

// itemsOf are the feed's items of rows that belong to somebody, one for each person and day.
func itemsOf(rows []row, loc *time.Location) (items []feed.Item) {
	type key struct{ person, day string }
	seen := map[key]bool{}
	for _, r := range rows {
		k := key{r.PersonID, timetable.Today(time.UnixMilli(r.At), loc)}
		if r.PersonID == "" || r.Suspect || seen[k] {
			continue
		}
		seen[k] = true
		data, _ := json.Marshal(map[string]string{"day": k.day}) // texts
		items = append(items, feed.Item{Kind: Made, Subject: r.ID, Person: k.person, Data: string(data)})
	}
	slices.SortFunc(items, func(a, b feed.Item) int { return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.Data, b.Data)) })
	return items
}

// matchBack is for how long a punch waits for its owner.
const matchBack = 60 * 24 * time.Hour

// Match gives punches of nobody to who has their number or chip by now. It is to be called
// every minute.
func (s *Service) Match(ctx context.Context) error {
	schools, err := s.waiting(ctx, s.db.Now().Add(-matchBack).UnixMilli())
	for _, school := range schools {
		if err := s.match(ctx, school); err != nil {
			return err
		}
	}
	return err
}

func (s *Service) match(ctx context.Context, school string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		sc, err := campus.SchoolByID(ctx, tx, school)
		if err != nil {
			return err
		}
		rows, err := owned(ctx, tx, school, tx.Now.Add(-matchBack).UnixMilli())
		if err != nil || len(rows) == 0 {
			return err
		}
		items := itemsOf(rows, sc.Location())
		if len(items) == 0 {
			return nil
		}
		first, err := s.feed.Take(ctx, tx, school, len(items))
		if err != nil {
			return err
		}
		if err := give(ctx, tx, rows, first); err != nil {
			return err
		}
		return s.feed.PutAll(ctx, tx, school, first, items)
	})
}

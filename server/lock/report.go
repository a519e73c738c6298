package lock

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/gatelog"
	"yunka/server/scan/offline"
	"yunka/server/terminal"
)

// Kinds of events that a lock tells.
const (
	Opened  = "opened"  // for a chip or a token
	Refused = "refused" // a chip or a token
	Held    = "held"    // the door stood open for Seconds
	Forced  = "forced"  // it opened without the lock
	Closed  = "closed"
)

// MaxEvents is how many a report may have.
const MaxEvents = offline.MaxRecords

// LowBattery is the percentage below which a warden is told.
const LowBattery = 20

const (
	maxSeq     = 1 << 52
	maxSeconds = 7 * 24 * 3600
)

// Report is what a lock tells at once.
type Report struct {
	ClockMS int64 // its own time
	Battery int   // percent; -1 is not said
	Queued  int64 // how many events wait in it beside these
	Events  []Event
}

// Event is something that happened at a lock. Seq is its own number, used once for ever.
type Event struct {
	Seq, At int64 // At by the lock's clock, Unix ms
	Kind    string
	Chip    string
	Token   string // an id, instead of a chip
	Seconds int
}

// Result is what became of an event.
type Result struct {
	Seq       int64    `json:"seq"`
	Result    string   `json:"result" enum:"stored,already,refused"`
	Why       string   `json:"why,omitempty" doc:"Why it was refused: it is not to be sent again."`
	Conflicts []string `json:"conflicts" doc:"What does not agree with the school's books. The school looks at it; nothing is to be done."`
}

// Heard answers a report.
type Heard struct {
	NowMS, OffsetMS int64
	Skewed          bool // the clock is off by more than terminal.SkewMS
	Results         []Result
}

// Report stores what a lock tells, each event once by its number, in whatever order and how
// often it comes. A clock that is off by more than terminal.SkewMS is an event, and what
// happened is stored at the times that the measured offset leads to. Fails with Invalid
// too_many_records, clock, battery.
func (s *Service) Report(ctx context.Context, who terminal.Identity, r Report) (h Heard, err error) {
	switch {
	case len(r.Events) > MaxEvents:
		return h, fault.Newf(fault.Invalid, "too_many_records", "Send at most %d events at once.", MaxEvents)
	case r.ClockMS <= 0 || r.ClockMS > maxSeq:
		return h, fault.New(fault.Invalid, "clock")
	case r.Battery < -1 || r.Battery > 100:
		return h, fault.New(fault.Invalid, "battery")
	}
	offset := r.ClockMS - s.db.Now().UnixMilli()
	shift := int64(0)
	if max(offset, -offset) > terminal.SkewMS {
		shift = offset
	}
	r.Events = slices.Clone(r.Events)
	tokens, err := s.tokens(ctx, who, r.Events)
	if err != nil {
		return h, err
	}
	h.Results = make([]Result, len(r.Events))
	var at []int // passages in the report
	for i, e := range r.Events {
		h.Results[i] = Result{Seq: e.Seq, Result: offline.Refused, Conflicts: []string{}}
		r.Events[i].At = e.At - shift
		if h.Results[i].Why = r.Events[i].malformed(tokens); h.Results[i].Why == "" && e.passage() {
			at = append(at, i)
		}
	}
	// In the order in which they happened: what comes after something later is not believed.
	slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(r.Events[a].Seq, r.Events[b].Seq) })
	passages := make([]offline.Reported, len(at))
	for n, i := range at {
		passages[n] = offline.Reported{Nonce: "lock-" + strconv.FormatInt(r.Events[i].Seq, 10), Record: r.Events[i].record(tokens, shift)}
	}
	stored, err := s.logs.Report(ctx, who, passages)
	if err != nil {
		return h, err
	}
	for n, one := range stored {
		h.Results[at[n]] = Result{Seq: r.Events[at[n]].Seq, Result: one.Result, Why: one.Why, Conflicts: one.Conflicts}
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.note(ctx, tx, who, r, h.Results, tokens, offset) })
	if err != nil {
		return h, err
	}
	beat, err := s.terminals.Beat(ctx, who, terminal.Pulse{ClockMS: r.ClockMS, Queued: &r.Queued})
	h.NowMS, h.OffsetMS, h.Skewed = beat.Now.UnixMilli(), offset, shift != 0
	return h, err
}

func (e Event) passage() bool { return e.Kind == Opened || e.Kind == Refused }

// malformed says why an event can never be stored.
func (e Event) malformed(tokens map[string]row) string {
	_, known := tokens[e.Token]
	switch passage := e.passage(); {
	case e.Seq < 1 || e.Seq > maxSeq:
		return "A number is 1 to 2^52."
	case e.At <= 0 || e.At > maxSeq:
		return "The time is no time."
	case passage && (e.Chip == "") == (e.Token == ""):
		return "Send either chip or token."
	case passage && e.Token != "" && !known:
		return "This lock never had that token."
	case passage && e.Chip != "" && len(e.Chip) > 64:
		return "The chip's number is too long."
	case passage:
		return ""
	case e.Kind != Held && e.Kind != Forced && e.Kind != Closed:
		return "The kind is opened, refused, held, forced or closed."
	case e.Seconds < 0 || e.Seconds > maxSeconds:
		return "Seconds are 0 to a week."
	}
	return ""
}

// record is a passage as the log of a terminal has it.
func (e Event) record(tokens map[string]row, shift int64) gatelog.Record {
	r := gatelog.Record{Kind: gatelog.Chip, Chip: e.Chip, At: e.At, Decision: "DENY", Reason: "PERM_NO_RIGHT"}
	if e.Kind == Opened {
		r.Decision, r.Reason, r.Open = "ALLOW", "OK", true
	}
	if e.Token != "" {
		r.Chip, r.Note = tokens[e.Token].Chip, "token "+e.Token
	}
	if shift != 0 {
		r.Offset = shift
	}
	return r
}

// note stores what is no passage, and what a warden is to look at. Every row has an id that
// follows from the event, so a report that comes again adds nothing.
func (s *Service) note(ctx context.Context, tx *db.Tx, who terminal.Identity, r Report, results []Result, tokens map[string]row, offset int64) error {
	was, err := saidBattery(ctx, tx, who, r.Battery) // its row first: reports of one lock go one after the other
	if err != nil {
		return err
	}
	building, place, err := placeOfTerminal(ctx, tx, who)
	if err != nil {
		return err
	}
	tell := func(id, kind, person string, at int64) error {
		if building == "" {
			return nil
		}
		return insertWardens(ctx, tx, wardens{"lock:" + who.ID + ":" + id, who.School, building, kind, person, place, at})
	}
	for i, e := range r.Events {
		id, out := strconv.FormatInt(e.Seq, 10), &results[i]
		switch {
		case out.Why != "":
		case e.Kind == Opened:
			if t, ok := tokens[e.Token]; ok && out.Result != offline.Refused && t.EndedAt != 0 && t.EndedAt <= e.At {
				if err := tell(id, "token_ended", t.PersonID, e.At); err != nil {
					return err
				}
			}
		case e.Kind == Refused:
		default:
			if out.Result, out.Why, err = insertEvent(ctx, tx, who, e); err != nil {
				return err
			}
			kind := map[string]string{Held: "door_held", Forced: "door_forced"}[e.Kind]
			if out.Result == offline.Refused || kind == "" {
				continue
			}
			if err := tell(id, kind, "", e.At); err != nil {
				return err
			}
		}
	}
	if r.Battery >= 0 && r.Battery < LowBattery && (was < 0 || was >= LowBattery) {
		if err := tell("battery:"+strconv.FormatInt(tx.NowMS(), 10), "low_battery", "", tx.NowMS()); err != nil {
			return err
		}
	}
	if max(offset, -offset) > terminal.SkewMS {
		return tell("clock:"+tx.Now.UTC().Format("2006-01-02"), "lock_clock", "", tx.NowMS())
	}
	return nil
}

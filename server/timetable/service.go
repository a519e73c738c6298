package timetable

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
)

// Service changes a school's time for an actor.
type Service struct {
	db     *db.DB
	feed   *feed.Feed
	closed Closed
}

// Closed says until which day, inclusive, what was a school day stays one; "" is none.
type Closed func(ctx context.Context, q bun.IDB, school string) (day string, err error)

// NewService makes the service. closed, if it is not nil, keeps the calendar of the days
// whose attendance the office has closed.
func NewService(d *db.DB, f *feed.Feed, closed Closed) *Service {
	if closed == nil {
		closed = func(context.Context, bun.IDB, string) (string, error) { return "", nil }
	}
	return &Service{db: d, feed: f, closed: closed}
}

// keeps refuses, with Conflict calendar_closed, a term that would make other days school
// days than was did, among those whose attendance is closed.
func (s *Service) keeps(ctx context.Context, tx *db.Tx, school string, was, now Term) error {
	closed, err := s.closed(ctx, tx, school)
	if err != nil || closed == "" {
		return err
	}
	until := func(t Term) (first, last string) {
		if t.FirstDay == "" || t.FirstDay > closed {
			return "", ""
		}
		return t.FirstDay, min(t.LastDay, closed)
	}
	f1, l1 := until(was)
	if f2, l2 := until(now); f1 != f2 || l1 != l2 {
		return fault.New(fault.Conflict, "calendar_closed")
	}
	return nil
}

var errNotFound = fault.New(fault.NotFound, "not_found")

// change runs fn with the school locked, so that what it has read still holds when
// it writes, and asks for the right to change the timetable.
func (s *Service) change(ctx context.Context, actor allow.Actor, school string, fn func(ctx context.Context, tx *db.Tx) error) error {
	may := func() error { return allow.Check(actor, allow.TimetableManage, allow.Target{School: school}) }
	if err := may(); err != nil { // before anything is locked for somebody who may not
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := may(); err != nil {
			return err
		}
		if err := campus.LockSchool(ctx, tx, school); err != nil {
			return err
		}
		return fn(ctx, tx)
	})
}

// note leaves the audit event and the feed's item of a change: from is the first
// day concerned, to the last one, "" for open.
func (s *Service) note(ctx context.Context, tx *db.Tx, actor allow.Actor, school, kind, action, from, to string, detail map[string]any) error {
	if err := audit.Record(ctx, tx, audit.Event{
		School: school, Actor: actor.Name(), Action: action, Target: "school:" + school, Detail: detail,
	}); err != nil {
		return err
	}
	return s.announce(ctx, tx, school, kind, from, to)
}

// Moved is the Data of the feed's items CalendarMoved and TimetableMoved: the first
// day concerned, and the last one, "" for open.
type Moved struct {
	From string `json:"from"`
	To   string `json:"to,omitempty"`
}

// Concerns reports whether an item CalendarMoved or TimetableMoved is about a day.
func Concerns(it feed.Item, day string) bool {
	var m Moved
	err := json.Unmarshal([]byte(it.Data), &m)
	return err == nil && m.From <= day && (m.To == "" || day <= m.To)
}

func (s *Service) announce(ctx context.Context, tx *db.Tx, school, kind, from, to string) error {
	data, err := json.Marshal(Moved{from, to})
	if err != nil {
		return err
	}
	return s.feed.Append(ctx, tx, school, feed.Item{Kind: kind, Subject: school, Data: string(data)})
}

// SaveTerm adds a term, or changes the one with the id. Fails like checkTerms: with
// Invalid term_name, term_days, Conflict term_overlap or term_gap; with Conflict
// term_lessons if lessons would lie outside, or calendar_closed for days whose attendance
// is closed.
func (s *Service) SaveTerm(ctx context.Context, actor allow.Actor, school string, t Term) (id string, err error) {
	err = s.change(ctx, actor, school, func(ctx context.Context, tx *db.Tx) error {
		t.Name, t.SchoolID = strings.TrimSpace(t.Name), school
		list, err := readTerms(ctx, tx, school)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(other Term) bool { return other.ID == t.ID })
		from, to, added, was := t.FirstDay, t.LastDay, i < 0, Term{}
		switch {
		case added && t.ID != "":
			return errNotFound
		case added:
			t.ID, t.CreatedAt = db.NewID(), tx.NowMS()
			list = append(list, t)
		default:
			was, list[i] = list[i], t
			from, to = min(from, was.FirstDay), max(to, was.LastDay)
		}
		if err := checkTerms(list); err != nil {
			return err
		}
		if err := s.keeps(ctx, tx, school, was, t); err != nil {
			return err
		}
		if !added {
			slots, err := slotsOfTerm(ctx, tx, school, t.ID)
			if err != nil {
				return err
			}
			outside := func(o Slot) bool { return o.FromDay > t.LastDay || o.UntilDay != "" && o.UntilDay < t.FirstDay }
			if slices.ContainsFunc(slots, outside) {
				return fault.New(fault.Conflict, "term_lessons")
			}
			if err := moveFirst(ctx, tx, school, t.ID, was.FirstDay, t.FirstDay); err != nil {
				return err
			}
		}
		if err := writeTerm(ctx, tx, t, added); err != nil {
			return err
		}
		id = t.ID
		return s.note(ctx, tx, actor, school, feed.CalendarMoved, "term.saved", from, to,
			map[string]any{"term": t.ID, "name": t.Name, "from": t.FirstDay, "to": t.LastDay})
	})
	return id, err
}

// RemoveTerm removes a term without lessons; Conflict term_lessons if it has some.
func (s *Service) RemoveTerm(ctx context.Context, actor allow.Actor, school, id string) error {
	return s.change(ctx, actor, school, func(ctx context.Context, tx *db.Tx) error {
		list, err := readTerms(ctx, tx, school)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(t Term) bool { return t.ID == id })
		if i < 0 {
			return errNotFound
		}
		if err := s.keeps(ctx, tx, school, list[i], Term{}); err != nil {
			return err
		}
		if n, err := countLessons(ctx, tx, school, id); err != nil {
			return err
		} else if n > 0 {
			return fault.New(fault.Conflict, "term_lessons")
		}
		if err := deleteTerm(ctx, tx, school, id); err != nil {
			return err
		}
		return s.note(ctx, tx, actor, school, feed.CalendarMoved, "term.removed", list[i].FirstDay, list[i].LastDay,
			map[string]any{"name": list[i].Name, "from": list[i].FirstDay, "to": list[i].LastDay})
	})
}

// TakenDay is the day that a fault calendar_taken is about, as the calendar has it;
// errors.As finds it behind the fault.
type TakenDay struct{ Was access.Day }

func (t *TakenDay) Error() string { return t.Was.Day + " " + t.Was.Name }

// SetDays says of days what they work as, like access.SetDays, which has its faults
// and asks for the right to change the calendar. A make-up day that is a holiday
// already, or a holiday over a make-up day, is Conflict calendar_taken, unless
// replace says that it is meant; Invalid calendar_follows_none for a make-up day that
// follows a day without term; Conflict calendar_closed for a day whose attendance is
// closed.
func (s *Service) SetDays(ctx context.Context, actor allow.Actor, school string, spans []access.Span, replace bool) error {
	if len(spans) == 0 {
		return fault.New(fault.Invalid, "calendar_days")
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(actor, allow.GatesManage, allow.Target{School: school}); err != nil {
			return err
		}
		if err := campus.LockSchool(ctx, tx, school); err != nil {
			return err
		}
		calendar, err := LoadCalendar(ctx, tx, school)
		if err != nil {
			return err
		}
		closed, err := s.closed(ctx, tx, school)
		if err != nil {
			return err
		}
		from, to := spans[0].First, spans[0].Last
		for _, span := range spans {
			from, to = min(from, span.First), max(to, span.Last)
			if span.First <= closed {
				return fault.New(fault.Conflict, "calendar_closed")
			}
			if err := calendar.accepts(span, replace); err != nil {
				return err
			}
		}
		if err := access.SetDays(ctx, tx, actor, school, spans); err != nil {
			return err
		}
		return s.announce(ctx, tx, school, feed.CalendarMoved, from, to)
	})
}

// accepts asks whether a span may be written into the calendar.
func (c Calendar) accepts(span access.Span, replace bool) error {
	if span.Follows != "" && ValidDay(span.Follows) {
		if _, in := c.Term(span.Follows); !in {
			return fault.New(fault.Invalid, "calendar_follows_none")
		}
	}
	if replace || span.WorksAs == 0 || DaysBetween(span.First, span.Last) > access.MaxSpan {
		return nil
	}
	for day := span.First; day != "" && day <= span.Last; day = AddDays(day, 1) {
		was, marked := c.days[day]
		if marked && (was.WorksAs == rule.Holiday) != (span.WorksAs == rule.Holiday) {
			return fault.Wrap(fault.Conflict, "calendar_taken", &TakenDay{was})
		}
	}
	return nil
}

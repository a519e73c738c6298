// Package roll is the roll call of a lesson: who was in the classroom, as who gave the
// lesson says. It stands beside what gates saw and changes none of that.
//
//   - A roll starts from what the gates know (Preset) and is handed in as a whole, in one
//     commit; a later one of the same lesson writes what it changes, and both stay.
//   - The same roll sent again is one roll, by the page's key. One that was made from an
//     older state than there is by now is refused, so that nobody overwrites what they
//     have not seen.
//   - Who is here in a lesson and was seen by no gate is vouched for by a mark, as with
//     a tap on the class's page, so that no family is told that they are absent. Taking
//     it back in the roll takes that mark back.
//   - Where the last lesson that says anything of a pupil and the gates do not agree,
//     Compare says how; both facts stay.
package roll

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/timetable"
)

// Called is the feed's kind of a roll that was handed in; the subject is the class and
// Data a register.Moment.
const Called = "attendance.roll"

// State is what a roll says of a pupil.
type State string

// The states.
const (
	Unknown State = "" // not called
	Here    State = "here"
	Late    State = "late"
	Absent  State = "absent"
	Leave   State = "leave" // is not asked: the leave stands
)

// lateAfter is how long after a lesson's beginning, in milliseconds, who comes through a
// gate can no longer have been in it from the start.
const lateAfter = 60_000

// Early is how long before its beginning a lesson's roll may be called.
const Early = 10 * time.Minute

// Save is a roll as it was handed in.
type Save struct {
	ID, Key  string
	N        int
	ByPerson string
	By       string // the name
	At       int64
	Lines    map[string]State // by person: all of the first one, what the later ones changed
}

// Book is all that was handed in about one lesson, in order.
type Book []Save

// Upto are the states after the n-th roll.
func (b Book) Upto(n int) map[string]State {
	all := map[string]State{}
	for _, s := range b {
		if s.N <= n {
			for p, state := range s.Lines {
				all[p] = state
			}
		}
	}
	return all
}

// N is the number of the last one; 0 if there is none.
func (b Book) N() int {
	if len(b) == 0 {
		return 0
	}
	return b[len(b)-1].N
}

// States are what the lesson says by now.
func (b Book) States() map[string]State { return b.Upto(b.N()) }

// Service calls rolls.
type Service struct {
	db       *db.DB
	feed     *feed.Feed
	register *register.Service
}

// New makes it.
func New(d *db.DB, f *feed.Feed, r *register.Service) *Service {
	return &Service{db: d, feed: f, register: r}
}

// Lesson is a lesson of a class with its pupils, and what is known of them.
type Lesson struct {
	timetable.Lesson
	Session rule.Session // that it lies in; zero for none
	Day     register.ClassDay
	Book    Book
}

// Target is what the right to call its roll is asked about. Nobody gives a lesson that
// is cancelled.
func Target(school string, l timetable.Lesson) allow.Target {
	t := allow.Target{School: school, Class: l.ClassID, Gives: l.Teacher}
	if l.Cancelled {
		t.Gives = ""
	}
	return t
}

// Pupils are whose names are called: the class without its teachers.
func (l Lesson) Pupils() []campus.Member {
	return slices.DeleteFunc(slices.Clone(l.Day.Members), func(m campus.Member) bool { return m.Role != allow.Student })
}

// Cell is what gates and marks say of a pupil in the session of the lesson.
func (l Lesson) Cell(person string) rule.Cell {
	c, _ := l.Day.Cell(person, l.Session.ID)
	return c
}

// Preset is what a pupil is before anybody is called.
func (l Lesson) Preset(person string) State {
	c := l.Cell(person)
	begins := l.Start.UnixMilli()
	switch Gate(c, begins) {
	case GateLeave:
		return Leave
	case GateIn:
		if c.Came >= begins+lateAfter {
			return Late
		}
		return Here
	}
	return Unknown
}

// Find reads a lesson of a class on a day; NotFound if it has none in that period.
func (s *Service) Find(ctx context.Context, q bun.IDB, school, class, day string, period int) (l Lesson, err error) {
	sc, err := campus.SchoolByID(ctx, q, school)
	if err != nil {
		return l, err
	}
	t, err := timetable.Load(ctx, q, sc, day, day, timetable.Filter{Classes: []string{class}})
	if err != nil {
		return l, err
	}
	list := t.Lessons(class, day)
	i := slices.IndexFunc(list, func(one timetable.Lesson) bool { return one.Period == period })
	if i < 0 {
		return l, fault.New(fault.NotFound, "not_found")
	}
	l.Lesson = list[i]
	days, err := s.register.ClassesNow(ctx, q, school, day, class)
	if err != nil {
		return l, err
	}
	l.Day = days[class]
	for _, one := range l.Day.Sessions {
		if one.Starts < l.To && l.From < one.Ends {
			l.Session = one
		}
	}
	l.Book, err = readBook(ctx, q, school, day, class, period)
	return l, err
}

// Asked is a roll that somebody hands in.
type Asked struct {
	School, Class, Day string
	Period             int
	Key                string
	After              int // the roll of the lesson that it was made from; 0: the first
	States             map[string]State
}

const maxKey = 40

func (in Asked) check() error {
	if in.Key == "" || len(in.Key) > maxKey {
		return fault.New(fault.Invalid, "roll_empty")
	}
	for _, state := range in.States {
		if !slices.Contains([]State{Unknown, Here, Late, Absent, Leave}, state) {
			return fault.New(fault.Invalid, "roll_state")
		}
	}
	if len(in.States) == 0 {
		return fault.New(fault.Invalid, "roll_empty")
	}
	return nil
}

// Call hands in the roll of a lesson of today. It fails with Invalid roll_day,
// roll_early, roll_state, roll_empty, and Conflict roll_cancelled or roll_taken: somebody
// else has called it since the page was made. Who is on leave stays so; who is not of
// the class is left out.
func (s *Service) Call(ctx context.Context, actor allow.Actor, in Asked) error {
	err := s.call(ctx, actor, in)
	if fault.Is(err, fault.Conflict) && fault.As(err).Code == "roll_taken" {
		err = s.call(ctx, actor, in) // perhaps it was this one, sent twice at the same time
	}
	return err
}

func (s *Service) call(ctx context.Context, actor allow.Actor, in Asked) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		sc, err := campus.SchoolByID(ctx, tx, in.School)
		if err != nil {
			return err
		}
		if in.Day != timetable.Today(tx.Now, sc.Location()) {
			return fault.New(fault.Invalid, "roll_day")
		}
		l, err := s.Find(ctx, tx, in.School, in.Class, in.Day, in.Period)
		if err != nil {
			return err
		}
		if err := allow.Check(actor, allow.AttendanceCall, Target(in.School, l.Lesson)); err != nil {
			return err
		}
		if err := in.check(); err != nil {
			return err
		}
		switch {
		case l.Cancelled:
			return fault.New(fault.Conflict, "roll_cancelled")
		case tx.Now.Before(l.Start.Add(-Early)):
			return fault.New(fault.Invalid, "roll_early")
		}
		now := l.states(in.States)
		changed, err := l.changes(in, now)
		if err != nil || len(changed) == 0 {
			return err
		}
		return s.write(ctx, tx, actor, in, l, changed)
	})
}

// states are what a roll says of each pupil of the class: what was handed in, but for who
// is on leave by now.
func (l Lesson) states(asked map[string]State) map[string]State {
	now := map[string]State{}
	for _, m := range l.Pupils() {
		state := asked[m.PersonID]
		switch {
		case l.Preset(m.PersonID) == Leave:
			state = Leave
		case state == Leave:
			state = Unknown
		}
		now[m.PersonID] = state
	}
	return now
}

// changes are the states that differ from what the lesson says by now; none if this roll
// has been handed in already.
func (l Lesson) changes(in Asked, now map[string]State) (map[string]State, error) {
	mine := 0 // the last one with the page's key
	for _, save := range l.Book {
		if save.Key == in.Key {
			mine = save.N
		}
	}
	if mine > 0 && len(differ(l.Book.Upto(mine), now)) == 0 {
		return nil, nil
	}
	if last := l.Book.N(); last != max(in.After, mine) {
		if len(differ(l.Book.States(), now)) == 0 {
			return nil, nil
		}
		return nil, fault.New(fault.Conflict, "roll_taken")
	}
	if len(l.Book) == 0 {
		return now, nil
	}
	return differ(l.Book.States(), now), nil
}

func differ(was, now map[string]State) map[string]State {
	changed := map[string]State{}
	for p, state := range now {
		if was[p] != state {
			changed[p] = state
		}
	}
	return changed
}

// write keeps a roll's lines, vouches for who is here and was not seen, and takes back
// what was vouched for who is not after all.
func (s *Service) write(ctx context.Context, tx *db.Tx, actor allow.Actor, in Asked, l Lesson, changed map[string]State) error {
	people := make([]string, 0, len(changed))
	for p := range changed {
		people = append(people, p)
	}
	slices.Sort(people)
	vouch := map[string]string{} // person -> the mark's id
	var back []string
	for _, p := range people {
		c := l.Cell(p)
		switch was := l.Book.States()[p]; {
		case attends(changed[p]):
			if l.Session.ID != "" && !c.Vouched && c.Came == 0 && (c.State == rule.Pending || c.State == rule.Absent) {
				vouch[p] = db.NewID()
			}
		case attends(was):
			back = append(back, p)
		}
	}
	for _, p := range people {
		if _, vouched := vouch[p]; vouched || slices.Contains(back, p) {
			if err := campus.LockPerson(ctx, tx, in.School, p); err != nil {
				return err
			}
		}
	}
	by := register.SeatOf(actor, in.School)
	id, n := db.NewID(), l.Book.N()+1
	if err := insertRoll(ctx, tx, in, l, id, n, by); err != nil {
		return err
	}
	undone, err := undoMarks(ctx, tx, in, back)
	if err != nil {
		return err
	}
	for _, p := range people {
		if vouch[p] != "" {
			if err := register.Note(ctx, tx, register.Mark{ID: vouch[p], PersonID: p, SessionID: l.Session.ID, What: register.MarkHere, ByPerson: by}, in.School, in.Day); err != nil {
				return err
			}
		}
	}
	if err := insertLines(ctx, tx, in.School, id, people, changed, vouch); err != nil {
		return err
	}
	err = audit.Record(ctx, tx, audit.Event{School: in.School, Actor: actor.Name(), Action: "attendance.called", Target: "class:" + in.Class,
		Detail: map[string]any{"day": in.Day, "period": in.Period, "subject": l.Subject, "n": n, "said": counts(changed)}})
	if err != nil {
		return err
	}
	for _, p := range people {
		if vouch[p] != "" || undone[p] {
			if err := s.register.Changed(ctx, tx, in.School, p, in.Day); err != nil {
				return err
			}
		}
	}
	return s.feed.Append(ctx, tx, in.School, feed.Item{Kind: Called, Subject: in.Class, Data: `{"day":"` + in.Day + `"}`})
}

// attends reports whether the state says that a pupil is in the classroom.
func attends(s State) bool { return s == Here || s == Late }

func counts(states map[string]State) map[string]int {
	n := map[string]int{}
	for _, state := range states {
		n[cmp.Or(string(state), "unknown")]++
	}
	return n
}

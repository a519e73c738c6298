package meeting

import (
	"context"
	"slices"
	"time"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/secret"
	"yunka/server/signin/place"
)

// NoticeSoon tells who is expected that it is soon, NoticeOff that it is cancelled. Their data
// is a Told.
const (
	NoticeSoon = "signin.soon"
	NoticeOff  = "signin.off"
)

// Told is what a notice says of a session.
type Told struct {
	Session string `json:"session"`
	Title   string `json:"title"`
	Place   string `json:"place,omitempty"`
	At      int64  `json:"at"`
}

func told(s Session) Told { return Told{Session: s.ID, Title: s.Title, Place: s.Place, At: s.StartsAt} }

// Make makes a session, or one for each of several weeks, and returns the first one's id.
// It fails with Invalid signin_… as Draft.check says, signin_classes, signin_people and
// signin_organisers for who is not of the school, signin_terminal, and Conflict
// signin_busy: the terminal is another session's at that time.
func (s *Service) Make(ctx context.Context, a allow.Actor, d Draft) (first string, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.SigninMake, allow.Target{School: d.School}); err != nil {
			return err
		}
		if err := d.check(tx.Now); err != nil {
			return err
		}
		people, organisers, err := d.known(ctx, tx, SelfIn(a, d.School))
		if err != nil {
			return err
		}
		sc, err := campus.SchoolByID(ctx, tx, d.School)
		if err != nil {
			return err
		}
		series := ""
		many := d.Weeks
		if len(d.Lessons) > 0 {
			many = len(d.Lessons)
		}
		if many > 1 {
			series = db.NewID()
		}
		first = ""
		for week := range many {
			d := d.of(week)
			one := d.session(week, sc.Location())
			one.SeriesID, one.MadeBy = series, organisers[0]
			if err := s.insert(ctx, tx, one, d, people, organisers); err != nil {
				return err
			}
			if week == 0 {
				first = one.ID
			}
		}
		err = audit.Record(ctx, tx, audit.Event{School: d.School, Actor: a.Name(), Action: "signin.made", Target: "signin:" + first,
			Detail: map[string]any{"who": string(d.Who), "people": len(people), "weeks": d.Weeks, "sessions": many}})
		if err != nil {
			return err
		}
		return s.feed.Append(ctx, tx, d.School, feed.Item{Kind: Changed, Subject: first})
	})
	return first, err
}

// of is the draft as it is for one of its lessons; without them it is the same for all.
func (d *Draft) of(i int) Draft {
	one := *d
	if len(d.Lessons) > 0 {
		l := d.Lessons[i]
		one.Start, one.End = l.Start, l.End
		one.LessonClass, one.LessonDay, one.LessonPeriod = l.Class, l.Day, l.Period
		if one.Screen = l.Screen; l.Place != "" {
			one.Place = l.Place
		}
	}
	return one
}

// session is the draft's of a week: the same time by the wall clock.
func (d *Draft) session(week int, loc *time.Location) Session {
	if len(d.Lessons) > 0 {
		week = 0 // its own day stands in it
	}
	start, end := d.Start.In(loc).AddDate(0, 0, 7*week), d.End.In(loc).AddDate(0, 0, 7*week)
	one := Session{ID: db.NewID(), SchoolID: d.School, Title: d.Title, Place: d.Place, Who: d.Who, Capacity: d.Capacity, WalkIns: d.WalkIns, SignOut: d.SignOut, InSchool: d.InSchool, Seats: d.Seats,
		OpensAt: start.Add(-d.OpensBefore).UnixMilli(), StartsAt: start.UnixMilli(), LateAt: start.Add(d.LateAfter).UnixMilli(), EndsAt: end.UnixMilli(),
		Secret: secret.Token(32), State: Live}
	if week == 0 {
		one.LessonClass, one.LessonDay, one.LessonPeriod = d.LessonClass, d.LessonDay, d.LessonPeriod
	}
	return one
}

// terminals are those that stand at the session.
func (d *Draft) terminals() []string {
	return slices.DeleteFunc([]string{d.Terminal, d.Screen}, func(id string) bool { return id == "" })
}

func (s *Service) insert(ctx context.Context, tx *db.Tx, one Session, d Draft, people, organisers []string) error {
	at := d.terminals()
	for _, terminal := range at {
		title, err := busy(ctx, tx, one, terminal)
		if err == nil && title != "" {
			err = &fault.Error{Kind: fault.Conflict, Code: "signin_busy", Detail: title}
		}
		if err != nil {
			return err
		}
	}
	if err := insertSession(ctx, tx, one); err != nil {
		return err
	}
	for _, terminal := range at {
		if err := insertDoor(ctx, tx, one, terminal, false); err != nil {
			return err
		}
	}
	if err := relate(ctx, tx, "signin_organiser", "person_id", one, organisers); err != nil {
		return err
	}
	if d.Who == Classes {
		if err := relate(ctx, tx, "signin_class", "class_id", one, d.Classes); err != nil {
			return err
		}
		return expectClasses(ctx, tx, one)
	}
	return relate(ctx, tx, "signin_expected", "person_id", one, people)
}

// known are who is expected and who runs it, all of the school; the maker comes first.
func (d *Draft) known(ctx context.Context, tx *db.Tx, maker string) (people, organisers []string, err error) {
	now := tx.NowMS()
	switch d.Who {
	case Staff:
		if people, err = staffOf(ctx, tx, d.School, now); err != nil {
			return nil, nil, err
		}
	case List:
		asked := slices.Compact(slices.Sorted(slices.Values(d.People)))
		for part := range slices.Chunk(asked, chunk) {
			in, err := memberOf(ctx, tx, d.School, part, members, now)
			if err != nil {
				return nil, nil, err
			}
			people = append(people, in...)
		}
		if len(people) != len(asked) {
			return nil, nil, wrong("signin_people")
		}
	case Classes:
		ids := slices.Compact(slices.Sorted(slices.Values(d.Classes)))
		if n, err := classesOf(ctx, tx, d.School, ids); err != nil || n != len(ids) {
			if err == nil {
				err = wrong("signin_classes")
			}
			return nil, nil, err
		}
	}
	if len(people) > MaxExpected {
		return nil, nil, wrong("signin_many")
	}
	if d.InSchool {
		list, err := place.Networks(ctx, tx, d.School)
		if err == nil && len(list) == 0 {
			err = wrong("signin_no_network")
		}
		if err != nil {
			return nil, nil, err
		}
	}
	for _, at := range []struct {
		id  string
		use rule.Scene
	}{{d.Terminal, rule.SigninScene}, {d.Screen, rule.RoomScene}} {
		if at.id == "" {
			continue
		}
		yes, err := terminalOf(ctx, tx, d.School, at.id, at.use)
		if err == nil && !yes {
			err = wrong("signin_terminal")
		}
		if err != nil {
			return nil, nil, err
		}
	}
	others := slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(d.Organisers))), func(p string) bool { return p == maker })
	in, err := memberOf(ctx, tx, d.School, others, []string{"teacher", "admin"}, now)
	if err == nil && len(in) != len(others) {
		err = wrong("signin_organisers")
	}
	return people, append([]string{maker}, in...), err
}

// deed is what an organiser does to a session that is locked; done is false if there was
// nothing to do.
type deed func(ctx context.Context, tx *db.Tx, one Session, by string) (done bool, err error)

// note puts a deed on record.
func note(ctx context.Context, tx *db.Tx, a allow.Actor, one Session, action string, detail map[string]any) (done bool, err error) {
	return true, audit.Record(ctx, tx, audit.Event{School: one.SchoolID, Actor: a.Name(), Action: action, Target: "signin:" + one.ID, Detail: detail})
}

// run is the frame of what an organiser does, with the right asked. first takes what is
// locked before the session; nil takes nothing.
func (s *Service) run(ctx context.Context, a allow.Actor, id, person string, first func(ctx context.Context, tx *db.Tx, one Session) error, do deed) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		one, err := Read(ctx, tx, id)
		if err != nil {
			return err
		}
		organisers, err := Organisers(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := allow.Check(a, allow.SigninRun, Target(one.SchoolID, organisers, a)); err != nil {
			return err
		}
		if first != nil {
			if err := first(ctx, tx, one); err != nil {
				return err
			}
		}
		if person != "" {
			if err := campus.LockPerson(ctx, tx, one.SchoolID, person); err != nil {
				return err
			}
		}
		if one, err = Lock(ctx, tx, id); err != nil {
			return err
		}
		done, err := do(ctx, tx, one, SelfIn(a, one.SchoolID))
		if err != nil || !done {
			return err
		}
		return s.tell(ctx, tx, one, person)
	})
}

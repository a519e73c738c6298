package night

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/dorm/housing"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/outbox"
)

// Notices to guardians, by choice of the school.
const (
	NoticeLate    = "dorm.late"
	NoticeMissing = "dorm.missing"
)

// Told is what they tell.
type Told struct {
	Person, Building string
	Minutes          int
	Night            string // the day in whose evening it began
}

// World is what a night asks of others.
type World struct {
	Away   func(ctx context.Context, q bun.IDB, school string, people []string, at int64) (map[string]bool, error)
	Silent func(ctx context.Context, q bun.IDB, school string, at int64) (map[string]int64, error)
}

// Row is somebody who sleeps in the building that night.
type Row struct {
	PersonID, Name, Number, Room, Bed string
	Result
	Note *Note
}

// Silent is a door that has not told all.
type Silent struct {
	Name  string
	Until int64 // 0 is never
}

// Sheet is a night of a building.
type Sheet struct {
	Span
	Rows   []Row // by state, then who has been away longest
	Counts map[State]int
	Silent []Silent // that could prove otherwise, once it is time to say
}

// Service writes notes, and tells guardians.
type Service struct {
	db    *db.DB
	feed  *feed.Feed
	world World
}

// New makes it.
func New(d *db.DB, f *feed.Feed, w World) *Service { return &Service{db: d, feed: f, world: w} }

// Read is a night of a building as it is known now; NotFound, and Invalid dorm_night for what
// is no day or not yet one.
func (s *Service) Read(ctx context.Context, q bun.IDB, sc campus.School, building, day string) (Sheet, error) {
	list, err := s.Nights(ctx, q, sc, building, day, day)
	if err != nil {
		return Sheet{}, err
	}
	return list[0], nil
}

// maxNights is how many are read at once.
const maxNights = 31

// Nights are those of the days from first to last, both inclusive.
func (s *Service) Nights(ctx context.Context, q bun.IDB, sc campus.School, building, first, last string) (list []Sheet, err error) {
	now, loc := s.db.Now(), sc.Location()
	b, err := housing.BuildingOf(ctx, q, sc.ID, building, now.UnixMilli())
	if err != nil {
		return nil, err
	}
	from, ok := SpanOf(first, b.Curfew, loc)
	to, also := SpanOf(last, b.Curfew, loc)
	if !ok || !also || last > Of(now, loc) || first > last {
		return nil, fault.New(fault.Invalid, "dorm_night")
	}
	stays, err := housing.StaysIn(ctx, q, building, from.Begins, to.End)
	if err != nil {
		return nil, err
	}
	var people []string
	for _, st := range stays {
		people = append(people, st.PersonID)
	}
	slices.Sort(people)
	people = slices.Compact(people)
	m, err := zonesFrom(ctx, q, sc.ID, building)
	if err != nil {
		return nil, err
	}
	went, err := passes(ctx, q, people, m, from.Begins-back.Milliseconds(), min(to.End, now.UnixMilli()+1))
	if err != nil {
		return nil, err
	}
	ways, err := doorsIn(ctx, q, sc.ID)
	if err != nil {
		return nil, err
	}
	for span := from; span.Day <= last && len(list) < maxNights; {
		sheet, err := s.one(ctx, q, sc.ID, building, span, stays, went, ways, m, now.UnixMilli())
		if err != nil {
			return nil, err
		}
		list = append(list, sheet)
		next := time.UnixMilli(span.Begins).In(loc).AddDate(0, 0, 1).Format(time.DateOnly)
		span, _ = SpanOf(next, b.Curfew, loc)
	}
	return list, nil
}

func (s *Service) one(ctx context.Context, q bun.IDB, school, building string, span Span, stays []housing.Stay, went map[string][]Pass, ways []door, m zoneMap, now int64) (Sheet, error) {
	sheet := Sheet{Span: span, Counts: map[State]int{}}
	sure := span.Curfew + Grace.Milliseconds()
	at := min(now, span.Curfew) // who sleeps there
	var here []housing.Stay
	var people []string
	for _, st := range stays {
		if st.FromAt <= at && (st.UntilAt == 0 || st.UntilAt > at) {
			here, people = append(here, st), append(people, st.PersonID)
		}
	}
	away, err := s.world.Away(ctx, q, school, people, span.Curfew)
	if err != nil {
		return sheet, err
	}
	noted, err := notes(ctx, q, building, span.Day)
	if err != nil {
		return sheet, err
	}
	silent := map[string]int64{}
	if now >= sure {
		if silent, err = s.world.Silent(ctx, q, school, sure); err != nil {
			return sheet, err
		}
	}
	known := told(ways, m, silent, sure)
	sheet.Silent = known.silent
	for _, st := range here {
		row := Row{PersonID: st.PersonID, Name: st.Person, Number: st.Number, Room: st.Room, Bed: st.Bed, Result: Judge(span, went[st.PersonID], away[st.PersonID], known.of(st.RoomZone), now)}
		if n, ok := noted[st.PersonID]; ok {
			row.Note = &n
		}
		sheet.Counts[row.State]++
		sheet.Rows = append(sheet.Rows, row)
	}
	slices.SortStableFunc(sheet.Rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(slices.Index(States, a.State), slices.Index(States, b.State)), cmp.Compare(a.Last.At, b.Last.At))
	})
	return sheet, nil
}

// complete is until when the doors have told all, the instant of asking at most.
type complete struct {
	Doors
	rooms  map[string]int64 // by zone of a room
	silent []Silent
}

// of is what counts for who lives in a room: its own door proves something of them, and of
// nobody else in the building.
func (c complete) of(room string) Doors {
	d := c.Doors
	if until, ok := c.rooms[room]; ok && (d.Building == 0 || until < d.Building) {
		d.Building = until
	}
	return d
}

func told(ways []door, m zoneMap, silent map[string]int64, sure int64) complete {
	c := complete{Doors: Doors{School: sure}, rooms: map[string]int64{}}
	for _, w := range ways {
		if !w.Outermost && !m.inside[w.Zone] {
			continue
		}
		until, is := silent[w.ID]
		if !is {
			until = sure
		} else {
			c.silent = append(c.silent, Silent{w.Name, until})
		}
		switch was, seen := c.rooms[w.Zone]; {
		case w.Outermost:
			c.School = min(c.School, until)
		case m.rooms[w.Zone] && (!seen || until < was):
			c.rooms[w.Zone] = until
		case m.rooms[w.Zone]:
		case c.Building == 0 || until < c.Building:
			c.Building = until
		}
	}
	return c
}

const maxNote = 200 // characters

// Note keeps what was done about somebody who is not back. Invalid dorm_note.
func (s *Service) Note(ctx context.Context, a allow.Actor, sc campus.School, building, person, day, text string) error {
	text = strings.TrimSpace(text)
	if text == "" || utf8.RuneCountInString(text) > maxNote || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return fault.New(fault.Invalid, "dorm_note")
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.DormWatch, allow.Target{School: sc.ID, Building: building}); err != nil {
			return err
		}
		sheet, err := s.Read(ctx, tx, sc, building, day)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(sheet.Rows, func(r Row) bool { return r.PersonID == person }) {
			return fault.New(fault.NotFound, "not_found")
		}
		n := Note{PersonID: person, Text: text, At: tx.NowMS()}
		for _, seat := range a.Seats {
			if seat.School == sc.ID && n.By == "" {
				if n.By, err = campus.PersonName(ctx, tx, sc.ID, seat.Person); err != nil {
					return err
				}
			}
		}
		if err := insertNote(ctx, tx, sc.ID, building, day, n); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{School: sc.ID, Actor: a.Name(), Action: "dorm.noted", Target: "person:" + person, Detail: map[string]any{"night": day}}); err != nil {
			return err
		}
		return s.feed.Append(ctx, tx, sc.ID, feed.Item{Kind: housing.Changed, Subject: building, Person: person})
	})
}

// morning is how long after a night guardians are still told of it: a server that was down
// through the night says in the morning who has not come back.
const morning = 8 * time.Hour

// Tell tells guardians of who came late or is missing, where the school wishes it; each once
// a night, and once more when who was missing comes.
func (s *Service) Tell(ctx context.Context) (failed error) {
	var list []struct{ ID, SchoolID string }
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		list, err = telling(ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	for _, b := range list {
		if err := s.tell(ctx, b.SchoolID, b.ID); err != nil {
			failed = err // one building's trouble is not another's
		}
	}
	return failed
}

func (s *Service) tell(ctx context.Context, school, building string) error {
	var sheets []Sheet
	known := map[string]map[string]string{} // by night and person
	name := ""
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, school)
		if err != nil {
			return err
		}
		now := s.db.Now()
		b, err := housing.BuildingOf(ctx, q, school, building, now.UnixMilli())
		if err != nil {
			return err
		}
		name = b.Name
		if sheets, err = s.Nights(ctx, q, sc, building, Of(now.Add(-morning), sc.Location()), Of(now, sc.Location())); err != nil {
			return err
		}
		for _, sheet := range sheets {
			if known[sheet.Day], err = toldOf(ctx, q, school, sheet.Day); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, sheet := range sheets {
		if s.db.Now().UnixMilli() < sheet.Curfew {
			continue
		}
		for _, r := range sheet.Rows {
			if err := s.tellOf(ctx, school, name, sheet.Day, r, known[sheet.Day][r.PersonID]); err != nil {
				return err
			}
		}
	}
	return nil
}

// tellOf tells the guardians of one who is late or missing; was is what they know.
func (s *Service) tellOf(ctx context.Context, school, building, day string, r Row, was string) error {
	if r.State != Late && r.State != Missing || was == string(r.State) || was == string(Late) {
		return nil
	}
	kind := map[State]string{Late: NoticeLate, Missing: NoticeMissing}[r.State]
	key := func(kind string) string { return kind + ":" + r.PersonID + ":" + day }
	n := outbox.Notice{School: school, Kind: kind, Key: key(kind), To: []outbox.To{outbox.Guardians()}, About: r.PersonID, Day: day, Urgent: true,
		Data: Told{r.PersonID, building, r.Minutes, day}}
	if was == string(Missing) {
		n.Replaces = key(NoticeMissing)
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		fresh, err := setTold(ctx, tx, school, r.PersonID, day, string(r.State))
		if err != nil || !fresh {
			return err
		}
		return outbox.Put(ctx, tx, n)
	})
}

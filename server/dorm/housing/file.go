package housing

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/roster"
	"yunka/server/timetable/sheet"
)

// Limits of a file.
const (
	MaxBytes    = 8 << 20
	maxRows     = 10_000
	maxProblems = 100 // that are told
)

// Columns of a file. The floor may be missing: it is then what the room's number says.
const (
	colNumber   = "number"
	colBuilding = "building"
	colRoom     = "room"
	colBed      = "bed"
	colFloor    = "floor"
)

// Line is a row of a file.
type Line struct {
	Row                         int
	Number, Building, Room, Bed string
	Floor                       int
}

// Problem is a row that is not taken in.
type Problem struct {
	Row         int
	Code, Value string
}

// Read reads CSV or XLSX. Fails with TooLarge file_too_large, Invalid dorm_file for what is
// neither, dorm_columns without one of the columns.
func Read(content []byte) (lines []Line, err error) {
	if len(content) > MaxBytes {
		return nil, fault.New(fault.TooLarge, "file_too_large")
	}
	rows, err := cells(content)
	if err != nil {
		return nil, err
	}
	head, at := header(rows)
	if at < 0 {
		return nil, fault.New(fault.Invalid, "dorm_columns")
	}
	for i, row := range rows[at+1:] {
		cell := func(name string) string {
			if c, ok := head[name]; ok && c < len(row) {
				return strings.TrimSpace(strings.ToValidUTF8(row[c], "?"))
			}
			return ""
		}
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		l := Line{Row: at + i + 2, Number: strings.ToUpper(cell(colNumber)), Building: campus.CleanName(cell(colBuilding)), Room: campus.CleanName(cell(colRoom)), Bed: campus.CleanName(cell(colBed))}
		l.Floor = floorOf(cell(colFloor), l.Room)
		if lines = append(lines, l); len(lines) > maxRows {
			return nil, fault.New(fault.TooLarge, "file_too_large")
		}
	}
	return lines, nil
}

func cells(content []byte) (rows [][]string, err error) {
	if bytes.HasPrefix(content, []byte("PK\x03\x04")) {
		pages, err := sheet.Cells(content)
		for _, p := range pages {
			if len(p) > 0 {
				return p, nil
			}
		}
		return nil, err
	}
	text, _, err := roster.Decode(content)
	if err != nil {
		return nil, fault.New(fault.Invalid, "dorm_file")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	if line, _, _ := strings.Cut(text, "\n"); strings.Count(line, "\t") > strings.Count(line, ",") {
		r.Comma = '\t'
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "dorm_file")
		}
		rows = append(rows, row)
	}
}

// header finds the row of headings among the first five; -1 without one that names all that
// is needed.
func header(rows [][]string) (head map[string]int, at int) {
	for i, row := range rows[:min(len(rows), 5)] {
		head = map[string]int{}
		for c, cell := range row {
			plain := strings.ToLower(strings.Map(func(r rune) rune {
				if strings.ContainsRune(" *_\t\u3000\ufeff", r) {
					return -1
				}
				return r
			}, cell))
			if name := headings[plain]; name != "" {
				if _, twice := head[name]; !twice {
					head[name] = c
				}
			}
		}
		if len(head) >= 4 && has(head, colNumber) && has(head, colBuilding) && has(head, colRoom) && has(head, colBed) {
			return head, i
		}
	}
	return nil, -1
}

func has(head map[string]int, name string) bool {
	_, ok := head[name]
	return ok
}

// floorOf is the floor as it is written, or what the number of a room begins with.
func floorOf(written, room string) int {
	if n, err := strconv.Atoi(written); err == nil && n >= 0 && n <= maxFloor {
		return n
	}
	if n, err := strconv.Atoi(room); err == nil && n >= 100 && n/100 <= maxFloor {
		return n / 100
	}
	return 1
}

// Plan is what a file would do.
type Plan struct {
	Rows               int // of the file
	Given, Moved, Same int
	Rooms, Beds        int // that are made
	Problems           []Problem
	Bad                int // all rows with a problem
	First              []Step

	rooms  []Room
	beds   []Bed
	ends   []string // people whose stays end now
	stays  []Stay
	double []double
}

// Step is one of the first that a preview shows.
type Step struct{ Name, Building, Room, Bed, Was string }

// double is a bed that the file gives twice.
type double struct{ building, place string }

// bad adds a row that is not taken in, with what is wrong in it.
func (p *Plan) bad(l Line, code string) {
	value := l.place()
	switch code {
	case "dorm_row_person", "dorm_row_two_beds":
		value = l.Number
	case "dorm_row_building":
		value = l.Building
	}
	if p.Bad++; len(p.Problems) < maxProblems {
		p.Problems = append(p.Problems, Problem{l.Row, code, value})
	}
}

// Preview says what a file would do now.
func Preview(ctx context.Context, q bun.IDB, school string, lines []Line, now int64) (*Plan, error) {
	w, err := readWorld(ctx, q, school, lines, now)
	if err != nil {
		return nil, err
	}
	return w.plan(school, lines, now), nil
}

// Import does what Preview says, all of it or nothing: rows with a problem are left out. A
// file that names a bed twice gives it to neither, and leaves an event for the wardens.
func (s *Service) Import(ctx context.Context, a allow.Actor, school string, lines []Line) (p *Plan, err error) {
	err = s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) error {
		w, err := readWorld(ctx, tx, school, lines, tx.NowMS())
		if err != nil {
			return err
		}
		p = w.plan(school, lines, tx.NowMS())
		for i := range p.stays {
			p.stays[i].GivenBy = a.Name()
		}
		if err := insertRooms(ctx, tx, p.rooms); err != nil {
			return err
		}
		if err := insertBeds(ctx, tx, p.beds); err != nil {
			return err
		}
		if err := endAll(ctx, tx, p.ends, a.Name()); err != nil {
			return err
		}
		if err := insertStays(ctx, tx, p.stays); err != nil {
			return taken(err)
		}
		for _, d := range p.double {
			if err := insertEvent(ctx, tx, Event{SchoolID: school, BuildingID: d.building, Kind: TwoResidents, Place: d.place, At: tx.NowMS()}); err != nil {
				return err
			}
		}
		return s.noted(ctx, tx, a, school, "", "", "dorm.imported", map[string]any{"given": p.Given, "moved": p.Moved, "rooms": p.Rooms, "bad": p.Bad})
	})
	return p, err
}

// world is what a file is held against.
type world struct {
	people    map[string]person // by number
	buildings map[string]string // name -> id
	rooms     map[[2]string]Room
	beds      map[[2]string]Bed   // room, name
	lives     map[string]Stay     // person -> the stay that is or comes
	holds     map[string][]string // bed -> people who have it now or later
}

type person struct{ ID, Name, Number string }

func (w *world) plan(school string, lines []Line, now int64) *Plan {
	p := &Plan{Rows: len(lines)}
	times, twice := map[[3]string]int{}, map[string]int{}
	for _, l := range lines {
		times[[3]string{l.Building, l.Room, l.Bed}]++
		twice[l.Number]++
	}
	told := map[[3]string]bool{}
	wrong := make([]string, len(lines)) // the code of what is wrong with a row
	goes := map[string]bool{}           // people whose rows are sound: they leave the beds they have
	for i, l := range lines {
		key := [3]string{l.Building, l.Room, l.Bed}
		who, known := w.people[l.Number]
		_, okRoom := text(l.Room, maxName)
		_, okBed := text(l.Bed, maxName)
		switch building := w.buildings[l.Building]; {
		case !known:
			wrong[i] = "dorm_row_person"
		case building == "":
			wrong[i] = "dorm_row_building"
		case twice[l.Number] > 1:
			wrong[i] = "dorm_row_two_beds"
		case times[key] > 1:
			wrong[i] = "dorm_row_two_people"
			if !told[key] {
				told[key] = true
				p.double = append(p.double, double{building, l.place()})
			}
		case !okRoom || !okBed:
			wrong[i] = "dorm_row_place"
		case w.bed(l).State != Open:
			wrong[i] = "dorm_row_closed"
		default:
			goes[who.ID] = true
		}
	}
	// Who is refused a bed stays where they are, so theirs is not free for another row either.
	for again := true; again; {
		again = false
		for i, l := range lines {
			if who := w.people[l.Number]; wrong[i] == "" && w.held(w.bed(l), who.ID, goes) {
				wrong[i], again = "dorm_row_taken", true
				delete(goes, who.ID)
			}
		}
	}
	for i, l := range lines {
		if wrong[i] != "" {
			p.bad(l, wrong[i])
			continue
		}
		w.one(p, school, l, now)
	}
	p.Rooms, p.Beds = len(p.rooms), len(p.beds)
	return p
}

func (l Line) place() string { return l.Room + "-" + l.Bed }

// bed is the one that a row names; open and without an id where there is none yet.
func (w *world) bed(l Line) Bed {
	if room, ok := w.rooms[[2]string{w.buildings[l.Building], l.Room}]; ok {
		if bed, ok := w.beds[[2]string{room.ID, l.Bed}]; ok {
			return bed
		}
	}
	return Bed{State: Open}
}

// held reports whether somebody has a bed, or will, who does not leave it by the file.
func (w *world) held(b Bed, who string, goes map[string]bool) bool {
	return b.ID != "" && slices.ContainsFunc(w.holds[b.ID], func(holder string) bool { return holder != who && !goes[holder] })
}

// one plans a row that is sound.
func (w *world) one(p *Plan, school string, l Line, now int64) {
	who, building := w.people[l.Number], w.buildings[l.Building]
	room, ok := w.rooms[[2]string{building, l.Room}]
	if !ok {
		room = Room{ID: db.NewID(), SchoolID: school, BuildingID: building, Name: l.Room, Floor: l.Floor}
		w.rooms[[2]string{building, l.Room}] = room
		p.rooms = append(p.rooms, room)
	}
	bed, ok := w.beds[[2]string{room.ID, l.Bed}]
	if !ok {
		bed = Bed{ID: db.NewID(), SchoolID: school, RoomID: room.ID, Name: l.Bed, State: Open}
		w.beds[[2]string{room.ID, l.Bed}] = bed
		p.beds = append(p.beds, bed)
	}
	was, lives := w.lives[who.ID]
	if lives && was.BedID == bed.ID && was.FromAt <= now && was.UntilAt == 0 {
		p.Same++
		return
	}
	if lives {
		p.Moved++
		p.ends = append(p.ends, who.ID)
	} else {
		p.Given++
	}
	if len(p.First) < 12 {
		st := Step{Name: who.Name, Building: l.Building, Room: l.Room, Bed: l.Bed}
		if lives {
			st.Was = was.Building + " " + was.Room + "-" + was.Bed
		}
		p.First = append(p.First, st)
	}
	p.stays = append(p.stays, Stay{ID: db.NewID(), SchoolID: school, BedID: bed.ID, PersonID: who.ID, FromAt: now})
}

package attendance

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/attendance/register"
	"yunka/server/attendance/roll"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/attendance"
)

// wordsOf are the last that lessons of a day say of pupils of classes, by person.
func wordsOf(ctx context.Context, q bun.IDB, school, day string, classes []string) (map[string]roll.Word, error) {
	words := map[string]roll.Word{}
	if len(classes) == 0 {
		return words, nil
	}
	list, err := roll.Words(ctx, q, school, day, []roll.State{roll.Here, roll.Late, roll.Absent}, classes...)
	for _, w := range list {
		words[w.PersonID] = w
	}
	return words, err
}

// compare puts a pupil, as the page has them, besides into the list of those on whom the
// last lesson and the gates do not agree. session is the one that the page is about.
func (x *sorter) compare(v *view.ClassNow, person, session string, p view.Pupil) {
	w, said := x.words[person]
	if !said {
		return
	}
	c, ok := x.d.Cell(person, w.SessionID)
	if !ok {
		if c, ok = x.d.Cell(person, session); !ok {
			return
		}
	}
	loc := x.sc.Location()
	p.Class = &view.InClass{Subject: w.Subject, From: timetable.Clock(w.From), By: w.By, At: web.At(w.At, loc)}
	if p.Came.IsZero() && c.Came > 0 {
		p.Came, p.Where = web.At(c.Came, loc), x.d.Where(person, c.Came)
	}
	if c.Left > 0 {
		p.Class.Left = web.At(c.Left, loc)
	}
	switch roll.Compare(w, c, timetable.Instant(x.day, w.From, loc).UnixMilli(), x.marks) {
	case roll.Vanished:
		if p.Mark != nil && p.Mark.At.Before(p.Class.At) {
			p.Mark = nil // what was noted before is no answer to where they are now
		}
		v.Lost = append(v.Lost, p)
	case roll.Unseen:
		v.Unseen = append(v.Unseen, p)
	}
}

// lostOf counts, by class, who was seen at school and is missing in the last lesson that
// asked. It goes by the projected cells: a handful of people, however large the school.
func lostOf(ctx context.Context, q bun.IDB, sc campus.School, day string, classes []campus.Class) (list []view.LostIn, err error) {
	words, err := roll.Words(ctx, q, sc.ID, day, []roll.State{roll.Absent})
	if err != nil || len(words) == 0 {
		return nil, err
	}
	people := make([]string, len(words))
	for i, w := range words {
		people[i] = w.PersonID
	}
	cells, err := register.OfPeople(ctx, q, sc.ID, people, day, day)
	if err != nil {
		return nil, err
	}
	marks, err := register.MarksOf(ctx, q, sc.ID, day, people)
	if err != nil {
		return nil, err
	}
	of := map[[2]string]rule.Cell{}
	for _, c := range cells {
		of[[2]string{c.PersonID, c.SessionID}] = rule.Cell{State: c.State, Was: c.Was, Came: c.Came, Left: c.LeftAt, Vouched: c.Vouched}
	}
	n := map[string]int{}
	for _, w := range words {
		c, ok := of[[2]string{w.PersonID, w.SessionID}]
		if ok && roll.Compare(w, c, timetable.Instant(day, w.From, sc.Location()).UnixMilli(), marks) == roll.Vanished {
			n[w.ClassID]++
		}
	}
	for _, c := range classes {
		if n[c.ID] > 0 {
			list = append(list, view.LostIn{ID: c.ID, Name: campus.ClassName(c.Grade, c.Name), N: n[c.ID]})
		}
	}
	return list, nil
}

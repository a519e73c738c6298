package demo

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/timetable"
)

// day is the usual day: six lessons.
var day = []timetable.Period{
	{Number: 1, Name: "第 1 节", From: 500, To: 540}, {Number: 2, Name: "第 2 节", From: 550, To: 590}, {Number: 3, Name: "第 3 节", From: 620, To: 660},
	{Number: 4, Name: "第 4 节", From: 670, To: 710}, {Number: 5, Name: "第 5 节", From: 810, To: 850}, {Number: 6, Name: "第 6 节", From: 860, To: 900},
}

// course is a subject that several classes share a teacher for. Class number c has
// its lessons at the places 2c+at of the week, of which there are 30: place p is on
// weekday p mod 5 at period p/5. The places are chosen so that no teacher meets
// himself, which the import checks.
type course struct {
	subject, room string
	classes       int // that one teacher has
	at            []int
}

var courses = []course{
	{"音乐", "音乐室", 12, []int{0, 1}},
	{"美术", "美术室", 12, []int{6, 7}},
	{"科学", "科学实验室", 12, []int{12, 13}},
	{"信息科技", "机房", 12, []int{18}},
	{"综合实践", "", 12, []int{19}},
	{"体育", "", 6, []int{2, 9, 23}},
	{"英语", "", 4, []int{3, 8, 16, 24}},
	{"数学", "", 2, []int{4, 10, 15, 21, 26}},
}

const (
	labourAt = 20 // of even weeks, with calligraphy in odd ones
	places   = 30
)

// ownTeacher is what the class's own teacher has at the places that are left.
var ownTeacher = []string{"语文", "语文", "道德与法治", "语文", "班会", "语文", "语文", "阅读", "语文"}

// schoolTime gives the school a term around today, its holidays, the periods of a
// day and a full timetable. star is the class teacher of the class that the demo's
// pupil is in.
func (b *builder) schoolTime(ctx context.Context, star, starClass string) error {
	times := timetable.NewService(b.DB, feed.New(), nil)
	actor, err := b.adminActor(ctx)
	if err != nil {
		return err
	}
	var sc campus.School
	var classes []campus.Class
	err = b.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		if sc, err = campus.SchoolByID(ctx, q, b.school); err != nil {
			return err
		}
		classes, err = campus.Classes(ctx, q, b.school)
		return err
	})
	if err != nil {
		return err
	}
	today := timetable.Today(b.DB.Now(), sc.Location())
	monday := timetable.Monday(today)
	first, last := timetable.AddDays(monday, -7*12), timetable.AddDays(monday, 7*8+4)
	if _, err := times.SaveTerm(ctx, actor, b.school, timetable.Term{Name: "本学期", FirstDay: first, LastDay: last}); err != nil {
		return err
	}
	off := timetable.AddDays(monday, -7*5)
	spans := []access.Span{
		{First: off, Last: timetable.AddDays(off, 2), WorksAs: rule.Holiday, Name: "秋假"},
		{First: timetable.AddDays(off, 5), Last: timetable.AddDays(off, 5), WorksAs: 3, Follows: timetable.AddDays(off, 2), Name: "补课"},
		{First: timetable.AddDays(monday, 16), Last: timetable.AddDays(monday, 16), WorksAs: 3, Name: "家长开放日"},
		{First: timetable.AddDays(monday, 25), Last: timetable.AddDays(monday, 25), WorksAs: rule.Holiday, Name: "校庆"},
	}
	if err := times.SetDays(ctx, actor, b.school, spans, false); err != nil {
		return err
	}
	if err := times.SetPeriods(ctx, actor, b.school, timetable.PeriodSet{FromDay: first, List: slices.Clone(day)}); err != nil {
		return err
	}
	file, err := b.lessons(ctx, classes, star, starClass)
	if err != nil {
		return err
	}
	p, err := times.ApplyFile(ctx, actor, b.school, first, file)
	if err != nil {
		return err
	}
	if !p.Applied {
		return fmt.Errorf("the demo timetable was refused: %v", p.Problems)
	}
	return nil
}

func (b *builder) adminActor(ctx context.Context) (allow.Actor, error) {
	var account string
	err := b.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT id FROM account WHERE login = ?", b.d.Admin.Login).Scan(ctx, &account)
	})
	if err != nil {
		return allow.Actor{}, err
	}
	return b.Accounts.Actor(ctx, account)
}

// lessons makes the teachers that the timetable needs and the timetable itself.
func (b *builder) lessons(ctx context.Context, classes []campus.Class, star, starClass string) (f timetable.File, err error) {
	n := 0
	teacher := func() (number string, err error) {
		n++
		number = fmt.Sprintf("T%03d", n)
		name := b.names.once(func(try int) []rune {
			return []rune{families[n%len(families)], pick(firsts, n, 11, try), pick(seconds, n, 12, try)}
		})
		err = b.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			id, err := campus.AddPerson(ctx, tx, campus.Person{SchoolID: b.school, Name: name, Number: number, Gender: []string{"男", "女"}[n%2]})
			if err != nil {
				return err
			}
			_, _, err = campus.AddMembership(ctx, tx, campus.Membership{SchoolID: b.school, PersonID: id, Role: allow.Teacher})
			return err
		})
		return number, err
	}
	add := func(c, place int, weeks timetable.Weeks, subject, who, room string) {
		place %= places
		class := campus.ClassName(classes[c].Grade, classes[c].Name)
		f.Lessons = append(f.Lessons, timetable.FileLesson{Row: len(f.Lessons) + 1, Class: class, Weekday: place%5 + 1, Period: place/5 + 1,
			Weeks: weeks, Subject: subject, Teacher: who, Room: room})
	}
	taken := make([]map[int]bool, len(classes))
	for c := range classes {
		taken[c] = map[int]bool{labourAt: true}
	}
	for _, one := range courses {
		who := ""
		for c := range classes {
			if c%one.classes == 0 {
				if who, err = teacher(); err != nil {
					return f, err
				}
			}
			for _, at := range one.at {
				taken[c][at] = true
				add(c, 2*c+at, timetable.Every, one.subject, who, one.room)
			}
		}
	}
	labour, err := teacher()
	if err != nil {
		return f, err
	}
	for c, class := range classes {
		own := ""
		if class.ID == starClass {
			own, err = b.numberOf(ctx, star)
		} else {
			own, err = teacher()
		}
		if err != nil {
			return f, err
		}
		add(c, 2*c+labourAt, timetable.OddWeeks, "书法", own, "")
		add(c, 2*c+labourAt, timetable.EvenWeeks, "劳动", labour, "")
		left := 0
		for at := range places {
			if !taken[c][at] {
				add(c, 2*c+at, timetable.Every, ownTeacher[left], own, "")
				left++
			}
		}
	}
	return f, nil
}

// numberOf gives a teacher a staff number, by which a file names them.
func (b *builder) numberOf(ctx context.Context, person string) (string, error) {
	number := "T" + strconv.Itoa(900)
	return number, b.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.NewRaw("UPDATE person SET number = ? WHERE id = ? AND school_id = ?", number, person, b.school).Exec(ctx)
		return err
	})
}

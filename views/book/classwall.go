package book

import (
	"fmt"

	"yunka/views/attendance/wall"
)

// classWallLeaves are the screens of a class and a grade.
func classWallLeaves() []Leaf {
	p := dark()
	p.AsOf, p.Live = at(7, 52, 6), "/live?topics=classwall%3Ak2&since=41"
	one := wall.Wall{Title: "三年级2班", Day: at(0, 0, 0), Session: "晨读", Starts: "07:45", Rows: []wall.Row{{Name: "三年级2班", Here: 38, Missing: 2, Waiting: 3, Away: 2}},
		Lesson: &wall.Lesson{Subject: "语文", Who: "方老师", Room: "302", From: "08:00", Until: "08:40"}, Silent: []wall.Silent{{Name: "东门 1 号闸", Since: at(7, 31, 0)}}}
	full := one
	full.Rows, full.Silent = []wall.Row{{Name: "三年级2班", Here: 45}}, nil
	full.Lesson = &wall.Lesson{Now: true, Subject: long, Who: long, Room: long, From: "08:00", Until: "08:40"}
	grade := wall.Wall{Title: "三年级", Grade: true, Day: at(0, 0, 0), Session: "晨读", Starts: "07:45", Silent: one.Silent}
	for i := range 5 {
		grade.Rows = append(grade.Rows, wall.Row{Name: fmt.Sprintf("三年级%d班", i%4+1), Here: 41 - i, Missing: i % 3, Waiting: i % 2, Away: i % 4})
	}
	many := grade
	many.Title, many.Silent = long, nil
	for i := range 8 {
		many.Rows = append(many.Rows, wall.Row{Name: long, Here: 40 + i, Away: i})
	}
	many.Rows[3] = wall.Row{Name: long, Without: "pupils"}
	free := wall.Wall{Title: "三年级2班", Day: at(0, 0, 0), Rows: []wall.Row{{Name: "三年级2班", Without: "school"}}}
	view := func(w wall.Wall) wall.View { return wall.View{Page: p, Wall: w} }
	mine := view(one)
	mine.Back, mine.How = "/class/k2", true
	return []Leaf{
		tablet("classwall", wall.Page(view(one))),
		tablet("classwall-full", wall.Page(view(full))),
		tablet("classwall-free", wall.Page(view(free))),
		tablet("classwall-grade", wall.Page(view(grade))),
		tablet("classwall-grade-many", wall.Page(view(many))),
		desk("classwall-look", wall.Page(mine)),
		phone("classwall-phone", wall.Page(mine)),
	}
}

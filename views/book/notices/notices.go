// Package notices are the pages of what teachers tell a class in the book.
package notices

import (
	"yunka/views/book/leaf"
	"yunka/views/notices"
)

// Leaves are the reader's page, the class's and who has read.
func Leaves() []leaf.Leaf {
	page := leaf.Page()
	page.Live = "/live?topics=notices:p1.p2&since=41"
	files := []notices.File{{ID: "f1", Name: "a.jpg", Picture: true, Size: 40 << 10}, {ID: "f2", Name: leaf.Longer + ".pdf", Size: 3 << 20}}
	one := notices.Notice{ID: "n1", Text: "消防演练讲解\n" + leaf.Longer, By: "赵立新", Base: "/notices/p1", At: leaf.At(7, 40, 0), Seen: 31, Pupils: 42, Files: files, Mine: true}
	read, gone, waits := one, one, one
	read.ID, read.Read, read.Files = "n2", true, nil
	gone.ID, gone.Text, gone.Files, gone.Withdrawn, gone.Mine = "n3", "", nil, leaf.At(7, 45, 0), false
	waits.ID, waits.Waits, waits.At, waits.Files = "n4", true, leaf.At(16, 0, 0), nil
	reader := notices.Reader{Page: page, Pupil: "p1", Name: "林知夏", List: []notices.Notice{one, read, gone}}
	empty := reader
	empty.Own, empty.List = true, nil
	board := notices.Board{Page: leaf.Page(), ID: "c1", Class: "三(2)班", List: []notices.Notice{waits, one, gone}}
	refused, none := board, board
	refused.Error, refused.Wrong, refused.Text, refused.When = leaf.Longer, "text", leaf.Longer, "2026-11-23T16:00"
	none.List = nil
	return []leaf.Leaf{
		leaf.Phone("notices", notices.ReaderPage(reader)),
		leaf.Phone("notices-none", notices.ReaderPage(empty)),
		leaf.Phone("notices-class", notices.BoardPage(board)),
		leaf.Phone("notices-class-none", notices.BoardPage(none)),
		leaf.Phone("notices-class-refused", notices.BoardPage(refused)),
		leaf.Phone("notices-readers", notices.ReadersPage(notices.Readers{Page: leaf.Page(), ClassID: "c1", Class: "三(2)班", Text: leaf.Longer, List: []notices.Row{{Name: "陈一诺"}, {Name: "林知夏", By: "周文静", At: leaf.At(7, 50, 0)}}})),
		leaf.Phone("notices-readers-all", notices.ReadersPage(notices.Readers{Page: leaf.Page(), ClassID: "c1", Class: "三(2)班", Text: leaf.Longer, List: []notices.Row{{Name: "林知夏", By: "周文静", At: leaf.At(7, 50, 0)}}})),
		leaf.Phone("notices-classes", notices.ClassesPage(notices.Classes{Page: leaf.Page(), List: []notices.Class{{ID: "c1", Name: "三(2)班"}, {ID: "c2", Name: "五(1)班"}}})),
		leaf.Phone("notices-classes-none", notices.ClassesPage(notices.Classes{Page: leaf.Page()})),
	}
}

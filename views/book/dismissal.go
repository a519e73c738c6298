package book

import (
	"fmt"

	"yunka/views/console"
	"yunka/views/pickup"
	"yunka/views/pickup/queue"
)

// dismissalLeaves are a dismissal as it runs: a class, the board, who is left.
func dismissalLeaves() []Leaf {
	p := page()
	p.AsOf, p.Live = at(16, 32, 7), "/live?topics=pickup-class%3Ak2&since=41"
	now := queue.Now{ID: "k2", Name: "三(2)班", School: true, Dismissal: at(16, 30, 0), Total: 42, Released: 17, Waiting: 9, Bus: 6, After: 4,
		Called:  []queue.Pupil{{ID: "p1", Name: "林知夏", Relation: "母亲", Gate: "东门 3 号", At: at(16, 31, 0)}, {ID: "p4", Name: long, Relation: "父亲", Gate: "东门 1 号", At: at(16, 31, 0)}},
		Arrived: []queue.Pupil{{ID: "p5", Name: "丁沐辰", Relation: "父亲", Gate: "东门 1 号", At: at(16, 32, 0)}, {ID: "p6", Name: "顾亦凡", Delegate: true, Gate: "东门 2 号", At: at(16, 32, 0), Held: true}},
		Door:    []queue.Pupil{{ID: "p7", Name: "欧阳梓萱", Relation: "祖母", Gate: "东门 2 号", At: at(16, 30, 0)}, {ID: "p8", Name: "钱书宁"}}}
	quiet := queue.Now{ID: "k2", Name: "三(2)班", School: true, Dismissal: at(16, 30, 0), Total: 42, Waiting: 30, Bus: 5, Walk: 2, After: 3, Stay: 1, Away: 1}
	over := queue.Now{ID: "k2", Name: "三(2)班", School: true, Dismissal: at(16, 30, 0), Total: 42, Released: 41, Away: 1}
	locked := now
	locked.Lock = &queue.Lock{By: "赵立新", Since: at(16, 31, 30)}
	ready := func(n queue.Now) queue.ReadyView { return queue.ReadyView{Page: p, Class: n} }
	night := ready(now)
	night.Page.Theme = "dark"

	bp := dark()
	bp.AsOf, bp.Live, bp.Account = p.AsOf, "/live?topics=pickup-board%3At9&since=41", ""
	board := queue.Board{Day: at(0, 0, 0), GoneN: 17, Rows: []queue.Row{
		{Key: "p1", Name: "知夏", Class: "三(2)班", Gate: "东门 3 号", State: "CALLED", At: at(16, 31, 0)},
		{Key: "p4", Name: "阿卜杜热合曼", Class: "三(2)班", Gate: "东门 1 号", State: "CALLED", At: at(16, 31, 0)},
		{Key: "p7", Name: "梓萱", Class: "一(4)班", Gate: "东门 2 号", State: "READY", At: at(16, 30, 0)},
		{Key: "p8", Name: "书宁", Class: "六(1)班", State: "READY"},
		{Key: "p5", Name: "沐辰", Class: "三(2)班", Gate: "东门 1 号", State: "ARRIVED", At: at(16, 32, 0)},
		{Key: "p6", Name: "Anna-Katharina", Class: long, Gate: long, State: "ARRIVED", At: at(16, 32, 0)}}}
	for i, name := range []string{"嘉言", "雨桐", "若安", "子轩", "梦瑶", "思齐", "一诺", "凡"} {
		board.Gone = append(board.Gone, queue.Row{Key: fmt.Sprint("g", i), Name: name, Class: "三(2)班", At: at(16, 31-i/2, 0)})
	}
	ours := board
	ours.Title, ours.Class = "三(2)班", &queue.Now{Waiting: 9, Bus: 6, After: 4}
	many := board
	many.Title = "东门"
	for i := range 30 {
		many.Rows = append(many.Rows, queue.Row{Key: fmt.Sprint("m", i), Name: "一诺", Class: "二(1)班", Gate: "东门 1 号", State: "CALLED", At: at(16, 32, 0)})
	}
	shows := func(b queue.Board) queue.BoardView { return queue.BoardView{Page: bp, Board: b} }

	rows := []queue.Left{
		{ID: "p1", Name: "林知夏", Class: "三(2)班", State: "CALLED", Adults: []queue.Adult{{Name: "周文静", Relation: "母亲", Phone: "13812341706"}, {Name: "林晨", Relation: "父亲"}}},
		{ID: "p4", Name: long, Class: "三(2)班", Held: true, Adults: []queue.Adult{{Name: long, Relation: "祖母", Phone: "13812341706"}}}}
	left := queue.LeftView{Page: p, Shell: shell(), Class: "k2", Name: "三(2)班", At: at(17, 0, 0), School: true, Rows: rows}
	none := left
	none.Rows = nil
	office := pickup.OfficeView{Shell: shell(), At: at(15, 0, 0), School: true, CutOff: "30", Minutes: [6]string{"", "16:30", "16:30", "15:00", "16:30", "16:30"}}
	office.Parts = append(office.Parts, queue.FiguresCard(queue.Figures{Rows: []queue.Figure{{Day: at(12, 0, 0), Gate: "东门", N: 184, Median: 96, P90: 250}, {Day: at(12, 0, 0), N: 3, Median: 30, P90: 60}}}))
	office.Side = append(office.Side, queue.BoardsCard(shell(), queue.Boards{Auto: true, Lines: []queue.BoardLine{{ID: "t9", Name: "大厅", Of: "gate:g1", Paired: true}, {ID: "t8", Name: long}},
		Choices: []console.Option{{Text: "全校"}, {Value: "gate:g1", Text: "东门"}, {Value: "class:k2", Text: "三(2)班"}}}))
	pairing := page()
	pairing.Account = ""
	return []Leaf{
		phone("dismissal-ready", queue.Ready(ready(now))),
		phone("dismissal-ready-dark", queue.Ready(night)),
		phone("dismissal-ready-quiet", queue.Ready(ready(quiet))),
		phone("dismissal-ready-over", queue.Ready(ready(over))),
		phone("dismissal-ready-locked", queue.Ready(ready(locked))),
		phone("dismissal-ready-free", queue.Ready(ready(queue.Now{ID: "k2", Name: "三(2)班"}))),
		wide("dismissal-board", queue.BoardPage(shows(board))),
		wide("dismissal-board-class", queue.BoardPage(shows(ours))),
		wide("dismissal-board-many", queue.BoardPage(shows(many))),
		wide("dismissal-board-quiet", queue.BoardPage(shows(queue.Board{Day: at(0, 0, 0)}))),
		wide("dismissal-board-locked", queue.BoardPage(shows(queue.Board{Day: at(0, 0, 0), Locked: true, GoneN: 17, Gone: board.Gone}))),
		wide("dismissal-board-no-more", queue.BoardPage(shows(queue.Board{Day: at(0, 0, 0), NoMore: true}))),
		phone("dismissal-board-phone", queue.BoardPage(shows(ours))),
		tablet("dismissal-board-pair", queue.PairBoard(queue.PairView{Page: pairing, Code: "WRONG", Error: long})),
		phone("dismissal-left", queue.LeftOfClass(left)),
		phone("dismissal-left-none", queue.LeftOfClass(none)),
		desk("dismissal-left-school", queue.LeftOfSchool(left)),
		desk("dismissal-office", pickup.Office(office)),
	}
}

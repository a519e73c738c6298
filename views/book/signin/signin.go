// Package signin are the pages of signing in, in the book.
package signin

import (
	"slices"
	"strconv"

	"yunka/views/book/leaf"
	"yunka/views/console"
	"yunka/views/signin"
	"yunka/views/ui"
)

// Leaves are a person's own page, a new session, the organiser's list, the room's screen,
// what a scanned code leads to, and the office's.
func Leaves(shell func() console.Shell, qr ui.Code) []leaf.Leaf {
	training := signin.Session{ID: "s1", Title: "教职工培训：课堂评价怎么做", Place: "报告厅", Phase: "open", Who: "staff", Opens: leaf.At(15, 15, 0), Start: leaf.At(15, 30, 0),
		Late: leaf.At(15, 35, 0), End: leaf.At(17, 0, 0), Expected: 186, In: 171, LateIn: 6, WalkIn: 2}
	long := training
	long.ID, long.Title, long.Place, long.Phase, long.SignOut, long.Capacity, long.Waiting = "s2", leaf.Longer+" "+leaf.Longer, leaf.Longer, "late", true, 180, 3
	soon, closed, off := training, training, training
	soon.ID, soon.Phase, soon.Title, soon.In = "s3", "scheduled", "校史讲座", 0
	closed.ID, closed.Phase, closed.Title = "s4", "final", "消防演练讲解"
	off.ID, off.Phase, off.Title = "s5", "cancelled", "科技节筹备会"
	own := []signin.Own{{Session: training, At: leaf.At(15, 27, 40)}, {Session: closed, At: leaf.At(10, 7, 2), Late: true, Credited: 38 * 60_000}, {Session: long, At: leaf.At(14, 1, 0), Waiting: true}}
	mine := signin.Mine{Page: leaf.Page(), Coming: []signin.Session{training, soon}, Signed: own, Hours: 123_000_000}
	runs := mine
	runs.Page, runs.Makes, runs.Office, runs.Runs, runs.Asked = leaf.Dark(), true, true, []signin.Session{training, long, soon, closed, off}, []signin.Session{training}
	none := signin.Mine{Page: leaf.Demo(), Makes: true}

	form := signin.New{Page: leaf.Page(), School: "s", Classes: []console.Option{{Value: "c1", Text: "三(1)班"}, {Value: "c2", Text: "三(2)班"}, {Value: "c3", Text: "三(3)班"}},
		Doors:   []console.Option{{Value: "t1", Text: "报告厅门口"}},
		Lessons: []signin.Lesson{{Key: "c2.5", Class: "三(2)班", Subject: "数学", From: "13:40", To: "14:20"}, {Key: "c1.6", Class: "三(1)班", Subject: leaf.Longer, From: "14:30", To: "15:10"}},
		Form:    signin.Form{Day: "2026-11-25", From: "15:30", To: "17:00", Classes: []string{"c2"}}}
	form.Form.Defaults()
	form.Networks = true
	wrong := form
	wrong.Networks = false
	wrong.Page, wrong.Form.Title, wrong.Form.Who, wrong.Form.List, wrong.Form.Error = leaf.Dark(), leaf.Longer, "list", "张三\n李四", leaf.Longer

	rows := []signin.Row{{ID: "p1", Name: "高文斌", Class: "数学组"}, {ID: "p2", Name: "苏静宜", Class: "英语组"}, {ID: "p3", Name: leaf.Longer, Class: leaf.Longer},
		{ID: "p4", Name: "彭玉兰", State: "void", By: "陈思远", Why: "人不在"}}
	came := []signin.Row{{ID: "p5", Name: "潘晓梅", Class: "英语组", State: "in", How: "code", At: leaf.At(15, 29, 12)}, {ID: "p6", Name: "邓洁", State: "in", How: "code", At: leaf.At(15, 29, 3), Late: true},
		{ID: "p7", Name: leaf.Longer, State: "in", How: "hand", At: leaf.At(15, 40, 0), By: "陈思远", Why: "手机没电", WalkIn: true, Out: leaf.At(16, 50, 0)}, {ID: "p8", Name: "谢长河", State: "waiting", How: "scan", At: leaf.At(15, 41, 0)}}
	names := map[string]string{"p5": "潘晓梅", "p6": "邓洁"}
	list := signin.ListView{Page: leaf.Page(), Doors: []string{"报告厅门口"}, List: signin.List{Session: training, Tab: "missing", In: 171, Missing: 10, Away: 5, Rows: rows, Total: 10, Names: names, At: leaf.At(16, 5, 12),
		Shared: []signin.Shared{{People: []string{"p5", "p6"}}},
		Check: &signin.Check{People: 10, Answered: 7, Running: true, Until: leaf.At(16, 5, 33), At: leaf.At(16, 4, 33),
			Missing: []signin.Named{{ID: "p9", Name: "何佳"}, {ID: "p10", Name: "吕青"}, {ID: "p11", Name: "马春燕"}}}}}
	signed := list
	signed.Page, signed.List.Tab, signed.List.Rows, signed.List.Total, signed.List.Session = leaf.Dark(), "signed", came, 4, long
	signed.List.Check = &signin.Check{People: 3, Answered: 3, At: leaf.At(16, 0, 0)}
	signed.List.Seats, signed.List.InSchool, signed.List.Seatless = true, true, 4
	signed.List.Shared = append(slices.Clone(signed.List.Shared), signin.Shared{Seat: "A12", People: []string{"p5", "p6"}})
	empty := signin.ListView{Page: leaf.Page(), Lesson: true, List: signin.List{Session: soon, Tab: "signed"}}
	after := list
	after.List.Session, after.List.Check, after.List.Shared = closed, nil, nil
	asked := after
	asked.AskedBy, asked.List.AskWhy, asked.Second = "周文静", leaf.Longer, true
	person := signin.PersonView{Page: leaf.Page(), Session: long, Row: came[0], With: []signin.Named{{ID: "p6", Name: "邓洁"}}}
	missing := signin.PersonView{Page: leaf.Dark(), Session: training, Row: rows[2]}
	shut := signin.PersonView{Page: leaf.Page(), Session: closed, Row: rows[0]}

	room := signin.RoomView{Page: leaf.Page(), Back: "/signins/s1", Room: signin.Room{Session: training, In: 143, Missing: 38, Away: 5,
		Code: signin.Code{Phase: "open", Until: 4_102_444_800_000, QR: qr}}}
	room.Page.Theme = "dark"
	before := room
	before.Room.Code = signin.Code{Phase: "scheduled", OpensAt: leaf.At(15, 15, 0)}
	wide := room
	wide.Room.Session, wide.Room.Code.Late = long, true

	screen := signin.ScreenView{Page: leaf.Page(), Screen: signin.Screen{Name: "报告厅", Room: &room.Room}}
	screen.Page.Theme = "dark"
	ahead, idle := screen, screen
	ahead.Screen = signin.Screen{Name: "报告厅", Next: &long}
	idle.Screen = signin.Screen{Name: leaf.Longer}
	many := signin.WallView{Page: screen.Page, Back: "/signins/s1", Wall: signin.List{Session: training, Tab: "missing", In: 1023, Missing: 160, Away: 17, Total: 160, Last: came[:3]}}
	many.Wall.Expected, many.Wall.LateIn = 1200, 41
	for i := range 50 {
		many.Wall.Rows = append(many.Wall.Rows, signin.Row{ID: "w" + strconv.Itoa(i), Name: []string{"高文斌", "苏静宜", "吕青", "彭玉兰"}[i%4]})
	}
	many.Wall.Rows[5].Name = leaf.Longer
	nobody := signin.WallView{Page: screen.Page, Back: "/signins/s1", Wall: signin.List{Session: long, Tab: "missing"}}

	child := signin.Child{Page: leaf.Page(), Name: "林知夏", Mine: signin.Mine{Coming: mine.Coming, Signed: own, Hours: mine.Hours}}
	stranded := signin.Child{Page: leaf.Dark(), Name: leaf.Longer}
	lesson := form
	lesson.Form.Lesson, lesson.Form.Every, lesson.Screens = "c2.5", true, []console.Option{{Value: "t2", Text: leaf.Longer}}
	claim := signin.Claim{Page: leaf.Page(), Session: training, Name: "潘晓梅", Until: leaf.At(15, 31, 0), Left: 94}
	shared, stranger, full, in := claim, claim, claim, claim
	shared.Shared = true
	stranger.Refused, stranger.Session.WalkIns, stranger.Name, stranger.Page = "signin_not_listed", true, leaf.Longer, leaf.Dark()
	full.Refused = "signin_waits"
	in.In, in.At = true, leaf.At(15, 27, 40)
	seats := claim
	seats.Session.Seats, seats.Seat, seats.Wrong = true, "<A12>", leaf.Longer
	done := signin.Done{Page: leaf.Page(), Session: training, Name: "潘晓梅", At: leaf.At(15, 27, 40)}
	waits := done
	waits.Page, waits.Rank, waits.Name = leaf.Dark(), 3, leaf.Longer

	office := signin.Office{Shell: shell(), From: "2026-11-02", To: "2026-12-06", Sessions: []signin.Session{soon, training, long, closed},
		People: []signin.Sum{{Name: "高文斌", Class: "数学组", Expected: 6, In: 2, Late: 1, Hours: 9_000_000}, {Name: leaf.Longer, Expected: 1, In: 1, Hours: 5_400_000}}}
	settings := office
	settings.Networks = &signin.Networks{School: "s", Text: "10.20.0.0/16\n2001:da8:8000::/48", From: "10.20.3.7"}
	refused := settings
	refused.Networks = &signin.Networks{School: "s", Text: "0.0.0.0/0", From: "2001:da8:8000:1::/64", Error: leaf.Longer}
	return []leaf.Leaf{
		leaf.Phone("signin-mine", signin.MinePage(mine)), leaf.Phone("signin-mine-runs-dark", signin.MinePage(runs)), leaf.Phone("signin-mine-none", signin.MinePage(none)),
		leaf.Phone("signin-new", signin.NewPage(form)), leaf.Phone("signin-new-wrong-dark", signin.NewPage(wrong)),
		leaf.Phone("signin-list", signin.ListPage(list)), leaf.Phone("signin-list-signed-dark", signin.ListPage(signed)), leaf.Phone("signin-list-before", signin.ListPage(empty)),
		leaf.Phone("signin-list-closed", signin.ListPage(after)), leaf.Phone("signin-list-reopen", signin.ListPage(asked)),
		leaf.Phone("signin-person", signin.PersonPage(person)), leaf.Phone("signin-person-missing-dark", signin.PersonPage(missing)), leaf.Phone("signin-person-closed", signin.PersonPage(shut)),
		leaf.Wide("signin-room", signin.RoomPage(room)), leaf.Wide("signin-room-before", signin.RoomPage(before)), leaf.Wide("signin-room-late", signin.RoomPage(wide)),
		leaf.Wide("signin-screen", signin.ScreenPage(screen)), leaf.Wide("signin-screen-next", signin.ScreenPage(ahead)), leaf.Wide("signin-screen-idle", signin.ScreenPage(idle)),
		leaf.Phone("signin-screen-pair", signin.PairScreen(signin.PairView{Page: leaf.Page(), Code: "AB12", Error: leaf.Longer})),
		leaf.Wide("signin-wall", signin.WallPage(many)), leaf.Wide("signin-wall-nobody", signin.WallPage(nobody)),
		leaf.Phone("signin-child", signin.ChildPage(child)), leaf.Phone("signin-child-none-dark", signin.ChildPage(stranded)), leaf.Phone("signin-new-lesson", signin.NewPage(lesson)),
		leaf.Phone("signin-claim", signin.ClaimPage(claim)), leaf.Phone("signin-claim-shared", signin.ClaimPage(shared)), leaf.Phone("signin-claim-stranger-dark", signin.ClaimPage(stranger)),
		leaf.Phone("signin-claim-full", signin.ClaimPage(full)), leaf.Phone("signin-claim-seat", signin.ClaimPage(seats)), leaf.Phone("signin-claim-in", signin.ClaimPage(in)),
		leaf.Phone("signin-done", signin.DonePage(done)), leaf.Phone("signin-done-waits-dark", signin.DonePage(waits)),
		leaf.Phone("signin-stale", signin.SaidPage(signin.Said{Page: leaf.Page(), What: "signin_stale"})), leaf.Phone("signin-early", signin.SaidPage(signin.Said{Page: leaf.Page(), What: "signin_early"})),
		leaf.Phone("signin-elsewhere", signin.SaidPage(signin.Said{Page: leaf.Page(), What: "signin_elsewhere"})),
		leaf.Desk("signin-office", signin.OfficePage(settings)), leaf.Desk("signin-office-refused", signin.OfficePage(refused)), leaf.Desk("signin-office-none", signin.OfficePage(signin.Office{Shell: shell(), From: "2026-11-02", To: "2026-12-06"})),
	}
}

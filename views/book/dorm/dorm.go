// Package dorm are the pages of the dormitory in the book.
package dorm

import (
	"fmt"

	"yunka/views/book/leaf"
	"yunka/views/console"
	"yunka/views/dorm"
)

// Leaves are the office's plan, a bed, the warden's night, repairs and events, and a
// resident's room; shell is the office's frame.
func Leaves(shell func() console.Shell) []leaf.Leaf {
	sh := shell()
	sh.Rail = append(sh.Rail, dorm.Rail)
	b := dorm.Building{ID: "b2", Name: "2 号楼", Rooms: 12, Beds: 72, Lived: 65, Free: 5, Events: 1, Repairs: 2, Curfew: "22:00", Doors: 1}
	return append(office(sh, b), append(warden(sh, b), resident()...)...)
}

func office(sh console.Shell, b dorm.Building) []leaf.Leaf {
	list := dorm.BuildingsView{Shell: sh, Manages: true, Buildings: []dorm.Building{b, {ID: "b1", Name: "1 号楼", Curfew: "22:00"}}}
	list.Rule = dorm.RuleForm{Building: "b2", Floor: "3", Who: "c:1", Gender: "f", Apart: true, Whom: []dorm.Choice{{Value: "g:三年级", Text: "三年级"}, {Value: "c:1", Text: "三(2)班"}}}
	none, looked, partial, ruled := list, list, list, list
	none.Buildings = nil
	looked.FileError, looked.Error, looked.Name = leaf.Longer, leaf.Longer, leaf.Longer
	looked.Import = &dorm.ImportView{Rows: 8, Given: 3, Moved: 1, Same: 2, Rooms: 1, Beds: 6, Bad: 2, First: []dorm.Step{{Name: "林知夏", Building: "2 号楼", Room: "301", Bed: "1"}, {Name: leaf.Longer, Building: "2 号楼", Room: "308", Bed: "2", Was: "2 号楼 303-4"}},
		Problems: []dorm.Problem{{Row: 4, Code: "dorm_row_person", Value: "20260199"}, {Row: 7, Code: "dorm_row_two_people", Value: "301-2"}}}
	partial.Manages, partial.Shell.Partial = false, true
	ruled.Rule.Error = leaf.Longer
	ruled.Import = &dorm.ImportView{Done: true, Ruled: true, Rows: 5, Given: 4, Bad: 1, First: []dorm.Step{{Name: leaf.Longer, Building: "2 号楼", Room: "301", Bed: "1"}}, Problems: []dorm.Problem{{Code: "dorm_row_no_bed", Value: "赵立新"}}}
	at, noon := leaf.At(9, 0, 0), leaf.At(12, 0, 0)
	room := func(n int) dorm.Room {
		name := fmt.Sprint(300 + n)
		r := dorm.Room{ID: "r" + name, Name: name, Door: n == 1}
		for i := range 6 {
			one := dorm.Bed{ID: fmt.Sprint(name, "-", i), Name: fmt.Sprint(i + 1), State: "open", PersonID: "p" + name + fmt.Sprint(i), Person: []string{"林知夏", "陈一诺", "王梓涵", "周文静", "赵立新", leaf.Longer}[i], Class: "三(2)班"}
			switch {
			case n == 5 && i == 4, n == 8 && i == 1:
				one.PersonID, one.Person, one.Class = "", "", ""
			case n == 6 && i == 4:
				one.PersonID, one.Person, one.Class, one.State = "", "", "", "out"
			case n == 10 && i == 2:
				one.PersonID, one.Person, one.Class, one.State = "", "", "", "kept"
			case n == 9 && i == 1:
				one.PersonID, one.Person, one.Class, one.Next, one.NextAt = "", "", "", "林沐阳", noon
			}
			r.Beds = append(r.Beds, one)
		}
		return r
	}
	plan := dorm.PlanView{Shell: sh, B: b, Floors: []int{1, 2, 3, 4}, Floor: 3, Lived: 65, Free: 5, Form: dorm.RoomsForm{First: "313", Rooms: "2", Beds: "6", Floor: "3"}}
	for n := 1; n <= 12; n++ {
		if n%2 == 1 {
			plan.Up = append(plan.Up, room(n))
		} else {
			plan.Down = append(plan.Down, room(n))
		}
	}
	moving, empty := plan, dorm.PlanView{Shell: sh, B: b, Error: leaf.Longer, Night: leaf.Longer, Form: plan.Form}
	moving.Mover = &dorm.Mover{ID: "p3014", Name: "赵立新", Class: "三(2)班", Number: "20260118", Now: "2 号楼 301-5"}
	lived := dorm.BedView{Shell: sh, B: b, RoomID: "r303", Room: "303", Floor: 3, Bed: dorm.Bed{ID: "x", Name: "4", State: "open", PersonID: "p1", Person: "林知夏", Class: "三(2)班"}, StayID: "s1", Since: at,
		History: []dorm.Stay{{PersonID: "p1", Person: "林知夏", Place: "2 号楼 303-4", From: at}, {PersonID: "p2", Person: leaf.Longer, Place: "2 号楼 303-4", From: at, To: noon, Doors: leaf.At(14, 0, 0)}}}
	free := dorm.BedView{Shell: sh, B: b, RoomID: "r308", Room: "308", Floor: 3, Bed: dorm.Bed{ID: "y", Name: "2", State: "open"}, Who: "林知夏", Overlap: true, Error: leaf.Longer, Hits: []dorm.Mover{{ID: "p1", Name: "林知夏", Class: "三(2)班", Number: "20260118"}, {ID: "p9", Name: "林知夏", Class: "五(1)班"}}}
	to := free
	to.Mover, to.Hits, to.Error, to.Door, to.At = moving.Mover, nil, "", true, "2026-11-23T12:00"
	return []leaf.Leaf{
		leaf.Desk("dorm-buildings", dorm.Buildings(list)),
		leaf.Desk("dorm-buildings-none", dorm.Buildings(none)),
		leaf.Desk("dorm-buildings-file", dorm.Buildings(looked)),
		leaf.Desk("dorm-buildings-warden", dorm.Buildings(partial)),
		leaf.Desk("dorm-buildings-rule", dorm.Buildings(ruled)),
		leaf.Desk("dorm-plan", dorm.Plan(plan)),
		leaf.Desk("dorm-plan-move", dorm.Plan(moving)),
		leaf.Desk("dorm-plan-none", dorm.Plan(empty)),
		leaf.Desk("dorm-bed", dorm.BedPage(lived)),
		leaf.Desk("dorm-bed-free", dorm.BedPage(free)),
		leaf.Desk("dorm-bed-move", dorm.BedPage(to)),
		leaf.Desk("dorm-free", dorm.Free(dorm.FreeView{Shell: sh, B: b, Beds: []dorm.FreeBed{{ID: "y", Room: "308", Name: "2", Floor: 3}, {ID: "z", Room: "305", Name: "5", Floor: 3}}})),
		leaf.Desk("dorm-free-none", dorm.Free(dorm.FreeView{Shell: sh, B: b})),
	}
}

func warden(sh console.Shell, b dorm.Building) []leaf.Leaf {
	row := func(name, room, state string) dorm.NightRow {
		return dorm.NightRow{PersonID: "p" + room, Name: name, Class: "三(2)班", Room: room, State: state}
	}
	gone, called, there, late, away := row("林知夏", "303", "missing"), row(leaf.Longer, "304", "missing"), row("王梓涵", "311", "unsure"), row("周文静", "302", "late"), row("林沐阳", "401", "leave")
	gone.Door, gone.At, gone.Call, gone.Contact = "南门 1 号闸", leaf.At(17, 42, 0), "13800000001", "何秀兰"
	called.Door, called.At, called.Note, called.By, called.NotedAt = "南门 2 号闸", leaf.At(18, 5, 0), "已联系", "赵立新", leaf.At(22, 31, 0)
	there.Door, there.At = "图书馆", leaf.At(21, 48, 0)
	late.Minutes = 18
	part := dorm.Night{Path: "/console/dorm/houses/b2", Day: "2026-11-23", Tonight: true, Sure: true, From: "22:30", Curfew: "22:00", All: 411, Missing: 2, Unsure: 1, Late: 1, Away: 1, Home: 406,
		Silent: []dorm.Silent{{Name: "后门的锁", Until: leaf.At(22, 12, 0)}, {Name: "侧门的锁"}}, Rows: []dorm.NightRow{gone, called, there, late, away}}
	view := dorm.NightView{Shell: sh, B: b, Days: []string{"2026-11-23", "2026-11-22"}, Part: part}
	early, home, none, refused := view, view, view, view
	seen := there
	seen.State = "waiting"
	early.Part = dorm.Night{Path: part.Path, Day: part.Day, Tonight: true, From: "22:30", Curfew: "22:00", All: 411, Waiting: 1, Late: 1, Home: 409, Rows: []dorm.NightRow{seen, late}}
	home.Part = dorm.Night{Path: part.Path, Day: part.Day, Sure: true, From: "22:30", Curfew: "22:00", All: 411, Home: 411}
	none.Part = dorm.Night{Path: part.Path, Day: part.Day, From: "22:30", Curfew: "22:00"}
	refused.Error = leaf.Longer
	nights := dorm.NightsView{Shell: sh, B: b, From: "2026-11-17", To: "2026-11-23", Week: true, Nights: []dorm.NightSum{{Day: "2026-11-23", Home: 406, Late: 1, Missing: 2, Unsure: 1, Away: 1}, {Day: "2026-11-22", Home: 411}},
		People: []dorm.PersonSum{{Name: "林知夏", Class: "三(2)班", Room: "303", Late: 2, Minutes: 41, Missing: 1}, {Name: leaf.Longer, Class: "三(2)班", Room: "304", Unsure: 1}}}
	quiet := nights
	quiet.Week, quiet.People = false, nil
	repair := func(id, what, state, told string) dorm.Repair {
		return dorm.Repair{ID: id, Room: "308", Person: "林知夏", What: what, State: state, Told: told, AskedAt: leaf.At(19, 40, 0)}
	}
	events := dorm.EventsView{Shell: sh, B: b, Events: []dorm.Event{{ID: "e1", Kind: "vacant_opened", Person: "林知夏", Place: "305", At: leaf.At(20, 1, 0)}, {ID: "e2", Kind: "two_residents", Place: "301-2", At: leaf.At(9, 0, 0), Seen: true},
		{ID: "e3", Kind: "door_held", Place: "301", At: leaf.At(9, 0, 0)}, {ID: "e4", Kind: "door_forced", Place: "301", At: leaf.At(9, 0, 0)}, {ID: "e5", Kind: "token_ended", Person: "林知夏", Place: "301", At: leaf.At(9, 0, 0)},
		{ID: "e6", Kind: "low_battery", Place: "301", At: leaf.At(9, 0, 0)}, {ID: "e7", Kind: "lock_clock", Place: "301", At: leaf.At(9, 0, 0)}},
		Refused: []dorm.Event{{Person: leaf.Longer, Place: "2 号楼大门", At: leaf.At(21, 5, 0)}}}
	return []leaf.Leaf{
		leaf.Desk("dorm-night", dorm.NightPage(view)),
		leaf.Desk("dorm-night-early", dorm.NightPage(early)),
		leaf.Desk("dorm-night-home", dorm.NightPage(home)),
		leaf.Desk("dorm-night-none", dorm.NightPage(none)),
		leaf.Desk("dorm-night-refused", dorm.NightPage(refused)),
		leaf.Desk("dorm-nights", dorm.NightsPage(nights)),
		leaf.Desk("dorm-nights-month", dorm.NightsPage(quiet)),
		leaf.Desk("dorm-repairs", dorm.Repairs(dorm.RepairsView{Shell: sh, B: b, Error: leaf.Longer, List: []dorm.Repair{repair("f1", "灯不亮", "open", ""), repair("f2", leaf.Longer, "work", leaf.Longer), repair("f3", "门把手松了", "done", ""), repair("f4", "墙面", "refused", "假期统一刷")}})),
		leaf.Desk("dorm-repairs-none", dorm.Repairs(dorm.RepairsView{Shell: sh, B: b})),
		leaf.Desk("dorm-events", dorm.Events(events)),
		leaf.Desk("dorm-notices", dorm.Notices(dorm.NoticesView{Shell: sh, B: b, Text: leaf.Longer, Until: "2026-11-24T18:00", Error: leaf.Longer, List: []dorm.HouseNotice{
			{ID: "n1", Text: "假期统一刷", By: "何秀兰", Until: leaf.At(18, 0, 0), PostedAt: leaf.At(9, 0, 0)}, {ID: "n2", Text: leaf.Longer, By: leaf.Longer, Until: leaf.At(18, 0, 0), PostedAt: leaf.At(9, 0, 0)}}})),
		leaf.Desk("dorm-notices-none", dorm.Notices(dorm.NoticesView{Shell: sh, B: b, Until: "2026-11-24T18:00"})),
		leaf.Desk("dorm-locks", dorm.Locks(dorm.LocksView{Shell: sh, B: b, Locks: []dorm.Lock{
			{Name: "后门的锁", Place: "301", Battery: 12, Last: leaf.At(9, 0, 0), Off: 95, Tokens: 6, FirstEnds: leaf.At(18, 0, 0), Ending: 2, Low: true},
			{Name: leaf.Longer, Place: "2 号楼", Battery: -1, Last: leaf.At(8, 0, 0), Quiet: true, Lapsed: 411, Off: -31},
			{Name: "侧门的锁", Place: "303", Battery: 88, Last: leaf.At(9, 30, 0), Tokens: 6, FirstEnds: leaf.At(18, 0, 0)}}})),
		leaf.Desk("dorm-locks-none", dorm.Locks(dorm.LocksView{Shell: sh, B: b})),
		leaf.Desk("dorm-events-none", dorm.Events(dorm.EventsView{Shell: sh, B: b})),
	}
}

func resident() []leaf.Leaf {
	own := dorm.RoomView{Page: leaf.Page(), ID: "p1", Name: "林知夏", Own: true, Lives: true, Building: "2 号楼", Room: "308", Bed: "1", Curfew: "22:00", Beds: 6, Shares: true,
		Mates:   []dorm.Mate{{Name: "林知夏", Bed: "1", Class: "三(2)班", You: true}, {Name: "陈一诺", Bed: "3", Class: "三(2)班", Phone: "13800000002"}, {Name: leaf.Longer, Bed: "4", Class: "三(2)班"}},
		Comes:   []dorm.Mate{{Bed: "2", At: leaf.At(12, 0, 0)}},
		Wardens: []dorm.Mate{{Name: "何秀兰", Phone: "13900000009"}},
		Notices: []dorm.HouseNotice{{ID: "n1", Text: "假期统一刷", By: "何秀兰", Until: leaf.At(18, 0, 0)}},
		Repairs: []dorm.Repair{{ID: "f1", What: "灯不亮", State: "work", Told: "下午来修", AskedAt: leaf.At(19, 40, 0)}, {ID: "f2", What: leaf.Longer, State: "done", AskedAt: leaf.At(9, 40, 0)}, {ID: "f3", What: "灯不亮", State: "done", Confirmed: true, AskedAt: leaf.At(9, 40, 0)}}}
	moved, guardian, wrong := own, own, own
	moved.Page, moved.Next, moved.NextAt, moved.Old, moved.OldUntil, moved.Comes = leaf.Dark(), "2 号楼 401-1", leaf.At(12, 0, 0), "2 号楼 303", leaf.At(14, 0, 0), nil
	guardian.Own, guardian.Mates, guardian.Comes, guardian.Repairs, guardian.Wardens = false, nil, nil, nil, nil
	wrong.What, wrong.Error = leaf.Longer, leaf.Longer
	return []leaf.Leaf{
		leaf.Phone("dorm-room", dorm.RoomPage(own)),
		leaf.Phone("dorm-room-moved-dark", dorm.RoomPage(moved)),
		leaf.Phone("dorm-room-guardian", dorm.RoomPage(guardian)),
		leaf.Phone("dorm-room-refused", dorm.RoomPage(wrong)),
		leaf.Phone("dorm-room-none", dorm.RoomPage(dorm.RoomView{Page: leaf.Page(), ID: "p1", Name: "林知夏", Own: true})),
	}
}

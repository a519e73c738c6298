package library

import (
	"fmt"

	"yunka/views/book/leaf"
	"yunka/views/console"
	"yunka/views/library"
)

// more are machines of other makers, who is inside, and what a class reads.
func more(sh console.Shell, own library.ReaderView) []leaf.Leaf {
	machines := library.MachinesView{Shell: sh, Host: "yunka.school.cn", Ports: []string{"6001"}, Form: library.MachineForm{Charset: "utf8"},
		Rows: []library.Machine{{ID: "t1", Name: "自助借还机", Charset: "gbk", CRLF: true, Seen: leaf.At(10, 31, 0)}, {ID: "t2", Name: leaf.Longer, Charset: "utf8"}, {ID: "t3", Name: "自助借还机 2", Charset: "utf8", Stopped: true}}}
	made, off := machines, library.MachinesView{Shell: sh, Form: library.MachineForm{Name: leaf.Longer, Charset: "gbk", CRLF: true, Error: leaf.Longer}}
	made.Issued = &console.Issued{For: "自助借还机", Token: "yk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"}
	room := library.RoomView{Shell: sh, Set: true, Name: "图书馆", ZoneID: "z2", Seats: 120, Inside: 41, Free: 79, Once: true, Keeps: true, MayGate: true, Visits: 133, Minutes: 38, Zones: []console.Option{{Value: "z2", Text: "图书馆"}, {Value: "z3", Text: leaf.Longer}}, Zone: "z2", SeatsTyped: "120",
		People: []library.Inside{{Name: "林知夏", Role: "student", Class: "三年级2班", Since: leaf.At(9, 50, 0)}, {Name: leaf.Longer, Role: "teacher", Since: leaf.At(10, 2, 0)}}}
	for i := range 40 {
		room.People = append(room.People, library.Inside{Name: fmt.Sprintf("Reader %d", i+1), Role: "student", Class: "五年级1班", Since: leaf.At(10, i, 0)})
	}
	open := library.RoomView{Shell: sh, Set: true, Name: "图书馆", ZoneID: "z2", MayGate: true, Zones: room.Zones, Zone: "z2", SeatsTyped: "0", Error: leaf.Longer}
	class := library.ClassView{Page: leaf.Page(), Name: "三年级2班", Year: "2026", Sum: 52, Rows: []library.Pupil{{Name: "林知夏", Year: 37, Out: 4, Visits: 31}, {Name: leaf.Longer, Year: 15, Out: 1, Overdue: 1}, {Name: "陈一诺", Visits: 2}}}
	dark := class
	dark.Page = leaf.Dark()
	own.Stayed, own.Seats, own.Free = library.Stayed{Visits: 31, Minutes: 41, Hours: 21, Pairs: 30}, 120, 79
	return []leaf.Leaf{
		leaf.Desk("library-machines", library.Machines(machines)),
		leaf.Desk("library-machines-made", library.Machines(made)),
		leaf.Desk("library-machines-off", library.Machines(off)),
		leaf.Desk("library-room", library.Room(room)),
		leaf.Desk("library-room-open", library.Room(open)),
		leaf.Desk("library-room-none", library.Room(library.RoomView{Shell: sh})),
		leaf.Phone("library-class", library.Class(class)),
		leaf.Phone("library-class-dark", library.Class(dark)),
		leaf.Phone("library-class-none", library.Class(library.ClassView{Page: leaf.Page(), Name: leaf.Longer, Year: "2026"})),
		leaf.Phone("library-reader-seats", library.ReaderPage(own)),
	}
}

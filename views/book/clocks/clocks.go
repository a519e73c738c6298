// Package clocks are the pages of attendance machines in the book.
package clocks

import (
	"time"

	"yunka/views/book/leaf"
	"yunka/views/clocks"
	"yunka/views/console"
)

// Leaves are the page with clocks in several states, and without any; shell is the office's
// frame.
func Leaves(shell func() console.Shell) []leaf.Leaf {
	sh := shell()
	sh.Rail = append(sh.Rail, clocks.Rail)
	at, noon := leaf.At(9, 0, 0), leaf.At(12, 0, 0)
	good := clocks.Clock{ID: "c1", Name: "T1", Serial: "CK1234567890", Path: "k7m2pq9x4w8rtz3v", NeedPath: true, Networks: "10.0.5.0/24", Who: "staff", Firmware: "Ver 2.0.12-20150625", Seen: noon, SeenFrom: "10.0.5.7", People: 113, Held: 113, Complete: noon, Proves: true}
	wrong := clocks.Clock{ID: "c2", Name: leaf.Longer, Serial: "CK1234567891", Networks: "10.0.5.8/32", Who: "all", Keys: true, Seen: at, SeenFrom: "10.0.5.8", Silent: true, Ahead: 8 * time.Hour, People: 1431, Held: 1398, Fails: 3, Complete: at}
	v := clocks.View{Shell: sh, Host: "card.chenghu.lan", Port: "8081", Clocks: []clocks.Clock{good, wrong, {ID: "c3", Name: "T3", Serial: "CK1234567892", NeedPath: true, Path: "a", Who: "nobody"}, {ID: "c4", Name: "T4", Serial: "CK1234567893", Stopped: true}},
		Unknown: []clocks.Unknown{{Serial: "CK9999999999", Address: "10.0.5.99", Last: noon, Times: 41}},
		Strays:  []clocks.Stray{{Terminal: "T1", Number: "20260118", At: at, Received: noon}, {Terminal: "T1", Chip: "1234567890", At: at, Received: noon}, {Terminal: leaf.Longer, Number: "7", At: leaf.At(20, 0, 0), Received: noon, Suspect: true}}, MoreLeft: true}
	none := clocks.View{Shell: sh, Host: "card.chenghu.lan", Form: clocks.Form{Who: "staff", Name: leaf.Longer, Serial: "?", NoPath: true, Error: leaf.Longer}, Error: leaf.Longer}
	return []leaf.Leaf{
		leaf.Desk("clocks", clocks.Page(v)),
		leaf.Desk("clocks-none", clocks.Page(none)),
	}
}

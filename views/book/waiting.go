package book

import (
	"context"

	"yunka/views/msg"
	"yunka/views/ui"
	"yunka/views/waiting"
)

// waitingLeaves are what waits for somebody, from several scenes.
func waitingLeaves() []Leaf {
	lines := []waiting.Line{
		{Icon: ui.IconHistory, Title: said("考勤更正", "Corrections"), Link: "/corrections", N: 3, Since: at(7, 10, 0), Late: true},
		{Icon: ui.IconCalendar, Title: said("请假", "Leave"), Link: "/waiting", N: 1, Since: at(7, 40, 0)},
	}
	return []Leaf{
		phone("waiting", waiting.Page(waiting.View{Page: page(), Lists: []waiting.List{{Person: "p9", School: school, Lines: lines}}})),
		phone("waiting-two-schools", waiting.Page(waiting.View{Page: page(), Lists: []waiting.List{{Person: "p9", School: school, Lines: lines}, {Person: "p8", School: "启明小学"}}})),
		phone("waiting-none", waiting.Page(waiting.View{Page: page(), Lists: []waiting.List{{Person: "p9", School: school}}})),
		desk("waiting-office", waiting.Office(waiting.OfficeView{Shell: shell(), Lines: lines})),
		desk("waiting-office-none", waiting.Office(waiting.OfficeView{Shell: shell()})),
	}
}

func said(zh, en string) func(context.Context) string {
	return func(ctx context.Context) string { return msg.Pick(ctx, zh, en) }
}

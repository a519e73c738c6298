package dorm

import (
	"context"
	"strings"

	"yunka/views/msg"
)

// StateTitle is what a state of a night is called.
func StateTitle(ctx context.Context, state string) string { return stateTitle(ctx, state) }

func stateTitle(ctx context.Context, state string) string {
	switch state {
	case "missing":
		return msg.Pick(ctx, "没回来", "Not back")
	case "unsure":
		return msg.Pick(ctx, "还不能确定", "Not yet certain")
	case "waiting":
		return msg.Pick(ctx, "还没进楼", "Not in yet")
	case "late":
		return msg.Pick(ctx, "晚归", "Late")
	case "leave":
		return msg.Pick(ctx, "请假", "On leave")
	}
	return msg.Pick(ctx, "按时回来", "Back in time")
}

// NightHeads are the columns of the nights as a file.
func NightHeads(ctx context.Context) []string {
	return []string{whichNight(ctx), msg.Pick(ctx, "学号", "Number"), msg.Pick(ctx, "姓名", "Name"), msg.Pick(ctx, "班级", "Class"), colRoom(ctx), msg.Pick(ctx, "情况", "State"), colMinutes(ctx), msg.Pick(ctx, "最后一次过门", "Last seen"), msg.Pick(ctx, "处理", "Note")}
}

func printIt(ctx context.Context) string    { return msg.Pick(ctx, "打印", "Print") }
func showIt(ctx context.Context) string     { return msg.Pick(ctx, "看这一晚", "Show it") }
func whichNight(ctx context.Context) string { return msg.Pick(ctx, "哪一晚", "Night") }
func weekName(ctx context.Context) string   { return msg.Pick(ctx, "7 晚", "7 nights") }
func monthName(ctx context.Context) string  { return msg.Pick(ctx, "30 晚", "30 nights") }
func byPerson(ctx context.Context) string {
	return msg.Pick(ctx, "晚归和没回来的人", "Who came late or not")
}
func colRoom(ctx context.Context) string    { return msg.Pick(ctx, "房间", "Room") }
func colMinutes(ctx context.Context) string { return msg.Pick(ctx, "晚几分钟", "Minutes late") }
func nobodyLate(ctx context.Context) string {
	return msg.Pick(ctx, "都按时回来", "Everybody was back in time")
}

func nobodyLateDo(ctx context.Context) string {
	return msg.Pick(ctx, "这些晚上没有晚归和没回来的人。", "Nobody came late or stayed away in these nights.")
}

func nightOf(ctx context.Context, v Night) string {
	return msg.Pick(ctx, msg.ShortDay(ctx, v.Day)+" 晚，"+v.Curfew+" 前应回楼", "Night of "+msg.ShortDay(ctx, v.Day)+", back by "+v.Curfew)
}

func silentDoors(ctx context.Context, list []Silent) string {
	var names []string
	for _, s := range list {
		if s.Until.IsZero() {
			names = append(names, msg.Pick(ctx, s.Name+"一直没有数据", s.Name+" has never told anything"))
		} else {
			names = append(names, msg.Pick(ctx, s.Name+" "+msg.Clock(s.Until)+" 后没有数据", s.Name+" has told nothing since "+msg.Clock(s.Until)))
		}
	}
	all := strings.Join(names, msg.Pick(ctx, "，", ", "))
	return msg.Pick(ctx, all+"。从那里回来的人可能还没算进来，先不要当成没回来。", all+". Who came that way may not be counted yet: they are not called missing.")
}

func nobodyLives(ctx context.Context) string {
	return msg.Pick(ctx, "还没有人住", "Nobody lives here yet")
}

func nobodyLivesDo(ctx context.Context) string {
	return msg.Pick(ctx, "分了床，这里就会有名单。", "Give beds, and the list is here.")
}

func allHome(ctx context.Context, n int) string {
	return msg.Pick(ctx, number(n)+" 人都有着落", "All "+number(n)+" are accounted for")
}

func missingCount(v Night) string {
	if !v.Sure {
		return "—"
	}
	return number(v.Missing)
}

func sureFrom(ctx context.Context, at string) string {
	return msg.Pick(ctx, at+" 后才能判断", "It can be said from "+at+" on")
}

func noneOf(ctx context.Context) string { return msg.Pick(ctx, "没有", "Nobody") }

func unsureText(ctx context.Context) string {
	return msg.Pick(ctx, "还有门没有传来数据，不能说他们没回来。", "A door that could prove otherwise has not told all.")
}

func shouldSleep(ctx context.Context, n int) string {
	return msg.Pick(ctx, "应住 "+number(n)+" 人", number(n)+" sleep here")
}

func restTitle(ctx context.Context, sure bool) string {
	if sure {
		return msg.Pick(ctx, "没回来、不能确定", "Not back, or not certain")
	}
	return stateTitle(ctx, "waiting")
}

func lateBy(ctx context.Context, n int) string {
	return msg.Pick(ctx, "晚 "+number(n)+" 分", number(n)+" min late")
}

func lastSeen(ctx context.Context, r NightRow) string {
	if r.Door == "" {
		return msg.Pick(ctx, "三天内没有过门记录", "No door has seen them in three days")
	}
	return stamp(ctx, r.At) + " " + r.Door
}

func notedBy(ctx context.Context, r NightRow) string {
	return msg.Clock(r.NotedAt) + " " + r.By + msg.Pick(ctx, "：", ": ") + r.Note
}

func callGuardian(ctx context.Context, name string) string {
	return msg.Pick(ctx, "打给家长 "+name, "Call "+name)
}

func noteLabel(ctx context.Context, name string) string {
	return msg.Pick(ctx, name+"：怎么处理的", "What was done about "+name)
}

func notePlace(ctx context.Context) string { return msg.Pick(ctx, "怎么处理的", "What was done") }

func noteSave(ctx context.Context, name string) string {
	return msg.Pick(ctx, "保存对"+name+"的处理", "Save what was done about "+name)
}

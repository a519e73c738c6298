package attendance

import (
	"context"
	"strconv"
	"time"

	"yunka/server/attendance/register"
	"yunka/server/outbox"
	"yunka/views/attendance/days"
	"yunka/views/msg"
)

// notices are the words of what a family is told of a pupil's day.
var notices = []outbox.Kind{
	{
		Kind: register.Arrived, Name: named("到校", "Arrived"), Many: manyArrived,
		Draw: said(func(ctx context.Context, name string, _ register.Said) string {
			return msg.Pick(ctx, name+"到校了", name+" is at school")
		}),
	},
	{
		Kind: register.CameLate, Name: named("迟到", "Late"), Many: manyArrived,
		Draw: warn(said(func(ctx context.Context, name string, s register.Said) string {
			n := minutes(s.Seconds)
			return msg.Pick(ctx, name+"到校了，迟到 "+n+" 分钟", name+" is at school, "+n+" min late")
		})),
	},
	{
		Kind: register.NotThere, Name: named("缺勤", "Absent"),
		Draw: warn(said(func(ctx context.Context, name string, s register.Said) string {
			return msg.Pick(ctx, name+s.Session+"缺勤", name+" is absent: "+s.Session)
		})),
	},
	{
		Kind: register.LeftAgain, Name: named("离校", "Left"),
		Draw: said(func(ctx context.Context, name string, _ register.Said) string {
			return msg.Pick(ctx, name+"离校了", name+" has left school")
		}),
	},
	{
		Kind: register.LeftEarly, Name: named("早退", "Left early"),
		Draw: warn(said(func(ctx context.Context, name string, s register.Said) string {
			return msg.Pick(ctx, name+"提前离校了（"+s.Ends+" 才结束）", name+" has left early ("+s.Session+" ends at "+s.Ends+")")
		})),
	},
	{
		Kind: register.CameBack, Name: named("回到学校", "Back at school"),
		Draw: said(func(ctx context.Context, name string, _ register.Said) string {
			return msg.Pick(ctx, name+"没有提前离校，或已经回来", name+" has not left early, or is back")
		}),
	},
	{
		Kind: register.NothingIs, Name: named("考勤更正", "Attendance corrected"),
		Draw: said(func(ctx context.Context, name string, s register.Said) string {
			return msg.Pick(ctx, name+s.Session+"不算迟到，也不算缺勤", s.Session+": "+name+" is neither late nor absent")
		}),
	},
}

func named(zh, en string) func(context.Context) string {
	return func(ctx context.Context) string { return msg.Pick(ctx, zh, en) }
}

// said draws a notice: its title, when and where, and what was said before.
func said(title func(ctx context.Context, name string, s register.Said) string) func(context.Context, outbox.Told) outbox.Text {
	return func(ctx context.Context, t outbox.Told) outbox.Text {
		s := read(t)
		x := outbox.Text{Title: title(ctx, t.Name, s), Body: whenWhere(t, s), Line: s.Gate, Link: days.Path(t.About, t.Day), Do: msg.Pick(ctx, "看这一天", "Show the day")}
		if x.Body == "" {
			x.Body = s.Session + " " + s.Starts + "–" + s.Ends
		}
		if t.Old != nil {
			x.Was = before(ctx, *t.Old)
		}
		return x
	}
}

func warn(draw func(context.Context, outbox.Told) outbox.Text) func(context.Context, outbox.Told) outbox.Text {
	return func(ctx context.Context, t outbox.Told) outbox.Text {
		x := draw(ctx, t)
		x.Warn = true
		if s := read(t); t.Kind == register.CameLate {
			x.Line = msg.Pick(ctx, "迟到 "+minutes(s.Seconds)+" 分钟", minutes(s.Seconds)+" min late")
		}
		return x
	}
}

func read(t outbox.Told) (s register.Said) {
	t.Read(&s)
	return s
}

// before is what was said, in a few words.
func before(ctx context.Context, t outbox.Told) string {
	s := read(t)
	switch t.Kind {
	case register.CameLate:
		return msg.Pick(ctx, "迟到 "+minutes(s.Seconds)+" 分钟", minutes(s.Seconds)+" min late")
	case register.NotThere:
		return msg.Pick(ctx, "缺勤", "absent")
	case register.LeftEarly:
		return msg.Pick(ctx, "提前离校", "left early")
	}
	return whenWhere(t, s)
}

func whenWhere(t outbox.Told, s register.Said) string {
	if s.At == 0 {
		return ""
	}
	text := msg.Clock(time.UnixMilli(s.At).In(t.At.Location()))
	if s.Gate != "" {
		text += " · " + s.Gate
	}
	return text
}

// minutes are rounded up, as a person counts them who waits.
func minutes(seconds int64) string { return strconv.FormatInt((seconds+59)/60, 10) }

func manyArrived(ctx context.Context, list []outbox.Told) string {
	late := 0
	for _, t := range list {
		if t.Kind == register.CameLate {
			late++
		}
	}
	n := strconv.Itoa(len(list))
	if len(list) == 2 {
		n = "两"
	}
	text := msg.Pick(ctx, n+"个孩子都到校了", "All "+strconv.Itoa(len(list))+" children are at school")
	if late > 0 {
		text += msg.Pick(ctx, "，有迟到", ", not all on time")
	}
	return text
}

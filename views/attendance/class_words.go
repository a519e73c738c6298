package attendance

import (
	"context"

	"yunka/views/msg"
)

func navClasses(ctx context.Context) string { return msg.Pick(ctx, "各班到校", "Classes") }
func myClasses(ctx context.Context) string  { return msg.Pick(ctx, "我的班", "My classes") }
func toCard(ctx context.Context) string     { return msg.Pick(ctx, "回到校园卡", "Back to the card") }

func wallOf(ctx context.Context, name string) string {
	return msg.Pick(ctx, name+" 大屏", "Screen of "+name)
}

func notOursTitle(ctx context.Context) string {
	return msg.Pick(ctx, "这个班不在您名下", "This class is not yours")
}

func notOursText(ctx context.Context) string {
	return msg.Pick(ctx, "您能看的班在下面。要看这个班，请学校在“任职”里加上您。", "The classes that you can see are below. To see this one, ask the school to add you under Posts.")
}

func noClassTitle(ctx context.Context) string {
	return msg.Pick(ctx, "还没有您的班", "No class is yours yet")
}

func noClassText(ctx context.Context, teacher bool) string {
	if !teacher {
		return msg.Pick(ctx, "这一页是给班主任、任课老师和年级组长的。", "This page is for class teachers, subject teachers and heads of a grade.")
	}
	return msg.Pick(ctx, "请学校管理员在“任职”里把您加为班主任、任课老师或年级组长，这里马上就会有。",
		"Ask the school's office to add you under Posts as class teacher, subject teacher or head of a grade. It shows here at once.")
}

func noClassesText(ctx context.Context) string {
	return msg.Pick(ctx, "先导入名单，班级就在这里。", "Import the roster first: its classes show here.")
}

func withoutTitle(ctx context.Context, c ClassNow) string {
	switch c.Without {
	case NoPupils:
		return msg.Pick(ctx, "班里还没有学生", "No pupils in this class yet")
	case NoSchool:
		return msg.Pick(ctx, "今天不上课", "No school today")
	}
	return msg.Pick(ctx, "没有填到校时间", "No sessions are entered")
}

func withoutText(ctx context.Context, c ClassNow) string {
	switch c.Without {
	case NoPupils:
		return msg.Pick(ctx, "学校导入名单或加人以后，就会出现在这里。", "They show here once the school has imported or added them.")
	case NoSchool:
		text := ""
		if c.Holiday != "" {
			text = msg.Pick(ctx, c.Holiday+"。", c.Holiday+". ")
		}
		if c.Next.IsZero() {
			return text + msg.Pick(ctx, "下一个上学日还没有定。", "The next school day is not known yet.")
		}
		return text + msg.Pick(ctx, "下一个上学日是"+msg.Day(ctx, c.Next)+"。", "The next school day is "+msg.Day(ctx, c.Next)+".")
	}
	return msg.Pick(ctx, "今天没有要这个班到校的时段。请学校管理员在控制台的“到校时间”里添加。",
		"No session expects this class today. Ask the school's office to add one in the console under Expected when.")
}

func sessionBegins(ctx context.Context, c ClassNow) string {
	if c.Over {
		return msg.Pick(ctx, c.Session+" "+c.Ends+" 结束了", c.Session+" ended at "+c.Ends)
	}
	if c.Before {
		return msg.Pick(ctx, c.Session+" "+c.Starts+" 开始", c.Session+" begins at "+c.Starts)
	}
	return msg.Pick(ctx, c.Session+" "+c.Starts+" 开始的", c.Session+" began at "+c.Starts)
}

func figures(ctx context.Context) string { return msg.Pick(ctx, "现在的人数", "How many, now") }

func missingWord(ctx context.Context, before bool) string {
	if before {
		return msg.Pick(ctx, "还没来", "Not here yet")
	}
	return msg.Pick(ctx, "没到", "Missing")
}
func lateWord(ctx context.Context) string    { return msg.Pick(ctx, "迟到", "Late") }
func leaveWord(ctx context.Context) string   { return msg.Pick(ctx, "请假", "On leave") }
func waitingWord(ctx context.Context) string { return msg.Pick(ctx, "待确认", "Unknown") }
func onTimeWord(ctx context.Context) string  { return msg.Pick(ctx, "准时到", "On time") }

func meterSays(ctx context.Context, l ClassLine) string {
	missing := missingWord(ctx, l.Before)
	expected, here := number(l.All()-l.Leave), number(l.OnTime+l.Late)
	return msg.Pick(ctx, "应到 "+expected+" 人：到 "+here+" 人，其中迟到 "+number(l.Late)+" 人；待确认 "+number(l.Waiting)+" 人；"+missing+" "+number(l.Missing)+" 人",
		expected+" expected: "+here+" here, of them "+number(l.Late)+" late; "+number(l.Waiting)+" unconfirmed; "+missing+": "+number(l.Missing))
}

func expectedHere(ctx context.Context, l ClassLine) string {
	expected, here := number(l.All()-l.Leave), number(l.OnTime+l.Late)
	return msg.Pick(ctx, "应到 "+expected+"，到 "+here, expected+" expected, "+here+" here")
}

func allHere(ctx context.Context, l ClassLine) string {
	return msg.Pick(ctx, "全到了 "+number(l.OnTime+l.Late), "All "+number(l.OnTime+l.Late)+" are here")
}

func gateSilent(ctx context.Context, g SilentGate) string {
	if g.Since.IsZero() {
		return msg.Pick(ctx, g.Name+"没有消息", g.Name+" has sent nothing")
	}
	return msg.Pick(ctx, g.Name+" "+msg.Clock(g.Since)+" 起没有消息", g.Name+" has been silent since "+msg.Clock(g.Since))
}

func gateMeans(ctx context.Context, n int) string {
	if n == 0 {
		return msg.Pick(ctx, "等它补传，晚到的记录会自动补上", "What it saw will be added when it is back")
	}
	return msg.Pick(ctx, number(n)+" 人可能已到，先不算没到", number(n)+" may be here and do not count as missing")
}

func parentsNotTold(ctx context.Context) string {
	return msg.Pick(ctx, "家长还不会收到通知", "Parents are not told yet")
}

func lateFrom(ctx context.Context, clock string) string {
	return msg.Pick(ctx, clock+" 以后算迟到", "late after "+clock)
}

func usualSays(ctx context.Context, p Pupil) string {
	switch {
	case p.Absent:
		return msg.Pick(ctx, "已确认缺勤", "Known to be absent")
	case p.Usual == "":
		return msg.Pick(ctx, "还没有记录", "No record yet")
	case p.Gate == "":
		return msg.Pick(ctx, "往常 "+p.Usual+" 到", "Usually here at "+p.Usual)
	}
	return msg.Pick(ctx, "往常 "+p.Usual+" 到，走"+p.Gate, "Usually here at "+p.Usual+", by "+p.Gate)
}

func waitsFor(ctx context.Context, p Pupil) string {
	if p.Gate == "" {
		return msg.Pick(ctx, "等闸机补传", "Waits for a gate")
	}
	return msg.Pick(ctx, "走"+p.Gate+"，等它补传", "Uses "+p.Gate+", which is silent")
}

func cameAt(ctx context.Context, p Pupil) string {
	text := msg.Pick(ctx, msg.Second(p.Came)+" 进校", "Came at "+msg.Second(p.Came))
	if p.Where != "" {
		text = msg.Joined(ctx, text, p.Where)
	}
	if p.Absent {
		text = msg.Joined(ctx, text, msg.Pick(ctx, "太晚，算缺勤", "too late: counts as absent"))
	}
	return text
}

func lateBy(ctx context.Context, p Pupil) string {
	m := lateMinutes(p.Seconds)
	return msg.Pick(ctx, m+" 分", m+" min")
}

func excuseWord(ctx context.Context, p Pupil) string {
	switch {
	case p.Official:
		return msg.Pick(ctx, "公假，算到校", "Away for the school")
	case p.Excuse == "sick":
		return msg.Pick(ctx, "病假", "Sick")
	case p.Excuse == "personal":
		return msg.Pick(ctx, "事假", "Personal")
	}
	return leaveWord(ctx)
}

// What a mark says.
func markWord(ctx context.Context, what string) string {
	switch what {
	case "here":
		return msg.Pick(ctx, "在教室", "In class")
	case "coming":
		return msg.Pick(ctx, "在路上", "On the way")
	case "sick":
		return msg.Pick(ctx, "病了", "Sick")
	}
	return msg.Pick(ctx, "其他", "Other")
}

func whyMissing(ctx context.Context, name string) string {
	return msg.Pick(ctx, "记一下："+name, "Note about "+name)
}

func markedBy(ctx context.Context, m Mark) string {
	return msg.Pick(ctx, m.By+" "+msg.Clock(m.At)+" 记的", msg.Clock(m.At)+", "+m.By)
}
func undo(ctx context.Context) string { return msg.Pick(ctx, "撤销", "Undo") }

func undoOf(ctx context.Context, name string) string {
	return msg.Pick(ctx, "撤销"+name+"的说明", "Undo what was noted of "+name)
}

func call(ctx context.Context, c Call) string {
	return msg.Pick(ctx, "打给"+c.Relation, "Call "+c.Relation)
}

func callAbout(ctx context.Context, c Call, name string) string {
	return msg.Joined(ctx, call(ctx, c), name)
}

func lastOnTime(ctx context.Context, p Pupil) string {
	return msg.Pick(ctx, "最晚 "+msg.Clock(p.Came)+" "+p.Name, "last "+msg.Clock(p.Came)+" "+p.Name)
}

func offlineNote(ctx context.Context) string {
	return msg.Pick(ctx, "没有网络：这是断开时的名单，您记的会等网络。", "No network: this is how it was. What you note waits for it.")
}

func colMissing(ctx context.Context) string { return missingWord(ctx, false) }

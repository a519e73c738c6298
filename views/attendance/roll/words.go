package roll

import (
	"context"

	"yunka/views/msg"
)

func myLessons(ctx context.Context) string {
	return msg.Pick(ctx, "我今天的课", "My lessons today")
}
func lessonsToday(ctx context.Context) string {
	return msg.Pick(ctx, "今天的课", "Lessons today")
}
func title(ctx context.Context, v View) string {
	return msg.Pick(ctx, v.Class+" 点名", v.Class+": roll call")
}
func callIt(ctx context.Context) string   { return msg.Pick(ctx, "点名", "Call the roll") }
func goBack(ctx context.Context) string   { return msg.Pick(ctx, "返回", "Back") }
func progress(ctx context.Context) string { return msg.Pick(ctx, "点名进度", "How far it is") }

func lessonName(ctx context.Context, l Line) string {
	return msg.Pick(ctx, l.PeriodName+" "+l.Subject, l.PeriodName+" "+l.Subject)
}

// who says who gives a lesson, where it is not simply the reader.
func who(ctx context.Context, l Line) string {
	switch {
	case l.Away:
		return msg.Pick(ctx, l.Who+" 代您上", l.Who+" gives it for you")
	case l.Instead != "" && l.Who == "":
		return msg.Pick(ctx, "您代 "+l.Instead, "you, for "+l.Instead)
	case l.Instead != "":
		return msg.Pick(ctx, l.Who+" 代 "+l.Instead, l.Who+" for "+l.Instead)
	}
	return l.Who
}

// tail is the end of a lesson's line.
func tail(ctx context.Context, l Line) string {
	switch {
	case l.Cancelled:
		return msg.Pick(ctx, "取消了", "cancelled")
	case l.Called != nil && l.Called.Absent > 0:
		return msg.Pick(ctx, number(l.Called.Absent)+" 人没见到", number(l.Called.Absent)+" missing")
	case l.Called != nil && l.Called.Unknown > 0:
		return msg.Pick(ctx, number(l.Called.Unknown)+" 人没点", number(l.Called.Unknown)+" not called")
	case l.Called != nil:
		return msg.Pick(ctx, "都在", "all here")
	case l.Opens != "":
		return msg.Pick(ctx, l.Opens+" 起可以点名", "from "+l.Opens)
	case l.Now:
		return msg.Pick(ctx, "正在上，还没点名", "now, not called yet")
	}
	return msg.Pick(ctx, "还没点名", "not called yet")
}

// nextTail says when the roll that comes next can be called.
func nextTail(ctx context.Context, l Line) string {
	if l.Opens != "" {
		return msg.Pick(ctx, l.From+" 上课", "at "+l.From)
	}
	return msg.Pick(ctx, l.From+"–"+l.To, l.From+"–"+l.To)
}

func calledBy(ctx context.Context, s Save) string {
	if s.First {
		return msg.Pick(ctx, s.By+" "+msg.Clock(s.At)+" 点的名", "Called at "+msg.Clock(s.At)+" by "+s.By)
	}
	return msg.Pick(ctx, s.By+" "+msg.Clock(s.At)+" 改了", "Changed at "+msg.Clock(s.At)+" by "+s.By)
}

func change(ctx context.Context, c Change) string {
	return msg.Pick(ctx, c.Name+"："+StateWord(ctx, c.Was)+" → "+StateWord(ctx, c.Is), c.Name+": "+StateWord(ctx, c.Was)+" → "+StateWord(ctx, c.Is))
}

// StateWord is a state in a word.
func StateWord(ctx context.Context, state string) string {
	switch state {
	case "here":
		return msg.Pick(ctx, "在", "Here")
	case "late":
		return msg.Pick(ctx, "迟到", "Late")
	case "absent":
		return msg.Pick(ctx, "没见到", "Missing")
	case "leave":
		return msg.Pick(ctx, "请假", "On leave")
	}
	return msg.Pick(ctx, "没点", "Not called")
}

func toCall(ctx context.Context, v View) string {
	n := v.count("")
	if n == 0 {
		return allCalled(ctx)
	}
	return msg.Pick(ctx, "还有 "+number(n)+" 人没点", number(n)+" to call")
}
func toCallPattern(ctx context.Context) string {
	return msg.Pick(ctx, "还有 {n} 人没点", "{n} to call")
}
func allCalled(ctx context.Context) string { return msg.Pick(ctx, "都点到了", "All are called") }

func decided(ctx context.Context, v View) string {
	return msg.Pick(ctx, "共 "+number(len(v.Pupils))+" 人", number(len(v.Pupils))+" in all")
}

func askTitle(ctx context.Context, called bool) string {
	if called {
		return msg.Pick(ctx, "没见到和没点的", "Missing or not called")
	}
	return msg.Pick(ctx, "先点这几位", "Call these first")
}

func askHint(ctx context.Context, v View) string {
	if v.crowd() {
		return msg.Pick(ctx, "谁不在教室，点谁，再按“其余都在”", "Tap who is not in class, then All others are here")
	}
	if v.called() {
		return msg.Pick(ctx, "找到了就改", "Change it when they are found")
	}
	return msg.Pick(ctx, "闸机没有他们在校的记录", "No gate says that they are here")
}

func seenTitle(ctx context.Context, called bool) string {
	if called {
		return msg.Pick(ctx, "在教室", "In class")
	}
	return msg.Pick(ctx, "闸机看到在校", "Seen at a gate")
}

func seenHint(ctx context.Context) string {
	return msg.Pick(ctx, "谁不在教室，点谁；再点是迟到", "Tap who is not in class; tap again for late")
}

func leaveHint(ctx context.Context) string {
	return msg.Pick(ctx, "不用点", "They are not called")
}
func restHere(ctx context.Context) string {
	return msg.Pick(ctx, "其余都在", "All others are here")
}

func finish(ctx context.Context, v View) string {
	text := finishWord(ctx, v.called())
	if n := v.count(""); n > 0 {
		return msg.Pick(ctx, text+"，"+number(n)+" 人没点", text+", "+number(n)+" not called")
	}
	return text
}

func finishWord(ctx context.Context, called bool) string {
	if called {
		return msg.Pick(ctx, "交修改", "Hand in the change")
	}
	return msg.Pick(ctx, "交点名", "Hand in the roll")
}

func finishPattern(ctx context.Context, called bool) string {
	return msg.Pick(ctx, finishWord(ctx, called)+"，{n} 人没点", finishWord(ctx, called)+", {n} not called")
}

// says is what is known of a pupil whom no gate puts at school, or the last roll missed.
func says(ctx context.Context, p Pupil) string {
	switch {
	case !p.Left.IsZero():
		return msg.Pick(ctx, msg.Clock(p.Left)+" 离校了", "Left at "+msg.Clock(p.Left))
	case !p.Came.IsZero():
		return came(ctx, p)
	case p.Vouched:
		return msg.Pick(ctx, "老师记过在校", "A teacher noted them as here")
	case p.Known:
		return msg.Pick(ctx, "已确认没到校", "Known to be absent")
	case p.Silent != "":
		return msg.Pick(ctx, "走"+p.Silent+"，等它补传", "Uses "+p.Silent+", which is silent")
	}
	return msg.Pick(ctx, "到现在没有进校记录", "Not seen so far")
}

func came(ctx context.Context, p Pupil) string {
	if p.Where == "" {
		return msg.Pick(ctx, msg.Clock(p.Came)+" 进校", "Came at "+msg.Clock(p.Came))
	}
	return msg.Pick(ctx, msg.Clock(p.Came)+" 从"+p.Where+"进校", "Came at "+msg.Clock(p.Came)+" by "+p.Where)
}

func vanishedSays(ctx context.Context, p Pupil) string {
	return msg.Pick(ctx, p.Name+" "+says(ctx, p)+"，课上没见到。班主任、年级组和学校的页面上已标红。",
		p.Name+": "+says(ctx, p)+", missing in the lesson. It stands out on the pages of the class teacher, the grade and the office.")
}

func excuse(ctx context.Context, p Pupil) string {
	switch {
	case p.Official:
		return msg.Pick(ctx, "公假", "Away for the school")
	case p.Excuse == "sick":
		return msg.Pick(ctx, "病假", "Sick")
	case p.Excuse == "personal":
		return msg.Pick(ctx, "事假", "Personal")
	}
	return StateWord(ctx, "leave")
}

func shutTitle(ctx context.Context, v View) string {
	if v.Shut == Cancelled {
		return msg.Pick(ctx, "这节课取消了", "This lesson is cancelled")
	}
	return msg.Pick(ctx, "还没到点名的时候", "It is too early to call it")
}

func shutText(ctx context.Context, v View) string {
	if v.Shut == Cancelled {
		return msg.Pick(ctx, "取消的课不点名。", "There is no roll of a cancelled lesson.")
	}
	return msg.Pick(ctx, v.Line.Opens+" 起可以点名。", "It can be called from "+v.Line.Opens+" on.")
}

func noPupilsTitle(ctx context.Context) string {
	return msg.Pick(ctx, "班里还没有学生", "No pupils in this class yet")
}

func noPupilsText(ctx context.Context) string {
	return msg.Pick(ctx, "学校导入名单或加人以后，就可以点名。", "The roll can be called once the school has added them.")
}

func notCalledTitle(ctx context.Context) string {
	return msg.Pick(ctx, "还没点名", "Not called yet")
}

func notCalledText(ctx context.Context) string {
	return msg.Pick(ctx, "由上这节课的老师或班主任点名，点完就在这里。", "Who gives the lesson, or the class teacher, calls it. It shows here then.")
}

func tappedNote(ctx context.Context) string {
	return msg.Pick(ctx, "还没交：点完请按下面的按钮。", "Not handed in yet: press the button below when you are done.")
}

func keptNote(ctx context.Context) string {
	return msg.Pick(ctx, "您上次在这台设备上点的还没交，已放回。", "What you tapped on this device before is back. It is not handed in yet.")
}

func waitsNote(ctx context.Context) string {
	return msg.Pick(ctx, "没有网络：点名存在这台设备上，有网络就自动交。", "No network: the roll is kept on this device and handed in when there is one.")
}
func undo(ctx context.Context) string { return msg.Pick(ctx, "撤销", "Undo") }
func undoPattern(ctx context.Context) string {
	return msg.Pick(ctx, "{name} 记为{state}", "{name}: {state}")
}

func history(ctx context.Context) string { return msg.Pick(ctx, "点名记录", "Who called it") }

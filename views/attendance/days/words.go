package days

import (
	"context"
	"time"

	"yunka/views/msg"
)

func dayTitle(ctx context.Context, p Person, at time.Time) string {
	return msg.Joined(ctx, p.Name, msg.Day(ctx, at))
}

func otherDays(ctx context.Context) string   { return msg.Pick(ctx, "换一天", "Other days") }
func dayBefore(ctx context.Context) string   { return msg.Pick(ctx, "前一天", "The day before") }
func dayAfter(ctx context.Context) string    { return msg.Pick(ctx, "后一天", "The day after") }
func whichPerson(ctx context.Context) string { return msg.Pick(ctx, "看谁的", "Whose days") }

func dayName(ctx context.Context, d Day) string {
	if d.Today {
		return msg.Joined(ctx, msg.Today(ctx), msg.Day(ctx, d.At))
	}
	return msg.Day(ctx, d.At)
}

func monthOf(ctx context.Context, at time.Time) string {
	return msg.Pick(ctx, number(int(at.Month()))+"月的考勤", "Attendance in "+at.Format("January"))
}

func withoutTitle(ctx context.Context, d Day) string {
	switch {
	case d.Without == NoSchool && d.Today:
		return msg.Pick(ctx, "今天不上课", "No school today")
	case d.Without == NoSchool:
		return msg.Pick(ctx, "这天不上课", "No school on this day")
	}
	return msg.Pick(ctx, "这天没有要到校的时段", "Nobody was expected on this day")
}

func withoutText(ctx context.Context, d Day) string {
	if d.Without != NoSchool {
		return msg.Pick(ctx, "学校没有给这个身份定到校时间，所以没有迟到和缺勤。", "The school expects nobody in this role at a certain time, so nothing is late or absent.")
	}
	text := ""
	if d.Name != "" {
		text = msg.Pick(ctx, d.Name+"。", d.Name+". ")
	}
	if d.Next.IsZero() {
		return text + msg.Pick(ctx, "下一个上学日还没有定。", "The next school day is not known yet.")
	}
	return text + msg.Pick(ctx, "下一个上学日是"+msg.Day(ctx, d.Next)+"。", "The next school day is "+msg.Day(ctx, d.Next)+".")
}

func presenceWord(ctx context.Context, way string) string {
	if way == "out" {
		return msg.Pick(ctx, "离校了", "left school")
	}
	return msg.Pick(ctx, "到校了", "at school")
}

func notSeen(ctx context.Context, d Day) string {
	for _, s := range d.Sessions {
		if s.Waits {
			return msg.Pick(ctx, "待确认", "Not yet confirmed")
		}
	}
	return msg.Pick(ctx, "还没有到校记录", "No arrival on record yet")
}

func makeUp(ctx context.Context, d Day) string {
	text := msg.Pick(ctx, "补课，按"+weekdayLong(ctx, d.WorksAs-1)+"的时间", "A make-up day that works as a "+weekdayLong(ctx, d.WorksAs-1))
	if d.Name != "" {
		text = d.Name + msg.Pick(ctx, "：", ": ") + text
	}
	return text
}

func closedNote(ctx context.Context) string {
	return msg.Pick(ctx, "这天已经结账，改动只记为更正。", "The register of this day is closed: any change is kept as a correction.")
}

func silentGate(ctx context.Context, g SilentGate) string {
	if g.Since.IsZero() {
		return msg.Pick(ctx, g.Name+" 一直没有消息", "Nothing yet from "+g.Name)
	}
	return msg.Pick(ctx, g.Name+" "+msg.Clock(g.Since)+" 起没有消息", "Nothing from "+g.Name+" since "+msg.Clock(g.Since))
}

func silentMeans(ctx context.Context) string {
	return msg.Pick(ctx, "可能从这里进了校，还没有传过来。等它补传以后再算，现在不算缺勤。",
		"The arrival may be there and not have come through. Nothing is counted as absent until it has.")
}

func onRecord(ctx context.Context) string    { return msg.Pick(ctx, "记录", "On record") }
func newestFirst(ctx context.Context) string { return msg.Pick(ctx, "新的在前", "newest first") }
func neverEdited(ctx context.Context) string {
	return msg.Pick(ctx, "刷卡记录不会改。更正另记一笔，两样都看得到。", "What a gate saw is never changed. A correction is a line of its own, and both can be seen.")
}
func requestsTitle(ctx context.Context) string {
	return msg.Pick(ctx, "更正申请", "Requests to correct")
}

func expectedAt(ctx context.Context, s Session) string {
	return msg.Pick(ctx, s.Starts+"–"+s.Ends+"，"+s.OnTime+" 以前到算准时", s.Starts+"–"+s.Ends+", on time until "+s.OnTime)
}

// stateWord is the state in a word or two.
func stateWord(ctx context.Context, s Session) string {
	switch s.State {
	case "present":
		return msg.Pick(ctx, "到校", "present")
	case "made_up":
		return msg.Pick(ctx, "更正为到校", "corrected: present")
	case "official":
		return msg.Pick(ctx, "公假，算到校", "away for the school")
	case "late":
		return msg.Pick(ctx, "迟到 "+minutes(s.Late)+" 分钟", minutes(s.Late)+" min late")
	case "early":
		return msg.Pick(ctx, "早退 "+minutes(s.Early)+" 分钟", "left "+minutes(s.Early)+" min early")
	case "late_early":
		return msg.Pick(ctx, "迟到 "+minutes(s.Late)+"、早退 "+minutes(s.Early)+" 分钟", minutes(s.Late)+" min late, left "+minutes(s.Early)+" early")
	case "missing_in":
		return msg.Pick(ctx, "没有进校记录", "no arrival on record")
	case "missing_out":
		return msg.Pick(ctx, "没有离校记录", "no leaving on record")
	case "leave":
		return excuse(ctx, s.Excuse)
	case "absent":
		return msg.Pick(ctx, "缺勤", "absent")
	}
	switch {
	case !s.Begun:
		return msg.Pick(ctx, "还没开始", "not begun")
	case s.Waits || !s.Came.IsZero():
		return msg.Pick(ctx, "待确认", "not yet confirmed")
	}
	return msg.Pick(ctx, "还没到", "not here yet")
}

func excuse(ctx context.Context, kind string) string {
	switch kind {
	case "sick":
		return msg.Pick(ctx, "病假", "sick leave")
	case "personal":
		return msg.Pick(ctx, "事假", "personal leave")
	}
	return msg.Pick(ctx, "请假", "on leave")
}

// StateName is a state by itself, without minutes.
func StateName(ctx context.Context, state string) string {
	switch state {
	case "late":
		return msg.Pick(ctx, "迟到", "late")
	case "early":
		return msg.Pick(ctx, "早退", "left early")
	case "late_early":
		return msg.Pick(ctx, "迟到又早退", "late and left early")
	case "pending":
		return msg.Pick(ctx, "待确认", "not yet confirmed")
	}
	return stateWord(ctx, Session{State: state, Begun: true})
}

func cameWords(ctx context.Context, s Session) string {
	text := msg.Pick(ctx, msg.Second(s.Came)+" 进校", "Came at "+msg.Second(s.Came))
	if s.CameAt != "" {
		text = msg.Joined(ctx, text, s.CameAt)
	}
	if s.Late > 0 {
		text = msg.Joined(ctx, text, msg.Pick(ctx, "晚了 "+minutes(s.Late)+" 分钟", minutes(s.Late)+" min after the start"))
	}
	return text
}

func leftWords(ctx context.Context, s Session) string {
	text := msg.Pick(ctx, msg.Second(s.Left)+" 离校", "Left at "+msg.Second(s.Left))
	if s.LeftAt != "" {
		text = msg.Joined(ctx, text, s.LeftAt)
	}
	if s.Early > 0 {
		text = msg.Joined(ctx, text, msg.Pick(ctx, "早了 "+minutes(s.Early)+" 分钟", minutes(s.Early)+" min before the end"))
	}
	return text
}

// explain says what the tag does not.
func explain(ctx context.Context, s Session) (list []string) {
	if s.Was != "" {
		list = append(list, msg.Pick(ctx, "更正前是："+StateName(ctx, s.Was), "Before the correction: "+StateName(ctx, s.Was)))
	}
	switch {
	case s.Vouched:
		list = append(list, msg.Pick(ctx, "没有刷卡记录，老师看见人在。", "No gate saw it; a teacher did."))
	case s.State == "pending" && s.Waits:
		list = append(list, msg.Pick(ctx, "有闸机没有消息，补传以前不算缺勤，也不会通知缺勤。", "A gate is silent: nothing counts as absent, and nobody is told so, before it has caught up."))
	case s.State == "pending" && s.Begun && s.Came.IsZero():
		list = append(list, msg.Pick(ctx, "确认以后才会算缺勤。", "It counts as absent only once that is known for certain."))
	case s.State == "pending" && !s.Came.IsZero():
		list = append(list, msg.Pick(ctx, "到得很晚，等所有闸机的记录到齐再算。", "A very late arrival: it is counted once all gates have reported."))
	case s.State == "absent" && !s.Came.IsZero() && s.Was == "":
		list = append(list, msg.Pick(ctx, "到得太晚，按缺勤算。", "The arrival was so late that the session counts as missed."))
	}
	return list
}

func wrong(ctx context.Context, session string) string {
	return msg.Pick(ctx, "不是这样，请老师核对", "This is wrong: ask for a check of "+session)
}

// entryWords is a line of what is on record.
func entryWords(ctx context.Context, e Entry) string {
	switch e.Kind {
	case "in":
		return msg.Pick(ctx, "进校", "Came in")
	case "out":
		return msg.Pick(ctx, "离校", "Left")
	case "here":
		if e.Device {
			return msg.Pick(ctx, "打卡", "Punched in")
		}
		return msg.Pick(ctx, "刷卡", "Scanned")
	case "marked":
		return msg.Pick(ctx, "老师记：", "Noted: ") + markWord(ctx, e.What)
	case "unmarked":
		return msg.Pick(ctx, "收回：", "Taken back: ") + markWord(ctx, e.What)
	case "asked":
		return msg.Pick(ctx, "申请更正", "Asked to correct it")
	case "accepted":
		return msg.Pick(ctx, "更正为"+asWords(ctx, e.What), "Corrected to "+asWords(ctx, e.What))
	case "refused":
		return msg.Pick(ctx, "核对后维持不变", "Checked and kept as it was")
	}
	return msg.Pick(ctx, "撤回了申请", "The request was taken back")
}

// entryTail is where, about which session and by whom; with the day if it was another.
func entryTail(ctx context.Context, e Entry, day time.Time) (text string) {
	device := ""
	if e.Device {
		device = msg.Pick(ctx, "按设备", "by device")
	}
	for _, part := range []string{e.Where, device, e.Session, e.By} {
		if part != "" && text != "" {
			text = msg.Joined(ctx, text, part)
		} else if part != "" {
			text = part
		}
	}
	if e.At.YearDay() != day.YearDay() || e.At.Year() != day.Year() {
		text = msg.Joined(ctx, msg.Day(ctx, e.At), text)
	}
	return text
}

func markWord(ctx context.Context, what string) string {
	switch what {
	case "here":
		return msg.Pick(ctx, "在教室", "in class")
	case "coming":
		return msg.Pick(ctx, "在路上", "on the way")
	case "sick":
		return msg.Pick(ctx, "病了", "sick")
	}
	return msg.Pick(ctx, "其他", "something else")
}

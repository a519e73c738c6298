package days

import (
	"context"
	"strings"
	"time"

	"yunka/views/msg"
)

func navCorrections(ctx context.Context) string { return msg.Pick(ctx, "考勤更正", "Corrections") }
func askTitle(ctx context.Context) string {
	return msg.Pick(ctx, "请老师核对", "Ask for a check")
}

func askAbout(ctx context.Context, v AskView) string {
	return msg.Joined(ctx, msg.Day(ctx, v.At), v.Session.Name)
}

func askWhy(ctx context.Context) string {
	return msg.Pick(ctx, "哪里不对？点一个原因就送出", "What is wrong? One tap on a reason sends it")
}

// askReasons are what somebody may say; the first are the most frequent.
func askReasons(staff bool) []string {
	list := []string{"there", "on_time", "official", "excused", "other"}
	if staff {
		list = append(list, "not_there")
	}
	return list
}

// Reason is why a session is asked to be counted otherwise.
func Reason(ctx context.Context, reason string) string {
	switch reason {
	case "there":
		return msg.Pick(ctx, "到了没刷上", "Was there, not scanned")
	case "on_time":
		return msg.Pick(ctx, "准时到的，在门口排队", "On time, queued at the gate")
	case "official":
		return msg.Pick(ctx, "替学校外出", "Away for the school")
	case "excused":
		return msg.Pick(ctx, "已经请过假", "Leave was asked for")
	case "not_there":
		return msg.Pick(ctx, "刷了卡，人没到", "Scanned, but not there")
	}
	return msg.Pick(ctx, "别的原因", "Something else")
}

func askExtra(ctx context.Context) string {
	return msg.Pick(ctx, "加一句话或一张照片（可不填）", "Add a note or a picture (optional)")
}
func askNote(ctx context.Context) string { return msg.Pick(ctx, "说明", "Note") }
func askNoteHint(ctx context.Context) string {
	return msg.Pick(ctx, "最多 200 字。选“别的原因”要写一句，写好再点原因。", "At most 200 characters. Something else needs one: write it, then tap the reason.")
}
func askEvidence(ctx context.Context) string { return msg.Pick(ctx, "照片", "Picture") }
func askEvidenceHint(ctx context.Context) string {
	return msg.Pick(ctx, "JPEG 或 PNG，10 MB 以内。只有核对的老师和家里能看到。", "JPEG or PNG, up to 10 MB. Only the staff who check and the family see it.")
}
func backToDay(ctx context.Context) string {
	return msg.Pick(ctx, "回到这一天", "Back to the day")
}

// askTerms says until when, how often, and by when it is answered.
func askTerms(ctx context.Context, v AskView) string {
	text := ""
	if !v.Staff {
		left := max(0, v.PerMonth-v.Used)
		text = msg.Pick(ctx, msg.Day(ctx, v.Until)+"前可以提；这个月还能提 "+number(left)+" 次（共 "+number(v.PerMonth)+" 次）。",
			"Can be asked until "+msg.Day(ctx, v.Until)+"; "+number(left)+" of "+number(v.PerMonth)+" left this month. ")
	}
	text += msg.Pick(ctx, msg.Day(ctx, v.Answer)+"前答复。刷卡记录本身不会改。", "Answered by "+msg.Day(ctx, v.Answer)+". The scan itself is never changed.")
	if v.Closed {
		text += msg.Pick(ctx, "这天已经结账，改动记为更正。", " The register of that day is closed; a change is kept as a correction.")
	}
	return text
}

func cannotAsk(ctx context.Context, v AskView) string {
	switch v.Why {
	case "correction_late":
		return msg.Pick(ctx, "只能在三个上学日内提出，"+msg.Day(ctx, v.Until)+"已经过了。请直接找班主任。",
			"It can be asked within three school days, until "+msg.Day(ctx, v.Until)+". Please speak to the class teacher.")
	case "correction_quota":
		return msg.Pick(ctx, "这个月的 "+number(v.PerMonth)+" 次用完了，请直接找班主任。", "The "+number(v.PerMonth)+" of this month are used. Please speak to the class teacher.")
	case "correction_same":
		return msg.Pick(ctx, "现在记的就是到校，不用更正。", "It is recorded as present: there is nothing to correct.")
	}
	return msg.Pick(ctx, "这个时段还没开始。", "This session has not begun.")
}

// asWords is a state that an answer gives.
func asWords(ctx context.Context, as string) string {
	switch as {
	case "made_up":
		return msg.Pick(ctx, "到校", "present")
	case "official":
		return msg.Pick(ctx, "公假", "away for the school")
	case "leave":
		return msg.Pick(ctx, "请假", "on leave")
	}
	return msg.Pick(ctx, "缺勤", "absent")
}

func requestTitle(ctx context.Context) string {
	return msg.Pick(ctx, "更正申请", "Request to correct")
}

// requestLine is what a request is about.
func requestLine(ctx context.Context, r Request) string {
	return msg.Joined(ctx, msg.Pick(ctx, msg.Day(ctx, r.Day)+" "+r.Session, msg.Day(ctx, r.Day)+" "+r.Session), StateName(ctx, r.Was))
}

func openRequest(ctx context.Context, r Request) string {
	return showIt(ctx) + msg.Pick(ctx, "：", ": ") + requestLine(ctx, r)
}

func showIt(ctx context.Context) string { return msg.Pick(ctx, "看这一件", "Show it") }

// requestWord is how far it is.
func requestWord(ctx context.Context, r Request) string {
	switch r.State {
	case "open":
		return msg.Pick(ctx, "等答复", "waiting")
	case "accepted":
		return msg.Pick(ctx, "已更正", "corrected")
	case "refused":
		return msg.Pick(ctx, "维持", "kept")
	}
	return msg.Pick(ctx, "已撤回", "taken back")
}

// requestState says when it was sent or answered, and by whom.
func requestState(ctx context.Context, r Request) string {
	switch r.State {
	case "open":
		return msg.Pick(ctx, "已送出 "+msg.Stamp(ctx, r.AskedAt)+"，"+msg.Day(ctx, r.Until)+"前答复", "Sent "+msg.Stamp(ctx, r.AskedAt)+", to be answered by "+msg.Day(ctx, r.Until))
	case "accepted":
		return msg.Pick(ctx, "改为"+asWords(ctx, r.Wanted)+"。"+r.DecidedBy+" "+msg.Stamp(ctx, r.DecidedAt), "Now "+asWords(ctx, r.Wanted)+". "+r.DecidedBy+", "+msg.Stamp(ctx, r.DecidedAt))
	case "refused":
		return msg.Pick(ctx, "核对后维持不变。"+r.DecidedBy+" "+msg.Stamp(ctx, r.DecidedAt), "Checked and kept. "+r.DecidedBy+", "+msg.Stamp(ctx, r.DecidedAt))
	}
	return msg.Pick(ctx, msg.Stamp(ctx, r.DecidedAt)+" 撤回", "Taken back "+msg.Stamp(ctx, r.DecidedAt))
}

func dtAsked(ctx context.Context) string  { return msg.Pick(ctx, "谁提的", "Asked by") }
func dtReason(ctx context.Context) string { return msg.Pick(ctx, "原因", "Reason") }
func dtWanted(ctx context.Context) string { return msg.Pick(ctx, "想改成", "Wanted") }
func dtKnown(ctx context.Context) string {
	return msg.Pick(ctx, "闸机知道的", "What the gate knows")
}
func dtUntil(ctx context.Context) string  { return msg.Pick(ctx, "答复期限", "Answer by") }
func dtAnswer(ctx context.Context) string { return msg.Pick(ctx, "答复", "Answer") }

func askedBy(ctx context.Context, r Request) string {
	return msg.Joined(ctx, r.AskedBy, msg.Stamp(ctx, r.AskedAt))
}

func wantedWords(ctx context.Context, r Request) string {
	return msg.Pick(ctx, StateName(ctx, r.Was)+" → "+asWords(ctx, r.Wanted), StateName(ctx, r.Was)+" → "+asWords(ctx, r.Wanted))
}

func gateKnowsNothing(ctx context.Context) string {
	return msg.Pick(ctx, "没有进出记录", "No arrival and no leaving on record")
}

func untilWords(ctx context.Context, until time.Time, late bool) string {
	if late {
		return msg.Pick(ctx, msg.Day(ctx, until)+"，已经过了", msg.Day(ctx, until)+", which is over")
	}
	return msg.Day(ctx, until)
}

func evidenceOf(ctx context.Context, name string) string {
	return msg.Pick(ctx, name+"交的照片", "The picture that "+name+" handed in")
}
func noEvidence(ctx context.Context) string {
	return msg.Pick(ctx, "没有附照片。", "No picture was added.")
}
func withdraw(ctx context.Context) string {
	return msg.Pick(ctx, "撤回申请", "Take the request back")
}
func wholeDay(ctx context.Context) string { return msg.Pick(ctx, "看这一天", "Show the day") }
func pastTitle(ctx context.Context) string {
	return msg.Pick(ctx, "最近的申请", "Recent requests")
}

func answerTitle(ctx context.Context) string { return msg.Pick(ctx, "您的答复", "Your answer") }
func countAs(ctx context.Context) string {
	return msg.Pick(ctx, "同意时算作", "If agreed, count it as")
}
func answerNote(ctx context.Context) string { return msg.Pick(ctx, "说明", "Why") }
func answerHint(ctx context.Context) string {
	return msg.Pick(ctx, "不同意时必须写。家里会看到这句话，最多 200 字。", "Needed for a refusal. The family reads it; at most 200 characters.")
}
func accept(ctx context.Context) string { return msg.Pick(ctx, "同意更正", "Agree") }
func refuse(ctx context.Context) string { return msg.Pick(ctx, "不同意", "Refuse") }

// WhyNot is why staff may not answer a request.
func WhyNot(ctx context.Context) string {
	return msg.Pick(ctx, "自己提的、自己的和自己孩子的，要由别人答复。", "What you asked for, or is about yourself or your child, somebody else answers.")
}

// FirstAnswer says who was faster.
func FirstAnswer(ctx context.Context, by string, at time.Time, accepted bool) string {
	if accepted {
		return msg.Pick(ctx, by+" "+msg.Clock(at)+" 已经同意了，您的答复没有记。", by+" agreed at "+msg.Clock(at)+"; your answer was not taken.")
	}
	return msg.Pick(ctx, by+" "+msg.Clock(at)+" 已经答复不同意，您的答复没有记。", by+" refused at "+msg.Clock(at)+"; your answer was not taken.")
}

// TakenBack says that who asked was faster.
func TakenBack(ctx context.Context) string {
	return msg.Pick(ctx, "提的人已经撤回，不用答复了。", "Who asked has taken it back: no answer is needed.")
}

func allDone(ctx context.Context) string { return msg.Pick(ctx, "都办完了", "All done") }
func allDoneText(ctx context.Context) string {
	return msg.Pick(ctx, "家长或学生说考勤不对时，会出现在这里。", "When a family says that attendance is wrong, it shows here.")
}
func officeDoneText(ctx context.Context) string {
	return msg.Pick(ctx, "家长、学生和老师说考勤不对时，会出现在这里；班主任和年级组长也能答复自己班的。",
		"When somebody says that attendance is wrong, it shows here; class teachers and heads of a grade answer for their classes, too.")
}
func toClass(ctx context.Context) string { return msg.Pick(ctx, "看我的班", "To my class") }
func notYourOwn(ctx context.Context) string {
	return msg.Pick(ctx, "您自己的、自己孩子的和自己提的不在这里，由别人答复。", "Your own, your child's and those that you asked for are not here: somebody else answers them.")
}

func doneToday(ctx context.Context, n int) string {
	return msg.Pick(ctx, "今天办过 "+number(n)+" 件", number(n)+" answered today")
}

func whoSays(ctx context.Context, r Request) string {
	return msg.Pick(ctx, r.Name+" 说"+StateName(ctx, r.Was)+"不对", r.Name+": not "+StateName(ctx, r.Was))
}

func listLine(ctx context.Context, r Request) string {
	parts := []string{msg.Day(ctx, r.Day) + " " + r.Session, Reason(ctx, r.Reason)}
	if r.Class != "" {
		parts = append([]string{r.Class}, parts...)
	}
	return strings.Join(parts, msg.Pick(ctx, "，", ", "))
}

func waitTitle(ctx context.Context, n int) string {
	return msg.Pick(ctx, "等答复 "+number(n)+" 件", number(n)+" waiting for an answer")
}
func colPerson(ctx context.Context) string { return msg.Pick(ctx, "谁", "Person") }
func colWhat(ctx context.Context) string   { return msg.Pick(ctx, "哪一天", "What") }
func colState(ctx context.Context) string  { return msg.Pick(ctx, "进展", "State") }

func closeTitle(ctx context.Context) string { return msg.Pick(ctx, "结账", "Close the register") }
func closeHint(ctx context.Context) string {
	return msg.Pick(ctx, "结到哪一天，那天和以前的日子就定了：老师不能再记说明，晚到的刷卡和校历改动也不再算，改动只能走更正。结了不能再打开。",
		"Up to the day that is closed everything stands: no notes of teachers, no scans that come later and no changes of the calendar any more, only corrections. It cannot be opened again.")
}
func closeUntil(ctx context.Context) string {
	return msg.Pick(ctx, "结到哪天（含）", "Up to and including")
}
func closeOpen(ctx context.Context, n int) string {
	if n == 0 {
		return msg.Pick(ctx, "到这一天为止都确认了。", "Everything up to that day is confirmed.")
	}
	return msg.Pick(ctx, "到这一天还有 "+number(n)+" 个时段待确认，最好先等闸机补传。", number(n)+" sessions up to that day are not yet confirmed; better wait for the gates.")
}
func closeDo(ctx context.Context) string { return msg.Pick(ctx, "结账", "Close") }
func closeAsk(ctx context.Context) string {
	return msg.Pick(ctx, "结账以后不能再打开，只能逐条更正。确定吗？", "A closed register cannot be opened again; only single corrections are possible. Close it?")
}
func closedTo(ctx context.Context, until time.Time) string {
	return msg.Pick(ctx, "结到 "+msg.Day(ctx, until), "Closed up to "+msg.Day(ctx, until))
}
func closedBy(ctx context.Context, c Closing) string {
	return msg.Joined(ctx, c.By, msg.Stamp(ctx, c.At))
}
func neverClosed(ctx context.Context) string {
	return msg.Pick(ctx, "还没有结过账。", "The register has never been closed.")
}

package leave

import (
	"context"
	"strconv"
	"strings"
	"time"

	"yunka/views/msg"
)

func number(n int) string { return strconv.Itoa(n) }

func navLeaves(ctx context.Context) string  { return msg.Pick(ctx, "请假", "Leave") }
func askTitle(ctx context.Context) string   { return msg.Pick(ctx, "要请假", "Ask for leave") }
func labelKind(ctx context.Context) string  { return msg.Pick(ctx, "为什么请假", "What for") }
func labelFirst(ctx context.Context) string { return msg.Pick(ctx, "从哪天", "First day") }
func labelLast(ctx context.Context) string  { return msg.Pick(ctx, "到哪天", "Last day") }
func labelFrom(ctx context.Context) string {
	return msg.Pick(ctx, "从几点（只填钟点时）", "From (for clock times)")
}
func labelTo(ctx context.Context) string     { return msg.Pick(ctx, "到几点", "To") }
func labelReason(ctx context.Context) string { return msg.Pick(ctx, "说一句原因", "Say why") }
func labelCollects(ctx context.Context) string {
	return msg.Pick(ctx, "中途离校由谁接（可不填）", "Who collects, if it begins during the day (optional)")
}
func labelEvidence(ctx context.Context) string {
	return msg.Pick(ctx, "病历、证明的照片（可不填）", "A picture of a doctor's note (optional)")
}
func hintEvidence(ctx context.Context) string {
	return msg.Pick(ctx, "只有批假的老师能看。JPEG 或 PNG，10 MB 以内。", "Seen by who approves alone. JPEG or PNG, at most 10 MB.")
}
func sendAsk(ctx context.Context) string { return msg.Pick(ctx, "送出", "Send") }

func askTerms(ctx context.Context, v PersonView) string {
	if v.Pupil {
		return msg.Pick(ctx, "先等家长同意，再由老师批。", "A guardian agrees first, then the teacher answers.")
	}
	if v.ClassDays == 0 {
		return msg.Pick(ctx, "由年级组长或教务处批。", "The head of the grade or the office answers.")
	}
	return msg.Pick(ctx, number(v.ClassDays)+" 个上学日以内班主任批，更长的由年级组长或教务处批。",
		"Up to "+schoolDays(ctx, v.ClassDays)+" the class teacher answers, more is for the head of the grade or the office.")
}

func sessionsOf(ctx context.Context, list []string) string {
	return msg.Pick(ctx, "今天的时段：", "Sessions of today: ") + strings.Join(list, msg.Pick(ctx, "、", ", "))
}

func coveredWords(ctx context.Context, list []string) string {
	return strings.Join(list, msg.Pick(ctx, "、", ", "))
}

// KindName is what a leave is for.
func KindName(ctx context.Context, kind string) string {
	switch kind {
	case "sick":
		return msg.Pick(ctx, "病假", "Sick")
	case "personal":
		return msg.Pick(ctx, "事假", "Personal")
	case "official":
		return msg.Pick(ctx, "公假（比赛、活动）", "For the school")
	case "quarantine":
		return msg.Pick(ctx, "隔离", "Quarantine")
	case "bereavement":
		return msg.Pick(ctx, "丧假", "Bereavement")
	}
	return msg.Pick(ctx, "其他", "Other")
}

func stateName(ctx context.Context, l Leave) string {
	switch l.State {
	case "unconfirmed":
		return msg.Pick(ctx, "等家长同意", "Waits for a guardian")
	case Missing:
		return msg.Pick(ctx, "缺凭据", "Evidence missing")
	case "asked":
		return msg.Pick(ctx, "等答复", "Waits for an answer")
	case "approved":
		return msg.Pick(ctx, "批了", "Approved")
	case "rejected":
		return msg.Pick(ctx, "没有批", "Not approved")
	case "withdrawn":
		return msg.Pick(ctx, "撤回了", "Withdrawn")
	}
	return msg.Pick(ctx, "取消了", "Cancelled")
}

// When says an interval: whole days without hours.
func When(ctx context.Context, from, to time.Time) string {
	last := to
	if to.Format("15:04") == "00:00" {
		last = to.Add(-time.Minute)
	}
	whole := from.Format("15:04") == "00:00" && last != to
	same := from.Format(time.DateOnly) == last.Format(time.DateOnly)
	switch {
	case same && whole:
		return msg.Joined(ctx, msg.Day(ctx, from), msg.Pick(ctx, "整天", "all day"))
	case same && last != to:
		return msg.Pick(ctx, msg.Day(ctx, from)+" "+msg.Clock(from)+" 起", msg.Day(ctx, from)+" from "+msg.Clock(from))
	case same && from.Format("15:04") == "00:00":
		return msg.Pick(ctx, msg.Day(ctx, from)+" "+msg.Clock(to)+" 前", msg.Day(ctx, from)+" until "+msg.Clock(to))
	case same:
		return msg.Day(ctx, from) + " " + msg.Clock(from) + "–" + msg.Clock(to)
	case whole:
		return msg.Day(ctx, from) + " – " + msg.Day(ctx, last)
	}
	return msg.Day(ctx, from) + " " + msg.Clock(from) + " – " + msg.Day(ctx, to) + " " + msg.Clock(to)
}

func line(ctx context.Context, l Leave) string {
	return msg.Joined(ctx, KindName(ctx, l.Kind), When(ctx, l.From, l.To))
}

func schoolDays(ctx context.Context, n int) string {
	if n == 1 {
		return msg.Pick(ctx, "1 个上学日", "1 school day")
	}
	return msg.Pick(ctx, number(n)+" 个上学日", number(n)+" school days")
}

// AtGate is what a guard reads beside a pupil who goes out on a leave. The zero until is
// not back today.
func AtGate(ctx context.Context, until time.Time, collects string) string {
	text := msg.Pick(ctx, "已批准请假，今天不回来", "Leave approved, not back today")
	if !until.IsZero() {
		text = msg.Pick(ctx, "已批准请假，"+msg.Clock(until)+" 前回来", "Leave approved, back by "+msg.Clock(until))
	}
	if collects != "" {
		text = msg.Joined(ctx, text, msg.Pick(ctx, "由"+collects+"接", "collected by "+collects))
	}
	return text
}

func dtWhen(ctx context.Context) string { return msg.Pick(ctx, "什么时候", "When") }
func dtCovers(ctx context.Context) string {
	return msg.Pick(ctx, "第一天的时段", "Sessions of the first day")
}
func dtReason(ctx context.Context) string   { return msg.Pick(ctx, "原因", "Why") }
func dtCollects(ctx context.Context) string { return msg.Pick(ctx, "谁来接", "Who collects") }
func dtAsked(ctx context.Context) string    { return msg.Pick(ctx, "谁请的", "Asked by") }
func dtAnswer(ctx context.Context) string   { return msg.Pick(ctx, "答复", "Answer") }
func dtGate(ctx context.Context) string     { return msg.Pick(ctx, "出门", "At the gate") }

func gateWords(ctx context.Context, l Leave) string {
	if l.Used {
		return msg.Pick(ctx, "已经用这张假条出了门，不能再用", "It has opened the gate once and opens it no more")
	}
	return msg.Pick(ctx, "开始前 10 分钟起能出门一次", "Opens the gate once, from 10 minutes before it begins")
}

func by(ctx context.Context, who string, at time.Time) string {
	return msg.Joined(ctx, who, msg.Stamp(ctx, at))
}
func evidenceAlt(ctx context.Context) string {
	return msg.Pick(ctx, "证明的照片", "Picture of the note")
}
func recentTitle(ctx context.Context) string {
	return msg.Pick(ctx, "最近请过的假", "Recent leaves")
}
func noRecent(ctx context.Context) string {
	return msg.Pick(ctx, "最近没有请过假。", "No other leave lately.")
}
func approveDo(ctx context.Context) string { return msg.Pick(ctx, "批准", "Approve") }
func rejectDo(ctx context.Context) string  { return msg.Pick(ctx, "不批", "Reject") }
func labelAnswer(ctx context.Context) string {
	return msg.Pick(ctx, "写一句（不批时必填）", "A word (needed to reject)")
}
func confirmDo(ctx context.Context) string { return msg.Pick(ctx, "同意请假", "Agree") }
func confirmTitle(ctx context.Context) string {
	return msg.Pick(ctx, "孩子想请假", "Your child asks for leave")
}
func answerTitle(ctx context.Context) string { return msg.Pick(ctx, "答复", "Answer") }
func whoSaysNo(ctx context.Context) string {
	return msg.Pick(ctx, "不同意就撤回。", "If you do not agree, withdraw it.")
}
func listEmpty(ctx context.Context) string { return msg.Pick(ctx, "都办完了", "All done") }
func listEmptyText(ctx context.Context) string {
	return msg.Pick(ctx, "没有等您批的假。", "No leave waits for you.")
}
func doneTitle(ctx context.Context) string { return msg.Pick(ctx, "今天办的", "Done today") }
func notOwn(ctx context.Context) string {
	return msg.Pick(ctx, "自己的、自己孩子的假不在这里，由别人批。", "Your own leave and your child's are not here: somebody else answers them.")
}

func endDo(ctx context.Context, l Leave) string {
	switch {
	case l.State == "asked" || l.State == "unconfirmed":
		return msg.Pick(ctx, "撤回", "Withdraw")
	case !l.From.After(l.DecidedAt) || l.Used:
		return msg.Pick(ctx, "提前回来了，结束请假", "Back early: end the leave")
	}
	return msg.Pick(ctx, "取消请假", "Cancel the leave")
}

func sectionHint(ctx context.Context, n int) string {
	if n == 0 {
		return msg.Pick(ctx, "请一节课、半天、几天", "Hours, a day or several")
	}
	return msg.Pick(ctx, number(n)+" 张有效或在等", number(n)+" open")
}

func personTitle(ctx context.Context, name string) string {
	return msg.Pick(ctx, name+"的请假", "Leave of "+name)
}
func pastTitle(ctx context.Context) string { return msg.Pick(ctx, "请过的假", "Leaves so far") }
func nonePast(ctx context.Context) string {
	return msg.Pick(ctx, "还没有请过假。", "No leave so far.")
}
func controlTitle(ctx context.Context) string { return msg.Pick(ctx, "提前离校", "Leaving early") }
func controlLabel(ctx context.Context) string {
	return msg.Pick(ctx, "学生放学前出门要有批准的请假", "Pupils need an approved leave to go out before school ends")
}
func controlHint(ctx context.Context) string {
	return msg.Pick(ctx, "放学时间是这个学生当天最后一个时段的结束。没有请假的，有保安的闸机请保安看，没有保安的不开，并通知班主任和办公室。消防门从不因此锁住。",
		"School ends with the pupil's last session of the day. Without a leave a guard is asked at a staffed gate, a gate without one stays shut, and class teacher and office are told. A fire door is never locked by this.")
}
func controlSave(ctx context.Context) string { return msg.Pick(ctx, "保存", "Save") }
func todayTitle(ctx context.Context, n int) string {
	return msg.Pick(ctx, "今天请假的 "+number(n)+" 人次", "On leave today: "+number(n))
}
func waitTitle(ctx context.Context, n int) string {
	return msg.Pick(ctx, "等答复的 "+number(n)+" 张", "Waiting for an answer: "+number(n))
}
func nobodyToday(ctx context.Context) string {
	return msg.Pick(ctx, "今天没有人请假。", "Nobody is on leave today.")
}
func thPerson(ctx context.Context) string { return msg.Pick(ctx, "谁", "Who") }
func thWhen(ctx context.Context) string   { return msg.Pick(ctx, "什么时候", "When") }
func thState(ctx context.Context) string  { return msg.Pick(ctx, "状态", "State") }

// WaitingTitle is the line of what waits.
func WaitingTitle(ctx context.Context) string {
	return msg.Pick(ctx, "请假申请", "Requests for leave")
}

package pickup

import (
	"context"
	"strconv"
	"strings"
	"time"

	"yunka/views/msg"
)

func onShift(ctx context.Context, name string) string {
	return msg.Pick(ctx, "当班 "+name, "On shift: "+name)
}
func endShift(ctx context.Context, name string) string {
	return msg.Pick(ctx, onShift(ctx, name)+"，点一下结束当班", onShift(ctx, name)+". Press to end the shift")
}
func startShift(ctx context.Context) string { return msg.Pick(ctx, "开始当班", "Start a shift") }
func shiftTitle(ctx context.Context) string {
	return msg.Pick(ctx, "谁当班？输一次密码", "Who is on shift? Your PIN, once")
}
func shiftHint(ctx context.Context) string {
	return msg.Pick(ctx, "放行会记下您的名字。30 分钟没有动作，当班自己结束。", "Releases are recorded under your name. A shift ends after 30 idle minutes.")
}
func secondTitle(ctx context.Context) string {
	return msg.Pick(ctx, "没有手机码：请第二位值班的人输密码", "Without a phone's code: a second person's PIN")
}
func secondHint(ctx context.Context) string {
	return msg.Pick(ctx, "两个人都看过证件，才放行。", "Both have looked at the identity card.")
}
func goOn(ctx context.Context) string { return msg.Pick(ctx, "确定", "Go on") }
func twinsTitle(ctx context.Context) string {
	return msg.Pick(ctx, "刚放行了一个很像的孩子，再看一眼", "A child much like this one was released just now: look again")
}
func twinsBefore(ctx context.Context) string {
	return msg.Pick(ctx, "刚放行的", "Released just now")
}
func twinsNow(ctx context.Context) string {
	return msg.Pick(ctx, "现在要放行的", "To be released now")
}
func notNow(ctx context.Context) string { return msg.Pick(ctx, "先不放行", "Not now") }

func staffOnly(ctx context.Context) string {
	return msg.Pick(ctx, "只给值班的人看", "For staff only")
}
func whoCame(ctx context.Context) string { return msg.Pick(ctx, "来接的人", "Who came") }
func scanned(ctx context.Context, v Came) string {
	at := msg.Second(v.At)
	if v.Manual {
		return msg.Pick(ctx, at+" 值班的人找到，没有手机码", at+", named by staff, no phone's code")
	}
	return msg.Pick(ctx, at+" 扫码，码有效", at+", the code is valid")
}
func lookFirst(ctx context.Context, photo bool) string {
	if photo {
		return msg.Pick(ctx, "先看人：和照片一致吗？", "Look first: is it the person of the photo?")
	}
	return msg.Pick(ctx, "照片未上传：请看证件", "No photo: look at an identity card")
}
func doubt(ctx context.Context) string {
	return msg.Pick(ctx, "不一致，叫老师", "Not the same: call a teacher")
}
func delegateWord(ctx context.Context) string {
	return msg.Pick(ctx, "受家人委托", "A delegate")
}
func relationOf(ctx context.Context, v Came) string {
	for _, k := range v.Kids {
		if k.Delegate {
			return delegateWord(ctx)
		}
	}
	return msg.Relation(ctx, v.Relation)
}

func kidsLabel(ctx context.Context) string {
	return msg.Pick(ctx, "可以接走的孩子", "Children who may be taken")
}
func headline(ctx context.Context, v Came) string {
	n, gone := v.left(), 0
	for _, k := range v.Kids {
		if k.gone() {
			gone++
		}
	}
	switch {
	case n == 0 && gone == len(v.Kids):
		return msg.Pick(ctx, "都放行了", "All are released")
	case n == 0:
		return msg.Pick(ctx, "现在没有可以接走的孩子", "No child can be taken now")
	case gone > 0:
		return msg.Pick(ctx, "还有 "+strconv.Itoa(n)+" 个孩子", children(n)+" left")
	}
	return msg.Pick(ctx, "可以接走 "+strconv.Itoa(n)+" 个孩子", "May take "+children(n))
}
func children(n int) string {
	if n == 1 {
		return "1 child"
	}
	return strconv.Itoa(n) + " children"
}
func eachAlone(ctx context.Context, v Came) string {
	var gone, left []string
	for _, k := range v.Kids {
		switch {
		case k.gone():
			gone = append(gone, k.First())
		case k.may():
			left = append(left, k.First())
		}
	}
	if len(gone) > 0 && len(left) > 0 {
		return msg.Pick(ctx, strings.Join(gone, "、")+" 已放行，"+strings.Join(left, "、")+" 还没有", strings.Join(gone, ", ")+" released, "+strings.Join(left, ", ")+" not yet")
	}
	if len(left) == 0 {
		return ""
	}
	return msg.Pick(ctx, "逐个确认，没点的不算放行", "Each one is confirmed; who is not pressed is not released")
}

// stateWords says where a child is that has not gone.
func stateWords(ctx context.Context, k Kid) string {
	switch k.State {
	case "READY":
		return msg.Pick(ctx, "在门口", "At the gate")
	case "CALLED":
		return msg.Pick(ctx, "已叫，在路上", "Called")
	}
	return msg.Pick(ctx, "在教室", "In class")
}

func planToday(ctx context.Context) string {
	return msg.Pick(ctx, "今天的计划：", "Today's plan: ")
}
func kidPlan(ctx context.Context, p Plan) string {
	if p.Note == "" {
		return planWords(ctx, p)
	}
	return msg.Joined(ctx, planWords(ctx, p), p.Note)
}
func planSame(ctx context.Context) string {
	return msg.Pick(ctx, "和现在来的人一样", "The same as who came")
}
func planDiffers(ctx context.Context) string {
	return msg.Pick(ctx, "和现在来的人不一样，请先问一声", "Not who came: ask first")
}
func releaseIt(ctx context.Context, v Came, k Kid) string {
	if k.differs() {
		who := relationOf(ctx, v)
		return msg.Pick(ctx, "改由"+who+"接，放行"+k.First(), who+" instead: release "+k.First())
	}
	return msg.Pick(ctx, "放行"+k.First(), "Release "+k.First())
}
func recorded(ctx context.Context) string {
	return msg.Pick(ctx, "会记下和计划不一样", "It is recorded that the plan was another")
}
func callIt(ctx context.Context, k Kid) string {
	if k.State == "CALLED" {
		return msg.Pick(ctx, "再叫一次"+k.First(), "Call "+k.First()+" again")
	}
	return msg.Pick(ctx, "叫"+k.First(), "Call "+k.First())
}
func hereAlready(ctx context.Context, v Came, k Kid) string {
	if k.differs() {
		return msg.Pick(ctx, "就在门口，"+releaseIt(ctx, v, k), "At the gate already: "+releaseIt(ctx, v, k))
	}
	return msg.Pick(ctx, "就在门口，"+releaseIt(ctx, v, k), "At the gate already: release "+k.First())
}
func releasedWord(ctx context.Context) string { return msg.Pick(ctx, "已放行", "Released") }
func takenWords(ctx context.Context, k Kid) string {
	return msg.Pick(ctx, k.TakenBy+" 接走，"+k.ReleasedBy+" 确认", "Taken by "+k.TakenBy+", confirmed by "+k.ReleasedBy)
}
func notGone(ctx context.Context) string {
	return msg.Pick(ctx, "没走，撤回", "Still here: take it back")
}

// kidStopped is why a child cannot go with an adult who may take it.
func kidStopped(ctx context.Context, k Kid) string {
	switch k.Reason {
	case "PICK_CHILD_ABSENT":
		return msg.Pick(ctx, "今天没来", "Absent today")
	case "PICK_CHILD_ON_LEAVE":
		return msg.Pick(ctx, "请假了", "On leave")
	case "PICK_HOLD_BY_STAFF":
		return msg.Pick(ctx, "老师先留下了", "Held by a teacher")
	case "PICK_TOO_EARLY":
		return msg.Pick(ctx, "还没放学，要先请假", "Before dismissal: leave is needed first")
	case "PERM_LOCKDOWN":
		return msg.Pick(ctx, "紧急封闭，现在谁也接不走", "Lockdown: nobody is released")
	}
	return msg.Pick(ctx, "先不放行，等老师", "Not now: wait for a teacher")
}
func kidWhy(ctx context.Context, k Kid) string {
	switch k.Reason {
	case "PICK_CHILD_ABSENT":
		return msg.Pick(ctx, "没有可以接的人。不对的话请问班主任", "Ask the class teacher if that is wrong")
	case "PICK_CHILD_ON_LEAVE":
		return msg.Pick(ctx, "不在学校。不对的话请问班主任", "Not at school. Ask the class teacher if that is wrong")
	case "PICK_HOLD_BY_STAFF":
		return msg.Pick(ctx, "请家长等老师来", "Ask the adult to wait for the teacher")
	case "PICK_TOO_EARLY":
		return msg.Pick(ctx, "家长在手机上请假，班主任批了再扫一次", "Ask for leave on the phone and scan again once it is approved")
	}
	return ""
}

func footRecorded(ctx context.Context) string {
	return msg.Pick(ctx, "放行会记下您的名字，并通知孩子的家长", "A release is recorded under your name and told to the family")
}
func footNext(ctx context.Context) string {
	return msg.Pick(ctx, "先不放行：直接扫下一位", "Not now: just scan the next one")
}

func doNot(ctx context.Context, v Came) string {
	if len(v.Stopped) == 0 {
		return msg.Pick(ctx, "不能放行", "Do not release")
	}
	var names []string
	for _, k := range v.Stopped {
		names = append(names, k.Name)
	}
	return msg.Pick(ctx, "不能放行"+strings.Join(names, "、"), "Do not release "+strings.Join(names, ", "))
}
func stopWhy(ctx context.Context, why string) string {
	switch why {
	case "PICK_CUSTODY_RESTRICTED":
		return msg.Pick(ctx, "接送限制：这位现在不能接孩子", "Restricted: this adult may not take the child now")
	case "PICK_NO_PICKUP_RIGHT":
		return msg.Pick(ctx, "没有接孩子的权利", "No right to pick up")
	case "PICK_PASS_EXPIRED":
		return msg.Pick(ctx, "委托的时间不对：还没到，或者已经过了", "The delegate's time has not come, or is over")
	case "PICK_PASS_REVOKED":
		return msg.Pick(ctx, "家人取消了委托", "The family has taken the mandate back")
	}
	return msg.Pick(ctx, "不是这所学校孩子的家长，也没有受委托", "Neither a guardian of a child here nor a delegate")
}
func againstWords(ctx context.Context, a Against) string {
	from := a.From.Format(time.DateOnly)
	if a.Until.IsZero() {
		return msg.Pick(ctx, "依据："+a.Document+"，从 "+from+" 起", "By "+a.Document+", since "+from)
	}
	return msg.Pick(ctx, "依据："+a.Document+"，"+from+" 至 "+a.Until.Format(time.DateOnly), "By "+a.Document+", "+from+" to "+a.Until.Format(time.DateOnly))
}
func askOffice(ctx context.Context) string {
	return msg.Pick(ctx, "请教务处处理。这里不能解除", "The office deals with it; it cannot be lifted here")
}
func stopSteps(ctx context.Context) []string {
	return []string{
		msg.Pick(ctx, "请这位到值班室谈，不在队伍里谈", "Ask them to come to the office; do not talk in the queue"),
		msg.Pick(ctx, "不说原因，不提另一位家长。只说：请稍等，老师来处理", "Give no reason, name no other parent. Say: please wait, a teacher comes"),
		msg.Pick(ctx, "孩子留在教室，先不送出来", "The child stays in class"),
	}
}
func iDeal(ctx context.Context) string { return msg.Pick(ctx, "我来处理", "I deal with it") }
func stopFoot(ctx context.Context, why string) string {
	if why == "PICK_CUSTODY_RESTRICTED" {
		return msg.Pick(ctx, "教务处和班主任已收到，不发给任何家长", "The office and the class teacher know; no parent is told")
	}
	return msg.Pick(ctx, "已经记录", "It is on record")
}

func waitTitle(ctx context.Context) string { return msg.Pick(ctx, "请稍等", "Please wait") }
func waitText(ctx context.Context) string {
	return msg.Pick(ctx, "老师马上来", "A teacher is coming")
}
func waitCode(ctx context.Context) string {
	return msg.Pick(ctx, "您的码收到了，不用再扫", "Your code was read; no need to scan again")
}
func cameTitle(ctx context.Context) string { return msg.Pick(ctx, "收到了", "Thank you") }
func cameText(ctx context.Context) string {
	return msg.Pick(ctx, "请到门口等孩子", "Please wait at the gate")
}
func nextScans(ctx context.Context) string {
	return msg.Pick(ctx, "下一位可以直接扫", "The next one may scan")
}
func awayTitle(ctx context.Context) string {
	return msg.Pick(ctx, "没有网络，现在不放行", "No network: nobody is released")
}
func awayText(ctx context.Context) string {
	return msg.Pick(ctx, "用打印的名单，两个人一起看", "Use the printed list, two people together")
}
func awayList(ctx context.Context) string {
	return msg.Pick(ctx, "名单在教务处的「接送」页打印", "The office prints it on its page Pickup")
}

func deskLocked(ctx context.Context, l Lock) string {
	at := msg.Clock(l.Since)
	return msg.Pick(ctx, "紧急封闭："+l.Why+"。"+l.By+" "+at+" 开始，现在谁也接不走", "Lockdown: "+l.Why+". Started by "+l.By+" at "+at+"; nobody is released")
}

// LockWords say who has locked the school down, and why: for staff at a gate.
func LockWords(ctx context.Context, l Lock) string {
	at := msg.Clock(l.Since)
	return msg.Pick(ctx, l.Why+"。"+l.By+" "+at+" 开始封闭，现在谁也不出去", l.Why+". Locked down by "+l.By+" at "+at+"; nobody goes out")
}

// What went wrong, for the page's script.
func noAnswerYet(ctx context.Context) string {
	return msg.Pick(ctx, "服务器没有答复，先别让孩子走。再按一次会得到同一个结果", "No answer: the child stays. Pressing again gives the same result")
}
func pinWrong(ctx context.Context) string { return msg.Pick(ctx, "密码不对", "Wrong PIN") }
func pinMany(ctx context.Context) string {
	return msg.Pick(ctx, "错的次数太多，等 {minutes} 分钟", "Too many wrong PINs: wait {minutes} minutes")
}
func pinSecond(ctx context.Context) string {
	return msg.Pick(ctx, "要另一位值班的人，不能是同一个人", "It must be another person")
}
func undoLate(ctx context.Context) string {
	return msg.Pick(ctx, "已经不能撤回，请找教务处", "Too late to take back: ask the office")
}
func notDone(ctx context.Context) string {
	return msg.Pick(ctx, "没有做成，请再扫一次", "That did not work: scan again")
}
func noCalls(ctx context.Context) string {
	return msg.Pick(ctx, "这里不能叫孩子，请打电话到教室", "Children cannot be called here: phone the class")
}

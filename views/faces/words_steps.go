package faces

import (
	"context"

	"yunka/views/msg"
)

func nextStep(ctx context.Context) string { return msg.Pick(ctx, "下一步", "Next") }
func draftNext(ctx context.Context) string {
	return msg.Pick(ctx, "改好了提交审核；通过后先发给一个班看看，再发全校。", "Hand it in when it is good. Once approved it goes to a class first, then to everybody.")
}
func discardIt(ctx context.Context) string { return msg.Pick(ctx, "作废这一版", "Discard it") }
func discardAsk(ctx context.Context) string {
	return msg.Pick(ctx, "作废后不能再改，手机上的卡不受影响。", "It cannot be changed any more. The cards on phones stay as they are.")
}

func reviewNext(ctx context.Context, reviewer string) string {
	if reviewer != "" {
		return msg.Pick(ctx, reviewer+" 正在审核。", reviewer+" is reviewing it.")
	}
	return msg.Pick(ctx, "等另一位管理员审核。", "It waits for another administrator.")
}
func toReview(ctx context.Context) string   { return msg.Pick(ctx, "去审核", "Review it") }
func withdrawIt(ctx context.Context) string { return msg.Pick(ctx, "撤回", "Withdraw") }

func rejectedTitle(ctx context.Context, by string) string {
	return msg.Pick(ctx, by+" 没有通过，因为", "Rejected by "+by+" because")
}

func rejectedWhy(ctx context.Context, v Version) string {
	return msg.Pick(ctx, v.Reviewer+"：“"+v.Why+"”", v.Reviewer+": “"+v.Why+"”")
}

func trialTitle(ctx context.Context, v Version) string {
	return msg.Pick(ctx, v.Class+"先用上了", v.Class+" has it first")
}

func trialText(ctx context.Context, v Version) string {
	return msg.Pick(ctx, stamp(ctx, v.Since)+" 起，这个班的学生、家长和班主任，共 "+number(v.Reach)+" 人。", "Since "+stamp(ctx, v.Since)+" its pupils, parents and class teachers, "+number(v.Reach)+" people.")
}
func publishAll(ctx context.Context) string {
	return msg.Pick(ctx, "发给全校", "Show to everybody")
}
func publishAsk(ctx context.Context) string {
	return msg.Pick(ctx, "全校打开着的卡会马上换成这一版。", "Every open card of the school changes to this version at once.")
}
func endTrial(ctx context.Context) string   { return msg.Pick(ctx, "收回", "Take it back") }
func inUseTitle(ctx context.Context) string { return msg.Pick(ctx, "全校在用", "Everybody has it") }
func retireIt(ctx context.Context) string {
	return msg.Pick(ctx, "恢复默认卡面", "Back to how cards come")
}
func backTitle(ctx context.Context) string {
	return msg.Pick(ctx, "可以换回这一版", "It can be shown again")
}
func firstClass(ctx context.Context) string {
	return msg.Pick(ctx, "先给哪个班", "Which class first")
}
func showFirst(ctx context.Context) string {
	return msg.Pick(ctx, "先发给这个班", "Show to the class")
}
func editAgain(ctx context.Context) string {
	return msg.Pick(ctx, "从这一版改", "Begin a draft from it")
}
func retireAsk(ctx context.Context) string {
	return msg.Pick(ctx, "所有卡马上换回程序自带的样子。", "All cards look as they come with the program, at once.")
}
func discardedTitle(ctx context.Context) string {
	return msg.Pick(ctx, "这一版已作废", "This version was discarded")
}

func reach(ctx context.Context, v Version) string {
	if v.State == "trial" {
		return msg.Pick(ctx, v.Class+" "+number(v.Reach)+" 人，"+stamp(ctx, v.Since)+" 起", v.Class+", "+number(v.Reach)+" people since "+stamp(ctx, v.Since))
	}
	return msg.Pick(ctx, stamp(ctx, v.Since)+" 起，"+number(v.Reach)+" 张卡", number(v.Reach)+" cards since "+stamp(ctx, v.Since))
}

func openTitle(ctx context.Context) string { return msg.Pick(ctx, "正在办的一版", "On its way") }
func openText(ctx context.Context) string {
	return msg.Pick(ctx, "一次办一版。办完或作废后，可以再起一版。", "One version at a time. A new one can begin when it is shown or discarded.")
}
func beginTitle(ctx context.Context) string {
	return msg.Pick(ctx, "起一版新卡面", "Begin a version")
}
func beginText(ctx context.Context) string {
	return msg.Pick(ctx, "五套现成的卡面，不改也能直接用。", "Five finished designs. Each can be shown as it is.")
}
func beginFrom(ctx context.Context, n int) string {
	return msg.Pick(ctx, "从第 "+number(n)+" 版改", "From version "+number(n))
}
func beginIt(ctx context.Context) string { return msg.Pick(ctx, "用这套", "Use it") }
func noVersions(ctx context.Context) string {
	return msg.Pick(ctx, "还没有设计过卡面", "No versions yet")
}
func noVersionsDo(ctx context.Context) string {
	return msg.Pick(ctx, "现在用的是程序自带的卡面。在上面选一套开始。", "Cards look as they come with the program. Choose a design above to begin.")
}
func versionsTitle(ctx context.Context) string { return msg.Pick(ctx, "版本", "Versions") }
func colVersion(ctx context.Context) string    { return msg.Pick(ctx, "版本", "Version") }
func colLook(ctx context.Context) string {
	return msg.Pick(ctx, "学生、教师、家长", "Pupils, teachers, parents")
}
func colState(ctx context.Context) string { return msg.Pick(ctx, "状态", "State") }
func colWho(ctx context.Context) string   { return msg.Pick(ctx, "谁做的", "By") }
func colDo(ctx context.Context) string    { return msg.Pick(ctx, "操作", "Act") }
func backTo(ctx context.Context) string   { return msg.Pick(ctx, "退回到这版", "Go back to it") }

func madeBy(ctx context.Context, v Version) string {
	return msg.Pick(ctx, v.By+" "+stamp(ctx, v.At), v.By+", "+stamp(ctx, v.At))
}

func reviewTitle(ctx context.Context, n int) string {
	return msg.Pick(ctx, "对比第 "+number(n)+" 版", "Version "+number(n)+" beside what is shown")
}

func changesTitle(ctx context.Context, now int) string {
	if now == 0 {
		return msg.Pick(ctx, "和自带卡面比，改了什么", "What changes from how cards come")
	}
	return msg.Pick(ctx, "和使用中的第 "+number(now)+" 版比，改了什么", "What changes from version "+number(now))
}
func noChanges(ctx context.Context) string { return msg.Pick(ctx, "没有区别", "Nothing") }
func colCard(ctx context.Context) string   { return msg.Pick(ctx, "哪张卡", "Card") }
func colWhat(ctx context.Context) string   { return msg.Pick(ctx, "什么", "What") }
func colBefore(ctx context.Context) string { return msg.Pick(ctx, "现在", "Now") }
func colAfter(ctx context.Context) string  { return msg.Pick(ctx, "改成", "Then") }

func nowShown(ctx context.Context, n int) string {
	if n == 0 {
		return msg.Pick(ctx, "现在：程序自带", "Now: as cards come")
	}
	return msg.Pick(ctx, "现在：第 "+number(n)+" 版", "Now: version "+number(n))
}
func decideTitle(ctx context.Context) string { return msg.Pick(ctx, "审核", "Review") }
func whyWord(ctx context.Context) string     { return msg.Pick(ctx, "意见", "Remark") }
func whyHint(ctx context.Context) string {
	return msg.Pick(ctx, "不通过必须写原因，最多 200 字，做卡面的人会看到", "Needed for a no, at most 200 characters. Who made it reads it")
}
func approveIt(ctx context.Context) string { return msg.Pick(ctx, "通过", "Approve") }
func rejectIt(ctx context.Context) string  { return msg.Pick(ctx, "不通过", "Reject") }
func takeIt(ctx context.Context) string    { return msg.Pick(ctx, "开始审核", "Begin the review") }
func takeText(ctx context.Context) string {
	return msg.Pick(ctx, "开始后半小时内，别人不能同时审。", "Nobody else can decide for half an hour then.")
}
func ownAlone(ctx context.Context) string {
	return msg.Pick(ctx, "学校只有您一位管理员，可以自己审核，操作记录里会写明。", "You are the school's only administrator, so you review your own. The audit says so.")
}
func ownNot(ctx context.Context) string {
	return msg.Pick(ctx, "自己提交的，要由另一位管理员审核。", "You handed it in: another administrator reviews it.")
}
func takenBy(ctx context.Context, name string) string {
	return msg.Pick(ctx, name+" 正在审核。", name+" is reviewing it.")
}

// What a difference is about.
func What(ctx context.Context, field string) string {
	switch field {
	case "color":
		return colorWord(ctx)
	case "title":
		return titleWord(ctx)
	case "cover":
		return coverWord(ctx)
	case "logo":
		return msg.Pick(ctx, "校徽", "Logo")
	case "fields":
		return fieldsWord(ctx)
	}
	return msg.Pick(ctx, "常用功能", "Quick functions")
}

// CoverName is a cover in words.
func CoverName(ctx context.Context, art string, picture bool) string {
	switch {
	case picture:
		return ownPicture(ctx)
	case art == "":
		return noCover(ctx)
	}
	return artName(ctx, art)
}

// LogoName is a logo in words.
func LogoName(ctx context.Context, picture bool) string {
	if picture {
		return ownPicture(ctx)
	}
	return msg.Pick(ctx, "云标", "The cloud")
}

// FieldName is a field of a card in words.
func FieldName(ctx context.Context, role, field string) string { return fieldName(ctx, role, field) }

// SchoolsName is what stands where there is no title.
func SchoolsName(ctx context.Context) string { return msg.Pick(ctx, "校名", "The school's name") }

// AsItComes is what stands for the value of a card that no school has designed.
func AsItComes(ctx context.Context) string { return msg.Pick(ctx, "自带", "As it comes") }

package freshmen

import (
	"context"
	"fmt"
	"time"

	"yunka/views/msg"
)

func joinTitle(ctx context.Context) string { return msg.Pick(ctx, "新生入学", "New pupils") }
func homeTitle(ctx context.Context) string {
	return msg.Pick(ctx, "入学准备", "Before the first day")
}
func slipDead(ctx context.Context) string {
	return msg.Pick(ctx, "这张邀请单不能用了。学校可能换了一张新的，请用最新的那张，或问招生办。", "This slip is no longer valid. The school may have made a newer one: please use that, or ask the admissions office.")
}
func slipWhere(ctx context.Context) string {
	return msg.Pick(ctx, "扫邀请单上的二维码，或者在这里输入单子上的邀请码。", "Scan the symbol on the slip, or type the code that stands on it.")
}
func slipCode(ctx context.Context) string { return msg.Pick(ctx, "邀请码", "Code on the slip") }
func slipCodeHint(ctx context.Context) string {
	return msg.Pick(ctx, "12 位字母和数字", "12 letters and digits")
}
func slipType(ctx context.Context) string {
	return msg.Pick(ctx, "输入邀请码", "Type the code of a slip")
}
func slipAnother(ctx context.Context) string {
	return msg.Pick(ctx, "还有一个孩子？用另一张邀请单", "Another child? Use the other slip")
}
func proveText(ctx context.Context) string {
	return msg.Pick(ctx, "先确认您是这位新生的家人。三项都要和学校名单上的一样。", "First, please show that this is your family. All three must be as in the school's list.")
}
func pupilName(ctx context.Context) string {
	return msg.Pick(ctx, "新生姓名", "The new pupil's name")
}
func proofLabel(ctx context.Context) string {
	return msg.Pick(ctx, "新生的出生日期，或身份证后六位", "The pupil's birth date, or the last six of the identity number")
}
func proofHint(ctx context.Context) string {
	return msg.Pick(ctx, "例如 2011-03-05", "For example 2011-03-05")
}
func phoneLabel(ctx context.Context) string {
	return msg.Pick(ctx, "家长手机号", "A guardian's mobile number")
}
func phoneHint(ctx context.Context) string {
	return msg.Pick(ctx, "报名时留给学校的那个", "The one that the school was given")
}
func iAmPupil(ctx context.Context) string {
	return msg.Pick(ctx, "我是新生本人", "I am the pupil")
}
func proveDo(ctx context.Context) string { return msg.Pick(ctx, "确认", "Go on") }
func proveWhy(ctx context.Context) string {
	return msg.Pick(ctx, "确认以前，这里不显示任何人的信息。", "Until then this page shows nothing of anybody.")
}
func goneText(ctx context.Context) string {
	return msg.Pick(ctx, "这个页面要先用邀请单确认身份。", "This page asks for the slip, and for proof of who you are.")
}
func daysLeft(ctx context.Context, n int) string {
	return msg.Pick(ctx, fmt.Sprintf("还有 %d 天", n), msg.Things(n, "day", "days")+" left")
}
func stepsDone(ctx context.Context, done, all int) string {
	return msg.Pick(ctx, fmt.Sprintf("%d 步办完 %d 步", all, done), fmt.Sprintf("%d of %d steps done", done, all))
}

// WhoName is who of the family did something.
func WhoName(ctx context.Context, who string) string {
	switch who {
	case "pupil":
		return msg.Pick(ctx, "新生本人", "the pupil")
	case "kin1":
		return msg.Pick(ctx, "家长 1", "guardian 1")
	case "kin2":
		return msg.Pick(ctx, "家长 2", "guardian 2")
	}
	return ""
}

func stepNote(ctx context.Context, item Item) string {
	switch {
	case item.State == "done" && item.Who != "":
		return msg.Joined(ctx, WhoName(ctx, item.Who), msg.Stamp(ctx, item.At))
	case item.State == "done" && !item.At.IsZero():
		return msg.Stamp(ctx, item.At)
	case item.Spot != "":
		return item.Spot
	case item.Optional:
		return optionalWord(ctx)
	}
	return ""
}

func StepWaits(ctx context.Context, item Item) string {
	switch {
	case item.State == "done":
		return msg.Pick(ctx, "已办", "Done")
	case item.State == "locked":
		return msg.Pick(ctx, fmt.Sprintf("等上面 %d 步", item.Waits), "After "+msg.Things(item.Waits, "step", "steps"))
	case item.Owner == "family":
		return msg.Pick(ctx, "等您", "Yours")
	case item.Owner == "desk":
		return msg.Pick(ctx, "到校办", "On the day")
	}
	return msg.Pick(ctx, "等学校", "The school's")
}

func onlyReviewers(ctx context.Context) string {
	return msg.Pick(ctx, "学校要看的材料只有招生老师能打开。", "Only the admissions staff can open what you send.")
}
func GuideTitle(ctx context.Context) string { return msg.Pick(ctx, "来校指南", "Coming to school") }
func newWord(ctx context.Context) string    { return msg.Pick(ctx, "没读过", "Not read") }
func passTitle(ctx context.Context) string  { return msg.Pick(ctx, "报到码", "Code for the day") }
func passLabel(ctx context.Context) string {
	return msg.Pick(ctx, "报到码，报到那天给老师扫", "Code to be scanned on the day")
}
func passHint(ctx context.Context) string {
	return msg.Pick(ctx, "报到那天给老师扫这个，或者邀请单。可以先截图。", "On the day show this, or the slip. You can take a picture of it.")
}
func accountTitle(ctx context.Context) string {
	return msg.Pick(ctx, "账号和校园卡", "Account and campus card")
}
func accountText(ctx context.Context) string {
	return msg.Pick(ctx, "学籍建好了。领一个激活码，开通账号，就能领校园卡。", "The pupil is in the school's books. Take a code, make your account, and the card is there.")
}
func accountDo(ctx context.Context) string { return msg.Pick(ctx, "领激活码", "Take a code") }
func codeText(ctx context.Context) string {
	return msg.Pick(ctx, "用这个激活码开通账号。", "Make your account with this code.")
}
func codeDo(ctx context.Context) string { return msg.Pick(ctx, "去开通", "Make the account") }
func leaveHere(ctx context.Context) string {
	return msg.Pick(ctx, "不是我的手机，退出", "Not my phone: leave")
}
func heroArrived(ctx context.Context) string { return msg.Pick(ctx, "已经报到", "You are here") }
func arrivedAt(ctx context.Context, at time.Time, spot string) string {
	return msg.Pick(ctx, msg.Clock(at)+" 已在"+spot+"报到", "Reported at "+msg.Clock(at)+", "+spot)
}
func heroLate(ctx context.Context) string {
	return msg.Pick(ctx, "报到时间过了", "The time to report is over")
}
func heroLateText(ctx context.Context) string {
	return msg.Pick(ctx, "还可以来：到校时照样扫码，名额会重新打开。请先联系招生办。", "You can still come: the scan opens your place again. Please call the admissions office first.")
}
func heroDeferred(ctx context.Context) string {
	return msg.Pick(ctx, "已登记推迟报到", "It is noted that you come later")
}
func heroMore(ctx context.Context) string {
	return msg.Pick(ctx, "学校请您补充", "The school needs more")
}
func openForm(ctx context.Context) string { return msg.Pick(ctx, "去补充", "Open the form") }
func heroNow(ctx context.Context) string  { return msg.Pick(ctx, "现在要做的", "To do now") }
func openStep(ctx context.Context, item Item) string {
	if item.Does == "card" {
		return msg.Pick(ctx, "去领", "Claim it")
	}
	return msg.Pick(ctx, "去填", "Fill it in")
}
func heroNothing(ctx context.Context, review string) string {
	if review == "waiting" {
		return msg.Pick(ctx, "现在不用做什么，等学校审核", "Nothing to do now: the school is looking at your form")
	}
	return msg.Pick(ctx, "现在不用做什么", "Nothing to do now")
}
func heroTone(v Home) string {
	switch {
	case !v.ArrivedAt.IsZero():
		return "ok"
	case v.Review == "need_more", v.Late, v.State == "no_show":
		return "warn"
	}
	return ""
}
func otherWrites(ctx context.Context, who string, at time.Time) string {
	return msg.Pick(ctx, WhoName(ctx, who)+"正在填，"+msg.Clock(at), WhoName(ctx, who)+" is filling this in, "+msg.Clock(at))
}
func placeTitle(ctx context.Context) string {
	return msg.Pick(ctx, "班级和宿舍", "Class and dormitory")
}
func ClassWord(ctx context.Context) string { return msg.Pick(ctx, "班级", "Class") }
func DormWord(ctx context.Context) string  { return msg.Pick(ctx, "宿舍", "Dormitory") }
func orLater(ctx context.Context, text string) string {
	if text == "" {
		return msg.Pick(ctx, "还没有", "None yet")
	}
	return text
}
func placeLater(ctx context.Context, at time.Time) string {
	if at.IsZero() {
		return msg.Pick(ctx, "公布时间还没定", "It is not yet decided when they are told")
	}
	return msg.Pick(ctx, msg.Stamp(ctx, at)+" 公布", "Told on "+msg.Stamp(ctx, at))
}
func gotIt(ctx context.Context) string { return msg.Pick(ctx, "知道了", "I have read this") }
func publishedAt(ctx context.Context, at time.Time) string {
	return msg.Pick(ctx, "公布于 "+msg.Stamp(ctx, at), "Published "+msg.Stamp(ctx, at))
}
func formTitle(ctx context.Context) string { return msg.Pick(ctx, "登记表", "The form") }
func formOver(ctx context.Context) string {
	return msg.Pick(ctx, "学校已经审核通过，这里不能再改。要改请联系招生办。", "The school has accepted the form, so it cannot be changed here. Ask the admissions office.")
}
func optionalWord(ctx context.Context) string { return msg.Pick(ctx, "可不填", "optional") }
func PictureState(ctx context.Context, f Field) string {
	switch f.Picture {
	case "waiting":
		return msg.Pick(ctx, "已收到，等学校看", "Received: the school has yet to look")
	case "accepted":
		return msg.Pick(ctx, "学校已通过", "Accepted")
	case "refused":
		return msg.Pick(ctx, "要重传："+f.PictureWords, "Please send again: "+f.PictureWords)
	}
	return msg.Pick(ctx, "还没传", "Not sent yet")
}

// sendPicture names the field, so that two buttons of one page are not called alike.
func sendPicture(ctx context.Context, f Field) string {
	return msg.Pick(ctx, "上传"+f.Label, "Send: "+f.Label)
}
func saveDraft(ctx context.Context) string { return msg.Pick(ctx, "先保存", "Save for now") }
func sendForm(ctx context.Context, again bool) string {
	if again {
		return msg.Pick(ctx, "再交一次", "Hand in again")
	}
	return msg.Pick(ctx, "交给学校", "Hand in")
}
func draftHint(ctx context.Context) string {
	return msg.Pick(ctx, "保存了可以下次接着填，另一位家长也能接着填。", "What is saved can be gone on with later, also by another guardian.")
}
func theirsText(ctx context.Context, f Field) string {
	return msg.Pick(ctx, WhoName(ctx, f.TheirsBy)+"刚刚写成：“"+f.Theirs+"”。您写的还没有保存；再保存一次就用您的。", WhoName(ctx, f.TheirsBy)+" has just written “"+f.Theirs+"”. Yours is not saved; save again to use yours.")
}
func chooseOne(ctx context.Context) string { return msg.Pick(ctx, "请选择", "Please choose") }
func ShownValue(ctx context.Context, f Field) string {
	switch {
	case f.Kind == "tick" && f.Value == "1":
		return msg.Pick(ctx, "是", "Yes")
	case f.Value == "":
		return "—"
	}
	return f.Value
}
func homeBack(v Home) string {
	if v.Several {
		return "/freshman"
	}
	return ""
}

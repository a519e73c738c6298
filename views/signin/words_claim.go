package signin

import (
	"context"
	"time"

	"yunka/views/msg"
	"yunka/views/ui"
)

// Of the room.
func lost(ctx context.Context) string {
	return msg.Pick(ctx, "连不上，请老师扫人签到", "No connection: please have your card scanned")
}
func turnsBefore(ctx context.Context) string { return msg.Pick(ctx, "换码还有", "A new code in") }
func turnsAfter(ctx context.Context) string  { return msg.Pick(ctx, "秒", "s") }
func stepScan(ctx context.Context) string {
	return msg.Pick(ctx, "用微信或手机相机扫码", "Scan the code with your camera")
}
func stepSign(ctx context.Context) string {
	return msg.Pick(ctx, "看到自己的名字，点“签到”", "See your name, press “Sign in”")
}
func lateFrom(ctx context.Context, s Session) string {
	return msg.Pick(ctx, msg.Clock(s.Late)+" 后算迟到", "Late from "+msg.Clock(s.Late))
}
func lateNow(ctx context.Context) string {
	return msg.Pick(ctx, "现在签到算迟到", "Signing in now is late")
}
func codeLabel(ctx context.Context) string {
	return msg.Pick(ctx, "签到的码", "The code to sign in")
}
func opensAt(ctx context.Context, t time.Time) string {
	return msg.Pick(ctx, msg.Clock(t)+" 开始签到", "Opens at "+msg.Clock(t))
}
func noCode(ctx context.Context, c Code) string {
	if c.Phase == "scheduled" {
		return opensAt(ctx, c.OpensAt)
	}
	return msg.Pick(ctx, "签到结束了", "Signing in is over")
}

// Of a claim.
func claimTone(v Claim) string {
	switch {
	case v.In:
		return "ok"
	case v.Refused == "signin_not_listed", v.Shared:
		return "warn"
	}
	return "calm"
}
func claimIcon(v Claim) ui.Name {
	switch claimTone(v) {
	case "ok":
		return ui.IconAllowed
	case "warn":
		return ui.IconAlert
	}
	return ui.IconCame
}
func claimTitle(ctx context.Context, v Claim) string {
	switch {
	case v.In:
		return msg.Pick(ctx, "您已经签到了", "You are signed in already")
	case v.Out:
		return msg.Pick(ctx, "要签退吗？", "Sign out?")
	case v.Refused == "signin_not_listed":
		return msg.Pick(ctx, "您不在名单上", "You are not on the list")
	case v.Refused == "signin_waits" && v.Rank > 0:
		return msg.Pick(ctx, "您排在候补第 "+number(v.Rank), "You are number "+number(v.Rank)+" on the waiting list")
	case v.Refused == "signin_waits":
		return msg.Pick(ctx, "人满了", "It is full")
	case v.Refused != "":
		return saidTitle(ctx, v.Refused)
	}
	return msg.Pick(ctx, "还没签到", "Not signed in yet")
}
func claimText(ctx context.Context, v Claim) string {
	switch {
	case v.In:
		return msg.Pick(ctx, msg.Second(v.At)+" 签到的，不用再签。", "Since "+msg.Second(v.At)+". Nothing more to do.")
	case v.Refused == "signin_not_listed" && v.Session.WalkIns:
		return msg.Pick(ctx, "可以作为旁听签到。", "You may sign in as a guest.")
	case v.Refused == "signin_not_listed":
		return msg.Pick(ctx, "请找负责签到的老师。", "Please see the organiser.")
	case v.Refused == "signin_waits":
		return msg.Pick(ctx, "有人退出，就轮到候补。", "If somebody leaves, the waiting list moves up.")
	case v.Shared:
		return msg.Pick(ctx, "这部手机刚才签过另一个人。您可以接着签，负责签到的老师会看到这两个名字，可能来核对。",
			"This phone has just signed somebody else in. You may go on; the organiser sees both names and may come to look.")
	}
	return msg.Pick(ctx, "看一下是不是您，再点签到。", "Check that it is you, then sign in.")
}
func claimDo(ctx context.Context, v Claim) string {
	switch {
	case v.Out:
		return msg.Pick(ctx, "签退", "Sign out")
	case v.Refused == "signin_not_listed":
		return msg.Pick(ctx, "作为旁听签到", "Sign in as a guest")
	case v.Refused == "signin_waits":
		return msg.Pick(ctx, "排候补", "Join the waiting list")
	case v.Shared:
		return msg.Pick(ctx, "接着签到", "Sign in all the same")
	}
	return msg.Pick(ctx, "签到", "Sign in")
}
func labelSeat(ctx context.Context) string {
	return msg.Pick(ctx, "座位号（可不填）", "Seat (optional)")
}
func seatHint(ctx context.Context) string {
	return msg.Pick(ctx, "看桌上或椅背上的号，例如 A12", "As it stands on the desk or chair, such as A12")
}
func seatWord(ctx context.Context) string { return msg.Pick(ctx, "座位", "Seat") }
func notMe(ctx context.Context) string {
	return msg.Pick(ctx, "不是我，换账号", "Not me: log in as somebody else")
}
func labelSession(ctx context.Context) string { return msg.Pick(ctx, "场次", "Session") }
func labelWhen(ctx context.Context) string    { return msg.Pick(ctx, "时间", "Time") }
func labelLeft(ctx context.Context) string {
	return msg.Pick(ctx, "留给您的时间", "Time for this")
}
func labelAt(ctx context.Context) string  { return msg.Pick(ctx, "签到", "Signed in") }
func labelOut(ctx context.Context) string { return msg.Pick(ctx, "签退", "Left") }
func allMine(ctx context.Context) string {
	return msg.Pick(ctx, "我签到过的和要去的", "What I signed in to, and what is coming")
}
func timeLeft(ctx context.Context, v Claim) string {
	left := max(0, v.Left)
	return msg.Pick(ctx, number(left/60)+" 分 "+number(left%60)+" 秒，到 "+msg.Second(v.Until), number(left/60)+" min "+number(left%60)+" s, until "+msg.Second(v.Until))
}

func doneTone(v Done) string {
	if v.Rank > 0 {
		return "warn"
	}
	return "ok"
}
func doneIcon(v Done) ui.Name {
	if v.Rank > 0 {
		return ui.IconWaiting
	}
	return ui.IconAllowed
}
func doneTitle(ctx context.Context, v Done) string {
	switch {
	case v.Rank > 0:
		return msg.Pick(ctx, "候补第 "+number(v.Rank), "Number "+number(v.Rank)+" on the waiting list")
	case v.Out:
		return msg.Pick(ctx, "已签退", "Signed out")
	case v.Again:
		return msg.Pick(ctx, "您已经签到了", "You are signed in already")
	}
	return msg.Pick(ctx, "已签到", "Signed in")
}
func doneText(ctx context.Context, v Done) string {
	switch {
	case v.Rank > 0:
		return msg.Pick(ctx, "人满了。有人退出就轮到您。", "It is full. You move up when somebody leaves.")
	case v.Out:
		return msg.Pick(ctx, "路上小心。", "Take care.")
	case v.Late:
		return msg.Pick(ctx, "记为迟到。", "Noted as late.")
	case v.Session.SignOut:
		return msg.Pick(ctx, "走的时候再扫一次签退。", "Scan again to sign out when you leave.")
	}
	return msg.Pick(ctx, "可以收起手机了。", "You may put your phone away.")
}

// saidTitle and saidText are of a code that did nothing; nobody is blamed.
func saidTitle(ctx context.Context, what string) string {
	switch what {
	case "signin_stale":
		return msg.Pick(ctx, "码换了，再扫一次", "The code has changed: scan again")
	case "signin_early":
		return msg.Pick(ctx, "还没开始签到", "Signing in has not begun")
	case "signin_over":
		return msg.Pick(ctx, "签到结束了", "Signing in is over")
	case "signin_elsewhere":
		return msg.Pick(ctx, "请连上学校的无线网再扫", "Please join the school's wireless network and scan again")
	case "signin_device":
		return msg.Pick(ctx, "请用签到的那部手机回应", "Please answer with the phone that signed you in")
	case "signin_check_over":
		return msg.Pick(ctx, "这次抽查已经结束", "This re-check is over")
	}
	return msg.Pick(ctx, "请再扫一次屏幕上的码", "Please scan the code on the screen again")
}
func saidText(ctx context.Context, what string) string {
	switch what {
	case "signin_stale":
		return msg.Pick(ctx, "屏幕上的码 15 秒一换，刚才扫到的是旧的。没有记下任何东西。", "The code on the screen is new every 15 seconds, and this one was older. Nothing was noted.")
	case "signin_early":
		return msg.Pick(ctx, "到时间再扫屏幕上的码。没有记下任何东西。", "Scan the screen when it is time. Nothing was noted.")
	case "signin_over":
		return msg.Pick(ctx, "您如果在场，请找负责签到的老师补签。", "If you were there, the organiser can sign you in by hand.")
	case "signin_elsewhere":
		return msg.Pick(ctx, "这场只能在学校网络里签到，手机现在用的是别的网络，例如流量。没有记下任何东西。连不上，请老师补签。",
			"This session takes people in the school's network only, and your phone is in another, mobile data perhaps. Nothing was noted. If you cannot join it, the organiser can sign you in by hand.")
	case "signin_device":
		return msg.Pick(ctx, "抽查要用签到时的手机和浏览器。", "A re-check wants the phone and browser that signed you in.")
	case "signin_check_over":
		return msg.Pick(ctx, "老师可能会来看一下，您在就好。", "The organiser may come to look; it is enough that you are here.")
	}
	return msg.Pick(ctx, "扫码后两分钟内、在同一部手机上、用自己的账号签到。", "Sign in within two minutes of scanning, on the same phone, with your own account.")
}
func noPhone(ctx context.Context) string {
	return msg.Pick(ctx, "手机没电、没带？", "No phone, or it is flat?")
}
func noPhoneDo(ctx context.Context) string {
	return msg.Pick(ctx, "请门口的老师扫您的校园卡，一样算签到。", "Have your campus card scanned at the door: it counts the same.")
}

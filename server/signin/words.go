package signin

import (
	"context"
	"time"

	"yunka/server/fault"
	"yunka/server/outbox"
	"yunka/server/signin/meeting"
	"yunka/views/msg"
)

// actionWords says what an event did.
func actionWords(ctx context.Context, action string) string {
	switch action {
	case "signin.made":
		return msg.Pick(ctx, "建了签到场次", "Made a session to sign in to")
	case "signin.by_hand":
		return msg.Pick(ctx, "给人补签", "Signed somebody in by hand")
	case "signin.out":
		return msg.Pick(ctx, "给人签退", "Signed somebody out by hand")
	case "signin.void":
		return msg.Pick(ctx, "撤销了一次签到", "Took a sign-in back")
	case "signin.closed":
		return msg.Pick(ctx, "结束了签到", "Closed a session")
	case "signin.cancelled":
		return msg.Pick(ctx, "取消了签到场次", "Cancelled a session")
	case "signin.final":
		return msg.Pick(ctx, "签到定稿", "A session became final")
	case "signin.reopen_asked":
		return msg.Pick(ctx, "申请重新打开签到", "Asked to reopen a session")
	case "signin.reopened":
		return msg.Pick(ctx, "同意重新打开签到", "Agreed to reopen a session")
	case "signin.checked":
		return msg.Pick(ctx, "发起了抽查", "Started a re-check")
	case "signin.phone":
		return msg.Pick(ctx, "用手机扫人签到", "Began to scan people with a phone")
	case "signin.networks":
		return msg.Pick(ctx, "改了学校的网络", "Changed the school's networks")
	case "signin.viewed":
		return msg.Pick(ctx, "看了签到名单", "Looked at who signed in")
	case "signin.listed":
		return msg.Pick(ctx, "看了签到统计", "Looked at the statistics of sessions")
	case "signin.exported":
		return msg.Pick(ctx, "导出了签到名单", "Exported who signed in")
	}
	return ""
}

// doneWords says what a button has just done; "" for another's word.
func doneWords(ctx context.Context, done string) string {
	switch done {
	case "signin-made":
		return msg.Pick(ctx, "建好了。到时间亮码，或者扫人。", "Made. Show the code when it is time, or scan people.")
	case "signin-hand":
		return msg.Pick(ctx, "已记下，写着您的名字和原因。", "Noted, with your name and the reason.")
	case "signin-closed":
		return msg.Pick(ctx, "签到已结束。", "Signing in is closed.")
	case "signin-closed-roll":
		return msg.Pick(ctx, "签到已结束，这节课的点名也交了。", "Closed, and the lesson's roll is handed in.")
	case "signin-closed-only":
		return msg.Pick(ctx, "签到已结束。这节课的点名没能交上，请到班级页点名。", "Closed. The lesson's roll could not be handed in: please call it on the class's page.")
	case "signin-cancelled":
		return msg.Pick(ctx, "场次已取消，名单上的人会收到消息。", "Cancelled. Who was expected is told.")
	case "signin-asked":
		return msg.Pick(ctx, "已申请。另一位负责人或管理员同意后重新打开。", "Asked. It opens when another organiser or an admin agrees.")
	case "signin-reopened":
		return msg.Pick(ctx, "重新打开了，至少再开 30 分钟。", "Open again, for 30 minutes at least.")
	case "signin-checked":
		return msg.Pick(ctx, "抽查开始，60 秒内要回应。", "The re-check has begun: 60 seconds to answer.")
	case "signin-networks":
		return msg.Pick(ctx, "学校的网络已保存。", "The school's networks are saved.")
	case "signin-here":
		return msg.Pick(ctx, "收到，您在。", "Thank you: you are here.")
	}
	return ""
}

func detailWords(ctx context.Context, key string) string {
	switch key {
	case "signin":
		return msg.Pick(ctx, "场次", "Session")
	case "who":
		return msg.Pick(ctx, "谁参加", "Who is expected")
	case "networks":
		return msg.Pick(ctx, "网络", "Networks")
	case "sessions":
		return msg.Pick(ctx, "场次数", "Sessions")
	case "weeks":
		return msg.Pick(ctx, "周数", "Weeks")
	case "in":
		return msg.Pick(ctx, "已签到", "Signed in")
	case "asked":
		return msg.Pick(ctx, "谁申请", "Asked by")
	}
	return ""
}

func faultWords(ctx context.Context, f *fault.Error) string {
	switch f.Code {
	case "signin_title":
		return msg.Pick(ctx, "请写场次名称，最多 60 字。", "Give it a title of at most 60 characters.")
	case "signin_place":
		return msg.Pick(ctx, "地点最多 40 字。", "The place has at most 40 characters.")
	case "signin_ends":
		return msg.Pick(ctx, "结束要晚于开始，日期和时间都要填。", "It must end after it starts; fill in the day and both times.")
	case "signin_long":
		return msg.Pick(ctx, "一场最长 24 小时。", "A session lasts at most 24 hours.")
	case "signin_when":
		return msg.Pick(ctx, "时间要在今后一年之内，不能已经结束。", "It must lie within the coming year and not be over.")
	case "signin_minutes":
		return msg.Pick(ctx, "提前开放最多 240 分钟，迟到时间不能长过整场。", "It opens at most 240 minutes before, and late must begin before the end.")
	case "signin_capacity":
		return msg.Pick(ctx, "人数上限填 0 到 5000，0 是不限。", "The limit is 0 to 5000; 0 is none.")
	case "signin_weeks":
		return msg.Pick(ctx, "每周重复填 1 到 20 次。", "It can repeat 1 to 20 weeks.")
	case "signin_lessons":
		return msg.Pick(ctx, "一次最多建 100 节课，请少填几周。", "At most 100 lessons at once: fewer weeks, please.")
	case "signin_series":
		return msg.Pick(ctx, "课表里没有您的这门课了，请重新选一节课。", "The timetable has no such lesson of yours any more: choose one again.")
	case "signin_who":
		return msg.Pick(ctx, "请选谁参加。", "Choose who is expected.")
	case "signin_classes":
		return msg.Pick(ctx, "请选至少一个本校的班。", "Choose at least one class of the school.")
	case "signin_list":
		return msg.Pick(ctx, "名单是空的：一行一个姓名、学号或工号。", "The list is empty: a name or number a line.")
	case "signin_people":
		return msg.Pick(ctx, "名单里有找不到或重名的："+f.Detail+"。重名请写学号或工号。", "Unknown or not one person's name alone: "+f.Detail+". Use numbers for those.")
	case "signin_organisers":
		return msg.Pick(ctx, "负责人要是本校老师："+f.Detail, "Organisers must be teachers of the school: "+f.Detail)
	case "signin_many":
		return msg.Pick(ctx, "一场最多 5000 人。", "At most 5,000 people are expected at a session.")
	case "signin_terminal":
		return msg.Pick(ctx, "没有这台签到设备，请重新选。", "There is no such sign-in terminal: choose again.")
	case "signin_busy":
		return msg.Pick(ctx, "这台设备那时有别的场次："+f.Detail, "The terminal has another session then: "+f.Detail)
	case "signin_why":
		return msg.Pick(ctx, "请写原因，最多 120 字。", "Give a reason of at most 120 characters.")
	case "signin_early":
		return msg.Pick(ctx, "还没到签到时间。", "Signing in has not begun.")
	case "signin_over":
		return msg.Pick(ctx, "签到已经结束。", "Signing in is over.")
	case "signin_closed":
		return msg.Pick(ctx, "别人刚刚结束了签到，下面是结果。", "Somebody else has just closed it. This is the result.")
	case "signin_not_in":
		return msg.Pick(ctx, "这个人没有签到，或已经签退。", "This person is not signed in, or has left.")
	case "signin_not_closed":
		return msg.Pick(ctx, "这场没有结束，不用重新打开。", "It is not closed.")
	case "signin_second":
		return msg.Pick(ctx, "您已经申请了，要另一位负责人或管理员同意。", "You have asked already: somebody else has to agree.")
	case "signin_check":
		return msg.Pick(ctx, "抽查 1 到 50 人。", "A re-check asks 1 to 50 people.")
	case "signin_checking":
		return msg.Pick(ctx, "上一次抽查还没结束。", "The last re-check is still running.")
	case "signin_nobody":
		return msg.Pick(ctx, "还没有人扫码签到，没有人可以抽查。", "Nobody has signed in by the code yet.")
	case "signin_stale":
		return msg.Pick(ctx, "码换了，再扫一次。", "The code has changed: scan again.")
	case "signin_claim":
		return msg.Pick(ctx, "请再扫一次屏幕上的码。", "Please scan the code on the screen again.")
	case "signin_not_listed":
		return msg.Pick(ctx, "您不在名单上。", "You are not on the list.")
	case "signin_elsewhere":
		return msg.Pick(ctx, "这场只能在学校网络里签到。", "This session takes people in the school's network only.")
	case "signin_no_network":
		return msg.Pick(ctx, "学校的网络还没有填，管理员先在签到管理里填好。", "The school's networks are not known: an admin enters them in the office of sign-in first.")
	case "signin_network_wrong":
		return msg.Pick(ctx, "这不是网络地址："+f.Detail+"。写法例如 10.20.0.0/16 或 202.120.1.8。", "No network address: "+f.Detail+". Write 10.20.0.0/16 or 202.120.1.8, for instance.")
	case "signin_network_wide":
		return msg.Pick(ctx, "范围太大："+f.Detail+"，差不多谁都算在学校里了。IPv4 最大 /8，IPv6 最大 /16。", "Too wide: "+f.Detail+" is nearly everybody. IPv4 from /8, IPv6 from /16.")
	case "signin_network_many":
		return msg.Pick(ctx, "最多 20 个网络。", "At most 20 networks.")
	case "signin_network_used":
		return msg.Pick(ctx, "还有场次要求连学校网络，不能清空："+f.Detail, "A session still asks for the school's network, so it cannot be emptied: "+f.Detail)
	case "signin_seat":
		return msg.Pick(ctx, "座位号最多 10 个字，只用字母、数字、汉字和短横。", "A seat has at most 10 characters: letters, digits and hyphens.")
	case "signin_device":
		return msg.Pick(ctx, "请用签到的那部手机回应。", "Please answer with the phone that signed you in.")
	case "signin_check_over":
		return msg.Pick(ctx, "这次抽查已经结束。", "This re-check is over.")
	case "signin_phones":
		return msg.Pick(ctx, "这场已经有 10 部手机在扫。", "10 phones scan for it already.")
	}
	return ""
}

// noticeWords are the words of what people are told.
var noticeWords = []outbox.Kind{
	kind(meeting.NoticeSoon, "签到提醒", "Reminder of a session", func(ctx context.Context, d meeting.Told, at time.Time) outbox.Text {
		return outbox.Text{Title: msg.Pick(ctx, msg.Clock(at)+" "+d.Title, d.Title+" at "+msg.Clock(at)), Body: d.Place}
	}),
	kind(meeting.NoticeOff, "场次取消", "A session is cancelled", func(ctx context.Context, d meeting.Told, at time.Time) outbox.Text {
		return outbox.Text{Title: msg.Pick(ctx, "取消了："+d.Title, "Cancelled: "+d.Title), Body: msg.Joined(ctx, msg.Day(ctx, at), msg.Clock(at)), Warn: true}
	}),
}

func kind(word, zh, en string, draw func(ctx context.Context, d meeting.Told, at time.Time) outbox.Text) outbox.Kind {
	return outbox.Kind{
		Kind: word, Name: func(ctx context.Context) string { return msg.Pick(ctx, zh, en) },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			var d meeting.Told
			t.Read(&d)
			text := draw(ctx, d, time.UnixMilli(d.At).In(t.Now.Location()))
			text.Link, text.Do = "/signins", msg.Pick(ctx, "看看", "Look")
			return text
		},
	}
}

package dorm

import (
	"context"

	"yunka/views/msg"
)

func noticesTitle(ctx context.Context) string { return msg.Pick(ctx, "楼里通知", "Notices") }
func postTitle(ctx context.Context) string    { return msg.Pick(ctx, "发通知", "Post a notice") }

func postText(ctx context.Context, people int) string {
	return msg.Pick(ctx, "住在这里的 "+number(people)+" 人会收到，在到期前也一直在他们的宿舍页上。", "The "+number(people)+" residents are told, and find it on the page of their room until it ends.")
}

func noticeText(ctx context.Context) string  { return msg.Pick(ctx, "通知内容", "Text") }
func noticeUntil(ctx context.Context) string { return msg.Pick(ctx, "显示到", "Shown until") }
func postIt(ctx context.Context) string      { return msg.Pick(ctx, "发布", "Post") }
func noNotices(ctx context.Context) string   { return msg.Pick(ctx, "没有通知", "No notices") }

func noNoticesDo(ctx context.Context) string {
	return msg.Pick(ctx, "停水、检查、关门时间，在上面发给住在这里的人。", "Water, inspections, closing times: tell the residents above.")
}

func postedBy(ctx context.Context, n HouseNotice) string {
	return msg.Pick(ctx, n.By+" "+stamp(ctx, n.PostedAt)+" 发，显示到 "+stamp(ctx, n.Until), "By "+n.By+", "+stamp(ctx, n.PostedAt)+"; until "+stamp(ctx, n.Until))
}

func takeDown(ctx context.Context) string { return msg.Pick(ctx, "撤下", "Take down") }

func locksTitle(ctx context.Context) string { return msg.Pick(ctx, "门锁", "Locks") }
func noLocks(ctx context.Context) string    { return msg.Pick(ctx, "没有离线门锁", "No locks") }

func noLocksDo(ctx context.Context) string {
	return msg.Pick(ctx, "在“终端”给房门配一台终端，把令牌交给门锁厂商；接口在 /api 的“Locks”。", "Give a room's door a terminal on the terminals page, and its token to the maker of the lock; /api describes it under Locks.")
}

func colState(ctx context.Context) string     { return msg.Pick(ctx, "状态", "State") }
func colBattery(ctx context.Context) string   { return msg.Pick(ctx, "电量", "Battery") }
func colLast(ctx context.Context) string      { return msg.Pick(ctx, "最近联系", "Last heard") }
func colTokens(ctx context.Context) string    { return msg.Pick(ctx, "离线凭证", "Tokens") }
func colFirstEnds(ctx context.Context) string { return msg.Pick(ctx, "最早到期", "First ends") }

func battery(ctx context.Context, l Lock) string {
	if l.Battery < 0 {
		return msg.Pick(ctx, "没报", "Not said")
	}
	return number(l.Battery) + "%"
}

func lapsed(ctx context.Context, n int) string {
	return msg.Pick(ctx, number(n)+" 张凭证已到期，离线打不开", number(n)+" tokens have ended: shut without a network")
}

func ending(ctx context.Context, n int) string {
	return msg.Pick(ctx, number(n)+" 张凭证 30 天内到期，请让锁联网", number(n)+" tokens end within 30 days: connect the lock")
}

func quiet(ctx context.Context) string { return msg.Pick(ctx, "一天没联系", "Silent for a day") }

func clockOff(ctx context.Context, seconds int64) string {
	if seconds < 0 {
		return msg.Pick(ctx, "时钟慢 "+number(int(-seconds))+" 秒", "Clock is "+number(int(-seconds))+" s behind")
	}
	return msg.Pick(ctx, "时钟快 "+number(int(seconds))+" 秒", "Clock is "+number(int(seconds))+" s ahead")
}

func lowBattery(ctx context.Context) string { return msg.Pick(ctx, "快没电了", "Battery is low") }
func lockFine(ctx context.Context) string   { return msg.Pick(ctx, "正常", "Fine") }

func ruleTitle(ctx context.Context) string {
	return msg.Pick(ctx, "按规则分床", "Give beds by a rule")
}

func ruleText(ctx context.Context) string {
	return msg.Pick(ctx, "给还没有床的学生，按班级顺着走廊分空床。先预览。", "Free beds along the corridor for pupils without one, class by class. Look first.")
}

func ruleFloor(ctx context.Context) string {
	return msg.Pick(ctx, "楼层（空着是全部）", "Floor; all without one")
}
func ruleWho(ctx context.Context) string    { return msg.Pick(ctx, "谁", "Who") }
func everyPupil(ctx context.Context) string { return msg.Pick(ctx, "全部学生", "All pupils") }
func ruleGender(ctx context.Context) string { return msg.Pick(ctx, "性别", "Gender") }
func anyGender(ctx context.Context) string  { return msg.Pick(ctx, "不限", "All") }
func ruleApart(ctx context.Context) string {
	return msg.Pick(ctx, "每班从新的一间开始", "Each class begins a room of its own")
}
func giveThem(ctx context.Context) string { return msg.Pick(ctx, "分床", "Give the beds") }

// genders are the form's words for them.
var genders = []string{"m", "f"}

func genderName(ctx context.Context, g string) string {
	if g == "m" {
		return msg.Pick(ctx, "男", "Male")
	}
	return msg.Pick(ctx, "女", "Female")
}

func mendedAsk(ctx context.Context) string {
	return msg.Pick(ctx, "修好了吗？由你确认。", "Is it mended? You say so.")
}
func mendedYes(ctx context.Context) string { return msg.Pick(ctx, "修好了", "It is mended") }
func mendedNo(ctx context.Context) string  { return msg.Pick(ctx, "还没好", "Not yet") }
func confirmed(ctx context.Context) string { return msg.Pick(ctx, "已确认修好", "Confirmed") }
func until(ctx context.Context, n HouseNotice) string {
	return msg.Pick(ctx, n.By+"，到 "+stamp(ctx, n.Until), n.By+", until "+stamp(ctx, n.Until))
}

package dorm

import (
	"context"
	"time"

	"yunka/views/msg"
)

var repairStates = []string{"open", "work", "done", "refused"}

func repairState(ctx context.Context, state string) string {
	switch state {
	case "work":
		return msg.Pick(ctx, "来修", "In work")
	case "done":
		return msg.Pick(ctx, "修好了", "Done")
	case "refused":
		return msg.Pick(ctx, "不修", "Refused")
	}
	return msg.Pick(ctx, "等处理", "Waits")
}

// RepairState is what a notice says of a repair.
func RepairState(ctx context.Context, state string) string { return repairState(ctx, state) }

// StateName is a state of a bed in a file.
func StateName(ctx context.Context, state string) string {
	if state == "open" {
		return ""
	}
	return stateName(ctx, state)
}

// BedHeads are the columns of the list of beds; the import reads the same.
func BedHeads(ctx context.Context) []string {
	return []string{colBuilding(ctx), colFloor(ctx), msg.Pick(ctx, "房间", "Room"), msg.Pick(ctx, "床位", "Bed"), msg.Pick(ctx, "学号", "Number"), msg.Pick(ctx, "姓名", "Name"), msg.Pick(ctx, "班级", "Class"), bedState(ctx)}
}

func noRepairs(ctx context.Context) string { return msg.Pick(ctx, "没有报修", "Nothing is broken") }

func noRepairsDo(ctx context.Context) string {
	return msg.Pick(ctx, "住在这里的人从卡上的“宿舍”报修，会出现在这里。", "Residents report it from their card, under Dormitory.")
}

func roomName(ctx context.Context, room string) string {
	return msg.Pick(ctx, room+" 室", "Room "+room)
}
func bedName(ctx context.Context, bed string) string { return msg.Pick(ctx, bed+" 床", "Bed "+bed) }

func repairStateOf(ctx context.Context, f Repair) string {
	return msg.Pick(ctx, f.What+"：到哪一步", "State of: "+f.What)
}

func repairTold(ctx context.Context) string {
	return msg.Pick(ctx, "给报修人的话，比如今天下午来修", "A word to who asked: when somebody comes, or why not")
}

func repairToldOf(ctx context.Context, f Repair) string {
	return msg.Pick(ctx, f.What+"：给报修人的话", "Word about: "+f.What)
}

func saveOf(ctx context.Context, f Repair) string {
	return msg.Pick(ctx, "保存："+f.What, "Save: "+f.What)
}

func toLookAt(ctx context.Context) string { return msg.Pick(ctx, "要看一下的事", "To look at") }
func noEvents(ctx context.Context) string {
	return msg.Pick(ctx, "没有要看的事", "Nothing to look at")
}

func noEventsDo(ctx context.Context) string {
	return msg.Pick(ctx, "没人住的房间被打开、门一直开着、一张床分给两个人、门锁没电，会出现在这里。", "A vacant room that was opened, a door that stood open, a bed that a file gave to two, a lock without power come here.")
}

func eventName(ctx context.Context, kind string) string {
	switch kind {
	case "two_residents":
		return msg.Pick(ctx, "名单把一张床给了两个人", "A file gave one bed to two")
	case "door_held":
		return msg.Pick(ctx, "门一直开着", "A door stood open")
	case "door_forced":
		return msg.Pick(ctx, "门被强行打开", "A door was forced")
	case "token_ended":
		return msg.Pick(ctx, "已收回的凭证还打开了门", "Opened by a token that was withdrawn")
	case "low_battery":
		return msg.Pick(ctx, "门锁快没电了", "A lock's battery is low")
	case "lock_clock":
		return msg.Pick(ctx, "门锁的时钟不准", "A lock's clock is off")
	}
	return msg.Pick(ctx, "没人住的房间被打开", "A vacant room was opened")
}

func eventSeen(ctx context.Context) string { return msg.Pick(ctx, "看过了", "Seen") }
func markSeen(ctx context.Context) string  { return msg.Pick(ctx, "看过了", "Mark as seen") }

func seenOf(ctx context.Context, e Event) string {
	return msg.Pick(ctx, "看过了："+eventName(ctx, e.Kind)+" "+e.Place, "Mark as seen: "+eventName(ctx, e.Kind)+" "+e.Place)
}

func refusedTitle(ctx context.Context) string {
	return msg.Pick(ctx, "不住这里的人来刷门，30 天内", "Who does not live here, at the doors in 30 days")
}

func noRefused(ctx context.Context) string {
	return msg.Pick(ctx, "没有外人来刷门", "Nobody else tried a door")
}

func noRefusedDo(ctx context.Context) string {
	return msg.Pick(ctx, "不住这里的人刷不开门，记录在这里。", "The doors stay shut for who does not live here, and it is kept here.")
}

func colDoor(ctx context.Context) string { return msg.Pick(ctx, "门", "Door") }
func noBed(ctx context.Context) string   { return msg.Pick(ctx, "还没分床", "No bed yet") }

func noBedDo(ctx context.Context) string {
	return msg.Pick(ctx, "分好以后会通知，这里会有房间和室友。", "You are told when there is one, and this shows the room.")
}

func backBy(ctx context.Context, at string) string {
	return msg.Pick(ctx, at+" 前回楼", "Back by "+at)
}

func showCode(ctx context.Context) string {
	return msg.Pick(ctx, "亮出开门的码", "Show the code for the door")
}
func soonTitle(ctx context.Context) string {
	return msg.Pick(ctx, "今天和这几天", "Today and soon")
}

func youMove(ctx context.Context, to string, at time.Time) string {
	return msg.Pick(ctx, stamp(ctx, at)+" 搬到 "+to, "You move to "+to+" on "+stamp(ctx, at))
}

func oldDoor(ctx context.Context, room string, until time.Time) string {
	return msg.Pick(ctx, msg.Clock(until)+" 前还能开 "+room, room+" opens until "+msg.Clock(until))
}

func mateComes(ctx context.Context, m Mate) string {
	return msg.Pick(ctx, stamp(ctx, m.At)+" 有新室友搬到 "+m.Bed+" 床", "Somebody moves into bed "+m.Bed+" on "+stamp(ctx, m.At))
}

func matesTitle(ctx context.Context) string { return msg.Pick(ctx, "室友", "Roommates") }

func matesSum(ctx context.Context, beds, people int) string {
	return msg.Pick(ctx, number(beds)+" 张床住 "+number(people)+" 人", number(people)+" in "+number(beds)+" beds")
}

func mateName(ctx context.Context, m Mate) string {
	if m.You {
		return msg.Pick(ctx, m.Name+"（你）", m.Name+" (you)")
	}
	return m.Name
}

func noPhone(ctx context.Context) string     { return msg.Pick(ctx, "没公开电话", "No number shared") }
func sharesTitle(ctx context.Context) string { return msg.Pick(ctx, "公开什么", "What you share") }

func sharesPhone(ctx context.Context) string {
	return msg.Pick(ctx, "室友能看到我的电话", "Roommates see my telephone number")
}

func wardenTitle(ctx context.Context) string { return msg.Pick(ctx, "宿管", "Warden") }
func noWarden(ctx context.Context) string {
	return msg.Pick(ctx, "还没有安排宿管。", "Nobody is the warden yet.")
}

func callName(ctx context.Context, name string) string {
	return msg.Pick(ctx, "打电话给"+name, "Call "+name)
}

func toldBy(ctx context.Context, told string) string {
	return msg.Pick(ctx, "回复："+told, "Answer: "+told)
}

func repairWhat(ctx context.Context) string { return msg.Pick(ctx, "哪里坏了", "What is broken") }
func repairSend(ctx context.Context) string { return msg.Pick(ctx, "报修", "Report it") }

func colTime(ctx context.Context) string { return msg.Pick(ctx, "时间", "Time") }

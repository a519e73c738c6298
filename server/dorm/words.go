package dorm

import (
	"context"
	"strconv"
	"time"

	"yunka/server/dorm/housing"
	"yunka/server/dorm/night"
	"yunka/server/fault"
	"yunka/server/outbox"
	view "yunka/views/dorm"
	"yunka/views/msg"
)

func actionWords(ctx context.Context, verb string) string {
	switch verb {
	case "dorm.building":
		return msg.Pick(ctx, "添加了宿舍楼", "Added a building of the dormitory")
	case "dorm.rooms":
		return msg.Pick(ctx, "添加了宿舍房间", "Added rooms of the dormitory")
	case "dorm.bed":
		return msg.Pick(ctx, "改了床位状态", "Changed the state of a bed")
	case "dorm.door":
		return msg.Pick(ctx, "给房间单独管门", "Gave a room its own door")
	case "dorm.night":
		return msg.Pick(ctx, "改了回楼时间", "Changed when residents are back")
	case "dorm.given":
		return msg.Pick(ctx, "分了床位", "Gave a bed")
	case "dorm.moved":
		return msg.Pick(ctx, "搬了床位", "Moved somebody to another bed")
	case "dorm.ended":
		return msg.Pick(ctx, "办了搬出宿舍", "Ended a stay in the dormitory")
	case "dorm.imported":
		return msg.Pick(ctx, "按名单分了床", "Gave beds by a file")
	case "dorm.exported":
		return msg.Pick(ctx, "导出了床位", "Exported the beds")
	case "dorm.repair_asked":
		return msg.Pick(ctx, "报修", "Reported something broken")
	case "dorm.repair_changed":
		return msg.Pick(ctx, "处理了报修", "Answered a repair")
	case "dorm.repair_confirmed":
		return msg.Pick(ctx, "确认修好了", "Confirmed a repair")
	case "dorm.repair_reopened":
		return msg.Pick(ctx, "说还没修好", "Said that a repair is not done")
	case "dorm.posted":
		return msg.Pick(ctx, "发了楼里通知", "Posted a notice of a house")
	case "dorm.taken_down":
		return msg.Pick(ctx, "撤下了楼里通知", "Took down a notice of a house")
	case "dorm.ruled":
		return msg.Pick(ctx, "按规则分了床", "Gave beds by a rule")
	case "dorm.noted":
		return msg.Pick(ctx, "写了对没回楼的处理", "Noted what was done about somebody not back")
	case "dorm.night_viewed":
		return msg.Pick(ctx, "看了晚上回楼", "Looked at a night of a dormitory")
	case "dorm.consent":
		return msg.Pick(ctx, "改了室友能看到什么", "Changed what roommates see")
	case "dorm.seen":
		return msg.Pick(ctx, "看了门口事件", "Marked an event at a door as seen")
	case "dorm.viewed":
		return msg.Pick(ctx, "看了孩子的宿舍", "Looked at a child's room")
	case "dorm.events_viewed":
		return msg.Pick(ctx, "看了宿舍门口的记录", "Looked at the doors of a dormitory")
	}
	return ""
}

func doneWords(ctx context.Context, word string) string {
	switch word {
	case "dorm-building":
		return msg.Pick(ctx, "已添加。接着添加房间，再到“门和区域”加门。", "Added. Add rooms next, then a gate that leads in.")
	case "dorm-rooms":
		return msg.Pick(ctx, "房间已添加。", "The rooms are there.")
	case "dorm-saved":
		return msg.Pick(ctx, "已保存。", "Saved.")
	case "dorm-given":
		return msg.Pick(ctx, "已办好，门会跟着床走。", "Done. The doors follow the bed.")
	case "dorm-ended":
		return msg.Pick(ctx, "已搬出，床空出来了。", "Moved out. The bed is free.")
	case "dorm-door":
		return msg.Pick(ctx, "房间已经是一个区域，请到“门和区域”加一扇门。", "The room is a zone now: add a gate that leads into it.")
	case "dorm-noted":
		return msg.Pick(ctx, "已记下您的名字和时间。", "Kept with your name and the time.")
	case "dorm-posted":
		return msg.Pick(ctx, "已发给住在这里的人。", "The residents are told.")
	case "dorm-mended":
		return msg.Pick(ctx, "谢谢，已告诉宿管。", "Thank you. The warden knows.")
	case "dorm-asked":
		return msg.Pick(ctx, "已报修，有进展会通知您。", "Reported. You are told when it moves on.")
	case "dorm-phone":
		return msg.Pick(ctx, "已改好。", "Changed.")
	}
	return ""
}

func faultWords(ctx context.Context, f *fault.Error) string {
	switch f.Code {
	case "dorm_name":
		return msg.Pick(ctx, "请写楼名，最多 20 字。", "Name the building, in at most 20 characters.")
	case "dorm_name_taken":
		return msg.Pick(ctx, "已有同名的区域。", "A zone has that name.")
	case "dorm_curfew":
		return msg.Pick(ctx, "回楼时间要在 18:00 到 04:00 之间。", "A time between 18:00 and 04:00.")
	case "dorm_rooms":
		return msg.Pick(ctx, "房号 1–99999，一次 1–200 间，每间 1–20 床，楼层 0–99。", "Numbers 1 to 99999, 1 to 200 rooms at once, 1 to 20 beds in each, floor 0 to 99.")
	case "dorm_room_taken":
		return msg.Pick(ctx, "其中有房号已经有了。", "One of these rooms is there already.")
	case "dorm_state":
		return msg.Pick(ctx, "不认识的状态。", "An unknown state.")
	case "dorm_bed_lived":
		return msg.Pick(ctx, "床上有人，先搬出再改。", "Somebody has the bed: end the stay first.")
	case "dorm_past":
		return msg.Pick(ctx, "不能搬在过去的时间。", "Nobody moves in the past.")
	case "dorm_far":
		return msg.Pick(ctx, "最多提前 92 天安排。", "At most 92 days ahead.")
	case "dorm_time":
		return msg.Pick(ctx, "时间没写对。", "That is no time.")
	case "dorm_person":
		return msg.Pick(ctx, "学校里没有这个人。", "Nobody of the school has that number or name.")
	case "dorm_which":
		return msg.Pick(ctx, "有几个人叫这个名字，请选一位。", "Several have that name: choose one.")
	case "dorm_taken":
		return msg.Pick(ctx, "这张床刚刚分给了别人，请再选一张。", "The bed has just been given to somebody else: choose another one.")
	case "dorm_closed":
		return msg.Pick(ctx, "这张床预留或停用，先放开。", "The bed is kept or out of use: open it first.")
	case "dorm_same":
		return msg.Pick(ctx, "本来就住这张床。", "That is the bed they have.")
	case "dorm_file":
		return msg.Pick(ctx, "读不懂这个文件：要 CSV 或 XLSX。", "The file is neither CSV nor XLSX.")
	case "dorm_columns":
		return msg.Pick(ctx, "文件里要有学号、楼、房间、床位这四列。", "The file needs columns number, building, room and bed.")
	case "dorm_repair":
		return msg.Pick(ctx, "写清楚一点，最多 200 字。", "Write it in at most 200 characters.")
	case "dorm_repair_why":
		return msg.Pick(ctx, "不修要写原因。", "Say why it is refused.")
	case "dorm_repair_state":
		return msg.Pick(ctx, "这件报修现在不用确认。", "That repair does not wait for your word.")
	case "dorm_notice":
		return msg.Pick(ctx, "写一下通知，最多 200 字。", "Write the notice, in at most 200 characters.")
	case "dorm_until":
		return msg.Pick(ctx, "显示到什么时候？要在以后，31 天内。", "Until when? A time to come, within 31 days.")
	case "dorm_rule":
		return msg.Pick(ctx, "选一栋楼；楼层写数字，或空着。", "Choose a building; a floor is a number, or left out.")
	case "dorm_note":
		return msg.Pick(ctx, "写一下怎么处理的，最多 200 字。", "Say what was done, in at most 200 characters.")
	case "dorm_night":
		return msg.Pick(ctx, "没有这一晚。", "There is no such night.")
	case "dorm_no_bed":
		return msg.Pick(ctx, "现在没有床位，不能报修。", "You have no room now.")
	case "dorm_repairs_many":
		return msg.Pick(ctx, "这间有太多没处理的报修，请直接找宿管。", "Too many repairs of the room wait: see the warden.")
	}
	return ""
}

func detailWords(ctx context.Context, key string) string {
	switch key {
	case "rooms":
		return msg.Pick(ctx, "房间数", "Rooms")
	case "room":
		return msg.Pick(ctx, "房间", "Room")
	case "beds":
		return msg.Pick(ctx, "床数", "Beds")
	case "bed":
		return msg.Pick(ctx, "床", "Bed")
	case "curfew":
		return msg.Pick(ctx, "回楼时间（分钟）", "Back by, in minutes")
	case "tells":
		return msg.Pick(ctx, "通知家长", "Guardians are told")
	case "given":
		return msg.Pick(ctx, "新分", "Given")
	case "moved":
		return msg.Pick(ctx, "搬动", "Moved")
	case "repair":
		return msg.Pick(ctx, "报修", "Repair")
	case "notice":
		return msg.Pick(ctx, "通知", "Notice")
	case "people":
		return msg.Pick(ctx, "人数", "People")
	case "event":
		return msg.Pick(ctx, "事件", "Event")
	case "night":
		return msg.Pick(ctx, "哪一晚", "Night")
	case "building":
		return msg.Pick(ctx, "楼", "Building")
	case "phone":
		return msg.Pick(ctx, "电话", "Telephone")
	}
	return ""
}

func momentOf(ctx context.Context, t outbox.Told, ms int64) string {
	at := time.UnixMilli(ms).In(t.Now.Location())
	return msg.Day(ctx, at) + " " + msg.Clock(at)
}

var notices = []outbox.Kind{
	{Kind: housing.NoticeHouse, Name: func(ctx context.Context) string { return msg.Pick(ctx, "楼里通知", "A notice of the house") }, Draw: houseNotice},
	{
		Kind: night.NoticeLate, Name: func(ctx context.Context) string { return msg.Pick(ctx, "晚归", "Back late") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			var d night.Told
			t.Read(&d)
			n := strconv.Itoa(d.Minutes)
			return outbox.Text{Title: msg.Pick(ctx, t.Name+" 回楼了，晚 "+n+" 分钟", t.Name+" is back, "+n+" minutes late"), Body: d.Building, Link: view.Path(d.Person), Do: toRoom(ctx)}
		},
	},
	{
		Kind: night.NoticeMissing, Name: func(ctx context.Context) string { return msg.Pick(ctx, "没回楼", "Not back") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			var d night.Told
			t.Read(&d)
			which := msg.ShortDay(ctx, d.Night)
			if d.Night == night.Of(t.Now, t.Now.Location()) {
				which = msg.Pick(ctx, "今天", "tonight")
			}
			return outbox.Text{Title: msg.Pick(ctx, t.Name+" "+which+"晚上没有回楼", t.Name+" is not back: "+which),
				Body: msg.Pick(ctx, d.Building+" 的宿管会联系您", "The warden of "+d.Building+" will call you"), Link: view.Path(d.Person), Do: toRoom(ctx)}
		},
	},
	{
		Kind: housing.NoticeBed, Name: func(ctx context.Context) string { return msg.Pick(ctx, "床位", "A bed") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			var d housing.Told
			t.Read(&d)
			place := d.Building + " " + d.Room + "-" + d.Bed
			return outbox.Text{Title: msg.Pick(ctx, t.Name+" 的床位："+place, t.Name+" has bed "+place),
				Body: msg.Pick(ctx, momentOf(ctx, t, d.At)+"起，门能开", "From "+momentOf(ctx, t, d.At)+", and the doors open"), Link: view.Path(d.Person), Do: toRoom(ctx)}
		},
	},
	{
		Kind: housing.NoticeEnded, Name: func(ctx context.Context) string { return msg.Pick(ctx, "搬出宿舍", "Moved out") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			var d housing.Told
			t.Read(&d)
			place := d.Building + " " + d.Room + "-" + d.Bed
			return outbox.Text{Title: msg.Pick(ctx, t.Name+" 搬出了 "+place, t.Name+" has moved out of "+place), Body: momentOf(ctx, t, d.At), Link: view.Path(d.Person), Do: toRoom(ctx)}
		},
	},
	{
		Kind: housing.NoticeRepair, Name: func(ctx context.Context) string { return msg.Pick(ctx, "报修的进展", "A repair") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			var d housing.ToldRepair
			t.Read(&d)
			return outbox.Text{Title: msg.Pick(ctx, d.What+"："+view.RepairState(ctx, d.State), d.What+": "+view.RepairState(ctx, d.State)), Body: d.Told, Link: view.Path(d.Person), Do: toRoom(ctx)}
		},
	},
}

func houseNotice(ctx context.Context, t outbox.Told) outbox.Text {
	var d housing.ToldHouse
	t.Read(&d)
	return outbox.Text{Title: msg.Pick(ctx, d.Building+"："+d.Text, d.Building+": "+d.Text)}
}

func toRoom(ctx context.Context) string { return msg.Pick(ctx, "看宿舍", "Show the room") }

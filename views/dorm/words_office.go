package dorm

import (
	"context"
	"time"

	"yunka/views/msg"
)

type tab struct {
	path   string
	office bool // the office's alone
	text   func(context.Context) string
}

var buildingTabs = []tab{
	{"", true, func(ctx context.Context) string { return msg.Pick(ctx, "床位图", "Plan") }},
	{"/free", true, freeTitle},
	{"/night", false, nightTitle},
	{"/nights", false, nightsTitle},
	{"/repairs", false, repairsTitle},
	{"/events", false, eventsTitle},
	{"/notices", false, noticesTitle},
	{"/locks", false, locksTitle},
}

var states = []string{"open", "kept", "out"}

func navDorm(ctx context.Context) string      { return msg.Pick(ctx, "宿舍", "Dormitory") }
func allBuildings(ctx context.Context) string { return msg.Pick(ctx, "全部楼", "All buildings") }
func nightTitle(ctx context.Context) string   { return msg.Pick(ctx, "今晚回楼", "Tonight") }
func nightsTitle(ctx context.Context) string  { return msg.Pick(ctx, "每晚记录", "Nights") }
func repairsTitle(ctx context.Context) string { return msg.Pick(ctx, "报修", "Repairs") }
func eventsTitle(ctx context.Context) string  { return msg.Pick(ctx, "门口事件", "Door events") }
func freeTitle(ctx context.Context) string    { return msg.Pick(ctx, "空床", "Free beds") }
func exportList(ctx context.Context) string   { return msg.Pick(ctx, "导出床位", "Export beds") }

func noBuildings(ctx context.Context) string {
	return msg.Pick(ctx, "还没有宿舍楼", "No buildings yet")
}

func noBuildingsDo(ctx context.Context, manages bool) string {
	if manages {
		return msg.Pick(ctx, "在下面添加第一栋楼。", "Add the first one below.")
	}
	return msg.Pick(ctx, "请教务添加宿舍楼，再给您宿管职务。", "The office adds buildings and gives you the post of a warden.")
}

func colBuilding(ctx context.Context) string { return msg.Pick(ctx, "楼", "Building") }
func colBeds(ctx context.Context) string     { return msg.Pick(ctx, "床位", "Beds") }
func colLived(ctx context.Context) string    { return msg.Pick(ctx, "住", "Residents") }
func colFree(ctx context.Context) string     { return msg.Pick(ctx, "空", "Free") }
func colCurfew(ctx context.Context) string   { return msg.Pick(ctx, "几点前回楼", "Back by") }
func colLook(ctx context.Context) string     { return msg.Pick(ctx, "查看", "Look at") }
func colFloor(ctx context.Context) string    { return msg.Pick(ctx, "楼层", "Floor") }
func noDoor(ctx context.Context) string      { return msg.Pick(ctx, "还没有门", "No door yet") }

func ofBuilding(ctx context.Context, building string) string {
	return msg.Pick(ctx, building+"：", building+":")
}

func counted(what string, n int) string {
	if n == 0 {
		return what
	}
	return what + " " + number(n)
}

func addBuilding(ctx context.Context) string {
	return msg.Pick(ctx, "添加宿舍楼", "Add a building")
}

func addBuildingText(ctx context.Context) string {
	return msg.Pick(ctx, "楼会成为一个区域。再到“门和区域”加一扇通往它的门、配一台终端，住在里面的人就能刷开；宿管在人员页给职务。",
		"A building is a zone. Add a gate that leads into it and a terminal there, and it opens for who lives inside. Wardens get their post on the page of a person.")
}

func addIt(ctx context.Context) string { return msg.Pick(ctx, "添加", "Add") }
func importTitle(ctx context.Context) string {
	return msg.Pick(ctx, "按名单分床", "Give beds by a file")
}

func importText(ctx context.Context) string {
	return msg.Pick(ctx, "CSV 或 XLSX，一行一人，要有：学号、楼、房间、床位（楼层可不写）。没有的房间和床会一起建好。先预览，看过再导入。",
		"CSV or XLSX, a row for each person, with columns number, building, room and bed; floor may be left out. Rooms and beds that are not there are made. Look first, then import.")
}

func lookFirst(ctx context.Context) string { return msg.Pick(ctx, "先预览", "Look first") }
func takeIn(ctx context.Context) string    { return msg.Pick(ctx, "导入", "Import") }

func importHead(ctx context.Context, v ImportView) string {
	switch {
	case v.Done && v.Ruled:
		return msg.Pick(ctx, "已按规则分床", "The beds are given")
	case v.Done:
		return msg.Pick(ctx, "已按名单分床", "The beds are given")
	}
	return msg.Pick(ctx, "预览，还没有改动", "A preview: nothing has changed")
}

func importSums(ctx context.Context, v ImportView) string {
	if v.Ruled {
		return msg.Pick(ctx, number(v.Rows)+" 人还没有床：分 "+number(v.Given)+" 人，"+number(v.Bad)+" 人没有分到。",
			number(v.Rows)+" without a bed: "+number(v.Given)+" get one, "+number(v.Bad)+" do not.")
	}
	return msg.Pick(ctx, number(v.Rows)+" 行：新分 "+number(v.Given)+" 人，搬 "+number(v.Moved)+" 人，不变 "+number(v.Same)+" 人；新建 "+number(v.Rooms)+" 间、"+number(v.Beds)+" 床。",
		number(v.Rows)+" rows: "+number(v.Given)+" get a bed, "+number(v.Moved)+" move, "+number(v.Same)+" stay; "+number(v.Rooms)+" rooms and "+number(v.Beds)+" beds are made.")
}

func badRows(ctx context.Context, n int) string {
	return msg.Pick(ctx, "有 "+number(n)+" 行没有办", "Left out: "+number(n))
}

func problemText(ctx context.Context, p Problem) string {
	if p.Row == 0 {
		return ProblemName(ctx, p.Code) + " " + p.Value
	}
	return msg.Pick(ctx, "第 "+number(p.Row)+" 行："+ProblemName(ctx, p.Code)+" "+p.Value, "Row "+number(p.Row)+": "+ProblemName(ctx, p.Code)+" "+p.Value)
}

// ProblemName says why a row is left out.
func ProblemName(ctx context.Context, code string) string {
	switch code {
	case "dorm_row_person":
		return msg.Pick(ctx, "没有这个学号", "nobody has the number")
	case "dorm_row_building":
		return msg.Pick(ctx, "没有这栋楼", "no such building")
	case "dorm_row_two_beds":
		return msg.Pick(ctx, "一个人写了两张床", "two beds for one person")
	case "dorm_row_two_people":
		return msg.Pick(ctx, "一张床写了两个人", "two people for one bed")
	case "dorm_row_place":
		return msg.Pick(ctx, "房间或床位没写好", "no name of a room or bed")
	case "dorm_row_closed":
		return msg.Pick(ctx, "床位预留或停用", "the bed is kept, or out of use")
	case "dorm_row_no_bed":
		return msg.Pick(ctx, "没有空床给", "no free bed for")
	case "dorm_row_taken":
		return msg.Pick(ctx, "床上有人，名单里没有让他搬走", "somebody has the bed, and the file does not move them")
	}
	return code
}

func sums(ctx context.Context, b Building) string {
	return msg.Pick(ctx, number(b.Beds)+" 床，住 "+number(b.Lived)+" 人，空 "+number(b.Free)+" 床", number(b.Beds)+" beds, "+number(b.Lived)+" residents, "+number(b.Free)+" free")
}

func chooseBed(ctx context.Context, now string) string {
	if now == "" {
		return msg.Pick(ctx, "请选一张空床。", "Choose a free bed.")
	}
	return msg.Pick(ctx, "现在住 "+now+"。请选一张空床，下一步定时间。", "Lives in "+now+". Choose a free bed; the time comes next.")
}

func noRooms(ctx context.Context) string { return msg.Pick(ctx, "还没有房间", "No rooms yet") }
func noRoomsDo(ctx context.Context) string {
	return msg.Pick(ctx, "在下面成批添加房间。", "Add rooms below.")
}
func floorsLabel(ctx context.Context) string { return msg.Pick(ctx, "楼层", "Floors") }

func floorName(ctx context.Context, n int) string {
	return msg.Pick(ctx, number(n)+" 层", "Floor "+number(n))
}

func floorSums(ctx context.Context, lived, free int) string {
	return msg.Pick(ctx, "住 "+number(lived)+" 人，空 "+number(free)+" 床", number(lived)+" residents, "+number(free)+" free beds")
}

func corridor(ctx context.Context) string   { return msg.Pick(ctx, "走廊", "Corridor") }
func legend(ctx context.Context) string     { return msg.Pick(ctx, "图例", "Key") }
func stateLived(ctx context.Context) string { return msg.Pick(ctx, "有人", "Taken") }

func stateName(ctx context.Context, state string) string {
	switch state {
	case "kept":
		return msg.Pick(ctx, "预留", "Kept")
	case "out":
		return msg.Pick(ctx, "停用", "Out of use")
	}
	return msg.Pick(ctx, "空", "Free")
}

func addRooms(ctx context.Context) string { return msg.Pick(ctx, "添加房间", "Add rooms") }
func firstRoom(ctx context.Context) string {
	return msg.Pick(ctx, "第一间的房号", "First room number")
}
func howManyRooms(ctx context.Context) string  { return msg.Pick(ctx, "几间", "How many rooms") }
func bedsEach(ctx context.Context) string      { return msg.Pick(ctx, "每间几床", "Beds in each") }
func nightSettings(ctx context.Context) string { return msg.Pick(ctx, "晚上回楼", "Back at night") }

func nightSettingsText(ctx context.Context) string {
	return msg.Pick(ctx, "过了这个时间进楼算晚归；再过 30 分钟，所有能证明的门都有数据，才说“没回来”。", "Who comes later is late. Half an hour after that, and only with the data of every door that could prove otherwise, somebody is called missing.")
}

func tellGuardians(ctx context.Context) string {
	return msg.Pick(ctx, "晚归和没回来通知家长", "Tell guardians who came late or is missing")
}

func ownDoor(ctx context.Context) string {
	return msg.Pick(ctx, "有自己的门锁", "has a door of its own")
}

func (b Bed) look() string {
	if b.PersonID != "" {
		return "lived"
	}
	if b.Next != "" {
		return "kept"
	}
	return b.State
}

func comes(ctx context.Context, b Bed) string {
	return msg.Pick(ctx, b.Next+" "+stamp(ctx, b.NextAt)+" 搬来", b.Next+" comes "+stamp(ctx, b.NextAt))
}

// bedIn stands before a bed's number for who hears the plan.
func bedIn(ctx context.Context, r Room) string {
	return msg.Pick(ctx, r.Name+" 室，床", "Room "+r.Name+", bed")
}

func floorPath(v PlanView, floor int, keep bool) string {
	p := v.B.path(v.Shell, "?floor="+number(floor))
	if keep && v.Mover != nil {
		p += "&person=" + v.Mover.ID
	}
	return p
}

func bedPath(v PlanView, b Bed) string {
	p := v.Shell.Path("/dorm/beds/" + b.ID)
	if v.Mover != nil && b.look() == "open" {
		p += "?person=" + v.Mover.ID
	}
	return p
}

func (v BedView) title(ctx context.Context) string {
	return msg.Pick(ctx, v.Room+" 室 "+v.Bed.Name+" 床", "Room "+v.Room+" bed "+v.Bed.Name)
}

func toPlan(ctx context.Context) string { return msg.Pick(ctx, "回床位图", "To the plan") }

func livesSince(ctx context.Context, t time.Time) string {
	return msg.Pick(ctx, stamp(ctx, t)+"起住这里", "Lives here since "+stamp(ctx, t))
}

func moveTo(ctx context.Context) string {
	return msg.Pick(ctx, "搬到另一张床", "Move to another bed")
}
func endStay(ctx context.Context) string { return msg.Pick(ctx, "搬出", "Move out") }

func endAsk(ctx context.Context, name string) string {
	return msg.Pick(ctx, name+"搬出宿舍？门马上不再为其打开。", "Does "+name+" move out? The doors stop opening at once.")
}

func overlapLabel(ctx context.Context) string {
	return msg.Pick(ctx, "原来的门多开 2 小时，方便搬东西", "The old door opens two hours longer, to carry things")
}

func giveBed(ctx context.Context) string  { return msg.Pick(ctx, "分这张床", "Give this bed") }
func whichOne(ctx context.Context) string { return msg.Pick(ctx, "是哪一位？", "Which of them?") }
func whoLabel(ctx context.Context) string { return msg.Pick(ctx, "学号或姓名", "Number or name") }
func atLabel(ctx context.Context) string  { return msg.Pick(ctx, "什么时候搬", "When") }
func atHint(ctx context.Context) string   { return msg.Pick(ctx, "不填就是现在", "Empty is now") }

func fromTo(ctx context.Context, now, to string) string {
	if now == "" {
		return msg.Pick(ctx, "还没有床 → "+to, "No bed yet → "+to)
	}
	return msg.Pick(ctx, now+" → "+to, now+" → "+to)
}

func whatHappens(ctx context.Context) string {
	return msg.Pick(ctx, "从那一刻起，新的门能开，原来的门不能开；本人和家长马上收到通知。", "From that moment the new doors open and the old ones do not. The resident and the guardians are told at once.")
}

func confirmGive(ctx context.Context, moves bool) string {
	if moves {
		return msg.Pick(ctx, "确认搬动", "Confirm the move")
	}
	return msg.Pick(ctx, "确认分床", "Give the bed")
}

func bedState(ctx context.Context) string { return msg.Pick(ctx, "床位状态", "State of the bed") }

func doorTitle(ctx context.Context, room string) string {
	return msg.Pick(ctx, room+" 室的门锁", "A door of room "+room)
}

func doorText(ctx context.Context) string {
	return msg.Pick(ctx, "房间会成为楼里的一个区域，只为住在这间的人和宿管打开。再到“门和区域”加一扇通往它的门、配一台终端。",
		"The room becomes a zone inside the building that opens only for who lives in it and for wardens. Then add a gate that leads into it, and a terminal.")
}

func doorGive(ctx context.Context) string {
	return msg.Pick(ctx, "单独管这间的门", "Give the room its own door")
}
func historyTitle(ctx context.Context) string { return msg.Pick(ctx, "谁住过", "Who lived here") }
func noHistory(ctx context.Context) string    { return msg.Pick(ctx, "还没有人住过", "Nobody yet") }

func noHistoryDo(ctx context.Context) string {
	return msg.Pick(ctx, "分出去以后，这里会留下记录。", "Once it is given, this keeps who had it.")
}

func stamp(ctx context.Context, t time.Time) string {
	return msg.Day(ctx, t) + " " + msg.Clock(t)
}

func span(ctx context.Context, s Stay) string {
	text := stamp(ctx, s.From) + "–"
	if !s.To.IsZero() {
		text += stamp(ctx, s.To)
	}
	if !s.Doors.IsZero() {
		text += msg.Pick(ctx, "（门开到 "+msg.Clock(s.Doors)+"）", " (doors until "+msg.Clock(s.Doors)+")")
	}
	return text
}

func noFree(ctx context.Context) string { return msg.Pick(ctx, "没有空床", "No free beds") }

func noFreeDo(ctx context.Context) string {
	return msg.Pick(ctx, "在床位图里添加房间，或者把预留、停用的床放开。", "Add rooms on the plan, or open beds that are kept or out of use.")
}

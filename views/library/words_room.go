package library

import (
	"context"
	"strings"

	"yunka/views/msg"
)

func roomTitle(ctx context.Context) string   { return msg.Pick(ctx, "在馆", "In the library") }
func insideNow(ctx context.Context) string   { return msg.Pick(ctx, "现在在馆", "Inside now") }
func seatsFree(ctx context.Context) string   { return msg.Pick(ctx, "空位", "Seats free") }
func visitsToday(ctx context.Context) string { return msg.Pick(ctx, "今天入馆", "Visits today") }
func stayToday(ctx context.Context) string {
	return msg.Pick(ctx, "今天平均停留", "Average stay today")
}
func insideTitle(ctx context.Context) string { return msg.Pick(ctx, "谁在馆里", "Who is inside") }
func sinceWhen(ctx context.Context) string   { return msg.Pick(ctx, "几点进来", "Since") }

// minutes is how long people stay; of no pair nothing is known.
func minutes(ctx context.Context, n int) string {
	if n == 0 {
		return "–"
	}
	return msg.Pick(ctx, number(n)+" 分钟", number(n)+" min")
}

func twiceText(ctx context.Context, zone string, keeps bool) string {
	if !keeps {
		return msg.Pick(ctx, "区域“"+zone+"”没有记谁在里面，所以不知道空位。请在区域里开“不许重复进入”。", "The zone "+zone+" does not keep who is inside, so no seats are known: let it refuse a second entry.")
	}
	return msg.Pick(ctx, "区域“"+zone+"”没有严格拦重复进入，一张卡可以带两个人进来。", "The zone "+zone+" does not refuse a second entry: one card may let two people in.")
}

func toZone(ctx context.Context, zone string) string {
	return msg.Pick(ctx, "打开“"+zone+"”的设置", "Settings of "+zone)
}

func nobodyInside(ctx context.Context) string {
	return msg.Pick(ctx, "馆里没有人", "Nobody is inside")
}

func nobodyInsideDo(ctx context.Context) string {
	return msg.Pick(ctx, "有人过门，这里就会列出来。", "Who passes a gate of the library is listed here.")
}

func noZone(ctx context.Context) string {
	return msg.Pick(ctx, "校园里还没有区域", "There is no zone within the school")
}

func noZoneDo(ctx context.Context) string {
	return msg.Pick(ctx, "请管门的人在“门和区域”里加一个图书馆区域。", "Ask who manages the gates to add a zone for the library.")
}

func whichZone(ctx context.Context) string {
	return msg.Pick(ctx, "哪里是图书馆", "Where the library is")
}

func whichZoneText(ctx context.Context) string {
	return msg.Pick(ctx, "从这个区域的门进出，就算入馆和离馆。", "A passage at a gate of the zone is a visit's beginning or end.")
}

func zoneLabel(ctx context.Context) string  { return msg.Pick(ctx, "区域", "Zone") }
func seatsLabel(ctx context.Context) string { return msg.Pick(ctx, "座位数", "Seats") }

func classReads(ctx context.Context, class string) string {
	return msg.Pick(ctx, class+"的阅读", "Reading of "+class)
}

func noPupils(ctx context.Context) string {
	return msg.Pick(ctx, "这个班还没有学生。学籍导入后就会列出来。", "No pupil is in the class yet: they come with the roster.")
}

func pupilText(ctx context.Context, p Pupil) string {
	var parts []string
	parts = append(parts, msg.Pick(ctx, "在借 "+number(p.Out)+" 本", number(p.Out)+" on loan"))
	if p.Overdue > 0 {
		parts = append(parts, overdueCount(ctx, p.Overdue))
	}
	parts = append(parts, msg.Pick(ctx, "入馆 "+number(p.Visits)+" 次", number(p.Visits)+" visits"))
	return strings.Join(parts, " · ")
}

func classPrivacy(ctx context.Context) string {
	return msg.Pick(ctx, "老师只看数量，不看书名。", "Teachers see how many, and no titles.")
}

// stayedText is somebody's year in the library; how long is known of pairs alone.
func stayedText(ctx context.Context, s Stayed) string {
	text := msg.Pick(ctx, "入馆 "+number(s.Visits)+" 次", number(s.Visits)+" visits")
	switch {
	case s.Pairs == 0:
		return text
	case s.Hours == 0:
		return msg.Pick(ctx, text+"，每次约 "+number(s.Minutes)+" 分钟", text+", about "+number(s.Minutes)+" min each")
	}
	return msg.Pick(ctx, text+"，一共 "+number(s.Hours)+" 小时", text+", "+number(s.Hours)+" h in all")
}

// seatsText is for readers who think of coming.
func seatsText(ctx context.Context, free, seats int) string {
	return msg.Pick(ctx, "现在有 "+number(free)+" 个空位，共 "+number(seats)+" 个", number(free)+" of "+number(seats)+" seats are free now")
}

func sumVisits(ctx context.Context) string { return msg.Pick(ctx, "入馆", "Visits") }
func sumStay(ctx context.Context) string   { return msg.Pick(ctx, "平均停留", "Average stay") }

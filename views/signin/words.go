package signin

import (
	"context"
	"strconv"
	"strings"
	"time"

	"yunka/views/msg"
)

// Separates reports whether a rune stands between two names of a list.
func Separates(r rune) bool { return strings.ContainsRune("\r\n\t,;，；、", r) }

// PhoneName is what the terminal of an organiser's phone is called.
func PhoneName(ctx context.Context, title string) string {
	name := []rune(msg.Pick(ctx, "签到 · ", "Sign-in · ") + title)
	return string(name[:min(len(name), 30)])
}

func comma(ctx context.Context) string     { return msg.ListSeparator(ctx) }
func navSignin(ctx context.Context) string { return msg.Pick(ctx, "签到", "Sign-in") }
func entryHint(ctx context.Context, coming int, asked bool) string {
	switch {
	case asked:
		return msg.Pick(ctx, "正在抽查，请回应", "A re-check waits for you")
	case coming == 0:
		return ""
	case coming == 1:
		return msg.Pick(ctx, "1 场要去", "1 to come")
	}
	return msg.Pick(ctx, number(coming)+" 场要去", number(coming)+" to come")
}

func askedTitle(ctx context.Context) string {
	return msg.Pick(ctx, "正在抽查，您在吗？", "A re-check: are you here?")
}
func iAmHere(ctx context.Context) string { return msg.Pick(ctx, "我在", "I am here") }
func runsTitle(ctx context.Context) string {
	return msg.Pick(ctx, "我负责的场次", "Sessions I run")
}
func statisticsLink(ctx context.Context) string {
	return msg.Pick(ctx, "统计和导出", "Statistics and files")
}
func noRuns(ctx context.Context) string { return msg.Pick(ctx, "还没有场次", "No session yet") }
func noRunsDo(ctx context.Context) string {
	return msg.Pick(ctx, "写名称、时间、谁参加，一分钟建好。", "A title, a time, who is expected: made in a minute.")
}
func newTitle(ctx context.Context) string    { return msg.Pick(ctx, "新建签到", "New session") }
func comingTitle(ctx context.Context) string { return msg.Pick(ctx, "要去的", "Coming") }
func noComingChild(ctx context.Context) string {
	return msg.Pick(ctx, "最近没有要孩子参加的场次。", "Nothing expects your child soon.")
}
func childHint(ctx context.Context, coming int, last *Own) string {
	switch {
	case coming > 0:
		return entryHint(ctx, coming, false)
	case last != nil:
		return msg.Pick(ctx, msg.Day(ctx, last.At)+" 签到", "Last "+msg.Day(ctx, last.At))
	}
	return ""
}
func noComing(ctx context.Context) string {
	return msg.Pick(ctx, "最近没有要您参加的场次。", "Nothing expects you soon.")
}
func howTo(ctx context.Context) string {
	return msg.Pick(ctx, "到了现场，用相机或微信扫屏幕上的码；也可以请门口的老师扫您的校园卡。",
		"In the room, scan the code on the screen with your camera, or have your campus card scanned at the door.")
}
func signedTitle(ctx context.Context) string { return msg.Pick(ctx, "签到过的", "Signed in to") }
func noSigned(ctx context.Context) string {
	return msg.Pick(ctx, "一年内还没有签到过。", "Nothing within a year.")
}
func hoursOfYear(ctx context.Context, ms int64) string {
	return msg.Pick(ctx, "一年 "+hours(ms)+" 小时", hours(ms)+" hours in a year")
}

// hours are credited hours with one decimal.
func hours(ms int64) string {
	return strconv.FormatFloat(float64(ms)/3_600_000, 'f', 1, 64)
}

func when(ctx context.Context, s Session) string {
	text := msg.Day(ctx, s.Start) + " " + msg.Clock(s.Start) + "–" + msg.Clock(s.End)
	if s.Place != "" {
		text = msg.Joined(ctx, text, s.Place)
	}
	return text
}

func countsLine(ctx context.Context, s Session) string {
	if s.Expected == 0 {
		return msg.Pick(ctx, number(s.In)+" 人签到", number(s.In)+" signed in")
	}
	return msg.Pick(ctx, number(s.In)+" / "+number(s.Expected)+" 人签到", number(s.In)+" of "+number(s.Expected)+" signed in")
}

func ownFacts(ctx context.Context, o Own) string {
	text := msg.Joined(ctx, msg.Day(ctx, o.At), msg.Pick(ctx, msg.Clock(o.At)+" 签到", "signed in "+msg.Clock(o.At)))
	if !o.Out.IsZero() {
		text = msg.Joined(ctx, text, msg.Pick(ctx, msg.Clock(o.Out)+" 签退", "left "+msg.Clock(o.Out)))
	}
	if o.Credited > 0 {
		text = msg.Joined(ctx, text, msg.Pick(ctx, "计 "+hours(o.Credited)+" 小时", hours(o.Credited)+" hours"))
	}
	return text
}

func phaseWord(ctx context.Context, phase string) string {
	switch phase {
	case "scheduled":
		return msg.Pick(ctx, "还没开始", "Not yet")
	case "open":
		return msg.Pick(ctx, "签到中", "Open")
	case "late":
		return msg.Pick(ctx, "现在算迟到", "Late now")
	case "over":
		return msg.Pick(ctx, "时间到了", "Time is over")
	case "closed":
		return msg.Pick(ctx, "已结束", "Closed")
	case "final":
		return msg.Pick(ctx, "已定稿", "Final")
	}
	return msg.Pick(ctx, "已取消", "Cancelled")
}

func signedWord(ctx context.Context) string  { return msg.Pick(ctx, "已签到", "Signed in") }
func missingWord(ctx context.Context) string { return msg.Pick(ctx, "没签", "Missing") }
func awayWord(ctx context.Context) string    { return msg.Pick(ctx, "请假", "On leave") }
func lateWord(ctx context.Context) string    { return msg.Pick(ctx, "迟到", "Late") }
func waitingWord(ctx context.Context) string { return msg.Pick(ctx, "候补", "Waiting") }

func lessonsTitle(ctx context.Context) string {
	return msg.Pick(ctx, "今天我的课", "My lessons today")
}
func labelTitle(ctx context.Context) string { return msg.Pick(ctx, "名称", "Title") }
func labelPlace(ctx context.Context) string {
	return msg.Pick(ctx, "地点（可不填）", "Place (optional)")
}
func labelDay(ctx context.Context) string  { return msg.Pick(ctx, "哪天", "Day") }
func labelFrom(ctx context.Context) string { return msg.Pick(ctx, "开始", "Starts") }
func labelTo(ctx context.Context) string   { return msg.Pick(ctx, "结束", "Ends") }
func labelWho(ctx context.Context) string  { return msg.Pick(ctx, "谁参加", "Who is expected") }
func whoWord(ctx context.Context, who string) string {
	switch who {
	case "classes":
		return msg.Pick(ctx, "选班级", "Classes")
	case "staff":
		return msg.Pick(ctx, "全体教职工", "All staff")
	case "list":
		return msg.Pick(ctx, "名单", "A list")
	}
	return msg.Pick(ctx, "谁都可以来，不算缺席", "Anybody may come, nobody is missed")
}
func noClasses(ctx context.Context) string {
	return msg.Pick(ctx, "学校还没有班级，先导入名单。", "The school has no classes yet: import the roster first.")
}
func labelList(ctx context.Context) string {
	return msg.Pick(ctx, "一行一个：姓名、学号或工号", "One a line: name or number")
}
func moreTitle(ctx context.Context) string {
	return msg.Pick(ctx, "更多：迟到、每周、设备、负责人", "More: late, weekly, terminal, organisers")
}
func labelOpens(ctx context.Context) string {
	return msg.Pick(ctx, "提前几分钟开放", "Opens, minutes before")
}
func labelLate(ctx context.Context) string {
	return msg.Pick(ctx, "开始几分钟后算迟到", "Late, minutes after")
}
func labelWeeks(ctx context.Context) string {
	return msg.Pick(ctx, "每周一次，共几次", "Weekly, how often")
}
func labelCapacity(ctx context.Context) string {
	return msg.Pick(ctx, "人数上限", "Limit of people")
}
func labelWalkIns(ctx context.Context) string {
	return msg.Pick(ctx, "不在名单上的也可以签到", "People who are not on the list may come, too")
}
func labelSignOut(ctx context.Context) string {
	return msg.Pick(ctx, "要签退，按在场时间计时长", "People sign out; hours are the time between")
}
func labelInSchool(ctx context.Context) string {
	return msg.Pick(ctx, "扫码要连着学校的网络", "By the code only in the school's network")
}
func noNetworks(ctx context.Context) string {
	return msg.Pick(ctx, "“扫码要连着学校的网络”还不能选：管理员要先在签到管理里填学校的网络。",
		"Asking for the school's network is not possible yet: an admin has to enter it in the office of sign-in first.")
}
func labelSeats(ctx context.Context) string {
	return msg.Pick(ctx, "扫码时问座位号", "Ask for the seat")
}
func labelEvery(ctx context.Context) string {
	return msg.Pick(ctx, "按课表：这个班这门课，往后几周每节都建（周数填在上面）", "By the timetable: each lesson of this subject in this class, for so many weeks")
}
func labelOrganisers(ctx context.Context) string {
	return msg.Pick(ctx, "还有谁负责（姓名或工号，可不填）", "Who else runs it (names or numbers, optional)")
}
func labelDoor(ctx context.Context) string {
	return msg.Pick(ctx, "门口的签到设备", "Terminal at the door")
}
func labelScreen(ctx context.Context) string {
	return msg.Pick(ctx, "教室里亮码的屏", "Screen that shows the code in the room")
}
func noDoor(ctx context.Context) string { return msg.Pick(ctx, "不用设备", "None") }
func makeDo(ctx context.Context) string { return msg.Pick(ctx, "建好", "Make it") }

// Of the office.
func labelSince(ctx context.Context) string { return msg.Pick(ctx, "从哪天", "From") }
func labelTill(ctx context.Context) string  { return msg.Pick(ctx, "到哪天", "To") }
func sessionsTitle(ctx context.Context, own bool) string {
	if own {
		return runsTitle(ctx)
	}
	return msg.Pick(ctx, "场次", "Sessions")
}
func peopleTitle(ctx context.Context) string { return msg.Pick(ctx, "按人统计", "By person") }
func noPeople(ctx context.Context) string {
	return msg.Pick(ctx, "还没有结束的场次", "No session has been closed")
}
func noPeopleText(ctx context.Context) string {
	return msg.Pick(ctx, "场次结束后，这里有每个人的应到、实到、迟到和时长。", "Once one is, this says how often each person was expected, came, was late, and for how long.")
}
func peopleNote(ctx context.Context, n int) string {
	text := msg.Pick(ctx, "只算结束了的场次，缺得多的在前。", "Of closed sessions; who missed most comes first.")
	if n > firstPeople {
		text += msg.Pick(ctx, "这里是前 "+number(firstPeople)+" 人，全部 "+number(n)+" 人在文件里。", " The first "+number(firstPeople)+"; all "+number(n)+" are in the files.")
	}
	return text
}

func networksTitle(ctx context.Context) string {
	return msg.Pick(ctx, "学校的网络", "The school's networks")
}
func networksText(ctx context.Context) string {
	return msg.Pick(ctx, "建场次时可以选“扫码要连着学校的网络”：人在校外、用手机流量，扫了码也签不上。刷卡、补签不受影响。从外面连回学校网络（VPN）的防不住。",
		"A session can ask for the school's network: who is elsewhere, or on mobile data, cannot sign in by the code. Cards and signing in by hand stay as they are. It does not stop who reaches the network from afar (VPN).")
}
func labelNetworks(ctx context.Context) string {
	return msg.Pick(ctx, "一行一个，例如 10.20.0.0/16", "One a line, such as 10.20.0.0/16")
}
func networksHint(ctx context.Context, from string) string {
	return msg.Pick(ctx, "您现在的地址是 "+from+"。先用连着学校无线网的手机打开这一页，看它的地址；每部手机都一样，可能是出口地址，也可能是前面的代理没有设为可信，请问网络管理员。",
		"Your address now is "+from+". Open this page on a phone in the school's wireless network to see its address. If all phones have the same one, that is the school's way out, or a proxy in front that the server is not told to trust: ask who runs the network.")
}
func networksSave(ctx context.Context) string { return msg.Pick(ctx, "保存网络", "Save networks") }

// SheetName names the sheet of a workbook.
func SheetName(ctx context.Context) string { return navSignin(ctx) }

// SessionsHead heads the file of sessions.
func SessionsHead(ctx context.Context) []string {
	return []string{labelTitle(ctx), labelFrom(ctx), labelTo(ctx), msg.Pick(ctx, "地点", "Place"), msg.Pick(ctx, "状态", "State"), msg.Pick(ctx, "应到", "Expected"), signedWord(ctx), lateWord(ctx),
		msg.Pick(ctx, "名单外", "Walk-ins"), waitingWord(ctx)}
}

// SessionsRows are the rows of that file.
func SessionsRows(ctx context.Context, list []Session) (rows [][]string) {
	for _, s := range list {
		rows = append(rows, sessionCells(ctx, s))
	}
	return rows
}

func sessionCells(ctx context.Context, s Session) []string {
	const stamp = "2006-01-02 15:04"
	return []string{s.Title, s.Start.Format(stamp), s.End.Format(stamp), s.Place, phaseWord(ctx, s.Phase), number(s.Expected), number(s.In), number(s.LateIn), number(s.WalkIn), number(s.Waiting)}
}

// PeopleHead heads the file of people.
func PeopleHead(ctx context.Context) []string {
	return []string{msg.Pick(ctx, "姓名", "Name"), msg.ColClass(ctx), msg.Pick(ctx, "应到", "Expected"), msg.Pick(ctx, "实到", "Came"), lateWord(ctx), msg.Pick(ctx, "时长（小时）", "Hours")}
}

// PeopleRows are the rows of that file.
func PeopleRows(list []Sum) (rows [][]string) {
	for _, p := range list {
		rows = append(rows, []string{p.Name, p.Class, number(p.Expected), number(p.In), number(p.Late), hours(p.Hours)})
	}
	return rows
}

// SheetHead heads the file of a session's list.
func SheetHead(ctx context.Context) []string {
	return []string{msg.Pick(ctx, "姓名", "Name"), msg.Pick(ctx, "学号/工号", "Number"), msg.ColClass(ctx), msg.Pick(ctx, "在名单上", "Expected"), msg.Pick(ctx, "状态", "State"), msg.Pick(ctx, "方式", "How"),
		msg.Pick(ctx, "签到时间", "Signed in at"), msg.Pick(ctx, "签退时间", "Left at"), msg.Pick(ctx, "时长（小时）", "Hours"), msg.Pick(ctx, "谁记的", "By"), msg.Pick(ctx, "原因", "Reason"), seatWord(ctx)}
}

// SheetRow is a person in that file.
func SheetRow(ctx context.Context, r Row, expected, away bool) []string {
	on, state := msg.Pick(ctx, "否", "no"), missingWord(ctx)
	if expected {
		on = msg.Pick(ctx, "是", "yes")
	}
	switch {
	case r.State == "in" && r.Late:
		state = lateWord(ctx)
	case r.State == "in":
		state = signedWord(ctx)
	case r.State == "waiting":
		state = waitingWord(ctx)
	case r.State == "void":
		state = msg.Pick(ctx, "已撤销", "Taken back")
	case away:
		state = awayWord(ctx)
	}
	credited := ""
	if r.State == "in" {
		credited = hours(r.Credited)
	}
	return []string{r.Name, r.Number, r.Class, on, state, howWord(ctx, r.How), stamp(r.At), stamp(r.Out), credited, r.By, r.Why, r.Seat}
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02 15:04:05")
}

func howWord(ctx context.Context, how string) string {
	switch how {
	case "code":
		return msg.Pick(ctx, "扫码", "By the code")
	case "scan":
		return msg.Pick(ctx, "刷卡", "Scanned")
	case "hand":
		return msg.Pick(ctx, "补签", "By hand")
	}
	return ""
}

package schoolyear

import (
	"context"
	"strconv"
	"time"

	"yunka/views/msg"
)

func navTime(ctx context.Context) string {
	return msg.Pick(ctx, "学校的时间", "The school's time")
}
func navCalendar(ctx context.Context) string  { return msg.Pick(ctx, "校历", "Calendar") }
func navTimetable(ctx context.Context) string { return msg.Pick(ctx, "课表", "Timetable") }

func (t tab) text(ctx context.Context) string {
	switch t {
	case tabCalendar:
		return navCalendar(ctx)
	case tabTerms:
		return msg.Pick(ctx, "学期", "Terms")
	case tabPeriods:
		return msg.Pick(ctx, "每天的时段", "Periods")
	case tabSubstitutions:
		return msg.Pick(ctx, "代课", "Substitutions")
	}
	return navTimetable(ctx)
}

// rail is the line of the rail that is the tab's.
func (t tab) rail() string {
	if t == tabCalendar {
		return RailCalendar.Key
	}
	return RailTimetable.Key
}

// Days and weeks.

func parse(day string) time.Time {
	t, _ := time.Parse(time.DateOnly, day)
	return t
}

var (
	weekdaysZh = []string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}
	monthsEn   = []string{"", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
)

// Weekday is 1 for Monday to 7 for Sunday.
func Weekday(ctx context.Context, n int) string {
	return msg.Pick(ctx, weekdaysZh[n%7], time.Weekday(n%7).String())
}

func weekdayLetter(ctx context.Context, n int) string {
	const prefix = 3 // bytes of the first character, which all have
	return msg.Pick(ctx, weekdaysZh[n%7][prefix:], time.Weekday(n % 7).String()[:1])
}

func monthName(ctx context.Context, year, month int) string {
	return msg.Pick(ctx, strconv.Itoa(year)+" 年 "+strconv.Itoa(month)+" 月", monthsEn[month]+" "+strconv.Itoa(year))
}

// Day is a day as people say it: 11月26日 周四.
func Day(ctx context.Context, day string) string {
	t := parse(day)
	return msg.Pick(ctx, t.Format("1月2日 ")+weekdaysZh[t.Weekday()], t.Format("Mon 2 Jan"))
}

// longDay has the year.
func longDay(ctx context.Context, day string) string {
	t := parse(day)
	return msg.Pick(ctx, t.Format("2006年1月2日"), t.Format("2 Jan 2006"))
}

func shortDay(ctx context.Context, day string) string {
	return msg.Pick(ctx, parse(day).Format("1月2日"), parse(day).Format("2 Jan"))
}

func joiner(ctx context.Context) string    { return msg.Pick(ctx, "，", ", ") }
func weekWord(ctx context.Context) string  { return msg.Pick(ctx, "周次", "Week") }
func todayWord(ctx context.Context) string { return msg.Pick(ctx, "今天", "today") }
func dayWord(ctx context.Context) string   { return msg.Pick(ctx, "日期", "Day") }

func weekText(ctx context.Context, n int, odd bool) string {
	if odd {
		return msg.Pick(ctx, "第 "+strconv.Itoa(n)+" 周，单周", "Week "+strconv.Itoa(n)+", odd")
	}
	return msg.Pick(ctx, "第 "+strconv.Itoa(n)+" 周，双周", "Week "+strconv.Itoa(n)+", even")
}

func todayWeek(ctx context.Context, n int) string {
	return msg.Pick(ctx, "今天，第 "+strconv.Itoa(n)+" 周", "today, week "+strconv.Itoa(n))
}

func count(ctx context.Context, n int, zh, one, many string) string {
	if n == 1 {
		return msg.Pick(ctx, "1 "+zh, "1 "+one)
	}
	return msg.Pick(ctx, strconv.Itoa(n)+" "+zh, strconv.Itoa(n)+" "+many)
}

func weeksCount(ctx context.Context, n int) string { return count(ctx, n, "周", "week", "weeks") }
func daysCount(ctx context.Context, n int) string  { return count(ctx, n, "天", "day", "days") }

func schoolDaysCount(ctx context.Context, n int) string {
	return msg.Pick(ctx, "上课 "+strconv.Itoa(n)+" 天", strconv.Itoa(n)+" school days")
}

// What a day is.

func dayKind(ctx context.Context, kind string) string {
	switch kind {
	case "school":
		return msg.Pick(ctx, "上课", "School day")
	case "makeup":
		return msg.Pick(ctx, "补课", "Make-up day")
	case "weekend":
		return msg.Pick(ctx, "周末", "Weekend")
	case "holiday":
		return msg.Pick(ctx, "放假", "Holiday")
	}
	return msg.Pick(ctx, "不在学期里", "In no term")
}

func holidayWord(ctx context.Context) string { return msg.Pick(ctx, "放假", "Holiday") }
func eventWord(ctx context.Context) string {
	return msg.Pick(ctx, "考试、活动", "Exam or event")
}
func usualWord(ctx context.Context) string { return msg.Pick(ctx, "恢复平常", "As usual again") }

func lessonsOf(ctx context.Context, w int) string {
	return msg.Pick(ctx, "上"+Weekday(ctx, w)+"的课", "School, with "+Weekday(ctx, w)+"'s lessons")
}

// worksAs says what a day works as.
func worksAs(ctx context.Context, as int, day, follows string) string {
	switch {
	case as == 8:
		return holidayWord(ctx)
	case follows != "":
		return msg.Pick(ctx, "上 "+Day(ctx, follows)+"的课", "School, with the lessons of "+Day(ctx, follows))
	case as == (int(parse(day).Weekday())+6)%7+1:
		return eventWord(ctx)
	case as >= 1 && as <= 7:
		return lessonsOf(ctx, as)
	}
	return usualWord(ctx)
}

// The calendar.

func schoolYear(ctx context.Context, year int) string {
	span := strconv.Itoa(year) + "–" + strconv.Itoa(year+1)
	return msg.Pick(ctx, span+" 学年", "School year "+span)
}
func yearBefore(ctx context.Context) string { return msg.Pick(ctx, "上一学年", "The year before") }
func yearAfter(ctx context.Context) string  { return msg.Pick(ctx, "下一学年", "The year after") }

func yearUnmarked(ctx context.Context) string {
	return msg.Pick(ctx, "这个学年还没有登记假期", "No holidays of this school year are in the calendar yet")
}
func legendWeeks(ctx context.Context) string {
	return msg.Pick(ctx, "月历左边是学期的周次", "Left of a month: weeks of the term")
}
func vacationWord(ctx context.Context) string { return msg.Pick(ctx, "假期", "Vacation") }

func noLessonsThen(ctx context.Context) string {
	return msg.Pick(ctx, "这天还没有排课", "No lessons are planned for this day yet")
}
func expectedTitle(ctx context.Context) string {
	return msg.Pick(ctx, "谁什么时候上课", "Who has lessons when")
}
func gradeWord(ctx context.Context) string   { return msg.Pick(ctx, "年级", "Grade") }
func lessonsWord(ctx context.Context) string { return msg.Pick(ctx, "上课", "Lessons") }
func classesWord(ctx context.Context) string { return msg.Pick(ctx, "班数", "Classes") }

// follows is what follows from what a day is.
func follows(ctx context.Context, kind string) []string {
	switch kind {
	case "school", "makeup":
		return []string{
			msg.Pick(ctx, "卡上显示当天的课", "Cards show the lessons of the day"),
			msg.Pick(ctx, "门按这天的时间开", "Gates go by the hours of the day"),
		}
	case "holiday":
		return []string{
			msg.Pick(ctx, "不上课，没有人应到，也不会有人算缺勤", "No lessons: nobody is expected, and nobody counts as absent"),
			msg.Pick(ctx, "门按“节假日”的时间开，没填就不开", "Gates go by the hours for holidays; without any, the way in is shut"),
		}
	}
	return []string{msg.Pick(ctx, "不上课，没有人应到", "No lessons: nobody is expected")}
}

func usualAgain(ctx context.Context, day string) string {
	return msg.Pick(ctx, shortDay(ctx, day)+"恢复平常", "Make "+shortDay(ctx, day)+" usual again")
}

func setDays(ctx context.Context) string {
	return msg.Pick(ctx, "改一天或一段", "Change a day or more")
}
func firstDay(ctx context.Context) string { return msg.Pick(ctx, "第一天", "First day") }
func lastDay(ctx context.Context) string  { return msg.Pick(ctx, "最后一天", "Last day") }
func oneDayHint(ctx context.Context) string {
	return msg.Pick(ctx, "只有一天就空着", "Leave empty for one day")
}
func kindWord(ctx context.Context) string { return msg.Pick(ctx, "当作", "Works as") }
func followsWord(ctx context.Context) string {
	return msg.Pick(ctx, "补哪一天的课", "Whose lessons it has")
}
func followsHint(ctx context.Context) string {
	return msg.Pick(ctx, "补课日可填：单双周就按那一天的周算", "For a make-up day: odd and even weeks then go by that day")
}
func nameWord(ctx context.Context) string { return msg.Pick(ctx, "名称", "Name") }
func nameHint(ctx context.Context) string {
	return msg.Pick(ctx, "如 国庆节、家长开放日", "e.g. National Day, open day")
}
func gatesHint(ctx context.Context) string {
	return msg.Pick(ctx, "门的时间也跟着变。出门的门放假照平日开。", "The hours of gates follow. Ways out keep their usual hours on a holiday.")
}
func saveWord(ctx context.Context) string { return msg.Pick(ctx, "保存", "Save") }

package signin

import (
	"time"

	"yunka/server/signin/meeting"
)

// demoSessions are a week of a demo school.
var demoSessions = []demoSession{
	{title: "教职工培训：课堂评价怎么做", place: "报告厅", who: meeting.Staff, day: -3, minute: 15*60 + 30, length: 90 * time.Minute, come: 9},
	{title: "天文社：秋季星空", place: "天台", who: meeting.List, day: -2, minute: 18*60 + 30, length: 2 * time.Hour, come: 8, signOut: true},
	{title: "消防演练讲解", place: "操场", who: meeting.List, day: -1, minute: 10 * 60, length: 45 * time.Minute, come: 10},
	{title: "读书分享会", place: "图书馆二楼", who: meeting.List, day: 0, minute: -3, length: 70 * time.Minute, come: 6, capacity: 30},
	{title: "科技节筹备会", place: "会议室 301", who: meeting.Staff, day: 1, minute: 16 * 60, length: time.Hour, weeks: 4},
	{title: "校史讲座", place: "报告厅", who: meeting.List, day: 3, minute: 14 * 60, length: 90 * time.Minute},
}

package register

import (
	"yunka/server/allow"
	"yunka/server/attendance/rule"
)

// What a demo school calls its sessions and a school day at a weekend.
const demoOpenDay = "开放日"

var demoSessions = []rule.Session{
	{Name: "上午", Role: allow.Student, Opens: 390, Starts: 480, Grace: 5, AbsentAfter: 60, Ends: 700, Closes: 750},
	{Name: "下午", Role: allow.Student, Opens: 750, Starts: 810, Grace: 5, AbsentAfter: 60, Ends: 980, Closes: 1050},
	{Name: "上班", Role: allow.Teacher, Opens: 390, Starts: 465, Grace: 5, AbsentAfter: 120, Ends: 1000, Closes: 1140},
}

// Package demoday says what the people of a demo school do on a day. It follows from who
// they are and which day it is: nothing is drawn by lot, so a day that is played twice is
// the same day.
package demoday

import (
	"fmt"
	"hash/fnv"
	"time"

	"yunka/server/allow"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
)

// SilentTill is when, on one morning behind a new demo, the gate came back from a lost
// network and brought what it had seen; seconds of the day.
const SilentTill = 11*3600 + 40*60

// Silent reports whether a day so many days ago is the one with that morning: a Thursday
// that is over and not yet two weeks old.
func Silent(day string, ago int) bool {
	date, err := time.Parse(time.DateOnly, day)
	return err == nil && date.Weekday() == time.Thursday && ago >= 5 && ago < 12
}

// Planned is somebody before a gate of the school.
type Planned struct {
	Second int // of the day
	Way    rule.Way
}

// Plan is when somebody comes and goes on a day: most on time, a few late or early, a
// few not at all, more of these in the week of a flu.
func Plan(m campus.Member, day string) (list []Planned) {
	h := fnv.New64a()
	fmt.Fprint(h, m.PersonID, day)
	x := h.Sum64()
	draw := func(n uint64) int { // a number below n, a new one each time
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		return int(x % n)
	}
	draw(7)
	date, _ := time.Parse(time.DateOnly, day)
	_, week := date.ISOWeek()
	missing := 8 // in a thousand
	if week%9 == 2 {
		missing = 90
	}
	if draw(1000) < missing {
		return nil
	}
	begin, end := 480, 980 // minutes of the day
	if m.Role == allow.Teacher {
		begin, end = 465, 1005
	}
	came := begin*60 - 45*60 + draw(35*60) + draw(8*60)
	if draw(1000) < 25 {
		came = begin*60 + 5*60 + 1 + draw(25*60)
	}
	left := end*60 + draw(15*60) + draw(15*60)
	if draw(1000) < 6 {
		left = 14*3600 + draw(3600)
	}
	return []Planned{{came, rule.In}, {left, rule.Out}}
}

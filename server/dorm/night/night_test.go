package night_test

import (
	"testing"
	"time"

	"yunka/server/dorm/night"
)

var loc = time.FixedZone("", 8*3600)

func at(clock string) int64 {
	t, err := time.ParseInLocation("02 15:04", clock, loc)
	if err != nil {
		panic(err)
	}
	return t.AddDate(2026, 10, 0).UnixMilli()
}

// What is said of somebody, for each way in which an evening goes.
func TestJudge(t *testing.T) {
	s, ok := night.SpanOf("2026-11-23", 22*60, loc)
	if !ok || s.Curfew != at("23 22:00") || s.End != at("24 04:00") {
		t.Fatal(s)
	}
	in := func(clock string) night.Pass { return night.Pass{At: at(clock), Where: night.Inside} }
	gone := func(clock string) night.Pass { return night.Pass{At: at(clock), Where: night.Gone} }
	seen := func(clock string) night.Pass { return night.Pass{At: at(clock)} }
	all := night.Doors{School: at("24 09:00"), Building: at("24 09:00")}
	for name, c := range map[string]struct {
		passes  []night.Pass
		away    bool
		doors   night.Doors
		now     string
		want    night.State
		minutes int
	}{
		"in the evening":                 {passes: []night.Pass{in("23 20:00")}, doors: all, now: "23 23:00", want: night.OnTime},
		"at the very curfew":             {passes: []night.Pass{in("23 22:00")}, doors: all, now: "23 23:00", want: night.OnTime},
		"a minute late":                  {passes: []night.Pass{in("23 22:01")}, doors: all, now: "23 23:00", want: night.Late, minutes: 1},
		"after midnight":                 {passes: []night.Pass{gone("23 18:00"), in("24 01:30")}, doors: all, now: "24 08:00", want: night.Late, minutes: 210},
		"out again":                      {passes: []night.Pass{in("23 20:00"), gone("23 21:30")}, doors: all, now: "23 23:00", want: night.Missing},
		"the next morning does not help": {passes: []night.Pass{gone("23 21:30"), in("24 06:00")}, doors: all, now: "24 08:00", want: night.Missing},
		"too early to say":               {passes: []night.Pass{gone("23 18:00")}, doors: all, now: "23 22:29", want: night.Waiting},
		"on leave":                       {passes: []night.Pass{gone("23 18:00")}, away: true, doors: all, now: "23 23:00", want: night.Away},
		"on leave, and home":             {passes: []night.Pass{in("23 18:00")}, away: true, doors: all, now: "23 23:00", want: night.OnTime},
		"gone, house lock silent":        {passes: []night.Pass{gone("23 18:00")}, doors: night.Doors{School: at("23 22:40")}, now: "23 22:40", want: night.Missing},
		"gone, school gate silent":       {passes: []night.Pass{gone("23 18:00")}, doors: night.Doors{School: at("23 22:12"), Building: at("23 22:40")}, now: "23 22:40", want: night.Unsure},
		"on campus, house lock silent":   {passes: []night.Pass{seen("23 21:48")}, doors: night.Doors{School: at("23 22:40"), Building: at("23 22:12")}, now: "23 22:40", want: night.Unsure},
		"on campus, house lock complete": {passes: []night.Pass{seen("23 21:48")}, doors: night.Doors{Building: at("23 22:40")}, now: "23 22:40", want: night.Missing},
		"never seen":                     {doors: night.Doors{School: at("23 22:40")}, now: "23 22:40", want: night.Unsure},
		"never seen, all complete":       {doors: all, now: "23 22:40", want: night.Missing},
		"no doors at all":                {now: "24 09:00", want: night.Unsure},
	} {
		r := night.Judge(s, c.passes, c.away, c.doors, at(c.now))
		if r.State != c.want || r.Minutes != c.minutes {
			t.Errorf("%s: %s, %d min, want %s, %d", name, r.State, r.Minutes, c.want, c.minutes)
		}
	}
	if s, _ := night.SpanOf("2026-11-23", 30, loc); s.Curfew != at("24 00:30") {
		t.Error("a curfew after midnight")
	}
	if got := night.Of(time.UnixMilli(at("24 03:59")), loc); got != "2026-11-23" {
		t.Error(got)
	}
}

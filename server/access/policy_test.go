package access

import (
	"testing"
	"time"

	"yunka/server/access/rule"
)

func TestOpenAt(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	p := &Policy{Zone: shanghai}
	g := rule.Rights{Hours: []Opening{{Weekday: 1, From: 7 * 60, To: 8 * 60}, {Weekday: 7, From: 0, To: 1440}}}
	for at, want := range map[string]bool{
		"2026-11-23T06:59:59.999+08:00": false, // Monday
		"2026-11-23T07:00:00+08:00":     true,
		"2026-11-23T07:59:59.999+08:00": true,
		"2026-11-23T08:00:00+08:00":     false,
		"2026-11-24T07:30:00+08:00":     false, // Tuesday
		"2026-11-29T00:00:00+08:00":     true,  // Sunday, from its first to its last moment
		"2026-11-29T23:59:59.999+08:00": true,
		"2026-11-28T16:00:00Z":          true, // the same Sunday in the school's zone
		"2026-11-28T15:59:59Z":          false,
	} {
		when, err := time.Parse(time.RFC3339Nano, at)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := g.Open(p.Local(when.UnixMilli())); got != want {
			t.Errorf("%s: open %v, want %v", at, got, want)
		}
	}
	if open, _ := new(rule.Rights).Open(p.Local(0)); !open {
		t.Error("a gate without hours is closed")
	}
}

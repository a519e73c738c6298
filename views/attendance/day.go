package attendance

import (
	"context"
	"strings"
	"time"

	"yunka/views/msg"
)

// DayView is a person's day at school: the part attendance-<Person> of a card page.
type DayView struct {
	Person     string // the id
	Day        time.Time
	Sessions   []Expected // none: the part is empty
	Came, Left *Pass
}

// expected are all sessions in a line.
func (v DayView) expected(ctx context.Context) string {
	var all []string
	for _, s := range v.Sessions {
		all = append(all, s.Name+" "+s.Starts+"–"+s.Ends)
	}
	return strings.Join(all, msg.Pick(ctx, "，", ", "))
}

// Expected is when the person is expected: HH:MM.
type Expected struct{ Name, Starts, Ends string }

// Pass is where and when somebody came or left.
type Pass struct {
	At    time.Time
	Where string
}

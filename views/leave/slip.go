package leave

import (
	"context"

	"yunka/views/kiosk"
	"yunka/views/layout"
	"yunka/views/msg"
)

// SlipView is an approved leave on paper.
type SlipView struct {
	Page  layout.Page
	Leave Leave
	Photo bool
}

// AtDesk is what a kiosk with staff says of a slip's number.
type AtDesk struct {
	Say    string       `json:"say"`
	OK     bool         `json:"ok"` // it opens the gate now
	Person *kiosk.Found `json:"person,omitempty"`
	Lines  []string     `json:"lines,omitempty"`
	Photo  string       `json:"photo,omitempty"` // where it is
}

// digits writes a number as people read it out.
func digits(number string) string {
	if len(number) != 6 {
		return number
	}
	return number[:3] + " " + number[3:]
}

// DeskLines are what a guard compares with who stands there.
func DeskLines(ctx context.Context, l Leave) []string {
	lines := []string{line(ctx, l), deskCollects(ctx, l.Collects)}
	if l.DecidedBy != "" {
		lines = append(lines, msg.Joined(ctx, deskApproved(ctx, l.DecidedBy), msg.Stamp(ctx, l.DecidedAt)))
	}
	return lines
}

// Package start draws the guided start, which leads a new school to its first scan.
package start

import (
	"context"
	"slices"
	"strconv"
	"time"

	"yunka/views/console"
	"yunka/views/ui"
)

// StartView is GET /console/start: six steps from an empty school to the first
// accepted scan. Each is done when the facts say so.
type StartView struct {
	Shell         console.Shell
	School, Zone  string
	Now           time.Time // at the school
	Checked, Done bool      // what the owner has said
	Pupils        int
	Parents       int
	Gates         int
	Terminals     int // at a gate, not revoked
	Paired        int // of these
	Accounts      int
	Phones        int // with a card
	FirstAt       time.Time
	FirstWhere    string
	Home          string  // this server's address
	KioskCode     ui.Code // of its kiosk page
	CardCode      ui.Code // of its card page
	Forms         StartForms
}

// StartForms keep what was typed.
type StartForms struct {
	Name, Zone, SchoolError         string
	Gate, Days, From, To, GateError string
}

func (v StartView) name() string { return or(v.Forms.Name, v.School) }
func (v StartView) zone() string { return or(v.Forms.Zone, v.Zone) }
func (v StartView) days() string { return or(v.Forms.Days, "weekdays") }

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

// zones are those a school is likely in, and its own.
func (v StartView) zones() []string {
	list := []string{"Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Macau", "Asia/Taipei", "Asia/Singapore"}
	if !slices.Contains(list, v.Zone) {
		list = append(list, v.Zone)
	}
	return list
}

// ticks are the steps in their order.
func (v StartView) ticks() [6]bool {
	return [6]bool{v.Checked, v.Pupils > 0, v.Gates > 0, v.Paired > 0, v.Phones > 0, !v.FirstAt.IsZero()}
}

func (v StartView) count() (n int) {
	for _, done := range v.ticks() {
		if done {
			n++
		}
	}
	return n
}

// next is the first step that is not done; -1 when all are.
func (v StartView) next() int {
	ticks := v.ticks()
	return slices.Index(ticks[:], false)
}

// startSaid is what the facts say about a step; "" when there is nothing yet.
func startSaid(ctx context.Context, v StartView, n int) string {
	switch {
	case n == 0 && v.Checked:
		return v.School + " · " + startZone(ctx, v.Zone)
	case n == 1 && v.Pupils > 0:
		return startRosterDone(ctx, v.Pupils, v.Parents)
	case n == 2 && v.Gates > 0:
		return startGateDone(ctx, v.Gates)
	case n == 3 && v.Paired > 0:
		return startTerminalDone(ctx, v.Paired)
	case n == 3 && v.Terminals > 0:
		return startTerminalWaiting(ctx, v.Terminals)
	case n == 4 && v.Phones > 0:
		return startCardDone(ctx, v.Phones, v.Accounts)
	case n == 4 && v.Accounts > 0:
		return startCardSome(ctx, v.Accounts)
	case n == 5 && !v.FirstAt.IsZero():
		return startScanDone(ctx, v.FirstAt, v.FirstWhere)
	}
	return ""
}

// startState tells one state of a step from another: start.js compares it.
func startState(v StartView, n int) string {
	return strconv.FormatBool(v.ticks()[n]) + strconv.FormatBool(n == v.next())
}

// startTyped opens a step whose form came back.
func startTyped(v StartView, n int) bool {
	return n == 0 && v.Forms.SchoolError != "" || n == 2 && v.Forms.GateError != ""
}

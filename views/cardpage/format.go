package cardpage

import (
	"context"
	"slices"
	"strings"
	"time"

	"yunka/server/reason"
	"yunka/views/msg"
)

func face(role string) string {
	if role == "parent" {
		return "guardian"
	}
	return ""
}

// firstView is what shows until the script has looked at this phone.
func firstView(c Card) string {
	if c.State != Active {
		return "stopped"
	}
	return "unclaimed"
}

func line(c Card) string {
	var parts []string
	for _, s := range []struct{ field, text string }{{"line", c.Class}, {"number", c.Number}} {
		if s.text != "" && c.shows(s.field) {
			parts = append(parts, s.text)
		}
	}
	return strings.Join(parts, " · ")
}

func stopped(ctx context.Context, s State) string {
	switch s {
	case Frozen:
		return frozenByHolder(ctx)
	case Blocked:
		return blockedBySchool(ctx)
	case Ended:
		return cardEnded(ctx)
	}
	return passFrozen(ctx)
}

// claimable: an active card that who decides about it agreed to, or may now.
func (c Card) claimable() bool {
	return c.Claimable && c.State == Active && (!c.Consent.ByParent || !c.Consent.At.IsZero())
}

// toAgree is the version of the text that the holder has to agree to before the
// card goes on a phone, "" when nothing is left to agree to.
func (c Card) toAgree() string {
	if !c.claimable() || !c.Consent.At.IsZero() {
		return ""
	}
	return c.Consent.Version
}

// words never names a reason that is for staff: a holder reads the neutral text.
func (i Item) words(ctx context.Context) string {
	if i.Decision == reason.Allow {
		return msg.Passed(ctx, i.Direction, i.Zone)
	}
	return msg.Neutral(ctx, i.Decision, i.Reason)
}

func (l *Last) words(ctx context.Context) string {
	text := l.Text
	if text == "" {
		text = msg.Passed(ctx, l.Direction, l.Zone)
	}
	if l.Where == "" {
		return text
	}
	return msg.Joined(ctx, text, l.Where)
}

func (p Phone) name(ctx context.Context) string {
	if p.Device == "" {
		return unknownDevice(ctx)
	}
	return p.Device
}

// oldest names the phone that a further one puts out, "" while there is room.
func (c Card) oldest(ctx context.Context) string {
	if len(c.Phones) < 2 {
		return ""
	}
	return slices.MinFunc(c.Phones, func(a, b Phone) int { return a.used().Compare(b.used()) }).label(ctx)
}

func (p Phone) used() time.Time {
	if p.LastUse.IsZero() {
		return p.Since
	}
	return p.LastUse
}

// label is the phone with the time it was used last, since two may be alike.
func (p Phone) label(ctx context.Context) string {
	return p.name(ctx) + " (" + msg.Day(ctx, p.used()) + " " + msg.Clock(p.used()) + ")"
}

func (p Phone) times(ctx context.Context) string {
	since := msg.PhoneSince(ctx, msg.Day(ctx, p.Since))
	if p.LastUse.IsZero() {
		return since
	}
	return msg.Joined(ctx, since, msg.LastUsed(ctx, msg.Day(ctx, p.LastUse)+" "+msg.Clock(p.LastUse)))
}

func outcome(d reason.Decision) string {
	switch d {
	case reason.Allow:
		return "ok"
	case reason.Confirm:
		return "warn"
	}
	return "danger"
}

package terminals

import (
	"context"
	"time"

	"yunka/views/console"
	"yunka/views/msg"
)

func renew(ctx context.Context, t console.Terminal) string {
	if t.Kind == "reader" {
		return msg.Pick(ctx, "换令牌", "New token")
	}
	return msg.Pick(ctx, "重新配对", "Pair again")
}

func renewAsk(ctx context.Context, t console.Terminal) string {
	if t.Kind == "reader" {
		return msg.Pick(ctx, "给“"+t.Name+"”换令牌？旧令牌马上作废。", "A new token for “"+t.Name+"”? The old one stops at once.")
	}
	return msg.Pick(ctx, "重新配对“"+t.Name+"”？它马上不能再刷卡，要输入新的配对码。", "Pair “"+t.Name+"” again? It stops at once and asks for the new code.")
}

func (f TerminalForm) kind() string {
	if f.Kind == "" {
		return "kiosk"
	}
	return f.Kind
}

func gateOf(ctx context.Context, t console.Terminal) string {
	if t.Gate == "" {
		return NoGate(ctx)
	}
	return t.Gate
}

func (f TerminalEdit) wrong(field string) string {
	if f.Field == field {
		return f.Error
	}
	return ""
}

func beat(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return terminalNoBeat(ctx)
	}
	return msg.Stamp(ctx, t)
}

// listOf says which list a terminal decides by when it is alone.
func listOf(ctx context.Context, t console.Terminal) string {
	if t.ListAt.IsZero() {
		return terminalListNone(ctx)
	}
	return terminalListMade(ctx, msg.Stamp(ctx, t.ListAt))
}

// queueOf says what has not come from a terminal yet.
func queueOf(ctx context.Context, t console.Terminal) string {
	switch {
	case t.Missing > 0:
		return terminalMissing(ctx, t.Missing)
	case t.Queued < 0:
		return "—"
	}
	return terminalQueued(ctx, t.Queued)
}

// completeOf is the instant before which everything has arrived.
func completeOf(ctx context.Context, t console.Terminal) string {
	if t.Complete.IsZero() && !t.LastAt.IsZero() {
		return completeNever(ctx)
	} else if t.Complete.IsZero() {
		return "—"
	}
	return msg.Stamp(ctx, t.Complete)
}

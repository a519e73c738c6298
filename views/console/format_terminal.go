package console

import (
	"context"

	"yunka/views/msg"
)

// listOf says which list a terminal decides by when it is alone.
func listOf(ctx context.Context, t Terminal) string {
	if t.ListAt.IsZero() {
		return terminalListNone(ctx)
	}
	return terminalListMade(ctx, msg.Stamp(ctx, t.ListAt))
}

// queueOf says what has not come from a terminal yet.
func queueOf(ctx context.Context, t Terminal) string {
	switch {
	case t.Missing > 0:
		return terminalMissing(ctx, t.Missing)
	case t.Queued < 0:
		return "—"
	}
	return terminalQueued(ctx, t.Queued)
}

// completeOf is the instant before which everything has arrived.
func completeOf(ctx context.Context, t Terminal) string {
	if t.Complete.IsZero() {
		return "—"
	}
	return msg.Stamp(ctx, t.Complete)
}

package delegate

import (
	"context"

	"github.com/a-h/templ"
)

// firstView is what shows before the script knows whether this phone has the key.
func firstView(how string) string {
	switch how {
	case "asks", "dead", "over":
		return how
	}
	return "working"
}

// linkWords are what the script says; {n}, {who}, {day} and {time} are filled in.
func linkWords(ctx context.Context) templ.OrderedAttributes {
	return templ.OrderedAttributes{
		{Key: "data-msg-missing", Value: missing(ctx)},
		{Key: "data-msg-ready", Value: ready(ctx)},
		{Key: "data-msg-wrong", Value: wrongDigits(ctx)},
		{Key: "data-msg-too-many", Value: tooMany(ctx)},
		{Key: "data-msg-today", Value: today(ctx)},
		{Key: "data-msg-usable", Value: usable(ctx)},
		{Key: "data-msg-window-over", Value: windowOver(ctx)},
		{Key: "data-msg-call", Value: call(ctx)},
		{Key: "data-msg-no-storage", Value: noStorage(ctx)},
		{Key: "data-msg-storage-stuck", Value: storageStuck(ctx)},
		{Key: "data-msg-insecure", Value: insecure(ctx)},
		{Key: "data-msg-old-browser", Value: oldBrowser(ctx)},
		{Key: "data-msg-no-module", Value: awayText(ctx)},
		{Key: "data-msg-full", Value: noStorage(ctx)},
		{Key: "data-msg-failed", Value: failed(ctx)},
		{Key: "data-msg-clock-lost", Value: clockLost(ctx)},
		{Key: "data-msg-lease-over", Value: leaseOver(ctx)},
		{Key: "data-msg-away", Value: awayText(ctx)},
	}
}

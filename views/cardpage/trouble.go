package cardpage

import (
	"context"

	"github.com/a-h/templ"

	"yunka/views/msg"
)

// trouble is what a pass says when something is in the way; static/src/js/card
// picks one by name.
func trouble(ctx context.Context) templ.OrderedAttributes {
	return templ.OrderedAttributes{
		{Key: "data-msg-offline-soon", Value: msg.PassOfflineSoon(ctx)},
		{Key: "data-msg-clock-lost", Value: msg.PassClockLost(ctx)},
		{Key: "data-msg-over", Value: msg.PassOver(ctx)},
		{Key: "data-msg-cards", Value: msg.MyCards(ctx)},
		{Key: "data-msg-for-pay", Value: msg.ForPaySay(ctx)},
		{Key: "data-msg-for-release", Value: msg.ForReleaseSay(ctx)},
		{Key: "data-msg-removed", Value: msg.PassRemoved(ctx)},
		{Key: "data-msg-refused", Value: msg.ConsentRefused(ctx)},
		{Key: "data-msg-consent-changed", Value: msg.ConsentChanged(ctx)},
		{Key: "data-msg-consent-parent", Value: msg.ConsentByParent(ctx)},
		{Key: "data-msg-wiped", Value: msg.PassWiped(ctx)},
		{Key: "data-msg-logged-out", Value: msg.PassLoggedOut(ctx)},
		{Key: "data-msg-full", Value: msg.PassFull(ctx)},
		{Key: "data-msg-insecure", Value: msg.PassInsecure(ctx)},
		{Key: "data-msg-no-module", Value: msg.PassNoModule(ctx)},
		{Key: "data-msg-old-browser", Value: msg.PassOldBrowser(ctx)},
	}
}

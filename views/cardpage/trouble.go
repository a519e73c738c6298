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
		{Key: "data-msg-offline-soon", Value: passOfflineSoon(ctx)},
		{Key: "data-msg-clock-lost", Value: passClockLost(ctx)},
		{Key: "data-msg-over", Value: passOver(ctx)},
		{Key: "data-msg-cards", Value: myCards(ctx)},
		{Key: "data-msg-for-pay", Value: forPaySay(ctx)},
		{Key: "data-msg-for-release", Value: forReleaseSay(ctx)},
		{Key: "data-msg-removed", Value: passRemoved(ctx)},
		{Key: "data-msg-refused", Value: consentRefused(ctx)},
		{Key: "data-msg-consent-changed", Value: consentChanged(ctx)},
		{Key: "data-msg-consent-parent", Value: consentByParent(ctx)},
		{Key: "data-msg-wiped", Value: passWiped(ctx)},
		{Key: "data-msg-logged-out", Value: passLoggedOut(ctx)},
		{Key: "data-msg-password-wrong", Value: msg.WrongPassword(ctx)},
		{Key: "data-msg-password-later", Value: passPasswordLater(ctx)},
		{Key: "data-msg-storage-stuck", Value: passStorageStuck(ctx)},
		{Key: "data-msg-full", Value: passFull(ctx)},
		{Key: "data-msg-insecure", Value: passInsecure(ctx)},
		{Key: "data-msg-no-module", Value: passNoModule(ctx)},
		{Key: "data-msg-old-browser", Value: passOldBrowser(ctx)},
	}
}

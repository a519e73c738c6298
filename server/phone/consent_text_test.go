package phone_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"yunka/server/card"
	"yunka/views/msg"
)

// What somebody agreed to is known by the version that is on record: a text that
// changes without its version would put words into their mouth.
func TestTheConsentTextIsTheOneOfItsVersion(t *testing.T) {
	texts := map[string]string{ // versions stay here for good
		"2026-11": "35cd65760b079518",
	}
	var all []string
	for _, lang := range []msg.Lang{msg.Zh, msg.En} {
		all = append(all, msg.ConsentText(msg.WithLang(context.Background(), lang))...)
	}
	sum := sha256.Sum256([]byte(strings.Join(all, "\n")))
	if got := hex.EncodeToString(sum[:8]); texts[card.ConsentVersion] != got {
		t.Errorf("the text of %s is %s, on record is %s: give a changed text a new version", card.ConsentVersion, got, texts[card.ConsentVersion])
	}
}

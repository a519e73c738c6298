package inbox

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"yunka/server/outbox"
	"yunka/views/msg"
)

// Each kind has words in both languages, for whom it is about and for others, whatever
// data it finds; a kind that nobody knows is a message, too.
func TestEveryKindHasWords(t *testing.T) {
	words := outbox.Collect(kinds)
	names := append([]outbox.Kind{{Kind: "kind.of.tomorrow"}}, kinds...)
	for _, k := range names {
		for _, lang := range []msg.Lang{msg.Zh, msg.En} {
			ctx := msg.WithLang(context.Background(), lang)
			for _, data := range []string{"{}", `{"by":"school"}`, `{"by":"holder"}`, `{"by":5}`, "[]", "null", ""} {
				for _, own := range []bool{false, true} {
					told := outbox.Told{Kind: k.Kind, Name: "林知夏", Own: own, School: "澄湖", At: time.Now(), Now: time.Now(), Data: json.RawMessage(data)}
					m := words.Compose(ctx, []outbox.Told{told})
					if m.Title == "" || strings.Contains(m.Title+m.Body, "%!") {
						t.Errorf("%s in %s of %s: %q, %q", k.Kind, lang, data, m.Title, m.Body)
					}
					if own && strings.Contains(m.Title, "林知夏") && !strings.HasPrefix(k.Kind, "guardianship.") {
						t.Errorf("%s in %s calls the reader by name: %q", k.Kind, lang, m.Title)
					}
				}
			}
			if name := words.Called(ctx, k.Kind); name == "" || strings.Contains(name, ".") {
				t.Errorf("%s in %s is called %q", k.Kind, lang, name)
			}
		}
	}
}

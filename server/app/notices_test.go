package app

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"yunka/server/outbox"
	"yunka/views/msg"
)

// A notice that leads somewhere says what is there, in both languages: a link without
// words cannot be seen and is read out as its address.
func TestALinkOfANoticeHasWords(t *testing.T) {
	n := 0
	for _, s := range listedScenes(t) {
		for _, k := range s.Notices {
			for _, lang := range []msg.Lang{msg.Zh, msg.En} {
				if k.Draw == nil {
					continue
				}
				n++
				is := k.Draw(msg.WithLang(context.Background(), lang), outbox.Told{Kind: k.Kind, Name: "林知夏", School: "澄湖", At: time.Now(), Now: time.Now(), Data: json.RawMessage("{}")})
				if is.Link != "" && is.Do == "" {
					t.Errorf("%s of %s in %s: its link has no words", k.Kind, s.Name, lang)
				}
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d kinds were asked", n)
	}
}

package gatelist

import (
	"testing"
	"time"

	"yunka/server/access/rule"
	"yunka/server/cardcode"
	"yunka/server/reason"
)

// What has opened here opens no second time within 5 s, in the hand of whoever
// holds it then; what was stopped since is refused.
func TestTheSameAgainAtAnIsolatedTerminal(t *testing.T) {
	_, phone := keys(t)
	h := header()
	h.Scene, h.Rights = rule.GateScene, rule.Rights{Direction: rule.In, Roles: map[string]rule.Effect{"student": rule.RightToPass}}
	noon := h.MadeAt + time.Hour.Milliseconds()
	withKey := pupil("1")
	withKey.Key = phone[32:]
	frozen := pupil("2")
	frozen.Card = "frozen"
	l, _, _ := made(t, h, Entry{OfHandle(7), withKey}, Entry{OfChip("1"), pupil("1")}, Entry{OfChip("2"), frozen})
	code := cardcode.Sign(phone, cardcode.Everyday, 7, uint32(noon/1000), 0)
	chip := Presented{Kind: "chip", Chip: "1"}
	for name, c := range map[string]struct {
		what   Presented
		m      Memory
		now    int64
		why    reason.Code
		opens  bool
		replay bool
	}{
		"a chip":                   {chip, Memory{}, noon, reason.OK, true, false},
		"at once":                  {chip, Memory{Opened: Opening{At: noon}}, noon, reason.OK, false, true},
		"4.9 s later":              {chip, Memory{Opened: Opening{At: noon}}, noon + 4999, reason.OK, false, true},
		"5 s later":                {chip, Memory{Opened: Opening{At: noon}}, noon + 5000, reason.OK, true, false},
		"the clock was set back":   {chip, Memory{Opened: Opening{At: noon + 20_000}}, noon, reason.OK, true, false},
		"after the owner's phone":  {chip, Memory{Opened: Opening{Mark: code.Mark(), At: noon}}, noon, reason.OK, true, false},
		"frozen since":             {Presented{Kind: "chip", Chip: "2"}, Memory{Opened: Opening{At: noon}}, noon + 1, reason.CardFrozen, false, false},
		"a code":                   {Presented{Kind: "phone", Code: code.Text()}, Memory{Mark: code.Mark(), Used: true, Opened: Opening{code.Mark(), noon}}, noon + 1000, reason.OK, false, true},
		"a code 5 s later":         {Presented{Kind: "phone", Code: code.Text()}, Memory{Mark: code.Mark(), Used: true, Opened: Opening{code.Mark(), noon}}, noon + 5000, reason.CodeAlreadyUsed, false, false},
		"a code that did not open": {Presented{Kind: "phone", Code: code.Text()}, Memory{Mark: code.Mark(), Used: true}, noon + 1000, reason.CodeAlreadyUsed, false, false},
		"a code after a newer one": {Presented{Kind: "phone", Code: code.Text()}, Memory{Mark: code.Mark() + 1, Used: true, Opened: Opening{code.Mark() + 1, noon}}, noon + 1000, reason.CodeAlreadyUsed, false, false},
	} {
		v := l.Judge(l.Identify(c.what), c.now, c.m)
		if v.Reason != c.why || v.Open != c.opens || v.Replay != c.replay || c.replay && (v.Consume != 0 || v.Being != "" || v.Decision != reason.Allow) {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

package card_test

import (
	"testing"

	"yunka/server/allow"
	"yunka/server/fault"
	"yunka/server/scan/scantest"
)

// A stop is lifted by who set it, or by the school: not by the other guardian,
// and a guardian's not by the child.
func TestAStopIsLiftedByWhoSetIt(t *testing.T) {
	each(t, func(t *testing.T, w *scantest.World, _ *scantest.Clock) {
		h := w.Holder(t, allow.Student)
		mother, father := w.Holder(t, allow.Parent).Actor, w.Holder(t, allow.Parent).Actor
		mother.Children, father.Children = map[string]allow.Rights{h.Person: allow.View}, map[string]allow.Rights{h.Person: allow.View}
		step := func(what string, err error, code string) {
			t.Helper()
			if code == "" && err != nil || code != "" && fault.As(err).Code != code {
				t.Errorf("%s: %v, want %q", what, err, code)
			}
		}
		freeze := func(a allow.Actor) error { return w.Cards.Freeze(t.Context(), a, h.Card) }
		lift := func(a allow.Actor) error { return w.Cards.Unfreeze(t.Context(), a, h.Card) }
		step("the mother stops", freeze(mother), "")
		step("the father lifts", lift(father), "card_stopped_by_other")
		step("the child lifts", lift(h.Actor), "card_stopped_by_other")
		step("the father stops, too", freeze(father), "")
		step("the mother lifts hers", lift(mother), "card_stopped_by_other")
		step("the father lifts his", lift(father), "")
		step("nothing is stopped", lift(mother), "")
		step("the child stops", freeze(h.Actor), "")
		step("a guardian lifts the child's", lift(father), "")
		step("the father stops", freeze(father), "")
		step("the office lifts", lift(w.Admin), "")
		step("the mother stops again", freeze(mother), "")
		step("the father's old stop is gone", lift(mother), "")
		step("the office stops", freeze(w.Admin), "")
		step("the mother lifts the office's", lift(mother), "card_state")
	})
}

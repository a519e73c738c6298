package terminal_test

import (
	"context"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/schooltest"
	"yunka/server/terminal"
)

// The lists of kinds and scenes are kept here, not in the database: another word
// is a fault, and every word on them is stored.
func TestUnknownWordsAreNotStored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := schooltest.New(t, d)
		add := func(kind, scene string) error {
			_, _, err := w.Terminals.Add(context.Background(), w.Admin, w.School, terminal.Draft{Name: "T", Kind: kind, Scene: scene, Gate: w.GateIn})
			return err
		}
		for _, bad := range []struct{ kind, scene, code string }{
			{"turnstile", "gate", "terminal_kind"}, {"", "gate", "terminal_kind"}, {"Kiosk", "gate", "terminal_kind"},
			{"kiosk", "orchestra", "terminal_scene"}, {"kiosk", "", "terminal_scene"}, {"reader", "gate ", "terminal_scene"},
		} {
			if err := add(bad.kind, bad.scene); !fault.Is(err, fault.Invalid) || fault.As(err).Code != bad.code {
				t.Errorf("%q for %q: %v, want %s", bad.kind, bad.scene, err, bad.code)
			}
		}
		var all []terminal.Row
		err := d.Read(context.Background(), func(ctx context.Context, q bun.IDB) (err error) {
			all, err = terminal.List(ctx, q, w.School)
			return err
		})
		if err != nil || len(all) != 0 {
			t.Errorf("%d terminals, %v", len(all), err)
		}
		for _, kind := range terminal.Kinds {
			for _, scene := range rule.Scenes() {
				if err := add(kind, string(scene)); err != nil {
					t.Errorf("%s for %s: %v", kind, scene, err)
				}
			}
		}
	})
}

package campus_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
)

// The lists of roles and kinds of credentials are kept here, not in the database:
// a row with another word is a fault, also as one among good ones.
func TestUnknownWordsAreNotStored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		school := newSchool(t, d, "one")
		var person, card string
		if err := inTx(t, d, func(tx *db.Tx) (err error) {
			if person, err = campus.AddPerson(ctx, tx, campus.Person{SchoolID: school, Name: "林知夏"}); err != nil {
				return err
			}
			_, card, err = campus.AddMembership(ctx, tx, campus.Membership{SchoolID: school, PersonID: person, Role: allow.Teacher})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		count := func(table string) (n int) {
			if err := d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
				return q.NewRaw("SELECT count(*) FROM "+table).Scan(ctx, &n)
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		chip := campus.Credential{SchoolID: school, PersonID: person, CardID: card, Kind: campus.Chip}
		for what, write := range map[string]func(tx *db.Tx) error{
			"person_role": func(tx *db.Tx) error {
				_, _, err := campus.AddMembership(ctx, tx, campus.Membership{SchoolID: school, PersonID: person, Role: "nurse"})
				return err
			},
			"person_role of one of two": func(tx *db.Tx) error {
				rows := []campus.Membership{{ID: "m1", SchoolID: school, PersonID: person, Role: allow.Guard}, {ID: "m2", SchoolID: school, PersonID: person}}
				_, err := tx.NewInsert().Model(&rows).Exec(ctx)
				return err
			},
			"credential_kind": func(tx *db.Tx) error {
				watch := chip
				watch.Kind, watch.Chip = "watch", "1"
				_, err := campus.AddCredential(ctx, tx, watch)
				return err
			},
			"credential_kind of one of two": func(tx *db.Tx) error {
				rows := []campus.Credential{campus.NewCredential(chip, 1), campus.NewCredential(chip, 1)}
				rows[0].Chip, rows[1].Chip, rows[1].Kind = "1", "2", ""
				_, err := tx.NewInsert().Model(&rows).Exec(ctx)
				return err
			},
		} {
			code, _, _ := strings.Cut(what, " ")
			if err := inTx(t, d, write); !fault.Is(err, fault.Invalid) || fault.As(err).Code != code {
				t.Errorf("%s: %v", what, err)
			}
		}
		if m, c := count("membership"), count("credential"); m != 1 || c != 0 {
			t.Errorf("%d memberships and %d credentials, want 1 and none", m, c)
		}
		for i, kind := range campus.CredentialKinds { // each word on the lists is stored
			known := chip
			known.Kind, known.Chip, known.Handle, known.PublicKey, known.LeaseUntil = kind, strconv.Itoa(i+1), int64(i+1), []byte{1}, 1
			if err := inTx(t, d, func(tx *db.Tx) error { _, err := campus.AddCredential(ctx, tx, known); return err }); err != nil {
				t.Errorf("%s: %v", kind, err)
			}
		}
		for _, role := range slices.DeleteFunc(slices.Clone(allow.Roles), func(r allow.Role) bool { return r == allow.Teacher }) {
			if err := inTx(t, d, func(tx *db.Tx) error {
				_, _, err := campus.AddMembership(ctx, tx, campus.Membership{SchoolID: school, PersonID: person, Role: role})
				return err
			}); err != nil {
				t.Errorf("%s: %v", role, err)
			}
		}
	})
}

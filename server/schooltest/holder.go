package schooltest

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/cardcode"
	"yunka/server/db"
)

// Holder is a person with a card; Credential, Handle and Key are of the newest
// claimed phone.
type Holder struct {
	Person, Membership, Card string
	Credential               string
	Handle                   uint64
	Key                      ed25519.PrivateKey
	Chip, ChipCredential     string
	Actor                    allow.Actor
}

// Member adds a person with a membership since ever and its card, perhaps in a
// class of the school.
func (f *Fixture) Member(t testing.TB, role allow.Role, p campus.Person, class ...string) *Holder {
	t.Helper()
	h := &Holder{}
	p.SchoolID = f.School
	m := campus.Membership{SchoolID: f.School, Role: role, ValidFrom: 1}
	if len(class) > 0 {
		m.ClassID = class[0]
	}
	f.Tx(t, func(ctx context.Context, tx *db.Tx) (err error) {
		if m.PersonID, err = campus.AddPerson(ctx, tx, p); err != nil {
			return err
		}
		h.Membership, h.Card, err = campus.AddMembership(ctx, tx, m)
		return err
	})
	h.Person = m.PersonID
	h.Actor = allow.Actor{Kind: allow.Account, Account: "acc-" + h.Person, People: map[string]bool{h.Person: true},
		Seats: []allow.Seat{{School: f.School, Person: h.Person, Membership: h.Membership, Role: role}}}
	return h
}

// chipHolder adds a person with a card and a chip.
func (f *Fixture) chipHolder(t testing.TB, role allow.Role) *Holder {
	t.Helper()
	n := f.serial.Add(1)
	return f.GiveChip(t, f.Member(t, role, campus.Person{Name: fmt.Sprintf("人%d", n)}))
}

// GiveChip adds a chip to a holder's card, and returns the holder.
func (f *Fixture) GiveChip(t testing.TB, h *Holder) *Holder {
	t.Helper()
	h.Chip = strconv.FormatInt(1_000_000_000+f.serial.Add(1), 10)
	f.Tx(t, func(ctx context.Context, tx *db.Tx) (err error) {
		h.ChipCredential, err = campus.AddCredential(ctx, tx, campus.Credential{SchoolID: f.School, PersonID: h.Person, CardID: h.Card, Kind: campus.Chip, Chip: h.Chip})
		return err
	})
	return h
}

// Holder adds a person with a card, a chip and a claimed phone key.
func (f *Fixture) Holder(t testing.TB, role allow.Role) *Holder {
	t.Helper()
	h := f.chipHolder(t, role)
	f.Claim(t, h, false)
	return h
}

// Claim claims the holder's card on a new phone, as a browser would.
func (f *Fixture) Claim(t testing.TB, h *Holder, replace bool) {
	t.Helper()
	ctx := context.Background()
	seed := sha256.Sum256([]byte(fmt.Sprint(h.Card, f.serial.Add(1))))
	h.Key = ed25519.NewKeyFromSeed(seed[:])
	pub := h.Key.Public().(ed25519.PublicKey)
	challenge, err := f.Cards.Challenge(ctx, h.Actor, h.Card)
	must(t, err)
	raw, err := base64.RawURLEncoding.DecodeString(challenge)
	must(t, err)
	k, err := f.Cards.Claim(ctx, h.Actor, h.Card, card.Claim{Challenge: challenge, PublicKey: hex.EncodeToString(pub), Device: "test", Replace: replace, Consent: card.ConsentVersion,
		Signature: hex.EncodeToString(ed25519.Sign(h.Key, cardcode.ClaimMessage([32]byte(raw), pub)))})
	must(t, err)
	h.Handle, err = strconv.ParseUint(k.Handle, 10, 64)
	must(t, err)
	h.Credential = Value[string](t, f.DB, "SELECT id FROM credential WHERE handle = ?", int64(h.Handle))
}

// Code signs a code.
func (h *Holder) Code(at time.Time, seq uint8) string {
	return cardcode.Sign(h.Key, cardcode.Everyday, h.Handle, uint32(at.Unix()), seq).Text()
}

// Handle is the holder's handle as the phone keeps it.
func (f *Fixture) Handle(h *Holder) string { return strconv.FormatUint(h.Handle, 10) }

// Guardian makes an adult look after a child, with the rights of the relation.
func (f *Fixture) Guardian(t testing.TB, adult, child *Holder, relation string, restricted bool) (id string) {
	t.Helper()
	f.Tx(t, func(ctx context.Context, tx *db.Tx) (err error) {
		id, err = campus.AddGuardianship(ctx, tx, campus.Guardianship{SchoolID: f.School, AdultID: adult.Person, ChildID: child.Person,
			Relation: relation, Rights: campus.RightsOf(relation), Restricted: restricted})
		return err
	})
	return id
}

package mandate_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"image"
	"image/jpeg"
	"strconv"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/mandate"
	"yunka/server/schooltest"
)

// world is a family: mother and father may delegate for both children, grandfather for none.
type world struct {
	*schooltest.Fixture
	*mandate.Service
	Clock                       *schooltest.Clock
	Mother, Father, Grandfather *schooltest.Holder
	Girl, Boy, Stranger         *schooltest.Holder
	Photo                       []byte
}

func each(t *testing.T, story func(t *testing.T, w *world)) {
	clock := schooltest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		clock.Set(schooltest.Noon)
		f := schooltest.New(t, d)
		w := &world{Fixture: f, Clock: clock, Service: mandate.New(d, f.Feed, f.Cards)}
		class := f.Class(t, "三年级", "2班")
		w.Mother = f.Member(t, allow.Parent, campus.Person{Name: "周文静", Phone: "13800000001"})
		w.Father = f.Member(t, allow.Parent, campus.Person{Name: "林国强", Phone: "13800000002"})
		w.Grandfather = f.Member(t, allow.Parent, campus.Person{Name: "林大山", Phone: "13800000003"})
		w.Girl = f.Member(t, allow.Student, campus.Person{Name: "林知夏"}, class)
		w.Boy = f.Member(t, allow.Student, campus.Person{Name: "林沐阳"}, class)
		w.Stranger = f.Member(t, allow.Student, campus.Person{Name: "王小明"}, class)
		for _, child := range []*schooltest.Holder{w.Girl, w.Boy} {
			f.Guardian(t, w.Mother, child, "母亲", false)
			f.Guardian(t, w.Father, child, "父亲", false)
			f.Guardian(t, w.Grandfather, child, "祖父", false)
		}
		all := allow.View | allow.Pickup | allow.Notify | allow.Delegate
		w.Mother.Actor.Children = map[string]allow.Rights{w.Girl.Person: all, w.Boy.Person: all}
		w.Father.Actor.Children = map[string]allow.Rights{w.Girl.Person: all, w.Boy.Person: all}
		w.Grandfather.Actor.Children = map[string]allow.Rights{w.Girl.Person: all &^ allow.Delegate, w.Boy.Person: all &^ allow.Delegate}
		var b bytes.Buffer
		if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 240, 300)), nil); err != nil {
			t.Fatal(err)
		}
		w.Photo = b.Bytes()
		story(t, w)
	}, db.WithClock(clock.Now))
}

// draft is grandmother today from 14:50 to 15:30 for both children.
func (w *world) draft() mandate.Draft {
	return mandate.Draft{Name: "何秀兰", Phone: "138 0000-0009", Relation: "grandmother_m", Children: []string{w.Girl.Person, w.Boy.Person},
		When: mandate.When{First: "2026-11-23", From: 14*60 + 50, To: 15*60 + 30}, Photo: w.Photo}
}

func (w *world) named(t *testing.T) (m mandate.Mandate, link string) {
	t.Helper()
	id, link, err := w.Name(t.Context(), w.Mother.Actor, w.School, w.draft())
	if err != nil {
		t.Fatal(err)
	}
	return w.read(t, id), link
}

func (w *world) read(t *testing.T, id string) (m mandate.Mandate) {
	t.Helper()
	err := w.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		m, err = mandate.Read(ctx, q, w.Mother.Actor, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (w *world) of(t *testing.T, adult string, at time.Time) (children []string) {
	t.Helper()
	err := w.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
		list, err := mandate.Of(ctx, q, w.School, adult, at)
		for _, r := range list {
			children = append(children, r.Child)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return children
}

// phone is a browser that has made a key.
type phone struct {
	key    ed25519.PrivateKey
	handle string
	card   string
}

func newPhone(seed string) *phone {
	s := sha256.Sum256([]byte(seed))
	return &phone{key: ed25519.NewKeyFromSeed(s[:])}
}

func (p *phone) claim(challenge string) card.Claim {
	raw, _ := base64.RawURLEncoding.DecodeString(challenge)
	pub := p.key.Public().(ed25519.PublicKey)
	return card.Claim{Challenge: challenge, PublicKey: hex.EncodeToString(pub), Device: "iPhone · WeChat",
		Signature: hex.EncodeToString(ed25519.Sign(p.key, cardcode.ClaimMessage([32]byte(raw), pub)))}
}

// arrive opens the link on a phone, types the digits and claims.
func (w *world) arrive(t *testing.T, link, digits string, p *phone) error {
	t.Helper()
	if _, err := w.Arrive(t.Context(), "net", link); err != nil {
		return err
	}
	challenge, _, err := w.Digits(t.Context(), "net", link, digits)
	if err != nil {
		return err
	}
	key, id, err := w.Service.Claim(t.Context(), link, p.claim(challenge))
	p.handle, p.card = key.Handle, id
	return err
}

func (p *phone) contact(t *testing.T, w *world) (state string) {
	t.Helper()
	h, err := strconv.ParseUint(p.handle, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	issued := uint32(w.Clock.Now().Unix())
	key, err := w.Cards.Contact(t.Context(), p.handle, issued, hex.EncodeToString(ed25519.Sign(p.key, cardcode.ContactMessage(h, issued))))
	if err != nil {
		t.Fatal(err)
	}
	return key.State
}

func code(err error) string {
	if err == nil {
		return ""
	}
	return fault.As(err).Code
}

func (w *world) told(t *testing.T, kind string) int {
	return schooltest.Value[int](t, w.DB, "SELECT count(*) FROM outbox_notice WHERE school_id = ? AND kind = ?", w.School, kind)
}

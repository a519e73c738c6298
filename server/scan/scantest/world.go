// Package scantest builds a small school for tests and benchmarks of the scan
// path: real rows through the real services, real keys, a clock that tests turn.
package scantest

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/terminal"
)

// Noon is a Monday noon in Shanghai: inside every opening of the world.
var Noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.FixedZone("CST", 8*3600))

// ComingNoon is the next Monday noon in Shanghai, for tests in which something
// else, such as a cookie jar, goes by the real time.
func ComingNoon() time.Time {
	now := time.Now().In(Noon.Location())
	days := (8 - int(now.Weekday())) % 7
	if days == 0 {
		days = 7
	}
	return time.Date(now.Year(), now.Month(), now.Day()+days, 12, 0, 0, 0, Noon.Location())
}

// HashCost is the cheapest cost of passwords and PINs, for every test that is
// not about the cost.
var HashCost = account.Cost{Memory: 8, Time: 1, Threads: 1}

// Clock is a clock that tests turn.
type Clock struct{ ms atomic.Int64 }

// NewClock starts at Noon.
func NewClock() *Clock {
	c := &Clock{}
	c.ms.Store(Noon.UnixMilli())
	return c
}

// Now reads the clock.
func (c *Clock) Now() time.Time { return time.UnixMilli(c.ms.Load()) }

// Add turns it.
func (c *Clock) Add(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// World is one school.
type World struct {
	DB        *db.DB
	Feed      *feed.Feed
	Cards     *card.Service
	Terminals *terminal.Service
	School    string
	Zone      string // students, teachers, parents and guards may enter
	Office    string // teachers may enter, parents with staff
	GateIn    string
	GateOut   string
	OfficeIn  string
	Admin     allow.Actor
	serial    atomic.Int64
}

// Holder is a person with a card.
type Holder struct {
	Person, Membership, Card string
	Credential               string
	Handle                   uint64
	Key                      ed25519.PrivateKey
	Chip, ChipCredential     string
	Actor                    allow.Actor
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var schools atomic.Int64

// New builds a school in d. The main gate is open 06:00-20:00 every day.
func New(t testing.TB, d *db.DB) *World {
	t.Helper()
	f := feed.New()
	w := &World{DB: d, Feed: f, Cards: card.New(d, f), Terminals: terminal.New(d, f)}
	n := schools.Add(1)
	must(t, d.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
		if w.School, err = campus.CreateSchool(ctx, tx, campus.School{Slug: fmt.Sprintf("s%d", n), Name: fmt.Sprintf("School %d", n)}); err != nil {
			return err
		}
		if w.Zone, err = access.AddZone(ctx, tx, w.School, "Campus", ""); err != nil {
			return err
		}
		if w.Office, err = access.AddZone(ctx, tx, w.School, "Office", w.Zone); err != nil {
			return err
		}
		for _, g := range []struct {
			id   *string
			zone string
			dir  rule.Direction
		}{{&w.GateIn, w.Zone, rule.In}, {&w.GateOut, w.Zone, rule.Out}, {&w.OfficeIn, w.Office, rule.In}} {
			if *g.id, err = access.AddGate(ctx, tx, w.School, g.zone, "Gate "+string(g.dir), g.dir); err != nil {
				return err
			}
			for day := 1; day <= 7; day++ {
				if err := access.AddOpening(ctx, tx, w.School, *g.id, access.Opening{Weekday: day, From: 0, To: 1440}); err != nil {
					return err
				}
			}
		}
		for _, role := range []allow.Role{allow.Student, allow.Teacher, allow.Parent, allow.Guard} {
			if err := access.SetRight(ctx, tx, w.School, w.Zone, string(role), rule.RightToPass); err != nil {
				return err
			}
		}
		if err := access.SetRight(ctx, tx, w.School, w.Office, "teacher", rule.RightToPass); err != nil {
			return err
		}
		return access.SetRight(ctx, tx, w.School, w.Office, "parent", rule.RightWithStaff)
	}))
	admin := w.add(t, allow.Admin)
	w.Admin = admin.Actor
	w.Admin.Seats = []allow.Seat{{School: w.School, Person: admin.Person, Role: allow.Admin}}
	return w
}

func (w *World) add(t testing.TB, role allow.Role) *Holder {
	t.Helper()
	n := w.serial.Add(1)
	h := &Holder{Chip: strconv.FormatInt(1_000_000_000+n, 10)}
	must(t, w.DB.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
		if h.Person, err = campus.AddPerson(ctx, tx, campus.Person{SchoolID: w.School, Name: fmt.Sprintf("人%d", n)}); err != nil {
			return err
		}
		h.Membership, h.Card, err = campus.AddMembership(ctx, tx, campus.Membership{SchoolID: w.School, PersonID: h.Person, Role: role, ValidFrom: 1})
		if err != nil {
			return err
		}
		h.ChipCredential, err = campus.AddCredential(ctx, tx, campus.Credential{SchoolID: w.School, PersonID: h.Person, CardID: h.Card, Kind: campus.Chip, Chip: h.Chip})
		return err
	}))
	h.Actor = allow.Actor{Kind: allow.Account, Account: "acc-" + h.Person, People: map[string]bool{h.Person: true},
		Seats: []allow.Seat{{School: w.School, Person: h.Person, Membership: h.Membership, Role: role}}}
	return h
}

// Holder adds a person with a card, a chip and a claimed phone key.
func (w *World) Holder(t testing.TB, role allow.Role) *Holder {
	t.Helper()
	h := w.add(t, role)
	w.Claim(t, h, false)
	return h
}

// Claim claims the holder's card on a new phone, as a browser would.
func (w *World) Claim(t testing.TB, h *Holder, replace bool) {
	t.Helper()
	ctx := context.Background()
	seed := sha256.Sum256([]byte(fmt.Sprint(h.Card, w.serial.Add(1))))
	h.Key = ed25519.NewKeyFromSeed(seed[:])
	pub := h.Key.Public().(ed25519.PublicKey)
	challenge, err := w.Cards.Challenge(ctx, h.Actor, h.Card)
	must(t, err)
	raw, err := base64.RawURLEncoding.DecodeString(challenge)
	must(t, err)
	k, err := w.Cards.Claim(ctx, h.Actor, h.Card, card.Claim{Challenge: challenge, PublicKey: hex.EncodeToString(pub), Device: "test", Replace: replace, Consent: card.ConsentVersion,
		Signature: hex.EncodeToString(ed25519.Sign(h.Key, cardcode.ClaimMessage([32]byte(raw), pub)))})
	must(t, err)
	h.Handle, err = strconv.ParseUint(k.Handle, 10, 64)
	must(t, err)
	h.Credential = w.value(t, "SELECT id FROM credential WHERE handle = ?", int64(h.Handle))
}

func (w *World) value(t testing.TB, q string, args ...any) (s string) {
	t.Helper()
	must(t, w.DB.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error { return tx.NewRaw(q, args...).Scan(ctx, &s) }))
	return s
}

// Insert writes rows in one statement; into is a table and its columns, as SQL has it.
func Insert(ctx context.Context, tx *db.Tx, into string, rows [][]any) error {
	marks := "(?" + strings.Repeat(", ?", len(rows[0])-1) + ")"
	_, err := tx.NewRaw("INSERT INTO "+into+" VALUES "+marks+strings.Repeat(", "+marks, len(rows)-1), slices.Concat(rows...)...).Exec(ctx)
	return err
}

// Exec changes a row behind the services' backs.
func (w *World) Exec(t testing.TB, q string, args ...any) {
	t.Helper()
	must(t, w.DB.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error { _, err := tx.NewRaw(q, args...).Exec(ctx); return err }))
}

// Code signs a code.
func (h *Holder) Code(at time.Time, seq uint8) string {
	return cardcode.Sign(h.Key, cardcode.Everyday, h.Handle, uint32(at.Unix()), seq).Text()
}

// Terminal adds a reader at a gate and returns it with its token.
func (w *World) Terminal(t testing.TB, gate string, staff bool) (terminal.Identity, string) {
	t.Helper()
	n := w.serial.Add(1)
	scene := "gate"
	if gate == "" {
		scene = "identify"
	}
	_, token, err := w.Terminals.Add(context.Background(), w.Admin, w.School, terminal.Draft{Name: fmt.Sprintf("T%d", n), Kind: "reader", Scene: scene, Staff: staff, Gate: gate})
	must(t, err)
	who, err := w.Terminals.Authenticate(context.Background(), token)
	must(t, err)
	return who, token
}

// Service starts a scan service on d (w.DB, or another handle on the same database).
func (w *World) Service(t testing.TB, d *db.DB) *scan.Service {
	t.Helper()
	s, err := scan.New(context.Background(), scan.Config{DB: d, Feed: w.Feed, Words: Words{}})
	must(t, err)
	t.Cleanup(s.Close)
	return s
}

// Present presents and decodes the answer.
func Present(t testing.TB, s *scan.Service, p scan.Presentation) scan.Answer {
	t.Helper()
	b, err := s.Present(context.Background(), p)
	must(t, err)
	return Decode(t, b)
}

// Decode reads an answer.
func Decode(t testing.TB, b []byte) (a scan.Answer) {
	t.Helper()
	must(t, json.Unmarshal(b, &a))
	return a
}

// Key is a fresh idempotency key.
func (w *World) Key() string { return "k" + strconv.FormatInt(w.serial.Add(1), 10) }

// Words are the reasons themselves.
type Words struct{}

func (Words) Neutral(_ string, d reason.Decision, _ reason.Code) string { return string(d) }
func (Words) FirstName(name string) string                              { return "first " + name }
func (Words) Detail(_ string, r reason.Code, at, where string) string {
	return string(r) + " " + at + " " + where
}

// Flip spoils the signature of a text but keeps it readable.
func Flip(text string) string {
	c, _ := cardcode.Parse(text)
	binary.BigEndian.PutUint16(c.Signature[10:], binary.BigEndian.Uint16(c.Signature[10:])^1)
	return c.Text()
}

// Handle is the holder's handle as the phone keeps it.
func (w *World) Handle(h *Holder) string { return strconv.FormatUint(h.Handle, 10) }

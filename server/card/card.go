// Package card keeps cards and the credentials that present them: phone keys
// claimed in a browser and chips linked by number.
//
// A card belongs to one membership. It has at most two live phone keys, because
// WeChat and the system's browser keep separate storage; a third replaces the
// oldest only when the holder says so. A key is made on the phone and
// registered with a signature over the server's challenge; the server keeps the
// public key, a 63-bit random handle, the newest consumed mark and the end of
// the lease, which any signed contact renews.
//
// A card comes onto a phone only after somebody agreed who decides about it: its
// holder, or for a pupil with guardians one of those who may consent. The text
// has a version; taking the consent back ends the keys in the same commit.
//
// Stopping acts on three things: the credential (lost, that one dies), the
// card (frozen by its holder or a guardian, or blocked by the school) and the
// person (suspended, everything dies). Each takes the person's row lock, like a
// scan, so the feed tells which came first. Stopping is one tap; going on again
// needs a password or an admin.
//
// The right that stops a child's card is view (allow.CardFreeze): whoever may see
// the card may stop it at once, because a lost phone cannot wait. A guardian has it
// while the guardianship and their own role as a parent last, and no restriction
// stands against it. A stop is lifted by who set it, the holder's also by a
// guardian, and each by the school; nobody lifts another guardian's. What the
// school stops it alone lets go on.
package card

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/secret"
)

// MaxKeys is how many live phone keys a card may have.
const MaxKeys = 2

const (
	challengeLife = 5 * time.Minute
	contactWindow = 120 * time.Second
)

// Service is the package's door.
type Service struct {
	db   *db.DB
	feed *feed.Feed
}

// New makes the service.
func New(d *db.DB, f *feed.Feed) *Service { return &Service{db: d, feed: f} }

// owner is what rights on a card are asked about.
type owner struct {
	ID, SchoolID, PersonID string
	State                  string
	LeaseSeconds           int64
}

func (o owner) target() allow.Target {
	return allow.Target{School: o.SchoolID, Person: o.PersonID, Card: o.ID}
}

var errAbsent = fault.New(fault.NotFound, "not_found")

// visible keeps cards of a roster that is still being applied out of sight.
var visible = " " + db.Visible("m") + " "

func findCard(ctx context.Context, q bun.IDB, id string) (o owner, err error) {
	err = q.NewRaw(`SELECT k.id, k.school_id, k.person_id, k.state, s.lease_seconds FROM card k
JOIN school s ON s.id = k.school_id JOIN membership m ON m.id = k.membership_id WHERE k.id = ? AND`+visible, id).Scan(ctx, &o)
	return o, db.One(err, errAbsent)
}

// authorise asks allow; a card of somebody who is not the actor's business
// does not exist for the actor.
func authorise(actor allow.Actor, action allow.Action, o owner) error {
	err := allow.Check(actor, action, o.target())
	if fault.Is(err, fault.Forbidden) && !actor.InSchool(o.SchoolID) {
		return errAbsent
	}
	return err
}

// Challenge is the first half of claiming: 32 random bytes, unpadded
// base64url, good for one claim of this card by this account for 5 minutes.
func (s *Service) Challenge(ctx context.Context, actor allow.Actor, cardID string) (string, error) {
	challenge := secret.Token(32)
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		o, err := findCard(ctx, tx, cardID)
		if err != nil {
			return err
		}
		if err := authorise(actor, allow.CardClaim, o); err != nil {
			return err
		}
		if _, err := tx.NewRaw("DELETE FROM claim_challenge WHERE expires_at < ? OR (account_id = ? AND card_id = ?)", tx.NowMS(), actor.Account, cardID).Exec(ctx); err != nil {
			return err
		}
		_, err = tx.NewRaw("INSERT INTO claim_challenge (challenge_hash, account_id, card_id, expires_at) VALUES (?, ?, ?, ?)",
			secret.Hash(challenge), actor.Account, cardID, tx.Now.Add(challengeLife).UnixMilli()).Exec(ctx)
		return err
	})
	return challenge, err
}

// Claim is what the phone sends back.
type Claim struct {
	Challenge string // as given
	PublicKey string // hex of 32 bytes
	Signature string // hex of 64 bytes over cardcode.ClaimMessage
	Device    string // a short label
	Browser   string // the hash of what this browser is known by; "" if by nothing
	Replace   bool   // end the oldest key when there are MaxKeys already
	Consent   string // ConsentVersion as the holder read it, when they agree with this claim
}

// Key is a registered phone key as the phone must know it.
type Key struct {
	Handle     string `json:"handle"` // decimal; 63 bits do not fit a JavaScript number
	Mark       int64  `json:"mark"`
	Now        int64  `json:"now"`
	LeaseUntil int64  `json:"lease_until"`
	State      string `json:"state"` // live; frozen, ended: the card is; lost, replaced, removed: this key is, for good
}

// Claim registers a phone key for a card. Errors: Invalid for a bad key,
// signature or challenge; Conflict "too_many_keys" when Replace must be said,
// consent_required, consent_version or consent_guardian when nobody who decides
// about the card has agreed.
func (s *Service) Claim(ctx context.Context, actor allow.Actor, cardID string, c Claim) (Key, error) {
	pub, msg, sig, err := c.read()
	if err != nil {
		return Key{}, err
	}
	if !ed25519.Verify(pub, msg, sig) {
		return Key{}, fault.New(fault.Invalid, "claim_signature")
	}
	if _, err := s.db.TrustedNow(); err != nil { // the phone would set its clock by ours
		return Key{}, err
	}
	var key Key
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		o, err := findCard(ctx, tx, cardID)
		if err != nil {
			return err
		}
		if err := authorise(actor, allow.CardClaim, o); err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, o.SchoolID, o.PersonID); err != nil {
			return err
		}
		res, err := tx.NewRaw("DELETE FROM claim_challenge WHERE challenge_hash = ? AND account_id = ? AND card_id = ? AND expires_at >= ?",
			secret.Hash(c.Challenge), actor.Account, cardID, tx.NowMS()).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			return fault.Newf(fault.Invalid, "claim_challenge", "This claim took too long or was made already. Start again.")
		}
		if c.Consent != "" {
			if err := s.agree(ctx, tx, actor, o, c.Consent); err != nil {
				return err
			}
		}
		if err := consented(ctx, tx, o); err != nil {
			return err
		}
		if err := s.makeRoom(ctx, tx, o, c.Replace); err != nil {
			return err
		}
		var id string
		if key, id, err = addKey(ctx, tx, o, pub, c); err != nil {
			return err
		}
		if err := tell(ctx, tx, actor, o, "card.claimed", c.Device); err != nil {
			return err
		}
		return s.note(ctx, tx, actor, o, "card.claimed", "credential:"+id, o.ID)
	})
	return key, err
}

// addKey makes a live key of a public half.
func addKey(ctx context.Context, tx *db.Tx, o owner, pub ed25519.PublicKey, c Claim) (key Key, id string, err error) {
	var handle int64
	for handle == 0 {
		var b [8]byte
		_, _ = rand.Read(b[:])
		handle = int64(binary.BigEndian.Uint64(b[:]) >> 1)
	}
	lease := tx.NowMS() + o.LeaseSeconds*1000
	id, err = campus.AddCredential(ctx, tx, campus.Credential{SchoolID: o.SchoolID, PersonID: o.PersonID, CardID: o.ID, Kind: campus.PhoneKey,
		Handle: handle, PublicKey: pub, Device: c.Device, BrowserHash: c.Browser, LeaseUntil: lease, LastAt: tx.NowMS()})
	return Key{Handle: strconv.FormatInt(handle, 10), Now: tx.NowMS(), LeaseUntil: lease, State: "live"}, id, err
}

// MayClaim asks the rights of Claim alone, before a password is tried, and reports whether
// the card has been in one of these browsers before.
func (s *Service) MayClaim(ctx context.Context, actor allow.Actor, cardID string, browsers []string) (held bool, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		o, err := findCard(ctx, q, cardID)
		if err != nil {
			return err
		}
		if err := authorise(actor, allow.CardClaim, o); err != nil || len(browsers) == 0 {
			return err
		}
		return q.NewRaw("SELECT EXISTS (SELECT 1 FROM credential WHERE card_id = ? AND kind = 'phone' AND browser_hash IN (?))",
			cardID, bun.List(browsers)).Scan(ctx, &held)
	})
	return held, err
}

func (c *Claim) read() (pub ed25519.PublicKey, msg, sig []byte, err error) {
	bad := func(code string) error { return fault.New(fault.Invalid, code) }
	challenge, err := base64.RawURLEncoding.DecodeString(c.Challenge)
	if err != nil || len(challenge) != 32 {
		return nil, nil, nil, bad("claim_challenge")
	}
	pub, err = hex.DecodeString(c.PublicKey)
	if err != nil || !cardcode.CheckPublicKey(pub) {
		return nil, nil, nil, bad("claim_public_key")
	}
	sig, err = hex.DecodeString(c.Signature)
	if err != nil || len(sig) != ed25519.SignatureSize {
		return nil, nil, nil, bad("claim_signature")
	}
	if utf8.RuneCountInString(c.Device) > 80 || !utf8.ValidString(c.Device) {
		return nil, nil, nil, bad("claim_device")
	}
	return pub, cardcode.ClaimMessage([32]byte(challenge), pub), sig, nil
}

func (s *Service) makeRoom(ctx context.Context, tx *db.Tx, o owner, replace bool) error {
	var live []string
	if err := tx.NewRaw("SELECT id FROM credential WHERE card_id = ? AND kind = 'phone' AND state = 'live' ORDER BY COALESCE(last_at, created_at), id", o.ID).Scan(ctx, &live); err != nil {
		return err
	}
	if len(live) < MaxKeys {
		return nil
	}
	if !replace {
		return fault.Newf(fault.Conflict, "too_many_keys", "This card is on %d phones already. Replace the one that was used longest ago?", len(live))
	}
	_, err := tx.NewRaw("UPDATE credential SET state = 'replaced', state_at = ? WHERE id IN (?)", tx.NowMS(), bun.List(live[:len(live)-MaxKeys+1])).Exec(ctx)
	return err
}

// Contact renews a key's lease and tells it the server's time and its mark.
// issued is the phone's corrected time; the signature is the key's own, so no
// session is needed. Only a lease that is due takes the database's writer: a phone asks
// every minute, and a stranger may invent handles as fast as they like.
func (s *Service) Contact(ctx context.Context, handle string, issued uint32, signature string) (Key, error) {
	h, err := strconv.ParseInt(handle, 10, 64)
	sig, err2 := hex.DecodeString(signature)
	if err != nil || h <= 0 || err2 != nil || len(sig) != ed25519.SignatureSize {
		return Key{}, fault.New(fault.Malformed, "contact")
	}
	if _, err := s.db.TrustedNow(); err != nil {
		return Key{}, err
	}
	var c contact
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		c, err = contacted(ctx, q, h, issued, sig, s.db.Now().UnixMilli())
		return err
	})
	if err != nil || c.renewed == 0 {
		return c.key, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if c, err = contacted(ctx, tx, h, issued, sig, tx.NowMS()); err != nil || c.renewed == 0 {
			return err
		}
		c.key.LeaseUntil = c.renewed
		_, err = tx.NewRaw("UPDATE credential SET lease_until = ?, last_at = ? WHERE id = ? AND state = 'live'", c.renewed, tx.NowMS(), c.id).Exec(ctx)
		return err
	})
	return c.key, err
}

// contact is what a key that asks is told, and until when its lease is due to be renewed;
// 0 is not yet, or not any more.
type contact struct {
	id      string // the credential's
	key     Key
	renewed int64
}

func contacted(ctx context.Context, q bun.IDB, handle int64, issued uint32, sig []byte, now int64) (contact, error) {
	var c struct {
		ID, PersonID, CardID, State, CardState, PersonState string
		PublicKey                                           []byte
		Mark, LeaseUntil, LeaseSeconds                      int64
		ValidFrom, ValidTo                                  int64
	}
	err := q.NewRaw(`SELECT c.id, c.person_id, c.card_id, c.state, k.state AS card_state, p.state AS person_state, c.public_key, c.mark, c.lease_until,
  s.lease_seconds, m.valid_from, COALESCE(m.valid_to, 0) AS valid_to
FROM credential c JOIN card k ON k.id = c.card_id JOIN person p ON p.id = c.person_id JOIN membership m ON m.id = k.membership_id JOIN school s ON s.id = c.school_id
WHERE c.handle = ?`, handle).Scan(ctx, &c)
	if err != nil {
		return contact{}, db.One(err, errAbsent)
	}
	if !ed25519.Verify(c.PublicKey, cardcode.ContactMessage(uint64(handle), issued), sig) {
		return contact{}, errAbsent // a stranger learns nothing about handles
	}
	actor := allow.Actor{Kind: allow.Key, Card: c.CardID}
	if err := allow.Check(actor, allow.KeyContact, allow.Target{Card: c.CardID}); err != nil {
		return contact{}, err
	}
	if skew := int64(issued)*1000 - now; skew > contactWindow.Milliseconds() || skew < -contactWindow.Milliseconds() {
		return contact{}, fault.Newf(fault.Invalid, "contact_clock", "This contact is not fresh. Ask for the time and sign again.")
	}
	told := contact{id: c.ID, key: Key{Handle: strconv.FormatInt(handle, 10), Mark: c.Mark, Now: now, LeaseUntil: c.LeaseUntil, State: c.State}}
	switch {
	case c.State == "ended":
		told.key.State = "removed"
	case c.State != "live":
	case c.PersonState != "active" || c.CardState != "active":
		told.key.State = "frozen"
	case c.ValidTo != 0 && now >= c.ValidTo, now < c.ValidFrom:
		told.key.State = "ended"
	default:
		renewed := now + c.LeaseSeconds*1000
		if renewed-c.LeaseUntil >= min(time.Hour.Milliseconds(), c.LeaseSeconds*1000/4) {
			told.renewed = renewed
		}
	}
	return told, nil
}

// note writes the audit event and the feed item of a change, in this order.
func (s *Service) note(ctx context.Context, tx *db.Tx, actor allow.Actor, o owner, action, target, subject string) error {
	if err := audit.Record(ctx, tx, audit.Event{School: o.SchoolID, Actor: actor.Name(), Action: action, Target: target}); err != nil {
		return err
	}
	kind := feed.CardState
	if action == "person.suspended" || action == "person.restored" {
		kind = feed.PersonState
	}
	return s.feed.Append(ctx, tx, o.SchoolID, feed.Item{Kind: kind, Subject: subject, Person: o.PersonID, Data: `{"action":"` + action + `"}`})
}

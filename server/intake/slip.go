package intake

import (
	"context"
	"crypto/subtle"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"golang.org/x/text/unicode/norm"

	"yunka/server/account/guess"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/secret"
)

// How many wrong proofs a slip and a network take. A slip has 60 bits, so guessing one is
// hopeless; these limits are for who has somebody else's slip in hand.
var (
	limitSlip    = guess.Limit{Name: "intake+slip", Most: 8, Window: 15 * time.Minute, Doubles: true}
	limitNetwork = guess.Limit{Name: "intake+network", Most: 400, Window: 15 * time.Minute}
)

// SessionLife is how long a browser that has proved itself stays known.
const SessionLife = 120 * 24 * time.Hour

// HashOf is what is stored of a slip's code; case, dashes and blanks do not matter.
func HashOf(code string) string {
	return secret.Hash("intake:" + Letters(code))
}

// Letters are those of a code as it was typed or scanned.
func Letters(code string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(secret.Alphabet, r) {
			return r
		}
		return -1
	}, strings.ToUpper(norm.NFKC.String(code[:min(len(code), 128)])))
}

// Slip is the paper of one applicant; Code is shown once, when it is made.
type Slip struct {
	Applicant
	Code, Guardian string
}

// maxSlips is how many slips one call makes.
const maxSlips = 500

// Slips makes codes for some applicants; older codes of theirs, and the sessions that stand
// on them, end. Who does not come has none. Invalid intake_slips for none or too many.
func (s *Service) Slips(ctx context.Context, a allow.Actor, intake string, applicants []string) (list []Slip, err error) {
	if len(applicants) == 0 || len(applicants) > maxSlips {
		return nil, fault.New(fault.Invalid, "intake_slips")
	}
	err = s.Act(ctx, a, intake, func(ctx context.Context, tx *db.Tx, in Intake) error {
		list = nil
		kin, err := Families(ctx, tx, applicants...)
		if err != nil {
			return err
		}
		for _, id := range applicants {
			one, err := Lock(ctx, tx, id)
			if err != nil {
				return err
			}
			if one.IntakeID != in.ID {
				return ErrNone
			}
			if !one.Comes() {
				continue
			}
			slip := Slip{Code: secret.Code(12)}
			one.CodeHash, one.CodeAt = HashOf(slip.Code), tx.NowMS()
			slip.Code = slip.Code[:4] + "-" + slip.Code[4:8] + "-" + slip.Code[8:]
			if err := Update(ctx, tx, one); err != nil {
				return err
			}
			if err := endSessions(ctx, tx, one.ID); err != nil {
				return err
			}
			if slip.Applicant = one; len(kin[id]) > 0 {
				slip.Guardian = kin[id][0].Name
			}
			list = append(list, slip)
		}
		return s.Noted(ctx, tx, a.Name(), in, "", "freshmen.slips", map[string]any{"slips": len(list)})
	})
	return list, err
}

// LookSlip says of which intake a slip is, and nothing of the applicant. NotFound for a code
// that never was, was replaced, or is of who does not come.
func LookSlip(ctx context.Context, q bun.IDB, code string) (in Intake, err error) {
	one, found, err := By(ctx, q, "code_hash", HashOf(code))
	if err != nil {
		return in, err
	}
	if !found || !one.Comes() {
		return in, ErrNone
	}
	return ByID(ctx, q, one.IntakeID)
}

// Claim is what somebody says to prove that they are of an applicant's family.
type Claim struct {
	Code  string
	Name  string // the applicant's
	Proof string // birth date, or the end of the identity number
	Phone string // a guardian's, as the school's list has it
	Pupil bool   // the applicant is asking, not the guardian
}

// who is what of the family the claim is: kin1, kin2, pupil; "" if anything is wrong. All is
// compared, whatever is wrong, so that the time says nothing either.
func (c Claim) who(one Applicant, kin []Kin) string {
	same := func(a, b string) bool { return b != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
	named := same(campus.Fold(campus.CleanName(c.Name)), campus.Fold(one.Name))
	proved := same(Day(c.Proof), one.Birth)
	proved = same(Tail(c.Proof), one.IDTail) || proved
	phone, _ := campus.CleanPhone(c.Phone)
	who := ""
	for _, k := range kin {
		if same(phone, k.Phone) {
			who = kinWord(k.N)
		}
	}
	switch {
	case !named || !proved || who == "":
		return ""
	case c.Pupil:
		return "pupil"
	}
	return who
}

func kinWord(n int) string { return "kin" + string(rune('0'+n)) }

// Proved is what a claim came to.
type Proved struct {
	Applicant, School string
	Token             string // of the browser: a new one if it had none
}

// Prove trades a slip and what the family knows for a session of this browser, which has
// token already if it proved itself for another child. person is the account's person of that
// school, if somebody is logged in. Fails with NotFound for a slip that is not valid, Invalid
// intake_proof for anything that does not match, TooMany too_many_tries.
func (s *Service) Prove(ctx context.Context, network, token string, person func(school string) string, c Claim) (p Proved, err error) {
	var one Applicant
	var kin []Kin
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		found := false
		if one, found, err = By(ctx, q, "code_hash", HashOf(c.Code)); err != nil || !found || !one.Comes() {
			one = Applicant{}
			return err
		}
		by, err := Families(ctx, q, one.ID)
		kin = by[one.ID]
		return err
	})
	if err != nil {
		return p, err
	}
	if one.ID == "" {
		if err := guess.Miss(ctx, s.db, limitNetwork.On(network)); err != nil {
			return p, err
		}
		return p, ErrNone
	}
	wrong := false
	err = guess.Guard(ctx, s.db, []guess.Charge{limitSlip.On(one.CodeHash), limitNetwork.On(network)}, func() (bool, error) {
		wrong = c.who(one, kin) == ""
		return !wrong, nil
	}, func(ctx context.Context, tx *db.Tx) error {
		p, err = s.enter(ctx, tx, one, kin, c, token, person(one.SchoolID))
		return err
	})
	if err == nil && wrong {
		err = fault.New(fault.Invalid, "intake_proof")
	}
	return p, err
}

// enter opens the session; the slip is looked at again under the applicant's lock.
func (s *Service) enter(ctx context.Context, tx *db.Tx, was Applicant, kin []Kin, c Claim, token, person string) (p Proved, err error) {
	one, err := Lock(ctx, tx, was.ID)
	if err != nil {
		return p, err
	}
	if one.CodeHash != was.CodeHash || !one.Comes() {
		return p, ErrNone
	}
	if len(token) != tokenLength {
		token = secret.Token(24)
	}
	who, proven := c.who(one, kin), false
	for _, k := range kin {
		proven = proven || k.ProvenAt > 0
	}
	if err := putSession(ctx, tx, one, secret.Hash(token), who, person, tx.NowMS()+SessionLife.Milliseconds()); err != nil {
		return p, err
	}
	phone, _ := campus.CleanPhone(c.Phone)
	if err := setProven(ctx, tx, one.ID, phone); err != nil {
		return p, err
	}
	if err := does(ctx, tx, one, Identity, Tick{Who: who}); err != nil {
		return p, err
	}
	p = Proved{Applicant: one.ID, School: one.SchoolID, Token: token}
	if err := audit.Record(ctx, tx, audit.Event{School: one.SchoolID, Actor: FamilyName(one.ID), Action: "freshmen.proved", Target: "applicant:" + one.ID, Detail: map[string]any{"who": who, "again": proven}}); err != nil {
		return p, err
	}
	return p, s.feed.Append(ctx, tx, one.SchoolID, feed.Item{Kind: Changed, Subject: one.IntakeID})
}

const tokenLength = 32 // of 24 bytes as base64

// FamilyName is who an audit event says that a family is: nobody of the books.
func FamilyName(applicant string) string { return "applicant:" + applicant }

// Member is what a browser is to an applicant.
type Member struct {
	ApplicantID, Who string
}

// Proven are the applicants for whose families a browser, or an account's people, have proved
// themselves, and that still come.
func Proven(ctx context.Context, q bun.IDB, token string, people []string, now int64) (list []Member, err error) {
	if len(token) != tokenLength {
		token = ""
	}
	if token == "" && len(people) == 0 {
		return nil, nil
	}
	return sessionsOf(ctx, q, secret.Hash(token), people, now)
}

// Leave ends this browser's sessions.
func (s *Service) Leave(ctx context.Context, token string) error {
	if len(token) != tokenLength {
		return nil
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return endToken(ctx, tx, secret.Hash(token)) })
}

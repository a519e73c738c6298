package scantest

import (
	"context"
	"testing"
	"time"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/reason"
	"yunka/server/scan"
)

// Try is one presentation of a decision row.
type Try struct {
	Gate       string // "" is the identify scene
	Code, Chip string
}

// Row is one row of the decision table: what was arranged, what must come out.
// The same rows run against the service on both engines and through the API.
type Row struct {
	Name   string
	Try    func(t *testing.T, s *Stage) Try
	Want   reason.Decision
	Reason reason.Code
	Spent  bool // the code is consumed
}

// Stage is what a row may use. Holder is a fresh student.
type Stage struct {
	*World
	Other   *World
	Clock   *Clock
	Service *scan.Service
	Holder  *Holder
}

func (s *Stage) now() string { return s.Holder.Code(s.Clock.Now(), 0) }

// used presents a code at another reader of the main gate first.
func (s *Stage) used(t *testing.T, code string) {
	t.Helper()
	who, _ := s.Terminal(t, s.GateIn, false)
	if a := Present(t, s.Service, scan.Presentation{Terminal: who, Key: s.Key(), Code: code}); !a.Open {
		t.Fatalf("the first presentation did not open: %+v", a)
	}
}

// Rows is the decision table of the gate.
var Rows = []Row{
	{"a fresh code at an open gate", func(t *testing.T, s *Stage) Try { return Try{Gate: s.GateIn, Code: s.now()} }, reason.Allow, reason.OK, true},
	{"a live chip", func(t *testing.T, s *Stage) Try { return Try{Gate: s.GateIn, Chip: s.Holder.Chip} }, reason.Allow, reason.OK, false},
	{"leaving", func(t *testing.T, s *Stage) Try { return Try{Gate: s.GateOut, Code: s.now()} }, reason.Allow, reason.OK, true},
	{"identify opens nothing but allows", func(t *testing.T, s *Stage) Try { return Try{Code: s.now()} }, reason.Allow, reason.OK, true},
	{"garbage", func(t *testing.T, s *Stage) Try { return Try{Gate: s.GateIn, Code: "981234"} }, reason.Deny, reason.CodeMalformed, false},
	{"a WeChat payment code", func(t *testing.T, s *Stage) Try { return Try{Gate: s.GateIn, Code: "134567890123456789"} }, reason.Deny, reason.CodeMalformed, false},
	{"a chip that is no number", func(t *testing.T, s *Stage) Try { return Try{Gate: s.GateIn, Chip: "12AB"} }, reason.Deny, reason.CodeMalformed, false},
	{"an unknown chip", func(t *testing.T, s *Stage) Try { return Try{Gate: s.GateIn, Chip: "77"} }, reason.Deny, reason.CodeUnknown, false},
	{"an unknown handle", func(t *testing.T, s *Stage) Try {
		return Try{Gate: s.GateIn, Code: cardcode.Sign(s.Holder.Key, 0, s.Holder.Handle^1, uint32(s.Clock.Now().Unix()), 0).Text()}
	}, reason.Deny, reason.CodeUnknown, false},
	{"a forged signature", func(t *testing.T, s *Stage) Try { return Try{Gate: s.GateIn, Code: Flip(s.now())} }, reason.Deny, reason.CodeBadSignature, false},
	{"another key's signature", func(t *testing.T, s *Stage) Try {
		mine := s.Holder.Handle
		other := s.World.Holder(t, allow.Student)
		return Try{Gate: s.GateIn, Code: cardcode.Sign(other.Key, 0, mine, uint32(s.Clock.Now().Unix()), 0).Text()}
	}, reason.Deny, reason.CodeBadSignature, false},
	{"another school's code", func(t *testing.T, s *Stage) Try {
		return Try{Gate: s.GateIn, Code: s.Other.Holder(t, allow.Student).Code(s.Clock.Now(), 0)}
	}, reason.Deny, reason.CodeWrongSchool, false},
	{"another school's chip number is nobody here", func(t *testing.T, s *Stage) Try {
		h := s.Other.Holder(t, allow.Student)
		s.Exec(t, "UPDATE credential SET chip = '5550001' WHERE id = ?", h.ChipCredential)
		return Try{Gate: s.GateIn, Chip: "5550001"}
	}, reason.Deny, reason.CodeUnknown, false},
	{"90 s old still passes", func(t *testing.T, s *Stage) Try {
		return Try{Gate: s.GateIn, Code: s.Holder.Code(s.Clock.Now().Add(-90*time.Second), 0)}
	}, reason.Allow, reason.OK, true},
	{"91 s old is stale", func(t *testing.T, s *Stage) Try {
		return Try{Gate: s.GateIn, Code: s.Holder.Code(s.Clock.Now().Add(-91*time.Second), 0)}
	}, reason.Deny, reason.CodeExpired, false},
	{"30 s in the future passes", func(t *testing.T, s *Stage) Try {
		return Try{Gate: s.GateIn, Code: s.Holder.Code(s.Clock.Now().Add(30*time.Second), 0)}
	}, reason.Allow, reason.OK, true},
	{"31 s in the future does not", func(t *testing.T, s *Stage) Try {
		return Try{Gate: s.GateIn, Code: s.Holder.Code(s.Clock.Now().Add(31*time.Second), 0)}
	}, reason.Deny, reason.CodeNotYetValid, false},
	{"used at another reader", func(t *testing.T, s *Stage) Try { c := s.now(); s.used(t, c); return Try{Gate: s.GateIn, Code: c} }, reason.Deny, reason.CodeAlreadyUsed, false},
	{"an older screenshot after a newer code", func(t *testing.T, s *Stage) Try {
		s.used(t, s.Holder.Code(s.Clock.Now(), 5))
		return Try{Gate: s.GateIn, Code: s.Holder.Code(s.Clock.Now(), 4)}
	}, reason.Deny, reason.CodeSuperseded, false},
	{"a code for paying at a gate", func(t *testing.T, s *Stage) Try {
		return Try{Gate: s.GateIn, Code: cardcode.Sign(s.Holder.Key, cardcode.Pay, s.Holder.Handle, uint32(s.Clock.Now().Unix()), 0).Text()}
	}, reason.Deny, reason.CodeWrongAudience, true},
	{"the lease is over", func(t *testing.T, s *Stage) Try {
		s.Exec(t, "UPDATE credential SET lease_until = ? WHERE id = ?", s.Clock.Now().UnixMilli(), s.Holder.Credential)
		return Try{Gate: s.GateIn, Code: s.now()}
	}, reason.Deny, reason.CodeLeaseOver, false},
	{"the phone was lost", func(t *testing.T, s *Stage) Try {
		must(t, s.Cards.ReportLost(context.Background(), s.Holder.Actor, s.Holder.Credential))
		return Try{Gate: s.GateIn, Code: s.now()}
	}, reason.Deny, reason.CredLost, false},
	{"the chip was lost", func(t *testing.T, s *Stage) Try {
		must(t, s.Cards.ReportLost(context.Background(), s.Admin, s.Holder.ChipCredential))
		return Try{Gate: s.GateIn, Chip: s.Holder.Chip}
	}, reason.Deny, reason.CredLost, false},
	{"a lost chip leaves the phone alive", func(t *testing.T, s *Stage) Try {
		must(t, s.Cards.ReportLost(context.Background(), s.Admin, s.Holder.ChipCredential))
		return Try{Gate: s.GateIn, Code: s.now()}
	}, reason.Allow, reason.OK, true},
	{"found again", func(t *testing.T, s *Stage) Try {
		must(t, s.Cards.ReportLost(context.Background(), s.Admin, s.Holder.ChipCredential))
		must(t, s.Cards.Found(context.Background(), s.Admin, s.Holder.ChipCredential))
		return Try{Gate: s.GateIn, Chip: s.Holder.Chip}
	}, reason.Allow, reason.OK, false},
	{"a third phone replaced this one", func(t *testing.T, s *Stage) Try {
		old := *s.Holder
		s.Claim(t, s.Holder, false)
		s.Clock.Add(time.Second)
		s.Claim(t, s.Holder, true)
		return Try{Gate: s.GateIn, Code: old.Code(s.Clock.Now(), 0)}
	}, reason.Deny, reason.CredReplaced, false},
	{"the key was ended", func(t *testing.T, s *Stage) Try {
		must(t, s.Cards.EndKey(context.Background(), s.Holder.Actor, s.Holder.Credential))
		return Try{Gate: s.GateIn, Code: s.now()}
	}, reason.Deny, reason.CredEnded, false},
	{"frozen by the holder", func(t *testing.T, s *Stage) Try {
		must(t, s.Cards.Freeze(context.Background(), s.Holder.Actor, s.Holder.Card))
		return Try{Gate: s.GateIn, Code: s.now()}
	}, reason.Deny, reason.CardFrozen, true},
	{"frozen stops the chip too", func(t *testing.T, s *Stage) Try {
		must(t, s.Cards.Freeze(context.Background(), s.Holder.Actor, s.Holder.Card))
		return Try{Gate: s.GateIn, Chip: s.Holder.Chip}
	}, reason.Deny, reason.CardFrozen, false},
	{"blocked by the school", func(t *testing.T, s *Stage) Try {
		must(t, s.Cards.Freeze(context.Background(), s.Admin, s.Holder.Card))
		return Try{Gate: s.GateIn, Code: s.now()}
	}, reason.Deny, reason.CardBlocked, true},
	{"the person is suspended", func(t *testing.T, s *Stage) Try {
		must(t, s.Cards.Suspend(context.Background(), s.Admin, s.Holder.Person))
		return Try{Gate: s.GateIn, Code: s.now()}
	}, reason.Deny, reason.PersonSuspended, true},
	{"suspended stops the chip too", func(t *testing.T, s *Stage) Try {
		must(t, s.Cards.Suspend(context.Background(), s.Admin, s.Holder.Person))
		return Try{Gate: s.GateIn, Chip: s.Holder.Chip}
	}, reason.Deny, reason.PersonSuspended, false},
	{"restored", func(t *testing.T, s *Stage) Try {
		must(t, s.Cards.Suspend(context.Background(), s.Admin, s.Holder.Person))
		must(t, s.Cards.Restore(context.Background(), s.Admin, s.Holder.Person))
		return Try{Gate: s.GateIn, Code: s.now()}
	}, reason.Allow, reason.OK, true},
	{"the membership has ended", func(t *testing.T, s *Stage) Try {
		s.Exec(t, "UPDATE membership SET valid_to = ? WHERE id = ?", s.Clock.Now().UnixMilli(), s.Holder.Membership)
		return Try{Gate: s.GateIn, Code: s.now()}
	}, reason.Deny, reason.CardExpired, true},
	{"the membership has not begun", func(t *testing.T, s *Stage) Try {
		s.Exec(t, "UPDATE membership SET valid_from = ? WHERE id = ?", s.Clock.Now().UnixMilli()+1, s.Holder.Membership)
		return Try{Gate: s.GateIn, Code: s.now()}
	}, reason.Deny, reason.CardNotYetValid, true},
	{"a zone without a right", func(t *testing.T, s *Stage) Try { return Try{Gate: s.OfficeIn, Code: s.now()} }, reason.Deny, reason.PermNoRight, true},
	{"a teacher may enter the office", func(t *testing.T, s *Stage) Try {
		return Try{Gate: s.OfficeIn, Code: s.World.Holder(t, allow.Teacher).Code(s.Clock.Now(), 0)}
	}, reason.Allow, reason.OK, true},
	{"a parent enters the office with staff", func(t *testing.T, s *Stage) Try {
		return Try{Gate: s.OfficeIn, Code: s.World.Holder(t, allow.Parent).Code(s.Clock.Now(), 0)}
	}, reason.Confirm, reason.PermEscortRequired, true},
	{"closed hours", func(t *testing.T, s *Stage) Try {
		s.must(t, func(ctx context.Context, tx *db.Tx) error {
			if err := access.Bump(ctx, tx, s.School); err != nil {
				return err
			}
			if err := access.ClearOpenings(ctx, tx, s.School, s.GateIn); err != nil {
				return err
			}
			return access.AddOpening(ctx, tx, s.School, s.GateIn, access.Opening{Weekday: 2, From: 0, To: 1440})
		})
		return Try{Gate: s.GateIn, Code: s.now()}
	}, reason.Deny, reason.PermOutsideSchedule, true},
	{"a gate without hours is always open", func(t *testing.T, s *Stage) Try {
		s.must(t, func(ctx context.Context, tx *db.Tx) error {
			if err := access.Bump(ctx, tx, s.School); err != nil {
				return err
			}
			return access.ClearOpenings(ctx, tx, s.School, s.GateIn)
		})
		return Try{Gate: s.GateIn, Code: s.now()}
	}, reason.Allow, reason.OK, true},
	{"the right was taken away", func(t *testing.T, s *Stage) Try {
		s.must(t, func(ctx context.Context, tx *db.Tx) error {
			if err := access.Bump(ctx, tx, s.School); err != nil {
				return err
			}
			return access.SetRight(ctx, tx, s.School, s.Zone, "student", "")
		})
		return Try{Gate: s.GateIn, Code: s.now()}
	}, reason.Deny, reason.PermNoRight, true},
	{"a pupil of a roster that is not applied yet", func(t *testing.T, s *Stage) Try {
		s.Exec(t, "INSERT INTO roster_import (id, school_id, file_name, file_hash, state, counts, problems, created_at) VALUES (?, ?, 'x', 'x', 'applying', '{}', '[]', 1)", "imp-"+s.Holder.Person, s.School)
		s.Exec(t, "UPDATE credential SET pending_import = ? WHERE id = ?", "imp-"+s.Holder.Person, s.Holder.ChipCredential)
		return Try{Gate: s.GateIn, Chip: s.Holder.Chip}
	}, reason.Deny, reason.CodeUnknown, false},
}

func (w *World) must(t *testing.T, fn func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	must(t, w.DB.Tx(context.Background(), fn))
}

// SetStage builds a fresh school and holder for a row.
func SetStage(t *testing.T, d *db.DB, clock *Clock) *Stage {
	t.Helper()
	w := New(t, d)
	s := &Stage{World: w, Other: New(t, d), Clock: clock, Service: w.Service(t, d)}
	s.Holder = w.Holder(t, allow.Student)
	return s
}

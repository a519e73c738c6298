package cardface

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/picture"
)

// State of a version.
type State string

// The states, in their order.
const (
	Draft      State = "draft"
	Submitted  State = "submitted"
	InReview   State = "in_review"
	Rejected   State = "rejected"
	Approved   State = "approved"
	Trial      State = "trial"     // one class and its families and class teachers have it
	Published  State = "published" // everybody else has it
	Superseded State = "superseded"
	Discarded  State = "discarded"
)

// Version is one of a school.
type Version struct {
	ID, SchoolID                              string
	Number                                    int
	State                                     State
	Design                                    Design `bun:"-"`
	BasedOn                                   int    // the number of the version it began as; 0 is none
	Rev                                       int64  // how often it was saved
	ClassID, Grade, Class                     string // on trial
	MadeBy, MadeName                          string
	SubmittedBy, SubmittedName                string
	Reviewer, ReviewerName                    string
	Why                                       string // it was rejected
	MadeAt, SavedAt, SubmittedAt              int64
	TakenAt, ReviewedAt, PublishedAt, EndedAt int64
	Body                                      string
}

// Open reports whether the version is on its way: there is one at most.
func (v Version) Open() bool {
	return slices.Contains([]State{Draft, Submitted, InReview, Approved}, v.State)
}

// Takes reports whether an account may open the review now: nobody has, or has it for half an
// hour without a decision.
func (v Version) Takes(account string, now int64) bool {
	return v.State == Submitted || v.State == InReview && (v.Reviewer == account || now-v.TakenAt >= reviewerGone.Milliseconds())
}

// Service makes and publishes versions.
type Service struct {
	db        *db.DB
	feed      *feed.Feed
	shrink    *picture.Shrinker
	functions func(allow.Role) []string
}

// New makes the service; functions are the keys of the quick functions that a role may have.
func New(d *db.DB, f *feed.Feed, functions func(allow.Role) []string) *Service {
	return &Service{db: d, feed: f, shrink: picture.New(), functions: functions}
}

// reviewerGone is after how long another reviewer may take over what somebody has opened.
const reviewerGone = 30 * time.Minute

// change is one step of a version: it is locked, the actor may, the state is one of from.
func (s *Service) change(ctx context.Context, a allow.Actor, act allow.Action, id string, verb string, from []State, do func(ctx context.Context, tx *db.Tx, v *Version) error) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		v, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := allow.Check(a, act, allow.Target{School: v.SchoolID}); err != nil {
			return err
		}
		if !slices.Contains(from, v.State) {
			return fault.New(fault.Conflict, "faces_state")
		}
		before := v.State
		if err := do(ctx, tx, &v); err != nil {
			return err
		}
		if err := update(ctx, tx, v); err != nil {
			return err
		}
		return s.tell(ctx, tx, a, v, verb, before)
	})
}

// tell writes down what became of a version, and tells the pages that show it.
func (s *Service) tell(ctx context.Context, tx *db.Tx, a allow.Actor, v Version, verb string, before State) error {
	detail := map[string]any{"version": v.Number}
	if v.State != before {
		detail["from"], detail["to"] = string(before), string(v.State)
	}
	if v.ClassID != "" {
		detail["class"] = v.ClassID
	}
	if v.State == Rejected {
		detail["reason"] = v.Why
	}
	if verb == "faces.approved" && v.SubmittedBy == v.Reviewer {
		detail["alone"] = true // the only administrator
	}
	if err := audit.Record(ctx, tx, audit.Event{School: v.SchoolID, Actor: a.Name(), Action: verb, Target: "face:" + v.ID, Detail: detail}); err != nil {
		return err
	}
	return s.feed.Append(ctx, tx, v.SchoolID, feed.Item{Kind: feed.FacesMoved, Subject: v.ID})
}

// Begin makes the next draft: a copy of a version (its id), or of a starter (its key). Fails with
// Conflict faces_open while a version is on its way, Invalid faces_from.
func (s *Service) Begin(ctx context.Context, a allow.Actor, school, from string) (id string, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.FacesDesign, allow.Target{School: school}); err != nil {
			return err
		}
		v := Version{ID: db.NewID(), SchoolID: school, State: Draft, Rev: 1, MadeBy: a.Account, MadeAt: tx.NowMS(), SavedAt: tx.NowMS()}
		design, ok := StarterDesign(from, s.functions)
		if !ok {
			old, err := Read(ctx, tx, school, from)
			if fault.Is(err, fault.NotFound) {
				return fault.New(fault.Invalid, "faces_from")
			}
			if err != nil {
				return err
			}
			design, v.BasedOn = old.Design, old.Number
		}
		v.Design = design
		if v.MadeName, err = seatName(ctx, tx, a, school); err != nil {
			return err
		}
		if err := lockSchool(ctx, tx, school); err != nil {
			return err
		}
		if v.Number, err = nextNumber(ctx, tx, school); err != nil {
			return err
		}
		if err := insert(ctx, tx, v); err != nil {
			return err
		}
		id = v.ID
		return s.tell(ctx, tx, a, v, "faces.begun", Draft)
	})
	return id, err
}

// Clean is a face as Save would keep it, or what Save would refuse it for: a form says it beside
// the role.
func (s *Service) Clean(r allow.Role, f Face) (Face, error) { return f.clean(s.functions(r)) }

// Save keeps a draft as it was typed. rev is what the page showed: who saved in between is not
// overwritten (Conflict faces_changed). Fails with Invalid faces_color, faces_title,
// faces_art, faces_quick, faces_field or faces_picture.
func (s *Service) Save(ctx context.Context, a allow.Actor, id string, rev int64, d Design) error {
	clean := Design{}
	for _, r := range Roles {
		f, err := s.Clean(r, d[r])
		if err != nil {
			return err
		}
		clean[r] = f
	}
	return s.change(ctx, a, allow.FacesDesign, id, "faces.saved", []State{Draft}, func(ctx context.Context, tx *db.Tx, v *Version) error {
		if v.Rev != rev {
			return fault.New(fault.Conflict, "faces_changed")
		}
		lights, err := Lights(ctx, tx, v.SchoolID, clean.Pictures())
		if err != nil {
			return err
		}
		if len(lights) != len(clean.Pictures()) {
			return fault.New(fault.Invalid, "faces_picture")
		}
		v.Design, v.Rev, v.SavedAt = clean, v.Rev+1, tx.NowMS()
		return nil
	})
}

// Submit hands a draft in for review. Fails with Conflict faces_contrast while something on it
// cannot be read.
func (s *Service) Submit(ctx context.Context, a allow.Actor, id string) error {
	return s.change(ctx, a, allow.FacesDesign, id, "faces.submitted", []State{Draft}, func(ctx context.Context, tx *db.Tx, v *Version) (err error) {
		lights, err := Lights(ctx, tx, v.SchoolID, v.Design.Pictures())
		if err != nil {
			return err
		}
		for _, r := range Roles {
			if f := v.Design[r]; !ContrastOf(f, lights[f.Cover]).Enough() {
				return fault.New(fault.Conflict, "faces_contrast")
			}
		}
		v.State, v.SubmittedBy, v.SubmittedAt, v.Why = Submitted, a.Account, tx.NowMS(), ""
		v.Reviewer, v.ReviewerName, v.TakenAt, v.ReviewedAt = "", "", 0, 0
		v.SubmittedName, err = seatName(ctx, tx, a, v.SchoolID)
		return err
	})
}

// Withdraw makes a draft again of what was handed in and not yet decided.
func (s *Service) Withdraw(ctx context.Context, a allow.Actor, id string) error {
	return s.change(ctx, a, allow.FacesDesign, id, "faces.withdrawn", []State{Submitted, InReview}, func(_ context.Context, _ *db.Tx, v *Version) error {
		v.State, v.Reviewer, v.ReviewerName, v.TakenAt = Draft, "", "", 0
		return nil
	})
}

// Discard ends a version that is on its way.
func (s *Service) Discard(ctx context.Context, a allow.Actor, id string) error {
	return s.change(ctx, a, allow.FacesDesign, id, "faces.discarded", []State{Draft, Approved}, func(_ context.Context, tx *db.Tx, v *Version) error {
		v.State, v.EndedAt = Discarded, tx.NowMS()
		return nil
	})
}

// Take opens a review: from then on only this reviewer decides, for half an hour. Fails with
// Conflict faces_own for who handed it in, unless nobody else could, and faces_taken.
func (s *Service) Take(ctx context.Context, a allow.Actor, id string) error {
	return s.change(ctx, a, allow.FacesReview, id, "faces.taken", []State{Submitted, InReview}, func(ctx context.Context, tx *db.Tx, v *Version) (err error) {
		if v.SubmittedBy == a.Account {
			alone, err := Alone(ctx, tx, v.SchoolID, tx.NowMS())
			if err != nil {
				return err
			}
			if !alone {
				return fault.New(fault.Conflict, "faces_own")
			}
		}
		if !v.Takes(a.Account, tx.NowMS()) {
			return fault.New(fault.Conflict, "faces_taken")
		}
		v.State, v.Reviewer, v.TakenAt = InReview, a.Account, tx.NowMS()
		v.ReviewerName, err = seatName(ctx, tx, a, v.SchoolID)
		return err
	})
}

// Decide ends a review that the actor has taken: why is "" for a yes, else what is wrong with
// the version. Fails with Invalid faces_why, Conflict faces_taken.
func (s *Service) Decide(ctx context.Context, a allow.Actor, id string, yes bool, why string) error {
	why = strings.TrimSpace(why)
	if !yes && why == "" || utf8.RuneCountInString(why) > maxWhy || !utf8.ValidString(why) || strings.ContainsRune(why, 0) {
		return fault.New(fault.Invalid, "faces_why")
	}
	verb := "faces.rejected"
	if yes {
		verb = "faces.approved"
	}
	return s.change(ctx, a, allow.FacesReview, id, verb, []State{InReview}, func(_ context.Context, tx *db.Tx, v *Version) error {
		if v.Reviewer != a.Account {
			return fault.New(fault.Conflict, "faces_taken")
		}
		v.State, v.ReviewedAt = Rejected, tx.NowMS()
		if yes {
			v.State, why = Approved, ""
		}
		v.Why = why
		return nil
	})
}

// ready are the states from which a version goes to phones: it was approved once.
var ready = []State{Approved, Superseded}

// Try shows a version to one class first. Fails with Conflict faces_trial while another one is on
// trial, Invalid faces_class.
func (s *Service) Try(ctx context.Context, a allow.Actor, id, class string) error {
	return s.change(ctx, a, allow.FacesDesign, id, "faces.tried", ready, func(ctx context.Context, tx *db.Tx, v *Version) error {
		classes, err := campus.Classes(ctx, tx, v.SchoolID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(classes, func(c campus.Class) bool { return c.ID == class }) {
			return fault.New(fault.Invalid, "faces_class")
		}
		v.State, v.ClassID, v.PublishedAt, v.EndedAt = Trial, class, tx.NowMS(), 0
		return nil
	})
}

// End takes a version from the class that had it; it can be shown again.
func (s *Service) End(ctx context.Context, a allow.Actor, id string) error {
	return s.change(ctx, a, allow.FacesDesign, id, "faces.trial_ended", []State{Trial}, func(_ context.Context, tx *db.Tx, v *Version) error {
		v.State, v.ClassID, v.EndedAt = Superseded, "", tx.NowMS()
		return nil
	})
}

// Publish shows a version to everybody, and supersedes what they had, a trial too. Of an older
// version it is going back.
func (s *Service) Publish(ctx context.Context, a allow.Actor, id string) error {
	return s.change(ctx, a, allow.FacesDesign, id, "faces.published", append([]State{Trial}, ready...), func(ctx context.Context, tx *db.Tx, v *Version) error {
		if err := supersede(ctx, tx, v.SchoolID, v.ID); err != nil {
			return err
		}
		v.State, v.ClassID, v.PublishedAt, v.EndedAt = Published, "", tx.NowMS(), 0
		return nil
	})
}

// Retire takes the published version from everybody: cards look as they come with the program.
func (s *Service) Retire(ctx context.Context, a allow.Actor, id string) error {
	return s.change(ctx, a, allow.FacesDesign, id, "faces.retired", []State{Published}, func(_ context.Context, tx *db.Tx, v *Version) error {
		v.State, v.EndedAt = Superseded, tx.NowMS()
		return nil
	})
}

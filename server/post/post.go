package post

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
)

// Post is one row: who is in charge of what, from when until when.
type Post struct {
	bun.BaseModel `bun:"table:post"`
	ID            string
	SchoolID      string
	PersonID      string
	MembershipID  string
	Kind          allow.Post
	OfWhat        allow.Of
	OfID          string // of a class, building or merchant; the name of a grade; "" for the school
	Subject       string // of a subject teacher; may be ""
	StandsFor     string `bun:",nullzero"` // the post of whom the person stands in for
	ValidFrom     int64
	ValidTo       int64 `bun:",nullzero"` // 0 is open
	CreatedAt     int64
}

// At says how the dates of a post stand at an instant.
type At string

const (
	Planned At = "planned"
	InForce At = "inforce"
	Over    At = "over"
)

// At reports the state at the instant.
func (p Post) At(now int64) At {
	switch {
	case p.ValidTo != 0 && (p.ValidTo <= now || p.ValidTo <= p.ValidFrom):
		return Over
	case now < p.ValidFrom:
		return Planned
	}
	return InForce
}

// Service gives and ends posts.
type Service struct {
	db   *db.DB
	feed *feed.Feed
}

// New makes the service.
func New(d *db.DB, f *feed.Feed) *Service { return &Service{db: d, feed: f} }

// Draft is a post to give, as a form says it. Of is the class, the grade or the
// building, as the kind wants it. From 0 is now, To 0 has no end.
type Draft struct {
	Kind    allow.Post
	Of      string
	Subject string
	From    int64
	To      int64
}

// Give gives a person a post. Fails with Invalid post_kind, post_class,
// post_grade, post_building, post_subject, post_dates, post_role (the person has
// no role in which one holds this post), or Conflict post_exists (has it in that
// time) and class_has_teacher, whose detail is that teacher's name.
func (s *Service) Give(ctx context.Context, actor allow.Actor, school, person string, d Draft) (id string, err error) {
	if err := may(actor, school); err != nil {
		return "", err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		rule, known := allow.RuleOf(d.Kind)
		if !known {
			return fault.New(fault.Invalid, "post_kind")
		}
		p := Post{SchoolID: school, PersonID: person, Kind: d.Kind, OfWhat: rule.Of, OfID: d.Of, Subject: d.Subject, ValidFrom: d.From, ValidTo: d.To}
		if id, err = Add(ctx, tx, p); err != nil {
			return err
		}
		return s.given(ctx, tx, actor, school, id)
	})
	return id, err
}

// StandIn has a person stand in for the holder of a post, from when until when:
// both are needed. Fails like Give, and with Conflict post_over, post_self (the
// holder stands in for nobody) and post_stand_in (for who stands in, nobody does).
func (s *Service) StandIn(ctx context.Context, actor allow.Actor, school, person, post string, from, to int64) (id string, err error) {
	if err := may(actor, school); err != nil {
		return "", err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := bumpOf(ctx, tx, school, post); err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, school, person); err != nil {
			return err
		}
		holder, err := lock(ctx, tx, school, post)
		if err != nil {
			return err
		}
		p := Post{SchoolID: school, PersonID: person, Kind: holder.Kind, OfWhat: holder.OfWhat, OfID: holder.OfID, Subject: holder.Subject,
			StandsFor: post, ValidFrom: from, ValidTo: to}
		if p.ValidFrom == 0 {
			p.ValidFrom = max(tx.NowMS(), holder.ValidFrom)
		}
		switch {
		case holder.At(tx.NowMS()) == Over:
			return fault.New(fault.Conflict, "post_over")
		case holder.StandsFor != "":
			return fault.New(fault.Conflict, "post_stand_in")
		case holder.PersonID == person:
			return fault.New(fault.Conflict, "post_self")
		case p.ValidTo == 0 || p.ValidFrom < holder.ValidFrom || holder.ValidTo != 0 && p.ValidTo > holder.ValidTo:
			return fault.New(fault.Invalid, "post_dates")
		}
		if id, err = Add(ctx, tx, p); err != nil {
			return err
		}
		return s.given(ctx, tx, actor, school, id)
	})
	return id, err
}

// End ends a post now, with those who stand in for its holder; one that has ended
// stays as it is. It answers with the people whose rights have moved, the holder
// first.
func (s *Service) End(ctx context.Context, actor allow.Actor, school, id string) (people []string, err error) {
	if err := may(actor, school); err != nil {
		return nil, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		people = nil
		if err := bumpOf(ctx, tx, school, id); err != nil {
			return err
		}
		p, err := lock(ctx, tx, school, id)
		if err != nil {
			return err
		}
		return s.endAll(ctx, tx, actor, p, func(id string) { people = append(people, id) })
	})
	return people, err
}

// endAll ends a locked post and those who stand in for its holder, and names them.
func (s *Service) endAll(ctx context.Context, tx *db.Tx, actor allow.Actor, p Post, name func(person string)) error {
	if p.At(tx.NowMS()) == Over {
		return nil
	}
	list := []Post{p}
	if err := standIns(ctx, tx, p, tx.NowMS(), &list); err != nil {
		return err
	}
	for _, p := range list {
		if err := end(ctx, tx, p.ID, tx.NowMS()); err != nil {
			return err
		}
		if err := s.noted(ctx, tx, actor, "post.ended", p); err != nil {
			return err
		}
		name(p.PersonID)
	}
	return nil
}

// Add writes a post for a caller that has checked the right. It takes the locks
// of the person and of the class.
func Add(ctx context.Context, tx *db.Tx, p Post) (id string, err error) {
	rule, known := allow.RuleOf(p.Kind)
	if !known || rule.Of != p.OfWhat {
		return "", fault.New(fault.Invalid, "post_kind")
	}
	p.ID, p.CreatedAt, p.Subject = db.NewID(), tx.NowMS(), strings.TrimSpace(p.Subject)
	if p.ValidFrom == 0 {
		p.ValidFrom = p.CreatedAt
	}
	switch {
	case p.ValidTo != 0 && (p.ValidTo <= p.ValidFrom || p.ValidTo <= p.CreatedAt):
		return "", fault.New(fault.Invalid, "post_dates")
	case p.Subject != "" && rule.Of != allow.OfSubject, !utf8.ValidString(p.Subject), strings.ContainsRune(p.Subject, 0), utf8.RuneCountInString(p.Subject) > 20:
		return "", fault.New(fault.Invalid, "post_subject")
	}
	if p.Kind == allow.Warden { // whom a door opens for
		if err := campus.BumpPolicy(ctx, tx, p.SchoolID); err != nil {
			return "", err
		}
	}
	if err := campus.LockPerson(ctx, tx, p.SchoolID, p.PersonID); err != nil {
		return "", err
	}
	if err := checkOf(ctx, tx, p); err != nil {
		return "", err
	}
	if p.MembershipID, err = membershipFor(ctx, tx, p, rule.Roles); err != nil {
		return "", err
	}
	if err := checkFree(ctx, tx, p); err != nil {
		return "", err
	}
	_, err = tx.NewInsert().Model(&p).Exec(ctx)
	return p.ID, err
}

// may asks for the right to give and end posts.
func may(actor allow.Actor, school string) error {
	return allow.Check(actor, allow.PostsManage, allow.Target{School: school})
}

func (s *Service) given(ctx context.Context, tx *db.Tx, actor allow.Actor, school, id string) error {
	p, err := lock(ctx, tx, school, id)
	if err != nil {
		return err
	}
	return s.noted(ctx, tx, actor, "post.given", p)
}

// noted writes the audit event and tells the holder's open pages.
func (s *Service) noted(ctx context.Context, tx *db.Tx, actor allow.Actor, action string, p Post) error {
	detail := map[string]any{"post": p.ID, "kind": string(p.Kind), "of": string(p.OfWhat), "of_id": p.OfID}
	if p.Subject != "" {
		detail["subject"] = p.Subject
	}
	if p.StandsFor != "" {
		detail["stands_for"] = p.StandsFor
	}
	if action == "post.given" {
		detail["from"] = p.ValidFrom
		if p.ValidTo != 0 {
			detail["to"] = p.ValidTo
		}
	}
	if err := audit.Record(ctx, tx, audit.Event{School: p.SchoolID, Actor: actor.Name(), Action: action, Target: "person:" + p.PersonID, Detail: detail}); err != nil {
		return err
	}
	return s.feed.Append(ctx, tx, p.SchoolID, feed.Item{Kind: feed.RightsMoved, Subject: p.PersonID, Person: p.PersonID})
}

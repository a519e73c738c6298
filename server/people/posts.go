package people

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/post"
	"yunka/server/web"
	frame "yunka/views/console"
	"yunka/views/msg"
	view "yunka/views/people"
)

func (s *People) postRoutes() []web.Route {
	return []web.Route{
		{Method: "POST", Pattern: "/console/people/{id}/posts", Action: allow.PostsManage, Handle: s.givePost},
		{Method: "POST", Pattern: "/console/people/{id}/stand-in", Action: allow.PostsManage, Handle: s.standIn},
		{Method: "POST", Pattern: "/console/posts/{id}/end", Action: allow.PostsManage, Handle: s.stops(post.OwnerOfPost, "post-ended", s.endPost)},
	}
}

// givenByForm are the posts that the form offers: those whose thing the books know.
func givenByForm() (kinds []allow.PostRule) {
	for _, r := range allow.Posts {
		if slices.Contains([]allow.Of{allow.OfClass, allow.OfSubject, allow.OfGrade, allow.OfSchool}, r.Of) {
			kinds = append(kinds, r)
		}
	}
	return kinds
}

func (s *People) givePost(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, campus.OwnerOfPerson)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	f := view.PostForm{Kind: get("post"), Class: get("class"), Grade: get("grade"), Subject: get("subject"), From: get("from"), To: get("to")}
	d := post.Draft{Kind: allow.Post(f.Kind)}
	if rule, _ := allow.RuleOf(d.Kind); rule.Of == allow.OfGrade {
		d.Of = f.Grade
	} else if rule.Of == allow.OfClass || rule.Of == allow.OfSubject {
		d.Of = f.Class
		if rule.Of == allow.OfSubject {
			d.Subject = f.Subject
		}
	}
	if d.From, d.To, err = s.postDays(r.Context(), o.School, f.From, f.To); err == nil {
		_, err = s.Posts.Give(web.Finish(r), web.Actor(r), o.School, o.ID, d)
	}
	return s.postDone(w, r, web.PersonOf(o.School, o.ID), f, err)
}

func (s *People) standIn(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, campus.OwnerOfPerson)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	f := view.PostForm{StandIn: true, For: r.PostForm.Get("for"), From: strings.TrimSpace(r.PostForm.Get("from")), To: strings.TrimSpace(r.PostForm.Get("to"))}
	from, to, err := s.postDays(r.Context(), o.School, f.From, f.To)
	if err == nil {
		_, err = s.Posts.StandIn(web.Finish(r), web.Actor(r), o.School, o.ID, f.For, from, to)
	}
	return s.postDone(w, r, web.PersonOf(o.School, o.ID), f, err)
}

// postDays turns a form's first and last day into instants: from the beginning of the
// first, 0 for none or today, to the end of the last, 0 for none.
func (s *People) postDays(ctx context.Context, school, first, last string) (from, to int64, err error) {
	var loc *time.Location
	err = s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, school)
		loc = sc.Location()
		return err
	})
	if err != nil {
		return 0, 0, err
	}
	day := func(text string) (time.Time, error) {
		at, err := time.ParseInLocation(time.DateOnly, text, loc)
		if err != nil || at.Year() < 2000 || at.Year() > 2999 {
			return at, fault.New(fault.Invalid, "post_dates")
		}
		return at, nil
	}
	if first != "" {
		at, err := day(first)
		if err != nil {
			return 0, 0, err
		}
		if first != s.Now().In(loc).Format(time.DateOnly) {
			from = at.UnixMilli()
		}
	}
	if last != "" {
		at, err := day(last)
		if err != nil {
			return 0, 0, err
		}
		to = at.AddDate(0, 0, 1).UnixMilli()
	}
	return from, to, nil
}

// postDone goes back to the person, or shows the form again with what is wrong.
func (s *People) postDone(w http.ResponseWriter, r *http.Request, o web.Named, f view.PostForm, err error) error {
	if err == nil {
		err = s.Announced(r.Context(), o, nil)
	}
	if err == nil {
		return web.See(w, r, "/console/people/"+o.ID+"?done=post-given#posts")
	}
	if f.Error, f.Field = postWords(r.Context(), fault.As(err), f.StandIn); f.Error == "" {
		return err
	}
	if fault.As(err).Code == "post_role" { // a person without such a role has no form
		return s.personPage(w, r, o, fault.Status(err), nil, f.Error)
	}
	return s.showPerson(w, r, o, fault.Status(err), besides{post: f})
}

// endPost ends a post and those who stand in for its holder.
func (s *People) endPost(ctx context.Context, a allow.Actor, o web.Named) error {
	people, err := s.Posts.End(ctx, a, o.School, o.ID)
	for _, id := range people {
		err = s.Announced(ctx, web.PersonOf(o.School, id), err)
	}
	return err
}

// postWords says what is wrong with a post to give, and at which field; "" for a
// fault that has a page of its own.
func postWords(ctx context.Context, f *fault.Error, standIn bool) (text, field string) {
	switch f.Code {
	case "post_kind":
		return msg.PostKindWrong(ctx), "post"
	case "post_class":
		return view.PersonClassMissing(ctx), "class"
	case "post_grade":
		return msg.PostGradeWrong(ctx), "grade"
	case "post_subject":
		return msg.PostSubjectWrong(ctx), "subject"
	case "post_dates":
		if standIn {
			return msg.PostStandInDates(ctx), "to"
		}
		return msg.PostDatesWrong(ctx), "to"
	case "post_role":
		return msg.PostRoleWrong(ctx), ""
	case "post_exists":
		return msg.PostTwice(ctx), ""
	case "class_has_teacher":
		return msg.ClassHasTeacher(ctx, f.Detail), "class"
	case "post_self":
		return msg.PostSelf(ctx), "for"
	case "post_over", "post_stand_in":
		return msg.PostOver(ctx), "for"
	case "not_found":
		if standIn {
			return msg.PostForWrong(ctx), "for"
		}
	}
	return "", ""
}

// postsOf is what a person's page says about posts; nil of somebody who never had
// one and works in no role that could.
func (s *People) postsOf(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School, d campus.PersonDetail, form view.PostForm) (*view.Posts, error) {
	now, loc := s.Now(), sc.Location()
	rows, err := post.OfPerson(ctx, q, sc.ID, d.Person.ID, now.UnixMilli())
	if err != nil {
		return nil, err
	}
	may := map[allow.Role]bool{}
	for _, m := range d.Memberships {
		may[m.Role] = may[m.Role] || m.Open(now.UnixMilli())
	}
	v := view.Posts{Form: form}
	rules := slices.DeleteFunc(givenByForm(), func(r allow.PostRule) bool {
		return !slices.ContainsFunc(r.Roles, func(role allow.Role) bool { return may[role] })
	})
	if len(rows) == 0 && len(rules) == 0 {
		return nil, nil
	}
	for _, r := range rows {
		v.List = append(v.List, postRow(r, loc, now.UnixMilli()))
	}
	if !allow.Can(a, allow.PostsManage, allow.Target{School: sc.ID, Person: d.Person.ID}) || len(rules) == 0 {
		return &v, nil
	}
	v.MayGive = true
	for _, r := range rules {
		v.Kinds = append(v.Kinds, string(r.Post))
	}
	classes, err := campus.Classes(ctx, q, sc.ID)
	if err != nil {
		return nil, err
	}
	for _, c := range classes {
		v.Classes = append(v.Classes, frame.Option{Value: c.ID, Text: campus.ClassName(c.Grade, c.Name)})
		if !slices.Contains(v.Grades, c.Grade) {
			v.Grades = append(v.Grades, c.Grade)
		}
	}
	holders, err := post.Holders(ctx, q, sc.ID, now.UnixMilli())
	for _, h := range holders {
		rule, _ := allow.RuleOf(h.Kind)
		if h.PersonID != d.Person.ID && !h.Unfounded && slices.ContainsFunc(rule.Roles, func(role allow.Role) bool { return may[role] }) {
			v.Holders = append(v.Holders, postRow(h, loc, now.UnixMilli()))
		}
	}
	return &v, err
}

func postRow(r post.Row, loc *time.Location, now int64) view.Post {
	p := view.Post{ID: r.ID, Kind: string(r.Kind), Subject: r.Subject, Name: r.Name, StandsFor: r.Holder, StandsForID: r.HolderID,
		From: web.At(r.ValidFrom, loc), State: string(r.At(now))}
	if r.ValidTo != 0 {
		p.Until = web.At(max(r.ValidTo-1, r.ValidFrom), loc) // the end is exclusive, a reader's last day is not
	}
	if r.Unfounded && p.State != string(post.Over) {
		p.State = "unfounded"
	}
	switch r.OfWhat {
	case allow.OfClass, allow.OfSubject:
		p.Of = campus.ClassName(r.Grade, r.Class)
	case allow.OfGrade:
		p.Of = r.OfID
	case allow.OfBuilding:
		p.Of = r.Building
	}
	return p
}

package faces

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/cardface"
	"yunka/server/fault"
	"yunka/server/web"
	"yunka/views/cardpage"
	frame "yunka/views/console"
	view "yunka/views/faces"
	"yunka/views/msg"
)

// step is a handler of a change that takes nothing but the version; done is its notice.
func (s *Faces) step(do func(ctx context.Context, a allow.Actor, id string) error, done string) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		o, err := s.Named(r, cardface.OwnerOfVersion)
		if err != nil {
			return err
		}
		return s.after(w, r, o, do(web.Finish(r), web.Actor(r), o.ID), done)
	}
}

// after goes back to the version's page, or says there what went wrong.
func (s *Faces) after(w http.ResponseWriter, r *http.Request, o web.Named, err error, done string) error {
	if err == nil {
		return web.See(w, r, "/console/faces/"+o.ID+"?done="+done)
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	return s.drawEditor(w, r, o, fault.Status(err), &typed{says: words})
}

func (s *Faces) try(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, cardface.OwnerOfVersion)
	if err != nil {
		return err
	}
	return s.after(w, r, o, s.faces.Try(web.Finish(r), web.Actor(r), o.ID, r.PostForm.Get("class")), "faces-tried")
}

func (s *Faces) review(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, cardface.OwnerOfVersion)
	if err != nil {
		return err
	}
	return s.drawReview(w, r, o, http.StatusOK, "", "")
}

func (s *Faces) drawReview(w http.ResponseWriter, r *http.Request, o web.Named, status int, why, problem string) error {
	v := view.Review{Why: why, Error: problem}
	a := web.Actor(r)
	err := s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		version, err := cardface.Read(ctx, q, o.School, o.ID)
		if err != nil {
			return err
		}
		if v.V, err = s.versionOf(ctx, q, sc, version); err != nil {
			return err
		}
		if v.After, err = s.previewOf(ctx, q, sc, version.Design, false, r.URL.Query()); err != nil {
			return err
		}
		before, err := shownTo(ctx, q, o.School)
		if err != nil {
			return err
		}
		v.Now = before.Number
		if v.Now == 0 {
			v.Before = asTheyCome(sc, v.After)
		} else if v.Before, err = s.previewOf(ctx, q, sc, before.Design, false, r.URL.Query()); err != nil {
			return err
		}
		if before.ID != version.ID {
			v.Changes = s.changes(ctx, sc, before, version.Design)
		}
		if v.Alone, err = cardface.Alone(ctx, q, o.School, s.Now().UnixMilli()); err != nil {
			return err
		}
		v.Decides = version.State == cardface.Submitted || version.State == cardface.InReview
		v.Own, v.Reviewer = version.SubmittedBy == a.Account, version.ReviewerName
		v.Mine = version.State == cardface.InReview && version.Reviewer == a.Account
		v.May = version.Takes(a.Account, s.Now().UnixMilli()) && (!v.Own || v.Alone)
		return nil
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.ReviewPage(v))
}

// shownTo is what everybody of a school has; the zero version is none.
func shownTo(ctx context.Context, q bun.IDB, school string) (v cardface.Version, err error) {
	list, err := cardface.InUse(ctx, q, []string{school})
	for _, one := range list {
		if one.State == cardface.Published {
			return one, err
		}
	}
	return v, err
}

// asTheyCome are the phones of a school that has not designed its cards.
func asTheyCome(sc campus.School, like view.Preview) view.Preview {
	p := view.Preview{Theme: like.Theme, Lang: like.Lang, Code: like.Code}
	for _, role := range cardface.Roles {
		p.Phones = append(p.Phones, view.Phone{Card: cardpage.Card{School: sc.Name, Role: string(role)}, Enough: true, Lowest: 7.1})
	}
	return p
}

// changes are the differences in words, role by role.
func (s *Faces) changes(ctx context.Context, sc campus.School, before cardface.Version, after cardface.Design) (list []view.Change) {
	for _, role := range cardface.Roles {
		a, b := before.Design[role], after[role]
		for _, one := range s.told(ctx, sc, role, a, b) {
			if before.Number == 0 {
				one.Before = view.AsItComes(ctx)
			}
			if one.Before != one.After {
				one.Role = string(role)
				list = append(list, one)
			}
		}
	}
	return list
}

func (s *Faces) told(ctx context.Context, sc campus.School, role allow.Role, a, b cardface.Face) []view.Change {
	title := func(f cardface.Face) string {
		if f.Title == "" {
			return view.SchoolsName(ctx)
		}
		return f.Title
	}
	// Two pictures are different although both are "own picture".
	picture := func(name, id, other string) string {
		if id != "" && other != "" && id != other {
			return name + " " + id[max(0, len(id)-4):]
		}
		return name
	}
	fields := func(f cardface.Face) string {
		var names []string
		for _, one := range f.Fields {
			names = append(names, view.FieldName(ctx, string(role), one))
		}
		return strings.Join(names, msg.ListSeparator(ctx))
	}
	quick := func(f cardface.Face) string {
		all, names := s.choices(role), []string{}
		for _, key := range f.Quick {
			if i := slices.IndexFunc(all, func(c view.Choice) bool { return c.Key == key }); i >= 0 {
				names = append(names, all[i].Text(ctx))
			}
		}
		return strings.Join(names, msg.ListSeparator(ctx))
	}
	return []view.Change{
		{What: view.What(ctx, "color"), Before: a.Color, After: b.Color},
		{What: view.What(ctx, "title"), Before: title(a), After: title(b)},
		{What: view.What(ctx, "cover"), Before: picture(view.CoverName(ctx, a.Art, a.Cover != ""), a.Cover, b.Cover), After: picture(view.CoverName(ctx, b.Art, b.Cover != ""), b.Cover, a.Cover)},
		{What: view.What(ctx, "logo"), Before: picture(view.LogoName(ctx, a.Logo != ""), a.Logo, b.Logo), After: picture(view.LogoName(ctx, b.Logo != ""), b.Logo, a.Logo)},
		{What: view.What(ctx, "fields"), Before: fields(a), After: fields(b)},
		{What: view.What(ctx, "quick"), Before: quick(a), After: quick(b)},
	}
}

func (s *Faces) take(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, cardface.OwnerOfVersion)
	if err != nil {
		return err
	}
	if err = s.faces.Take(web.Finish(r), web.Actor(r), o.ID); err == nil {
		return web.See(w, r, "/console/faces/"+o.ID+"/review")
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	return s.drawReview(w, r, o, fault.Status(err), "", words)
}

func (s *Faces) decide(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, cardface.OwnerOfVersion)
	if err != nil {
		return err
	}
	yes, why := r.PostForm.Get("yes") == "1", strings.TrimSpace(r.PostForm.Get("why"))
	if err = s.faces.Decide(web.Finish(r), web.Actor(r), o.ID, yes, why); err == nil {
		done := "faces-rejected"
		if yes {
			done = "faces-approved"
		}
		return web.See(w, r, "/console/faces/"+o.ID+"?done="+done)
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	if runes := []rune(why); len(runes) > 400 {
		why = string(runes[:400])
	}
	return s.drawReview(w, r, o, fault.Status(err), why, words)
}

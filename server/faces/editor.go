package faces

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/cardface"
	"yunka/server/fault"
	"yunka/server/phone"
	"yunka/server/picture"
	"yunka/server/web"
	"yunka/views/cardpage"
	frame "yunka/views/console"
	view "yunka/views/faces"
	"yunka/views/msg"
)

// keys are the functions that cards of a role may have: those of scenes, then the page's own.
func (s *Faces) keys(role allow.Role) (list []string) {
	for _, f := range s.functions {
		if f.For(role) {
			list = append(list, f.Key)
		}
	}
	for _, f := range cardpage.Own("") {
		list = append(list, f.Key)
	}
	return list
}

// choices are the same, to choose from.
func (s *Faces) choices(role allow.Role) (list []view.Choice) {
	for _, f := range s.functions {
		if f.For(role) {
			list = append(list, view.Choice{Key: f.Key, Text: f.Text})
		}
	}
	for _, f := range cardpage.Own("") {
		list = append(list, view.Choice{Key: f.Key, Text: f.Text})
	}
	return list
}

// sampleFunctions are the functions of a role in a preview, where they lead nowhere.
func (s *Faces) sampleFunctions(role allow.Role) (list []cardpage.Function) {
	for _, f := range s.functions {
		if f.For(role) {
			list = append(list, cardpage.Function{Key: f.Key, Icon: f.Icon, Text: f.Text, To: []cardpage.Place{{Link: "#"}}})
		}
	}
	return list
}

func sheetOf(f cardface.Face) string { return "/faces/look/" + f.Look() + ".css" }

func starters() (list []view.Starter) {
	for _, one := range cardface.Starters {
		s := view.Starter{Key: one.Key}
		d, _ := cardface.StarterDesign(one.Key, func(allow.Role) []string { return nil })
		for _, r := range cardface.Roles {
			s.Swatches, s.Sheets = append(s.Swatches, d[r].Classes()), append(s.Sheets, sheetOf(d[r]))
		}
		list = append(list, s)
	}
	return list
}

func tones() (list []view.Tone) {
	for _, t := range cardface.Tones {
		f := cardface.Face{Color: t.Color}
		list = append(list, view.Tone{Key: t.Key, Color: t.Color, Classes: f.Classes(), Sheet: sheetOf(f)})
	}
	return list
}

// versionOf is a version as the pages show it.
func (s *Faces) versionOf(ctx context.Context, q bun.IDB, sc campus.School, v cardface.Version) (one view.Version, err error) {
	loc := sc.Location()
	one = view.Version{ID: v.ID, Number: v.Number, State: string(v.State), Open: v.Open(), By: v.MadeName, At: web.At(v.SavedAt, loc), Class: campus.ClassName(v.Grade, v.Class),
		Why: v.Why, Reviewer: v.ReviewerName, CanReturn: v.State == cardface.Superseded}
	if v.PublishedAt != 0 {
		one.Since = web.At(v.PublishedAt, loc)
	}
	for _, r := range cardface.Roles {
		one.Swatches, one.Sheets = append(one.Swatches, v.Design[r].Classes()), append(one.Sheets, sheetOf(v.Design[r]))
	}
	if v.State == cardface.Trial || v.State == cardface.Published {
		one.Reach, err = cardface.Reach(ctx, q, v.SchoolID, v.ClassID, s.Now().UnixMilli())
	}
	return one, err
}

func (s *Faces) editor(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, cardface.OwnerOfVersion)
	if err != nil {
		return err
	}
	return s.drawEditor(w, r, o, http.StatusOK, nil)
}

// typed is a form that was refused: it is shown as it was typed.
type typed struct {
	design      cardface.Design
	rev         int64
	role        allow.Role // whose face is wrong; "" is the whole
	field, says string
}

func (s *Faces) drawEditor(w http.ResponseWriter, r *http.Request, o web.Named, status int, refused *typed) error {
	v := view.Editor{Tones: tones()}
	err := s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		version, err := cardface.Read(ctx, q, o.School, o.ID)
		if err != nil {
			return err
		}
		if v.V, err = s.versionOf(ctx, q, sc, version); err != nil {
			return err
		}
		design := version.Design
		v.Rev, v.BasedOn, v.Readonly = version.Rev, version.BasedOn, version.State != cardface.Draft
		if refused != nil {
			v.Rev = refused.rev
			if refused.role == "" {
				v.Error = refused.says
			}
			if refused.design != nil && !v.Readonly {
				design = refused.design
			}
		}
		for _, role := range cardface.Roles {
			f := formOf(role, design[role])
			f.Functions = s.choices(role)
			if refused != nil && refused.role == role {
				f.Wrong, f.Error = refused.field, refused.says
			}
			v.Forms = append(v.Forms, f)
		}
		if version.State == cardface.Approved || version.State == cardface.Superseded {
			classes, err := campus.Classes(ctx, q, o.School)
			if err != nil {
				return err
			}
			for _, c := range classes {
				v.Classes = append(v.Classes, frame.Option{Value: c.ID, Text: campus.ClassName(c.Grade, c.Name)})
			}
		}
		v.Preview, err = s.previewOf(ctx, q, sc, design, version.State == cardface.Draft, r.URL.Query())
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.EditorPage(v))
}

func formOf(role allow.Role, f cardface.Face) view.Form {
	return view.Form{Role: string(role), Color: f.Color, Title: f.Title, Art: f.Art, Cover: f.Cover, Logo: f.Logo, Fields: f.Fields, Quick: f.Quick}
}

// previewOf draws a design on three phones; light and language come from the page.
func (s *Faces) previewOf(ctx context.Context, q bun.IDB, sc campus.School, d cardface.Design, draft bool, ask url.Values) (p view.Preview, err error) {
	p = view.Preview{Theme: ask.Get("theme"), Lang: msg.LangOf(ctx), Draft: draft, Code: web.QR("yunka")}
	if p.Theme != "dark" && p.Theme != "large" {
		p.Theme = "light"
	}
	if l, ok := msg.Parse(ask.Get("lang")); ok {
		p.Lang = l
	}
	lights, err := cardface.Lights(ctx, q, sc.ID, d.Pictures())
	for _, role := range cardface.Roles {
		f := d[role]
		if _, there := lights[f.Cover]; !there {
			f.Cover = ""
		}
		if _, there := lights[f.Logo]; !there {
			f.Logo = ""
		}
		is := cardface.ContrastOf(f, lights[f.Cover])
		one := view.Phone{Enough: is.Enough(), Lowest: is.Lowest(), Small: is.Name >= cardface.AA}
		if !one.Enough {
			one.Mended = cardface.Mended(f, lights[f.Cover])
			better := f
			better.Color = one.Mended
			one.Then = cardface.ContrastOf(better, lights[f.Cover]).Lowest()
		}
		one.Card = cardpage.Card{School: sc.Name, Role: string(role), Look: phone.LookOf(f), Functions: s.sampleFunctions(role)}
		p.Phones = append(p.Phones, one)
	}
	return p, err
}

// preview is the part of the designer that follows what is typed. It keeps nothing.
func (s *Faces) preview(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, cardface.OwnerOfVersion)
	if err != nil {
		return err
	}
	ask := r.URL.Query()
	d := designFrom(func(name string) []string { return ask[name] })
	for _, role := range cardface.Roles {
		clean, err := s.faces.Clean(role, d[role])
		if err != nil { // half typed: the rest is shown
			clean = d[role]
			if _, ok := cardface.ParseColor(clean.Color); !ok {
				clean.Color = cardface.Tones[0].Color
			}
			if r := []rune(strings.ToValidUTF8(clean.Title, "")); len(r) > cardface.MaxTitle {
				clean.Title = string(r[:cardface.MaxTitle])
			}
			if !slices.Contains(cardface.Arts, clean.Art) {
				clean.Art = ""
			}
		}
		d[role] = clean
	}
	var p view.Preview
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, o.School)
		if err != nil {
			return err
		}
		p, err = s.previewOf(ctx, q, sc, d, true, ask)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.PreviewPart(p))
}

// designFrom reads the fields of the designer.
func designFrom(all func(name string) []string) cardface.Design {
	d := cardface.Design{}
	for _, role := range cardface.Roles {
		get := func(field string) string {
			if list := all(string(role) + "." + field); len(list) > 0 {
				return strings.TrimSpace(list[len(list)-1])
			}
			return ""
		}
		f := cardface.Face{Color: strings.ToLower(get("color")), Title: get("title"), Art: get("art"), Logo: get("logo"), Fields: all(string(role) + ".fields"), Quick: []string{}}
		if tone := get("tone"); tone != "" && tone != "own" {
			f.Color = strings.ToLower(tone)
		}
		if f.Art == "picture" {
			f.Art, f.Cover = "", get("cover")
		}
		if get("nologo") != "" {
			f.Logo = ""
		}
		for _, key := range all(string(role) + ".quick") {
			if key != "" {
				f.Quick = append(f.Quick, key)
			}
		}
		d[role] = f
	}
	return d
}

// wrongFields are the fields that a fault is about.
var wrongFields = map[string]string{"faces_color": "color", "faces_title": "title", "faces_quick": "quick"}

// save keeps the draft; do says what else: submit hands it in, mend:<role> takes a darker tone.
func (s *Faces) save(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, cardface.OwnerOfVersion)
	if err != nil {
		return err
	}
	form, err := web.ReadParts(r, "picture", picture.MaxBytes, 1000)
	if err != nil && !fault.Is(err, fault.TooLarge) {
		return err
	}
	rev, _ := strconv.ParseInt(form.Get("rev"), 10, 64)
	was := &typed{design: designFrom(form.All), rev: rev}
	if err == nil {
		err = s.keep(web.Finish(r), web.Actor(r), o, form, was)
	}
	if err != nil {
		words, failed := s.beside(r, err)
		if failed != nil {
			return failed
		}
		was.says = words
		return s.drawEditor(w, r, o, fault.Status(err), was)
	}
	to := "/console/faces/" + o.ID
	keep := url.Values{"done": {"faces-saved"}, "theme": {form.Get("theme")}, "lang": {form.Get("lang")}}
	if form.Get("do") == "submit" {
		keep.Set("done", "faces-submitted")
	}
	return web.See(w, r, to+"?"+keep.Encode())
}

// keep is save without the page; was is told which face is refused.
func (s *Faces) keep(ctx context.Context, a allow.Actor, o web.Named, form web.Upload, was *typed) error {
	for _, role := range cardface.Roles {
		if _, err := s.faces.Clean(role, was.design[role]); err != nil {
			was.role, was.field = role, wrongFields[fault.As(err).Code]
			if was.field == "" {
				was.role = ""
			}
			return err
		}
	}
	if len(form.Content) > 0 {
		if err := s.addPicture(ctx, a, o, form, was.design); err != nil {
			return err
		}
	}
	do, role, _ := strings.Cut(form.Get("do"), ":")
	if do == "mend" {
		if err := s.mend(ctx, o, allow.Role(role), was.design); err != nil {
			return err
		}
	}
	if err := s.faces.Save(ctx, a, o.ID, was.rev, was.design); err != nil {
		return err
	}
	was.rev++
	if do == "submit" {
		return s.faces.Submit(ctx, a, o.ID)
	}
	return nil
}

// addPicture puts an uploaded picture where the form says.
func (s *Faces) addPicture(ctx context.Context, a allow.Actor, o web.Named, form web.Upload, d cardface.Design) error {
	as := form.Get("picture_as")
	id, err := s.faces.AddPicture(ctx, a, o.School, as == "logo", form.Content)
	if err != nil {
		return err
	}
	for _, role := range cardface.Roles {
		f := d[role]
		switch as {
		case "logo":
			f.Logo = id
		case string(role) + ".cover":
			f.Cover, f.Art = id, ""
		}
		d[role] = f
	}
	return nil
}

// mend takes the nearest darker tone on which a face can be read.
func (s *Faces) mend(ctx context.Context, o web.Named, role allow.Role, d cardface.Design) error {
	f, ok := d[role]
	if !ok {
		return nil
	}
	return s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		lights, err := cardface.Lights(ctx, q, o.School, d.Pictures())
		f.Color = cardface.Mended(f, lights[f.Cover])
		d[role] = f
		return err
	})
}

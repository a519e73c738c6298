// Package faces is the scene of how cards look: the office designs a face for pupils, teachers
// and parents, somebody else reviews it, a class has it first, then everybody, and it can be
// taken back. What is promised stands with package cardface; here are the pages.
package faces

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/cardface"
	"yunka/server/console"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/picture"
	"yunka/server/scene"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/faces"
)

// Faces has the handlers of its routes.
type Faces struct {
	*console.Console
	faces     *cardface.Service
	functions []scene.Function // of all scenes
}

// New makes the scene on the console.
func New(c *console.Console) *Faces {
	s := &Faces{Console: c}
	s.faces = cardface.New(c.DB, c.Feed, s.keys)
	return s
}

// Take learns what cards can lead to, before the program serves.
func (s *Faces) Take(scenes []scene.Scene) {
	for _, sc := range scenes {
		s.functions = append(s.functions, sc.Functions...)
	}
}

// Scene is the pages as the program takes them in.
func (s *Faces) Scene() scene.Scene {
	do := func(path string, action allow.Action, handle func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: "POST", Pattern: "/console/faces/{id}" + path, Action: action, Handle: handle}
	}
	save := do("", allow.FacesDesign, s.save)
	save.MaxBody = picture.MaxBytes + 64<<10
	return scene.Scene{
		Name: "faces",
		Routes: []web.Route{
			{Method: "GET", Pattern: "/console/faces", Action: allow.FacesDesign, Handle: s.overview},
			{Method: "POST", Pattern: "/console/faces", Action: allow.FacesDesign, Handle: s.begin},
			{Method: "GET", Pattern: "/console/faces/{id}", Action: allow.FacesDesign, Handle: s.editor},
			{Method: "GET", Pattern: "/console/faces/{id}/preview", Action: allow.FacesDesign, Handle: s.preview},
			{Method: "GET", Pattern: "/console/faces/{id}/review", Action: allow.FacesReview, Handle: s.review},
			save,
			do("/withdraw", allow.FacesDesign, s.step(s.faces.Withdraw, "faces-saved")),
			do("/discard", allow.FacesDesign, s.step(s.faces.Discard, "faces-discarded")),
			do("/take", allow.FacesReview, s.take),
			do("/decide", allow.FacesReview, s.decide),
			do("/try", allow.FacesDesign, s.try),
			do("/end", allow.FacesDesign, s.step(s.faces.End, "faces-ended")),
			do("/publish", allow.FacesDesign, s.step(s.faces.Publish, "faces-published")),
			do("/retire", allow.FacesDesign, s.step(s.faces.Retire, "faces-retired")),
			{Method: "GET", Pattern: "/faces/look/{file}", Action: allow.PagePublic, Handle: s.look, Bare: true},
			{Method: "GET", Pattern: "/faces/pictures/{id}", Action: allow.FacesSee, Handle: s.picture},
		},
		Rail:    []scene.RailEntry{{Item: view.Rail, Action: allow.FacesDesign}},
		Words:   scene.Words{Action: actionWords, Done: doneWords, Fault: faultWords, Detail: detailWords},
		Waiting: scene.Waiting{Kinds: []string{feed.FacesMoved}, List: s.waits},
	}
}

// forever is how long a phone keeps what an address always means.
const forever = "public, max-age=31536000, immutable"

// look is the style sheet of a colour and a cover: the same for every school, so nobody is asked
// for. The file is its word with .css.
func (s *Faces) look(w http.ResponseWriter, r *http.Request) error {
	key, found := strings.CutSuffix(r.PathValue("file"), ".css")
	css, ok := cardface.Sheet(key)
	if !ok || !found {
		return fault.New(fault.NotFound, "not_found")
	}
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", forever)
	_, err := w.Write([]byte(css))
	return err
}

// picture is a cover or a logo, for anybody of the school.
func (s *Faces) picture(w http.ResponseWriter, r *http.Request) error {
	if web.Actor(r).Kind != allow.Account { // who is not signed in learns nothing about ids
		if err := s.Check(r, allow.Target{}); err != nil {
			return err
		}
	}
	o, err := s.OwnerOf(r.Context(), cardface.OwnerOfPicture, r.PathValue("id"))
	if err != nil {
		s.CheckedByService(r)
		return err
	}
	if err := s.Check(r, o.Target); err != nil {
		return err
	}
	var jpeg []byte
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		jpeg, err = cardface.Picture(ctx, q, o.School, o.ID)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	_, err = w.Write(jpeg)
	return err
}

// waits is the review queue, for who may decide.
func (s *Faces) waits(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School) ([]scene.WaitingLine, error) {
	if !allow.Can(a, allow.FacesReview, allow.Target{School: sc.ID}) {
		return nil, nil
	}
	line := scene.WaitingLine{Icon: view.Rail.Icon, Title: waitingTitle, Link: "/console/faces"}
	list, err := cardface.Waits(ctx, q, sc.ID)
	if err != nil {
		return nil, err
	}
	for _, v := range list {
		if v.SubmittedBy == a.Account {
			alone, err := cardface.Alone(ctx, q, sc.ID, s.Now().UnixMilli())
			if err != nil {
				return nil, err
			}
			if !alone {
				continue // somebody else's to do
			}
		}
		line.N, line.Since, line.Link = line.N+1, time.UnixMilli(v.SubmittedAt), "/console/faces/"+v.ID+"/review"
	}
	return []scene.WaitingLine{line}, nil
}

func (s *Faces) overview(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolOf(r)
	if err != nil {
		return err
	}
	if err := s.Check(r, allow.Target{School: school}); err != nil {
		return err
	}
	return s.drawOverview(w, r, school, http.StatusOK, "")
}

// mostVersions is how many versions the list shows; a school makes a handful a year.
const mostVersions = 50

func (s *Faces) drawOverview(w http.ResponseWriter, r *http.Request, school string, status int, problem string) error {
	v := view.Overview{Error: problem, Starters: starters()}
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		list, err := cardface.Versions(ctx, q, sc.ID, mostVersions)
		if err != nil {
			return err
		}
		for _, one := range list {
			shown, err := s.versionOf(ctx, q, sc, one)
			if err != nil {
				return err
			}
			v.Versions = append(v.Versions, shown)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.OverviewPage(v))
}

// begin makes a draft of what was chosen, and opens it.
func (s *Faces) begin(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	id, err := s.faces.Begin(web.Finish(r), web.Actor(r), school, strings.ToValidUTF8(r.PostForm.Get("from"), ""))
	if err != nil {
		words, failed := s.beside(r, err)
		if failed != nil {
			return failed
		}
		return s.drawOverview(w, r, school, fault.Status(err), words)
	}
	return web.See(w, r, "/console/faces/"+id)
}

// beside is the words of a refusal that its page shows; else the error goes on.
func (s *Faces) beside(r *http.Request, err error) (string, error) {
	s.CheckedByService(r)
	words := s.FaultWords(r.Context(), fault.As(err))
	if words == "" || !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.TooLarge) {
		return "", err
	}
	return words, nil
}

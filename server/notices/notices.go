// Package notices is the scene of what teachers tell a class: the class's page with what was
// posted and who has read it, and the reader's page on the phone of a pupil or a guardian. What is
// promised stands with package board.
package notices

import (
	"context"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/console"
	"yunka/server/fault"
	"yunka/server/live"
	"yunka/server/notices/board"
	"yunka/server/scene"
	"yunka/server/web"
	view "yunka/views/notices"
)

// Notices has the handlers of its routes.
type Notices struct {
	*console.Console
	board *board.Service
}

// New makes the scene on the console.
func New(c *console.Console) *Notices { return &Notices{Console: c, board: board.New(c.DB, c.Feed)} }

// topic is the kind of a reader's page; its id is pupil.reader, because what is read is each
// reader's own.
const topic = "notices"

// most is how many notices a page shows.
const most = 100

// Scene is the pages as the program takes them in.
func (s *Notices) Scene() scene.Scene {
	return scene.Scene{
		Name: "notices",
		Routes: []web.Route{
			{Method: "GET", Pattern: "/notices/{id}", Action: allow.NoticesRead, Handle: s.page},
			{Method: "POST", Pattern: "/notices/{id}/seen", Action: allow.NoticesRead, Handle: s.seen},
			{Method: "GET", Pattern: "/notices/{id}/files/{file}", Action: allow.NoticesRead, Handle: s.file},
			{Method: "GET", Pattern: "/class-notices", Action: allow.SessionUse, Handle: s.classes},
			{Method: "GET", Pattern: "/class-notices/{id}", Action: allow.NoticesPost, Handle: s.class},
			{Method: "POST", Pattern: "/class-notices/{id}", Action: allow.NoticesPost, Handle: s.post, MaxBody: board.MaxFiles*board.MaxBytes + 64<<10},
			{Method: "GET", Pattern: "/class-notices/{id}/readers/{notice}", Action: allow.NoticesPost, Handle: s.readers},
			{Method: "GET", Pattern: "/class-notices/{id}/files/{file}", Action: allow.NoticesPost, Handle: s.classFile},
			{Method: "POST", Pattern: "/class-notices/{id}/withdraw", Action: allow.NoticesPost, Handle: s.withdraw},
		},
		Topics:    []web.Topic{{Kind: topic, Permit: permit, Snapshot: s.state, Render: s.pieces}},
		Sections:  []scene.Section{{Order: 12, Draw: s.section, Topics: topics}},
		Functions: functions,
		Words:     scene.Words{Action: actionWords, Done: doneWords, Fault: faultWords, Detail: detailWords},
		Notices:   kinds,
		Jobs:      []scene.Job{scene.Every("notices", 20*time.Second, s.Logger, s.board.Keep)},
	}
}

// section is the line of the card page, for a pupil and about each child.
func (s *Notices) section(ctx context.Context, q bun.IDB, h scene.Holder) (templ.Component, error) {
	if h.Role != allow.Student || h.Class == "" || !allow.Can(h.Actor, allow.NoticesRead, allow.Target{School: h.School.ID, Person: h.PersonID}) {
		return nil, nil
	}
	e, err := entryOf(ctx, q, h.School.ID, h.Class, h.PersonID, board.ReaderOf(h.Actor, h.School.ID, h.PersonID))
	e.Child = h.Child
	return view.EntryPart(e), err
}

func entryOf(ctx context.Context, q bun.IDB, school, class, pupil, reader string) (e view.Entry, err error) {
	e = view.Entry{Pupil: pupil, Key: pupil + "." + reader}
	e.Unread, e.Newest, err = board.Unread(ctx, q, school, class, pupil, reader)
	return e, err
}

func topics(h scene.Holder) []string {
	return []string{topic + ":" + h.PersonID + "." + board.ReaderOf(h.Actor, h.School.ID, h.PersonID)}
}

func permit(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) (may []live.Topic, err error) {
	for _, t := range asked {
		pupil, reader, _ := strings.Cut(t.ID, ".")
		if !a.People[reader] || !allow.Can(a, allow.NoticesRead, allow.Target{Person: pupil}) {
			continue
		}
		t.School, err = campus.SchoolOfPerson(ctx, q, pupil)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		may = append(may, t)
	}
	return may, nil
}

// parts are both places where notices show: the card's line and the reader's list. A page has one
// of them; the other piece finds no element.
func (s *Notices) parts(ctx context.Context, q bun.IDB, sc campus.School, class, id string, version int64) ([]web.Piece, error) {
	pupil, reader, _ := strings.Cut(id, ".")
	e, err := entryOf(ctx, q, sc.ID, class, pupil, reader)
	if err != nil {
		return nil, err
	}
	list, err := listOf(ctx, q, sc, class, pupil, reader)
	return []web.Piece{
		{ID: id, Key: "entry", State: true, Version: version, Content: web.Partial("notices-entry-"+pupil, "outerMorph", version, view.Line(e))},
		{ID: id, Key: "list", State: true, Version: version, Content: web.Partial("notices-list", "outerMorph", version, view.List(pupil, list))},
	}, err
}

func (s *Notices) state(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
	sc, err := campus.SchoolByID(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	pupil, _, _ := strings.Cut(t.ID, ".")
	classes, err := board.ClassesOf(ctx, q, []string{pupil}, s.Now().UnixMilli())
	if err != nil || classes[pupil] == "" {
		return nil, err
	}
	return s.parts(ctx, q, sc, classes[pupil], t.ID, at)
}

func (s *Notices) pieces(ctx context.Context, q bun.IDB, n web.News, ids []string) (out []web.Piece, err error) {
	moved := map[string]string{} // class -> the only pupil concerned, "" for all
	for _, it := range n.Items {
		if it.Kind != board.Changed {
			continue
		}
		if was, there := moved[it.Subject]; there && was != it.Person {
			it.Person = ""
		}
		moved[it.Subject] = it.Person
	}
	if len(moved) == 0 {
		return nil, nil
	}
	pupils := make([]string, len(ids))
	for i, id := range ids {
		pupils[i], _, _ = strings.Cut(id, ".")
	}
	classes, err := board.ClassesOf(ctx, q, pupils, n.Now.UnixMilli())
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		only, touched := moved[classes[pupils[i]]]
		if !touched || only != "" && only != pupils[i] {
			continue
		}
		some, err := s.parts(ctx, q, n.School, classes[pupils[i]], id, n.Last)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

// handOut sends a file: a picture to be seen, anything else only to be kept.
func handOut(w http.ResponseWriter, f board.File, content []byte) error {
	h := w.Header()
	h.Set("Cache-Control", "private, no-store")
	if f.Picture {
		h.Set("Content-Type", "image/jpeg")
	} else {
		h.Set("Content-Type", "application/octet-stream")
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	}
	_, err := w.Write(content)
	return err
}

// schoolsOf are the schools of an actor.
func schoolsOf(a allow.Actor) (ids []string) {
	for _, seat := range a.Seats {
		if !slices.Contains(ids, seat.School) {
			ids = append(ids, seat.School)
		}
	}
	return ids
}

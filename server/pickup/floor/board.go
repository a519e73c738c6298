package floor

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/live"
	"yunka/server/pickup/calls"
	"yunka/server/pickup/release"
	"yunka/server/terminal"
	"yunka/server/timetable"
	"yunka/server/web"
	"yunka/views/console"
	"yunka/views/pickup/queue"
)

// wentShown is how many of the released a board names.
const wentShown = 8

// boardPage is a paired board, or the form that makes one. A board sees no more than
// what everybody in front of it reads, so its reading is not on record.
func (s *Floor) boardPage(w http.ResponseWriter, r *http.Request) error {
	who, err := s.boardOf(r)
	w.Header().Set("Cache-Control", "no-store")
	switch {
	case fault.Is(err, fault.Unauthenticated):
		return s.Render(w, r, http.StatusOK, queue.PairBoard(queue.PairView{Page: s.Page(r)}))
	case fault.Is(err, fault.NotFound):
		return s.Render(w, r, http.StatusOK, queue.PairBoard(queue.PairView{Page: s.Page(r), Error: queue.NoBoard(r.Context())}))
	case err != nil:
		return err
	}
	v := queue.BoardView{Page: s.Page(r)}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, who.School)
		if err != nil {
			return err
		}
		v.Page.SchoolName, v.Page.Demo, v.Page.Theme, v.Page.AsOf = sc.Name, sc.Demo, "dark", s.Now().In(sc.Location())
		if err := follow(ctx, q, &v.Page.Live, sc.ID, topicBoard+":"+who.ID); err != nil {
			return err
		}
		v.Board, err = s.board(ctx, q, sc, who.ID)
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, queue.BoardPage(v))
}

// boardOf is the board that a browser is: Unauthenticated for none, NotFound for a
// terminal of another use.
func (s *Floor) boardOf(r *http.Request) (who terminal.Identity, err error) {
	c, err := r.Cookie(s.Cookie(web.TerminalCookie))
	if err != nil {
		return who, fault.New(fault.Unauthenticated, "terminal_token")
	}
	if who, err = s.kiosk.Terminals.Authenticate(r.Context(), c.Value); err != nil {
		return who, err
	}
	return who, s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		_, err := calls.ReadBoard(ctx, q, who.ID)
		return err
	})
}

// pairBoard trades a one-time code for the screen's token, as a kiosk does.
func (s *Floor) pairBoard(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	code := r.PostForm.Get("code")
	token, wrong := "", false
	err := s.Accounts.GuardPairing(r.Context(), web.StateOf(r).Network, func() (bool, error) {
		var err error
		token, _, err = s.kiosk.Terminals.Pair(r.Context(), code)
		wrong = fault.Is(err, fault.Invalid)
		if wrong {
			return true, nil
		}
		return false, err
	})
	switch {
	case wrong && err == nil:
		return s.Render(w, r, http.StatusUnprocessableEntity, queue.PairBoard(queue.PairView{Page: s.Page(r), Code: code, Error: queue.PairFailed(r.Context())}))
	case fault.Is(err, fault.TooMany):
		s.RetryAfter(w, err)
		return s.Render(w, r, http.StatusTooManyRequests, queue.PairBoard(queue.PairView{Page: s.Page(r), Error: queue.TooBusy(r.Context())}))
	case err != nil:
		return err
	}
	s.SetCookie(w, web.TerminalCookie, token, web.CookieYear)
	return web.See(w, r, "/board")
}

// boardViewer is a paired board that asks for its own topic. A zero Viewer is a screen
// that is none any more.
func (s *Floor) boardViewer(r *http.Request, t live.Topic, epoch uint64) (v live.Viewer, mine bool, err error) {
	who, err := s.boardOf(r)
	if fault.Is(err, fault.Unauthenticated) || fault.Is(err, fault.NotFound) {
		return v, true, nil
	}
	if err != nil {
		return v, true, err
	}
	if t.ID != who.ID {
		return v, true, fault.New(fault.NotFound, "not_found")
	}
	t.School = who.School
	return live.Viewer{ID: who.ID, Session: who.TokenHash, Lang: s.Lang(r), Topics: []live.Topic{t}, Epoch: epoch}, true, nil
}

func boardStill(ctx context.Context, q bun.IDB, v live.Viewer) (bool, error) {
	who, err := terminal.ByHash(ctx, q, v.Session)
	if fault.Is(err, fault.Unauthenticated) {
		return false, nil
	}
	return err == nil && who.ID == v.ID, err
}

func (s *Floor) lookAtBoard(ctx context.Context, q bun.IDB, sc campus.School, id string) (glance, error) {
	b, err := s.board(ctx, q, sc, id)
	if err != nil {
		return glance{}, err
	}
	return s.glances.put(topicBoard+":"+id, s.Now(), b, func(version int64) templ.Component {
		return web.Partial("board", "outerMorph", version, queue.BoardPart(b))
	}), nil
}

// board is what a screen says: first names and classes, who is called on top, then who
// stands at the gate, then for whom somebody has come.
func (s *Floor) board(ctx context.Context, q bun.IDB, sc campus.School, id string) (v queue.Board, err error) {
	b, err := calls.ReadBoard(ctx, q, id)
	if err != nil {
		return v, err
	}
	day := timetable.Today(s.Now(), sc.Location())
	v.Day, _ = campus.DayOf(s.Now(), sc.Location())
	locked, err := release.Lockdown(ctx, q, sc.ID)
	if err != nil {
		return v, err
	}
	v.Locked = locked.ID != ""
	var moving, went []calls.Turn
	if b.ClassID != "" {
		moving, went, err = s.boardOfClass(ctx, q, sc, b.ClassID, day, &v)
		if fault.Is(err, fault.NotFound) {
			v.NoMore = true
			return v, nil
		}
	} else {
		if b.GateID != "" {
			gates, err := access.Gates(ctx, q, sc.ID)
			if err != nil {
				return v, err
			}
			for _, g := range gates {
				if g.ID == b.GateID {
					v.Title = g.Name
				}
			}
			if v.NoMore = v.Title == ""; v.NoMore {
				return v, nil
			}
		}
		if moving, err = calls.Moving(ctx, q, sc.ID, day, b.GateID); err == nil {
			went, v.GoneN, err = calls.Went(ctx, q, sc.ID, day, b.GateID, wentShown)
		}
	}
	if err != nil {
		return v, err
	}
	var ids []string
	for _, t := range slices.Concat(moving, went) {
		ids = append(ids, t.ChildID)
	}
	if len(ids) == 0 {
		return v, nil
	}
	members, err := campus.MembersAt(ctx, q, sc.ID, s.Now().UnixMilli(), []allow.Role{allow.Student}, ids...)
	if err != nil {
		return v, err
	}
	of := map[string]campus.Member{}
	for _, m := range members {
		of[m.PersonID] = m
	}
	loc := sc.Location()
	row := func(t calls.Turn, at int64) queue.Row {
		m := of[t.ChildID]
		r := queue.Row{Key: t.ChildID, Name: queue.Given(m.Name), Class: campus.ClassName(m.Grade, m.Class), Gate: t.GateName, State: string(t.State), Call: t.CalledAt}
		if at != 0 {
			r.At = web.At(at, loc)
		}
		return r
	}
	for _, state := range []string{"CALLED", "READY", "ARRIVED"} {
		for _, t := range moving {
			if string(t.State) == state && !v.Locked {
				v.Rows = append(v.Rows, row(t, t.ArrivedAt))
			}
		}
	}
	for _, t := range went {
		v.Gone = append(v.Gone, row(t, t.ReleasedAt))
	}
	return v, nil
}

func (s *Floor) boardOfClass(ctx context.Context, q bun.IDB, sc campus.School, class, day string, v *queue.Board) (moving, went []calls.Turn, err error) {
	n, err := s.classNow(ctx, q, sc, class)
	if err != nil {
		return nil, nil, err
	}
	v.Title = n.Name
	v.Class = &queue.Now{Waiting: n.Waiting, Bus: n.Bus, After: n.After}
	members, err := campus.MembersIn(ctx, q, sc.ID, s.Now().UnixMilli(), []allow.Role{allow.Student}, class)
	if err != nil {
		return nil, nil, err
	}
	var ids []string
	for _, m := range members {
		ids = append(ids, m.PersonID)
	}
	all, err := calls.TurnsOf(ctx, q, sc.ID, day, ids)
	for _, t := range all {
		if t.State == "RELEASED" {
			went = append(went, t)
		} else if t.HeldBy == "" {
			moving = append(moving, t)
		}
	}
	v.GoneN = len(went)
	slices.SortStableFunc(went, func(a, b calls.Turn) int { return int(b.ReleasedAt - a.ReleasedAt) })
	if len(went) > wentShown {
		went = went[:wentShown]
	}
	return moving, went, err
}

// boards are the office's part: what each screen shows, and whether a scan calls.
func (s *Floor) boards(ctx context.Context, q bun.IDB, sc campus.School) (v queue.Boards, err error) {
	if v.Auto, err = calls.Auto(ctx, q, sc.ID); err != nil {
		return v, err
	}
	list, err := calls.Boards(ctx, q, sc.ID)
	if err != nil || len(list) == 0 {
		return v, err
	}
	classes, err := campus.Classes(ctx, q, sc.ID)
	if err != nil {
		return v, err
	}
	gates, err := access.Gates(ctx, q, sc.ID)
	v.Choices = []console.Option{{Text: queue.WholeSchool(ctx)}}
	for _, g := range gates {
		v.Choices = append(v.Choices, console.Option{Value: "gate:" + g.ID, Text: g.Name})
	}
	for _, c := range classes {
		v.Choices = append(v.Choices, console.Option{Value: "class:" + c.ID, Text: campus.ClassName(c.Grade, c.Name)})
	}
	for _, b := range list {
		l := queue.BoardLine{ID: b.ID, Name: b.Name, Paired: b.Paired}
		switch {
		case b.ClassID != "":
			l.Of = "class:" + b.ClassID
		case b.GateID != "":
			l.Of = "gate:" + b.GateID
		}
		v.Lines = append(v.Lines, l)
	}
	return v, err
}

func (s *Floor) setBoard(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, calls.OwnerOfTerminal)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	want := calls.Board{ID: o.ID}
	kind, id, _ := strings.Cut(r.PostForm.Get("of"), ":")
	switch kind {
	case "class":
		want.ClassID = id
	case "gate":
		want.GateID = id
	}
	if kind != "" && id == "" {
		err = fault.New(fault.Invalid, "board_of")
	} else {
		err = s.calls.SetBoard(web.Finish(r), web.Actor(r), o.School, want)
	}
	if err != nil {
		return s.notOffice(w, r, o.School, err)
	}
	return web.See(w, r, "/console/pickup?done=board-set")
}

func (s *Floor) setCalling(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	if err := s.calls.SetAuto(web.Finish(r), web.Actor(r), school, r.PostForm.Get("auto") == "on"); err != nil {
		return err
	}
	return web.See(w, r, "/console/pickup?done=pickup-calling")
}

// Package clocks is the scene of attendance machines of other makers: the office registers
// ZKTeco clocks, which connect by themselves (package adms), and sees what they could not give
// to anybody. What they saw is package punch, and counts in package register.
package clocks

import (
	"context"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/adms"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/conns"
	"yunka/server/console"
	"yunka/server/fault"
	"yunka/server/punch"
	"yunka/server/scene"
	"yunka/server/terminal"
	"yunka/server/web"
	view "yunka/views/clocks"
	frame "yunka/views/console"
)

// Clocks has the handlers of its routes.
type Clocks struct {
	*console.Console
	Deps
	clocks  *adms.Service
	punches *punch.Service
}

// Deps is what the scene stands on.
type Deps struct {
	Terminals *terminal.Service
	Listener  net.Listener // where clocks come in; nil is nowhere
	Limit     *conns.Limit // on connections of one address; nil bounds none
}

// New makes the scene on the console.
func New(c *console.Console, d Deps) *Clocks {
	p := punch.New(c.DB, c.Feed, d.Terminals)
	return &Clocks{Console: c, Deps: d, punches: p, clocks: adms.New(c.DB, p, d.Terminals, c.Logger)}
}

// Scene is time clocks as the program takes them in.
func (s *Clocks) Scene() scene.Scene {
	const path = "/console/clocks"
	route := func(method, more string, handle func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: method, Pattern: path + more, Action: allow.TerminalsManage, Handle: handle}
	}
	return scene.Scene{
		Name:   "clocks",
		Routes: []web.Route{route("GET", "", s.page), route("POST", "", s.add), route("POST", "/{id}", s.save), route("POST", "/{id}/path", s.newPath), route("POST", "/{id}/stop", s.stop)},
		Rail:   []scene.RailEntry{{Item: view.Rail, Action: allow.TerminalsManage}},
		Words:  scene.Words{Action: actionWords, Done: doneWords, Fault: faultWords, Detail: detailWords},
		Jobs:   []scene.Job{{Name: "clocks", Run: s.serve}, scene.Every("punches", time.Minute, s.Logger, s.punches.Match)},
	}
}

// serve answers clocks until the program stops.
func (s *Clocks) serve(ctx context.Context) error {
	if s.Listener == nil {
		<-ctx.Done()
		return nil
	}
	var state func(net.Conn, http.ConnState)
	if s.Limit != nil {
		state = s.Limit.ConnState
	}
	if err := s.clocks.Serve(ctx, s.Listener, state); err != nil {
		s.Logger.Error("clocks ended", "err", err)
	}
	return nil
}

func (s *Clocks) page(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.draw(w, r, school, http.StatusOK, view.View{})
}

const (
	straysListed = 100
	straysSince  = 60 * 24 * time.Hour
	// silentAfter is how long a clock that polls every ten seconds may say nothing.
	silentAfter = 2 * time.Minute
)

func (s *Clocks) draw(w http.ResponseWriter, r *http.Request, school string, status int, v view.View) error {
	if s.Listener != nil {
		_, v.Port, _ = net.SplitHostPort(s.Listener.Addr().String())
	}
	v.Host, _, _ = strings.Cut(r.Host, ":")
	if v.Form.Who == "" {
		v.Form.Who = adms.Staff
	}
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell, v.Clocks, v.Unknown, v.Strays = sh, nil, nil, nil
		loc := sc.Location()
		list, err := adms.List(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		for _, c := range list {
			one := view.Clock{ID: c.TerminalID, Name: c.Name, Serial: c.Serial, Path: c.Path, NeedPath: c.NeedPath, Networks: c.Networks, Who: c.Who, Keys: c.Keys, Stopped: c.RevokedAt > 0,
				Firmware: c.Firmware, SeenFrom: c.SeenFrom, Ahead: time.Duration(c.OffsetMS) * time.Millisecond, People: c.People, Held: c.Held, Fails: c.Fails, Proves: c.Proves > 0}
			if c.SeenAt > 0 {
				one.Seen = web.At(c.SeenAt, loc)
				one.Silent = s.Now().Sub(one.Seen) > silentAfter
			}
			if c.CompleteUntil > 0 {
				one.Complete = web.At(c.CompleteUntil, loc)
			}
			v.Clocks = append(v.Clocks, one)
		}
		unknown, err := adms.Unknowns(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		for _, u := range unknown {
			v.Unknown = append(v.Unknown, view.Unknown{Serial: u.Serial, Address: u.Address, Last: web.At(u.LastAt, loc), Times: u.Times})
		}
		strays, err := punch.Nobody(ctx, q, sc.ID, s.Now().Add(-straysSince).UnixMilli(), straysListed+1)
		for i, x := range strays {
			if v.MoreLeft = i == straysListed; !v.MoreLeft {
				v.Strays = append(v.Strays, view.Stray{Terminal: x.Terminal, Number: x.Number, Chip: x.Chip, At: web.At(x.SaidAt, loc), Received: web.At(x.ReceivedAt, loc), Suspect: x.Suspect})
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.Page(v))
}

func formOf(r *http.Request) (f view.Form, c adms.Clock) {
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	f = view.Form{Name: get("name"), Serial: get("serial"), Networks: get("networks"), Who: get("who"), NoPath: get("nopath") == "1", Keys: get("keys") == "1"}
	return f, adms.Clock{Name: f.Name, Serial: f.Serial, Networks: f.Networks, Who: f.Who, NeedPath: !f.NoPath, Keys: f.Keys}
}

func (s *Clocks) inSchool(r *http.Request) (string, error) {
	if err := web.Form(r); err != nil {
		return "", err
	}
	return s.SchoolFor(r, r.PostForm.Get("school"))
}

// beside is the words of a refusal that the page shows; else the error goes on.
func (s *Clocks) beside(r *http.Request, err error) (string, error) {
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
		return "", err
	}
	words := s.FaultWords(r.Context(), fault.As(err))
	if words == "" {
		return "", err
	}
	return words, nil
}

func (s *Clocks) add(w http.ResponseWriter, r *http.Request) error {
	school, err := s.inSchool(r)
	if err != nil {
		return err
	}
	f, c := formOf(r)
	if _, err := s.clocks.Add(web.Finish(r), web.Actor(r), school, c); err != nil {
		if f.Error, err = s.beside(r, err); err != nil {
			return err
		}
		return s.draw(w, r, school, http.StatusUnprocessableEntity, view.View{Form: f})
	}
	return web.See(w, r, "/console/clocks?done=clock-added")
}

func (s *Clocks) save(w http.ResponseWriter, r *http.Request) error {
	school, err := s.inSchool(r)
	if err != nil {
		return err
	}
	_, c := formOf(r)
	c.TerminalID = r.PathValue("id")
	if err := s.clocks.Save(web.Finish(r), web.Actor(r), school, c); err != nil {
		words, err := s.beside(r, err)
		if err != nil {
			return err
		}
		return s.draw(w, r, school, http.StatusUnprocessableEntity, view.View{Error: words})
	}
	return web.See(w, r, "/console/clocks?done=clock-saved")
}

func (s *Clocks) newPath(w http.ResponseWriter, r *http.Request) error {
	school, err := s.inSchool(r)
	if err != nil {
		return err
	}
	if err := s.clocks.NewPath(web.Finish(r), web.Actor(r), school, r.PathValue("id")); err != nil {
		return err
	}
	return web.See(w, r, "/console/clocks?done=clock-path")
}

func (s *Clocks) stop(w http.ResponseWriter, r *http.Request) error {
	school, err := s.inSchool(r)
	if err != nil {
		return err
	}
	if err := s.clocks.Stop(web.Finish(r), web.Actor(r), school, r.PathValue("id")); err != nil {
		return err
	}
	return web.See(w, r, "/console/clocks?done=clock-stopped")
}

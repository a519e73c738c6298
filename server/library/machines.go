package library

import (
	"context"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/library/machine"
	"yunka/server/library/sip2"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/library"
)

func (s *Library) machineRoutes() []web.Route {
	const path = "/console/library/machines"
	return []web.Route{
		{Method: "GET", Pattern: path, Action: allow.LibraryManage, Handle: s.machinesPage},
		{Method: "POST", Pattern: path, Action: allow.LibraryManage, Handle: s.addMachine},
		{Method: "POST", Pattern: path + "/{id}", Action: allow.LibraryManage, Handle: s.saveMachine},
		{Method: "POST", Pattern: path + "/{id}/stop", Action: allow.LibraryManage, Handle: s.stopMachine},
	}
}

// serveMachines answers machines on every door until the program stops.
func (s *Library) serveMachines(ctx context.Context) error {
	server := sip2.Server{Open: s.machines.Open, Log: s.Logger}
	var all sync.WaitGroup
	for _, l := range s.doors {
		all.Go(func() {
			if err := server.Serve(ctx, l); err != nil {
				s.Logger.Error("sip2 ended", "addr", l.Addr().String(), "err", err)
			}
		})
	}
	<-ctx.Done()
	all.Wait()
	return nil
}

func (s *Library) machinesPage(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.drawMachines(w, r, school, http.StatusOK, view.MachinesView{})
}

func (s *Library) drawMachines(w http.ResponseWriter, r *http.Request, school string, status int, v view.MachinesView) error {
	for _, l := range s.doors {
		if _, port, err := net.SplitHostPort(l.Addr().String()); err == nil {
			v.Ports = append(v.Ports, port)
		}
	}
	v.Host, _, _ = strings.Cut(r.Host, ":")
	if v.Form.Charset == "" {
		v.Form.Charset = string(sip2.UTF8)
	}
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell, v.Rows = sh, nil
		list, err := machine.List(ctx, q, sc.ID)
		for _, m := range list {
			row := view.Machine{ID: m.TerminalID, Name: m.Name, Charset: string(m.Charset), CRLF: m.CRLF, Stopped: m.RevokedAt > 0}
			if m.LastAt > 0 {
				row.Seen = time.UnixMilli(m.LastAt).In(sc.Location())
			}
			v.Rows = append(v.Rows, row)
		}
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.Machines(v))
}

func machineOf(r *http.Request) (f view.MachineForm, m machine.Machine) {
	f = view.MachineForm{Name: strings.TrimSpace(r.PostForm.Get("name")), Charset: r.PostForm.Get("charset"), CRLF: r.PostForm.Get("end") == "crlf"}
	return f, machine.Machine{Name: f.Name, Charset: sip2.Charset(f.Charset), CRLF: f.CRLF}
}

func (s *Library) addMachine(w http.ResponseWriter, r *http.Request) error {
	school, err := s.inSchool(r)
	if err != nil {
		return err
	}
	f, m := machineOf(r)
	_, token, err := s.machines.Add(web.Finish(r), web.Actor(r), school, m)
	if err != nil {
		if f.Error = s.FaultWords(r.Context(), fault.As(err)); f.Error == "" || !refusedForm(err) {
			return err
		}
		return s.drawMachines(w, r, school, fault.Status(err), view.MachinesView{Form: f})
	}
	return s.drawMachines(w, r, school, http.StatusOK, view.MachinesView{Issued: &frame.Issued{For: f.Name, Token: token}})
}

func (s *Library) saveMachine(w http.ResponseWriter, r *http.Request) error {
	school, err := s.inSchool(r)
	if err != nil {
		return err
	}
	f, m := machineOf(r)
	m.TerminalID = r.PathValue("id")
	if err := s.machines.Save(web.Finish(r), web.Actor(r), school, m); err != nil {
		if f.Error = s.FaultWords(r.Context(), fault.As(err)); f.Error == "" || !refusedForm(err) {
			return err
		}
		return s.drawMachines(w, r, school, fault.Status(err), view.MachinesView{Error: f.Error})
	}
	return web.See(w, r, "/console/library/machines?done=library-saved")
}

func (s *Library) stopMachine(w http.ResponseWriter, r *http.Request) error {
	school, err := s.inSchool(r)
	if err != nil {
		return err
	}
	if err := s.machines.Stop(web.Finish(r), web.Actor(r), school, r.PathValue("id")); err != nil {
		return err
	}
	return web.See(w, r, "/console/library/machines?done=library-stopped")
}

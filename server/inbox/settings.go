package inbox

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/outbox/deliver"
	"yunka/server/web"
	view "yunka/views/inbox"
)

func (s *Inbox) settings(w http.ResponseWriter, r *http.Request) error {
	return s.settingsPage(w, r, r.URL.Query().Get("of"), http.StatusOK, nil)
}

// settingsPage shows the settings of a person; wrong is what was typed and why it was
// refused.
func (s *Inbox) settingsPage(
	w http.ResponseWriter, r *http.Request, named string, status int, wrong *view.SettingsView,
) error {
	v := view.SettingsView{Page: s.Page(r)}
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		person, school, err := s.person(ctx, q, r, named)
		if err != nil {
			return err
		}
		if person == "" {
			return fault.New(fault.NotFound, "not_found")
		}
		sc, err := campus.SchoolByID(ctx, q, school)
		if err != nil {
			return err
		}
		v.Person, v.School, v.Page.SchoolName, v.Page.Demo = person, sc.Name, sc.Name, sc.Demo
		set, err := deliver.QuietOf(ctx, q, school, person)
		if err != nil {
			return err
		}
		own, has := set[person]
		v.Own, v.Schools = has, quietView(deliver.QuietFor(set, school, ""))
		v.Quiet = v.Schools
		if has {
			v.Quiet.On = own.On
			if own.On {
				v.Quiet = quietView(own)
			}
		}
		list, err := channelsOf(ctx, q, school, person)
		for _, c := range list {
			if s.worker.Sends(c.Kind) {
				v.Channels = append(v.Channels, view.Channel{Kind: c.Kind, On: c.Agreed})
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	if wrong != nil {
		v.Own, v.Quiet, v.Problem = wrong.Own, wrong.Quiet, wrong.Problem
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.Settings(v))
}

func (s *Inbox) saveSettings(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	person, err := s.mine(r)
	if err != nil {
		return err
	}
	get := r.PostForm.Get
	typed := &view.SettingsView{
		Own: get("quiet") != "school", Quiet: view.Quiet{On: get("quiet") == "own", From: get("from"), To: get("to")},
	}
	q, err := quietOf(get("quiet"), get("from"), get("to"))
	if err == nil {
		err = s.service.SetOwnQuiet(web.Finish(r), web.Actor(r), person, q)
	}
	if err == nil {
		return web.See(w, r, view.Path(person)+"&done=saved")
	}
	if typed.Problem = view.Wrong(r.Context(), fault.As(err).Code); typed.Problem == "" {
		return err
	}
	return s.settingsPage(w, r, person, fault.Status(err), typed)
}

func (s *Inbox) setChannel(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	person, err := s.mine(r)
	if err != nil {
		return err
	}
	err = s.service.Agree(web.Finish(r), web.Actor(r), person, r.PostForm.Get("kind"), r.PostForm.Get("on") != "")
	if err != nil {
		text := view.Wrong(r.Context(), fault.As(err).Code)
		if text == "" {
			return err
		}
		return s.settingsPage(w, r, person, fault.Status(err), &view.SettingsView{Problem: text})
	}
	return web.See(w, r, view.Path(person)+"&done=saved")
}

// quietOf reads a form's quiet hours; nil is those of the school.
func quietOf(choice, from, to string) (*deliver.Quiet, error) {
	switch choice {
	case "school":
		return nil, nil
	case "never":
		return &deliver.Quiet{}, nil
	case "own":
		a, okA := minuteOf(from)
		b, okB := minuteOf(to)
		if !okA || !okB {
			return nil, fault.New(fault.Invalid, "quiet_time")
		}
		q := deliver.Quiet{On: true, From: a, To: b}
		return &q, q.Check()
	}
	return nil, fault.New(fault.Invalid, "quiet_choice")
}

// minuteOf reads HH:MM, with seconds as some browsers send them.
func minuteOf(text string) (int, bool) {
	parts := strings.Split(strings.TrimSpace(text), ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || len(p) > 2 || v < 0 || i == 0 && v > 23 || v > 59 {
			return 0, false
		}
		n[i] = v
	}
	return n[0]*60 + n[1], true
}

// quietView writes quiet hours as a form has them.
func quietView(q deliver.Quiet) view.Quiet {
	if !q.On { // what the form offers to begin with
		q.From, q.To = deliver.DefaultQuiet.From, deliver.DefaultQuiet.To
	}
	return view.Quiet{On: q.On, From: clock(q.From), To: clock(q.To)}
}

func clock(minute int) string {
	two := func(n int) string { return strconv.Itoa(n/10) + strconv.Itoa(n%10) }
	return two(minute/60) + ":" + two(minute%60)
}

package inbox

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/outbox/deliver"
	"yunka/server/web"
	"yunka/views/console"
	view "yunka/views/inbox"
)

const (
	deadShown  = 50
	daysShown  = 14
	aboutShown = 40
)

func (s *Inbox) messages(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.office(w, r, school, http.StatusOK, view.Typed{})
}

// office is the page of all messages; typed is a form that was refused.
func (s *Inbox) office(w http.ResponseWriter, r *http.Request, school string, status int, typed view.Typed) error {
	v := view.Office{Search: strings.TrimSpace(r.URL.Query().Get("q")), Typed: typed}
	people := 0
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) (err error) {
		v.Shell = sh
		v.May = allow.Can(web.Actor(r), allow.MessagesManage, allow.Target{School: school})
		v.Shell.Page.Problem = typed.Problem
		if err := s.fillQueue(ctx, q, sc, &v); err != nil {
			return err
		}
		if v.Search != "" {
			if people, err = s.fillSearch(ctx, q, sc, &v); err != nil {
				return err
			}
		}
		set, err := deliver.QuietOf(ctx, q, school)
		if err != nil {
			return err
		}
		v.Quiet = quietView(deliver.QuietFor(set, school, ""))
		if typed.Quiet != nil {
			v.Quiet = *typed.Quiet
		}
		return s.fillChannels(ctx, q, school, &v)
	})
	if err != nil {
		return err
	}
	named := people
	for _, d := range v.Dead {
		if d.About != "" || d.Reader != "" {
			named++
		}
	}
	// The page names people, so reading it is on record like any other.
	if err := s.Viewed(r, school, string(allow.MessagesRead), map[string]any{"people": named}); err != nil {
		return err
	}
	return s.Render(w, r, status, view.Messaging(v))
}

// fillQueue reads what waits, what failed and what each day came to.
func (s *Inbox) fillQueue(ctx context.Context, q bun.IDB, sc campus.School, v *view.Office) error {
	now, loc := s.Now(), sc.Location()
	rows, err := waiting(ctx, q, sc.ID)
	if err != nil {
		return err
	}
	for _, r := range rows {
		i := slices.IndexFunc(v.Waiting, func(w view.Waiting) bool { return w.Why == r.Why })
		if i < 0 {
			v.Waiting = append(v.Waiting, view.Waiting{Why: r.Why, N: r.N, Due: web.At(r.DueAt, loc)})
			continue
		}
		v.Waiting[i].N += r.N
		if due := web.At(r.DueAt, loc); due.Before(v.Waiting[i].Due) {
			v.Waiting[i].Due = due
		}
	}
	order := []string{"now", "digest", "quiet", "send", "retry"}
	slices.SortFunc(v.Waiting, func(a, b view.Waiting) int {
		return cmp.Compare(slices.Index(order, a.Why), slices.Index(order, b.Why))
	})
	letters, err := dead(ctx, q, sc.ID, deadShown)
	if err != nil {
		return err
	}
	for _, d := range letters {
		v.Dead = append(v.Dead, view.Dead{
			ID: d.ID, Kind: s.words.Called(ctx, d.Kind), Channel: d.Channel, About: d.About, Reader: d.Reader,
			Why: d.Error, At: web.At(d.At, loc),
		})
	}
	if v.DeadAll, err = countDead(ctx, q, sc.ID); err != nil {
		return err
	}
	first := now.In(loc).AddDate(0, 0, 1-daysShown).Format(time.DateOnly)
	days, err := byDay(ctx, q, sc.ID, first)
	for _, d := range days {
		at, bad := time.ParseInLocation(time.DateOnly, d.Day, loc)
		if bad != nil {
			continue
		}
		v.Days = append(v.Days, view.DayTotal{
			Day: at, Told: d.Told, Read: d.Read, Waiting: d.Waiting, Replaced: d.Replaced, Withheld: d.Withheld,
		})
	}
	return err
}

// fillSearch finds whom the search means and what was told about them. It returns how
// many people the page names.
func (s *Inbox) fillSearch(ctx context.Context, q bun.IDB, sc campus.School, v *view.Office) (int, error) {
	hits, err := campus.Search(ctx, q, sc.ID, v.Search)
	if err != nil || len(hits) == 0 {
		return 0, err
	}
	var ids []string
	for _, h := range hits {
		ids = append(ids, h.ID)
		v.Hits = append(v.Hits, view.Hit{Name: h.Name, Number: h.Number, Class: h.Class})
	}
	rows, err := about(ctx, q, sc.ID, ids, aboutShown)
	loc := sc.Location()
	for _, r := range rows {
		if n := len(v.Found); n == 0 || v.Found[n-1].Number != r.Number {
			v.Found = append(v.Found, view.Found{
				Number: r.Number, Kind: s.words.Called(ctx, r.Kind), Name: r.Name, At: web.At(r.At, loc), State: r.State,
			})
		}
		if r.Reader == "" {
			continue
		}
		f := &v.Found[len(v.Found)-1]
		f.Readers = append(f.Readers, view.Reader{
			Name: r.Reader, State: r.ReaderEnds, Hold: r.Hold, Told: web.At(r.ToldAt, loc), Read: web.At(r.ReadAt, loc),
		})
	}
	return len(hits), err
}

// fillChannels lists the ways out of the card that this program has, on or off.
func (s *Inbox) fillChannels(ctx context.Context, q bun.IDB, school string, v *view.Office) error {
	rows, err := channels(ctx, q, school)
	if err != nil {
		return err
	}
	on := map[string]bool{}
	for _, c := range rows {
		on[c.Kind] = c.Enabled
	}
	for kind := range s.channels {
		v.Channels = append(v.Channels, view.Channel{Kind: kind, On: on[kind]})
	}
	slices.SortFunc(v.Channels, func(a, b view.Channel) int { return strings.Compare(a.Kind, b.Kind) })
	return nil
}

// schoolForm reads a form of the page and the school that it means.
func (s *Inbox) schoolForm(r *http.Request) (string, error) {
	if err := web.Form(r); err != nil {
		return "", err
	}
	return s.SchoolFor(r, r.PostForm.Get("school"))
}

func (s *Inbox) saveQuiet(w http.ResponseWriter, r *http.Request) error {
	school, err := s.schoolForm(r)
	if err != nil {
		return err
	}
	get := r.PostForm.Get
	choice := get("quiet")
	if choice == "school" { // which a school cannot choose
		choice = ""
	}
	q, err := quietOf(choice, get("from"), get("to"))
	if err == nil {
		err = s.service.SetSchoolQuiet(web.Finish(r), web.Actor(r), school, *q)
	}
	if err == nil {
		return web.See(w, r, "/console/messages?done=messages-saved")
	}
	text := view.Wrong(r.Context(), fault.As(err).Code)
	if text == "" {
		return err
	}
	return s.office(w, r, school, fault.Status(err), view.Typed{
		Problem: text, Quiet: &view.Quiet{On: choice == "own", From: get("from"), To: get("to")},
	})
}

func (s *Inbox) saveChannel(w http.ResponseWriter, r *http.Request) error {
	school, err := s.schoolForm(r)
	if err != nil {
		return err
	}
	err = s.service.SetChannel(web.Finish(r), web.Actor(r), school, r.PostForm.Get("kind"), r.PostForm.Get("on") != "")
	if text := view.Wrong(r.Context(), fault.As(err).Code); err != nil && text != "" {
		return s.office(w, r, school, fault.Status(err), view.Typed{Problem: text})
	}
	if err != nil {
		return err
	}
	return web.See(w, r, "/console/messages?done=messages-saved")
}

func (s *Inbox) retry(w http.ResponseWriter, r *http.Request) error {
	school, err := s.schoolForm(r)
	if err != nil {
		return err
	}
	if err := s.service.Retry(web.Finish(r), web.Actor(r), school, r.PathValue("id")); err != nil {
		return err
	}
	return web.See(w, r, "/console/messages?done=messages-retried")
}

func (s *Inbox) drop(w http.ResponseWriter, r *http.Request) error {
	school, err := s.schoolForm(r)
	if err != nil {
		return err
	}
	note := r.PostForm.Get("note")
	err = s.service.Drop(web.Finish(r), web.Actor(r), school, r.PathValue("id"), note)
	if fault.As(err).Code == "drop_note" && err != nil {
		return s.office(w, r, school, fault.Status(err), view.Typed{
			Problem: view.NoteWrong(r.Context()), Letter: r.PathValue("id"), Note: note,
		})
	}
	if err != nil {
		return err
	}
	return web.See(w, r, "/console/messages?done=messages-dropped")
}

package visits

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/pass"
	"yunka/server/visit"
	"yunka/server/web"
	frame "yunka/views/console"
	"yunka/views/msg"
	view "yunka/views/visits"
)

const (
	typedTime  = "2006-01-02T15:04" // of an input of type datetime-local
	visitsShow = 200
)

func (s *Visits) visits(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.visitsPage(w, r, school, http.StatusOK, view.VisitsView{Past: r.URL.Query().Get("past") == "1"})
}

// visitsPage shows the office everybody's visits and a teacher their own.
func (s *Visits) visitsPage(w http.ResponseWriter, r *http.Request, school string, status int, page view.VisitsView) error {
	a := web.Actor(r)
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		page.Shell = sh
		loc, now := sc.Location(), s.Now()
		if page.Form.From == "" { // the next whole hour, for two
			next := now.In(loc).Truncate(time.Hour).Add(time.Hour)
			page.Form.Look, page.Form.From, page.Form.To = string(pass.Photo), next.Format(typedTime), next.Add(2*time.Hour).Format(typedTime)
		}
		zones, err := access.Zones(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		for _, z := range zones {
			page.Zones = append(page.Zones, frame.Option{Value: z.ID, Text: z.Name})
		}
		ask := visit.Query{Past: page.Past, Limit: visitsShow}
		if sh.Partial {
			ask.Hosts = web.Keys(a.People)
		}
		rows, err := visit.List(ctx, q, sc.ID, now.UnixMilli(), ask)
		for _, v := range rows {
			gone := v.Gone
			if v.LeftHow == "office" {
				gone = v.LeftAt
			}
			page.Rows = append(page.Rows, view.Visit{ID: v.ID, Name: v.Name, Company: v.Company, Purpose: v.Purpose, Phone: v.Phone, Host: v.Host, Zone: v.Zone, Look: string(v.Look),
				State: string(v.State(now.UnixMilli())), From: web.At(v.From, loc), To: web.At(v.To, loc), Entered: web.At(v.Entered, loc), Gone: web.At(gone, loc)})
		}
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.Visits(page))
}

func (s *Visits) invite(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	f := view.VisitForm{Name: get("name"), Company: get("company"), Phone: get("phone"), Purpose: get("purpose"), Zone: get("zone"), Look: get("look"), From: get("from"), To: get("to")}
	var loc *time.Location
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, school)
		loc = sc.Location()
		return err
	})
	if err != nil {
		return err
	}
	moment := func(text string) int64 {
		t, err := time.ParseInLocation(typedTime, text, loc)
		if err != nil {
			return 0 // no time of ours: refused as such
		}
		return t.UnixMilli()
	}
	_, code, err := s.Visits.Invite(web.Finish(r), web.Actor(r), school, visit.Draft{Name: f.Name, Company: f.Company, Phone: f.Phone, Purpose: f.Purpose, Zone: f.Zone, Look: pass.Look(f.Look), From: moment(f.From), To: moment(f.To)})
	if err != nil {
		wrong := fault.As(err)
		field, ok := strings.CutPrefix(wrong.Code, "visit_")
		if !ok || wrong.Kind != fault.Invalid {
			return err
		}
		f.Field, f.Error = field, msg.VisitWrong(r.Context(), field)
		return s.visitsPage(w, r, school, fault.Status(err), view.VisitsView{Form: f})
	}
	url := s.Address(r) + "/v/" + code
	return s.visitsPage(w, r, school, http.StatusOK, view.VisitsView{Made: &view.VisitMade{Name: f.Name, URL: url, Code: web.QR(url)}})
}

func (s *Visits) endVisit(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, visit.Owner)
	if err != nil {
		return err
	}
	if err := s.Visits.End(web.Finish(r), web.Actor(r), o.ID); err != nil && fault.As(err).Code != "visit_ended" {
		return err
	}
	return web.See(w, r, "/console/visits?done=visit-ended")
}

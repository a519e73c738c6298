package freshmen

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/intake"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/freshmen/office"
)

const rowsAPage = 100

func (s *Freshmen) listPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, intake.OwnerOfIntake)
	if err != nil {
		return err
	}
	return s.drawList(w, r, o, http.StatusOK, "")
}

func (s *Freshmen) drawList(w http.ResponseWriter, r *http.Request, o web.Named, status int, problem string) error {
	query := r.URL.Query()
	v := view.Applicants{Tab: query.Get("tab"), Text: typed(query.Get("q")), Error: problem}
	if !slices.Contains(intake.Tabs, v.Tab) {
		v.Tab = "all"
	}
	from, _ := strconv.Atoi(query.Get("from"))
	from = max(0, min(from, 1_000_000))
	v.First = from == 0
	var ids []string
	err := s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		in, err := intake.ByID(ctx, q, o.ID)
		if err != nil {
			return err
		}
		v.In = s.shown(in, sc.Location())
		list, total, err := intake.Applicants(ctx, q, in.ID, intake.Filter{Tab: v.Tab, Text: v.Text}, rowsAPage, from)
		if err != nil {
			return err
		}
		v.Total = total
		if from+len(list) < total {
			v.NextURL = sh.Path("/freshmen/"+in.ID+"/list") + "?tab=" + v.Tab + "&from=" + strconv.Itoa(from+rowsAPage)
		}
		for _, one := range list {
			ids = append(ids, one.ID)
		}
		kin, err := intake.Families(ctx, q, ids...)
		for _, one := range list {
			v.Rows = append(v.Rows, rowOf(one, kin[one.ID], sc.Location()))
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, o.School, "freshmen.viewed", map[string]any{"intake": o.ID, "tab": v.Tab, "people": len(ids)}); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.ListPage(v))
}

func rowOf(one intake.Applicant, kin []intake.Kin, loc *time.Location) view.Row {
	row := view.Row{ID: one.ID, Name: one.Name, Class: one.Class, Number: one.Number, Dorm: one.Dorm, Slot: one.Slot, State: string(one.State), Review: string(one.Review),
		Invited: one.CodeHash != "", ArrivedAt: web.At(one.ArrivedAt, loc), Late: one.Late}
	if row.Class == "" {
		row.Class = one.Grade
	}
	for _, k := range kin {
		row.Phones = append(row.Phones, k.Phone)
		row.Proven = row.Proven || k.ProvenAt > 0
	}
	return row
}

// makeSlips makes and shows slips in this answer only.
func (s *Freshmen) makeSlips(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, intake.OwnerOfIntake)
	if err != nil {
		return err
	}
	chosen := r.PostForm["one"]
	if len(chosen) == 0 {
		chosen = r.PostForm["page"]
	}
	list, err := s.intakes.Slips(web.Finish(r), web.Actor(r), o.ID, chosen)
	if err != nil {
		words, failed := s.beside(r, err)
		if failed != nil {
			return failed
		}
		return s.drawList(w, r, o, fault.Status(err), words)
	}
	v := view.Slips{Origin: s.Address(r)}
	for _, slip := range list {
		link := v.Origin + "/join/" + slip.Code
		v.List = append(v.List, view.Slip{Name: slip.Name, Class: slip.Grade, Guardian: slip.Guardian, Code: slip.Code, Link: link, QR: web.QR(link)})
	}
	err = s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell, v.School = sh, sc.Name
		in, err := intake.ByID(ctx, q, o.ID)
		v.In = s.shown(in, sc.Location())
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.SlipsPage(v))
}

package pickup

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/pickup/custody"
	"yunka/server/pickup/plan"
	"yunka/server/pickup/release"
	"yunka/server/pickup/rule"
	"yunka/server/picture"
	"yunka/server/timetable"
	"yunka/server/web"
	"yunka/views/console"
	view "yunka/views/pickup"
)

// daysAhead is how many days the office reads a restriction by.
const daysAhead = 14

func (s *Pickup) custodyPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, custody.OwnerOfPair)
	if err != nil {
		return err
	}
	return s.drawCustody(w, r, o, http.StatusOK, view.CustodyView{Holidays: string(rule.AsUsual), Clock: "00:00"})
}

func (s *Pickup) drawCustody(w http.ResponseWriter, r *http.Request, o web.Named, status int, v view.CustodyView) error {
	if status == http.StatusOK {
		if err := s.Viewed(r, o.School, "pickup.restriction_viewed", map[string]any{"guardianship": o.ID}); err != nil {
			return err
		}
	}
	err := s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error {
		v.Shell = sh
		pair, err := custody.ReadPair(ctx, q, o.School, o.ID)
		if err != nil {
			return err
		}
		if err := custody.Apart(ctx, q, web.Actor(r), o.School, pair.ChildID); err != nil {
			return err
		}
		v.ID, v.ChildID, v.AdultID, v.Child, v.Adult, v.Relation, v.Whole = pair.ID, pair.ChildID, pair.AdultID, pair.Child, pair.Adult, pair.Relation, pair.Restricted
		list, err := custody.Of(ctx, q, o.School, o.ID)
		if err != nil {
			return err
		}
		loc := sc.Location()
		today := timetable.Today(s.Now(), loc)
		if v.From == "" {
			v.From = today
		}
		var force []rule.Restriction
		for _, x := range list {
			one := view.Restriction{ID: x.ID, Kind: string(x.Kind), Holidays: string(x.Holidays), Document: x.Document, From: timetable.Instant(x.FromDay, 12*60, loc),
				Odd: x.Odd, Even: x.Even, Handover: x.Handover, Scan: x.HasScan, By: x.ByName, At: web.At(x.At, loc), Ended: web.At(x.EndedAt, loc), EndedBy: x.EndedName}
			if x.UntilDay != "" {
				one.Until = timetable.Instant(x.UntilDay, 12*60, loc)
			}
			if x.EndedAt == 0 {
				force = append(force, x.Restriction)
			}
			v.List = append(v.List, one)
		}
		world, err := plan.Load(ctx, q, sc)
		if err != nil {
			return err
		}
		if pair.Restricted {
			force = append(force, rule.Restriction{Kind: rule.Never, FromDay: "2000-01-01"})
		}
		for _, d := range rule.Look(force, today, daysAhead, loc, release.Free(world.Calendar)) {
			a := view.Ahead{At: timetable.Instant(d.Day, 12*60, loc), Free: d.Free}
			for _, p := range d.Parts {
				a.Parts = append(a.Parts, view.Part{From: p.From, May: p.May})
			}
			v.Ahead = append(v.Ahead, a)
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.Custody(v))
}

func (s *Pickup) restrict(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, custody.OwnerOfPair)
	if err != nil {
		return err
	}
	u, err := web.ReadParts(r, "scan", picture.MaxBytes, 1000)
	v := view.CustodyView{Kind: u.Get("kind"), From: u.Get("from"), Until: u.Get("until"), Clock: u.Get("handover"), Document: strings.TrimSpace(u.Get("document")), Holidays: u.Get("holidays"),
		Odd: bits(u, "odd"), Even: bits(u, "even")}
	if err == nil {
		x := rule.Restriction{Kind: rule.Kind(v.Kind), FromDay: v.From, UntilDay: v.Until, Odd: v.Odd, Even: v.Even, Handover: minute(v.Clock), Holidays: rule.OnHolidays(v.Holidays), Document: v.Document}
		if v.Clock == "" {
			x.Handover = 0
		}
		if err = s.custody.Add(web.Finish(r), web.Actor(r), o.School, o.ID, x, u.Content); err == nil {
			return web.See(w, r, "/console"+view.CustodyPath(o.ID)+"?done=restricted")
		}
	}
	problem := fault.As(err)
	if problem.Code == "file_too_large" {
		problem = fault.New(fault.Invalid, "restriction_scan")
	}
	if v.Problem = s.FaultWords(r.Context(), problem); v.Problem == "" {
		return err
	}
	return s.drawCustody(w, r, o, fault.Status(problem), v)
}

// bits are the weekdays that a form has ticked: odd1, odd2 …
func bits(u web.Upload, name string) (mask int) {
	for n := 1; n <= 7; n++ {
		if u.Get(name+strconv.Itoa(n)) != "" {
			mask |= 1 << (n - 1)
		}
	}
	return mask
}

func (s *Pickup) unrestrict(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, custody.OwnerOf)
	if err != nil {
		return err
	}
	pair, err := s.custody.End(web.Finish(r), web.Actor(r), o.School, o.ID)
	if err != nil && fault.As(err).Code != "restriction_ended" {
		return err
	}
	return web.See(w, r, "/console"+view.CustodyPath(url.PathEscape(pair))+"?done=unrestricted")
}

func (s *Pickup) restrictionScan(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, custody.OwnerOf)
	if err != nil {
		return err
	}
	if err := s.Viewed(r, o.School, "pickup.restriction_viewed", map[string]any{"restriction": o.ID}); err != nil {
		return err
	}
	var jpeg []byte
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		child, err := custody.ChildOf(ctx, q, o.School, o.ID)
		if err != nil {
			return err
		}
		if err := custody.Apart(ctx, q, web.Actor(r), o.School, child); err != nil {
			return err
		}
		jpeg, err = custody.Scan(ctx, q, o.School, o.ID)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "private, no-store")
	_, err = w.Write(jpeg)
	return err
}

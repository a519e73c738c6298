package dorm

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/dorm/housing"
	"yunka/server/dorm/night"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/dorm"
)

// topicNight is the kind of the live page of tonight; its id is a building.
const topicNight = "dorm-night"

// How many nights the pages reach back.
const (
	weekNights  = 7
	monthNights = 30
)

const nightEvery = 5 * time.Second // a page is read again because time has passed, or somebody came

func (s *Dorm) nightTopic() web.Topic {
	state := func(ctx context.Context, q bun.IDB, t live.Topic, version int64) ([]web.Piece, error) {
		parts, err := s.nightParts(ctx, q, t)
		return web.Whole(t.ID, parts, version), err
	}
	return web.Topic{Kind: topicNight, Permit: mayWatch, Snapshot: state, Pulse: func(ctx context.Context, q bun.IDB, t live.Topic) ([]web.Pulse, error) {
		if !s.Due(t, "dorm-night", nightEvery) {
			return nil, nil
		}
		return s.nightParts(ctx, q, t)
	}}
}

// mayWatch keeps the buildings that the account watches.
func mayWatch(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) (may []live.Topic, err error) {
	for _, t := range asked {
		target, err := housing.OwnerOfBuilding(ctx, q, t.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if t.School = target.School; allow.Can(a, allow.DormWatch, target) {
			may = append(may, t)
		}
	}
	return may, nil
}

func (s *Dorm) nightParts(ctx context.Context, q bun.IDB, t live.Topic) ([]web.Pulse, error) {
	sc, err := campus.SchoolByID(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	v, err := s.readNight(ctx, q, sc, t.ID, night.Of(s.Now(), sc.Location()))
	return []web.Pulse{web.Part("dorm-night", nightEvery, func() templ.Component { return view.NightPart(v) })}, err
}

// readNight is a night as its page shows it.
func (s *Dorm) readNight(ctx context.Context, q bun.IDB, sc campus.School, building, day string) (v view.Night, err error) {
	sheet, err := s.nights.Read(ctx, q, sc, building, day)
	if err != nil {
		return v, err
	}
	now, loc := s.Now(), sc.Location()
	sure := web.At(sheet.Curfew, loc).Add(night.Grace)
	v = view.Night{Path: "/console/dorm/houses/" + building, Day: day, Tonight: day == night.Of(now, loc), Sure: !now.Before(sure), From: sure.Format("15:04"),
		Curfew: web.At(sheet.Curfew, loc).Format("15:04"), All: len(sheet.Rows), Missing: sheet.Counts[night.Missing], Unsure: sheet.Counts[night.Unsure],
		Waiting: sheet.Counts[night.Waiting], Late: sheet.Counts[night.Late], Away: sheet.Counts[night.Away], Home: sheet.Counts[night.OnTime]}
	for _, d := range sheet.Silent {
		one := view.Silent{Name: d.Name}
		if d.Until != 0 {
			one.Until = web.At(d.Until, loc)
		}
		v.Silent = append(v.Silent, one)
	}
	var people, missing []string
	for _, r := range sheet.Rows {
		if r.State != night.OnTime {
			people = append(people, r.PersonID)
		}
		if r.State == night.Missing {
			missing = append(missing, r.PersonID)
		}
	}
	members, err := membersOf(ctx, q, sc.ID, now.UnixMilli(), people)
	if err != nil {
		return v, err
	}
	contacts, err := campus.ContactsOf(ctx, q, sc.ID, now.UnixMilli(), missing...)
	if err != nil {
		return v, err
	}
	for _, r := range sheet.Rows {
		if r.State == night.OnTime { // a count says it
			continue
		}
		m, c := members[r.PersonID], contacts[r.PersonID]
		row := view.NightRow{PersonID: r.PersonID, Name: r.Name, Class: campus.ClassName(m.Grade, m.Class), Room: r.Room, State: string(r.State), Minutes: r.Minutes, Call: c.Phone, Contact: c.Name}
		if r.Seen {
			row.Door, row.At = r.Last.Door, web.At(r.Last.At, loc)
		}
		if r.Note != nil {
			row.Note, row.By, row.NotedAt = r.Note.Text, r.Note.By, web.At(r.Note.At, loc)
		}
		v.Rows = append(v.Rows, row)
	}
	return v, nil
}

func (s *Dorm) nightPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, housing.OwnerOfBuilding)
	if err != nil {
		return err
	}
	return s.drawNight(w, r, o, http.StatusOK, r.URL.Query().Get("night"), "")
}

func (s *Dorm) drawNight(w http.ResponseWriter, r *http.Request, o web.Named, status int, day, problem string) error {
	v := view.NightView{Error: problem}
	err := s.inBuilding(r, o, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School, b view.Building) (err error) {
		v.Shell, v.B = sh, b
		tonight := night.Of(s.Now(), sc.Location())
		for i := range monthNights {
			v.Days = append(v.Days, addDays(tonight, -i))
		}
		if !slices.Contains(v.Days, day) {
			day = tonight
		}
		if day == tonight {
			number, err := feed.Last(ctx, q, sc.ID)
			if err != nil {
				return err
			}
			v.Shell.Page.Live = "/live?topics=" + url.QueryEscape(topicNight+":"+o.Building) + "&since=" + strconv.FormatInt(number, 10)
		}
		v.Part, err = s.readNight(ctx, q, sc, o.Building, day)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, o.School, "dorm.night_viewed", map[string]any{"building": o.Building, "night": day}); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.NightPage(v))
}

func addDays(day string, n int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}

func (s *Dorm) noteNight(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, housing.OwnerOfBuilding)
	if err != nil {
		return err
	}
	var sc campus.School
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		sc, err = campus.SchoolByID(ctx, q, o.School)
		return err
	})
	if err != nil {
		return err
	}
	day := r.PostForm.Get("night")
	if err = s.nights.Note(web.Finish(r), web.Actor(r), sc, o.Building, r.PostForm.Get("person"), day, r.PostForm.Get("text")); err == nil {
		return web.See(w, r, "/console/dorm/houses/"+o.Building+"/night?night="+url.QueryEscape(day)+"&done=dorm-noted")
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	return s.drawNight(w, r, o, fault.Status(err), day, words)
}

// span are the nights that a page or file asks for; wrong ones are the last week.
func (s *Dorm) span(r *http.Request, sc campus.School) (from, to string) {
	to, n := night.Of(s.Now(), sc.Location()), weekNights
	q := r.URL.Query()
	if q.Get("long") == "1" {
		n = monthNights
	}
	from = addDays(to, 1-n)
	first, last := q.Get("from"), q.Get("to")
	if _, err := time.Parse(time.DateOnly, first); err != nil || first > last || last > to || addDays(first, monthNights) < last {
		return from, to
	}
	if _, err := time.Parse(time.DateOnly, last); err != nil {
		return from, to
	}
	return first, last
}

func (s *Dorm) nightsPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, housing.OwnerOfBuilding)
	if err != nil {
		return err
	}
	v := view.NightsView{Week: r.URL.Query().Get("long") != "1"}
	err = s.inBuilding(r, o, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School, b view.Building) error {
		v.Shell, v.B = sh, b
		v.From, v.To = s.span(r, sc)
		list, err := s.nights.Nights(ctx, q, sc, o.Building, v.From, v.To)
		if err != nil {
			return err
		}
		slices.Reverse(list)
		by := map[string]*view.PersonSum{}
		var people []string
		for _, n := range list {
			v.Nights = append(v.Nights, view.NightSum{Day: n.Day, Home: n.Counts[night.OnTime], Late: n.Counts[night.Late], Missing: n.Counts[night.Missing],
				Unsure: n.Counts[night.Unsure], Away: n.Counts[night.Away]})
			for _, row := range n.Rows {
				if row.State != night.Late && row.State != night.Missing && row.State != night.Unsure {
					continue
				}
				sum := by[row.PersonID]
				if sum == nil {
					sum = &view.PersonSum{Name: row.Name, Room: row.Room}
					by[row.PersonID], people = sum, append(people, row.PersonID)
				}
				switch row.State {
				case night.Late:
					sum.Late, sum.Minutes = sum.Late+1, sum.Minutes+row.Minutes
				case night.Missing:
					sum.Missing++
				default:
					sum.Unsure++
				}
			}
		}
		members, err := membersOf(ctx, q, sc.ID, s.Now().UnixMilli(), people)
		for _, id := range people {
			by[id].Class = campus.ClassName(members[id].Grade, members[id].Class)
			v.People = append(v.People, *by[id])
		}
		slices.SortStableFunc(v.People, func(a, b view.PersonSum) int {
			return cmp.Or(cmp.Compare(b.Missing, a.Missing), cmp.Compare(b.Late, a.Late), cmp.Compare(b.Minutes, a.Minutes))
		})
		return err
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, o.School, "dorm.night_viewed", map[string]any{"building": o.Building, "from": v.From, "to": v.To}); err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.NightsPage(v))
}

func (s *Dorm) nightsCSV(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, housing.OwnerOfBuilding)
	if err != nil {
		return err
	}
	var rows [][]string
	err = s.inBuilding(r, o, func(ctx context.Context, q bun.IDB, _ frame.Shell, sc campus.School, _ view.Building) error {
		from, to := s.span(r, sc)
		list, err := s.nights.Nights(ctx, q, sc, o.Building, from, to)
		if err != nil {
			return err
		}
		var people []string
		for _, n := range list {
			for _, row := range n.Rows {
				people = append(people, row.PersonID)
			}
		}
		slices.Sort(people)
		members, err := membersOf(ctx, q, sc.ID, s.Now().UnixMilli(), slices.Compact(people))
		if err != nil {
			return err
		}
		for _, n := range list {
			for _, row := range n.Rows {
				m, last, note := members[row.PersonID], "", ""
				if row.Seen {
					last = web.At(row.Last.At, sc.Location()).Format("2006-01-02 15:04") + " " + row.Last.Door
				}
				if row.Note != nil {
					note = row.Note.Text
				}
				rows = append(rows, []string{n.Day, row.Number, row.Name, campus.ClassName(m.Grade, m.Class), row.Room, view.StateTitle(ctx, string(row.State)), strconv.Itoa(row.Minutes), last, note})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, o.School, "dorm.exported", map[string]any{"building": o.Building, "rows": len(rows)}); err != nil {
		return err
	}
	return web.Sheet(w, "nights.csv", view.NightHeads(r.Context()), rows)
}

package hall

import (
	"context"
	"net/http"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/signin/meeting"
	"yunka/server/web"
	view "yunka/views/signin"
)

// lastShown is how many of those who came last a wall names.
const lastShown = 8

// Read is the live part of the list: figures, the re-check, who shares a device, and one
// of the three lists. limit 0 is all of it.
func (s *Hall) Read(ctx context.Context, q bun.IDB, sc campus.School, id, tab string, limit int) (v view.List, err error) {
	one, err := meeting.Read(ctx, q, id)
	if err != nil {
		return v, err
	}
	now, loc := s.Now(), sc.Location()
	v = view.List{Session: Shown(one, loc, now), Tab: tab, At: now.In(loc), Names: map[string]string{}}
	rows, err := meeting.Rows(ctx, q, id)
	if err != nil {
		return v, err
	}
	away, err := s.AwayOf(ctx, q, one, rows, now)
	if err != nil {
		return v, err
	}
	for _, r := range rows {
		v.Names[r.PersonID] = r.Name
		where := "missing"
		switch {
		case r.State == meeting.In:
			where = "signed"
			v.In++
			if one.Seats && r.How == meeting.ByCode && r.Seat == "" {
				v.Seatless++
			}
		case r.State == meeting.Waiting:
			where = "signed"
			v.Waiting++
		case away[r.PersonID]:
			where = "away"
			v.Away++
		case !r.Expected: // what was taken back of somebody nobody expected
			continue
		default:
			v.Missing++
		}
		if where == "signed" && len(v.Last) < lastShown {
			v.Last = append(v.Last, Row(r, loc, one))
		}
		if where == tab {
			if v.Total++; limit == 0 || len(v.Rows) < limit {
				v.Rows = append(v.Rows, Row(r, loc, one))
			}
		}
	}
	for _, sh := range meeting.SharedIn(rows) {
		v.Shared = append(v.Shared, view.Shared{People: sh.People})
	}
	for _, sh := range meeting.SeatsTwice(rows) {
		v.Shared = append(v.Shared, view.Shared{Seat: sh.What, People: sh.People})
	}
	c, err := meeting.LastCheck(ctx, q, id)
	if err != nil || c.ID == "" {
		return v, err
	}
	v.Check = &view.Check{People: len(c.Asked), Answered: c.Answered(), Running: now.UnixMilli() < c.UntilAt, Until: web.At(c.UntilAt, loc), At: web.At(c.At, loc)}
	for _, a := range c.Asked {
		if a.AnsweredAt == 0 {
			v.Check.Missing = append(v.Check.Missing, view.Named{ID: a.PersonID, Name: a.Name})
		}
	}
	return v, nil
}

// AwayOf are those of the list who are on leave when it is held.
func (s *Hall) AwayOf(ctx context.Context, q bun.IDB, one meeting.Session, rows []meeting.Row, now time.Time) (map[string]bool, error) {
	var people []string
	for _, r := range rows {
		if r.Expected && r.State != meeting.In {
			people = append(people, r.PersonID)
		}
	}
	at := min(max(now.UnixMilli(), one.StartsAt), one.EndsAt-1)
	return s.away(ctx, q, one.SchoolID, people, at)
}

// Row is a person of a list as pages show them.
func Row(r meeting.Row, loc *time.Location, one meeting.Session) view.Row {
	return view.Row{ID: r.PersonID, Name: r.Name, Number: r.Number, Class: campus.ClassName(r.Grade, r.Class), State: string(r.State), How: r.How, Late: r.Late, WalkIn: r.WalkIn,
		At: web.At(r.At, loc), Out: web.At(r.OutAt, loc), By: r.ByName, Why: r.Why, Seat: r.Seat, Credited: one.Credited(r.Mark())}
}

// Session is the one that an address names, for who may do the route's action to it.
func (s *Hall) Session(r *http.Request) (one meeting.Session, sc campus.School, err error) {
	a := web.Actor(r)
	if a.Kind != allow.Account { // who is not signed in learns nothing about ids
		if err := s.Check(r, allow.Target{}); err != nil {
			return one, sc, err
		}
		return one, sc, fault.New(fault.Forbidden, "forbidden")
	}
	var organisers []string
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		if one, err = meeting.Read(ctx, q, r.PathValue("id")); err != nil {
			return err
		}
		if organisers, err = meeting.Organisers(ctx, q, one.ID); err != nil {
			return err
		}
		sc, err = campus.SchoolByID(ctx, q, one.SchoolID)
		return err
	})
	if err != nil {
		s.CheckedByService(r)
		return one, sc, err
	}
	return one, sc, s.Check(r, meeting.Target(one.SchoolID, organisers, a))
}

// Shown is a session as pages show it.
func Shown(one meeting.Session, loc *time.Location, now time.Time) view.Session {
	return view.Session{ID: one.ID, Title: one.Title, Place: one.Place, Phase: string(one.Phase(now.UnixMilli())), Who: string(one.Who),
		Opens: web.At(one.OpensAt, loc), Start: web.At(one.StartsAt, loc), Late: web.At(one.LateAt, loc), End: web.At(one.EndsAt, loc), Capacity: one.Capacity,
		WalkIns: one.WalkIns, SignOut: one.SignOut, Expected: one.Expected, In: one.In, LateIn: one.LateIn, Waiting: one.Wait, WalkIn: one.WalkIn,
		Weekly: one.SeriesID != "", InSchool: one.InSchool, Seats: one.Seats, AskWhy: one.AskWhy, Asked: one.AskBy != ""}
}

package dorm

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/dorm/housing"
	"yunka/server/fault"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/dorm"
)

func clock(minute int) string {
	return time.Date(2000, 1, 1, minute/60, minute%60, 0, 0, time.UTC).Format("15:04")
}

// buildingOf is a building as pages show it.
func buildingOf(b housing.Building) view.Building {
	return view.Building{ID: b.ID, Name: b.Name, Rooms: b.Rooms, Beds: b.Beds, Lived: b.Lived, Free: b.Free(), Curfew: clock(b.Curfew)}
}

// typed is a text of a form as it can be shown again.
func typed(text string) string {
	text = strings.TrimSpace(strings.ToValidUTF8(text, ""))
	if r := []rune(text); len(r) > 100 {
		text = string(r[:100])
	}
	return text
}

func (s *Dorm) buildingsPage(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolOf(r)
	if err != nil {
		return err
	}
	t := allow.Target{School: school}
	if own := allow.BuildingsFor(web.Actor(r), allow.DormWatch, school); len(own) > 0 && !allow.Can(web.Actor(r), allow.DormWatch, t) {
		t.Building = own[0]
	}
	if err := s.Check(r, t); err != nil {
		return err
	}
	return s.drawBuildings(w, r, school, http.StatusOK, view.BuildingsView{})
}

func (s *Dorm) drawBuildings(w http.ResponseWriter, r *http.Request, school string, status int, v view.BuildingsView) error {
	a := web.Actor(r)
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell, v.Manages = sh, allow.Can(a, allow.DormManage, allow.Target{School: school})
		list, err := housing.Buildings(ctx, q, school, "", s.Now().UnixMilli())
		if err != nil {
			return err
		}
		gates, err := access.Gates(ctx, q, school)
		if err != nil {
			return err
		}
		for _, b := range list {
			if !allow.Can(a, allow.DormWatch, allow.Target{School: school, Building: b.ID}) {
				continue
			}
			one := buildingOf(b)
			if one.Events, one.Repairs, err = housing.Unseen(ctx, q, b.ID); err != nil {
				return err
			}
			for _, g := range gates {
				if g.ZoneID == b.ID {
					one.Doors++
				}
			}
			v.Buildings = append(v.Buildings, one)
		}
		if v.Manages {
			v.Rule.Whom, err = whom(ctx, q, school)
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.Buildings(v))
}

func (s *Dorm) addBuilding(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	name := typed(r.PostForm.Get("name"))
	id, err := s.homes.AddBuilding(web.Finish(r), web.Actor(r), school, name)
	if err == nil {
		return web.See(w, r, "/console/dorm/houses/"+id+"?done=dorm-building")
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	return s.drawBuildings(w, r, school, fault.Status(err), view.BuildingsView{Name: name, Error: words})
}

func (s *Dorm) importFile(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	u, err := web.ReadUpload(r, "file", housing.MaxBytes)
	if posted := u.Get("school"); posted != "" && posted != school {
		if school, err = s.SchoolFor(r, posted); err != nil {
			return err
		}
	}
	var lines []housing.Line
	if err == nil {
		lines, err = housing.Read(u.Content)
	}
	var p *housing.Plan
	done := u.Get("look") == "0"
	switch {
	case err != nil:
	case done:
		p, err = s.homes.Import(web.Finish(r), web.Actor(r), school, lines)
	default:
		err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
			p, err = housing.Preview(ctx, q, school, lines, s.Now().UnixMilli())
			return err
		})
	}
	if err != nil {
		words, failed := s.beside(r, err)
		if failed != nil {
			return failed
		}
		return s.drawBuildings(w, r, school, fault.Status(err), view.BuildingsView{FileError: words})
	}
	return s.drawBuildings(w, r, school, http.StatusOK, view.BuildingsView{Import: planned(p, done)})
}

// bedsCSV is every bed with who is in it: the file that the import reads.
func (s *Dorm) bedsCSV(w http.ResponseWriter, r *http.Request) error {
	var rows [][]string
	err := s.SchoolPage(r, func(ctx context.Context, q bun.IDB, _ frame.Shell, sc campus.School) error {
		list, err := housing.Buildings(ctx, q, sc.ID, "", s.Now().UnixMilli())
		if err != nil {
			return err
		}
		for _, b := range list {
			beds, err := housing.Beds(ctx, q, b.ID, -1, s.Now().UnixMilli())
			if err != nil {
				return err
			}
			people, err := classes(ctx, q, sc.ID, s.Now().UnixMilli(), beds)
			if err != nil {
				return err
			}
			for _, one := range beds {
				m := people[one.PersonID]
				rows = append(rows, []string{b.Name, strconv.Itoa(one.Floor), one.Room, one.Name, m.Number, one.Person, campus.ClassName(m.Grade, m.Class), view.StateName(r.Context(), one.State)})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	school, err := s.SchoolOf(r)
	if err != nil {
		return err
	}
	if err := s.Viewed(r, school, "dorm.exported", map[string]any{"rows": len(rows)}); err != nil {
		return err
	}
	return web.Sheet(w, "beds.csv", view.BedHeads(r.Context()), rows)
}

// classes are the members who are in beds, by person.
func classes(ctx context.Context, q bun.IDB, school string, at int64, beds []housing.Bed) (map[string]campus.Member, error) {
	var people []string
	for _, b := range beds {
		if b.PersonID != "" {
			people = append(people, b.PersonID)
		}
	}
	return membersOf(ctx, q, school, at, people)
}

func membersOf(ctx context.Context, q bun.IDB, school string, at int64, people []string) (map[string]campus.Member, error) {
	by := map[string]campus.Member{}
	for some := range slices.Chunk(people, 1000) {
		list, err := campus.MembersAt(ctx, q, school, at, allow.Roles, some...)
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			by[m.PersonID] = m
		}
	}
	return by, nil
}

func (s *Dorm) planPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, housing.OwnerOfBuilding)
	if err != nil {
		return err
	}
	return s.drawPlan(w, r, o, http.StatusOK, view.PlanView{})
}

func (s *Dorm) drawPlan(w http.ResponseWriter, r *http.Request, o web.Named, status int, v view.PlanView) error {
	now := s.Now().UnixMilli()
	err := s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		b, err := housing.BuildingOf(ctx, q, o.School, o.ID, now)
		if err != nil {
			return err
		}
		curfew := v.B.Curfew
		v.B, v.Floors = buildingOf(b), b.Floors
		if v.Night == "" {
			v.Tells = b.Tells
		} else {
			v.B.Curfew = curfew
		}
		if len(b.Floors) > 0 {
			v.Floor = b.Floors[0]
		}
		if f, err := strconv.Atoi(r.URL.Query().Get("floor")); err == nil && slices.Contains(b.Floors, f) {
			v.Floor = f
		}
		if v.Form.Floor == "" {
			v.Form = view.RoomsForm{First: strconv.Itoa(max(v.Floor, 1)*100 + 1), Rooms: "12", Beds: "6", Floor: strconv.Itoa(max(v.Floor, 1))}
		}
		if v.Mover, err = mover(ctx, q, o.School, r.URL.Query().Get("person"), now); err != nil {
			return err
		}
		return fillFloor(ctx, q, sc, &v, now)
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.Plan(v))
}

// mover is who a bed is chosen for; nil for nobody.
func mover(ctx context.Context, q bun.IDB, school, person string, now int64) (*view.Mover, error) {
	if person == "" || len(person) > 64 {
		return nil, nil
	}
	h, err := campus.HitOf(ctx, q, school, strings.ToValidUTF8(person, ""))
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			return nil, nil
		}
		return nil, err
	}
	st, err := housing.Now(ctx, q, school, h.ID, now)
	m := &view.Mover{ID: h.ID, Name: h.Name, Class: h.Class, Number: h.Number}
	if st.ID != "" {
		m.Now = st.Building + " " + st.Room + "-" + st.Bed
	}
	return m, err
}

// fillFloor reads a floor: odd rooms on one side of the corridor, even ones on the other.
func fillFloor(ctx context.Context, q bun.IDB, sc campus.School, v *view.PlanView, now int64) error {
	rooms, err := housing.RoomsOf(ctx, q, v.B.ID)
	if err != nil {
		return err
	}
	beds, err := housing.Beds(ctx, q, v.B.ID, v.Floor, now)
	if err != nil {
		return err
	}
	people, err := classes(ctx, q, sc.ID, now, beds)
	if err != nil {
		return err
	}
	of := map[string][]view.Bed{}
	for _, b := range beds {
		one := bedOf(b, people, sc.Location())
		of[b.RoomID] = append(of[b.RoomID], one)
		switch {
		case b.PersonID != "":
			v.Lived++
		case b.State == housing.Open && b.NextID == "":
			v.Free++
		}
	}
	for i, r := range slices.DeleteFunc(rooms, func(r housing.Room) bool { return r.Floor != v.Floor }) {
		n, err := strconv.Atoi(r.Name)
		if err != nil {
			n = i + 1
		}
		one := view.Room{ID: r.ID, Name: r.Name, Door: r.ZoneID != "", Beds: of[r.ID]}
		if n%2 == 1 {
			v.Up = append(v.Up, one)
		} else {
			v.Down = append(v.Down, one)
		}
	}
	return nil
}

func bedOf(b housing.Bed, people map[string]campus.Member, loc *time.Location) view.Bed {
	m := people[b.PersonID]
	v := view.Bed{ID: b.ID, Name: b.Name, State: b.State, PersonID: b.PersonID, Person: b.Person, Class: campus.ClassName(m.Grade, m.Class), Next: b.Next}
	if b.NextAt != 0 {
		v.NextAt = web.At(b.NextAt, loc)
	}
	return v
}

func (s *Dorm) addRooms(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, housing.OwnerOfBuilding)
	if err != nil {
		return err
	}
	get := func(name string) (string, int) {
		text := typed(r.PostForm.Get(name))
		n, err := strconv.Atoi(text)
		if err != nil {
			n = -1 // no number: refused as such
		}
		return text, n
	}
	var f view.RoomsForm
	var rooms housing.Rooms
	f.First, rooms.First = get("first")
	f.Rooms, rooms.N = get("rooms")
	f.Beds, rooms.Beds = get("beds")
	f.Floor, rooms.Floor = get("floor")
	err = s.homes.AddRooms(web.Finish(r), web.Actor(r), o.School, o.ID, rooms)
	if err == nil {
		return web.See(w, r, "/console/dorm/houses/"+o.ID+"?floor="+f.Floor+"&done=dorm-rooms")
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	return s.drawPlan(w, r, o, fault.Status(err), view.PlanView{Form: f, Error: words})
}

func (s *Dorm) setNight(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, housing.OwnerOfBuilding)
	if err != nil {
		return err
	}
	minute := -1
	if t, err := time.Parse("15:04", strings.TrimSpace(r.PostForm.Get("curfew"))); err == nil {
		minute = t.Hour()*60 + t.Minute()
	}
	tells := r.PostForm.Get("tells") == "1"
	if err = s.homes.SetNight(web.Finish(r), web.Actor(r), o.School, o.ID, minute, tells); err == nil {
		return web.See(w, r, "/console/dorm/houses/"+o.ID+"?done=dorm-saved")
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	return s.drawPlan(w, r, o, fault.Status(err), view.PlanView{Night: words, Tells: tells, B: view.Building{Curfew: typed(r.PostForm.Get("curfew"))}})
}

package gate

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/gate"
)

func (s *Gate) gates(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	var v view.GatesView
	err = s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		zones, err := access.Zones(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		v.Zones = zonesOf(zones)
		gates, err := access.Gates(ctx, q, sc.ID)
		for _, g := range gates {
			row := view.Gate{ID: g.ID, Name: g.Name, Zone: g.ZoneName, Direction: g.Direction}
			for _, h := range g.Hours {
				row.Hours = append(row.Hours, view.Hours{Weekday: h.Weekday, From: clock(h.From), To: clock(h.To)})
			}
			for _, role := range access.Roles {
				if effect := g.Rights[string(role)]; effect != "" {
					row.Allowed = append(row.Allowed, view.Right{Role: string(role), Effect: effect})
				}
			}
			v.Gates = append(v.Gates, row)
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.Gates(v))
}

func zonesOf(rows []access.ZoneRow) (list []view.Zone) {
	for _, z := range rows {
		list = append(list, view.Zone{ID: z.ID, Name: z.Name, Inside: z.Inside, Gates: z.Gates, Passback: string(z.Passback), Sequence: string(z.Sequence), Limit: z.PeopleLimit,
			TwoPerson: z.TwoPerson, Group: z.NeedsGroup != "", Keeps: z.ZoneDemands.Keeps()})
	}
	return list
}

// clock is a minute of the day; 1440 is its end.
func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

func (s *Gate) newGate(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	f := view.GateForm{Direction: "in", Inside: "first", Egress: true, Rights: map[string]string{"student": "allow", "teacher": "allow", "guard": "allow", "admin": "allow", "parent": "confirm"}, Always: true}
	return s.gatePage(w, r, school, http.StatusOK, f)
}

func (s *Gate) gate(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, access.OwnerOfGate)
	if err != nil {
		return err
	}
	var f view.GateForm
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		gates, err := access.Gates(ctx, q, o.School)
		for _, g := range gates {
			if g.ID == o.ID {
				f = view.GateForm{ID: g.ID, Name: g.Name, Direction: g.Direction, Zone: g.ZoneID, From: g.FromZoneID, Egress: g.Egress, Rights: g.Rights, Always: len(g.Hours) == 0}
				f.Days = daysOf(g.Hours)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.gatePage(w, r, o.School, http.StatusOK, f)
}

// gatePage shows the form of a gate; f.ID is "" for a new one.
func (s *Gate) gatePage(w http.ResponseWriter, r *http.Request, school string, status int, f view.GateForm) error {
	v := view.GateView{Form: f}
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		zones, err := access.Zones(ctx, q, sc.ID)
		v.Zones = zonesOf(zones)
		if f.Inside == "first" && len(zones) > 0 { // a second campus is rare, a library is not
			v.Form.Inside = zones[0].ID
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.GatePage(v))
}

func (s *Gate) addGate(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	return s.saveGate(w, r, school, "")
}

func (s *Gate) changeGate(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, access.OwnerOfGate)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	return s.saveGate(w, r, o.School, o.ID)
}

func (s *Gate) saveGate(w http.ResponseWriter, r *http.Request, school, id string) error {
	f := gateForm(r.PostForm)
	f.ID = id
	d := access.GateDraft{Name: f.Name, Direction: rule.Direction(f.Direction), Zone: f.Zone, NewZone: f.NewZone, Inside: f.Inside, From: f.From, NoEscape: !f.Egress, Sure: r.PostForm.Get("sure") != "", Always: f.Always, Rights: map[string]rule.Effect{}}
	for role, effect := range f.Rights {
		d.Rights[role] = rule.Effect(effect)
	}
	var err error
	if !f.Always {
		d.Hours, f.BadDay, err = weekOf(f.Days)
	}
	if err == nil {
		_, err = access.SaveGate(web.Finish(r), s.DB, web.Actor(r), school, id, d)
	}
	if err != nil {
		code := fault.As(err)
		f.Error, f.Field = gateWords(r.Context(), code)
		f.LockOut = lockOut(r.Context(), err)
		if f.Error == "" && f.LockOut == nil {
			return err
		}
		return s.gatePage(w, r, school, fault.Status(err), f)
	}
	return web.See(w, r, "/console/gates?done=saved")
}

func gateForm(p url.Values) view.GateForm {
	f := view.GateForm{Name: strings.TrimSpace(p.Get("name")), Direction: p.Get("direction"), Zone: p.Get("zone"), NewZone: strings.TrimSpace(p.Get("newzone")), Inside: p.Get("inside"), From: p.Get("from"),
		Egress: len(p["egress"]) != 1 || p.Get("egress") == "1",
		Always: p.Get("hours") != "week", Rights: map[string]string{}}
	for i := range f.Days {
		f.Days[i] = p.Get("day" + strconv.Itoa(i+1))
	}
	for _, role := range access.Roles {
		f.Rights[string(role)] = p.Get("right-" + string(role))
	}
	return f
}

// daysOf writes hours as weekOf reads them.
func daysOf(hours []access.Opening) (days [8]string) {
	for _, h := range hours {
		day := &days[h.Weekday-1]
		if *day != "" {
			*day += ", "
		}
		*day += clock(h.From) + "-" + clock(h.To)
	}
	return days
}

// weekOf reads what was typed for each day: "06:30-08:30, 16:00-18:30". bad is the
// day that cannot be read.
func weekOf(days [8]string) (list []access.Opening, bad int, err error) {
	for i, day := range days {
		for part := range strings.FieldsFuncSeq(day, func(c rune) bool { return strings.ContainsRune(",，、;； ", c) || unicode.IsSpace(c) }) {
			from, to, two := strings.Cut(strings.NewReplacer("–", "-", "—", "-", "－", "-", "~", "-", "～", "-", "至", "-", "到", "-").Replace(part), "-")
			a, okA := minuteOf(from)
			b, okB := minuteOf(to)
			if !two || !okA || !okB {
				return nil, i + 1, fault.New(fault.Invalid, "gate_hours")
			}
			list = append(list, access.Opening{Weekday: i + 1, From: a, To: b})
		}
	}
	return list, 0, nil
}

// minuteOf reads a time of the day; 24:00 is its end.
func minuteOf(text string) (int, bool) {
	h, m, two := strings.Cut(strings.NewReplacer("：", ":", ".", ":").Replace(strings.TrimSpace(text)), ":")
	if !two {
		m = "00"
	}
	hour, err1 := strconv.Atoi(h)
	minute, err2 := strconv.Atoi(m)
	at := hour*60 + minute
	return at, err1 == nil && err2 == nil && hour >= 0 && minute >= 0 && minute < 60 && at <= 24*60
}

// gateWords says what is wrong with a gate's form and at which field; "" for a
// fault that has a page of its own.
func gateWords(ctx context.Context, f *fault.Error) (text, field string) {
	switch f.Code {
	case "gate_name":
		return view.GateNameWrong(ctx), "name"
	case "gate_taken":
		return view.GateTaken(ctx), "name"
	case "gate_zone":
		return view.GateZoneWrong(ctx), "newzone"
	case "zone_taken":
		return view.ZoneTaken(ctx), "newzone"
	case "zone_inside":
		return frame.PleaseChoose(ctx), "inside"
	case "gate_hours":
		return view.GateHoursWrong(ctx), "hours"
	case "gate_overlap":
		return view.GateOverlap(ctx), "hours"
	case "gate_never":
		return view.GateNever(ctx), "hours"
	case "gate_direction", "gate_right", "gate_from":
		return frame.PleaseChoose(ctx), "name"
	}
	return "", ""
}

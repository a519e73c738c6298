package gate

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/gate"
	"yunka/views/msg"
)

func (s *Gate) zone(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, access.OwnerOfZone)
	if err != nil {
		return err
	}
	return s.zonePage(w, r, o, http.StatusOK, nil, view.RuleForm{Effect: "allow"})
}

// zonePage shows a zone; f is its form as it was refused, or nil.
func (s *Gate) zonePage(w http.ResponseWriter, r *http.Request, o web.Named, status int, f *view.ZoneForm, typed view.RuleForm) error {
	v := view.ZoneView{Rule: typed}
	err := s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		zones, err := access.Zones(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		v.Zones = zonesOf(zones)
		for _, z := range zones {
			if z.ID == o.ID {
				v.Form = zoneForm(z)
			}
		}
		if f != nil {
			v.Form = *f
		}
		groups, err := access.Groups(ctx, q, sc.ID, s.Now().UnixMilli())
		if err != nil {
			return err
		}
		for _, g := range groups {
			v.Groups = append(v.Groups, frame.Option{Value: g.ID, Text: g.Name})
		}
		if v.Who, err = s.subjects(ctx, q, sc.ID, v.Groups); err != nil {
			return err
		}
		rules, err := access.Rules(ctx, q, sc.ID, o.ID)
		for _, row := range rules {
			v.Rules = append(v.Rules, ruleOf(row))
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.ZonePage(v))
}

func zoneForm(z access.ZoneRow) view.ZoneForm {
	f := view.ZoneForm{ID: z.ID, Name: z.Name, Inside: z.Inside, Passback: string(z.Passback), Minutes: strconv.Itoa(z.PassbackMinutes), Limit: strconv.Itoa(z.PeopleLimit), LimitMode: string(z.LimitMode),
		Sequence: string(z.Sequence), Group: z.NeedsGroup, Forget: strconv.Itoa(z.ForgetMinutes / 60), TwoPerson: z.TwoPerson, Keeps: z.KeepsCount}
	if z.ResetMinute >= 0 {
		f.Reset = clock(z.ResetMinute)
	}
	return f
}

func ruleOf(row access.RuleRow) view.Rule {
	one := view.Rule{ID: row.ID, Kind: row.Who, Name: row.WhoName, Effect: row.Effect, From: row.FromDay, To: row.ToDay, Note: row.Note}
	for _, h := range row.Hours {
		one.Hours = append(one.Hours, view.Hours{Weekday: h.Weekday, From: clock(h.From), To: clock(h.To)})
	}
	return one
}

// subjects is what a rule of the school may speak of.
func (s *Gate) subjects(ctx context.Context, q bun.IDB, school string, groups []frame.Option) ([]view.WhoGroup, error) {
	classes, err := campus.Classes(ctx, q, school)
	if err != nil {
		return nil, err
	}
	roles := view.WhoGroup{Kind: string(rule.OfRole)}
	for _, role := range access.Roles {
		roles.List = append(roles.List, frame.Option{Value: string(role), Text: msg.Role(ctx, string(role))})
	}
	grades, named := view.WhoGroup{Kind: string(rule.OfGrade)}, view.WhoGroup{Kind: string(rule.OfClass)}
	for _, c := range classes {
		if n := len(grades.List); c.Grade != "" && (n == 0 || grades.List[n-1].Value != c.Grade) {
			grades.List = append(grades.List, frame.Option{Value: c.Grade, Text: c.Grade})
		}
		named.List = append(named.List, frame.Option{Value: c.ID, Text: c.Grade + c.Name})
	}
	list := []view.WhoGroup{
		{Kind: string(rule.Everyone), List: []frame.Option{{Value: string(rule.Everyone), Text: view.RuleSubject(ctx, "everyone")}}},
		{Kind: string(rule.OnePerson), List: []frame.Option{{Value: string(rule.OnePerson), Text: view.RuleOnePerson(ctx)}}},
		roles}
	for _, g := range []view.WhoGroup{grades, named, {Kind: string(rule.OfGroup), List: groups}} {
		if len(g.List) > 0 {
			list = append(list, g)
		}
	}
	return list, nil
}

func (s *Gate) changeZone(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, access.OwnerOfZone)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	f, draft, err := zoneDraft(r)
	f.ID = o.ID
	if err == nil {
		err = access.SaveZone(web.Finish(r), s.DB, web.Actor(r), o.School, o.ID, draft)
	}
	if err == nil {
		return web.See(w, r, "/console/zones/"+o.ID+"?done=saved")
	}
	switch code := fault.As(err).Code; code {
	case "zone_name":
		f.Error, f.Field = view.ZoneNameWrong(r.Context()), "name"
	case "zone_taken":
		f.Error, f.Field = view.ZoneTaken(r.Context()), "name"
	case "zone_loop":
		f.Error = view.ZoneLoop(r.Context())
	case "zone_inside", "zone_group", "zone_passback", "zone_sequence":
		f.Error = frame.PleaseChoose(r.Context())
	case "zone_minutes":
		f.Error, f.Field = view.ZoneMinutes(r.Context()), "minutes"
	case "zone_limit":
		f.Error, f.Field = view.ZoneLimitWrong(r.Context()), "limit"
	case "zone_two":
		f.Error, f.Field = view.ZoneTwoWrong(r.Context()), "limit"
	case "zone_forget":
		f.Error, f.Field = view.ZoneForgetHint(r.Context()), "forget"
	case "zone_reset":
		f.Error, f.Field = view.ZoneResetHint(r.Context()), "reset"
	case "locks_out":
		f.LockOut = lockOut(r.Context(), err)
	default:
		return err
	}
	return s.zonePage(w, r, o, fault.Status(err), &f, view.RuleForm{Effect: "allow"})
}

// zoneDraft reads a zone's form. What a form does not send is what asks nothing.
func zoneDraft(r *http.Request) (f view.ZoneForm, z access.ZoneDraft, err error) {
	get := func(name, other string) string {
		if v := strings.TrimSpace(r.PostForm.Get(name)); v != "" {
			return v
		}
		return other
	}
	f = view.ZoneForm{Name: get("name", ""), Inside: get("inside", ""), Passback: get("passback", "none"), Minutes: get("minutes", "10"), Limit: get("limit", "0"), LimitMode: get("limitmode", "hard"),
		Sequence: get("sequence", "none"), Group: get("group", ""), Forget: get("forget", "18"), Reset: get("reset", ""), TwoPerson: get("two", "") != "", Keeps: get("keeps", "") != ""}
	number := func(text, code string) (n int) {
		n, wrong := strconv.Atoi(text)
		if wrong != nil && err == nil {
			err = fault.New(fault.Invalid, code)
		}
		return n
	}
	z = access.ZoneDraft{Name: f.Name, Inside: f.Inside, Sure: get("sure", "") != "", ZoneDemands: access.ZoneDemands{Passback: rule.Passback(f.Passback), PassbackMinutes: number(f.Minutes, "zone_minutes"), PeopleLimit: number(f.Limit, "zone_limit"), LimitMode: rule.Mode(f.LimitMode),
		Sequence: rule.Mode(f.Sequence), TwoPerson: f.TwoPerson, NeedsGroup: f.Group, KeepsCount: f.Keeps, ForgetMinutes: 60 * number(f.Forget, "zone_forget"), ResetMinute: -1}}
	if f.Reset != "" {
		minute, ok := minuteOf(f.Reset)
		if z.ResetMinute = minute; !ok && err == nil {
			err = fault.New(fault.Invalid, "zone_reset")
		}
	}
	return f, z, err
}

func (s *Gate) addRule(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, access.OwnerOfZone)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	f := view.RuleForm{Who: get("who"), Person: get("person"), Effect: get("effect"), From: get("from"), To: get("to"), Note: get("note")}
	for i := range f.Days {
		f.Days[i] = get("day" + strconv.Itoa(i+1))
	}
	kind, id, _ := strings.Cut(f.Who, ":")
	draft := access.RuleDraft{Who: rule.Subject(kind), WhoID: id, Effect: rule.Effect(f.Effect), FromDay: f.From, ToDay: f.To, Note: f.Note, Sure: get("sure") != ""}
	draft.Hours, f.BadDay, err = weekOf(f.Days)
	if err == nil && draft.Who == rule.OnePerson {
		var found []view.Found
		if found, err = s.meant(r.Context(), o.School, f.Person); err == nil && len(found) != 1 {
			err = fault.New(fault.Invalid, "rule_who")
		} else if err == nil {
			draft.WhoID = found[0].ID
		}
	}
	if err == nil {
		_, err = access.AddRule(web.Finish(r), s.DB, web.Actor(r), o.School, o.ID, draft)
	}
	if err == nil {
		return web.See(w, r, "/console/zones/"+o.ID+"?done=saved#rules")
	}
	if !ruleWords(r.Context(), fault.As(err), &f) {
		return err
	}
	f.LockOut = lockOut(r.Context(), err)
	return s.zonePage(w, r, o, fault.Status(err), nil, f)
}

// ruleWords says what is wrong with a rule's form.
func ruleWords(ctx context.Context, err *fault.Error, f *view.RuleForm) bool {
	switch err.Code {
	case "rule_who":
		f.Error, f.Field = view.RuleWhoWrong(ctx), "person"
	case "rule_effect":
		f.Error = frame.PleaseChoose(ctx)
	case "rule_days":
		f.Error, f.Field = view.RuleDaysWrong(ctx), "days"
	case "rule_note":
		f.Error, f.Field = view.RuleNoteWrong(ctx), "note"
	case "gate_hours":
		f.Error, f.Field = view.GateHoursWrong(ctx), "hours"
	case "gate_overlap":
		f.Error, f.Field = view.GateOverlap(ctx), "hours"
	case "locks_out": // asked below
	default:
		return false
	}
	return true
}

func (s *Gate) removeRule(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, access.OwnerOfRule)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	zone, err := access.RemoveRule(web.Finish(r), s.DB, web.Actor(r), o.School, o.ID, r.PostForm.Get("sure") != "")
	if err == nil {
		return web.See(w, r, "/console/zones/"+zone+"?done=saved#rules")
	}
	if zone == "" || fault.As(err).Code != "locks_out" {
		return err
	}
	removed := o.ID
	o.ID = zone
	f := view.RuleForm{Effect: "allow", LockOut: lockOut(r.Context(), err)}
	f.LockOut.Remove = removed
	return s.zonePage(w, r, o, fault.Status(err), nil, f)
}

// lockOut is whom a refused change would lock out; nil when that is not why.
func lockOut(ctx context.Context, err error) *view.LockOut {
	var whom access.LockOut
	if !errors.As(err, &whom) {
		return nil
	}
	out := &view.LockOut{}
	for _, r := range whom {
		out.People = append(out.People, view.LocksOutPeople(ctx, r.Role, r.Count))
	}
	return out
}

// meant are the people of a school whom a typed number or name means.
func (s *Gate) meant(ctx context.Context, school, text string) (list []view.Found, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		hits, err := campus.Search(ctx, q, school, text)
		for _, h := range hits {
			list = append(list, view.Found{ID: h.ID, Name: h.Name, Number: h.Number, Class: h.Class})
		}
		return err
	})
	return list, err
}

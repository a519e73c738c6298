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
	"yunka/views/console"
	"yunka/views/msg"
)

func (s *Gate) zone(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, access.OwnerOfZone)
	if err != nil {
		return err
	}
	return s.zonePage(w, r, o, http.StatusOK, nil, console.RuleForm{Effect: "allow"})
}

// zonePage shows a zone; f is its form as it was refused, or nil.
func (s *Gate) zonePage(w http.ResponseWriter, r *http.Request, o web.Named, status int, f *console.ZoneForm, typed console.RuleForm) error {
	view := console.ZoneView{Rule: typed}
	err := s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error {
		view.Shell = sh
		zones, err := access.Zones(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		view.Zones = zonesOf(zones)
		for _, z := range zones {
			if z.ID == o.ID {
				view.Form = zoneForm(z)
			}
		}
		if f != nil {
			view.Form = *f
		}
		groups, err := access.Groups(ctx, q, sc.ID, s.Now().UnixMilli())
		if err != nil {
			return err
		}
		for _, g := range groups {
			view.Groups = append(view.Groups, console.Option{Value: g.ID, Text: g.Name})
		}
		if view.Who, err = s.subjects(ctx, q, sc.ID, view.Groups); err != nil {
			return err
		}
		rules, err := access.Rules(ctx, q, sc.ID, o.ID)
		for _, row := range rules {
			view.Rules = append(view.Rules, ruleOf(row))
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, console.ZonePage(view))
}

func zoneForm(z access.ZoneRow) console.ZoneForm {
	f := console.ZoneForm{ID: z.ID, Name: z.Name, Inside: z.Inside, Passback: string(z.Passback), Minutes: strconv.Itoa(z.PassbackMinutes), Limit: strconv.Itoa(z.PeopleLimit), LimitMode: string(z.LimitMode),
		Sequence: string(z.Sequence), Group: z.NeedsGroup, Forget: strconv.Itoa(z.ForgetMinutes / 60), TwoPerson: z.TwoPerson, Keeps: z.KeepsCount}
	if z.ResetMinute >= 0 {
		f.Reset = clock(z.ResetMinute)
	}
	return f
}

func ruleOf(row access.RuleRow) console.Rule {
	one := console.Rule{ID: row.ID, Kind: row.Who, Name: row.WhoName, Effect: row.Effect, From: row.FromDay, To: row.ToDay, Note: row.Note}
	for _, h := range row.Hours {
		one.Hours = append(one.Hours, console.Hours{Weekday: h.Weekday, From: clock(h.From), To: clock(h.To)})
	}
	return one
}

// subjects is what a rule of the school may speak of.
func (s *Gate) subjects(ctx context.Context, q bun.IDB, school string, groups []console.Option) ([]console.WhoGroup, error) {
	classes, err := campus.Classes(ctx, q, school)
	if err != nil {
		return nil, err
	}
	roles := console.WhoGroup{Kind: string(rule.OfRole)}
	for _, role := range access.Roles {
		roles.List = append(roles.List, console.Option{Value: string(role), Text: msg.Role(ctx, string(role))})
	}
	grades, named := console.WhoGroup{Kind: string(rule.OfGrade)}, console.WhoGroup{Kind: string(rule.OfClass)}
	for _, c := range classes {
		if n := len(grades.List); c.Grade != "" && (n == 0 || grades.List[n-1].Value != c.Grade) {
			grades.List = append(grades.List, console.Option{Value: c.Grade, Text: c.Grade})
		}
		named.List = append(named.List, console.Option{Value: c.ID, Text: c.Grade + c.Name})
	}
	list := []console.WhoGroup{
		{Kind: string(rule.Everyone), List: []console.Option{{Value: string(rule.Everyone), Text: console.RuleSubject(ctx, "everyone")}}},
		{Kind: string(rule.OnePerson), List: []console.Option{{Value: string(rule.OnePerson), Text: console.RuleOnePerson(ctx)}}},
		roles}
	for _, g := range []console.WhoGroup{grades, named, {Kind: string(rule.OfGroup), List: groups}} {
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
		f.Error, f.Field = console.ZoneNameWrong(r.Context()), "name"
	case "zone_taken":
		f.Error, f.Field = console.ZoneTaken(r.Context()), "name"
	case "zone_loop":
		f.Error = console.ZoneLoop(r.Context())
	case "zone_inside", "zone_group", "zone_passback", "zone_sequence":
		f.Error = console.GateChoose(r.Context())
	case "zone_minutes":
		f.Error, f.Field = console.ZoneMinutes(r.Context()), "minutes"
	case "zone_limit":
		f.Error, f.Field = console.ZoneLimitWrong(r.Context()), "limit"
	case "zone_two":
		f.Error, f.Field = console.ZoneTwoWrong(r.Context()), "limit"
	case "zone_forget":
		f.Error, f.Field = console.ZoneForgetHint(r.Context()), "forget"
	case "zone_reset":
		f.Error, f.Field = console.ZoneResetHint(r.Context()), "reset"
	case "locks_out":
		f.LockOut = lockOut(r.Context(), err)
	default:
		return err
	}
	return s.zonePage(w, r, o, fault.Status(err), &f, console.RuleForm{Effect: "allow"})
}

// zoneDraft reads a zone's form. What a form does not send is what asks nothing.
func zoneDraft(r *http.Request) (f console.ZoneForm, z access.ZoneDraft, err error) {
	get := func(name, other string) string {
		if v := strings.TrimSpace(r.PostForm.Get(name)); v != "" {
			return v
		}
		return other
	}
	f = console.ZoneForm{Name: get("name", ""), Inside: get("inside", ""), Passback: get("passback", "none"), Minutes: get("minutes", "10"), Limit: get("limit", "0"), LimitMode: get("limitmode", "hard"),
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
	f := console.RuleForm{Who: get("who"), Person: get("person"), Effect: get("effect"), From: get("from"), To: get("to"), Note: get("note")}
	for i := range f.Days {
		f.Days[i] = get("day" + strconv.Itoa(i+1))
	}
	kind, id, _ := strings.Cut(f.Who, ":")
	draft := access.RuleDraft{Who: rule.Subject(kind), WhoID: id, Effect: rule.Effect(f.Effect), FromDay: f.From, ToDay: f.To, Note: f.Note, Sure: get("sure") != ""}
	draft.Hours, f.BadDay, err = weekOf(f.Days)
	if err == nil && draft.Who == rule.OnePerson {
		var found []console.Found
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
func ruleWords(ctx context.Context, err *fault.Error, f *console.RuleForm) bool {
	switch err.Code {
	case "rule_who":
		f.Error, f.Field = console.RuleWhoWrong(ctx), "person"
	case "rule_effect":
		f.Error = console.GateChoose(ctx)
	case "rule_days":
		f.Error, f.Field = console.RuleDaysWrong(ctx), "days"
	case "rule_note":
		f.Error, f.Field = console.RuleNoteWrong(ctx), "note"
	case "gate_hours":
		f.Error, f.Field = console.GateHoursWrong(ctx), "hours"
	case "gate_overlap":
		f.Error, f.Field = console.GateOverlap(ctx), "hours"
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
	f := console.RuleForm{Effect: "allow", LockOut: lockOut(r.Context(), err)}
	f.LockOut.Remove = removed
	return s.zonePage(w, r, o, fault.Status(err), nil, f)
}

// lockOut is whom a refused change would lock out; nil when that is not why.
func lockOut(ctx context.Context, err error) *console.LockOut {
	var whom access.LockOut
	if !errors.As(err, &whom) {
		return nil
	}
	out := &console.LockOut{}
	for _, r := range whom {
		out.People = append(out.People, console.LocksOutPeople(ctx, r.Role, r.Count))
	}
	return out
}

// meant are the people of a school whom a typed number or name means.
func (s *Gate) meant(ctx context.Context, school, text string) (list []console.Found, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		hits, err := campus.Search(ctx, q, school, text)
		for _, h := range hits {
			list = append(list, console.Found{ID: h.ID, Name: h.Name, Number: h.Number, Class: h.Class})
		}
		return err
	})
	return list, err
}

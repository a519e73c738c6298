package people

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/cardcode"
	"yunka/server/console"
	"yunka/server/fault"
	"yunka/server/scan/history"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/people"
)

// lately is how far back "last seen" and a person's recent scans look.
const lately = 30 * 24 * time.Hour

var roles = map[string]bool{string(allow.Student): true, string(allow.Teacher): true, string(allow.Parent): true, string(allow.Guard): true, string(allow.Admin): true, string(allow.RoleDelegate): true}

func (s *People) people(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolOf(r)
	if err != nil {
		return err
	}
	a := web.Actor(r)
	v, query := peopleQuery(r)
	s.CheckedByService(r)
	page, err := s.Campus.ReadPeople(r.Context(), a, school, query)
	if err != nil {
		return err
	}
	v.Next = page.Next
	err = s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell, v.MayExport = sh, allow.Can(a, allow.PeopleExport, allow.Target{School: school})
		now := s.Now()
		var classes []string // whose pupils the viewer sees; nil is everybody
		if !allow.Can(a, allow.PeopleRead, allow.Target{School: school}) {
			classes = allow.ClassesFor(a, allow.PeopleRead, school)
		}
		if classes == nil {
			v.Total, err = campus.CountPeople(ctx, q, school)
		} else {
			v.Total, err = campus.CountPupilsOf(ctx, q, school, classes, now.UnixMilli())
		}
		if err != nil {
			return err
		}
		all, err := campus.Classes(ctx, q, school)
		if err != nil {
			return err
		}
		for _, c := range all {
			if classes == nil || slices.Contains(classes, c.ID) {
				v.Classes = append(v.Classes, frame.Option{Value: c.ID, Text: c.Grade + c.Name})
			}
		}
		v.Rows, err = peopleRows(ctx, q, page.People, sc.Location(), now)
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.People(v))
}

// peopleQuery reads which people an address asks for.
func peopleQuery(r *http.Request) (view.PeopleView, campus.PeopleQuery) {
	q := r.URL.Query()
	v := view.PeopleView{Query: strings.TrimSpace(strings.ToValidUTF8(q.Get("q"), "")), First: q.Get("after") == ""}
	if len(v.Query) > 200 {
		v.Query = strings.ToValidUTF8(v.Query[:200], "")
	}
	if roles[q.Get("role")] {
		v.Role = q.Get("role")
	}
	if slices.Contains(view.PeopleStates, q.Get("state")) {
		v.State = q.Get("state")
	}
	if class := q.Get("class"); len(class) <= 64 && utf8.ValidString(class) && !strings.ContainsRune(class, 0) {
		v.Class = class
	}
	return v, campus.PeopleQuery{Text: v.Query, Role: allow.Role(v.Role), ClassID: v.Class, State: campus.PeopleState(v.State), After: q.Get("after")}
}

// peopleSheet is the list as a file, all pages of it. Who took it, and how many
// people are in it, is on record before the first byte leaves.
func (s *People) peopleSheet(w http.ResponseWriter, r *http.Request) error {
	_, query := peopleQuery(r)
	query.After = ""
	var rows [][]string
	var school string
	err := s.SchoolPage(r, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		school = sc.ID
		for {
			page, err := campus.SearchPeople(ctx, q, sc.ID, query, s.Now().UnixMilli())
			if err != nil {
				return err
			}
			list, err := peopleRows(ctx, q, page.People, sc.Location(), s.Now())
			if err != nil {
				return err
			}
			for _, p := range list {
				rows = append(rows, view.SheetRow(ctx, p))
			}
			if query.After = page.Next; page.Next == "" {
				return nil
			}
		}
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, school, "people.exported", map[string]any{"people": len(rows)}); err != nil {
		return err
	}
	return web.Sheet(w, "people.csv", view.SheetHead(r.Context()), rows)
}

func peopleRows(ctx context.Context, q bun.IDB, people []campus.PersonRow, loc *time.Location, now time.Time) ([]view.PersonRow, error) {
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	cards, err := card.Of(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	last, err := history.LastPassages(ctx, q, ids, now.Add(-lately).UnixMilli())
	if err != nil {
		return nil, err
	}
	rows := make([]view.PersonRow, len(people))
	at0 := map[string]*view.PersonRow{}
	for i, p := range people {
		rows[i] = view.PersonRow{ID: p.ID, Name: p.Name, Number: p.Number, Class: campus.ClassName(p.Grade, p.Class), Suspended: p.State != "active"}
		if p.Number == "" && p.PhoneTail != "" {
			rows[i].Number = "****" + p.PhoneTail
		}
		for _, role := range p.Roles {
			rows[i].Roles = append(rows[i].Roles, string(role))
		}
		if e, ok := last[p.ID]; ok {
			rows[i].LastAt, rows[i].LastWhere = web.At(e.At, loc), e.Gate
		}
		at0[p.ID] = &rows[i]
	}
	worse := map[string]int{"": 0, "active": 1, "frozen": 2, "blocked": 3}
	for _, c := range cards {
		if ms := now.UnixMilli(); ms < c.ValidFrom || (c.ValidTo != 0 && ms >= c.ValidTo) {
			continue
		}
		row := at0[c.PersonID]
		if worse[c.State] > worse[row.CardState] { // of several cards, the one that wants looking at
			row.CardState = c.State
		}
		for _, k := range c.Credentials {
			row.Claimed = row.Claimed || k.State == "live"
		}
	}
	return rows, nil
}

func (s *People) person(w http.ResponseWriter, r *http.Request) error {
	o, err := s.personAsked(r)
	if err != nil {
		return err
	}
	return s.personPage(w, r, o, http.StatusOK, nil, "")
}

// personAsked is the person in the address; whether they may be read, only the
// service knows, which knows the class.
func (s *People) personAsked(r *http.Request) (web.Named, error) {
	school, err := s.SchoolOf(r)
	if err != nil {
		return web.Named{}, err
	}
	s.CheckedByService(r)
	o, err := s.OwnerOf(r.Context(), campus.OwnerOfPerson, r.PathValue("id"))
	if fault.Is(err, fault.NotFound) {
		if denied := allow.Check(web.Actor(r), allow.PeopleRead, allow.Target{School: school}); denied != nil {
			return o, denied // as for somebody who is there and not this teacher's pupil
		}
	}
	return o, err
}

// personPage reads a person anew, on record, and shows it; with a secret that
// was just made, or with what went wrong.
func (s *People) personPage(w http.ResponseWriter, r *http.Request, o web.Named, status int, issued *frame.Issued, problem string) error {
	return s.showPerson(w, r, o, status, besides{issued: issued, problem: problem})
}

// besides is what a person's page says beside the person: a secret that was just
// made, what went wrong, or a form that was refused.
type besides struct {
	issued   *frame.Issued
	problem  string
	guardian view.PersonForm
	post     view.PostForm
}

func (s *People) showPerson(w http.ResponseWriter, r *http.Request, o web.Named, status int, what besides) error {
	if what.guardian.Relation == "" {
		what.guardian.Relation = campus.Relations[0]
	}
	a := web.Actor(r)
	d, err := s.Campus.ReadPerson(r.Context(), a, o.School, o.ID)
	if err != nil {
		return err
	}
	s.Stay(r, o.School)
	v := view.PersonView{ID: d.Person.ID, Name: d.Person.Name, Number: d.Person.Number, Phone: maskPhone(d.Person.Phone), Suspended: d.Person.State != "active",
		Issued: what.issued, MayChange: allow.Can(a, allow.PeopleManage, allow.Target{School: o.School, Person: o.ID}), Relations: campus.Relations, Guardian: what.guardian, MaxDays: card.MaxPrintedDays, MaxTimes: card.MaxPrintedTimes,
		Pupil: d.Class(s.Now().UnixMilli()) != ""}
	err = s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		if what.problem != "" {
			v.Shell.Page.Problem = what.problem
		}
		loc, now := sc.Location(), s.Now()
		resettable, err := s.accountState(ctx, q, a, o.School, &v, d.Guardians)
		if err != nil {
			return err
		}
		if v.Photo, err = campus.HasPhoto(ctx, q, o.School, o.ID); err != nil {
			return err
		}
		for _, draw := range s.parts {
			part, err := draw(ctx, q, a, sc, o.ID)
			if err != nil {
				return err
			}
			if part != nil {
				v.Parts = append(v.Parts, part)
			}
		}
		cards, err := card.Of(ctx, q, []string{o.ID})
		if err != nil {
			return err
		}
		if v.MayChange {
			if v.Known, err = s.listsKnow(ctx, q, o.School, o.ID, loc); err != nil {
				return err
			}
		}
		if v.Posts, err = s.postsOf(ctx, q, a, sc, d, what.post); err != nil {
			return err
		}
		v.Memberships = membershipRows(d.Memberships, cards, loc, now.UnixMilli())
		if err := printedRows(ctx, q, v.Memberships, o.ID, sc, now.UnixMilli()); err != nil {
			return err
		}
		entries, err := history.OfPeople(ctx, q, []string{o.ID}, now.Add(-lately).UnixMilli(), 20)
		for _, e := range entries {
			v.Recent = append(v.Recent, console.FeedRow(e, loc))
		}
		v.Guardians, v.Children = relatives(d.Guardians, now.UnixMilli(), v.MayChange, resettable), relatives(d.Children, now.UnixMilli(), v.MayChange, nil)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.Person(v))
}

func membershipRows(list []campus.MembershipRow, cards []card.View, loc *time.Location, now int64) []view.Membership {
	byID := map[string]card.View{}
	for _, c := range cards {
		byID[c.ID] = c
	}
	rows := make([]view.Membership, 0, len(list))
	for _, m := range list {
		c := byID[m.CardID]
		row := view.Membership{ID: m.ID, Open: m.Open(now), MayResume: campus.MayResume(m, now), Role: string(m.Role), Class: campus.ClassName(m.Grade, m.Class), From: web.At(m.ValidFrom, loc), Until: web.At(m.ValidTo, loc), CardID: c.ID, CardState: c.State}
		for _, k := range c.Credentials {
			device := k.Device
			if k.Kind == "chip" && len(k.Chip) > 4 {
				device = "…" + k.Chip[len(k.Chip)-4:]
			}
			cred := view.Credential{ID: k.ID, Kind: k.Kind, Device: device, State: k.State, Since: web.At(k.CreatedAt, loc), LastUse: web.At(k.LastAt, loc)}
			if k.State == "live" && cardcode.Ahead(k.Mark, now) {
				cred.Ahead = web.At(k.Mark>>8*1000, loc)
			}
			row.Credentials = append(row.Credentials, cred)
		}
		rows = append(rows, row)
	}
	return rows
}

// relatives are the guardianships of today. Whoever may not open the
// relative's own page gets no link to it.
func relatives(list []campus.Kin, now int64, linked bool, resettable map[string]bool) []view.Relative {
	var rows []view.Relative
	for _, k := range list {
		if now < k.ValidFrom || (k.ValidTo != 0 && now >= k.ValidTo) {
			continue
		}
		row := view.Relative{Name: k.Name, Relation: k.Relation, Class: campus.ClassName(k.Grade, k.Class), Restricted: k.Restricted}
		if linked {
			row.PersonID, row.GuardianshipID = k.PersonID, k.GuardianshipID
		}
		if resettable[k.PersonID] {
			row.ResetID = k.PersonID
		}
		for _, right := range []struct {
			has  bool
			code string
		}{{k.Rights.View, "view"}, {k.Rights.Leave, "leave"}, {k.Rights.Pay, "pay"}, {k.Rights.Pickup, "pickup"}, {k.Rights.Delegate, "delegate"}, {k.Rights.Consent, "consent"}, {k.Rights.Notify, "notify"}} {
			if right.has {
				row.Rights = append(row.Rights, right.code)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// maskPhone hides the middle of a phone number, also where one is a login; it
// leaves anything else alone.
func maskPhone(s string) string {
	digits := strings.TrimPrefix(s, "+86")
	if len(digits) != 11 || strings.Trim(digits, "0123456789") != "" {
		return s
	}
	return digits[:3] + "****" + digits[7:]
}

// linkChip links the chip whose number was tapped at the desk or typed.
func (s *People) linkChip(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, card.OwnerOfCard)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	if err := s.Cards.LinkChip(web.Finish(r), web.Actor(r), o.ID, strings.TrimSpace(r.PostForm.Get("chip"))); err != nil {
		text := s.FaultWords(r.Context(), fault.As(err))
		if text == "" {
			return err
		}
		return s.personPage(w, r, web.PersonOf(o.School, o.Person), fault.Status(err), nil, text)
	}
	return web.See(w, r, "/console/people/"+o.Person+"?done=linked")
}

// activation makes a one-time code and shows it in this answer only.
func (s *People) activation(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, campus.OwnerOfPerson)
	if err != nil {
		return err
	}
	code, until, err := s.Accounts.IssueActivation(r.Context(), web.Actor(r), o.Person)
	if err != nil {
		text := s.FaultWords(r.Context(), fault.As(err))
		if text == "" {
			return err
		}
		return s.personPage(w, r, o, fault.Status(err), nil, text)
	}
	var issued frame.Issued
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		name, err := campus.PersonName(ctx, q, o.School, o.Person)
		if err != nil {
			return err
		}
		sc, err := campus.SchoolByID(ctx, q, o.School)
		if err != nil {
			return err
		}
		issued = frame.Issued{For: name, Code: code, Until: until.In(sc.Location())}
		return nil
	})
	if err != nil {
		return err
	}
	return s.personPage(w, r, o, http.StatusOK, &issued, "")
}

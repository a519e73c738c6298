package freshmen

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/freshmen/desk"
	"yunka/server/intake"
	"yunka/server/intake/day"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/freshmen"
	"yunka/views/layout"
	"yunka/views/msg"
)

// familyCookie is the browser that has proved itself.
const familyCookie = "yunka-freshman"

func (s *Freshmen) token(r *http.Request) string {
	if c, err := r.Cookie(s.Cookie(familyCookie)); err == nil && len(c.Value) < 100 {
		return c.Value
	}
	return ""
}

// private keeps a page about a child out of caches and search engines.
func private(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Robots-Tag", "noindex")
	w.Header().Set("Referrer-Policy", "no-referrer") // the code of a slip stands in the address
}

// anybody is the frame of a page that belongs to no account.
func (s *Freshmen) anybody(r *http.Request) layout.Page {
	p := s.Page(r)
	p.Account, p.NeedsPIN, p.Reset, p.Dormant = "", "", nil, false
	return p
}

// joinPage asks for the code that stands on a slip.
func (s *Freshmen) joinPage(w http.ResponseWriter, r *http.Request) error {
	private(w)
	return s.Render(w, r, http.StatusOK, view.JoinPage(view.Join{Page: s.anybody(r), Asked: true}))
}

// typeCode leads to the slip whose code was typed.
func (s *Freshmen) typeCode(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	private(w)
	code := strings.Map(func(c rune) rune {
		if c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, strings.ToUpper(r.PostForm.Get("code")))
	if len(code) != 12 {
		return s.Render(w, r, http.StatusUnprocessableEntity, view.JoinPage(view.Join{Page: s.anybody(r), Asked: true, Dead: true, Code: typed(r.PostForm.Get("code"))}))
	}
	return web.See(w, r, "/join/"+code)
}

// typed is a text of a form as it can be shown again.
func typed(text string) string {
	text = strings.TrimSpace(strings.ToValidUTF8(text, ""))
	if r := []rune(text); len(r) > 100 {
		text = string(r[:100])
	}
	return text
}

// slipPage is what a slip opens: it changes nothing, and names nobody, because slips are
// photographed and passed on.
func (s *Freshmen) slipPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawSlip(w, r, http.StatusOK, view.Join{})
}

func (s *Freshmen) drawSlip(w http.ResponseWriter, r *http.Request, status int, v view.Join) error {
	v.Page, v.Code = s.anybody(r), r.PathValue("code")
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		in, err := intake.LookSlip(ctx, q, v.Code)
		if fault.Is(err, fault.NotFound) {
			v.Dead, v.Code = true, ""
			return nil
		}
		if err != nil {
			return err
		}
		sc, err := campus.SchoolByID(ctx, q, in.SchoolID)
		v.School, v.Name = sc.Name, intakeName(ctx, in)
		v.Page.SchoolName, v.Page.Demo = sc.Name, sc.Demo
		return err
	})
	if err != nil {
		return err
	}
	if v.Dead && status == http.StatusOK {
		status = http.StatusNotFound
	}
	private(w)
	return s.Render(w, r, status, view.JoinPage(v))
}

func intakeName(ctx context.Context, in intake.Intake) string {
	if msg.LangOf(ctx) == msg.En {
		return in.NameEn
	}
	return in.Name
}

// prove trades a slip and what the family knows for this browser's session.
func (s *Freshmen) prove(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	get := func(name string) string { return typed(r.PostForm.Get(name)) }
	v := view.Join{Typed: get("name"), Proof: get("proof"), Phone: get("phone"), Pupil: get("pupil") == "1"}
	a := web.Actor(r)
	person := func(school string) string {
		for _, seat := range a.Seats {
			if seat.School == school {
				return seat.Person
			}
		}
		return ""
	}
	p, err := s.intakes.Prove(web.Finish(r), web.StateOf(r).Network, s.token(r), person,
		intake.Claim{Code: r.PathValue("code"), Name: v.Typed, Proof: v.Proof, Phone: v.Phone, Pupil: v.Pupil})
	switch f := fault.As(err); {
	case err == nil:
		s.SetCookie(w, familyCookie, p.Token, intake.SessionLife)
		return web.See(w, r, view.Path(p.Applicant))
	case f.Kind == fault.NotFound:
		return s.drawSlip(w, r, http.StatusNotFound, v)
	case f.Kind == fault.TooMany:
		s.RetryAfter(w, err)
		v.Error = web.SecretWords(r.Context(), f)
		return s.drawSlip(w, r, http.StatusTooManyRequests, v)
	case f.Code == "intake_proof":
		v.Error = faultWords(r.Context(), f)
		return s.drawSlip(w, r, http.StatusUnprocessableEntity, v)
	}
	return err
}

// proven are the applicants of this browser and of the account that is logged in.
func (s *Freshmen) proven(r *http.Request) (list []intake.Member, err error) {
	people := web.Keys(web.Actor(r).People)
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		list, err = intake.Proven(ctx, q, s.token(r), people, s.Now().UnixMilli())
		return err
	})
	return list, err
}

// childrenPage leads to the one applicant of this browser, or lists several.
func (s *Freshmen) childrenPage(w http.ResponseWriter, r *http.Request) error {
	list, err := s.proven(r)
	if err != nil {
		return err
	}
	private(w)
	switch len(list) {
	case 0:
		return s.Render(w, r, http.StatusOK, view.JoinPage(view.Join{Page: s.anybody(r), Asked: true}))
	case 1:
		return web.See(w, r, view.Path(list[0].ApplicantID))
	}
	v := view.Children{Page: s.anybody(r)}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		for _, m := range list {
			one, err := intake.ApplicantByID(ctx, q, m.ApplicantID)
			if err != nil {
				return err
			}
			v.List = append(v.List, view.Named{ID: one.ID, Name: one.Name})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.ChildrenPage(v))
}

// leave ends this browser's sessions.
func (s *Freshmen) leave(w http.ResponseWriter, r *http.Request) error {
	if err := s.intakes.Leave(web.Finish(r), s.token(r)); err != nil {
		return err
	}
	s.SetCookie(w, familyCookie, "", 0)
	return web.See(w, r, "/join")
}

// relative is who asks for a family's page.
type relative struct {
	one     intake.Applicant
	in      intake.Intake
	sc      campus.School
	who     string
	several bool
	actor   allow.Actor
}

// family asks for the route's action about the applicant that the address names. ok is false
// when the answer is already given: this browser has proved nothing of it, whether there is
// such an applicant or not.
func (s *Freshmen) family(w http.ResponseWriter, r *http.Request) (m relative, ok bool, err error) {
	private(w)
	list, err := s.proven(r)
	if err != nil {
		return m, false, err
	}
	st := web.StateOf(r)
	st.Visitor.Actor.Applicants = map[string]bool{}
	for _, one := range list {
		st.Visitor.Actor.Applicants[one.ApplicantID] = true
		if one.ApplicantID == r.PathValue("id") {
			m.who = one.Who
		}
	}
	m.several, m.actor = len(list) > 1, web.Actor(r)
	if m.who == "" {
		s.CheckedByService(r)
		return m, false, s.Render(w, r, http.StatusUnauthorized, view.GonePage(view.Gone{Page: s.anybody(r)}))
	}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		if m.one, err = intake.ApplicantByID(ctx, q, r.PathValue("id")); err != nil {
			return err
		}
		if m.in, err = intake.ByID(ctx, q, m.one.IntakeID); err != nil {
			return err
		}
		m.sc, err = campus.SchoolByID(ctx, q, m.one.SchoolID)
		return err
	})
	if err != nil {
		return m, false, err
	}
	return m, true, s.Check(r, allow.Target{School: m.one.SchoolID, Applicant: m.one.ID})
}

func (s *Freshmen) familyPage(r *http.Request, m relative) layout.Page {
	p := s.anybody(r)
	p.SchoolName, p.Demo = m.sc.Name, m.sc.Demo
	p.Notice = doneWords(r.Context(), r.URL.Query().Get("done"))
	return p
}

// other is who else of the family wrote a moment ago.
func (m relative) other(now time.Time) (who string, at time.Time) {
	if m.one.FormWho == "" || m.one.FormWho == m.who || now.Sub(time.UnixMilli(m.one.FormAt)) > writing {
		return "", at
	}
	return m.one.FormWho, web.At(m.one.FormAt, m.sc.Location())
}

// writing is how long after the last save somebody counts as still filling in.
const writing = 10 * time.Minute

func (s *Freshmen) homePage(w http.ResponseWriter, r *http.Request) error {
	m, ok, err := s.family(w, r)
	if err != nil || !ok {
		return err
	}
	now, loc := s.Now(), m.sc.Location()
	one, in := m.one, m.in
	v := view.Home{Page: s.familyPage(r, m), ID: one.ID, Name: one.Name, Intake: intakeName(r.Context(), in), Who: m.who, Day: timetable.Instant(in.Day, 12*60, loc), Slot: one.Slot,
		Where: in.Place, Help: in.Help, State: string(one.State), Review: string(one.Review), Words: one.ReviewWords, Pass: web.QR(day.PassText(one.Pass)),
		Pupil: one.PersonID != "" && one.State == intake.Enrolled, ArrivedAt: web.At(one.ArrivedAt, loc), ArrivedSpot: one.ArrivedSpot, Now: now.In(loc), Several: m.several,
		Days: daysBetween(timetable.Today(now, loc), in.Day), Deadline: web.At(in.DeadlineAt, loc), Late: in.DeadlineAt > 0 && now.UnixMilli() > in.DeadlineAt}
	v.Other, v.OtherAt = m.other(now)
	v.Place = view.Place{Shown: in.Revealed(now.UnixMilli()), At: web.At(in.RevealAt, loc), Version: one.PlaceVersion}
	if v.Place.Shown {
		v.Place.Class, v.Place.Dorm, v.Place.New = one.Class, one.Dorm, true
	}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		items, err := intake.ListOf(ctx, q, in, one, now.UnixMilli())
		if err != nil {
			return err
		}
		v.Items = desk.Items(ctx, items, loc)
		pages, err := intake.Pages(ctx, q, in.ID)
		if err != nil {
			return err
		}
		read, err := intake.Readings(ctx, q, one.ID)
		if err != nil {
			return err
		}
		seen := map[string]int64{}
		for _, one := range read {
			if one.Who == m.who {
				seen[one.PageID] = one.Version
			}
		}
		if seen[intake.PlacePage] == one.PlaceVersion {
			v.Place.New = false
		}
		for _, p := range pages {
			if p.Version > 0 {
				v.Pages = append(v.Pages, view.GuideLink{ID: p.ID, Title: p.Title, New: seen[p.ID] != p.Version})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.HomePage(v))
}

func daysBetween(from, to string) int {
	a, err := time.Parse("2006-01-02", from)
	b, err2 := time.Parse("2006-01-02", to)
	if err != nil || err2 != nil {
		return 0
	}
	return int(b.Sub(a).Hours() / 24)
}

func (s *Freshmen) guidePage(w http.ResponseWriter, r *http.Request) error {
	m, ok, err := s.family(w, r)
	if err != nil || !ok {
		return err
	}
	v := view.Guide{Page: s.familyPage(r, m), ID: m.one.ID, PageID: r.PathValue("page"), New: true}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		pages, err := intake.Pages(ctx, q, m.in.ID)
		if err != nil {
			return err
		}
		for _, p := range pages {
			if p.ID == v.PageID && p.Version > 0 {
				v.Title, v.Version, v.At = p.Title, p.Version, web.At(p.PublishedAt, m.sc.Location())
				v.Paragraphs = paragraphs(p.Body)
			}
		}
		if v.Title == "" {
			return web.ErrNotFound
		}
		read, err := intake.Readings(ctx, q, m.one.ID)
		for _, one := range read {
			if one.Who == m.who && one.PageID == v.PageID && one.Version == v.Version {
				v.New = false
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.GuidePage(v))
}

func paragraphs(body string) (list []string) {
	for part := range strings.SplitSeq(body, "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// read notes that a page, or class and dormitory, was read.
func (s *Freshmen) read(w http.ResponseWriter, r *http.Request) error {
	m, ok, err := s.family(w, r)
	if err != nil || !ok {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	version, _ := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	page := r.PostForm.Get("page")
	if page == intake.PlacePage && !m.in.Revealed(s.Now().UnixMilli()) {
		return web.ErrNotFound
	}
	if err := s.intakes.Read(web.Finish(r), m.actor, m.one.ID, m.who, page, version); err != nil {
		return err
	}
	return web.See(w, r, view.Path(m.one.ID))
}

// account gives a family that has proved itself the code of its account, once the applicant
// is a pupil: the guardian's own, or the pupil's if the pupil asks. The server issues it, on
// the word of the proof that is on record.
func (s *Freshmen) account(w http.ResponseWriter, r *http.Request) error {
	m, ok, err := s.family(w, r)
	if err != nil || !ok {
		return err
	}
	if m.one.State != intake.Enrolled || m.one.PersonID == "" {
		return fault.New(fault.Conflict, "intake_not_yet")
	}
	person, name := m.one.PersonID, m.one.Name
	if m.who != "pupil" {
		err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
			kin, err := intake.Families(ctx, q, m.one.ID)
			for _, k := range kin[m.one.ID] {
				if "kin"+strconv.Itoa(k.N) == m.who {
					person, name = k.PersonID, k.Name
				}
			}
			if err != nil {
				return err
			}
			only, err := day.OnlyHere(ctx, q, person)
			if err == nil && !only {
				err = fault.New(fault.Conflict, "intake_ask_office")
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	code, until, err := s.Accounts.IssueActivation(web.Finish(r), allow.Actor{Kind: allow.System}, person)
	if fault.As(err).Code == "person_has_account" && err != nil {
		if err := s.intakes.TakeCard(web.Finish(r), m.actor, m.one.ID, m.who); err != nil {
			return err
		}
		return web.See(w, r, view.Path(m.one.ID)+"?done=freshmen-account")
	}
	if err != nil {
		return err
	}
	if err := s.intakes.TakeCard(web.Finish(r), m.actor, m.one.ID, m.who); err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.CodePage(view.Code{Page: s.familyPage(r, m), ID: m.one.ID, For: name, Code: code, Until: until.In(m.sc.Location()), Link: "/activate"}))
}

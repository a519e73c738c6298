package app_test

import (
	"bytes"
	"image"
	"image/png"
	"mime/multipart"
	"net/url"
	"strings"

	"yunka/server/secret"
)

func init() {
	of := func(path string) func(*matrix, cell) string {
		return func(_ *matrix, c cell) string {
			return strings.NewReplacer("{id}", c.id, "{code}", "AAAABBBBCCCC", "{field}", "field-"+c.id, "{page}", "page-"+c.id, "{step}", "hand-"+c.id, "{terminal}", "no-such").Replace(path)
		}
	}
	an := func(path string, p probe) probe {
		p.on, p.path = aSchool, of(path)
		if p.arrange == nil {
			p.arrange = anIntake
		}
		return p
	}
	family := func(path string, p probe) probe {
		p.arrange = aFamily
		return an(path, p)
	}
	add(map[string]probe{
		"GET /join":                             page(),
		"POST /join":                            {body: forms("code", "AAAABBBBCCCC"), unrecorded: noFact},
		"GET /join/{code}":                      {path: of("/join/{code}")},
		"POST /join/{code}":                     {path: of("/join/{code}"), body: forms("name", "x", "proof", "2011-03-05", "phone", "13911110001"), unrecorded: noFact},
		"GET /freshman":                         page(),
		"POST /freshman/leave":                  {unrecorded: noFact},
		"GET /freshman/{id}":                    family("/freshman/{id}", probe{}),
		"GET /freshman/{id}/form":               family("/freshman/{id}/form", probe{}),
		"POST /freshman/{id}/form":              family("/freshman/{id}/form", probe{body: forms("send", "0"), unrecorded: noFact}),
		"GET /freshman/{id}/picture/{field}":    family("/freshman/{id}/picture/{field}", probe{}),
		"POST /freshman/{id}/picture/{field}":   family("/freshman/{id}/picture/{field}", probe{body: aPictureFor}),
		"GET /freshman/{id}/guide/{page}":       family("/freshman/{id}/guide/{page}", probe{}),
		"POST /freshman/{id}/read":              family("/freshman/{id}/read", probe{body: forms("page", "place", "version", "1"), unrecorded: noFact}),
		"POST /freshman/{id}/account":           family("/freshman/{id}/account", probe{}),
		"GET /console/freshmen":                 page(),
		"POST /console/freshmen":                {on: aSchool, body: forSchool("name", "新生", "day", "2026-12-20")},
		"GET /console/freshmen/template.csv":    page(),
		"GET /console/freshmen/{id}":            an("/console/freshmen/{id}", probe{}),
		"POST /console/freshmen/{id}":           an("/console/freshmen/{id}", probe{body: forms("name", "新生", "day", "2026-12-21")}),
		"POST /console/freshmen/{id}/import":    an("/console/freshmen/{id}/import", probe{body: anIntakeList}),
		"GET /console/freshmen/{id}/report.csv": an("/console/freshmen/{id}/report.csv", probe{}),
		"GET /console/freshmen/{id}/list":       an("/console/freshmen/{id}/list", probe{shows: []string{"admin"}}),
		"POST /console/freshmen/{id}/slips": an("/console/freshmen/{id}/slips", probe{body: func(_ *matrix, c cell) ask {
			return ask{form: url.Values{"one": {"one-" + c.id}}}
		}}),
		"GET /console/freshmen/{id}/enrol": an("/console/freshmen/{id}/enrol", probe{shows: []string{"admin"}}),
		"POST /console/freshmen/{id}/enrol": an("/console/freshmen/{id}/enrol", probe{arrange: aComingApplicant, body: func(_ *matrix, c cell) ask {
			return ask{form: url.Values{"one": {"one-" + c.id}}}
		}}),
		"POST /console/freshmen/{id}/no-shows":                 an("/console/freshmen/{id}/no-shows", probe{}),
		"GET /console/freshmen/people/{id}":                    an("/console/freshmen/people/{id}", probe{arrange: anApplicant, shows: []string{"admin"}}),
		"POST /console/freshmen/people/{id}":                   an("/console/freshmen/people/{id}", probe{arrange: anApplicant, body: forms("state", "deferred", "why", "生病")}),
		"POST /console/freshmen/people/{id}/review":            an("/console/freshmen/people/{id}/review", probe{arrange: anApplicant, body: forms("accept", "1", "seen", "1")}),
		"GET /console/freshmen/people/{id}/picture/{field}":    an("/console/freshmen/people/{id}/picture/field-{id}", probe{arrange: anApplicant, shows: []string{"admin"}}),
		"POST /console/freshmen/people/{id}/steps/{step}":      an("/console/freshmen/people/{id}/steps/hand-{id}", probe{arrange: anApplicant, body: forms("how", "done")}),
		"POST /console/freshmen/people/{id}/steps/{step}/undo": an("/console/freshmen/people/{id}/steps/hand-{id}/undo", probe{arrange: anApplicant}),
		"GET /console/freshmen/{id}/form":                      an("/console/freshmen/{id}/form", probe{}),
		"POST /console/freshmen/{id}/form":                     an("/console/freshmen/{id}/form", probe{body: forms("label", "住址", "kind", "line")}),
		"GET /console/freshmen/{id}/steps":                     an("/console/freshmen/{id}/steps", probe{}),
		"POST /console/freshmen/{id}/steps":                    an("/console/freshmen/{id}/steps", probe{body: forms("name", "领书", "owner", "desk")}),
		"GET /console/freshmen/{id}/guide":                     an("/console/freshmen/{id}/guide", probe{}),
		"POST /console/freshmen/{id}/guide":                    an("/console/freshmen/{id}/guide", probe{body: forms("title", "路线", "body", "地铁")}),
		"GET /console/freshmen/{id}/day":                       an("/console/freshmen/{id}/day", probe{}),
		"POST /console/freshmen/{id}/desks/{terminal}":         an("/console/freshmen/{id}/desks/{terminal}", probe{body: forms("step", "")}),
		"POST /console/freshmen/{id}/helpers":                  an("/console/freshmen/{id}/helpers", probe{body: forms("helpers", "")}),
		"GET /console/freshmen/{id}/wall":                      an("/console/freshmen/{id}/wall", probe{}),
		"GET /freshmen/desk":                                   page(),
		"POST /freshmen/desk/scan":                             {arrange: aFreshDesk, body: jsonBody(`{"text":"x"}`), unrecorded: noFact},
		"POST /freshmen/desk/undo":                             {arrange: aFreshDesk, body: jsonBody(`{"id":"none"}`), unrecorded: noFact},
		"POST /freshmen/desk/beat":                             {arrange: aFreshDesk, body: jsonBody(`{"kept":0}`), unrecorded: noFact},
		"GET /freshmen/help":                                   {arrange: ourIntake},
		"POST /freshmen/help/scan":                             {arrange: ourIntake, body: jsonBody(`{"text":"x","step":"none"}`), unrecorded: noFact},
		"POST /freshmen/help/undo":                             {arrange: ourIntake, body: jsonBody(`{"id":"none"}`), unrecorded: noFact},
		"GET /freshmen/paper/{id}":                             {arrange: ourIntake, path: of("/freshmen/paper/one-{id}")},
		"GET /freshmen/wall":                                   {arrange: aFreshDesk},
		"SOCKET freshmen:{id}":                                 {on: aSchool, arrange: anIntake, run: socket("freshmen")},
		"SOCKET freshmen-hall:{id}":                            {on: aDevice, arrange: aFreshDesk, run: socket("freshmen-hall")},
	})
}

// anIntake is one of the target's school with an applicant, a field with a picture and a step
// that is ticked by hand; the applicant's id is that of the intake with one- in front.
func anIntake(m *matrix, c cell) cell {
	if c.school == nil {
		c.school = m.ours
	}
	id := "i" + m.ours.Key()
	school := c.school.School
	exec := func(query string, args ...any) { m.ours.Exec(m.T, query, args...) }
	day := m.app.DB.Now().AddDate(0, 0, 0).Format("2006-01-02")
	exec("INSERT INTO intake (id, school_id, name, name_en, day, place, help, reveal_at, told_at, deadline_at, state, made_at) VALUES (?, ?, '新生', 'Intake', ?, '', '', 1, 1, 1, 'open', 1)", id, school, day)
	anApplicantOf(m, id, "one-"+id, school)
	exec("INSERT INTO intake_field (id, school_id, intake_id, place, label, label_en, help, kind, choices, required) VALUES (?, ?, ?, 0, '照片', 'Photo', '', 'picture', '', FALSE)", "field-"+id, school, id)
	exec("INSERT INTO intake_step (id, school_id, intake_id, place, name, name_en, owner, does, spot, required) VALUES (?, ?, ?, 0, '报到', 'Report', 'desk', 'arrive', '', TRUE)", "arrive-"+id, school, id)
	c.id = id
	return c
}

func anApplicantOf(m *matrix, intakeID, id, school string) {
	m.ours.Exec(m.T, `INSERT INTO intake_applicant (id, school_id, intake_id, number, name, folded, gender, birth, id_tail, grade, dorm, slot, state, state_why, pass, code_hash, code_at,
		place_version, form_version, form_who, form_at, sent_at, review, review_words, reviewed_by, reviewed_at, arrived_at, arrived_spot, late, made_at)
		VALUES (?, ?, ?, '', '程予安', '程予安', '', '2011-03-05', '', '', '', '', 'expected', '', ?, '', 0, 1, 1, '', 0, 1, 'waiting', '', '', 0, 0, '', FALSE, 1)`,
		id, school, intakeID, secret.Code(16))
	m.ours.Exec(m.T, "INSERT INTO intake_kin (applicant_id, n, school_id, name, phone, relation, proven_at) VALUES (?, 1, ?, '何佳', ?, '母亲', 0)", id, school, "139"+strings.Repeat("0", 8))
}

// anApplicant is one with a picture; its field and its step by hand have its id behind.
func anApplicant(m *matrix, c cell) cell {
	c = anIntake(m, c)
	id, school := "one-"+c.id, c.school.School
	m.ours.Exec(m.T, "INSERT INTO intake_field (id, school_id, intake_id, place, label, label_en, help, kind, choices, required) VALUES (?, ?, ?, 1, '体检表', 'Report', '', 'picture', '', FALSE)", "field-"+id, school, c.id)
	m.ours.Exec(m.T, "INSERT INTO intake_evidence (applicant_id, field_id, school_id, jpeg, state, words, who, at) VALUES (?, ?, ?, ?, 'waiting', '', 'kin1', 1)", id, "field-"+id, school, []byte{0xff, 0xd8})
	m.ours.Exec(m.T, "INSERT INTO intake_step (id, school_id, intake_id, place, name, name_en, owner, does, spot, required) VALUES (?, ?, ?, 1, '领书', 'Books', 'school', '', '', FALSE)", "hand-"+id, school, c.id)
	c.id = id
	return c
}

// aComingApplicant has come and has a class.
func aComingApplicant(m *matrix, c cell) cell {
	c = anIntake(m, c)
	m.ours.Exec(m.T, "UPDATE intake_applicant SET arrived_at = 1, class_id = (SELECT MIN(id) FROM class WHERE school_id = ?) WHERE id = ?", c.school.School, "one-"+c.id)
	m.ours.Exec(m.T, "UPDATE intake_kin SET phone = ? WHERE applicant_id = ?", "139"+digits(m.ours.Key()), "one-"+c.id)
	return c
}

// digits are eight of a text's, for a phone number that nobody has.
func digits(text string) string {
	n := 0
	for _, r := range text {
		n = (n*31 + int(r)) % 100_000_000
	}
	out := ""
	for range 8 {
		out, n = string(rune('0'+n%10))+out, n/10
	}
	return out
}

// ourIntake is one of our school, for which our teacher helps.
func ourIntake(m *matrix, c cell) cell {
	m.ours.Exec(m.T, "UPDATE intake SET state = 'closed'")
	c.school = m.ours
	c = anIntake(m, c)
	m.ours.Exec(m.T, "INSERT INTO intake_helper (intake_id, person_id, school_id) VALUES (?, ?, ?)", c.id, m.ours.Teacher.Person, m.ours.School)
	m.ours.Exec(m.T, "UPDATE intake_applicant SET arrived_at = 1, arrived_spot = '台' WHERE id = ?", "one-"+c.id)
	return c
}

// aFreshDesk gives our terminals the arrival of an intake.
func aFreshDesk(m *matrix, c cell) cell {
	was := c.id
	c = ourIntake(m, c)
	for _, who := range []string{m.ours.Reader.ID, m.ours.StaffReader.ID, m.ours.Kiosk.ID, m.ours.StaffKiosk.ID} {
		m.ours.Exec(m.T, "DELETE FROM intake_desk WHERE terminal_id = ?", who)
		m.ours.Exec(m.T, "INSERT INTO intake_desk (terminal_id, school_id, intake_id, step_id, beat_at, kept) VALUES (?, ?, ?, ?, 0, 0)", who, m.ours.School, c.id, "arrive-"+c.id)
	}
	if strings.HasPrefix(c.line, "SOCKET") {
		c.id = was
	}
	return c
}

// anIntakeList is a file of one applicant that is taken in.
func anIntakeList(m *matrix, _ cell) ask {
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	if err := w.WriteField("look", "0"); err != nil {
		m.Fatal(err)
	}
	f, err := w.CreateFormFile("file", "list.csv")
	if err != nil {
		m.Fatal(err)
	}
	if _, err := f.Write([]byte("姓名,出生日期,家长姓名,家长手机\n新人,2011-03-05,某人,139" + digits(m.ours.Key()) + "\n")); err != nil {
		m.Fatal(err)
	}
	if err := w.Close(); err != nil {
		m.Fatal(err)
	}
	return ask{body: buf.String(), kind: w.FormDataContentType()}
}

// aFamily is an applicant for whom our parent's account has proved itself, with a picture and
// a page of the guide.
func aFamily(m *matrix, c cell) cell {
	c = anApplicant(m, c)
	exec := func(query string, args ...any) { m.ours.Exec(m.T, query, args...) }
	if c.school.School == m.ours.School {
		exec("INSERT INTO intake_session (token_hash, applicant_id, school_id, who, person_id, made_at, until_at) VALUES (?, ?, ?, 'kin1', ?, 1, ?)",
			"hash-"+c.id, c.id, c.school.School, m.ours.Parent.Person, m.app.DB.Now().UnixMilli()+3_600_000)
	}
	exec("INSERT INTO intake_page (id, school_id, intake_id, place, title, body, version, published_at) VALUES (?, ?, ?, 0, '路线', '地铁', 1, 1)", "page-"+c.id, c.school.School, strings.TrimPrefix(c.id, "one-"))
	return c
}

// aPictureFor is a picture that a family sends.
func aPictureFor(m *matrix, _ cell) ask {
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	f, err := w.CreateFormFile("picture", "a.png")
	if err != nil {
		m.Fatal(err)
	}
	if err := png.Encode(f, image.NewGray(image.Rect(0, 0, 300, 300))); err != nil {
		m.Fatal(err)
	}
	if err := w.Close(); err != nil {
		m.Fatal(err)
	}
	return ask{body: buf.String(), kind: w.FormDataContentType()}
}

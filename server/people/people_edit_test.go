package people_test

import (
	"strings"
	"testing"
	"time"

	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/web/webtest"
)

// The office keeps the books by form: what it says is so at once, what is wrong
// is said at its field with what was typed, and two people editing at once
// notice each other.
func TestPeopleAreEditedByForm(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		edit := "/console/people/" + o.Pupil.Person + "/edit"
		open := func() string {
			a := b.Get(edit)
			a.Has(t, 200, `name="was"`)
			return webtest.Stamp.FindStringSubmatch(a.Body)[1]
		}
		was := open()
		good := []string{"name", "林知夏", "number", "20230001", "phone", "138-0000-1111", "class", o.Elsewhere, "was", was}
		with := func(pairs ...string) []string { return append(append([]string{}, good...), pairs...) }
		count := func() string {
			return o.Text("SELECT COUNT(*) FROM audit_event WHERE action LIKE 'person.%' OR action LIKE 'guardianship.%' OR action LIKE 'membership.%'")
		}
		before := count()
		for name, bad := range map[string]struct {
			pairs  []string
			status int
			says   string
		}{
			"no name":                {with("name", " "), 422, "姓名要填"},
			"a long name":            {with("name", strings.Repeat("长", 41)), 422, "姓名要填"},
			"a number with blanks":   {with("number", "2023 1"), 422, "学号里不能有空格"},
			"a short phone":          {with("phone", "1380000"), 422, "11 位数字"},
			"a landline":             {with("phone", "01088889999"), 422, "11 位数字"},
			"another school's class": {with("class", "nowhere"), 404, ""},
			"another's number":       {with("number", o.Text("SELECT number FROM person WHERE id = ?", o.Foreign.Person)), 409, "已经登记过了"},
			"an old form":            {with("was", "0123456789abcdef"), 409, "别人刚改过"},
		} {
			if name == "another's number" {
				o.Exec("UPDATE person SET number = 'TAKEN' WHERE id = ?", o.Foreign.Person)
				bad.pairs = with("number", "TAKEN")
			}
			a := b.Post(edit, nil, bad.pairs...)
			a.Has(t, bad.status, bad.says)
			if bad.status == 422 && !strings.Contains(a.Body, "20230001") && !strings.Contains(name, "number") {
				t.Errorf("%s: what was typed is lost", name)
			}
			if count() != before {
				t.Errorf("%s changed something", name)
			}
		}
		b.Post(edit, nil, good...).Want(t, 303, "/console/people/"+o.Pupil.Person+"?done=changed")
		b.Get("/console/people/"+o.Pupil.Person).Has(t, 200, "林知夏", "20230001", "三年级3班")
		b.Post(edit, nil, good...).Has(t, 409, "别人刚改过") // the second window's form is old by now
		b.Post(edit, nil, append(good[:8:8], "was", open())...).Want(t, 303, "/console/people/"+o.Pupil.Person+"?done=changed")

		// Somebody new, by hand.
		b.Post("/console/people", nil, "school", o.Mine.School, "name", "新生", "role", "student").Has(t, 422, "请选班级")
		b.Post("/console/people", nil, "school", o.Mine.School, "name", "新生", "role", "owner", "class", o.Class).Has(t, 422)
		made := b.Post("/console/people", nil, "school", o.Mine.School, "name", "新生", "number", "20239999", "role", "student", "class", o.Class)
		if made.StatusCode != 303 || !strings.HasSuffix(made.Header.Get("Location"), "?done=added") {
			t.Fatal(made.StatusCode, made.Body)
		}
		if o.Text("SELECT COUNT(*) FROM card k JOIN person p ON p.id = k.person_id WHERE p.number = '20239999'") != "1" {
			t.Error("no card")
		}
		b.Post("/console/people", nil, "school", o.Mine.School, "name", "又一个", "number", "20239999", "role", "teacher").Has(t, 409, "已经登记过了")
		o.Verified()
	})
}

// Guardians: the same phone under another name is a question, never a merge;
// what is saved about rights holds at the mother's next look.
func TestGuardiansAreKeptByForm(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.Exec("UPDATE person SET name = '林知夏' WHERE id = ?", o.Pupil.Person)
		b, mother := o.As(webtest.AdminOf(o.Mine)), o.As(o.Parent.Person)
		page := "/console/people/" + o.Pupil.Person
		add := func(name, phone, relation string) webtest.Answer {
			return b.Post(page+"/guardians", nil, "name", name, "phone", phone, "relation", relation)
		}
		people := func() string { return o.Text("SELECT COUNT(*) FROM person") }
		before := people()
		add("林晨", "13812341706", "母亲").Has(t, 409, "已经是监护人了")
		add("王小二", "13812341706", "父亲").Has(t, 409, "登记在另一个姓名下")
		add("王小二", "", "父亲").Has(t, 422, "11 位数字")
		add("", "13900000001", "父亲").Has(t, 422, "姓名要填")
		add("王小二", "13900000001", "stranger").Has(t, 422)
		b.Post("/console/people/"+o.Teacher.Person+"/guardians", nil, "name", "王小二", "phone", "13900000001", "relation", "父亲").Has(t, 422, "只有在校学生")
		if people() != before {
			t.Error("a refusal left somebody behind")
		}
		add("王小二", "139 0000 0001", "父亲").Want(t, 303, page+"?done=joined")
		b.Get(page).Has(t, 200, "王小二", "父亲")

		mother.Get("/card").Has(t, 200, "林知夏", `class="kid"`)
		id := o.Text("SELECT id FROM guardianship WHERE adult_id = ? AND child_id = ?", o.Parent.Person, o.Pupil.Person)
		save := func(pairs ...string) {
			t.Helper()
			b.Post("/console/guardianships/"+id, nil, pairs...).Want(t, 303, page+"?done=rights")
		}
		kid := `class="kid"`
		save("view", "on", "restricted", "on") // a court has spoken
		mother.Get("/card").HasNot(t, kid)
		save("view", "on")
		mother.Get("/card").Has(t, 200, kid)
		mother.Get("/card").HasNot(t, "/consent") // not her right any more
		save("pay", "on")
		mother.Get("/card").HasNot(t, kid)
		save("view", "on", "consent", "on")
		save("end", "yes")
		mother.Get("/card").HasNot(t, kid)
		add("林晨", "13812341706", "母亲").Want(t, 303, page+"?done=joined") // an ended one goes on
		mother.Get("/card").Has(t, 200, kid)
		o.Verified()
	})
}

// A leaver's card opens nothing from the next scan on; a slip of the mouse is
// taken back, for a day.
func TestALeaverIsALeaverAtOnce(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		s := o.Mine.Service(t, o.DB)
		gate, _ := o.Mine.Terminal(t, o.Mine.GateIn, false)
		opens := func() bool {
			o.Pass(6 * time.Second) // a presentation of its own
			return scantest.Present(t, s, scan.Presentation{Terminal: gate, Key: o.Mine.Key(), Chip: o.Pupil.Chip}).Open
		}
		page := "/console/people/" + o.Pupil.Person
		if !opens() {
			t.Fatal("it opens nothing to begin with")
		}
		b.Post("/console/memberships/"+o.Pupil.Membership+"/end", nil).Want(t, 303, page+"?done=left")
		if opens() {
			t.Error("a leaver's chip opened the gate")
		}
		b.Post("/console/memberships/"+o.Pupil.Membership+"/end", nil).Has(t, 404)
		b.Get(page).Has(t, 200, "撤回结束")
		b.Post("/console/memberships/"+o.Pupil.Membership+"/resume", nil).Want(t, 303, page+"?done=resumed")
		if !opens() {
			t.Error("taken back, and still shut")
		}
		own := o.Text("SELECT MIN(id) FROM membership WHERE person_id = ?", webtest.AdminOf(o.Mine))
		b.Post("/console/memberships/"+own+"/end", nil).Has(t, 409, "不能")
		b.Get("/console").Has(t, 200)

		b.Post("/console/memberships/"+o.Pupil.Membership+"/end", nil).Want(t, 303, page+"?done=left")
		o.Pass(25 * time.Hour)
		b.Login("u"+webtest.AdminOf(o.Mine), webtest.SecretPhrase).Want(t, 303, "/")
		b.Get(page).HasNot(t, "撤回结束")
		b.Post("/console/memberships/"+o.Pupil.Membership+"/resume", nil).Has(t, 409, "不能撤回")
		o.Verified()
	})
}

package web_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"yunka/server/scan"
	"yunka/server/scan/scantest"
)

var stamp = regexp.MustCompile(`name="was" value="([0-9a-f]*)"`)

// The office keeps the books by form: what it says is so at once, what is wrong
// is said at its field with what was typed, and two people editing at once
// notice each other.
func TestPeopleAreEditedByForm(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		b := o.as(adminOf(o.mine))
		edit := "/console/people/" + o.pupil.Person + "/edit"
		open := func() string {
			a := b.get(edit)
			a.has(t, 200, `name="was"`)
			return stamp.FindStringSubmatch(a.body)[1]
		}
		was := open()
		good := []string{"name", "林知夏", "number", "20230001", "phone", "138-0000-1111", "class", o.elsewhere, "was", was}
		with := func(pairs ...string) []string { return append(append([]string{}, good...), pairs...) }
		count := func() string {
			return o.text("SELECT COUNT(*) FROM audit_event WHERE action LIKE 'person.%' OR action LIKE 'guardianship.%' OR action LIKE 'membership.%'")
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
			"another's number":       {with("number", o.text("SELECT number FROM person WHERE id = ?", o.foreign.Person)), 409, "已经登记过了"},
			"an old form":            {with("was", "0123456789abcdef"), 409, "别人刚改过"},
		} {
			if name == "another's number" {
				o.exec("UPDATE person SET number = 'TAKEN' WHERE id = ?", o.foreign.Person)
				bad.pairs = with("number", "TAKEN")
			}
			a := b.post(edit, nil, bad.pairs...)
			a.has(t, bad.status, bad.says)
			if bad.status == 422 && !strings.Contains(a.body, "20230001") && !strings.Contains(name, "number") {
				t.Errorf("%s: what was typed is lost", name)
			}
			if count() != before {
				t.Errorf("%s changed something", name)
			}
		}
		b.post(edit, nil, good...).want(t, 303, "/console/people/"+o.pupil.Person+"?done=changed")
		b.get("/console/people/"+o.pupil.Person).has(t, 200, "林知夏", "20230001", "三年级3班")
		b.post(edit, nil, good...).has(t, 409, "别人刚改过") // the second window's form is old by now
		b.post(edit, nil, append(good[:8:8], "was", open())...).want(t, 303, "/console/people/"+o.pupil.Person+"?done=changed")

		// Somebody new, by hand.
		b.post("/console/people", nil, "school", o.mine.School, "name", "新生", "role", "student").has(t, 422, "请选班级")
		b.post("/console/people", nil, "school", o.mine.School, "name", "新生", "role", "owner", "class", o.class).has(t, 422)
		made := b.post("/console/people", nil, "school", o.mine.School, "name", "新生", "number", "20239999", "role", "student", "class", o.class)
		if made.StatusCode != 303 || !strings.HasSuffix(made.Header.Get("Location"), "?done=added") {
			t.Fatal(made.StatusCode, made.body)
		}
		if o.text("SELECT COUNT(*) FROM card k JOIN person p ON p.id = k.person_id WHERE p.number = '20239999'") != "1" {
			t.Error("no card")
		}
		b.post("/console/people", nil, "school", o.mine.School, "name", "又一个", "number", "20239999", "role", "teacher").has(t, 409, "已经登记过了")
		o.verified()
	})
}

// Guardians: the same phone under another name is a question, never a merge;
// what is saved about rights holds at the mother's next look.
func TestGuardiansAreKeptByForm(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		o.exec("UPDATE person SET name = '林知夏' WHERE id = ?", o.pupil.Person)
		b, mother := o.as(adminOf(o.mine)), o.as(o.parent.Person)
		page := "/console/people/" + o.pupil.Person
		add := func(name, phone, relation string) answer {
			return b.post(page+"/guardians", nil, "name", name, "phone", phone, "relation", relation)
		}
		people := func() string { return o.text("SELECT COUNT(*) FROM person") }
		before := people()
		add("林晨", "13812341706", "母亲").has(t, 409, "已经是监护人了")
		add("王小二", "13812341706", "父亲").has(t, 409, "登记在另一个姓名下")
		add("王小二", "", "父亲").has(t, 422, "11 位数字")
		add("", "13900000001", "父亲").has(t, 422, "姓名要填")
		add("王小二", "13900000001", "stranger").has(t, 422)
		b.post("/console/people/"+o.teacher.Person+"/guardians", nil, "name", "王小二", "phone", "13900000001", "relation", "父亲").has(t, 422, "只有在校学生")
		if people() != before {
			t.Error("a refusal left somebody behind")
		}
		add("王小二", "139 0000 0001", "父亲").want(t, 303, page+"?done=joined")
		b.get(page).has(t, 200, "王小二", "父亲")

		mother.get("/card").has(t, 200, "林知夏", `class="kid"`)
		id := o.text("SELECT id FROM guardianship WHERE adult_id = ? AND child_id = ?", o.parent.Person, o.pupil.Person)
		save := func(pairs ...string) {
			t.Helper()
			b.post("/console/guardianships/"+id, nil, pairs...).want(t, 303, page+"?done=rights")
		}
		kid := `class="kid"`
		save("view", "on", "restricted", "on") // a court has spoken
		mother.get("/card").hasNot(t, kid)
		save("view", "on")
		mother.get("/card").has(t, 200, kid)
		mother.get("/card").hasNot(t, "/consent") // not her right any more
		save("pay", "on")
		mother.get("/card").hasNot(t, kid)
		save("view", "on", "consent", "on")
		save("end", "yes")
		mother.get("/card").hasNot(t, kid)
		add("林晨", "13812341706", "母亲").want(t, 303, page+"?done=joined") // an ended one goes on
		mother.get("/card").has(t, 200, kid)
		o.verified()
	})
}

// A leaver's card opens nothing from the next scan on; a slip of the mouse is
// taken back, for a day.
func TestALeaverIsALeaverAtOnce(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		b := o.as(adminOf(o.mine))
		s := o.mine.Service(t, o.db)
		gate, _ := o.mine.Terminal(t, o.mine.GateIn, false)
		opens := func() bool {
			o.pass(6 * time.Second) // a presentation of its own
			return scantest.Present(t, s, scan.Presentation{Terminal: gate, Key: o.mine.Key(), Chip: o.pupil.Chip}).Open
		}
		page := "/console/people/" + o.pupil.Person
		if !opens() {
			t.Fatal("it opens nothing to begin with")
		}
		b.post("/console/memberships/"+o.pupil.Membership+"/end", nil).want(t, 303, page+"?done=left")
		if opens() {
			t.Error("a leaver's chip opened the gate")
		}
		b.post("/console/memberships/"+o.pupil.Membership+"/end", nil).has(t, 404)
		b.get(page).has(t, 200, "撤回结束")
		b.post("/console/memberships/"+o.pupil.Membership+"/resume", nil).want(t, 303, page+"?done=resumed")
		if !opens() {
			t.Error("taken back, and still shut")
		}
		own := o.text("SELECT MIN(id) FROM membership WHERE person_id = ?", adminOf(o.mine))
		b.post("/console/memberships/"+own+"/end", nil).has(t, 409, "不能")
		b.get("/console").has(t, 200)

		b.post("/console/memberships/"+o.pupil.Membership+"/end", nil).want(t, 303, page+"?done=left")
		o.pass(25 * time.Hour)
		b.login("u"+adminOf(o.mine), secretPhrase).want(t, 303, "/")
		b.get(page).hasNot(t, "撤回结束")
		b.post("/console/memberships/"+o.pupil.Membership+"/resume", nil).has(t, 409, "不能撤回")
		o.verified()
	})
}

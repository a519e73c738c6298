package web_test

import (
	"net/url"
	"strings"
	"testing"
)

// The slips of a class: each code works once for the person on it, nobody who
// has an account gets one, and a restricted guardian gets none.
func TestTheSlipsOfAClass(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		o.exec("UPDATE person SET name = '林知夏' WHERE id = ?", o.pupil.Person)
		b := o.as(adminOf(o.mine))
		ask := func(who string) answer {
			return b.post("/console/people/codes", nil, "school", o.mine.School, "class", o.class, "who", who)
		}
		a := ask("pupils")
		a.has(t, 200, "林知夏", "/activate")
		codes := onceShown.FindAllStringSubmatch(a.body, -1)
		if len(codes) != 1 {
			t.Fatalf("%d codes", len(codes))
		}
		parents := ask("parents")
		parents.has(t, 200, "林晨", "林知夏")
		if n := len(onceShown.FindAllStringSubmatch(parents.body, -1)); n != 1 {
			t.Errorf("%d codes for the parents", n)
		}
		if n := o.events(o.mine.School, "people.activate"); n < 2 {
			t.Errorf("%d events", n)
		}
		pupil := o.browser()
		pupil.post("/activate", nil, "code", codes[0][1], "login", "zhixia", "password", secretPhrase).want(t, 303, "/")
		if again := ask("pupils"); strings.Contains(again.body, "林知夏</b>") {
			t.Error("a code for somebody with an account")
		}
		o.exec("UPDATE guardianship SET restricted = TRUE")
		ask("parents").has(t, 200, "都激活了")
		b.post("/console/people/codes", nil, "school", o.mine.School, "class", "nowhere", "who", "pupils").has(t, 404)
	})
}

// The filters of the list say what they mean, together, on pages and in the file.
func TestTheListOfPeopleIsFiltered(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		for id, name := range map[string]string{o.pupil.Person: "甲", o.foreign.Person: "乙", o.teacher.Person: "丙", o.guard.Person: "丁"} {
			o.exec("UPDATE person SET name = ?, folded = ? WHERE id = ?", name, name, id)
		}
		b := o.as(adminOf(o.mine))
		o.exec("UPDATE card SET state = 'blocked' WHERE person_id = ?", o.pupil.Person)
		o.exec("UPDATE credential SET state = 'ended' WHERE person_id = ?", o.foreign.Person)
		o.exec("UPDATE membership SET valid_to = 1 WHERE person_id = ?", o.guard.Person)
		o.exec("UPDATE person SET phone = '13800000009' WHERE id = ?", o.teacher.Person)
		for query, want := range map[string]string{
			"class=" + o.class: "甲", "class=" + o.elsewhere: "乙", "class=" + o.class + "&role=teacher": "", "class=nowhere": "",
			"state=stopped": "甲", "state=unclaimed": "乙", "state=left": "丁", "state=nophone": "甲乙丁", "state=noaccount": "甲乙丙丁", "state=rubbish": "甲乙丙丁",
			"state=stopped&class=" + o.elsewhere: "", "state=unclaimed&q=" + url.QueryEscape("乙"): "乙",
		} {
			page, file := b.get("/console/people?"+query), b.get("/console/people.csv?"+query)
			page.has(t, 200)
			for _, name := range []string{"甲", "乙", "丙", "丁"} {
				there := strings.Contains(want, name)
				if strings.Contains(page.body, ">"+name+"</b>") != there {
					t.Errorf("%s: %s on the page: %v", query, name, !there)
				}
				if strings.Contains(file.body, ","+name+",") != there {
					t.Errorf("%s: %s in the file: %v", query, name, !there)
				}
			}
		}
	})
}

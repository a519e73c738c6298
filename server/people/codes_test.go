package people_test

import (
	"net/url"
	"strings"
	"testing"

	"yunka/server/web/webtest"
)

// The slips of a class: each code works once for the person on it, nobody who
// has an account gets one, and a restricted guardian gets none.
func TestTheSlipsOfAClass(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.Exec("UPDATE person SET name = '林知夏' WHERE id = ?", o.Pupil.Person)
		b := o.As(webtest.AdminOf(o.Mine))
		ask := func(who string) webtest.Answer {
			return b.Post("/console/people/codes", nil, "school", o.Mine.School, "class", o.Class, "who", who)
		}
		a := ask("pupils")
		a.Has(t, 200, "林知夏", "/activate")
		codes := webtest.OnceShown.FindAllStringSubmatch(a.Body, -1)
		if len(codes) != 1 {
			t.Fatalf("%d codes", len(codes))
		}
		parents := ask("parents")
		parents.Has(t, 200, "林晨", "林知夏")
		if n := len(webtest.OnceShown.FindAllStringSubmatch(parents.Body, -1)); n != 1 {
			t.Errorf("%d codes for the parents", n)
		}
		if n := o.Events(o.Mine.School, "people.activate"); n < 2 {
			t.Errorf("%d events", n)
		}
		pupil := o.Browser()
		pupil.Post("/activate", nil, "code", codes[0][1], "login", "zhixia", "password", webtest.SecretPhrase).Want(t, 303, "/")
		if again := ask("pupils"); strings.Contains(again.Body, "林知夏</b>") {
			t.Error("a code for somebody with an account")
		}
		o.Exec("UPDATE guardianship SET restricted = TRUE")
		ask("parents").Has(t, 200, "都激活了")
		b.Post("/console/people/codes", nil, "school", o.Mine.School, "class", "nowhere", "who", "pupils").Has(t, 404)
	})
}

// The filters of the list say what they mean, together, on pages and in the file.
func TestTheListOfPeopleIsFiltered(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		for id, name := range map[string]string{o.Pupil.Person: "甲", o.Foreign.Person: "乙", o.Teacher.Person: "丙", o.Guard.Person: "丁"} {
			o.Exec("UPDATE person SET name = ?, folded = ? WHERE id = ?", name, name, id)
		}
		b := o.As(webtest.AdminOf(o.Mine))
		o.Exec("UPDATE card SET state = 'blocked' WHERE person_id = ?", o.Pupil.Person)
		o.Exec("UPDATE credential SET state = 'ended' WHERE person_id = ?", o.Foreign.Person)
		o.Exec("UPDATE membership SET valid_to = 1 WHERE person_id = ?", o.Guard.Person)
		o.Exec("UPDATE person SET phone = '13800000009' WHERE id = ?", o.Teacher.Person)
		for query, want := range map[string]string{
			"class=" + o.Class: "甲", "class=" + o.Elsewhere: "乙", "class=" + o.Class + "&role=teacher": "", "class=nowhere": "",
			"state=stopped": "甲", "state=unclaimed": "乙", "state=left": "丁", "state=nophone": "甲乙丁", "state=noaccount": "甲乙丙丁", "state=rubbish": "甲乙丙丁",
			"state=stopped&class=" + o.Elsewhere: "", "state=unclaimed&q=" + url.QueryEscape("乙"): "乙",
		} {
			page, file := b.Get("/console/people?"+query), b.Get("/console/people.csv?"+query)
			page.Has(t, 200)
			for _, name := range []string{"甲", "乙", "丙", "丁"} {
				there := strings.Contains(want, name)
				if strings.Contains(page.Body, ">"+name+"</b>") != there {
					t.Errorf("%s: %s on the page: %v", query, name, !there)
				}
				if strings.Contains(file.Body, ","+name+",") != there {
					t.Errorf("%s: %s in the file: %v", query, name, !there)
				}
			}
		}
	})
}

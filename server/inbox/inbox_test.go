package inbox_test

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/outbox"
	"yunka/server/outbox/deliver"
	"yunka/server/scan/scantest"
	"yunka/server/web/webtest"
)

// school is the office of the stories, with a worker that works when it is told to.
type school struct {
	webtest.Office
	worker *deliver.Worker
	mother webtest.Browser
}

func each(t *testing.T, story func(t *testing.T, s school)) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.Exec("UPDATE person SET name = '林知夏' WHERE id = ?", o.Pupil.Person)
		s := school{Office: o, worker: deliver.New(deliver.Config{DB: o.DB, Feed: feed.New(), Logger: slog.New(slog.DiscardHandler)})}
		s.mother = o.As(o.Parent.Person)
		s.forget()
		story(t, s)
	})
}

// deliver delivers what is due.
func (s school) deliver() {
	s.Helper()
	if _, err := s.worker.Work(context.Background()); err != nil {
		s.Fatal(err)
	}
}

// forget delivers what making people has told, and takes it away.
func (s school) forget() {
	s.Helper()
	s.deliver()
	s.Exec("DELETE FROM outbox_delivery")
	s.Exec("DELETE FROM outbox_notice")
}

// put puts notices as a projection would that follows the feed.
func (s school) put(list ...outbox.Notice) {
	s.Helper()
	for _, n := range list {
		n.School = s.Mine.School
		if err := s.DB.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error { return outbox.Put(ctx, tx, n) }); err != nil {
			s.Fatal(err)
		}
	}
}

// passed is what attendance tells of a passage at a gate.
func (s school) passed(h *scantest.Holder, direction, scan string) outbox.Notice {
	n := outbox.Notice{
		Kind: register.LeftAgain, Key: scan, To: []outbox.To{outbox.Guardians()}, About: h.Person, Urgent: true,
		Data: register.Said{Session: "上午", At: s.Clock().UnixMilli(), Gate: "东门"},
	}
	if direction == "in" {
		n.Kind, n.Urgent, n.Digest, n.Wait = register.Arrived, false, "arrivals", outbox.LongestWait
	}
	return n
}

// child adds a sibling of the pupil.
func (s school) child(name string) *scantest.Holder {
	s.Helper()
	h := s.Mine.Holder(s.T, allow.Student)
	s.Exec("UPDATE person SET name = ? WHERE id = ?", name, h.Person)
	s.Mine.Guardian(s.T, s.Parent, h, "母亲", false)
	s.forget()
	return h
}

func (s school) page() string { return "/inbox?of=" + s.Parent.Person }

var unreadIDs = regexp.MustCompile(`data-unread="(\d+)"`)

// The office stops a child's card: the mother's card page counts it, her inbox says it
// in her language, and once read it is not new any more.
func TestAMessageFromTheFactToTheReader(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.mother.Get("/card").Has(t, 200, "消息", "没有新消息", `href="/inbox?of=`+s.Parent.Person+`"`)
		s.mother.Get("/inbox").Has(t, 200, "还没有消息", "消息设置", "21:30–06:30")
		admin := s.As(webtest.AdminOf(s.Mine))
		admin.Post("/console/cards/"+s.Pupil.Card+"/freeze", nil).Has(t, 303)
		s.deliver()
		s.mother.Get("/card").Has(t, 200, "1 条没看")
		page := s.mother.Get("/inbox")
		page.Has(t, 200, "林知夏的校园卡停用了", "学校停的", "要恢复请找学校", "未读：", "今天", "1 条没看", "inbox%3A"+s.Parent.Person)
		s.EveryFormHasItsRoute(page)
		id := unreadIDs.FindStringSubmatch(page.Body)[1]
		s.mother.Post("/inbox/read", nil, "of", s.Parent.Person, "quietly", "1", "m", id).Has(t, 204)
		s.mother.Get("/inbox").HasNot(t, "未读：")
		s.mother.Get("/card").Has(t, 200, "没有新消息")
		s.mother.Post("/language", nil, "lang", "en").Has(t, 303)
		s.mother.Get("/inbox").Has(t, 200, "林知夏&#39;s campus card was stopped", "Stopped by the school", "Nothing new", "Today")
		// The name is what the books say now.
		s.Exec("UPDATE person SET name = 'Lin Zhixia' WHERE id = ?", s.Pupil.Person)
		s.mother.Get("/inbox").Has(t, 200, "Lin Zhixia&#39;s campus card")
		s.Verified()
	})
}

// Whoever loses the right to a child sees nothing of that child any more, in old
// messages neither; of a digest the other child stays.
func TestRightsWhenReading(t *testing.T) {
	for name, lose := range map[string]string{
		"restricted":  "UPDATE guardianship SET restricted = ? WHERE child_id = ?",
		"notify gone": "UPDATE guardianship SET can_notify = NOT ? WHERE child_id = ?",
		"view gone":   "UPDATE guardianship SET can_view = NOT ? WHERE child_id = ?",
		"ended":       "UPDATE guardianship SET valid_to = CASE WHEN ? THEN 1 ELSE NULL END WHERE child_id = ?",
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, s school) {
				brother := s.child("林沐阳")
				s.put(s.passed(s.Pupil, "in", "s1"), s.passed(brother, "in", "s2"), s.passed(s.Pupil, "out", "s3"))
				s.deliver()
				s.mother.Get(s.page()).Has(t, 200, "两个孩子都到校了", "林知夏", "林沐阳", "林知夏离校了", "2 条没看")
				s.Exec(lose, true, s.Pupil.Person)
				s.mother.Get(s.page()).Has(t, 200, "林沐阳到校了", "1 条没看")
				s.mother.Get(s.page()).HasNot(t, "林知夏", "两个孩子", "离校了")
				s.mother.Get(s.page()+"&child="+s.Pupil.Person).HasNot(t, "林知夏")
				s.mother.Get("/card").Has(t, 200, "1 条没看")
				s.Exec(lose, false, s.Pupil.Person)
				s.mother.Get(s.page()).Has(t, 200, "两个孩子都到校了", "2 条没看")
			})
		})
	}
}

// A class teacher reads what was told of the class while the post lasts.
func TestTeachersReadOfTheirClass(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		teacher := s.As(s.Teacher.Person)
		n := s.passed(s.Pupil, "out", "s1")
		n.To = []outbox.To{outbox.ClassTeachers(s.Class)}
		s.put(n)
		s.deliver()
		teacher.Get("/inbox").Has(t, 200, "林知夏离校了", "1 条没看")
		s.Exec("UPDATE post SET valid_to = 1")
		teacher.Get("/inbox").Has(t, 200, "还没有消息")
		teacher.Get("/inbox").HasNot(t, "林知夏")
	})
}

// Twenty a page, newest first, without a gap and without a repetition; a child alone;
// addresses that no page has.
func TestPagesOfTheInbox(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		brother := s.child("林沐阳")
		for i := range 45 {
			h := []*scantest.Holder{s.Pupil, brother}[i%3%2]
			n := s.passed(h, "out", fmt.Sprint("s", i))
			s.put(n)
		}
		s.deliver()
		next := regexp.MustCompile(`rel="next" href="([^"]+)"`)
		seen := map[string]bool{}
		walk := func(path string) (pages []int) {
			for path != "" {
				a := s.mother.Get(strings.ReplaceAll(path, "&amp;", "&"))
				a.Has(t, 200)
				ids := regexp.MustCompile(`id="message-(\d+)"`).FindAllStringSubmatch(a.Body, -1)
				for _, id := range ids {
					if seen[id[1]] {
						t.Errorf("message %s is there twice", id[1])
					}
					seen[id[1]] = true
				}
				pages = append(pages, len(ids))
				path = ""
				if m := next.FindStringSubmatch(a.Body); m != nil {
					path = m[1]
				}
			}
			return pages
		}
		if got := fmt.Sprint(walk(s.page())); got != "[20 20 5]" || len(seen) != 45 {
			t.Errorf("pages of %s, %d messages", got, len(seen))
		}
		clear(seen)
		if got := fmt.Sprint(walk(s.page() + "&child=" + brother.Person)); got != "[15]" {
			t.Errorf("the brother's pages have %s", got)
		}
		s.mother.Get(s.page()).Has(t, 200, "45 条没看", "全部", "林知夏", "林沐阳")
		for _, bad := range []string{"&before=0", "&before=-1", "&before=x", "&before=99999999999999999999"} {
			s.mother.Get(s.page()+bad).Has(t, 400)
		}
		s.mother.Get("/inbox?of=nobody").Has(t, 404)
		s.mother.Get("/inbox?of="+s.Alien.Person).Has(t, 404)
		s.mother.Get("/inbox?of="+s.Foreign.Person).Has(t, 403)
		for _, bad := range [][]string{{"m", "x"}, {"m", "0"}, {"quietly", "1"}} {
			s.mother.Post("/inbox/read", nil, append(bad, "of", s.Parent.Person)...).Has(t, 400)
		}
		s.mother.Post("/inbox/read", nil, "of", s.Parent.Person).Want(t, 303, s.page())
		s.mother.Get(s.page()).Has(t, 200, "没有新消息")
	})
}

// An account that is somebody in two schools has an inbox of each.
func TestTwoInboxesOfOneAccount(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		there := s.Other.Member(t, allow.Parent, campus.Person{Name: "林晨"})
		s.Other.Guardian(t, there, s.Alien, "母亲", false)
		s.Exec("UPDATE person SET name = '林小满' WHERE id = ?", s.Alien.Person)
		s.Exec("INSERT INTO account_person (person_id, account_id, school_id, linked_at) SELECT ?, account_id, ?, 0 FROM account_person WHERE person_id = ?", there.Person, s.Other.School, s.Parent.Person)
		n := s.passed(s.Pupil, "out", "s1")
		s.put(n)
		n.School, n.About = s.Other.School, s.Alien.Person
		if err := s.DB.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error { return outbox.Put(ctx, tx, n) }); err != nil {
			t.Fatal(err)
		}
		s.deliver()
		s.mother.Get(s.page()).Has(t, 200, "林知夏离校了", "哪个学校")
		s.mother.Get(s.page()).HasNot(t, "林小满")
		s.mother.Get("/inbox?of="+there.Person).Has(t, 200, "林小满离校了")
		s.mother.Get("/inbox?of="+there.Person).HasNot(t, "林知夏")
	})
}

// What a form of quiet hours was refused for is said beside it, with what was typed;
// what it takes holds from then on.
func TestSettings(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		at := "/inbox/settings?of=" + s.Parent.Person
		page := s.mother.Get(at)
		page.Has(t, 200, "和学校一样（21:30–06:30）", `value="21:30"`, `value="06:30"`)
		s.EveryFormHasItsRoute(page)
		for name, bad := range map[string]struct {
			pairs []string
			says  string
		}{
			"nothing":  {nil, "请选一种"},
			"a word":   {[]string{"quiet", "always"}, "请选一种"},
			"no times": {[]string{"quiet", "own"}, "请填两个时间"},
			"one time": {[]string{"quiet", "own", "from", "21:00"}, "请填两个时间"},
			"25 hours": {[]string{"quiet", "own", "from", "25:00", "to", "06:00"}, "请填两个时间"},
			"minutes":  {[]string{"quiet", "own", "from", "21:60", "to", "06:00"}, "请填两个时间"},
			"words":    {[]string{"quiet", "own", "from", "九点", "to", "六点"}, "请填两个时间"},
			"the same": {[]string{"quiet", "own", "from", "21:00", "to", "21:00"}, "开始和结束不能一样"},
			"negative": {[]string{"quiet", "own", "from", "-1:00", "to", "06:00"}, "请填两个时间"},
			"too long": {[]string{"quiet", "own", "from", strings.Repeat("2", 5000), "to", "06:00"}, "请填两个时间"},
		} {
			t.Run(name, func(t *testing.T) {
				s.mother.Post("/inbox/settings", nil, append(bad.pairs, "of", s.Parent.Person)...).Has(t, 422, bad.says)
			})
		}
		s.mother.Post("/inbox/settings", nil, "of", s.Parent.Person, "quiet", "own", "from", "11:00:00", "to", "23:15").Want(t, 303, s.page()+"&done=saved")
		s.mother.Get(s.page()+"&done=saved").Has(t, 200, "已保存", "11:00–23:15")
		arrived := s.passed(s.Pupil, "in", "s1")
		s.put(arrived) // it is noon
		s.deliver()
		s.mother.Get(s.page()).Has(t, 200, "还没有消息")
		s.mother.Post("/inbox/settings", nil, "of", s.Parent.Person, "quiet", "never").Has(t, 303)
		s.deliver()
		s.mother.Get(s.page()).Has(t, 200, "林知夏到校了", "不设")
		s.mother.Post("/inbox/settings", nil, "of", s.Parent.Person, "quiet", "school").Has(t, 303)
		s.mother.Get(s.page()).Has(t, 200, "21:30–06:30")
		s.mother.Post("/inbox/channel", nil, "of", s.Parent.Person, "kind", "wechat", "on", "1").Has(t, 409, "这种方式现在用不了")
		s.mother.Post("/inbox/settings", nil, "of", s.Teacher.Person, "quiet", "never").Has(t, 403)
	})
}

// Who is told of what the domains do, and who is not.
func TestWhatTheDomainsTell(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		ctx, admin := context.Background(), s.As(webtest.AdminOf(s.Mine))
		pupil := s.As(s.Pupil.Person)
		father := s.Mine.Holder(t, allow.Parent)
		s.Mine.Guardian(t, father, s.Pupil, "父亲", false)
		dad := s.As(father.Person)
		enemy := s.Mine.Holder(t, allow.Parent)
		s.Mine.Guardian(t, enemy, s.Pupil, "祖母", true)
		gran := s.As(enemy.Person)
		boxes := map[string]webtest.Browser{"mother": s.mother, "father": dad, "pupil": pupil, "gran": gran, "admin": admin}
		told := func(text string, who ...string) {
			t.Helper()
			s.deliver()
			for name, b := range boxes {
				body := b.Get("/inbox").Body
				if got, want := strings.Contains(body, text), strings.Contains(strings.Join(who, " "), name); got != want {
					t.Errorf("%s: %q is told: %v, want %v", name, text, got, want)
				}
			}
			s.Exec("DELETE FROM outbox_delivery")
		}
		s.forget()
		s.mother.Post("/card/"+s.Pupil.Card+"/freeze", nil).Has(t, 303)
		told("校园卡停用了", "pupil", "father")
		s.mother.Post("/card/"+s.Pupil.Card+"/unfreeze", nil, "password", webtest.SecretPhrase).Has(t, 303)
		told("校园卡又能用了", "pupil", "father")
		pupil.Post("/card/"+s.Pupil.Card+"/freeze", nil).Has(t, 303)
		told("林知夏停的", "mother", "father")
		pupil.Post("/card/"+s.Pupil.Card+"/unfreeze", nil, "password", webtest.SecretPhrase).Has(t, 303)
		told("林知夏恢复的", "mother", "father")
		s.mother.Post("/card/"+s.Parent.Card+"/freeze", nil).Has(t, 303) // her own: nobody's business
		told("停用了")
		admin.Post("/console/credentials/"+s.Pupil.ChipCredential+"/lost", nil).Has(t, 303)
		told("有一个挂失了", "mother", "father", "pupil")

		s.Exec("UPDATE guardianship SET can_consent = FALSE WHERE child_id = ?", s.Pupil.Person) // the pupil agrees
		s.Mine.Claim(t, s.Pupil, true)
		told("装到了新手机上", "mother", "father")

		id := s.Text("SELECT id FROM guardianship WHERE adult_id = ?", father.Person)
		change := func(id string, r campus.Rights, restricted, end bool) {
			t.Helper()
			if _, err := campus.New(s.DB, feed.New()).SaveGuardianship(ctx, s.Mine.Admin, s.Mine.School, id, r, restricted, end); err != nil {
				t.Fatal(err)
			}
		}
		r := campus.RightsOf("父亲")
		r.Pickup = false
		change(id, r, false, false)
		told("权限改了", "father")
		change(id, r, true, false) // a restriction is never told
		told("林知夏")
		change(id, campus.RightsOf("父亲"), false, false)
		told("林知夏")
		change(s.Text("SELECT id FROM guardianship WHERE adult_id = ?", enemy.Person), campus.RightsOf("母亲"), true, false)
		told("林知夏")
		change(id, campus.Rights{View: true}, false, false) // no right to be told any more
		told("林知夏")

		if _, _, err := s.Accounts.IssueReset(ctx, s.Mine.Admin, s.Parent.Person); err != nil {
			t.Fatal(err)
		}
		told("有人给您的账号打印了重设密码条")
		if _, _, err := s.Accounts.IssueReset(ctx, s.Mine.Admin, s.Parent.Person); err != nil {
			t.Fatal(err)
		}
		told("有人给您的账号打了重设密码条", "mother")
	})
}

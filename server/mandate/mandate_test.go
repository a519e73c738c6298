package mandate_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/mandate"
	"yunka/server/schooltest"
)

func TestNameRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		banned := w.Member(t, allow.Parent, campus.Person{Name: "林  卫东", Phone: "13800000066"})
		w.Guardian(t, banned, w.Girl, "其他", true)
		other := schooltest.New(t, w.DB)
		alien := other.Member(t, allow.Student, campus.Person{Name: "外校生"})
		for _, c := range []struct {
			name string
			by   *schooltest.Holder
			with func(*mandate.Draft)
			want string
		}{
			{"no name", w.Mother, func(d *mandate.Draft) { d.Name = " " }, "mandate_name"},
			{"a NUL in the name", w.Mother, func(d *mandate.Draft) { d.Name = "何\x00" }, "mandate_name"},
			{"a long name", w.Mother, func(d *mandate.Draft) { d.Name = strings.Repeat("何", 41) }, "mandate_name"},
			{"no phone", w.Mother, func(d *mandate.Draft) { d.Phone = "" }, "mandate_phone"},
			{"a landline", w.Mother, func(d *mandate.Draft) { d.Phone = "010-12345678" }, "mandate_phone"},
			{"her own phone", w.Mother, func(d *mandate.Draft) { d.Phone = "138-0000-0001" }, "mandate_own_phone"},
			{"the father's phone", w.Mother, func(d *mandate.Draft) { d.Phone = "13800000002" }, "mandate_known"},
			{"the phone of who is banned", w.Mother, func(d *mandate.Draft) { d.Phone = "13800000066" }, "mandate_known"},
			{"the name of who is banned", w.Mother, func(d *mandate.Draft) { d.Name = "林·卫东" }, "mandate_known"},
			{"a relation that is none", w.Mother, func(d *mandate.Draft) { d.Relation = "boss" }, "mandate_relation"},
			{"no child", w.Mother, func(d *mandate.Draft) { d.Children = nil }, "mandate_children"},
			{"no photo", w.Mother, func(d *mandate.Draft) { d.Photo = nil }, "mandate_photo"},
			{"a photo that is none", w.Mother, func(d *mandate.Draft) { d.Photo = []byte("%PDF-1.7") }, "photo_kind"},
			{"a huge photo", w.Mother, func(d *mandate.Draft) { d.Photo = make([]byte, 21<<20) }, "photo_size"},
			{"yesterday", w.Mother, func(d *mandate.Draft) { d.When.First = "2026-11-22" }, "mandate_past"},
			{"for ever", w.Mother, func(d *mandate.Draft) { d.When.Last, d.When.Weekdays = "2030-01-01", 31 }, "mandate_long"},
			{"backwards hours", w.Mother, func(d *mandate.Draft) { d.When.To = 600 }, "mandate_window"},
			{"a child of nobody's", w.Mother, func(d *mandate.Draft) { d.Children = append(d.Children, w.Stranger.Person) }, "forbidden"},
			{"a child of another school", w.Mother, func(d *mandate.Draft) { d.Children = []string{alien.Person} }, "forbidden"},
			{"without the right", w.Grandfather, func(*mandate.Draft) {}, "forbidden"},
			{"an admin", &schooltest.Holder{Actor: w.Admin}, func(*mandate.Draft) {}, "forbidden"},
		} {
			d := w.draft()
			c.with(&d)
			_, _, err := w.Name(t.Context(), c.by.Actor, w.School, d)
			if code(err) != c.want {
				t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
		}
		if _, _, err := w.Name(t.Context(), w.Mother.Actor, other.School, w.draft()); code(err) != "mandate_children" {
			t.Errorf("in another school: %v", err)
		}
		// An actor who was read before the right was taken away.
		w.Exec(t, "UPDATE guardianship SET can_delegate = FALSE WHERE adult_id = ? AND child_id = ?", w.Mother.Person, w.Boy.Person)
		if _, _, err := w.Name(t.Context(), w.Mother.Actor, w.School, w.draft()); code(err) != "mandate_children" {
			t.Errorf("a right that is gone: %v", err)
		}
		if n := schooltest.Value[int](t, w.DB, "SELECT count(*) FROM mandate"); n != 0 {
			t.Errorf("%d mandates were made", n)
		}
	})
}

func TestThirtyDelegates(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		name := func(by *schooltest.Holder, n int, children ...string) string {
			d := w.draft()
			d.Phone, d.Children = fmt.Sprintf("139000000%02d", n), children
			_, _, err := w.Name(t.Context(), by.Actor, w.School, d)
			return code(err)
		}
		got := map[string]int{}
		for n := range 30 {
			child := []*schooltest.Holder{w.Girl, w.Boy}[n%2]
			got[name(w.Mother, n, child.Person)]++
		}
		if got[""] != mandate.MaxPerGuardian || got["mandate_many"] != 30-mandate.MaxPerGuardian {
			t.Errorf("one guardian, two children: %v", got)
		}
		got = map[string]int{}
		for n := range 5 {
			got[name(w.Father, 50+n, w.Girl.Person)]++
		}
		if got[""] != 1 || got["mandate_many_child"] != 4 {
			t.Errorf("another guardian, one child: %v", got)
		}
		// What is over counts no longer.
		w.Clock.Add(24 * time.Hour)
		d := w.draft()
		d.When.First = "2026-11-24"
		if _, _, err := w.Name(t.Context(), w.Mother.Actor, w.School, d); err != nil {
			t.Errorf("the day after: %v", err)
		}
	})
}

func TestOneStory(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m, link := w.named(t)
		three := schooltest.Noon.Add(3 * time.Hour)
		if m.State(w.Clock.Now(), schooltest.Noon.Location()) != mandate.Waiting || len(m.Digits) != 6 || len(m.Children) != 2 {
			t.Fatalf("named: %+v", m)
		}
		if stored := schooltest.Value[string](t, w.DB, "SELECT link_hash FROM mandate"); stored == link {
			t.Error("the link is kept as it is")
		}
		if got := w.of(t, m.PersonID, three); got != nil {
			t.Errorf("before there is a key: %v", got)
		}
		if how, err := w.Look(t.Context(), "net", link); how != mandate.LinkAsks || err != nil {
			t.Errorf("a preview of the link: %s, %v", how, err)
		}
		if w.read(t, m.ID).OpenedAt != 0 {
			t.Error("a preview of the link opened it")
		}
		granny := newPhone("granny")
		if err := w.arrive(t, link, m.Digits, granny); err != nil {
			t.Fatal(err)
		}
		if state := granny.contact(t, w); state != "live" {
			t.Errorf("the key is %s", state)
		}
		if got := w.of(t, m.PersonID, three); len(got) != 2 {
			t.Errorf("at three: %v", got)
		}
		for at, want := range map[time.Duration]int{0: 0, 170*time.Minute - 1: 0, 170 * time.Minute: 2, 210*time.Minute - time.Millisecond: 2, 210 * time.Minute: 0, 27 * time.Hour: 0} {
			if got := w.of(t, m.PersonID, schooltest.Noon.Add(at)); len(got) != want {
				t.Errorf("%v after noon: %v", at, got)
			}
		}
		if err := w.arrive(t, link, m.Digits, newPhone("other")); code(err) != "mandate_taken" {
			t.Errorf("a second phone: %v", err)
		}
		if err := w.End(t.Context(), w.Mother.Actor, m.ID); err != nil {
			t.Fatal(err)
		}
		if got := w.of(t, m.PersonID, three); got != nil {
			t.Errorf("taken back: %v", got)
		}
		if state := granny.contact(t, w); state == "live" {
			t.Error("taken back, and the key is live")
		}
		if how, _ := w.Look(t.Context(), "net", link); how != mandate.LinkOver {
			t.Errorf("taken back, and the link is %s", how)
		}
		if err := w.End(t.Context(), w.Mother.Actor, m.ID); err != nil {
			t.Errorf("again: %v", err)
		}
		var kinds []string
		for _, e := range w.read(t, m.ID).Events {
			kinds = append(kinds, e.Kind)
		}
		if got := strings.Join(kinds, " "); got != "ended second claimed opened named" {
			t.Errorf("events: %s", got)
		}
		for kind, want := range map[string]int{mandate.NoticeNamed: 1, mandate.NoticeOpened: 1, mandate.NoticeReady: 1, mandate.NoticeSecond: 1, mandate.NoticeEnded: 1} {
			if got := w.told(t, kind); got != want {
				t.Errorf("%s: %d notices", kind, got)
			}
		}
		// Mother and father, who may delegate; nobody else.
		to := schooltest.Value[string](t, w.DB, "SELECT to_whom FROM outbox_notice WHERE kind = ?", mandate.NoticeReady)
		if !strings.Contains(to, w.Mother.Person) || !strings.Contains(to, w.Father.Person) || strings.Contains(to, w.Grandfather.Person) {
			t.Errorf("told to %s", to)
		}
	})
}

// What takes the right away at the last moment takes it away.
func TestOfLooksAnew(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m, link := w.named(t)
		three := schooltest.Noon.Add(3 * time.Hour)
		if err := w.arrive(t, link, m.Digits, newPhone("granny")); err != nil {
			t.Fatal(err)
		}
		banned := w.Member(t, allow.Parent, campus.Person{Name: "谁", Phone: "13800000009"}) // granny's number
		for name, c := range map[string]struct {
			do, undo string
			args     []any
			want     int
		}{
			"the guardian's right goes":        {"UPDATE guardianship SET can_delegate = FALSE WHERE adult_id = ? AND child_id = ?", "UPDATE guardianship SET can_delegate = TRUE WHERE adult_id = ? AND child_id = ?", []any{w.Mother.Person, w.Boy.Person}, 1},
			"the guardian is restricted":       {"UPDATE guardianship SET restricted = TRUE WHERE adult_id = ? AND child_id = ?", "UPDATE guardianship SET restricted = FALSE WHERE adult_id = ? AND child_id = ?", []any{w.Mother.Person, w.Girl.Person}, 1},
			"the guardianship ends":            {"UPDATE guardianship SET valid_to = 1 WHERE adult_id = ?", "UPDATE guardianship SET valid_to = NULL WHERE adult_id = ?", []any{w.Mother.Person}, 0},
			"the adult is suspended":           {"UPDATE person SET state = 'suspended' WHERE id = ?", "UPDATE person SET state = 'active' WHERE id = ?", []any{m.PersonID}, 0},
			"the card is stopped":              {"UPDATE card SET state = 'blocked' WHERE id = ?", "UPDATE card SET state = 'active' WHERE id = ?", []any{m.CardID}, 0},
			"the office ends the membership":   {"UPDATE membership SET valid_to = 1 WHERE id = ?", "UPDATE membership SET valid_to = NULL WHERE id = ?", []any{m.MembershipID}, 0},
			"one of that number is banned":     {"UPDATE person SET folded = folded WHERE id = ?", "DELETE FROM guardianship WHERE adult_id = ?", []any{banned.Person}, 1},
			"the guardian of other's children": {"UPDATE person SET folded = folded WHERE id = ?", "UPDATE person SET folded = folded WHERE id = ?", []any{w.Father.Person}, 2},
		} {
			w.Exec(t, c.do, c.args...)
			if name == "one of that number is banned" {
				w.Guardian(t, banned, w.Girl, "其他", true)
			}
			if got := w.of(t, m.PersonID, three); len(got) != c.want {
				t.Errorf("%s: %d children", name, len(got))
			}
			w.Exec(t, c.undo, c.args...)
			if got := w.of(t, m.PersonID, three); len(got) != 2 {
				t.Fatalf("%s, undone: %d children", name, len(got))
			}
		}
	})
}

// A guardian takes back for the children that are hers to delegate for.
func TestEndForOneChild(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m, link := w.named(t)
		three := schooltest.Noon.Add(3 * time.Hour)
		if err := w.arrive(t, link, m.Digits, newPhone("granny")); err != nil {
			t.Fatal(err)
		}
		delete(w.Father.Actor.Children, w.Boy.Person)
		for who, want := range map[*schooltest.Holder]string{w.Grandfather: "forbidden", w.Stranger: "forbidden"} {
			if err := w.End(t.Context(), who.Actor, m.ID); code(err) != want {
				t.Errorf("who may not: %v", err)
			}
		}
		other := schooltest.New(t, w.DB)
		if err := w.End(t.Context(), other.Admin, m.ID); code(err) != "not_found" {
			t.Errorf("another school's office: %v", err)
		}
		if err := w.End(t.Context(), w.Father.Actor, m.ID); err != nil {
			t.Fatal(err)
		}
		if got := w.of(t, m.PersonID, three); len(got) != 1 || got[0] != w.Boy.Person {
			t.Errorf("after father: %v", got)
		}
		if err := w.End(t.Context(), w.Admin, m.ID); err != nil {
			t.Fatal(err)
		}
		if got := w.of(t, m.PersonID, three); got != nil {
			t.Errorf("after the office: %v", got)
		}
	})
}

func TestGuessingDigits(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m, link := w.named(t)
		bad := "000000"
		if m.Digits == bad {
			bad = "000001"
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		got := map[string]int{}
		for range 20 { // at once: no more than five are looked at
			wg.Go(func() {
				_, _, err := w.Digits(context.Background(), "net", link, bad)
				mu.Lock()
				defer mu.Unlock()
				got[code(err)]++
			})
		}
		wg.Wait()
		if got["mandate_digits"] != mandate.MaxTries-1 || got["mandate_dead"] != 20-mandate.MaxTries+1 {
			t.Errorf("twenty wrong at once: %v", got)
		}
		if _, _, err := w.Digits(t.Context(), "net", link, m.Digits); code(err) != "mandate_dead" {
			t.Errorf("the right ones, too late: %v", err)
		}
		if n := w.told(t, mandate.NoticeLocked); n != 1 {
			t.Errorf("told %d times", n)
		}
		if state := w.read(t, m.ID).State(w.Clock.Now(), schooltest.Noon.Location()); state != mandate.Locked {
			t.Errorf("it is %s", state)
		}
		again, err := w.Renew(t.Context(), w.Mother.Actor, m.ID)
		if err != nil {
			t.Fatal(err)
		}
		if how, _ := w.Look(t.Context(), "net", link); how != mandate.LinkOver {
			t.Errorf("the old link is %s", how)
		}
		if err := w.arrive(t, again, w.read(t, m.ID).Digits, newPhone("granny")); err != nil {
			t.Errorf("the new link: %v", err)
		}
	})
}

func TestGuessingLinks(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, link := w.named(t)
		last := ""
		for n := range 302 {
			_, err := w.Look(t.Context(), "script", fmt.Sprint("x", n))
			last = code(err)
		}
		if last != "too_many_tries" {
			t.Errorf("300 links that are none: %q", last)
		}
		if how, err := w.Look(t.Context(), "script", link); how != mandate.LinkAsks || err != nil {
			t.Errorf("a right one from the same network: %s, %v", how, err)
		}
	})
}

// Phones that know the digits race for one link: one key comes of it.
func TestTwoPhonesRace(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m, link := w.named(t)
		var wg sync.WaitGroup
		var mu sync.Mutex
		got, phones := map[string]int{}, []*phone{}
		var challenges []string
		for range 8 {
			challenge, _, err := w.Digits(t.Context(), "net", link, m.Digits)
			if err != nil {
				t.Fatal(err)
			}
			challenges = append(challenges, challenge)
		}
		for n, challenge := range challenges {
			p := newPhone(fmt.Sprint("phone", n))
			wg.Go(func() {
				_, _, err := w.Service.Claim(context.Background(), link, p.claim(challenge))
				mu.Lock()
				defer mu.Unlock()
				if got[code(err)]++; err == nil {
					phones = append(phones, p)
				}
			})
		}
		wg.Wait()
		if got[""] != 1 || got["mandate_taken"] != 7 {
			t.Fatalf("eight phones: %v", got)
		}
		if n := schooltest.Value[int](t, w.DB, "SELECT count(*) FROM credential WHERE card_id = ? AND state = 'live'", m.CardID); n != 1 {
			t.Errorf("%d keys", n)
		}
		if n := w.told(t, mandate.NoticeSecond); n != 1 {
			t.Errorf("told %d times of a second phone", n)
		}
		// The one that won and lost the answer asks again.
		if _, _, err := w.Service.Claim(t.Context(), link, phones[0].claim(strings.Repeat("A", 43))); err != nil {
			t.Errorf("the same key again: %v", err)
		}
	})
}

func TestRenew(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m, link := w.named(t)
		granny := newPhone("granny")
		if err := w.arrive(t, link, m.Digits, granny); err != nil {
			t.Fatal(err)
		}
		for name, who := range map[string]allow.Actor{"father": w.Father.Actor, "grandfather": w.Grandfather.Actor, "office": w.Admin} {
			if _, err := w.Renew(t.Context(), who, m.ID); code(err) != "forbidden" {
				t.Errorf("%s: %v", name, err)
			}
		}
		again, err := w.Renew(t.Context(), w.Mother.Actor, m.ID)
		if err != nil {
			t.Fatal(err)
		}
		if state := granny.contact(t, w); state != "removed" {
			t.Errorf("the phone before is %s", state)
		}
		if got := w.of(t, m.PersonID, schooltest.Noon.Add(3*time.Hour)); got != nil {
			t.Errorf("while no phone has a key: %v", got)
		}
		if err := w.arrive(t, again, w.read(t, m.ID).Digits, newPhone("granny's other")); err != nil {
			t.Fatal(err)
		}
		w.Clock.Add(24 * time.Hour)
		if _, err := w.Renew(t.Context(), w.Mother.Actor, m.ID); code(err) != "mandate_over" {
			t.Errorf("the day after: %v", err)
		}
	})
}

// A link that nobody opens dies after seven days, its challenge after five minutes.
func TestLapses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := w.draft()
		d.When = mandate.When{First: "2026-11-25", Last: "2026-12-20", Weekdays: 31, From: 900, To: 960}
		id, link, err := w.Name(t.Context(), w.Mother.Actor, w.School, d)
		if err != nil {
			t.Fatal(err)
		}
		challenge, _, err := w.Digits(t.Context(), "net", link, w.read(t, id).Digits)
		if err != nil {
			t.Fatal(err)
		}
		w.Clock.Add(5*time.Minute + time.Millisecond)
		if _, _, err := w.Service.Claim(t.Context(), link, newPhone("slow").claim(challenge)); code(err) != "claim_challenge" {
			t.Errorf("a late claim: %v", err)
		}
		w.Clock.Add(7 * 24 * time.Hour)
		if how, _ := w.Look(t.Context(), "net", link); how != mandate.LinkDead {
			t.Errorf("after a week: %s", how)
		}
	})
}

// Who may read sees the children that are theirs to read.
func TestReaders(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m, _ := w.named(t)
		class := schooltest.Value[string](t, w.DB, "SELECT class_id FROM membership WHERE person_id = ?", w.Girl.Person)
		teacher := w.Member(t, allow.Teacher, campus.Person{Name: "陈思远"})
		teacher.Actor.Posts = []allow.Held{{School: w.School, Membership: teacher.Membership, Post: allow.ClassTeacher, Of: allow.OfClass, ID: class, Classes: []string{class}}}
		half := w.Father.Actor
		half.Children = map[string]allow.Rights{w.Girl.Person: allow.Delegate}
		other := schooltest.New(t, w.DB)
		for name, c := range map[string]struct {
			who      allow.Actor
			children int
			want     string
		}{
			"mother": {w.Mother.Actor, 2, ""}, "father of one": {half, 1, ""}, "grandfather": {w.Grandfather.Actor, 0, "forbidden"},
			"class teacher": {teacher.Actor, 2, ""}, "office": {w.Admin, 2, ""}, "another school's office": {other.Admin, 0, "not_found"},
			"a pupil": {w.Stranger.Actor, 0, "forbidden"}, "nobody": {allow.Actor{Kind: allow.Anonymous}, 0, "login_required"},
		} {
			err := w.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
				got, err := mandate.Read(ctx, q, c.who, m.ID)
				if len(got.Children) != c.children && err == nil {
					t.Errorf("%s sees %d children", name, len(got.Children))
				}
				list, err2 := mandate.List(ctx, q, c.who, w.School, []string{w.Girl.Person, w.Boy.Person})
				if err2 != nil {
					return err2
				}
				if (len(list) == 1) != (err == nil) {
					t.Errorf("%s lists %d", name, len(list))
				}
				return err
			})
			if code(err) != c.want {
				t.Errorf("%s: %v, want %q", name, err, c.want)
			}
		}
	})
}

// A release and a taking back take turns: what Of said stands until the commit.
func TestTakenBackDuringTheRelease(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m, link := w.named(t)
		if err := w.arrive(t, link, m.Digits, newPhone("granny")); err != nil {
			t.Fatal(err)
		}
		w.Clock.Set(schooltest.Noon.Add(3 * time.Hour))
		asked, done := make(chan struct{}), make(chan error, 1)
		released := 0
		var once sync.Once
		err := w.DB.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := campus.LockPerson(ctx, tx, w.School, m.PersonID); err != nil {
				return err
			}
			list, err := mandate.Of(ctx, tx, w.School, m.PersonID, tx.Now)
			if released = len(list); err != nil || released == 0 {
				return err
			}
			once.Do(func() {
				close(asked)
				go func() { done <- w.End(context.Background(), w.Mother.Actor, m.ID) }()
			})
			select {
			case err := <-done:
				t.Errorf("taken back between the question and the commit: %v", err)
			case <-time.After(100 * time.Millisecond):
			}
			return mandate.Used(ctx, tx, w.School, m.ID, list[0].Child, "")
		})
		if err != nil {
			t.Fatal(err)
		}
		<-asked
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		kinds := []string{}
		for _, e := range w.read(t, m.ID).Events {
			kinds = append(kinds, e.Kind)
		}
		if released != 2 || strings.Join(kinds[:2], " ") != "ended used" {
			t.Errorf("released %d, %v", released, kinds)
		}
		if got := w.of(t, m.PersonID, w.Clock.Now()); got != nil {
			t.Errorf("after that: %v", got)
		}
	})
}

package cardface_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/cardface"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/schooltest"
)

// studio is a school with two administrators who can log in.
type studio struct {
	*testing.T
	*schooltest.Fixture
	d          *db.DB
	s          *cardface.Service
	anna, ben  allow.Actor
	annaPerson string
}

func functions(allow.Role) []string {
	return []string{"timetable", "attendance", "leave", "today", "phones", "lost"}
}

func each(t *testing.T, story func(h *studio)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := schooltest.New(t, d)
		h := &studio{T: t, Fixture: f, d: d, s: cardface.New(d, feed.New(), functions)}
		h.anna, h.ben = h.admin("anna"), h.admin("ben")
		h.annaPerson = h.anna.Seats[0].Person
		story(h)
	})
}

// admin is a new administrator with an account of that login.
func (h *studio) admin(login string) allow.Actor {
	h.Helper()
	who := h.Holder(h.T, allow.Admin)
	id := db.NewID()
	h.Exec(h.T, "INSERT INTO account (id, login, password_hash, lang, password_at, created_at) VALUES (?, ?, 'x', 'zh', 0, 0)", id, login)
	h.Exec(h.T, "INSERT INTO account_person (person_id, account_id, school_id, linked_at) VALUES (?, ?, ?, 0)", who.Person, id, h.School)
	return allow.Actor{Kind: allow.Account, Account: id, Seats: []allow.Seat{{School: h.School, Person: who.Person, Membership: who.Membership, Role: allow.Admin}}, People: map[string]bool{who.Person: true}}
}

func (h *studio) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *studio) refused(err error, code string) {
	h.Helper()
	if err == nil || fault.As(err).Code != code {
		h.Errorf("%v, want %s", err, code)
	}
}

func (h *studio) begin(from string) string {
	h.Helper()
	id, err := h.s.Begin(h.Context(), h.anna, h.School, from)
	h.must(err)
	return id
}

func (h *studio) read(id string) (v cardface.Version) {
	h.Helper()
	h.must(h.d.Read(h.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		v, err = cardface.Read(ctx, q, h.School, id)
		return err
	}))
	return v
}

// approved is a version that anna made and ben approved.
func (h *studio) approved(from string) string {
	h.Helper()
	id := h.begin(from)
	h.must(h.s.Submit(h.Context(), h.anna, id))
	h.must(h.s.Take(h.Context(), h.ben, id))
	h.must(h.s.Decide(h.Context(), h.ben, id, true, ""))
	return id
}

// shown is the number of the version that a holder's card has.
func (h *studio) shown(person string, role allow.Role) (n int) {
	h.Helper()
	h.must(h.d.Read(h.Context(), func(ctx context.Context, q bun.IDB) error {
		list, err := cardface.Of(ctx, q, h.d.Now().UnixMilli(), []cardface.Holder{{School: h.School, Person: person, Role: role}})
		n = list[0].Version
		return err
	}))
	return n
}

// A version goes its way, and no step can be taken from where it does not stand.
func TestAVersionGoesItsWay(t *testing.T) {
	each(t, func(h *studio) {
		ctx := h.Context()
		id := h.begin("lake")
		_, err := h.s.Begin(ctx, h.ben, h.School, "pine")
		h.refused(err, "faces_open")
		for _, step := range []func(context.Context, allow.Actor, string) error{h.s.Publish, h.s.End, h.s.Retire, h.s.Withdraw, h.s.Take} {
			h.refused(step(ctx, h.ben, id), "faces_state")
		}
		h.refused(h.s.Decide(ctx, h.ben, id, true, ""), "faces_state")
		h.must(h.s.Submit(ctx, h.anna, id))
		h.refused(h.s.Save(ctx, h.anna, id, 1, h.read(id).Design), "faces_state") // what was handed in stays as it is
		h.refused(h.s.Take(ctx, h.anna, id), "faces_own")
		h.must(h.s.Take(ctx, h.ben, id))
		h.refused(h.s.Decide(ctx, h.ben, id, false, "  "), "faces_why")
		h.refused(h.s.Decide(ctx, h.ben, id, false, strings.Repeat("长", 201)), "faces_why")
		h.must(h.s.Decide(ctx, h.ben, id, false, "家长卡和学生卡颜色太像"))
		if v := h.read(id); v.State != cardface.Rejected || v.Why != "家长卡和学生卡颜色太像" {
			h.Errorf("%+v", v)
		}
		h.refused(h.s.Publish(ctx, h.anna, id), "faces_state") // what never happens
		next := h.begin(id)
		if v := h.read(next); v.Number != 2 || v.BasedOn != 1 || v.State != cardface.Draft || v.Why != "" {
			h.Errorf("%+v", v)
		}
		h.must(h.s.Submit(ctx, h.anna, next))
		h.must(h.s.Withdraw(ctx, h.anna, next))
		h.must(h.s.Discard(ctx, h.anna, next))
		h.refused(h.s.Publish(ctx, h.anna, next), "faces_state")

		pupil := h.Holder(h.T, allow.Student)
		if n := h.shown(pupil.Person, allow.Student); n != 0 {
			h.Errorf("version %d is shown", n)
		}
		third := h.approved("pine")
		h.must(h.s.Publish(ctx, h.anna, third))
		fourth := h.approved("ink")
		h.must(h.s.Publish(ctx, h.anna, fourth))
		if a, b := h.read(third), h.read(fourth); a.State != cardface.Superseded || b.State != cardface.Published {
			h.Errorf("%s, %s", a.State, b.State)
		}
		h.must(h.s.Publish(ctx, h.anna, third)) // back
		if n := h.shown(pupil.Person, allow.Student); n != 3 {
			h.Errorf("version %d is shown", n)
		}
		h.must(h.s.Retire(ctx, h.anna, third))
		if n := h.shown(pupil.Person, allow.Student); n != 0 {
			h.Errorf("version %d is shown", n)
		}
		for _, who := range []allow.Actor{{}, {Kind: allow.Account, Account: "x", Seats: []allow.Seat{{School: h.School, Person: pupil.Person, Role: allow.Student}}}} {
			if h.s.Publish(ctx, who, third) == nil {
				h.Error("a stranger publishes")
			}
		}
	})
}

// A class has it first: its pupils, their guardians, its class teachers, and nobody else.
func TestAClassHasItFirst(t *testing.T) {
	each(t, func(h *studio) {
		ctx := h.Context()
		first := h.approved("lake")
		h.must(h.s.Publish(ctx, h.anna, first))
		class, other := h.Class(h.T, "三年级", "2班"), h.Class(h.T, "三年级", "3班")
		pupil, elsewhere, mother, father, teacher := h.Holder(h.T, allow.Student), h.Holder(h.T, allow.Student), h.Holder(h.T, allow.Parent), h.Holder(h.T, allow.Parent), h.Holder(h.T, allow.Teacher)
		h.Exec(h.T, "UPDATE membership SET class_id = ? WHERE id = ?", class, pupil.Membership)
		h.Exec(h.T, "UPDATE membership SET class_id = ? WHERE id = ?", other, elsewhere.Membership)
		h.Guardian(h.T, mother, pupil, "mother", false)
		h.Guardian(h.T, father, pupil, "father", true) // barred
		h.Exec(h.T, "INSERT INTO post (id, school_id, person_id, membership_id, kind, of_what, of_id, subject, valid_from, created_at) VALUES (?, ?, ?, ?, ?, 'class', ?, '', 0, 0)",
			db.NewID(), h.School, teacher.Person, teacher.Membership, allow.ClassTeacher, class)
		second := h.approved("pine")
		h.refused(h.s.Try(ctx, h.anna, second, "no-such-class"), "faces_class")
		h.must(h.s.Try(ctx, h.anna, second, class))
		for who, c := range map[string]struct {
			person string
			role   allow.Role
			want   int
		}{"pupil": {pupil.Person, allow.Student, 2}, "mother": {mother.Person, allow.Parent, 2}, "class teacher": {teacher.Person, allow.Teacher, 2},
			"who is barred": {father.Person, allow.Parent, 1}, "another class": {elsewhere.Person, allow.Student, 1}, "the office": {h.annaPerson, allow.Admin, 1}} {
			if n := h.shown(c.person, c.role); n != c.want {
				h.Errorf("%s has version %d, want %d", who, n, c.want)
			}
		}
		third := h.approved("ink")
		h.refused(h.s.Try(ctx, h.anna, third, other), "faces_trial")
		h.must(h.s.End(ctx, h.anna, second))
		if n := h.shown(pupil.Person, allow.Student); n != 1 {
			h.Errorf("the class still has version %d", n)
		}
		h.must(h.s.Try(ctx, h.anna, third, other))
		h.must(h.s.Publish(ctx, h.anna, third)) // a trial becomes everybody's
		for _, p := range []string{pupil.Person, elsewhere.Person} {
			if n := h.shown(p, allow.Student); n != 3 {
				h.Errorf("version %d", n)
			}
		}
	})
}

// Two reviewers at once: one takes it, one decides, and the answer is one.
func TestTwoReviewersAtOnce(t *testing.T) {
	each(t, func(h *studio) {
		ctx, cleo := h.Context(), h.admin("cleo")
		id := h.begin("lake")
		h.must(h.s.Submit(ctx, h.anna, id))
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i, who := range []allow.Actor{h.ben, cleo} {
			wg.Go(func() { errs[i] = h.s.Take(ctx, who, id) })
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			h.Fatalf("%v, %v", errs[0], errs[1])
		}
		has, not := h.ben, cleo
		if errs[0] != nil {
			has, not = cleo, h.ben
		}
		h.refused(h.s.Decide(ctx, not, id, false, "不好看"), "faces_taken")
		for i, yes := range []bool{true, false} { // two windows of the one who has it
			wg.Go(func() { errs[i] = h.s.Decide(ctx, has, id, yes, "不好看") })
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			h.Fatalf("%v, %v", errs[0], errs[1])
		}
		if v := h.read(id); (v.State == cardface.Approved) != (errs[0] == nil) || (v.State == cardface.Rejected) != (errs[1] == nil) {
			h.Errorf("%s, %v, %v", v.State, errs[0], errs[1])
		}
	})
}

// Somebody who opened the review and left does not hold it for ever.
func TestAReviewIsTakenOver(t *testing.T) {
	each(t, func(h *studio) {
		ctx, cleo := h.Context(), h.admin("cleo")
		id := h.begin("lake")
		h.must(h.s.Submit(ctx, h.anna, id))
		h.must(h.s.Take(ctx, h.ben, id))
		h.refused(h.s.Take(ctx, cleo, id), "faces_taken")
		h.Exec(h.T, "UPDATE face_version SET taken_at = taken_at - ? WHERE id = ?", (30 * time.Minute).Milliseconds(), id)
		h.must(h.s.Take(ctx, cleo, id))
		h.refused(h.s.Decide(ctx, h.ben, id, true, ""), "faces_taken")
		h.must(h.s.Decide(ctx, cleo, id, true, ""))
	})
}

// The only administrator of a school reviews the own, and the audit says so; as soon as there
// is another one, not any more.
func TestTheOnlyAdministratorReviews(t *testing.T) {
	each(t, func(h *studio) {
		ctx := h.Context()
		id := h.begin("lake")
		h.must(h.s.Submit(ctx, h.anna, id))
		h.Exec(h.T, "UPDATE account SET disabled_at = 1 WHERE id = ?", h.ben.Account)
		h.must(h.s.Take(ctx, h.anna, id))
		h.must(h.s.Decide(ctx, h.anna, id, true, ""))
		if detail := schooltest.Value[string](h.T, h.d, "SELECT detail FROM audit_event WHERE action = 'faces.approved'"); !strings.Contains(detail, `"alone":true`) {
			h.Error(detail)
		}
	})
}

// Two who edit at once: the second is told, and nothing is lost.
func TestTwoWhoEdit(t *testing.T) {
	each(t, func(h *studio) {
		ctx := h.Context()
		id := h.begin("lake")
		d := h.read(id).Design
		f := d[allow.Student]
		f.Title = "澄湖"
		d[allow.Student] = f
		h.must(h.s.Save(ctx, h.anna, id, 1, d))
		h.refused(h.s.Save(ctx, h.ben, id, 1, d), "faces_changed")
		f.Color = "#2f7fa8" // cannot be read
		d[allow.Student] = f
		h.must(h.s.Save(ctx, h.ben, id, 2, d))
		h.refused(h.s.Submit(ctx, h.anna, id), "faces_contrast")
		f.Color = cardface.Mended(f, "")
		d[allow.Student] = f
		h.must(h.s.Save(ctx, h.ben, id, 3, d))
		h.must(h.s.Submit(ctx, h.anna, id))
	})
}

func picture(c color.Color, w, hgt int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, w, hgt))
	for i := range w * hgt {
		img.Set(i%w, i/w, c)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// A cover is made small and counts in what can be read; what is no picture is refused.
func TestPictures(t *testing.T) {
	each(t, func(h *studio) {
		ctx := h.Context()
		var huge bytes.Buffer // 50 megapixels in a few KB
		if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&huge, &image.Gray{Pix: make([]byte, 10000*5000), Stride: 10000, Rect: image.Rect(0, 0, 10000, 5000)}); err != nil {
			h.Fatal(err)
		}
		for name, c := range map[string]struct {
			file []byte
			code string
		}{"50 megapixels": {huge.Bytes(), "photo_pixels"}, "an SVG": {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "photo_kind"}, "nothing": {nil, "photo_size"}, "small": {picture(color.White, 40, 40), "photo_small"}} {
			_, err := h.s.AddPicture(ctx, h.anna, h.School, false, c.file)
			if err == nil || fault.As(err).Code != c.code {
				h.Errorf("%s: %v", name, err)
			}
		}
		cover, err := h.s.AddPicture(ctx, h.anna, h.School, false, picture(color.White, 1200, 800))
		h.must(err)
		id := h.begin("lake")
		d := h.read(id).Design
		f := d[allow.Student]
		f.Cover = cover
		d[allow.Student] = f
		h.must(h.s.Save(ctx, h.anna, id, 1, d))
		h.refused(h.s.Submit(ctx, h.anna, id), "faces_contrast") // white under white words
		f.Cover = db.NewID()
		d[allow.Student] = f
		h.refused(h.s.Save(ctx, h.anna, id, 2, d), "faces_picture")
		stranger := schooltest.New(h.T, h.d, schooltest.Slug("other"))
		theirs, err := h.s.AddPicture(ctx, schooltest.Admin(stranger.School), stranger.School, true, picture(color.Black, 200, 200))
		h.must(err)
		f.Cover = theirs
		d[allow.Student] = f
		h.refused(h.s.Save(ctx, h.anna, id, 2, d), "faces_picture") // another school's

		// What no version has goes away after a day; what one has stays.
		h.Exec(h.T, "UPDATE face_picture SET added_at = added_at - ?", (25 * time.Hour).Milliseconds())
		unused, err := h.s.AddPicture(ctx, h.anna, h.School, true, picture(color.Black, 200, 200))
		h.must(err)
		h.Exec(h.T, "UPDATE face_picture SET added_at = added_at - ?", (25 * time.Hour).Milliseconds())
		_, err = h.s.AddPicture(ctx, h.anna, h.School, true, picture(color.Black, 200, 200))
		h.must(err)
		if n := schooltest.Value[int](h.T, h.d, "SELECT count(*) FROM face_picture WHERE id IN (?, ?)", cover, unused); n != 1 {
			h.Errorf("%d of the used and the unused one", n)
		}
	})
}

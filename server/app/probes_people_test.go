package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"mime/multipart"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/db"
)

func init() {
	add(map[string]probe{
		"GET /console/people":                   {shows: staff},
		"GET /console/people/{id}":              {on: aPerson, shows: staff},
		"POST /console/people/{id}/suspend":     {on: aPerson},
		"POST /console/people/{id}/restore":     {on: aPerson, arrange: suspended},
		"POST /console/people/{id}/activation":  {on: aPerson},
		"POST /console/people/{id}/reset":       {on: aPerson, arrange: withAccount("")},
		"POST /console/people/{id}/disable":     {on: aPerson, arrange: withAccount("")},
		"POST /console/people/{id}/enable":      {on: aPerson, arrange: withAccount("office")},
		"POST /console/people/{id}/confirm":     {on: aPerson, arrange: withAccount("reset")},
		"POST /console/cards/{id}/freeze":       {on: aCard},
		"POST /console/cards/{id}/unfreeze":     {on: aCard, arrange: state("UPDATE card SET state = 'frozen' WHERE id = ?")},
		"POST /console/cards/{id}/chip":         {on: aCard, body: aChipNumber},
		"POST /console/cards/{id}/printed":      {on: aCard, body: forms("days", "30", "times", "2")},
		"POST /console/printed/{id}/end":        {on: aCard, arrange: aPrinted},
		"POST /console/credentials/{id}/lost":   {on: aChip},
		"POST /console/credentials/{id}/found":  {on: aChip, arrange: state("UPDATE credential SET state = 'lost' WHERE id = ?")},
		"POST /console/credentials/{id}/end":    {on: aPhone},
		"POST /console/credentials/{id}/mark":   {on: aPhone, arrange: state("UPDATE credential SET mark = 1099511627775 WHERE id = ?")},
		"GET /console/people/{id}/photo":        {on: aPerson, arrange: withPhoto, shows: staff},
		"POST /console/people/{id}/photo":       {on: aPerson, body: aPhoto},
		"POST /console/people/codes":            {on: aSchool, body: aClass},
		"GET /console/people/new":               page(),
		"POST /console/people":                  {on: aSchool, body: somebody},
		"GET /console/people/{id}/edit":         {on: aPerson, shows: staff},
		"POST /console/people/{id}/edit":        {on: aPerson, body: anEdit},
		"POST /console/people/{id}/guardians":   {on: aPerson, body: aGuardian},
		"POST /console/guardianships/{id}":      {on: aPerson, arrange: aGuardianship, body: forms("view", "on")},
		"POST /console/people/{id}/posts":       {on: aPerson, arrange: working, body: forms("post", "auditor")},
		"POST /console/people/{id}/stand-in":    {on: aPerson, arrange: aPostToStandInFor, body: forms("for", matrixPost, "to", "2030-01-01")},
		"POST /console/posts/{id}/end":          {on: aPerson, arrange: aPost},
		"POST /console/memberships/{id}/end":    {on: aPerson, arrange: ofTheir(false)},
		"POST /console/memberships/{id}/resume": {on: aPerson, arrange: ofTheir(true)},
		"GET /console/people.csv":               {shows: staff},
	})
}

// withAccount gives the target a login unless it has one; the link is dormant for a
// reason, or gives rights. An actor's own link is left alone: it would lose its rights.
func withAccount(dormant string) func(*matrix, cell) cell {
	return func(m *matrix, c cell) cell {
		m.ours.Exec(m.T, "INSERT INTO account (id, login, password_hash, lang, password_at, created_at) VALUES ('spare-account', 'spare', '', 'zh-CN', 0, 0) ON CONFLICT (id) DO UPDATE SET disabled_at = NULL")
		m.ours.Exec(m.T, "INSERT INTO account_person (person_id, account_id, school_id, linked_at) VALUES (?, 'spare-account', ?, 0) ON CONFLICT (person_id) DO NOTHING", c.id, c.school.School)
		if dormant != "" {
			m.ours.Exec(m.T, "UPDATE account_person SET dormant_at = 1, dormant_for = ? WHERE person_id = ? AND account_id = 'spare-account'", dormant, c.id)
		}
		return c
	}
}

// aChipNumber that nobody has.
func aChipNumber(*matrix, cell) ask {
	chips++
	return ask{form: url.Values{"chip": {strconv.Itoa(800_000_000 + chips)}}}
}

// aPrinted code of the target's card.
func aPrinted(m *matrix, c cell) cell {
	id := db.NewID()
	m.ours.Exec(m.T, "INSERT INTO pass (id, school_id, kind, person_id, card_id, secret, state, state_at, look, times, valid_from, valid_to, created_at) SELECT ?, school_id, 'printed', person_id, id, ?, 'live', 0, 'photo', 1, 0, 4102444800000, 0 FROM card WHERE id = ?", id, id, c.id)
	c.id = id
	return c
}

// aClass of the target school, and whom to make codes for.
func aClass(m *matrix, c cell) ask {
	var id string
	if err := m.app.DB.Read(m.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT COALESCE(MIN(id), '') FROM class WHERE school_id = ?", c.id).Scan(ctx, &id)
	}); err != nil {
		m.Fatal(err)
	}
	return ask{form: url.Values{"school": {c.id}, "class": {id}, "who": {"pupils"}}}
}

// withPhoto gives the target a photo, if only a few bytes of one.
func withPhoto(m *matrix, c cell) cell {
	m.ours.Exec(m.T, "INSERT INTO person_photo (person_id, school_id, jpeg, at) VALUES (?, ?, ?, 0) ON CONFLICT (person_id) DO NOTHING", c.id, c.school.School, []byte("jpeg"))
	return c
}

// aPhoto is a PNG in a form.
func aPhoto(m *matrix, _ cell) ask { return aPicture(m, "photo", 120, 150) }

func aPicture(m *matrix, field string, width, height int) ask {
	var body bytes.Buffer
	mw := multipart.NewWriter(&body)
	w, err := mw.CreateFormFile(field, "photo.png")
	if err == nil {
		err = png.Encode(w, image.NewGray(image.Rect(0, 0, width, height)))
	}
	if err = errors.Join(err, mw.Close()); err != nil {
		m.Fatal(err)
	}
	return ask{body: body.String(), kind: mw.FormDataContentType()}
}

// anEdit gives the target another number, from a form that is not stale.
func anEdit(m *matrix, c cell) ask {
	var d campus.PersonDetail
	if err := m.app.DB.Read(m.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		d, err = campus.ReadPersonDetail(ctx, q, c.school.School, c.id)
		return err
	}); err != nil {
		m.Fatal(err)
	}
	return ask{form: url.Values{"name": {d.Person.Name}, "phone": {d.Person.Phone}, "number": {"N" + db.NewID()}, "was": {d.Stamp(m.app.DB.Now().UnixMilli())}}}
}

// aGuardian is another adult each time.
func aGuardian(m *matrix, _ cell) ask {
	n := strings.TrimLeft(m.ours.Key(), "k")
	return ask{form: url.Values{"name": {"外婆"}, "phone": {"137" + fmt.Sprintf("%08s", n)}, "relation": {"外祖母"}}}
}

// aGuardianship over the target, for one cell.
func aGuardianship(m *matrix, c cell) cell {
	adult := c.school.Teacher.Person
	if adult == c.id {
		adult = c.school.Parent.Person
	}
	id := "spare-" + db.NewID()
	m.ours.Exec(m.T, `INSERT INTO guardianship (id, school_id, adult_id, child_id, relation, can_view, can_leave, can_pay, can_pickup, can_delegate, can_consent, can_notify, restricted, valid_from, created_at)
VALUES (?, ?, ?, ?, '其他', FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, 0, 0)`, id, c.school.School, adult, c.id)
	c.id = id
	return c
}

// matrixPost is the post that a cell's target can stand in for.
const matrixPost = "spare-post"

// working gives the target a teacher's role, for one cell.
func working(m *matrix, c cell) cell {
	m.ours.Exec(m.T, `INSERT INTO membership (id, school_id, person_id, role, valid_from, created_at)
SELECT ?, school_id, id, 'teacher', 0, 0 FROM person WHERE id = ? AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.person_id = person.id AND m.role = 'teacher')`,
		"spare-"+db.NewID(), c.id)
	return c
}

// aPost is one of the target, for one cell.
func aPost(m *matrix, c cell) cell {
	id := "spare-" + db.NewID()
	m.ours.Exec(m.T, `INSERT INTO post (id, school_id, person_id, membership_id, kind, of_what, of_id, subject, valid_from, created_at)
SELECT ?, school_id, person_id, id, 'librarian', 'school', '', '', 0, 0 FROM membership m WHERE m.person_id = ? ORDER BY m.id LIMIT 1`, id, c.id)
	c.id = id
	return c
}

// aPostToStandInFor is a post of somebody else than the target.
func aPostToStandInFor(m *matrix, c cell) cell {
	holder := c.school.Teacher
	if holder.Person == c.id {
		holder = c.school.Guard
	}
	m.ours.Exec(m.T, "DELETE FROM post WHERE stands_for = ?", matrixPost)
	m.ours.Exec(m.T, "DELETE FROM post WHERE id = ?", matrixPost)
	m.ours.Exec(m.T, `INSERT INTO post (id, school_id, person_id, membership_id, kind, of_what, of_id, subject, valid_from, created_at)
VALUES (?, ?, ?, ?, 'librarian', 'school', '', '', 0, 0)`, matrixPost, c.school.School, holder.Person, holder.Membership)
	return working(m, c)
}

// ofTheir is a second membership of the target, for one cell; one that has just
// ended or one that is in force.
func ofTheir(ended bool) func(*matrix, cell) cell {
	return func(m *matrix, c cell) cell {
		id := "spare-" + db.NewID()
		var until any
		if ended {
			until = m.app.DB.Now().Add(-time.Minute).UnixMilli()
		}
		m.ours.Exec(m.T, "INSERT INTO membership (id, school_id, person_id, role, valid_from, valid_to, created_at) VALUES (?, ?, ?, 'parent', 0, ?, 0)", id, c.school.School, c.id, until)
		c.id = id
		return c
	}
}

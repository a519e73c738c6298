package app_test

import (
	"bytes"
	"context"
	"mime/multipart"

	"yunka/server/db"
	"yunka/server/library/loans"
	"yunka/server/terminal"
)

func init() {
	const why = "who looks is on record: kiosk.viewed"
	lent := func(format string) probe {
		return probe{arrange: atDesk, body: func(m *matrix, c cell) ask { return jsonBody(format, named)(m, c) }, unrecorded: noFact}
	}
	add(map[string]probe{
		"GET /library/desk":           page(),
		"POST /library/desk/read":     {body: jsonBody(`{"visit":"none","text":"-"}`), unrecorded: noFact},
		"POST /library/desk/override": {arrange: onTill(func(_ *matrix, c cell) cell { return c }), body: jsonBody(`{"visit":"none","text":"99999999","why":"x"}`), unrecorded: noFact},
		"POST /library/desk/renew":    lent(`{"visit":%q,"loan":"none"}`),
		"POST /library/desk/undo":     lent(`{"visit":%q,"loan":"none"}`),
		"POST /library/desk/done":     {body: jsonBody(`{"visit":"none"}`), unrecorded: noFact},
		"POST /library/desk/shift":    {body: jsonBody(`{"pin":"` + guardPIN + `"}`), unrecorded: noFact},

		"GET /library/{id}":                       {on: aPerson, arrange: aBook(false)},
		"GET /library/{id}/find":                  {on: aPerson},
		"POST /library/{id}/holds":                {on: aPerson, arrange: aBook(true), body: func(m *matrix, c cell) ask { return forms("book", bookIn(c))(m, c) }, unrecorded: why},
		"POST /library/{id}/consent":              {on: aPerson, body: forms("titles", "1")},
		"POST /library/holds/{id}/cancel":         {on: aPerson, arrange: aHold, unrecorded: noFact},
		"POST /library/loans/{id}/renew":          {on: aPerson, arrange: aLoan, unrecorded: noFact},
		"GET /console/library":                    page(),
		"POST /console/library/books":             {on: aSchool, body: forSchool("title", "书", "copies", "0", "kind", "book")},
		"POST /console/library/import":            {on: aSchool, body: aCatalogue},
		"GET /console/library/books/{id}":         {on: aSchool, arrange: theBook},
		"POST /console/library/books/{id}":        {on: aSchool, arrange: theBook, body: forms("title", "别的书名", "kind", "book")},
		"POST /console/library/books/{id}/copies": {on: aSchool, arrange: theBook, body: forms("copies", "1")},
		"GET /console/library/books/{id}/labels":  {on: aSchool, arrange: theBook},
		"POST /console/library/copies/{id}": {on: aSchool, arrange: func(m *matrix, c cell) cell {
			c = theBook(m, c)
			m.ours.Exec(m.T, "DELETE FROM library_loan")
			c.id = "copy-" + c.school.School
			return c
		}, body: forms("shelf", "A-1", "state", "damaged")},
		"GET /console/library/loans": {arrange: func(m *matrix, c cell) cell { return c }, shows: []string{"admin"}},
		"POST /console/library/loans/{id}/lost": {on: aSchool, arrange: func(m *matrix, c cell) cell {
			id := c.school.Student.Person
			c = theBook(m, c)
			c.id = id
			return aLoan(m, c)
		}},
		"GET /console/library/rules":               page(),
		"POST /console/library/rules":              {on: aSchool, body: forSchool("role", "student", "kind", "", "most", "5", "days", "30", "renewals", "1", "holds", "2", "grace", "1", "factor", "1", "longest", "30")},
		"GET /console/library/room":                page(),
		"POST /console/library/room":               {on: aSchool, body: aRoom},
		"GET /library/{id}/class":                  {on: aSchool, arrange: aLoneClass},
		"GET /console/library/machines":            page(),
		"POST /console/library/machines":           {on: aSchool, body: aMachine},
		"POST /console/library/machines/{id}":      {on: aSchool, arrange: theMachine, body: forms("charset", "gbk")},
		"POST /console/library/machines/{id}/stop": {on: aSchool, arrange: theMachine},
		"GET /console/library/figures":             page(),
	})
}

func bookIn(c cell) string { return "book-" + c.school.School }

// aBook is a book with one copy in the target's school; out is that somebody has it.
func aBook(out bool) func(*matrix, cell) cell {
	return func(m *matrix, c cell) cell {
		school := c.school.School
		m.ours.Exec(m.T, "DELETE FROM library_hold")
		m.ours.Exec(m.T, "DELETE FROM library_loan")
		m.ours.Exec(m.T, "INSERT INTO library_book (id, school_id, isbn, title, author, publisher, year, class_no, kind, price, added_at) VALUES (?, ?, '', '草房子', '', '', '', '', 'book', 0, 0) ON CONFLICT DO NOTHING", bookIn(c), school)
		m.ours.Exec(m.T, "INSERT INTO library_find (book_id, school_id, words) VALUES (?, ?, '草房子') ON CONFLICT DO NOTHING", bookIn(c), school)
		m.ours.Exec(m.T, "INSERT INTO library_copy (id, school_id, book_id, barcode, shelf, state, note, added_at) VALUES (?, ?, ?, 'B1', '', 'available', '', 0) ON CONFLICT (id) DO UPDATE SET state = 'available'", "copy-"+school, school, bookIn(c))
		if out {
			aLoanOf(m, c, c.school.Guard.Person)
		}
		return c
	}
}

// theBook stands for the school.
func theBook(m *matrix, c cell) cell {
	c = aBook(false)(m, c)
	c.id = bookIn(c)
	return c
}

func aLoanOf(m *matrix, c cell, person string) string {
	id, day := db.NewID(), m.app.DB.Now().AddDate(0, 0, 3).Format("2006-01-02")
	m.ours.Exec(m.T, `INSERT INTO library_loan (id, school_id, copy_id, book_id, person_id, visit_id, rule, lent_at, lent_day, due_day, renewals, state, ended_at, late, override, staff_id)
		VALUES (?, ?, ?, ?, ?, '', 'teacher/', 0, '2026-01-01', ?, 0, 'out', 0, 0, '', '')`, id, c.school.School, "copy-"+c.school.School, bookIn(c), person, day)
	return id
}

// aLoan is one of the target, which stands for it.
func aLoan(m *matrix, c cell) cell {
	person := c.id
	c = aBook(false)(m, c)
	c.id = aLoanOf(m, c, person)
	return c
}

// aHold is one of the target for a book that somebody has.
func aHold(m *matrix, c cell) cell {
	person := c.id
	c = aBook(true)(m, c)
	c.id = db.NewID()
	m.ours.Exec(m.T, "INSERT INTO library_hold (id, school_id, book_id, person_id, state, placed_at, copy_id, until_day, loan_id) VALUES (?, ?, ?, ?, 'waiting', 0, '', '', '')", c.id, c.school.School, bookIn(c), person)
	return c
}

// aRoom is the form of a zone within the school.
func aRoom(m *matrix, c cell) ask {
	id := "room-" + c.id
	m.ours.Exec(m.T, "INSERT INTO zone (id, school_id, name, parent_id, created_at) SELECT ?, ?, ?, z.id, 0 FROM zone z WHERE z.school_id = ? AND z.parent_id IS NULL ORDER BY z.id LIMIT 1 ON CONFLICT DO NOTHING", id, c.id, id, c.id)
	return forSchool("zone", id, "seats", "80")(m, c)
}

// aMachine is the form of another one.
func aMachine(m *matrix, c cell) ask {
	return forSchool("name", "SIP2 "+m.ours.Key(), "charset", "utf8")(m, c)
}

// theMachine stands for the school.
func theMachine(m *matrix, c cell) cell {
	id, _, err := m.app.Terminals.Add(m.Context(), c.school.World.Admin, c.school.School, terminal.Draft{Name: "SIP2 " + c.school.Key(), Kind: terminal.Reader, Scene: "library"})
	if err != nil {
		m.Fatal(err)
	}
	m.ours.Exec(m.T, "INSERT INTO library_machine (terminal_id, school_id, charset, crlf) VALUES (?, ?, 'utf8', FALSE)", id, c.school.School)
	c.id = id
	return c
}

// atDesk is a visit of a pupil at the asking terminal, if it is one.
func atDesk(m *matrix, c cell) cell {
	if c.id = "none"; tillsOf(m)[c.who.role].ID == "" {
		return c
	}
	c.id = db.NewID()
	inTx(m.T, m.app.DB, func(ctx context.Context, tx *db.Tx) error {
		return loans.InsertVisits(ctx, tx, loans.Visit{ID: c.id, SchoolID: m.ours.School, TerminalID: tillsOf(m)[c.who.role].ID, PersonID: m.ours.Student.Person, Role: "student", BegunAt: tx.NowMS()})
	})
	return c
}

func aCatalogue(m *matrix, c cell) ask {
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	if err := w.WriteField("school", c.id); err != nil {
		m.Fatal(err)
	}
	f, err := w.CreateFormFile("file", "a.csv")
	if err != nil {
		m.Fatal(err)
	}
	if _, err := f.Write([]byte("书名,条码\n西游记,C" + m.ours.Key() + "\n")); err != nil {
		m.Fatal(err)
	}
	if err := w.Close(); err != nil {
		m.Fatal(err)
	}
	return ask{body: buf.String(), kind: w.FormDataContentType()}
}

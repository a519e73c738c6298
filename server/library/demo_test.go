package library_test

import (
	"testing"

	"yunka/server/allow"
	"yunka/server/library"
	"yunka/server/schooltest"
	"yunka/server/terminal"
)

// The demo has 3,000 books and a term of loans, nobody of it has two that are out of one
// copy, and nobody is told of the past.
func TestTheDemoHasATermOfLoans(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		o := h.Office
		for range 11 {
			child := o.Mine.Holder(t, allow.Student)
			o.Exec("UPDATE membership SET class_id = ? WHERE person_id = ?", o.Class, child.Person)
		}
		if err := library.Demo(t.Context(), o.DB, o.Mine.Feed, terminal.New(o.DB, o.Mine.Feed), schooltest.Admin(o.Mine.School), o.Mine.School); err != nil {
			t.Fatal(err)
		}
		for query, want := range map[string]string{
			"SELECT count(*) FROM library_book":                                                    "3000",
			"SELECT count(*) FROM outbox_notice WHERE kind LIKE 'library%'":                        "0",
			"SELECT count(*) FROM library_hold":                                                    "1",
			"SELECT count(*) FROM library_loan WHERE state = 'back' AND ended_at < lent_at":        "0",
			"SELECT count(*) FROM library_loan WHERE state = 'back' AND ended_at > 0 AND late < 0": "0",
		} {
			if got := o.Text(query); got != want {
				t.Errorf("%s: %s, want %s", query, got, want)
			}
		}
		if n := o.Text("SELECT CASE WHEN count(*) > 1000 THEN 'many' ELSE 'few' END FROM library_loan"); n != "many" {
			t.Error("no term of loans")
		}
		h.librarian.Get("/console/library").Has(t, 200, "3000 种")
		h.librarian.Get("/console/library/figures").Has(t, 200, "三年级2班", "借得最多的书")
		h.librarian.Get("/console/library/loans").Has(t, 200, "登记遗失")
	})
}

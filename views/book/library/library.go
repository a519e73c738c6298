// Package library are the pages of the library in the book.
package library

import (
	"context"

	"yunka/views/book/leaf"
	"yunka/views/console"
	"yunka/views/library"
)

// Leaves are the desk, the machine, a reader's page and the office's; sh is the office's frame.
func Leaves(sh console.Shell) []leaf.Leaf {
	sh.Rail = append(sh.Rail, library.Rail)
	rule, fresh := library.Rule{Role: "student", Most: 5, Days: 30}, library.Rule{Role: "student", Kind: "new", Most: 2, Days: 7}
	out := []library.Line{{Loan: "l4", Title: "城南旧事", Barcode: "03000007", Due: "2026-12-04", Rule: rule}, {Loan: "l5", Title: leaf.Longer, Barcode: "03000008", Due: "2026-11-20", Overdue: true, Rule: rule}}
	reader := library.Reader{Name: "林知夏", Class: "三(2)班", Role: "student", Left: 1, Rule: rule, Out: out, Overdue: 1}
	lent := []library.Line{{Loan: "l1", Title: "昆虫记", Barcode: "04002217", Note: "封底有折", Due: "2026-11-30", Rule: fresh, New: true}, {Loan: "l2", Title: "海底两万里", Barcode: "02097351", Due: "2026-12-23", Rule: rule}}
	main := library.DeskMain{Staff: true, Visit: "v1", Reader: &reader, Lent: lent}
	view := library.DeskView{Page: leaf.Page(), ID: "t7", Name: "图书馆 1 号服务台", Now: leaf.At(10, 32, 0), Staff: true, Main: main}
	with := func(change func(v *library.DeskView)) library.DeskView {
		v := view
		change(&v)
		return v
	}
	machine := func(v *library.DeskView) {
		v.Staff, v.Name = false, "自助借还机"
		first := reader
		first.Name, first.Class = "知夏", ""
		v.Main.Staff, v.Main.Reader = false, &first
	}
	wanted := library.Alert{Tier: "staff", Why: "reserved", Title: "草房子", Barcode: "03018842", Since: "2026-11-20", Rule: rule}
	desk := func(name string, v library.DeskView) leaf.Leaf {
		l := leaf.Tablet(name, library.Desk(v))
		l.Do = `document.querySelector('[data-do="start"]').click(); document.querySelector('[data-do="heard"]').click()`
		l.Stands = `document.querySelector('[data-shift]').hidden`
		l.Answers = func(ctx context.Context) leaf.Answers { return leaf.Answers{} }
		return l
	}
	own := library.ReaderView{Page: leaf.Page(), ID: "p1", Name: "林知夏", Own: true, Titles: true, Most: 5, HoldsMost: 2, Today: "2026-11-23", Year: "2026", Month: 11, Months: [12]int{2, 3, 4, 3, 4, 3, 5, 4, 3, 3, 3}, Sum: 37, Before: 31,
		Kinds: []library.Kind{{Kind: "book", N: 28}, {Kind: "new", N: 9}},
		Out: []library.Loan{{Line: library.Line{Loan: "l1", Title: "昆虫记", Due: "2026-11-30"}, Days: 7, WhyNot: "renewals"}, {Line: library.Line{Loan: "l2", Title: leaf.Longer, Due: "2026-12-04"}, Days: 11, WhyNot: "wanted"},
			{Line: library.Line{Loan: "l3", Title: "小王子", Due: "2026-12-09"}, Days: 16, RenewTo: "2027-01-08"}, {Line: library.Line{Loan: "l4", Title: "西游记", Due: "2026-12-23"}, Days: 30, WhyNot: "early", RenewOn: "2026-12-16"}},
		Holds: []library.Hold{{ID: "h1", Title: "窗边的小豆豆", Ready: true, Until: "2026-11-26"}, {ID: "h2", Title: "查理和巧克力工厂", Rank: 2}}, Read: []library.Line{{Title: "草房子", Due: "2026-11-12"}}}
	late, guardian, fresher := own, own, library.ReaderView{Page: leaf.Demo(), ID: "p1", Name: "林知夏", Own: true, Titles: true, Most: 5, HoldsMost: 2, Today: "2026-11-23", Year: "2026", Month: 11}
	late.Page, late.Overdue, late.Consented = leaf.Dark(), 2, true
	guardian.Own, guardian.Titles, guardian.Read = false, false, nil
	found := []library.Found{{ID: "b1", Title: "草房子", Author: "曹文轩", ISBN: "9787534618344", Copies: 3, Free: 1}, {ID: "b2", Title: leaf.Longer, Author: leaf.Longer, Copies: 1}}
	books := library.BooksView{Shell: sh, Total: 3000, Copies: 3120, Books: found, More: true, Form: library.BookForm{Copies: "1", Kind: "book"}}
	none, taken := library.BooksView{Shell: sh, Form: library.BookForm{Copies: "1", Kind: "book"}}, books
	taken.Import = &library.ImportView{Done: true, Rows: 2, Bad: 2, Books: 2, Copies: 4, Known: 1, First: found, Problems: []library.Problem{{Row: 3, Code: "library_isbn", Value: "错号"}, {Row: 7, Code: "marc_charset"}}}
	taken.Form.Error = leaf.Longer
	rules := library.RulesView{Shell: sh, Rules: []library.RuleForm{{Role: "student", Most: "5", Days: "30", Renewals: "1", Holds: "2", Grace: "1", Factor: "1", Longest: "30"}, {}}}
	return append(more(sh, own), []leaf.Leaf{
		desk("library-desk-start", with(func(v *library.DeskView) { v.Main = library.DeskMain{Staff: true} })),
		desk("library-desk", view),
		desk("library-desk-wanted", with(func(v *library.DeskView) { v.Main.Alert = &wanted })),
		desk("library-desk-paused", with(func(v *library.DeskView) {
			v.Main.Alert = &library.Alert{Tier: "impossible", Why: "paused", Title: "草房子", Barcode: "03018842", Until: "2026-12-02"}
		})),
		desk("library-desk-mine", with(func(v *library.DeskView) {
			v.Main.Alert = &library.Alert{Tier: "renew", Why: "mine", Title: "城南旧事", Barcode: "03000007", Loan: "l4"}
		})),
		desk("library-desk-back", with(func(v *library.DeskView) {
			v.Main = library.DeskMain{Staff: true, Return: true, Backs: &library.Returned{Found: true, Was: true, Title: "草房子", Barcode: "03018842", Shelf: "B-07", Late: 3, Until: "2026-11-25"}}
		})),
		desk("library-desk-kept", with(func(v *library.DeskView) {
			v.Main = library.DeskMain{Staff: true, Return: true, Backs: &library.Returned{Found: true, Was: true, Kept: true, Title: "草房子", Barcode: "03018842"}}
		})),
		desk("library-self", with(machine)),
		desk("library-self-desk", with(func(v *library.DeskView) {
			machine(v)
			v.Main.Alert = &wanted
		})),
		leaf.Phone("library-reader", library.ReaderPage(own)),
		leaf.Phone("library-reader-late-dark", library.ReaderPage(late)),
		leaf.Phone("library-reader-guardian", library.ReaderPage(guardian)),
		leaf.Phone("library-reader-new", library.ReaderPage(fresher)),
		leaf.Phone("library-find", library.FindPage(library.FindView{Page: leaf.Page(), ID: "p1", Q: "cfz", Books: found, More: true})),
		leaf.Phone("library-find-none", library.FindPage(library.FindView{Page: leaf.Dark(), ID: "p1", Q: "zzz"})),
		leaf.Desk("library-books", library.Books(books)),
		leaf.Desk("library-books-none", library.Books(none)),
		leaf.Desk("library-books-imported", library.Books(taken)),
		leaf.Desk("library-book", library.Book(library.BookView{Shell: sh, ID: "b1", Form: library.BookForm{Title: "草房子", Kind: "book"}, Copies: []library.Copy{{ID: "c1", Barcode: "03018842", Shelf: "B-07", State: "available", Note: "封底有折"},
			{ID: "c2", Barcode: "03018843", Shelf: "B-07", State: "available", Due: "2026-12-04"}, {ID: "c3", Barcode: "03018844", State: "reserved"}}})),
		leaf.Desk("library-labels", library.Labels(library.LabelsView{Shell: sh, ID: "b1", Title: "草房子", Labels: []library.Label{{Barcode: "03018842", Title: "草房子", ClassNo: "I287.45", Shelf: "B-07", Bars: []library.Bar{{X: 10, W: 1}, {X: 14, W: 3}, {X: 19, W: 1}}, Width: 30}}})),
		leaf.Desk("library-loans", library.Loans(library.LoansView{Shell: sh, Rows: []library.OfficeLoan{{Line: out[1], Name: "林知夏", Class: "三(2)班"}, {Line: out[0], Name: leaf.Longer}}, Holds: []library.Hold{{ID: "h1", Title: "窗边的小豆豆", Ready: true, Until: "2026-11-26"}}})),
		leaf.Desk("library-loans-none", library.Loans(library.LoansView{Shell: sh, Late: true})),
		leaf.Desk("library-rules", library.Rules(rules)),
		leaf.Desk("library-figures", library.Figures(library.FiguresView{Shell: sh, From: "2026-07-26", To: "2026-11-23", Loans: 1204, Readers: 310, Out: 212, Overdue: 9, Tries: 31, Visits: 2210, Stay: 38, Classes: []library.ClassFigure{{Class: "三年级2班", Loans: 88, Readers: 31, Visits: 140, Stay: 41}, {Class: "三年级3班", Hidden: true, Few: true}}, Books: []library.BookFigure{{ID: "b1", Title: "草房子", Author: "曹文轩", Loans: 17}}})),
		leaf.Desk("library-figures-none", library.Figures(library.FiguresView{Shell: sh, From: "2026-07-26", To: "2026-11-23"})),
	}...)
}

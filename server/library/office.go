package library

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/library/catalogue"
	"yunka/server/library/entry"
	"yunka/server/library/loans"
	"yunka/server/timetable"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/library"
)

func (s *Library) officeRoutes() []web.Route {
	get := func(path string, handle func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: "GET", Pattern: "/console/library" + path, Action: allow.LibraryManage, Handle: handle}
	}
	post := func(path string, handle func(http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: "POST", Pattern: "/console/library" + path, Action: allow.LibraryManage, Handle: handle}
	}
	file := post("/import", s.importFile)
	file.MaxBody = catalogue.MaxBytes + 64<<10
	return []web.Route{
		get("", s.booksPage), post("/books", s.addBook), file,
		get("/books/{id}", s.bookPage), post("/books/{id}", s.changeBook), post("/books/{id}/copies", s.addCopies), get("/books/{id}/labels", s.labels),
		post("/copies/{id}", s.setCopy),
		get("/loans", s.loansPage), post("/loans/{id}/lost", s.setLost),
		get("/rules", s.rulesPage), post("/rules", s.saveRules),
		get("/figures", s.figures),
	}
}

// typed is a word of a search as it can be shown again.
func typed(text string) string {
	text = strings.TrimSpace(strings.ToValidUTF8(text, ""))
	if r := []rune(text); len(r) > 100 {
		text = string(r[:100])
	}
	return text
}

func (s *Library) booksPage(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.drawBooks(w, r, school, http.StatusOK, view.BooksView{Q: typed(r.URL.Query().Get("q"))})
}

func (s *Library) drawBooks(w http.ResponseWriter, r *http.Request, school string, status int, v view.BooksView) error {
	if v.Form.Copies == "" {
		v.Form.Copies, v.Form.Kind = "1", catalogue.Ordinary
	}
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) (err error) {
		v.Shell = sh
		if v.Total, v.Copies, err = catalogue.Count(ctx, q, sc.ID); err != nil {
			return err
		}
		v.Books, v.More, err = found(ctx, q, sc.ID, v.Q)
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.Books(v))
}

// bookOf reads the fields of a book; what is no price is refused as one.
func bookOf(r *http.Request) (f view.BookForm, b catalogue.Book) {
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	f = view.BookForm{Title: get("title"), Author: get("author"), ISBN: get("isbn"), Publisher: get("publisher"), Year: get("year"), ClassNo: get("class_no"), Kind: get("kind"),
		Price: get("price"), Copies: get("copies"), Shelf: get("shelf")}
	b = catalogue.Book{Title: f.Title, Author: f.Author, ISBN: f.ISBN, Publisher: f.Publisher, Year: f.Year, ClassNo: f.ClassNo, Kind: f.Kind}
	if f.Price != "" {
		yuan, err := strconv.ParseFloat(f.Price, 64)
		if b.Price = int64(yuan*100 + 0.5); err != nil || yuan < 0 || yuan > 1e6 {
			b.Price = -1
		}
	}
	return f, b
}

func (s *Library) addBook(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	f, b := bookOf(r)
	n, err := strconv.Atoi(f.Copies)
	if err != nil || n < 0 {
		err = fault.New(fault.Invalid, "library_copies")
	}
	id := ""
	if err == nil {
		id, err = s.books.Add(web.Finish(r), web.Actor(r), school, b, n, f.Shelf)
	}
	if err == nil {
		return web.See(w, r, "/console/library/books/"+id+"?done=library-added")
	}
	s.CheckedByService(r)
	if f.Error = s.FaultWords(r.Context(), fault.As(err)); f.Error == "" || !refusedForm(err) {
		return err
	}
	return s.drawBooks(w, r, school, fault.Status(err), view.BooksView{Form: f})
}

// refusedForm is what a form says beside itself; what else is wrong is a page.
func refusedForm(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) || fault.Is(err, fault.TooLarge) || fault.Is(err, fault.Malformed)
}

func (s *Library) importFile(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	if err := s.Check(r, allow.Target{School: school}); err != nil {
		return err
	}
	u, err := web.ReadUpload(r, "file", catalogue.MaxBytes)
	if posted := u.Get("school"); posted != "" && posted != school {
		if school, err = s.SchoolFor(r, posted); err != nil {
			return err
		}
		if err := s.Check(r, allow.Target{School: school}); err != nil {
			return err
		}
	}
	var f catalogue.File
	if err == nil {
		f, err = catalogue.Read(u.Content)
	}
	iv := view.ImportView{Rows: len(f.Rows), Bad: f.Bad}
	if err == nil && u.Get("look") != "1" {
		var res catalogue.Result
		res, err = s.books.Import(web.Finish(r), web.Actor(r), school, f)
		iv.Done, iv.Books, iv.Copies, iv.Known, iv.There = true, res.Books, res.Copies, res.Known, res.There
	}
	if err != nil {
		words := s.FaultWords(r.Context(), fault.As(err))
		if words == "" || !refusedForm(err) {
			return err
		}
		return s.drawBooks(w, r, school, fault.Status(err), view.BooksView{FileError: words})
	}
	for _, row := range f.Rows[:min(len(f.Rows), 5)] {
		iv.First = append(iv.First, view.Found{Title: row.Book.Title, Author: row.Book.Author, ISBN: row.Book.ISBN})
	}
	for _, p := range f.Problems {
		iv.Problems = append(iv.Problems, view.Problem{Row: p.Row, Code: p.Code, Value: p.Value})
	}
	return s.drawBooks(w, r, school, http.StatusOK, view.BooksView{Import: &iv})
}

func (s *Library) bookPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawBook(w, r, http.StatusOK, "", view.BookForm{}, "")
}

// drawBook shows a book with what was typed, or with a refusal of its copies.
func (s *Library) drawBook(w http.ResponseWriter, r *http.Request, status int, id string, f view.BookForm, wrong string) error {
	if id == "" {
		id = r.PathValue("id")
	}
	v := view.BookView{ID: id, Error: wrong}
	err := s.SchoolPage(r, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		b, err := catalogue.One(ctx, q, sc.ID, id)
		if err != nil {
			return err
		}
		v.Form = view.BookForm{Title: b.Title, Author: b.Author, ISBN: b.ISBN, Publisher: b.Publisher, Year: b.Year, ClassNo: b.ClassNo, Kind: b.Kind}
		if b.Price > 0 {
			v.Form.Price = strconv.FormatFloat(float64(b.Price)/100, 'f', 2, 64)
		}
		if f.Error != "" {
			title := v.Form.Title
			if v.Form = f; f.Title == "" {
				v.Form.Title = title
			}
		}
		list, err := catalogue.Copies(ctx, q, sc.ID, id)
		for _, c := range list {
			v.Copies = append(v.Copies, view.Copy{ID: c.ID, Barcode: c.Barcode, Shelf: c.Shelf, State: c.State, Note: c.Note, Due: c.Due})
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.Book(v))
}

// inSchool is a form's school, with the form read.
func (s *Library) inSchool(r *http.Request) (string, error) {
	if err := web.Form(r); err != nil {
		return "", err
	}
	return s.SchoolFor(r, r.PostForm.Get("school"))
}

func (s *Library) changeBook(w http.ResponseWriter, r *http.Request) error {
	school, err := s.inSchool(r)
	if err != nil {
		return err
	}
	f, b := bookOf(r)
	b.ID = r.PathValue("id")
	if err := s.books.Change(web.Finish(r), web.Actor(r), school, b); err != nil {
		if f.Error = s.FaultWords(r.Context(), fault.As(err)); f.Error == "" || !refusedForm(err) {
			return err
		}
		return s.drawBook(w, r, fault.Status(err), "", f, "")
	}
	return web.See(w, r, "/console/library/books/"+b.ID+"?done=library-saved")
}

func (s *Library) addCopies(w http.ResponseWriter, r *http.Request) error {
	school, err := s.inSchool(r)
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	n, _ := strconv.Atoi(strings.TrimSpace(r.PostForm.Get("copies"))) // no number is none, which is refused
	if err := s.books.AddCopies(web.Finish(r), web.Actor(r), school, id, n, r.PostForm.Get("shelf"), strings.Fields(r.PostForm.Get("barcodes"))); err != nil {
		words := s.FaultWords(r.Context(), fault.As(err))
		if words == "" || !refusedForm(err) {
			return err
		}
		return s.drawBook(w, r, fault.Status(err), "", view.BookForm{}, words)
	}
	return web.See(w, r, "/console/library/books/"+id+"?done=library-copies")
}

func (s *Library) setCopy(w http.ResponseWriter, r *http.Request) error {
	school, err := s.inSchool(r)
	if err != nil {
		return err
	}
	book := ""
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		book, err = catalogue.BookOf(ctx, q, school, r.PathValue("id"))
		return err
	})
	if err != nil {
		s.CheckedByService(r)
		return err
	}
	err = s.loans.SetCopy(web.Finish(r), web.Actor(r), school, catalogue.Copy{ID: r.PathValue("id"), Shelf: r.PostForm.Get("shelf"), State: r.PostForm.Get("state"), Note: r.PostForm.Get("note")})
	if err != nil {
		words := s.FaultWords(r.Context(), fault.As(err))
		if words == "" || !refusedForm(err) {
			return err
		}
		return s.drawBook(w, r, fault.Status(err), book, view.BookForm{}, words)
	}
	return web.See(w, r, "/console/library/books/"+book+"?done=library-saved")
}

func (s *Library) labels(w http.ResponseWriter, r *http.Request) error {
	v := view.LabelsView{ID: r.PathValue("id")}
	err := s.SchoolPage(r, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell, v.Labels = sh, nil
		b, err := catalogue.One(ctx, q, sc.ID, v.ID)
		if err != nil {
			return err
		}
		v.Title = b.Title
		list, err := catalogue.Copies(ctx, q, sc.ID, v.ID)
		for _, c := range list {
			l := view.Label{Barcode: c.Barcode, Title: b.Title, ClassNo: b.ClassNo, Shelf: c.Shelf}
			l.Bars, l.Width = bars(c.Barcode)
			v.Labels = append(v.Labels, l)
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.Labels(v))
}

// listed is how many loans the office's page names.
const listed = 500

func (s *Library) loansPage(w http.ResponseWriter, r *http.Request) error {
	v := view.LoansView{Late: r.URL.Query().Get("late") == "1"}
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	people := map[string]bool{}
	err = s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell, v.Rows, v.Holds = sh, nil, nil
		today := timetable.Today(s.Now(), sc.Location())
		before := ""
		if v.Late {
			before = today
		}
		list, err := loans.Listed(ctx, q, sc.ID, before, listed+1)
		if err != nil {
			return err
		}
		if v.More = len(list) > listed; v.More {
			list = list[:listed]
		}
		for _, l := range list {
			people[l.PersonID] = true
			v.Rows = append(v.Rows, view.OfficeLoan{Line: lineOf(l, today, nil), Name: l.Name, Class: campus.ClassName(l.Grade, l.Class)})
		}
		if v.Late {
			return nil
		}
		holds, err := loans.Shelved(ctx, q, sc.ID)
		for _, h := range holds {
			v.Holds = append(v.Holds, view.Hold{ID: h.ID, Title: h.Title, Until: h.UntilDay, Ready: true})
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, school, "library.listed", map[string]any{"people": len(people)}); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.Loans(v))
}

func (s *Library) setLost(w http.ResponseWriter, r *http.Request) error {
	school, err := s.inSchool(r)
	if err != nil {
		return err
	}
	if err := s.loans.SetLost(web.Finish(r), web.Actor(r), school, r.PathValue("id")); err != nil {
		return err
	}
	return web.See(w, r, "/console/library/loans?done=library-lost")
}

func (s *Library) figures(w http.ResponseWriter, r *http.Request) error {
	var v view.FiguresView
	err := s.SchoolPage(r, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		today := timetable.Today(s.Now(), sc.Location())
		v = view.FiguresView{Shell: sh, From: timetable.AddDays(today, -120), To: today}
		if day := r.URL.Query().Get("from"); timetable.ValidDay(day) {
			v.From = day
		}
		if day := r.URL.Query().Get("to"); timetable.ValidDay(day) {
			v.To = day
		}
		f, err := loans.FiguresOf(ctx, q, sc.ID, v.From, v.To, today, timetable.Instant(v.From, 0, sc.Location()).UnixMilli())
		v.Loans, v.Readers, v.Late, v.Out, v.Overdue, v.Tries = f.Loans, f.Readers, f.Late, f.Out, f.Overdue, f.Tries
		if err != nil {
			return err
		}
		if v.Classes, err = classFigures(ctx, q, sc.ID, v.From, v.To, f.Classes); err != nil {
			return err
		}
		stays, err := entry.Between(ctx, q, sc.ID, v.From, v.To)
		v.Visits, v.Stay = stays.Visits, stays.Minutes()
		for _, b := range f.Books {
			v.Books = append(v.Books, view.BookFigure{ID: b.ID, Title: b.Title, Author: b.Author, Loans: b.Loans})
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.Figures(v))
}

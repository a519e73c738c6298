package library_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/app"
	"yunka/server/db"
	"yunka/server/library/catalogue"
	"yunka/server/post"
	"yunka/server/scan/scantest"
	"yunka/server/web/webtest"
)

const guardPIN = "382916"

// hall is the library of a school with a desk, a self-check machine and a librarian.
type hall struct {
	*testing.T
	webtest.Office
	desk, self    webtest.Desk
	librarian     webtest.Browser
	pupil, parent webtest.Browser
	books         *catalogue.Service
	deps          app.PageDeps // what the pages stand on
}

func each(t *testing.T, story func(t *testing.T, h *hall)) {
	var deps app.PageDeps
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		h := &hall{T: t, Office: o, books: catalogue.New(o.DB), deps: deps}
		o.SetPIN(o.Mine, o.Guard, guardPIN)
		o.Exec("UPDATE person SET name = '林知夏', folded = '林知夏' WHERE id = ?", o.Pupil.Person)
		h.desk, h.self = h.tablet(true), h.tablet(false)
		l := o.Mine.Holder(t, allow.Teacher)
		o.Mine.Tx(t, func(ctx context.Context, tx *db.Tx) error {
			_, err := post.Add(ctx, tx, post.Post{SchoolID: o.Mine.School, PersonID: l.Person, Kind: allow.Librarian, OfWhat: allow.OfSchool})
			return err
		})
		h.librarian, h.pupil, h.parent = o.As(l.Person), o.As(o.Pupil.Person), o.As(o.Parent.Person)
		story(t, h)
	}, func(d *app.PageDeps) { deps = *d })
}

func (h *hall) tablet(staff bool) webtest.Desk {
	d := h.Tablet(h.Mine, h.Mine.GateOut, staff)
	h.Exec("UPDATE terminal SET scene = 'library', gate_id = NULL WHERE id = ?", d.Who.ID)
	h.Exec("UPDATE school SET policy_version = policy_version + 1")
	return d
}

// book adds one through the console and gives its id and barcodes.
func (h *hall) book(title string, copies int) (id string, codes []string) {
	h.Helper()
	a := h.librarian.Post("/console/library/books", nil, "title", title, "author", "某人", "copies", fmt.Sprint(copies), "kind", "book", "shelf", "B-07")
	a.Has(h.T, 303)
	id = strings.TrimSuffix(strings.TrimPrefix(a.Header.Get("Location"), "/console/library/books/"), "?done=library-added")
	page := h.librarian.Get("/console/library/books/" + id)
	page.Has(h.T, 200, title, "B-07")
	for _, m := range regexp.MustCompile(`<b>(\d{8})</b>`).FindAllStringSubmatch(page.Body, -1) {
		codes = append(codes, m[1])
	}
	if len(codes) != copies {
		h.Fatalf("%d barcodes of %d copies", len(codes), copies)
	}
	return id, codes
}

func (h *hall) ask(d webtest.Desk, what string, body map[string]any) webtest.Answer {
	h.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		h.Fatal(err)
	}
	return d.JSON("/library/desk/"+what, string(b))
}

var visitOf = regexp.MustCompile(`data-visit="([^"]*)"`)

// comes shows somebody's chip at a terminal.
func (h *hall) comes(d webtest.Desk, who *scantest.Holder) (visit string) {
	h.Helper()
	h.Pass(10 * time.Second)
	a := h.ask(d, "read", map[string]any{"key": h.Mine.Key(), "text": who.Chip})
	a.Has(h.T, 200)
	if visit = visitOf.FindStringSubmatch(a.Body)[1]; visit == "" {
		h.Fatalf("nobody stands there: %s", a.Body)
	}
	return visit
}

func (h *hall) scan(d webtest.Desk, visit, text string) webtest.Answer {
	h.Helper()
	return h.ask(d, "read", map[string]any{"key": h.Mine.Key(), "visit": visit, "text": text})
}

// A day at the desk: a card by its chip, books, one undone, done; the next one; a book that
// comes back by a friend; a machine without staff.
func TestADayAtTheDesk(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.Browser().Get("/library/desk").Has(t, 200, `action="/kiosk/pair"`)
		h.desk.Get("/kiosk").Want(t, 303, "/library/desk")
		h.Tablet(h.Mine, h.Mine.GateIn, true).Get("/library/desk").Want(t, 303, "/kiosk")
		h.desk.Get("/library/desk").Has(t, 200, "服务台", "先扫卡，再扫书")
		h.self.Get("/library/desk").Has(t, 200, "自助借还")
		_, codes := h.book("草房子", 3)

		h.scan(h.desk, "", codes[0]).Has(t, 200, "先扫卡", `data-sound="deny"`)
		h.scan(h.desk, "", "98123").Has(t, 200, "没有这个条码")
		visit := h.comes(h.desk, h.Pupil)
		a := h.scan(h.desk, visit, codes[0])
		a.Has(t, 200, "林知夏", "三年级2班", "草房子", "已借 1 本", "最多 5 本，30 天", `data-sound="allow"`, "完成，借 1 本")
		h.scan(h.desk, visit, codes[0]).Has(t, 200, "已借 1 本")
		h.scan(h.desk, visit, codes[1]).Has(t, 200, "已借 2 本")
		loan := regexp.MustCompile(`data-undo="([^"]+)"`).FindStringSubmatch(a.Body)[1]
		for range 2 {
			h.ask(h.desk, "undo", map[string]any{"visit": visit, "loan": loan}).Has(t, 200, "已借 1 本")
		}
		h.scan(h.desk, visit, "77777777").Has(t, 200, "没有这个条码", "林知夏")
		h.ask(h.desk, "done", map[string]any{"visit": visit}).HasNot(t, "林知夏")
		h.scan(h.desk, visit, codes[2]).Has(t, 409, "library_visit")
		h.scan(h.self, visit, codes[2]).Has(t, 409)

		// At the machine: a first name, no class; another terminal's visit is none.
		mine := h.comes(h.self, h.Foreign)
		b := h.scan(h.self, mine, codes[1])
		b.Has(t, 200, "这本还没还", "这一本没有借出")
		b.HasNot(t, "林知夏")
		h.ask(h.self, "read", map[string]any{"text": codes[1], "return": true}).Has(t, 200, "还好了", "放回 B-07")
		h.ask(h.self, "read", map[string]any{"text": codes[1], "return": true}).Has(t, 200, "本来就没有借出")
		h.ask(h.self, "read", map[string]any{"text": "12345678", "return": true}).Has(t, 200, "没有这个条码")
		for _, bad := range []string{`[]`, `{"text":1}`, `{"text":"` + strings.Repeat("9", 500) + `"}`, `{"visit":"` + strings.Repeat("v", 100) + `"}`} {
			if got := h.desk.JSON("/library/desk/read", bad); got.StatusCode < 400 || got.StatusCode > 499 {
				t.Errorf("%.40s: %d", bad, got.StatusCode)
			}
		}
		if n := h.Text("SELECT count(*) FROM library_loan WHERE state NOT IN ('undone', 'back')"); n != "0" {
			t.Errorf("%s loans are out", n)
		}
		h.Verified()
	})
}

// A phone's code lets borrow once; one that pays lends nothing.
func TestAPhoneAtTheMachine(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		_, codes := h.book("小王子", 1)
		h.Pass(10 * time.Second)
		code := h.Pupil.Code(h.Clock(), 1)
		a := h.scan(h.self, "", code)
		a.Has(t, 200, "知夏", `data-sound="allow"`)
		a.HasNot(t, "林知夏", "三年级2班")
		visit := visitOf.FindStringSubmatch(a.Body)[1]
		h.scan(h.self, visit, codes[0]).Has(t, 200, "已借 1 本")
		h.Pass(10 * time.Second)
		h.scan(h.desk, "", code).HasNot(t, "知夏")
	})
}

// What needs staff takes who is on shift and a reason, and never a machine.
func TestAnExceptionHasAName(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		_, codes := h.book("昆虫记", 7)
		visit := h.comes(h.desk, h.Pupil)
		for _, code := range codes[:5] {
			h.scan(h.desk, visit, code).Has(t, 200, `data-sound="allow"`)
		}
		h.scan(h.desk, visit, codes[5]).Has(t, 200, "借满了", `data-sound="ask"`, "仍然借出")
		over := map[string]any{"visit": visit, "text": codes[5], "why": "假期阅读"}
		h.ask(h.desk, "override", over).Has(t, 403, "library_shift")
		h.ask(h.desk, "shift", map[string]any{"pin": "000111"}).Has(t, 422, "pin_wrong")
		h.ask(h.desk, "shift", map[string]any{"pin": guardPIN}).Has(t, 200)
		h.ask(h.desk, "override", map[string]any{"visit": visit, "text": codes[5], "why": " "}).Has(t, 200, "借满了")
		h.ask(h.desk, "override", over).Has(t, 200, "已借 6 本")
		if by := h.Text("SELECT staff_id FROM library_loan WHERE override <> ''"); by != h.Guard.Person {
			t.Errorf("by %s", by)
		}
		mine := h.comes(h.self, h.Pupil)
		h.scan(h.self, mine, codes[6]).Has(t, 200, "这本请到服务台")
		h.scan(h.self, mine, codes[6]).HasNot(t, "仍然借出")
		h.ask(h.self, "shift", map[string]any{"pin": guardPIN}).Has(t, 403)
		h.ask(h.self, "override", map[string]any{"visit": mine, "text": codes[6], "why": "x"}).Has(t, 403)
	})
}

// A reader's page: renew, wait, the year; a guardian reads no title before the reader says so.
func TestAReadersOwnPage(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		path := "/library/" + h.Pupil.Person
		h.pupil.Get("/card").HasNot(t, `href="`+path+`"`)
		book, codes := h.book("窗边的小豆豆", 1)
		h.pupil.Get("/card").Has(t, 200, `href="`+path+`"`)
		h.pupil.Get(path).Has(t, 200, "没有要还的书", "到图书馆出示校园卡")
		h.scan(h.desk, h.comes(h.desk, h.Pupil), codes[0]).Has(t, 200)
		page := h.pupil.Get(path)
		page.Has(t, 200, "窗边的小豆豆", "30 天后", "起可以续借", "看书单")
		h.EveryFormHasItsRoute(page)
		loan := h.Text("SELECT id FROM library_loan")
		h.pupil.Post("/library/loans/"+loan+"/renew", nil).Has(t, 409, "到期前 7 天")
		other := h.As(h.Foreign.Person)
		other.Get(path).Has(t, 403)
		other.Post("/library/loans/"+loan+"/renew", nil).Has(t, 403)
		h.As(h.Alien.Person).Get(path).Has(t, 404)

		p := h.parent.Get(path)
		p.Has(t, 200, "在借 1 本", "一本书", "书名只有孩子自己能看到")
		p.HasNot(t, "窗边的小豆豆", codes[0])
		h.parent.Post(path+"/consent", nil, "titles", "1").Has(t, 403)
		h.parent.Post("/library/loans/"+loan+"/renew", nil).Has(t, 403)
		h.pupil.Post(path+"/consent", nil, "titles", "1").Has(t, 303)
		h.parent.Get(path).Has(t, 200, "窗边的小豆豆")
		h.pupil.Post(path+"/consent", nil, "titles", "0").Has(t, 303)
		h.parent.Get(path).HasNot(t, "窗边的小豆豆")
		h.parent.Get("/library/"+h.Foreign.Person).Has(t, 403)

		// Somebody waits: no renewal, and the book goes to the hold shelf.
		mine := "/library/" + h.Foreign.Person
		other.Get(mine+"/find?q=xiaodoudou").Has(t, 200, "窗边的小豆豆", "都借出去了", "预约")
		other.Post(mine+"/holds", nil, "book", book).Has(t, 303)
		other.Post(mine+"/holds", nil, "book", book).Has(t, 409, "已经预约过了")
		h.Pass(25 * 24 * time.Hour)
		again := h.As2(h.Pupil.Person)
		again.Post("/library/loans/"+loan+"/renew", nil).Has(t, 409, "有人预约，不能续借")
		h.ask(h.desk, "read", map[string]any{"text": codes[0], "return": true}).Has(t, 200, "放到预约架")
		h.scan(h.desk, h.comes(h.desk, h.Pupil), codes[0]).Has(t, 200, "这本有人预约", "另一位读者", "留给预约的人")
		if got := h.Text("SELECT data FROM outbox_notice WHERE kind = 'library.ready'"); strings.Contains(got, "豆豆") {
			t.Errorf("the notice has the title: %s", got)
		}
		h.scan(h.desk, h.comes(h.desk, h.Foreign), codes[0]).Has(t, 200, "已借 1 本")
	})
}

// As2 signs somebody in again whose session is over.
func (h *hall) As2(person string) webtest.Browser {
	h.Helper()
	b := h.Browser()
	b.Login("u"+person, webtest.SecretPhrase).Want(h.T, 303, "/")
	return b
}

// A librarian's day in the console; who has not the post sees none of it.
func TestALibrariansDay(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		empty := h.librarian.Get("/console/library")
		empty.Has(t, 200, "还没有书", "导入书目")
		h.EveryFormHasItsRoute(empty)
		h.As(h.Teacher.Person).Get("/console/library").Has(t, 403)
		post := func(pairs ...string) webtest.Answer {
			all := append([]string{"title", "草房子", "copies", "1", "kind", "book"}, pairs...)
			return h.librarian.Post("/console/library/books", nil, all...)
		}
		post("isbn", "9787020042495").Has(t, 422, "校验位不对", "草房子")
		post("copies", "many").Has(t, 422, "1 到 200")
		post("price", "free").Has(t, 422, "定价不对")
		post("isbn", "978-7-02-004249-4").Has(t, 303)
		post("isbn", "9787020042494").Has(t, 409, "已有这个 ISBN")

		csv := []byte("书名,作者,条码,架位\n西游记,吴承恩,1001,A-1\n,无名,1002,\n")
		h.librarian.File("/console/library/import", "file", "a.csv", csv, "look", "1").Has(t, 200, "还没有导入", "西游记", "能导入 1 行", "第 3 条")
		if n := h.Text("SELECT count(*) FROM library_book"); n != "1" {
			t.Errorf("looking imported: %s books", n)
		}
		h.librarian.File("/console/library/import", "file", "a.csv", csv, "look", "0").Has(t, 200, "新书目 1 种")
		h.librarian.File("/console/library/import", "file", "a.csv", csv, "look", "0").Has(t, 200, "新书目 0 种")
		h.librarian.File("/console/library/import", "file", "a.csv", []byte("a,b\n"), "look", "0").Has(t, 422, "没有“书名”")
		h.librarian.File("/console/library/import", "file", "a.xlsx", append([]byte("PK\x03\x04"), bytes.Repeat([]byte("x"), 100)...), "look", "0").Has(t, 422)

		h.librarian.Get("/console/library?q=xyj").Has(t, 200, "西游记")
		h.librarian.Get("/console/library?q=%E9%83%BD%E6%B2%A1%E6%9C%89").Has(t, 200, "没有找到")
		book := h.Text("SELECT id FROM library_book WHERE title = '西游记'")
		page := h.librarian.Get("/console/library/books/" + book)
		page.Has(t, 200, "1001", "A-1", "打印标签")
		h.EveryFormHasItsRoute(page)
		h.librarian.Get("/console/library/books/"+book+"/labels").Has(t, 200, "<rect", `aria-label="1001"`)
		h.librarian.Post("/console/library/books/"+book+"/copies", nil, "copies", "0", "barcodes", "1001").Has(t, 409, "已经用过")
		h.librarian.Post("/console/library/books/"+book+"/copies", nil, "barcodes", "坏 码").Has(t, 422)
		h.librarian.Post("/console/library/books/"+book+"/copies", nil, "barcodes", "XY-1 XY-2").Has(t, 303)
		copyID := h.Text("SELECT id FROM library_copy WHERE barcode = '1001'")
		h.librarian.Post("/console/library/copies/"+copyID, nil, "shelf", "A-2", "state", "damaged", "note", "封底有折").Has(t, 303)
		h.scan(h.desk, h.comes(h.desk, h.Pupil), "1001").Has(t, 200, "这本有破损")
		h.librarian.Post("/console/library/copies/"+copyID, nil, "shelf", "A-2", "state", "available", "note", "").Has(t, 303)
		h.scan(h.desk, h.comes(h.desk, h.Pupil), "1001").Has(t, 200, "已借 1 本")
		h.librarian.Post("/console/library/copies/"+copyID, nil, "shelf", "A-2", "state", "lost", "note", "").Has(t, 409, "不能改状态")
		h.librarian.Get("/console/library/loans").Has(t, 200, "西游记", "林知夏", "登记遗失")
		h.librarian.Get("/console/library/loans?late=1").Has(t, 200, "没有逾期的书")

		rules := h.librarian.Get("/console/library/rules")
		rules.Has(t, 200, "最多几本")
		h.EveryFormHasItsRoute(rules)
		h.librarian.Post("/console/library/rules", nil, "role", "student", "kind", "", "most", "x", "days", "3").Has(t, 422, "数字不对")
		h.librarian.Post("/console/library/rules", nil, "role", "student", "kind", "", "most", "1", "days", "0").Has(t, 422)
		h.librarian.Post("/console/library/rules", nil, "role", "student", "kind", "", "most", "1", "days", "3", "renewals", "0", "holds", "0", "grace", "0", "factor", "1", "longest", "5").Has(t, 303)
		h.scan(h.desk, h.comes(h.desk, h.Pupil), "XY-1").Has(t, 200, "借满了")

		// Fewer than five readers are nobody's figure.
		f := h.librarian.Get("/console/library/figures")
		f.Has(t, 200, "不到 5 位读者")
		f.HasNot(t, "借得最多的书")
		loan := h.Text("SELECT id FROM library_loan WHERE state = 'out'")
		h.librarian.Post("/console/library/loans/"+loan+"/lost", nil).Has(t, 303)
		h.librarian.Post("/console/library/loans/"+loan+"/lost", nil).Has(t, 409)
		h.Verified()
	})
}

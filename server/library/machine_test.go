package library_test

import (
	"context"
	"flag"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"yunka/server/library/loans"
	"yunka/server/library/machine"
	"yunka/server/library/sip2"
)

var update = flag.Bool("update", false, "write the transcripts anew")

// answered serves machines of the hall and gives the address.
func (h *hall) answered() string {
	h.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		h.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	s := sip2.Server{Open: machine.New(h.DB, loans.New(h.DB, h.Mine.Feed), h.deps.Terminals, h.deps.Scans, log).Open, Log: log}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	h.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			h.Error(err)
		}
	})
	return l.Addr().String()
}

// machine makes one in the console and gives its token and its page's id.
func (h *hall) machine(name, charset, end string) (token, id string) {
	h.Helper()
	a := h.librarian.Post("/console/library/machines", nil, "name", name, "charset", charset, "end", end)
	a.Has(h.T, 200, name, "令牌")
	token = regexp.MustCompile(`yk_[A-Za-z0-9_-]+`).FindString(a.Body)
	return token, h.Text("SELECT id FROM terminal WHERE name = ?", name)
}

func (c *caller) login(token string) {
	c.Helper()
	if got := c.say("9300CNany|CO" + token + "|CPhall|"); got != "941" {
		c.Fatalf("login: %s", got)
	}
}

// golden holds a transcript against a file. What a run makes of its own is masked.
func (c *caller) golden(name string, mask ...string) {
	c.Helper()
	text := strings.Join(c.said, "\n") + "\n"
	for i := 0; i+1 < len(mask); i += 2 {
		text = strings.ReplaceAll(text, mask[i], mask[i+1])
	}
	text = strings.ReplaceAll(text, stamp, "{asked}")
	text = regexp.MustCompile(`\d{8}    \d{6}`).ReplaceAllString(text, "{time}")
	text = regexp.MustCompile(`(\d+ *年 *)?\d+ *月 *\d+ *日( 周.)?|([A-Z][a-z]{2} )?\d{1,2} [A-Z][a-z]{2}( \d{4})?`).ReplaceAllString(text, "{day}")
	path := filepath.Join("testdata", "sip2", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			c.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != text {
		c.Errorf("the transcript is not that of %s (%v):\n%s", path, err, text)
	}
}

// A reader's whole visit at a machine, in both languages and charsets: who they are, a loan,
// the same book again, an item, a renewal that is too early, a return, the end.
func TestAVisitAtAMachine(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		_, codes := h.book("草房子", 2)
		addr := h.answered()
		for _, way := range []struct{ name, charset, end, lang string }{{"chinese", "gbk", "crlf", "019"}, {"english", "utf8", "cr", "001"}} {
			h.Pass(10 * time.Second)
			token, _ := h.machine(way.name, way.charset, way.end)
			c := dial(t, addr, way.charset == "gbk")
			c.login(token)
			status := c.say("9900802.00")
			if len(status) < 36 || status[:10] != "98YYYYNN10" || field(status, "BX") != "YYYNYYYYYNYNNNYN" {
				t.Errorf("status: %s", status)
			}
			code := h.Pupil.Code(h.Clock(), 1)
			for _, text := range []string{
				"23" + way.lang + stamp + "AOyk|AA" + code + "|AC|AD|",
				"11YN" + stamp + stamp + "AOyk|AA" + code + "|AB" + codes[0] + "|AC|",
				"11NN" + stamp + stamp + "AOyk|AA" + code + "|AB" + codes[0] + "|AC|",
				"63" + way.lang + stamp + "  Y       AOyk|AA" + code + "|AC|AD|",
				"17" + stamp + "AOyk|AB" + codes[0] + "|",
				"11YN" + stamp + stamp + "AOyk|AA" + code + "|AB77777777|AC|",
				"09N" + stamp + stamp + "APx|AOyk|AB" + codes[0] + "|AC|",
				"09N" + stamp + stamp + "APx|AOyk|AB" + codes[0] + "|AC|",
				"29NN" + stamp + stamp + "AOyk|AA" + code + "|AB" + codes[0] + "|",
				"17" + stamp + "AOyk|AB" + codes[1] + "|",
				"17" + stamp + "AOyk|AB77777777|",
				"35" + stamp + "AOyk|AA" + code + "|AC|AD|",
				"23" + way.lang + stamp + "AOyk|AA" + code + "|AC|", // it opened once
			} {
				c.say(text)
			}
			sc := h.Text("SELECT name FROM school WHERE id = ?", h.Mine.School)
			c.golden(way.name, token, "{token}", code, "{code}", sc, "{school}")
		}
		h.Verified()
	})
}

// What a reader meets: the book of somebody else, a pause, too many, a hold, a chip; nobody's
// name stands in an answer.
func TestWhatAMachineRefuses(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		book, codes := h.book("昆虫记", 7)
		_, one := h.book("小王子", 1)
		addr := h.answered()
		token, id := h.machine("自助机", "utf8", "cr")
		c := dial(t, addr, false)
		c.login(token)
		chip := func(code string) string {
			return c.say("11NN" + stamp + stamp + "AOyk|AA" + h.Pupil.Chip + "|AB" + code + "|AC|")
		}
		refused := func(got, words string) {
			t.Helper()
			if got[:6] != "120NUN" || !strings.Contains(field(got, "AF"), words) || strings.Contains(got, "林") {
				t.Errorf("%s; want %s", got, words)
			}
		}
		refused(c.say("11NN"+stamp+stamp+"AOyk|AA|AB"+codes[0]+"|AC|"), "先扫卡")
		refused(c.say("11NN"+stamp+stamp+"AOyk|AA4000000001|AB"+codes[0]+"|AC|"), "")
		refused(c.say("11NN"+stamp+stamp+"AOyk|AA' OR 1=1|AB"+codes[0]+"|AC|"), "")
		h.scan(h.desk, h.comes(h.desk, h.Foreign), one[0]).Has(t, 200, "已借 1 本")
		h.Pass(10 * time.Second)
		refused(chip(one[0]), "还没还")
		refused(chip("' OR 1=1"), "没有这个条码")
		for _, code := range codes[:5] {
			if got := chip(code); got[:3] != "121" {
				t.Errorf("%s: %s", code, got)
			}
		}
		refused(chip(codes[5]), "服务台")
		if got := c.say("63019" + stamp + "  Y       AOyk|AA" + h.Pupil.Chip + "|AC|BP2|BQ3|"); got[2:16] != "Y    Y        " || strings.Count(got, "|AU") != 2 || got[37:61] != "000000000005000000000000" || field(got, "AE") != "知夏" {
			t.Errorf("summary: %s", got)
		}
		// A book that is asked for is not renewed; brought back, it goes aside, and the next
		// reader of the machine has it.
		h.Exec("UPDATE library_copy SET state = 'withdrawn' WHERE barcode IN (?, ?)", codes[5], codes[6])
		h.As(h.Foreign.Person).Post("/library/"+h.Foreign.Person+"/holds", nil, "book", book).Has(t, 303)
		renew := c.say("29NN" + stamp + stamp + "AOyk|AA" + h.Pupil.Chip + "|AB" + codes[0] + "|AC|")
		if renew[:6] != "300NUN" || !strings.Contains(field(renew, "AF"), "有人预约") || field(renew, "AJ") != "昆虫记" {
			t.Errorf("renew: %s", renew)
		}
		if got := c.say("09N" + stamp + stamp + "APx|AOyk|AB" + codes[0] + "|AC|"); got[:6] != "101YUY" || field(got, "CV") != "01" || field(got, "AQ") != "B-07" {
			t.Errorf("return: %s", got)
		}
		if got := c.say("17" + stamp + "AOyk|AB" + codes[0] + "|"); got[2:4] != "08" {
			t.Errorf("on the shelf: %s", got)
		}
		// Ten minutes without a word, and a code of a phone counts no more; a chip is shown
		// again by the message itself.
		h.Pass(11 * time.Minute)
		h.Exec("INSERT INTO library_pause (school_id, person_id, until_day) VALUES (?, ?, '2099-01-01')", h.Mine.School, h.Pupil.Person)
		refused(chip(codes[0]), "停借")
		if got := c.say("23019" + stamp + "AOyk|AA" + h.Pupil.Chip + "|AC|AD|"); got[2:6] != "YY Y" || field(got, "BL") != "Y" || field(got, "CQ") != "Y" || !strings.Contains(field(got, "AF"), "停借到") {
			t.Errorf("paused: %s", got)
		}
		if n := h.Text("SELECT count(*) FROM library_try"); n == "0" {
			t.Error("no try is written")
		}

		// A stopped machine is cut off in the middle of its line.
		h.librarian.Get("/console/library/machines").Has(t, 200, "自助机", "停用")
		h.librarian.Post("/console/library/machines/"+id+"/stop", nil).Has(t, 303)
		if !c.over() {
			t.Error("a stopped machine is answered")
		}
		again := dial(t, addr, false)
		if got := again.say("9300CNany|CO" + token + "|CPhall|"); got != "940" || !again.over() {
			t.Errorf("a stopped machine logs in: %s", got)
		}
		h.Verified()
	})
}

// Who may log in: a terminal of a gate does not, no more than four lines share a token, the
// second login of a line is another one, a line without login ends, a visit is its line's.
func TestWhoLogsIn(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		_, codes := h.book("城南旧事", 1)
		addr := h.answered()
		first, _ := h.machine("一号", "utf8", "cr")
		second, _ := h.machine("二号", "utf8", "crlf")
		_, gate := h.Mine.Terminal(t, h.Mine.GateIn, false)
		for _, text := range []string{"9300CNany|CO" + gate + "|", "9300CNany|CO|", "9300CNany|", "9311CNany|CO" + first + "|", "9300CNany|COyk_' OR 1=1 --|"} {
			c := dial(t, addr, false)
			if got := c.say(text); got != "940" || !c.over() {
				t.Errorf("%s: %s", text, got)
			}
		}
		if c := dial(t, addr, false); !c.over() {
			t.Error("a line without login is answered")
		}
		var lines []*caller
		for range 4 {
			c := dial(t, addr, false)
			c.login(first)
			lines = append(lines, c)
		}
		if c := dial(t, addr, false); c.say("9300CNany|CO"+first+"|") != "940" {
			t.Error("a fifth line of one machine")
		}
		lend := func(c *caller, patron string) string {
			return c.say("11NN" + stamp + stamp + "AO|AA" + patron + "|AB" + codes[0] + "|AC|")
		}
		code := h.Pupil.Code(h.Clock(), 1)
		if got := lines[0].say("23019" + stamp + "AO|AA" + code + "|AC|"); field(got, "BL") != "Y" {
			t.Errorf("%s", got)
		}
		lines[0].login(second) // the visit of the first ends with it
		h.Pass(10 * time.Second)
		if got := lend(lines[0], code); got[:6] != "120NUN" {
			t.Errorf("another machine lends to who stood at the first: %s", got)
		}
		if got := lend(lines[1], code); got[:6] != "120NUN" {
			t.Errorf("another line lends: %s", got)
		}
		if got := lend(lines[1], h.Foreign.Chip); got[:3] != "121" {
			t.Errorf("%s", got)
		}
		// Every terminal that is not the library's takes no book back.
		d := h.Tablet(h.Mine, h.Mine.GateOut, true)
		h.ask(d, "read", map[string]any{"text": codes[0], "return": true}).Has(t, 403)

		lines[1].say("9900802.00")
		page := h.librarian.Get("/console/library/machines")
		page.Has(t, 200, "一号", "二号", "上次联系", "YUNKA_SIP2")
		h.EveryFormHasItsRoute(page)
		h.librarian.Post("/console/library/machines", nil, "name", "x", "charset", "big5").Has(t, 422, "UTF-8 或 GBK")
		h.librarian.Post("/console/library/machines", nil, "name", " ", "charset", "gbk").Has(t, 422)
		one := h.Text("SELECT id FROM terminal WHERE name = '一号'")
		h.librarian.Post("/console/library/machines/"+one, nil, "charset", "gbk", "end", "crlf").Has(t, 303)
		h.librarian.Post("/console/library/machines/"+one, nil, "charset", "x", "end", "crlf").Has(t, 422)
		h.librarian.Post("/console/library/machines/"+h.desk.Who.ID+"/stop", nil).Has(t, 404)
		h.As(h.Teacher.Person).Get("/console/library/machines").Has(t, 403)
		h.Verified()
	})
}

// A line that goes dead in a visit ends it: the next who picks up the machine lends nothing
// in another's name.
func TestADeadLineEndsTheVisit(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		token, _ := h.machine("自助机", "utf8", "cr")
		c := dial(t, h.answered(), false)
		c.login(token)
		c.say("23019" + stamp + "AO|AA" + h.Pupil.Chip + "|AC|")
		if n := h.Text("SELECT count(*) FROM library_visit WHERE ended_at = 0"); n != "1" {
			t.Fatalf("%s visits", n)
		}
		c.conn.Close()
		for begun := time.Now(); h.Text("SELECT count(*) FROM library_visit WHERE ended_at = 0") != "0"; time.Sleep(5 * time.Millisecond) {
			if time.Since(begun) > 2*time.Minute {
				t.Fatal("the visit goes on")
			}
		}
	})
}

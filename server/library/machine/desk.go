package machine

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/library/catalogue"
	"yunka/server/library/loans"
	"yunka/server/library/sip2"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/terminal"
	"yunka/server/timetable"
	view "yunka/views/library"
	"yunka/views/msg"
)

// desk is one machine on one line.
type desk struct {
	s      *Service
	remote string
	token  string
	who    terminal.Identity // none before the login
	way    sip2.Way
	name   string // of the terminal
	patron string // as it was shown
	visit  string // by what was shown; "" while nobody is there
	lang   msg.Lang
}

// Open is a line that somebody has just opened.
func (s *Service) Open(remote string) sip2.Desk {
	return &desk{s: s, remote: remote, way: sip2.Way{Charset: sip2.UTF8}}
}

func (d *desk) Way() sip2.Way { return d.way }

// Close ends the visit with the line: what was shown was shown here.
func (d *desk) Close(ctx context.Context) {
	if d.who.ID == "" {
		return
	}
	d.leave(ctx)
	d.s.drop(d.who.ID)
	d.who = terminal.Identity{}
}

func (d *desk) leave(ctx context.Context) {
	if d.visit != "" {
		if err := d.s.loans.End(ctx, d.who.Actor(), d.who.School, d.visit); err != nil {
			d.s.log.Warn("sip2: the visit goes on", "terminal", d.who.ID, "err", err) // for its ten minutes at most
		}
	}
	d.visit, d.patron = "", ""
}

// Answer answers one message. A stopped terminal's line ends.
func (d *desk) Answer(ctx context.Context, m sip2.Message) (sip2.Message, bool) {
	if m.Doubt {
		d.s.log.Info("sip2: the checksum is not that of the bytes", "terminal", d.who.ID, "message", m.Code)
	}
	if m.Code == "93" {
		return d.login(ctx, m)
	}
	if d.who.ID == "" {
		return sip2.Message{}, false
	}
	if _, err := d.s.terminals.Authenticate(ctx, d.token); err != nil {
		d.s.log.Info("sip2: hung up", "terminal", d.who.ID, "err", err)
		return sip2.Message{}, false
	}
	var out sip2.Message
	var err error
	switch m.Code {
	case "99":
		out, err = d.status(ctx, m)
	case "23", "63":
		out, err = d.reader(d.speak(ctx, m), m)
	case "11":
		out, err = d.lend(d.speak(ctx, m), m)
	case "29":
		out, err = d.renew(d.speak(ctx, m), m)
	case "09":
		out, err = d.back(d.speak(ctx, m), m)
	case "17":
		out, err = d.item(d.speak(ctx, m), m)
	case "35":
		d.leave(ctx)
		out = sip2.Message{Code: "36", Fixed: "Y" + d.now(ctx), Fields: fields("AO", m.Get("AO"), "AA", m.Get("AA"))}
	default: // 98 says which are answered
		out.Code = "96"
	}
	if err != nil { // nothing was decided: the machine asks again on a new line
		d.s.log.Error("sip2: not answered", "terminal", d.who.ID, "message", m.Code, "err", err)
		return sip2.Message{}, false
	}
	return out, true
}

func fields(pairs ...string) (list []sip2.Field) {
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, sip2.Field{ID: pairs[i], Value: pairs[i+1]})
	}
	return list
}

// login takes the terminal's token as password. Whose name stands in CN is the machine's
// own matter. A second login is another one.
func (d *desk) login(ctx context.Context, m sip2.Message) (sip2.Message, bool) {
	d.Close(ctx)
	no := sip2.Message{Code: "94", Fixed: "0"}
	if m.Fixed != "00" { // name and password are not encrypted
		return no, false
	}
	token := strings.TrimSpace(m.Get("CO"))
	who, err := d.s.terminals.Authenticate(ctx, token)
	var machine Machine
	if err == nil {
		err = d.s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
			machine, err = one(ctx, q, who.School, who.ID)
			return err
		})
	}
	if err != nil {
		d.s.log.Warn("sip2: login refused", "remote", d.remote, "err", err)
		return no, false
	}
	if !d.s.lift(who.ID) {
		d.s.log.Warn("sip2: too many lines of one machine", "remote", d.remote, "terminal", who.ID)
		return no, false
	}
	d.who, d.token, d.way, d.name = who, token, machine.Way(), machine.Name
	return sip2.Message{Code: "94", Fixed: "1"}, true
}

// can is what 98 says of each message: 23 11 09 01 99 97 93 63 35 37 17 19 25 15 29 65.
const can = "YYYNYYYYYNYNNNYN"

// status says what the library can and that the terminal is there.
func (d *desk) status(ctx context.Context, m sip2.Message) (sip2.Message, error) {
	now := d.s.db.Now()
	if _, err := d.s.terminals.Beat(ctx, d.who, terminal.Pulse{ClockMS: now.UnixMilli(), Version: "SIP2 " + strings.TrimSpace(m.Fixed[4:])}); err != nil {
		return sip2.Message{}, err
	}
	sc, err := d.school(ctx)
	// On line; takes back, lends, renews; changes no patron; works with us only. A wait of
	// 10 s (in tenths), 3 tries.
	fixed := "YYYYNN" + "100" + "003" + sip2.Stamp(now.In(sc.Location())) + "2.00"
	return sip2.Message{Code: "98", Fixed: fixed, Fields: fields("AO", m.Get("AO"), "AM", sc.Name, "BX", can, "AN", d.name)}, err
}

func (d *desk) school(ctx context.Context) (sc campus.School, err error) {
	err = d.s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		sc, err = campus.SchoolByID(ctx, q, d.who.School)
		return err
	})
	return sc, err
}

func (d *desk) now(ctx context.Context) string {
	sc, err := d.school(ctx)
	if err != nil {
		return sip2.Stamp(d.s.db.Now())
	}
	return sip2.Stamp(d.s.db.Now().In(sc.Location()))
}

// english is the language of the messages that say one; every other is Chinese (019).
const english = "001"

// speak is in which language the screen is written to: what 23 or 63 has said last.
func (d *desk) speak(ctx context.Context, m sip2.Message) context.Context {
	if m.Code == "23" || m.Code == "63" {
		if d.lang = msg.Zh; m.Fixed[:3] == english {
			d.lang = msg.En
		}
	}
	return msg.WithLang(ctx, d.lang)
}

// present shows a patron's code or chip, unless it is the one who stands there. Words say
// why nobody stands there now.
func (d *desk) present(ctx context.Context, patron string) (words string, err error) {
	patron = strings.TrimSpace(patron)
	if d.visit != "" && patron == d.patron {
		if there, err := d.there(ctx, d.visit); err != nil || there {
			return "", err
		}
	}
	d.leave(ctx)
	if patron == "" {
		return view.CardFirst(ctx), nil
	}
	p := scan.Presentation{Terminal: d.who, Key: "sip2-" + db.NewID(), Lang: string(msg.LangOf(ctx)), Scene: rule.LibraryScene}
	if isCode(patron) {
		p.Code = patron
	} else {
		p.Chip = patron
	}
	raw, err := d.s.scans.Present(ctx, p)
	if fault.Is(err, fault.Invalid) {
		return msg.Reason(ctx, reason.CodeMalformed), nil
	} else if err != nil {
		return "", err
	}
	var a scan.Answer
	if err := json.Unmarshal(raw, &a); err != nil {
		return "", err
	}
	if a.Decision != reason.Allow {
		return msg.Reason(ctx, a.Reason), nil
	}
	if there, err := d.there(ctx, a.Scan); err != nil || !there { // the first answer again, of a visit that is over
		return view.VisitOver(ctx), err
	}
	d.visit, d.patron = a.Scan, patron
	return "", nil
}

// there reports whether a visit still goes on.
func (d *desk) there(ctx context.Context, visit string) (is bool, err error) {
	err = d.s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		v, err := loans.VisitAt(ctx, q, d.who.School, d.who.ID, visit)
		is = err == nil && v.EndedAt == 0 && v.BegunAt >= d.s.db.Now().Add(-loans.VisitLife).UnixMilli()
		if fault.Is(err, fault.NotFound) {
			err = nil
		}
		return err
	})
	return is, err
}

// isCode is one of the codes of a phone or of paper: chips have at most 20 digits.
func isCode(text string) bool {
	return cardcode.IsPaper(text) || len(text) > 20 && strings.Trim(text, "0123456789") == ""
}

// account is what a reader has.
type account struct {
	name    string
	out     []loans.Loan
	holds   []loans.Hold
	whole   loans.Rule
	until   string
	today   string
	overdue int
}

func (d *desk) account(ctx context.Context) (a account, err error) {
	err = d.s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		a = account{}
		v, err := loans.VisitAt(ctx, q, d.who.School, d.who.ID, d.visit)
		if err != nil {
			return err
		}
		sc, err := campus.SchoolByID(ctx, q, d.who.School)
		if err != nil {
			return err
		}
		a.today = timetable.Today(d.s.db.Now(), sc.Location())
		if a.name, err = campus.PersonName(ctx, q, d.who.School, v.PersonID); err != nil {
			return err
		}
		if !d.who.Staff { // a queue reads a machine over shoulders
			a.name = msg.FirstName(a.name)
		}
		rules, err := loans.Rules(ctx, q, d.who.School)
		if err != nil {
			return err
		}
		a.whole = loans.Pick(rules, v.Role, "")
		if a.until, err = loans.PausedUntil(ctx, q, d.who.School, v.PersonID); err != nil {
			return err
		}
		if a.until < a.today {
			a.until = ""
		}
		if a.out, err = loans.Out(ctx, q, d.who.School, v.PersonID); err != nil {
			return err
		}
		for _, l := range a.out {
			if l.DueDay < a.today {
				a.overdue++
			}
		}
		a.holds, err = loans.Holds(ctx, q, d.who.School, v.PersonID)
		return err
	})
	return a, err
}

// reader answers 23 and 63.
func (d *desk) reader(ctx context.Context, m sip2.Message) (sip2.Message, error) {
	words, err := d.present(ctx, m.Get("AA"))
	if err != nil {
		return sip2.Message{}, err
	}
	lang, now := m.Fixed[:3], d.now(ctx)
	out := sip2.Message{Code: "24"}
	counts := ""
	if m.Code == "63" {
		out.Code, counts = "64", strings.Repeat("0000", 6)
	}
	if words != "" {
		out.Fixed = "YYYY" + strings.Repeat(" ", 10) + lang + now + counts
		out.Fields = append(fields("AO", m.Get("AO"), "AA", m.Get("AA"), "AE", "", "BL", "N"), checked(m, false)...)
		out.Fields = append(out.Fields, fields("AF", words)...)
		return out, nil
	}
	a, err := d.account(ctx)
	if err != nil {
		return out, err
	}
	out.Fields = fields("AO", m.Get("AO"), "AA", m.Get("AA"), "AE", a.name)
	var lines []sip2.Field
	if m.Code == "63" {
		counts, lines = a.summary(m)
		out.Fields = append(out.Fields, fields("BZ", four(a.whole.Holds), "CB", four(a.whole.Most))...)
	}
	out.Fixed = a.rights() + lang + now + counts
	out.Fields = append(out.Fields, fields("BL", "Y")...)
	out.Fields = append(append(out.Fields, checked(m, true)...), lines...)
	if text := view.Standing(ctx, a.until, a.overdue); text != "" {
		out.Fields = append(out.Fields, fields("AF", text)...)
	}
	return out, nil
}

// checked is CQ for who has sent a password: the code itself was what proves the patron.
func checked(m sip2.Message, valid bool) []sip2.Field {
	if _, sent := m.Has("AD"); !sent {
		return nil
	}
	return fields("CQ", sip2.YN(valid))
}

// rights are the fourteen places of a patron's status: Y is what is denied, or is so.
func (a account) rights() string {
	places := []byte(strings.Repeat(" ", 14))
	mark := func(place int, is bool) {
		if is {
			places[place] = 'Y'
		}
	}
	many := len(a.out) >= a.whole.Most
	mark(0, a.until != "" || many || a.overdue > 0)
	mark(1, a.until != "")
	mark(3, a.until != "" || a.whole.Holds == 0)
	mark(5, many)
	mark(6, a.overdue > 0)
	return string(places)
}

func four(n int) string { return fmt.Sprintf("%04d", min(n, 9999)) }

// summary are the six counts of 64 and the lines that were asked for: the first Y counts.
// Loans go by barcode, which machines print and renew by; who waits has no barcode yet.
func (a account) summary(m sip2.Message) (counts string, lines []sip2.Field) {
	var ready, late, out, waiting []string
	for _, l := range a.out {
		out = append(out, l.Barcode)
		if l.DueDay < a.today {
			late = append(late, l.Barcode)
		}
	}
	for _, h := range a.holds {
		if h.State == loans.HoldReady {
			ready = append(ready, h.Barcode)
		} else {
			waiting = append(waiting, h.Title)
		}
	}
	counts = four(len(ready)) + four(len(late)) + four(len(out)) + "0000" + "0000" + four(len(waiting))
	ids, lists := []string{"AS", "AT", "AU", "AV", "BU", "CD"}, [][]string{ready, late, out, nil, nil, waiting}
	at := strings.IndexByte(m.Fixed[21:], 'Y')
	if at < 0 || at >= len(ids) {
		return counts, nil
	}
	from, to := number(m.Get("BP"), 1), number(m.Get("BQ"), 9999)
	for i, text := range lists[at] {
		if i+1 >= from && i+1 <= to {
			lines = append(lines, sip2.Field{ID: ids[at], Value: text})
		}
	}
	return counts, lines
}

func number(text string, standing int) int {
	n := 0
	if _, err := fmt.Sscanf(strings.TrimSpace(text), "%d", &n); err != nil || n < 1 {
		return standing
	}
	return n
}

// due is the end of a day as messages have times.
func due(day string, loc *time.Location) string {
	return sip2.Stamp(timetable.Instant(day, 23*60+59, loc))
}

// actor is the machine as package allow sees it.
func (d *desk) actor() allow.Actor { return d.who.Actor() }

// found is a copy with its book; false for a barcode that the school has not.
func (d *desk) found(ctx context.Context, barcode string) (c catalogue.Copy, b catalogue.Book, is bool, err error) {
	code, ok := catalogue.Barcode(barcode)
	if !ok {
		return c, b, false, nil
	}
	err = d.s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		if c, err = catalogue.CopyWith(ctx, q, d.who.School, code); fault.Is(err, fault.NotFound) {
			return nil
		} else if err != nil {
			return err
		}
		is = true
		b, err = catalogue.One(ctx, q, d.who.School, c.BookID)
		return err
	})
	return c, b, is, err
}

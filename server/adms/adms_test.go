package adms_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"yunka/server/adms"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/punch"
	"yunka/server/schooltest"
)

// wall is a school with a registered clock, and what the clock says.
type wall struct {
	*testing.T
	*schooltest.Fixture
	turn   *schooltest.Clock
	clocks *adms.Service
	clock  adms.Clock
}

const serial = "CK1234567890"

func each(t *testing.T, story func(w *wall)) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			turn := schooltest.NewClock()
			d := dbtest.Open(t, e, db.WithClock(turn.Now))
			w := &wall{T: t, Fixture: schooltest.New(t, d), turn: turn}
			w.clocks = adms.New(d, punch.New(d, w.Feed, w.Terminals), w.Terminals, slog.New(slog.DiscardHandler))
			w.clock = w.register(adms.Clock{Name: "大厅", Serial: serial, Who: adms.Pupils, NeedPath: true})
			story(w)
		})
	}
}

func (w *wall) register(c adms.Clock) adms.Clock {
	w.Helper()
	id, err := w.clocks.Add(w.Context(), w.Admin, w.School, c)
	w.ok(err)
	c.TerminalID, c.Path = id, schooltest.Value[string](w.T, w.DB, "SELECT path FROM clock_device WHERE terminal_id = ?", id)
	return c
}

func (w *wall) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// from sends a request of a clock from an address.
func (w *wall) from(address, method, path, query, body string) (status int, text string) {
	r := httptest.NewRequest(method, path+"?"+query, strings.NewReader(body))
	r.RemoteAddr = address + ":40000"
	rec := httptest.NewRecorder()
	w.clocks.ServeHTTP(rec, r)
	res := rec.Result()
	b, _ := io.ReadAll(res.Body)
	if res.StatusCode == http.StatusOK && (!strings.HasSuffix(string(b), "\n") || res.Header.Get("Content-Length") != strconv.Itoa(len(b)) || res.Header.Get("Content-Type") != "text/plain") {
		w.Errorf("%s %s: an answer that old firmware drops: %q %v", method, path, b, res.Header)
	}
	return res.StatusCode, string(b)
}

func (w *wall) ask(method, what, query, body string) string {
	w.Helper()
	status, text := w.from("10.0.5.7", method, "/"+w.clock.Path+"/iclock/"+what, "SN="+serial+query, body)
	if status != http.StatusOK {
		w.Fatalf("%s %s: %d %s", method, what, status, text)
	}
	return text
}

func (w *wall) punch(lines ...string) string {
	w.Helper()
	return w.ask("POST", "cdata", "&table=ATTLOG&Stamp=0", strings.Join(lines, "\n")+"\n")
}

func (w *wall) count(where string, args ...any) int64 {
	w.Helper()
	return schooltest.Value[int64](w.T, w.DB, "SELECT COUNT(*) FROM punch WHERE "+where, args...)
}

func (w *wall) pupil(name, number string) *schooltest.Holder {
	w.Helper()
	return w.GiveChip(w.T, w.Member(w.T, allow.Student, campus.Person{Name: name, Number: number}))
}

// commands polls and answers every command with a code; it returns their texts.
func (w *wall) commands(code int) (texts []string) {
	w.Helper()
	w.turn.Add(6 * time.Second)
	var results []string
	for line := range strings.SplitSeq(w.ask("GET", "getrequest", "", ""), "\n") {
		if parts := strings.SplitN(line, ":", 3); len(parts) == 3 && parts[0] == "C" {
			texts = append(texts, parts[2])
			if !strings.HasPrefix(parts[2], "VERIFY") && !strings.HasPrefix(parts[2], "DATA QUERY") {
				results = append(results, "ID="+parts[1]+"&Return="+strconv.Itoa(code)+"&CMD=DATA")
			}
		}
	}
	if len(results) > 0 {
		w.ask("POST", "devicecmd", "", strings.Join(results, "\n")+"\n")
	}
	return texts
}

func with(texts []string, prefix string) (n int) {
	for _, t := range texts {
		if strings.HasPrefix(t, prefix) {
			n++
		}
	}
	return n
}

// The first line names the clock, and its zone is always said: without it the clock goes by
// its own.
func TestHello(t *testing.T) {
	each(t, func(w *wall) {
		text := w.ask("GET", "cdata", "&options=all&pushver=2.4.1&language=83", "")
		for _, want := range []string{"GET OPTION FROM: " + serial + "\n", "\nTimeZone=8\n", "\nRealtime=1\n", "\nTransFlag=TransData AttLog\n", "\nServerVer="} {
			if !strings.Contains(text, want) {
				w.Errorf("no %q in %q", want, text)
			}
		}
		for _, what := range []string{"ping", "fdata", "cdata.aspx", "anything"} {
			if text := w.ask("GET", what, "", ""); text != "OK\n" {
				w.Errorf("%s: %q", what, text)
			}
		}
	})
}

// Zones of half hours go as minutes, as clocks read them.
func TestZoneOfHalfAnHour(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	f := schooltest.New(t, d, schooltest.TimeZone("Asia/Kolkata"))
	s := adms.New(d, punch.New(d, f.Feed, f.Terminals), f.Terminals, slog.New(slog.DiscardHandler))
	w := &wall{T: t, Fixture: f, turn: schooltest.NewClock(), clocks: s}
	w.clock = w.register(adms.Clock{Name: "Hall", Serial: serial, Who: adms.Nobody, NeedPath: true})
	if text := w.ask("GET", "cdata", "&options=all", ""); !strings.Contains(text, "\nTimeZone=330\n") {
		t.Error(text)
	}
}

// A batch that comes again, shuffled, cut and with lines that say nothing, counts once.
func TestPunchesOfAClockCountOnce(t *testing.T) {
	each(t, func(w *wall) {
		kid := w.pupil("林知夏", "20260001")
		w.commands(0)
		lines := []string{"20260001\t2026-11-23 07:50:00\t255\t1\t0\t0", "20260001\t2026-11-23 11:59:00\t255\t15", "20260001\t2026-11-23 11:59:00"}
		if got := w.punch(lines...); got != "OK: 3\n" {
			w.Errorf("%q", got)
		}
		w.punch(lines[2], lines[0], lines[1])
		w.punch(lines[1], "nonsense", "\t\t", "20260001\tyesterday\t0", lines[0])
		if n := w.count("person_id = ?", kid.Person); n != 3 {
			w.Errorf("%d punches, want 3: two of the same second with another status are two", n)
		}
		w.punch("20260001\t2026-11-23 03:51:00\t0\t1\t0\t0\t0\t0\t0\t0\t+0\t") // UTC, by its own word
		if n := w.count("at = ?", time.Date(2026, 11, 23, 11, 51, 0, 0, schooltest.Noon.Location()).UnixMilli()); n != 1 {
			w.Error("the offset that the clock says is not read")
		}
		w.punch("20260001\t2026-11-23 11:52:00\t0\t1\t0\t0\t0\t0\t0\t0\t4711\t") // a running number
		if n := w.count("at = ?", time.Date(2026, 11, 23, 11, 52, 0, 0, schooltest.Noon.Location()).UnixMilli()); n != 1 {
			w.Error("a running number was taken for an offset")
		}
		if n := w.count("way <> 'here'"); n != 0 {
			w.Errorf("%d punches have a way by keys that nobody believes", n)
		}
	})
}

// A clock in another zone, or a year off, harms nobody: its punches are kept, and listed.
func TestAWrongClock(t *testing.T) {
	each(t, func(w *wall) {
		w.pupil("林知夏", "20260001")
		w.commands(0)
		for _, at := range []string{"2026-11-23 20:00:00", "2027-11-23 08:00:00", "2000-01-01 00:00:12"} {
			if got := w.punch("20260001\t" + at + "\t0"); got != "OK: 1\n" {
				w.Errorf("%s: %q: the clock would send it for ever", at, got)
			}
		}
		if n := w.count("suspect AND person_id IS NULL"); n != 3 {
			w.Errorf("%d", n)
		}
	})
}

// What must never happen: somebody writes punches who guessed the serial that is printed on
// the case, or has another clock's path.
func TestStrangersWriteNothing(t *testing.T) {
	each(t, func(w *wall) {
		w.pupil("林知夏", "20260001")
		other := w.register(adms.Clock{Name: "B", Serial: "CK2", Who: adms.Pupils, NeedPath: true, Networks: "10.0.6.0/24"})
		open := w.register(adms.Clock{Name: "C", Serial: "CK3", Who: adms.Nobody, Networks: "10.0.7.9"})
		line := "20260001\t2026-11-23 07:50:00\t0\n"
		for name, x := range map[string]struct{ from, path, sn string }{
			"no path": {"10.0.5.7", "/iclock/cdata", serial}, "another's path": {"10.0.5.7", "/" + other.Path + "/iclock/cdata", serial}, "a made up one": {"10.0.5.7", "/aaaabbbbccccdddd/iclock/cdata", serial},
			"own path, other serial": {"10.0.5.7", "/" + w.clock.Path + "/iclock/cdata", "CK9"}, "another network": {"10.0.5.7", "/" + other.Path + "/iclock/cdata", "CK2"},
			"open, another address": {"10.0.7.8", "/iclock/cdata", "CK3"}, "no serial": {"10.0.5.7", "/" + w.clock.Path + "/iclock/cdata", ""}, "a long one": {"10.0.5.7", "/" + w.clock.Path + "/iclock/cdata", strings.Repeat("9", 200)},
		} {
			if status, text := w.from(x.from, "POST", x.path, "table=ATTLOG&SN="+x.sn, line); status != http.StatusOK || text != "UNKNOWN DEVICE\n" {
				w.Errorf("%s: %d %q", name, status, text)
			}
		}
		if n := w.count("1 = 1"); n != 0 {
			w.Errorf("%d punches of strangers", n)
		}
		if n := schooltest.Value[int64](w.T, w.DB, "SELECT times FROM clock_unknown WHERE serial = 'CK9'"); n != 1 {
			w.Error("the unknown clock is not listed")
		}
		if _, text := w.from("10.0.7.9", "POST", "/iclock/cdata", "table=ATTLOG&SN="+open.Serial, line); text != "OK: 1\n" {
			w.Errorf("an open clock in its network: %q", text)
		}
		w.ok(w.clocks.NewPath(w.Context(), w.Admin, w.School, w.clock.TerminalID))
		if _, text := w.from("10.0.5.7", "GET", "/"+w.clock.Path+"/iclock/getrequest", "SN="+serial, ""); text != "UNKNOWN DEVICE\n" {
			w.Errorf("the old path: %q", text)
		}
		w.ok(w.clocks.Stop(w.Context(), w.Admin, w.School, open.TerminalID))
		if _, text := w.from("10.0.7.9", "POST", "/iclock/cdata", "table=ATTLOG&SN="+open.Serial, line); text != "UNKNOWN DEVICE\n" {
			w.Errorf("a stopped clock: %q", text)
		}
	})
}

// People go down as the books change, and come off; who left is off by the next poll.
func TestPeopleGoDownAndComeOff(t *testing.T) {
	each(t, func(w *wall) {
		kid, long := w.pupil("林知夏", "20260001"), w.pupil("阿卜杜勒·热合曼·买买提明·艾合买提", "X-7")
		w.Member(w.T, allow.Parent, campus.Person{Name: "陈静"})
		texts := w.commands(0)
		if with(texts, "DATA UPDATE USERINFO ") != 2 {
			w.Fatalf("%q", texts)
		}
		all := strings.Join(texts, "\n")
		if !strings.Contains(all, "PIN=20260001\tName=林知夏\tPri=0\tPasswd=\tCard="+kid.Chip+"\t") || !strings.Contains(all, "PIN=4100000000\t") {
			w.Errorf("%q", all)
		}
		for line := range strings.SplitSeq(all, "\n") {
			_, rest, _ := strings.Cut(line, "\tName=")
			if name, _, _ := strings.Cut(rest, "\t"); len(name) > 24 {
				w.Errorf("a name of %d bytes", len(name))
			}
		}
		if texts := w.commands(0); with(texts, "DATA") != 0 {
			w.Errorf("what the clock has is sent again: %q", texts)
		}
		w.punch("4100000000\t2026-11-23 11:50:00\t255")
		if n := w.count("person_id = ?", long.Person); n != 1 {
			w.Error("a given PIN leads to nobody")
		}
		w.Exec(w.T, "UPDATE membership SET valid_to = ? WHERE person_id = ?", w.turn.Now().UnixMilli(), kid.Person)
		if texts := w.commands(-10); with(texts, "DATA DELETE USERINFO PIN=20260001") != 1 {
			w.Errorf("who left: %q", texts)
		}
		w.Exec(w.T, "UPDATE person SET state = 'suspended' WHERE id = ?", long.Person)
		if texts := w.commands(-1003); with(texts, "DATA DELETE USERINFO PIN=4100000000") != 1 {
			w.Errorf("who is stopped: %q", texts)
		}
		w.turn.Add(11 * time.Minute)
		if texts := w.commands(0); with(texts, "DATA DELETE USERINFO PIN=4100000000") != 1 {
			w.Errorf("a removal that failed is not tried again: %q", texts)
		}
		if n := schooltest.Value[int64](w.T, w.DB, "SELECT COUNT(*) FROM clock_user"); n != 0 {
			w.Errorf("%d are still in it", n)
		}
	})
}

// A clock that loses a punch is asked for it; only what it has proven makes a day complete.
func TestACountProvesADay(t *testing.T) {
	each(t, func(w *wall) {
		w.pupil("林知夏", "20260001")
		complete := func() int64 {
			return schooltest.Value[int64](w.T, w.DB, "SELECT complete_until FROM terminal WHERE id = ?", w.clock.TerminalID)
		}
		check := func(has int) (texts []string) {
			w.turn.Add(3 * time.Minute)
			for line := range strings.SplitSeq(w.ask("GET", "getrequest", "", ""), "\n") {
				parts := strings.SplitN(line, ":", 3)
				if len(parts) == 3 {
					texts = append(texts, parts[2])
				}
				if len(parts) == 3 && strings.HasPrefix(parts[2], "VERIFY SUM ATTLOG StartTime=2026-11-") {
					w.ask("POST", "devicecmd", "", fmt.Sprintf("ID=%s&Return=0&CMD=VERIFY SUM&StartTime=x&EndTime=y&AttlogSum=%d\n", parts[1], has))
				}
			}
			return texts
		}
		w.punch("20260001\t2026-11-23 11:50:00\t255")
		if complete() != 0 {
			w.Error("complete before it has proven anything")
		}
		check(1)
		first := complete()
		if first == 0 || first > w.turn.Now().UnixMilli() {
			w.Errorf("%d", first)
		}
		check(2) // it has one more than came
		if complete() != first {
			w.Error("complete although one is missing")
		}
		if texts := check(2); with(texts, "DATA QUERY ATTLOG StartTime=2026-11-23 00:00:00\tEndTime=") != 1 {
			w.Errorf("it is not asked for the missing one: %q", texts)
		}
		if complete() == first {
			w.Error("a clock that counts one twice is never complete")
		}
		for range 5 {
			w.turn.Add(3 * time.Minute)
			w.ask("GET", "getrequest", "", "")
		}
		if until := complete(); until > w.turn.Now().Add(-10*time.Minute).UnixMilli() {
			w.Error("a clock that no longer answers makes days complete")
		}
	})
}

// Firmware that knows no VERIFY SUM is complete by being there.
func TestAClockThatCannotProve(t *testing.T) {
	each(t, func(w *wall) {
		w.turn.Add(3 * time.Minute)
		line := w.ask("GET", "getrequest", "", "")
		id := strings.Split(line, ":")[1]
		w.ask("POST", "devicecmd", "", "ID="+id+"&Return=-1002&CMD=VERIFY SUM\n")
		w.turn.Add(3 * time.Minute)
		w.ask("GET", "getrequest", "", "")
		complete := func() int64 {
			return schooltest.Value[int64](w.T, w.DB, "SELECT complete_until FROM terminal WHERE id = ?", w.clock.TerminalID)
		}
		until := complete()
		if until != w.turn.Now().Add(-time.Minute).UnixMilli() {
			w.Errorf("%d", until)
		}
		w.from("10.0.5.7", "POST", "/"+w.clock.Path+"/iclock/cdata", "table=ATTLOG&SN="+serial, strings.Repeat("1\t2026-11-23 07:50:00\t0\n", 60_000))
		w.turn.Add(3 * time.Minute)
		w.ask("GET", "getrequest", "", "")
		if complete() != until {
			w.Error("complete although its punches were not taken")
		}
	})
}

// A body of 10 MB, and a path that is none.
func TestLargeAndLost(t *testing.T) {
	each(t, func(w *wall) {
		status, text := w.from("10.0.5.7", "POST", "/"+w.clock.Path+"/iclock/cdata", "table=ATTLOG&SN="+serial, strings.Repeat("1\t2026-11-23 07:50:00\t0\n", 450_000))
		if status != http.StatusRequestEntityTooLarge || strings.Contains(text, "OK") {
			w.Errorf("%d %q", status, text)
		}
		if n := w.count("1 = 1"); n != 0 {
			w.Errorf("%d punches of it", n)
		}
		if status, _ := w.from("10.0.5.7", "GET", "/login", "", ""); status != http.StatusNotFound {
			w.Errorf("%d", status)
		}
	})
}

func TestBadClocks(t *testing.T) {
	each(t, func(w *wall) {
		for code, c := range map[string]adms.Clock{
			"clock_serial": {Name: "A", Serial: "a b", Who: adms.Staff, NeedPath: true}, "clock_who": {Name: "A", Serial: "A", Who: "x", NeedPath: true}, "clock_network": {Name: "A", Serial: "A", Who: adms.Staff, NeedPath: true, Networks: "10.0.0.0/99"},
			"clock_open": {Name: "A", Serial: "A", Who: adms.Staff, Networks: "0.0.0.0/0"}, "clock_twice": {Name: "A", Serial: serial, Who: adms.Staff, NeedPath: true}, "terminal_name": {Name: " ", Serial: "A", Who: adms.Staff, NeedPath: true},
		} {
			if _, err := w.clocks.Add(context.Background(), w.Admin, w.School, c); err == nil || fault.As(err).Code != code {
				w.Errorf("%s: %v", code, err)
			}
		}
		other := schooltest.New(w.T, w.DB)
		for name, err := range map[string]error{
			"save": w.clocks.Save(w.Context(), other.Admin, other.School, w.clock), "stop": w.clocks.Stop(w.Context(), other.Admin, other.School, w.clock.TerminalID), "path": w.clocks.NewPath(w.Context(), other.Admin, w.School, w.clock.TerminalID),
		} {
			if !fault.Is(err, fault.NotFound) {
				w.Errorf("%s of another school: %v", name, err)
			}
		}
	})
}

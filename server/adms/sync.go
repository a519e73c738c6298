package adms

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/punch"
	"yunka/server/terminal"
)

// Timing of what a clock is told.
const (
	syncEvery  = 5 * time.Second  // people, at most: it polls every ten
	askAgain   = 45 * time.Second // for a command that was not answered
	failedWait = 10 * time.Minute // for one that was refused
	checkEvery = 2 * time.Minute
	checkTries = 3 // unanswered, then the clock cannot prove anything
	// idle is how long before a poll a clock that proves nothing is believed to have sent
	// everything: it tries again after ErrorDelay, 30 s.
	idle = time.Minute
)

// mostCommands is how many a poll is answered with.
const mostCommands = 60

// noSuchPIN is what a clock answers to the removal of somebody who is not in it.
const noSuchPIN = -10

// firstPIN is where numbers begin that are given to those whose own number no clock takes.
// Clocks count up to 4,294,967,295.
const firstPIN = 4_100_000_000

// poll answers getrequest: who is to be in the clock and is not, who is to come off, and how
// many punches it has.
func (s *Service) poll(ctx context.Context, c *Clock, from string) (text string, err error) {
	due := s.due(c.TerminalID)
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		sc, err := campus.SchoolByID(ctx, tx, c.SchoolID)
		if err != nil {
			return err
		}
		if err := heard(ctx, tx, c, from); err != nil { // its row first: two polls of one clock go one after the other
			return err
		}
		until := int64(0)
		if c.Proves < 0 && !s.isStuck(c.TerminalID) {
			until = tx.Now.Add(-idle).UnixMilli()
		}
		if err := terminal.Contact(ctx, tx, c.SchoolID, c.TerminalID, c.Firmware, c.OffsetMS, until); err != nil {
			return err
		}
		var lines []string
		if due {
			if lines, err = s.people(ctx, tx, c); err != nil {
				return err
			}
		}
		lines = append(lines, c.ask(tx, sc.Location())...)
		text = strings.Join(lines, "")
		if text == "" {
			text = "OK\n"
		}
		return keepCheck(ctx, tx, c)
	})
	return text, err
}

// due says whether it is time to compare people with what the clock holds.
func (s *Service) due(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.db.Now()
	if last, ok := s.synced[id]; ok && now.Sub(last) < syncEvery && now.After(last) {
		return false
	}
	s.synced[id] = now
	return true
}

// command is a line with the clock's next number.
func (c *Clock) command(text string) string {
	c.Commands++
	return "C:" + strconv.FormatInt(c.Commands, 10) + ":" + text + "\n"
}

// people are the commands that bring a clock up to the school's books.
func (s *Service) people(ctx context.Context, tx *db.Tx, c *Clock) (lines []string, err error) {
	want, err := wanted(ctx, tx, c, tx.NowMS())
	if err != nil {
		return nil, err
	}
	if err := number(ctx, tx, c.SchoolID, want); err != nil {
		return nil, err
	}
	have, err := users(ctx, tx, c.TerminalID)
	if err != nil {
		return nil, err
	}
	want = slices.DeleteFunc(want, func(p person) bool { return p.PIN == 0 })
	by := map[int64]user{}
	for _, u := range have {
		by[u.PIN] = u
	}
	var changed []user
	wait := func(u user) bool {
		after := askAgain
		if u.Failed != 0 {
			after = failedWait
		}
		return tx.Now.Sub(time.UnixMilli(u.SentAt)) < after
	}
	stay := map[int64]bool{}
	for _, p := range want {
		stay[p.PIN] = true
	}
	for _, u := range have { // who comes off goes first
		if stay[u.PIN] || len(lines) >= mostCommands || u.Sent == "-" && wait(u) {
			continue
		}
		lines = append(lines, c.command("DATA DELETE USERINFO PIN="+strconv.FormatInt(u.PIN, 10)))
		u.Sent, u.Command, u.SentAt = "-", c.Commands, tx.NowMS()
		changed = append(changed, u)
	}
	for _, p := range want {
		record := c.userInfo(p)
		d := digest(record)
		u := by[p.PIN]
		if u.Held == d && u.Sent == d || u.Sent == d && wait(u) || len(lines) >= mostCommands {
			continue
		}
		lines = append(lines, c.command("DATA UPDATE USERINFO "+record))
		changed = append(changed, user{PIN: p.PIN, PersonID: p.ID, Held: u.Held, Sent: d, Command: c.Commands, SentAt: tx.NowMS()})
	}
	return lines, saveUsers(ctx, tx, c, changed)
}

// userInfo is somebody as a clock keeps them: an ordinary user without a password.
func (c *Clock) userInfo(p person) string {
	return "PIN=" + strconv.FormatInt(p.PIN, 10) + "\tName=" + c.name(p.Name) + "\tPri=0\tPasswd=\tCard=" + p.Chip + "\tGrp=1\tTZ=0000000000000000"
}

// name is at most 24 bytes in the clock's own charset.
func (c *Clock) name(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' {
			return -1
		}
		return r
	}, name)
	if c.GB {
		out := ""
		for _, r := range name {
			b, err := simplifiedchinese.GB18030.NewEncoder().String(string(r))
			if err != nil || len(out)+len(b) > 24 {
				break
			}
			out += b
		}
		return out
	}
	for len(name) > 24 {
		_, n := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-n]
	}
	return name
}

// number gives a PIN to those who have none: their own number where a clock takes it. Whom
// another server numbers at the same time has none yet, and is left for the next poll.
func number(ctx context.Context, tx *db.Tx, school string, list []person) error {
	var fresh []int
	for i, p := range list {
		if p.PIN == 0 {
			fresh = append(fresh, i)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	taken, err := pins(ctx, tx, school)
	if err != nil {
		return err
	}
	next := int64(firstPIN)
	var rows []person
	for _, i := range fresh {
		p := &list[i]
		n, err := strconv.ParseInt(p.Number, 10, 64)
		if err != nil || n <= 0 || n >= firstPIN || strconv.FormatInt(n, 10) != p.Number || taken[n] != "" {
			for taken[next] != "" {
				next++
			}
			n = next
		}
		p.PIN = n
		taken[n] = p.ID
		rows = append(rows, *p)
	}
	for part := range slices.Chunk(rows, 500) {
		if err := addPins(ctx, tx, school, part); err != nil {
			return err
		}
	}
	if taken, err = pins(ctx, tx, school); err != nil {
		return err
	}
	for _, i := range fresh {
		if p := &list[i]; taken[p.PIN] != p.ID {
			p.PIN = 0
		}
	}
	return nil
}

// ask asks a clock how many punches it has, from the day that is not complete yet.
func (c *Clock) ask(tx *db.Tx, loc *time.Location) []string {
	now := tx.NowMS()
	if c.Proves < 0 || now-c.CheckSent < checkEvery.Milliseconds() {
		return nil
	}
	if c.CheckCommand != 0 { // the last one was not answered
		if c.CheckTries++; c.CheckTries >= checkTries && c.Proves == 0 {
			c.Proves = -1
			return nil
		}
	}
	since := max(c.CompleteUntil, now-7*24*3600_000)
	c.CheckFrom, c.CheckUntil, c.CheckSent = dayStart(since, loc), now/1000*1000, now
	span := " ATTLOG StartTime=" + wall(c.CheckFrom, loc) + "\tEndTime=" + wall(c.CheckUntil, loc)
	var lines []string
	if c.CheckCount >= 0 { // it had more than had come
		lines = append(lines, c.command("DATA QUERY"+span))
	}
	lines = append(lines, c.command("VERIFY SUM"+span))
	c.CheckCommand = c.Commands
	return lines
}

// results takes what became of commands: ID=…&Return=…&CMD=…, a line each.
func (s *Service) results(ctx context.Context, c *Clock, body, from string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := heard(ctx, tx, c, from); err != nil {
			return err
		}
		for line := range strings.SplitSeq(strings.ReplaceAll(body, "\r", "\n"), "\n") {
			values := map[string]string{}
			for pair := range strings.SplitSeq(line, "&") {
				k, v, _ := strings.Cut(pair, "=")
				values[strings.TrimSpace(k)] = strings.TrimSpace(v)
			}
			id, err1 := strconv.ParseInt(values["ID"], 10, 64)
			returned, err2 := strconv.ParseInt(values["Return"], 10, 64)
			if err1 != nil || err2 != nil {
				continue
			}
			if id == c.CheckCommand && id != 0 {
				if err := s.checked(ctx, tx, c, returned, values["AttlogSum"]); err != nil {
					return err
				}
				continue
			}
			if err := confirmed(ctx, tx, c.TerminalID, id, returned); err != nil {
				return err
			}
		}
		return keepCheck(ctx, tx, c)
	})
}

// checked compares how many punches a clock has with those that are here. Where it has more,
// the next poll is answered with a question for them; where that brings none, it counts one
// twice that we count once.
func (s *Service) checked(ctx context.Context, tx *db.Tx, c *Clock, returned int64, sum string) error {
	c.CheckCommand, c.CheckTries = 0, 0
	n, err := strconv.ParseInt(sum, 10, 64)
	if err != nil || returned < 0 {
		if c.Proves == 0 {
			c.Proves = -1
		}
		return nil
	}
	c.Proves = 1
	here, err := punch.Count(ctx, tx, c.TerminalID, c.CheckFrom, c.CheckUntil)
	if err != nil {
		return err
	}
	if here < n && c.CheckCount != here {
		c.CheckCount = here
		c.CheckSent = 0 // and ask again at the next poll, after what it is told to send
		return nil
	}
	c.CheckCount = -1
	return terminal.Contact(ctx, tx, c.SchoolID, c.TerminalID, c.Firmware, c.OffsetMS, c.CheckUntil)
}

package scan

import (
	"encoding/json"
	"strings"
	"time"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/reason"
	"yunka/server/scan/flood"
	"yunka/server/scan/part"
	"yunka/server/scan/presence"
)

// world is everything a batch may look at, read under lock.
type world struct {
	policies map[string]*access.Policy // by school
	facts    map[*item]*fact
	keys     map[[2]string]storedAnswer // by terminal and key
	uses     map[use]storedUse
	firsts   map[reading]firstAnswer // of chips and passes

	guess  presence.Needs // what was read of who is where, on PostgreSQL
	where  *presence.Book
	passes map[door]*passFact
	asked  map[*item]*part.Asked // those that concern a part
	rounds part.Rounds
}

func (w *world) policy(school string) *access.Policy { return w.policies[school] }

func newWorld(n int) *world {
	return &world{policies: map[string]*access.Policy{}, facts: make(map[*item]*fact, n), keys: map[[2]string]storedAnswer{}, uses: map[use]storedUse{}, firsts: map[reading]firstAnswer{},
		where: presence.NewBook(), passes: map[door]*passFact{}, asked: map[*item]*part.Asked{}}
}

// fact is what was read of one credential, card, person and membership.
type fact struct {
	credentialState          string
	mark, leaseUntil         int64
	cardState, personState   string
	validFrom, validTo       int64
	name, role, grade, class string
	classID                  string
}

type storedAnswer struct {
	hash   string
	answer []byte
}

// use is one code's identity.
type use struct {
	credential string
	mark       int64
}

type storedUse struct {
	terminal string
	at       int64
	answer   []byte
	undone   bool // a guard took the passage back
}

// row is a scan to be written.
type row struct {
	it       *item
	id       string
	school   string
	feed     int64 // its number; PostgreSQL's batches give it in the statement
	received int64 // when a terminal's own log brought it, ms
	gate     string
	zone     string
	consumed bool
	out      rule.Outcome
	open     bool
	dir      rule.Direction
	answer   []byte
}

// passage is what the row may do to who is where.
func (r *row) passage() presence.Passage {
	return presence.Passage{School: r.school, Scan: r.id, Person: r.it.who.Person, At: r.it.at, Open: r.open, Reason: r.out.Reason}
}

// writes is what a batch leaves behind.
type writes struct {
	rows    map[string][]*row // by school
	marks   map[string]int64  // by credential: the newest consumed
	markAt  map[string]int64
	repeats map[string]repeat // by scan
	rereads []reread
	where   *presence.Book
}

func newWrites(w *world) *writes {
	return &writes{rows: map[string][]*row{}, marks: map[string]int64{}, markAt: map[string]int64{}, repeats: map[string]repeat{}, where: w.where}
}

type repeat struct {
	school string
	times  int64
	at     int64
}

// decide judges the batch in order. It is deterministic but for the ids, and
// touches nothing outside its arguments, so a retried batch decides afresh.
func (s *Service) decide(w *world, batch []*item) *writes {
	out := newWrites(w)
	for _, it := range batch {
		it.answer, it.err = nil, nil
		s.one(w, it, out)
	}
	return out
}

func (s *Service) one(w *world, it *item, out *writes) {
	policy := w.policies[it.p.Terminal.School]
	term, ok := policy.Terminals[it.p.Terminal.ID]
	if !ok || term.Token == "" || term.Token != it.p.Terminal.TokenHash {
		it.err = fault.Newf(fault.Unauthenticated, "terminal_token", "This terminal token is not valid. Pair the terminal again.")
		return
	}
	key := [2]string{it.p.Terminal.ID, it.p.Key}
	if stored, ok := w.keys[key]; ok {
		if stored.hash != it.hash {
			it.err = fault.Newf(fault.Mismatch, "key_reused", "This key was used for another presentation.")
			return
		}
		it.answer = stored.answer
		return
	}
	f := w.facts[it]
	code := use{it.who.Credential, it.code.Mark()}
	var used storedUse
	usedBefore := false
	if it.kind == rule.Phone && it.identified() {
		used, usedBefore = w.uses[code]
	}
	paper := w.passes[it.door(policy)]
	if it.kind == rule.Visit && paper != nil {
		used = paper.last
		usedBefore = used.terminal != ""
	}
	facts := s.ruleFacts(w, policy, term, it, f, out.marks[it.who.Credential], usedBefore)
	if first, ok := w.same(it, facts); ok {
		it.answer = again(first.answer)
		w.keys[key] = storedAnswer{it.hash, it.answer}
		out.rereads = append(out.rereads, reread{it, first.scan, it.answer})
		return
	}
	outcome := rule.Decide(facts)

	inView := it.kind == rule.Phone || it.at < used.at+passInViewMS // a phone's code does not live longer
	if outcome.Reason == reason.CodeAlreadyUsed && used.terminal == it.p.Terminal.ID && inView && !used.undone && !w.each(it) {
		it.answer = again(used.answer) // the same reader sees the same code: show, do not open
		return
	}
	said := w.rounds.Consult(w.asked[it], term.Scene, outcome)
	outcome = said.Outcome
	a := Answer{Extra: said.Extra, Decision: outcome.Decision, Reason: outcome.Reason, Open: outcome.Open(term.Scene),
		Warning: outcome.Warning, Text: s.words.Neutral(it.p.Lang, outcome.Decision, outcome.Reason), At: Instant(it.at)}
	if f != nil {
		a.Person = &Person{Name: f.name, Role: f.role, Class: campus.ClassName(f.grade, f.class)}
		if !term.Staff {
			a.Person = &Person{Name: s.words.FirstName(f.name), Role: f.role}
		}
	}
	if term.Staff {
		if paper != nil && paper.host != "" {
			a.Person.Host = paper.host
		}
		where, when := "", ""
		if usedBefore {
			where, when = policy.Terminals[used.terminal].Name, time.UnixMilli(used.at).In(policy.Zone).Format("15:04:05") // a code lives for minutes
		}
		why := outcome.Reason
		if outcome.Warning != "" {
			why = outcome.Warning
		}
		if a.Detail = said.Detail; why != reason.OK || said.Detail == "" {
			a.Detail = strings.TrimSpace(s.words.Detail(it.p.Lang, why, when, where) + " " + said.Detail)
		}
	}
	run := flood.Key{Terminal: it.p.Terminal.ID, Credential: it.who.Credential, Reason: outcome.Reason}
	if outcome.Decision == reason.Deny && !outcome.Consume && it.kind != rule.Manual && !w.each(it) {
		if scan, answer, ok := s.floods.Counted(run, it.at); ok {
			r := out.repeats[scan]
			out.repeats[scan] = repeat{it.p.Terminal.School, r.times + 1, max(r.at, it.at)}
			it.answer = answer
			return
		}
	}
	a.Scan = db.NewID()
	gate := policy.Gates[term.Gate]
	r := &row{it: it, id: a.Scan, school: it.p.Terminal.School, gate: term.Gate, zone: gate.ZoneID, consumed: outcome.Consume, out: outcome, open: a.Open, dir: gate.Direction, answer: a.encode()}
	it.answer = r.answer
	out.rows[r.school] = append(out.rows[r.school], r)

	// Carry forward to the rest of the batch.
	said.Take(r.id)
	w.where.Pass(policy, gate, facts.There, r.passage())
	if paper != nil && r.open && r.dir != rule.Out {
		paper.used++
		paper.last = storedUse{terminal: it.p.Terminal.ID, at: it.at, answer: r.answer}
	}
	w.keys[key] = storedAnswer{it.hash, r.answer}
	if it.stays() && outcome.Decision != reason.Deny {
		w.firsts[it.reading()] = firstAnswer{r.id, it.at, r.answer}
	}
	if outcome.Consume {
		w.uses[code] = storedUse{terminal: it.p.Terminal.ID, at: it.at, answer: r.answer}
		out.marks[code.credential] = max(out.marks[code.credential], code.mark)
		out.markAt[code.credential] = it.at
	}
}

func (s *Service) ruleFacts(w *world, p *access.Policy, term access.Terminal, it *item, f *fact, carried int64, usedBefore bool) rule.Facts {
	rf := rule.Facts{
		Now: it.at, Kind: it.kind, CodeReason: it.codeReason, Found: it.found, SameSchool: it.who.School == it.p.Terminal.School,
		Purpose: it.code.Purpose, Issued: it.code.Issued, Mark: it.code.Mark(), MarkConsumed: usedBefore,
		Scene: term.Scene, Staffed: term.Staff,
	}
	if it.p.Scene != "" && it.p.Scene != term.Scene {
		rf.Scene = "" // nothing is decided for another scene than was meant
	}
	gate, ok := p.Gates[term.Gate]
	local := p.Local(it.at)
	if ok {
		rf.HasGate, rf.Direction = true, gate.Direction
		rf.OpenNow, rf.ClosedReason = gate.Rights.Open(local)
	}
	if f == nil {
		if it.identified() { // its rows are gone: nobody we know
			rf.Found = false
		}
		return rf
	}
	rf.CredentialState, rf.CredentialMark, rf.LeaseUntil = f.credentialState, max(f.mark, carried), f.leaseUntil
	rf.CardState, rf.PersonState, rf.ValidFrom, rf.ValidTo = f.cardState, f.personState, f.validFrom, f.validTo
	if ok {
		v := gate.Rights.Judge(rule.Who{Person: it.who.Person, Role: f.role, Grade: f.grade, Class: f.classID, Groups: p.Groups(it.who.Person, it.at)}, local)
		rf.Right, rf.RightReason = v.Effect, v.Reason
		rf.There = w.where.There(p, gate, it.who.Person, it.at)
	}
	if paper := w.passes[it.door(p)]; paper != nil {
		paper.stand(&rf, p, gate)
	}
	return rf
}

// again is a first answer for display: it opens nothing.
func again(first []byte) []byte {
	var a Answer
	if json.Unmarshal(first, &a) != nil {
		return first
	}
	a.Open, a.Replay = false, true
	return a.encode()
}

// settled runs after the commit: what later refusals may be counted on.
func (s *Service) settled(out *writes) {
	for _, rows := range out.rows {
		for _, r := range rows {
			if r.out.Decision == reason.Deny && !r.out.Consume && r.it.kind != rule.Manual {
				s.floods.Recorded(flood.Key{Terminal: r.it.p.Terminal.ID, Credential: r.it.who.Credential, Reason: r.out.Reason}, r.it.at, r.id, r.answer)
			}
		}
	}
}

package web

import (
	"context"
	"strconv"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
)

// named is a kind of thing that a console address names by id.
type named string

const (
	ofPerson     named = "person"
	ofCard       named = "card"
	ofCredential named = "credential"
	ofTerminal   named = "terminal"
	ofImport     named = "import"
	ofGate       named = "gate"
	ofZone       named = "zone"
	ofRule       named = "rule"
	ofConflict   named = "conflict"
	ofGroup      named = "group"
	ofMembership named = "membership"
	// ofGuardianship belongs to the child.
	ofGuardianship named = "guardianship"
	ofPrinted      named = "printed code"
	ofVisit        named = "visit"
)

// owned says whose a thing is.
type owned struct {
	ID, School string
	Person     string // "" for a thing of the school
}

var owners = map[named]string{
	ofPerson:       "SELECT p.school_id, p.id FROM person p WHERE p.id = ? AND " + db.Visible("p"),
	ofCard:         "SELECT k.school_id, k.person_id FROM card k JOIN membership m ON m.id = k.membership_id WHERE k.id = ? AND " + db.Visible("m"),
	ofCredential:   "SELECT c.school_id, c.person_id FROM credential c JOIN card k ON k.id = c.card_id JOIN membership m ON m.id = k.membership_id WHERE c.id = ? AND " + db.Visible("m") + " AND " + db.Visible("c"),
	ofPrinted:      "SELECT x.school_id, x.person_id FROM pass x WHERE x.id = ? AND x.kind = 'printed'",
	ofVisit:        "SELECT v.school_id, v.host_id FROM visit v WHERE v.pass_id = ?",
	ofTerminal:     "SELECT t.school_id, '' FROM terminal t WHERE t.id = ?",
	ofImport:       "SELECT i.school_id, '' FROM roster_import i WHERE i.id = ?",
	ofGate:         "SELECT g.school_id, '' FROM gate g WHERE g.id = ?",
	ofMembership:   "SELECT m.school_id, m.person_id FROM membership m WHERE m.id = ? AND " + db.Visible("m"),
	ofGuardianship: "SELECT g.school_id, g.child_id FROM guardianship g WHERE g.id = ? AND " + db.Visible("g"),
	ofConflict:     "SELECT c.school_id, '' FROM conflict c WHERE c.id = ?",
	ofRule:         "SELECT a.school_id, '' FROM access_rule a WHERE a.id = ?",
	ofGroup:        "SELECT a.school_id, '' FROM access_group a WHERE a.id = ?",
	ofZone:         "SELECT z.school_id, '' FROM zone z WHERE z.id = ?",
}

var errNowhere = fault.New(fault.NotFound, "not_found")

// ownerOf reads which school an id belongs to. It comes before any right is
// asked, because the right is asked about that school.
func (s *Web) ownerOf(ctx context.Context, kind named, id string) (owned, error) {
	o := owned{ID: id}
	if !utf8.ValidString(id) || len(id) > 64 {
		return o, errNowhere
	}
	err := s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return db.One(q.NewRaw(owners[kind], id).Scan(ctx, &o.School, &o.Person), errNowhere)
	})
	return o, err
}

func personName(ctx context.Context, q bun.IDB, school, id string) (name string, err error) {
	err = q.NewRaw("SELECT name FROM person WHERE id = ? AND school_id = ?", id, school).Scan(ctx, &name)
	return name, db.One(err, errNowhere)
}

// loginOf reads whose login a person is; "" before it is activated.
func loginOf(ctx context.Context, q bun.IDB, school, person string) (account, login string, err error) {
	var rows []struct{ ID, Login string }
	err = q.NewRaw("SELECT a.id, a.login FROM account_person ap JOIN account a ON a.id = ap.account_id WHERE ap.person_id = ? AND ap.school_id = ?", person, school).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return "", "", err
	}
	return rows[0].ID, rows[0].Login, nil
}

func hasPupils(ctx context.Context, q bun.IDB, school string) (yes bool, err error) {
	err = q.NewRaw("SELECT EXISTS (SELECT 1 FROM membership m WHERE m.school_id = ? AND m.role = 'student' AND "+db.Visible("m")+")", school).Scan(ctx, &yes)
	return yes, err
}

// countPeople counts the school's people, or the pupils of classes if that is
// not nil.
func countPeople(ctx context.Context, q bun.IDB, school string, classes []string, now int64) (n int, err error) {
	if classes != nil {
		if len(classes) == 0 {
			return 0, nil
		}
		err = q.NewRaw("SELECT count(DISTINCT m.person_id) FROM membership m WHERE m.school_id = ? AND m.role = 'student' AND m.class_id IN (?) AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?) AND "+db.Visible("m"),
			school, bun.List(classes), now, now).Scan(ctx, &n)
		return n, err
	}
	err = q.NewRaw("SELECT count(*) FROM person p WHERE p.school_id = ? AND NOT p.guest AND "+db.Visible("p"), school).Scan(ctx, &n)
	return n, err
}

// accountNames are the names by which a school knows accounts.
func accountNames(ctx context.Context, q bun.IDB, school string, accounts []string) (map[string]string, error) {
	return names(ctx, q, "SELECT ap.account_id AS id, p.name FROM account_person ap JOIN person p ON p.id = ap.person_id WHERE ap.school_id = ? AND ap.account_id IN (?) ORDER BY p.id", school, accounts)
}

func personNames(ctx context.Context, q bun.IDB, school string, ids []string) (map[string]string, error) {
	return names(ctx, q, "SELECT id, name FROM person WHERE school_id = ? AND id IN (?)", school, ids)
}

// holderNames names who has a card or a credential.
func holderNames(ctx context.Context, q bun.IDB, school string, ids []string) (map[string]string, error) {
	cards, err := names(ctx, q, "SELECT k.id, p.name FROM card k JOIN person p ON p.id = k.person_id WHERE k.school_id = ? AND k.id IN (?)", school, ids)
	if err != nil {
		return nil, err
	}
	creds, err := names(ctx, q, "SELECT c.id, p.name FROM credential c JOIN person p ON p.id = c.person_id WHERE c.school_id = ? AND c.id IN (?)", school, ids)
	for id, name := range creds {
		cards[id] = name
	}
	return cards, err
}

func terminalNames(ctx context.Context, q bun.IDB, school string, ids []string) (map[string]string, error) {
	return names(ctx, q, "SELECT id, name FROM terminal WHERE school_id = ? AND id IN (?)", school, ids)
}

func names(ctx context.Context, q bun.IDB, query, school string, ids []string) (map[string]string, error) {
	m := map[string]string{}
	if len(ids) == 0 {
		return m, nil
	}
	var rows []struct{ ID, Name string }
	err := q.NewRaw(query, school, bun.List(ids)).Scan(ctx, &rows)
	for _, r := range rows {
		if _, twice := m[r.ID]; !twice {
			m[r.ID] = r.Name
		}
	}
	return m, err
}

// lastScans is when each terminal scanned last, among the school's newest.
func lastScans(ctx context.Context, q bun.IDB, school string) (map[string]int64, error) {
	var rows []struct {
		TerminalID string
		At         int64
	}
	err := q.NewRaw("SELECT terminal_id, MAX(at) AS at FROM scan WHERE school_id = ?0 AND feed > (SELECT last FROM feed_head WHERE school_id = ?0) - 2000 GROUP BY terminal_id", school).Scan(ctx, &rows)
	m := map[string]int64{}
	for _, r := range rows {
		m[r.TerminalID] = r.At
	}
	return m, err
}

const auditPage = 50

// auditBefore reads a page of the school's chain, newest first; before 0 is the
// newest page.
func auditBefore(ctx context.Context, q bun.IDB, school string, f auditFilter, before int64, page int) (rows []audit.Stored, next string, err error) {
	sel := q.NewSelect().Model(&rows).Where("school_id = ?", school)
	if before > 0 {
		sel = sel.Where("number < ?", before)
	}
	if f.action != "" {
		sel = sel.Where("action = ?", f.action)
	}
	if f.from > 0 {
		sel = sel.Where("at >= ? AND at < ?", f.from, f.to)
	}
	if err := sel.OrderExpr("number DESC").Limit(int64(page) + 1).Scan(ctx); err != nil {
		return nil, "", err
	}
	if len(rows) > page {
		rows = rows[:page]
		next = strconv.FormatInt(rows[page-1].Number, 10)
	}
	return rows, next, nil
}

// auditFilter narrows the audit to an action, and to a time in ms: [from, to).
type auditFilter struct {
	action   string
	from, to int64
}

// auditActions are the actions that the school's audit knows.
func auditActions(ctx context.Context, q bun.IDB, school string) (list []string, err error) {
	err = q.NewRaw("SELECT DISTINCT action FROM audit_event WHERE school_id = ? ORDER BY action", school).Scan(ctx, &list)
	return list, err
}

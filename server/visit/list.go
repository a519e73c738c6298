package visit

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/pass"
	"yunka/server/secret"
)

// State is where a visit stands.
type State string

const (
	Expected  State = "expected"  // its time has not begun
	Waited    State = "waited"    // it has begun, nobody has come
	Inside    State = "inside"    // came in, has not left
	Overdue   State = "overdue"   // is inside, and the time is over
	Left      State = "left"      // through a gate that leads out of the school, or signed out
	Cancelled State = "cancelled" // before anybody came
	Missed    State = "missed"    // nobody came
)

// Row is a visit as lists show it. Instants are Unix ms, 0 is never.
type Row struct {
	ID, SchoolID, School    string
	HostID, Host            string
	PersonID, Name          string
	Company, Phone, Purpose string
	ZoneID, Zone            string
	Look                    pass.Look
	From, To                int64
	Entered, Gone           int64 // the newest passage in, and out of the school
	LeftAt                  int64
	LeftHow                 string
}

// State is where it stands at an instant.
func (r Row) State(now int64) State {
	switch {
	case r.LeftHow == "cancelled":
		return Cancelled
	case r.LeftHow != "" || r.Gone > r.Entered:
		return Left
	case r.Entered > 0 && now >= r.To:
		return Overdue
	case r.Entered > 0:
		return Inside
	case now < r.From:
		return Expected
	case now < r.To:
		return Waited
	}
	return Missed
}

// passages are the guest's: a scan that opened, or that a guard let through, and
// that nobody took back.
const passages = `FROM scan s LEFT JOIN scan_confirmation x ON x.scan_id = s.id LEFT JOIN scan_undo u ON u.scan_id = s.id WHERE s.person_id = v.person_id AND (s.open OR x.accepted) AND u.scan_id IS NULL AND `

const rows = `SELECT v.pass_id AS id, v.school_id, c.name AS school, v.host_id, h.name AS host, v.person_id, g.name, v.company, v.phone, v.purpose, COALESCE(p.zone_id, '') AS zone_id, COALESCE(z.name, '') AS zone, p.look,
  v.valid_from AS "from", v.valid_to AS "to", COALESCE(v.left_at, 0) AS left_at, COALESCE(v.left_how, '') AS left_how,
  COALESCE((SELECT MAX(COALESCE(x.at, s.at)) ` + passages + `s.direction <> 'out'), 0) AS entered,
  COALESCE((SELECT MAX(COALESCE(x.at, s.at)) ` + passages + `s.direction = 'out' AND s.zone_id IN (SELECT id FROM zone o WHERE o.school_id = v.school_id AND o.parent_id IS NULL)), 0) AS gone
FROM visit v JOIN pass p ON p.id = v.pass_id JOIN person h ON h.id = v.host_id JOIN person g ON g.id = v.person_id JOIN school c ON c.id = v.school_id LEFT JOIN zone z ON z.id = p.zone_id WHERE `

// Query is which visits of a school; hosts nil is everybody's.
type Query struct {
	Hosts []string
	Past  bool // those whose time is over, newest first; else what is to come, and who is inside, oldest first
	Limit int
}

// forgotten is how long after its time a visit that nobody ended is still looked
// for among those who are inside.
const forgotten = int64(30 * 24 * time.Hour / time.Millisecond)

// List reads visits. Who is still inside is among those of now, however late.
func List(ctx context.Context, q bun.IDB, school string, now int64, ask Query) (list []Row, err error) {
	where, args := "v.school_id = ? ", []any{school}
	if ask.Hosts != nil {
		where, args = where+"AND v.host_id IN (?) ", append(args, bun.List(ask.Hosts))
	}
	here := `(r.left_at = 0 AND r.entered > r.gone AND r."to" > ?)`
	if ask.Past {
		where += "AND (v.valid_to <= ? OR v.left_at IS NOT NULL OR EXISTS (SELECT 1 FROM scan s WHERE s.person_id = v.person_id AND s.direction = 'out'))"
		here = "NOT " + here + ` AND (r."to" <= ? OR r.left_at > 0 OR r.gone > r.entered) ORDER BY r."to" DESC, r.id DESC`
	} else {
		where += "AND v.valid_to > ? AND v.left_at IS NULL"
		here += ` OR (r."to" > ? AND r.gone <= r.entered) ORDER BY r."from", r.id`
	}
	from := now - forgotten
	if ask.Past {
		args = append(args, now, from, now, ask.Limit)
	} else {
		args = append(args, from, from, now, ask.Limit)
	}
	err = q.NewRaw("SELECT r.* FROM ("+rows+where+") r WHERE "+here+" LIMIT ?", args...).Scan(ctx, &list)
	return list, err
}

// Read reads one visit.
func Read(ctx context.Context, q bun.IDB, id string) (r Row, err error) {
	err = q.NewRaw(rows+"v.pass_id = ?", id).Scan(ctx, &r)
	return r, db.One(err, fault.New(fault.NotFound, "not_found"))
}

// ByCode reads the visit of a code that a guest holds.
func ByCode(ctx context.Context, q bun.IDB, text string) (r Row, err error) {
	err = q.NewRaw(rows+"p.secret = ?", secret.Hash(text)).Scan(ctx, &r)
	return r, db.One(err, fault.New(fault.NotFound, "not_found"))
}

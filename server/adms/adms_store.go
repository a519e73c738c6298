package adms

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/fault"
)

var errNone = fault.New(fault.NotFound, "not_found")

const selectClock = `
	SELECT c.terminal_id, c.school_id, t.name, c.serial, c.path, c.need_path, c.networks, c.who, c.keys, c.firmware, c.gb, c.seen_at, c.seen_from, c.offset_ms,
		c.commands, c.check_command, c.check_from, c.check_until, c.check_sent, c.check_tries, c.check_count, c.proves,
		COALESCE(t.revoked_at, 0) AS revoked_at, t.complete_until,
		(SELECT COUNT(*) FROM clock_user u WHERE u.terminal_id = c.terminal_id AND u.sent <> '-') AS people,
		(SELECT COUNT(*) FROM clock_user u WHERE u.terminal_id = c.terminal_id AND u.held = u.sent) AS held,
		(SELECT COUNT(*) FROM clock_user u WHERE u.terminal_id = c.terminal_id AND u.failed <> 0) AS fails
	FROM clock_device c
	JOIN terminal t ON t.id = c.terminal_id`

func insert(ctx context.Context, tx *db.Tx, c Clock) error {
	_, err := tx.NewRaw(`
		INSERT INTO clock_device (terminal_id, school_id, serial, path, need_path, networks, who, keys, firmware, gb, seen_at, seen_from, offset_ms, commands,
			check_command, check_from, check_until, check_sent, check_tries, check_count, proves, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', FALSE, 0, '', 0, 0, 0, 0, 0, 0, 0, -1, 0, ?)`,
		c.TerminalID, c.SchoolID, c.Serial, c.Path, c.NeedPath, c.Networks, c.Who, c.Keys, tx.NowMS()).Exec(ctx)
	if db.IsUnique(err) {
		return fault.New(fault.Conflict, "clock_twice")
	}
	if err != nil {
		return err
	}
	_, err = tx.NewRaw("DELETE FROM clock_unknown WHERE school_id = ? AND serial = ?", c.SchoolID, c.Serial).Exec(ctx)
	return err
}

func update(ctx context.Context, tx *db.Tx, c Clock) error {
	res, err := tx.NewRaw("UPDATE clock_device SET need_path = ?, networks = ?, who = ?, keys = ? WHERE terminal_id = ? AND school_id = ? AND ended_at IS NULL",
		c.NeedPath, c.Networks, c.Who, c.Keys, c.TerminalID, c.SchoolID).Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, errNone)
}

func setPath(ctx context.Context, tx *db.Tx, id, path string) error {
	_, err := tx.NewRaw("UPDATE clock_device SET path = ? WHERE terminal_id = ?", path, id).Exec(ctx)
	return err
}

func end(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.NewRaw("UPDATE clock_device SET ended_at = ? WHERE terminal_id = ? AND ended_at IS NULL", tx.NowMS(), id).Exec(ctx)
	return err
}

func one(ctx context.Context, q bun.IDB, school, id string) (c Clock, err error) {
	err = q.NewRaw(selectClock+" WHERE c.school_id = ? AND c.terminal_id = ?", school, id).Scan(ctx, &c)
	return c, db.One(err, errNone)
}

func list(ctx context.Context, q bun.IDB, school string) (all []Clock, err error) {
	err = q.NewRaw(selectClock+`
		WHERE c.school_id = ?
		ORDER BY t.revoked_at IS NOT NULL, t.created_at, t.id`, school).Scan(ctx, &all)
	return all, err
}

// byPath is the live clock with a secret path.
func byPath(ctx context.Context, q bun.IDB, path string) (list []Clock, err error) {
	err = q.NewRaw(selectClock+" WHERE c.path = ? AND c.ended_at IS NULL AND t.revoked_at IS NULL", path).Scan(ctx, &list)
	return list, err
}

// open are the live clocks that may come without a path.
func open(ctx context.Context, q bun.IDB) (list []Clock, err error) {
	err = q.NewRaw(selectClock+" WHERE NOT c.need_path AND c.ended_at IS NULL AND t.revoked_at IS NULL").Scan(ctx, &list)
	return list, err
}

// networked are all networks of live clocks.
func networked(ctx context.Context, q bun.IDB) (list []Clock, err error) {
	err = q.NewRaw("SELECT DISTINCT school_id, networks FROM clock_device WHERE networks <> '' AND ended_at IS NULL").Scan(ctx, &list)
	return list, err
}

func schools(ctx context.Context, q bun.IDB) (list []string, err error) {
	err = q.NewRaw("SELECT id FROM school ORDER BY id LIMIT 2").Scan(ctx, &list)
	return list, err
}

// mostUnknown is how many clocks that are not registered a school is told of.
const mostUnknown = 100

func noteUnknown(ctx context.Context, tx *db.Tx, school, serial, address string) error {
	res, err := tx.NewRaw("UPDATE clock_unknown SET address = ?, last_at = ?, times = times + 1 WHERE school_id = ? AND serial = ?", address, tx.NowMS(), school, serial).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return err
	}
	_, err = tx.NewRaw(`
		INSERT INTO clock_unknown (school_id, serial, address, first_at, last_at, times)
		SELECT ?0, ?1, ?2, ?3, ?3, 1
		WHERE (SELECT COUNT(*) FROM clock_unknown WHERE school_id = ?0) < ?4
		ON CONFLICT DO NOTHING`, school, serial, address, tx.NowMS(), mostUnknown).Exec(ctx)
	return err
}

func unknowns(ctx context.Context, q bun.IDB, school string) (list []Unknown, err error) {
	err = q.NewRaw("SELECT serial, address, first_at, last_at, times FROM clock_unknown WHERE school_id = ? ORDER BY last_at DESC, serial", school).Scan(ctx, &list)
	return list, err
}

// heard notes a contact, and holds the clock's row.
func heard(ctx context.Context, tx *db.Tx, c *Clock, from string) error {
	err := tx.NewRaw(`
		UPDATE clock_device SET seen_at = ?, seen_from = ?, firmware = ?, gb = ?, offset_ms = ?
		WHERE terminal_id = ? AND ended_at IS NULL
		RETURNING commands, check_command, check_from, check_until, check_sent, check_tries, check_count, proves`,
		tx.NowMS(), from, c.Firmware, c.GB, c.OffsetMS, c.TerminalID).
		Scan(ctx, &c.Commands, &c.CheckCommand, &c.CheckFrom, &c.CheckUntil, &c.CheckSent, &c.CheckTries, &c.CheckCount, &c.Proves)
	return db.One(err, errNone)
}

func keepCheck(ctx context.Context, tx *db.Tx, c *Clock) error {
	_, err := tx.NewRaw(`
		UPDATE clock_device SET commands = ?, check_command = ?, check_from = ?, check_until = ?, check_sent = ?, check_tries = ?, check_count = ?, proves = ?
		WHERE terminal_id = ?`, c.Commands, c.CheckCommand, c.CheckFrom, c.CheckUntil, c.CheckSent, c.CheckTries, c.CheckCount, c.Proves, c.TerminalID).Exec(ctx)
	return err
}

// person is somebody that a clock is to know.
type person struct {
	ID, Name, Number, Chip string
	PIN                    int64 `bun:"pin"` // 0 has none yet
}

// wanted are the people that a clock is to know now: nobody who is stopped, and no chip that
// is. Of several chips the newest.
func wanted(ctx context.Context, q bun.IDB, c *Clock, now int64) (list []person, err error) {
	roles := map[string][]string{Staff: {"teacher", "guard", "admin"}, Pupils: {"student"}, All: {"student", "teacher", "guard", "admin"}}[c.Who]
	if len(roles) == 0 {
		return nil, nil
	}
	err = q.NewRaw(`
		SELECT p.id, p.name, COALESCE(p.number, '') AS number, COALESCE(n.pin, 0) AS pin, COALESCE((
			SELECT x.chip
			FROM credential x
			JOIN card k ON k.id = x.card_id
			WHERE x.person_id = p.id AND x.kind = 'chip' AND x.state = 'live' AND k.state = 'active' AND `+db.Visible("x")+`
			ORDER BY x.created_at DESC, x.id DESC
			LIMIT 1), '') AS chip
		FROM person p
		LEFT JOIN clock_pin n ON n.school_id = p.school_id AND n.person_id = p.id
		WHERE p.school_id = ? AND p.state = 'active' AND `+db.Visible("p")+` AND EXISTS (
			SELECT 1
			FROM membership m
			WHERE m.person_id = p.id AND m.role IN (?) AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?) AND `+db.Visible("m")+`)
		ORDER BY p.id`, c.SchoolID, bun.List(roles), now, now).Scan(ctx, &list)
	return list, err
}

// pins are the numbers that are taken in a school.
func pins(ctx context.Context, q bun.IDB, school string) (map[int64]string, error) {
	var rows []struct {
		PIN      int64 `bun:"pin"`
		PersonID string
	}
	err := q.NewRaw("SELECT pin, person_id FROM clock_pin WHERE school_id = ?", school).Scan(ctx, &rows)
	by := map[int64]string{}
	for _, r := range rows {
		by[r.PIN] = r.PersonID
	}
	return by, err
}

func addPins(ctx context.Context, tx *db.Tx, school string, list []person) error {
	rows := make([]bun.TupleValues, len(list))
	for i, p := range list {
		rows[i] = bun.Tuple([]any{school, p.ID, p.PIN})
	}
	_, err := tx.NewRaw("INSERT INTO clock_pin (school_id, person_id, pin) VALUES ? ON CONFLICT DO NOTHING", bun.List(rows)).Exec(ctx)
	return err
}

// owners are whose some numbers of clocks are.
func owners(ctx context.Context, q bun.IDB, school string, list []int64) (map[int64]string, error) {
	by := map[int64]string{}
	if len(list) == 0 {
		return by, nil
	}
	var rows []struct {
		PIN      int64 `bun:"pin"`
		PersonID string
	}
	err := q.NewRaw("SELECT pin, person_id FROM clock_pin WHERE school_id = ? AND pin IN (?)", school, bun.List(list)).Scan(ctx, &rows)
	for _, r := range rows {
		by[r.PIN] = r.PersonID
	}
	return by, err
}

// user is a row of clock_user.
type user struct {
	PIN        int64 `bun:"pin"`
	PersonID   string
	Held, Sent string
	Command    int64
	SentAt     int64
	Failed     int64
}

func users(ctx context.Context, q bun.IDB, terminal string) (list []user, err error) {
	err = q.NewRaw("SELECT pin, person_id, held, sent, command, sent_at, failed FROM clock_user WHERE terminal_id = ? ORDER BY pin", terminal).Scan(ctx, &list)
	return list, err
}

func saveUsers(ctx context.Context, tx *db.Tx, c *Clock, list []user) error {
	if len(list) == 0 {
		return nil
	}
	rows := make([]bun.TupleValues, len(list))
	for i, u := range list {
		rows[i] = bun.Tuple([]any{c.TerminalID, u.PIN, c.SchoolID, u.PersonID, u.Held, u.Sent, u.Command, u.SentAt, 0})
	}
	_, err := tx.NewRaw(`
		INSERT INTO clock_user (terminal_id, pin, school_id, person_id, held, sent, command, sent_at, failed)
		VALUES ?
		ON CONFLICT (terminal_id, pin) DO UPDATE SET person_id = excluded.person_id, sent = excluded.sent, command = excluded.command, sent_at = excluded.sent_at, failed = 0`,
		bun.List(rows)).Exec(ctx)
	return err
}

// confirmed notes what a clock says of a command.
func confirmed(ctx context.Context, tx *db.Tx, terminal string, command, returned int64) error {
	if returned < 0 && returned != noSuchPIN {
		_, err := tx.NewRaw("UPDATE clock_user SET failed = ? WHERE terminal_id = ? AND command = ?", returned, terminal, command).Exec(ctx)
		return err
	}
	if _, err := tx.NewRaw("DELETE FROM clock_user WHERE terminal_id = ? AND command = ? AND sent = '-'", terminal, command).Exec(ctx); err != nil {
		return err
	}
	if returned < 0 {
		return nil
	}
	_, err := tx.NewRaw("UPDATE clock_user SET held = sent, failed = 0 WHERE terminal_id = ? AND command = ?", terminal, command).Exec(ctx)
	return err
}

package register

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/record"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/outbox"
	"yunka/server/timetable"
)

const (
	cameSide = came
	leftSide = left
)

type toldKey struct{ person, session, side string }

// tell puts the notices that pupils' cells call for, in the transaction that derives
// them: what was told before is compared with what there is to say now, so that each
// thing is said once, a correction names what it corrects, and a rebuild says nothing.
func (s *Service) tell(ctx context.Context, tx *db.Tx, w *world, day string, members []campus.Member, cells map[string][]rule.Cell) error {
	if day < timetable.AddDays(timetable.Today(tx.Now, w.loc), -tellBack) {
		return nil
	}
	var pupils []string
	for _, m := range members {
		if m.Role == allow.Student {
			pupils = append(pupils, m.PersonID)
		}
	}
	if len(pupils) == 0 {
		return nil
	}
	told, err := readTold(ctx, tx, w.school, day, pupils)
	if err != nil {
		return err
	}
	var gates map[string]string
	windows := map[string]rule.Window{}
	for _, m := range members {
		for _, window := range w.windows(day, m) {
			windows[window.Session] = window
		}
	}
	for _, m := range members {
		if m.Role != allow.Student {
			continue
		}
		now := map[toldKey]string{}
		said := map[toldKey]Said{}
		for _, c := range cells[m.PersonID] {
			came, left, in, out := say(c, windows[c.Session], w.session(c.Session))
			a, b := toldKey{m.PersonID, c.Session, cameSide}, toldKey{m.PersonID, c.Session, leftSide}
			now[a], now[b], said[a], said[b] = came, left, in, out
		}
		for key := range told {
			if key.person == m.PersonID {
				if _, still := now[key]; !still { // the session is not held after all
					one := w.session(key.session)
					now[key], said[key] = "", Said{Session: one.Name, Side: key.side, Starts: timetable.Clock(one.Starts), Ends: timetable.Clock(one.Ends)}
				}
			}
		}
		for _, key := range sortedKeys(now) {
			was := told[key]
			n := notice(was.Said, now[key], said[key], tx.Now)
			if n == nil {
				continue
			}
			if data := n.Data.(Said); data.At > 0 {
				if gates == nil {
					if gates, err = gatesAt(ctx, tx, w, day, pupils); err != nil {
						return err
					}
				}
				data.Gate = gates[fmt.Sprint(m.PersonID, data.At)]
				n.Data = data
			}
			base := "attendance:" + day + ":" + m.PersonID + ":" + key.session + ":" + key.side + ":"
			n.School, n.Day, n.About, n.To = w.school, day, m.PersonID, []outbox.To{outbox.Guardians()}
			n.Key = fmt.Sprint(base, was.N+1)
			if was.N > 0 {
				n.Replaces = fmt.Sprint(base, was.N)
				n.Urgent = true
				n.Digest, n.Wait, n.Closes = "", 0, false
			}
			if err := outbox.Put(ctx, tx, *n); err != nil {
				return err
			}
			_, err := tx.NewRaw(`
				INSERT INTO attendance_told (school_id, day, person_id, session_id, side, said, n)
				VALUES (?, ?, ?, ?, ?, ?, ?)
				ON CONFLICT (school_id, day, person_id, session_id, side) DO UPDATE SET said = excluded.said, n = excluded.n`,
				w.school, day, m.PersonID, key.session, key.side, now[key], was.N+1).Exec(ctx)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

type toldRow struct {
	Said string
	N    int64
}

func readTold(ctx context.Context, q bun.IDB, school, day string, people []string) (map[toldKey]toldRow, error) {
	var rows []struct {
		PersonID, SessionID, Side, Said string
		N                               int64
	}
	err := q.NewRaw("SELECT person_id, session_id, side, said, n FROM attendance_told WHERE school_id = ? AND day = ? AND person_id IN (?)", school, day, bun.List(people)).Scan(ctx, &rows)
	told := map[toldKey]toldRow{}
	for _, r := range rows {
		told[toldKey{r.PersonID, r.SessionID, r.Side}] = toldRow{r.Said, r.N}
	}
	return told, err
}

// gatesAt are the names of the gates where people were scanned on a day, by person
// and instant.
func gatesAt(ctx context.Context, q bun.IDB, w *world, day string, people []string) (map[string]string, error) {
	from, to := w.bounds(day)
	d, _, err := w.day(ctx, q, day)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		PersonID, Name string
		At             int64
	}
	err = q.NewRaw(`
		SELECT s.person_id, s.at, COALESCE(g.name, t.name) AS name
		FROM scan s
		JOIN terminal t ON t.id = s.terminal_id
		LEFT JOIN gate g ON g.id = s.gate_id
		WHERE s.school_id || '' = ? AND s.person_id IN (?) AND s.feed >= ? AND s.at >= ? AND s.at < ?`, // see readPunches
		w.school, bun.List(people), d.Since, from, to).Scan(ctx, &rows)
	names := map[string]string{}
	for _, r := range rows {
		names[fmt.Sprint(r.PersonID, r.At)] = r.Name
	}
	if err == nil {
		err = record.AddPlaces(ctx, q, w.school, people, from, to, names)
	}
	return names, err
}

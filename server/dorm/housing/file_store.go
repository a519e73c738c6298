package housing

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

func readWorld(ctx context.Context, q bun.IDB, school string, lines []Line, now int64) (w *world, err error) {
	w = &world{people: map[string]person{}, buildings: map[string]string{}, rooms: map[[2]string]Room{}, beds: map[[2]string]Bed{}, lives: map[string]Stay{}, holds: map[string][]string{}}
	numbers := make([]string, len(lines))
	for i, l := range lines {
		numbers[i] = l.Number
	}
	for part := range slices.Chunk(numbers, batch) {
		var people []person
		err := q.NewRaw(`
			SELECT DISTINCT p.id, p.name, p.number
			FROM person p
			JOIN membership m ON m.person_id = p.id
			WHERE p.school_id = ? AND p.number IN (?) AND (m.valid_to IS NULL OR m.valid_to > ?) AND `+db.Visible("p"), school, bun.List(part), now).Scan(ctx, &people)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			w.people[p.Number] = p
		}
	}
	list, err := Buildings(ctx, q, school, "", now)
	if err != nil {
		return nil, err
	}
	for _, b := range list {
		w.buildings[b.Name] = b.ID
		rooms, err := RoomsOf(ctx, q, b.ID)
		if err != nil {
			return nil, err
		}
		for _, r := range rooms {
			w.rooms[[2]string{b.ID, r.Name}] = r
		}
		beds, err := Beds(ctx, q, b.ID, -1, now)
		if err != nil {
			return nil, err
		}
		for _, one := range beds {
			w.beds[[2]string{one.RoomID, one.Name}] = one
		}
	}
	var stays []Stay
	err = q.NewRaw(sqlStays+`
		WHERE s.school_id = ? AND (s.until_at IS NULL OR s.until_at > ?)
		ORDER BY s.from_at`, school, now).Scan(ctx, &stays)
	for _, s := range stays {
		if _, known := w.lives[s.PersonID]; !known {
			w.lives[s.PersonID] = s
		}
		w.holds[s.BedID] = append(w.holds[s.BedID], s.PersonID)
	}
	return w, err
}

// endAll ends the stays of people now, at once: a file moves them all in one moment.
func endAll(ctx context.Context, tx *db.Tx, people []string, by string) error {
	now := tx.NowMS()
	for part := range slices.Chunk(people, batch) {
		_, err := tx.NewRaw(`
			UPDATE dorm_stay
			SET until_at = CASE WHEN from_at > ?0 THEN from_at ELSE ?0 END,
				door_until = CASE WHEN from_at > ?0 THEN from_at ELSE ?0 END, ended_by = ?1, settled = TRUE
			WHERE person_id IN (?2) AND (until_at IS NULL OR until_at > ?0)`, now, by, bun.List(part)).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

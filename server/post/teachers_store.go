package post

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/roster"
)

// teacherBooks is what the school's records hold, as far as a teachers' file can
// change it, from one snapshot.
type teacherBooks struct {
	people      map[string]*bookTeacher // by id
	numbers     map[string]*bookTeacher
	phones      map[string][]*bookTeacher
	posts       []held            // of class and subject teachers, who stand in left out
	keys        map[string]string // ways to write a class -> id; "" if it means two
	names       map[string]string // of classes by id
	credentials map[string][]bookChip
}

type bookTeacher struct {
	ID, Name, Number, Phone string
	Teacher, Student        bool // has that role now
}

// held is a post with its holder's name.
type held struct {
	Post
	Name string
}

type bookChip struct{ Chip, PersonID, State, Role string }

// restingMS is how long a chip that ended is not given again, as package card has it.
const restingMS = 14 * 24 * 3600_000

func (s *Service) readTeachers(ctx context.Context, school string, rows []roster.Teacher) (b teacherBooks, err error) {
	numbers, phones, chips := []string{""}, []string{""}, []string{""} // never empty: IN () is no SQL
	for _, t := range rows {
		numbers, phones, chips = append(numbers, t.Number), append(phones, t.Phone), append(chips, t.Chip)
	}
	b = teacherBooks{people: map[string]*bookTeacher{}, numbers: map[string]*bookTeacher{}, phones: map[string][]*bookTeacher{},
		keys: map[string]string{}, names: map[string]string{}, credentials: map[string][]bookChip{}}
	now := s.db.Now().UnixMilli()
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		var people []*bookTeacher
		if err := q.NewRaw(`
			SELECT p.id, p.name, COALESCE(p.number, '') AS number, COALESCE(p.phone, '') AS phone,
				EXISTS (SELECT 1 FROM membership m WHERE m.person_id = p.id AND m.role = 'teacher'
					AND (m.valid_to IS NULL OR m.valid_to > ?0) AND `+db.Visible("m")+`) AS teacher,
				EXISTS (SELECT 1 FROM membership m WHERE m.person_id = p.id AND m.role = 'student'
					AND (m.valid_to IS NULL OR m.valid_to > ?0) AND `+db.Visible("m")+`) AS student
			FROM person p
			WHERE p.school_id = ?1 AND (UPPER(p.number) IN (?2) OR p.phone IN (?3)) AND `+db.Visible("p"),
			now, school, bun.List(numbers), bun.List(phones)).Scan(ctx, &people); err != nil {
			return err
		}
		for _, p := range people {
			b.people[p.ID] = p
			if p.Number != "" {
				b.numbers[strings.ToUpper(p.Number)] = p
			}
			if p.Phone != "" {
				b.phones[p.Phone] = append(b.phones[p.Phone], p)
			}
		}
		if err := q.NewRaw(`
			SELECT t.*, p.name
			FROM post t
			JOIN person p ON p.id = t.person_id
			JOIN membership m ON m.id = t.membership_id AND (m.valid_to IS NULL OR m.valid_to > ?0)
			WHERE t.school_id = ?1 AND t.kind IN (?2, ?3) AND t.stands_for IS NULL
				AND (t.valid_to IS NULL OR t.valid_to > ?0 AND t.valid_to > t.valid_from)
			ORDER BY t.valid_from, t.id`,
			now, school, allow.ClassTeacher, allow.SubjectTeacher).Scan(ctx, &b.posts); err != nil {
			return err
		}
		classes, err := campus.Classes(ctx, q, school)
		if err != nil {
			return err
		}
		for _, c := range classes {
			b.names[c.ID] = campus.ClassName(c.Grade, c.Name)
			for _, key := range campus.ClassKeys(c.Grade, c.Name) {
				if other, twice := b.keys[key]; twice && other != c.ID {
					b.keys[key] = ""
				} else {
					b.keys[key] = c.ID
				}
			}
		}
		var list []bookChip
		if err := q.NewRaw(`
			SELECT k.chip, k.person_id, k.state, COALESCE(m.role, '') AS role
			FROM credential k
			JOIN card c ON c.id = k.card_id
			LEFT JOIN membership m ON m.id = c.membership_id
			WHERE k.school_id = ? AND k.chip IN (?) AND k.chip <> '' AND (k.state IN ('live', 'lost') OR k.state_at > ?)
			ORDER BY CASE k.state WHEN 'live' THEN 0 WHEN 'lost' THEN 1 ELSE 2 END`,
			school, bun.List(chips), now-restingMS).Scan(ctx, &list); err != nil {
			return err
		}
		for _, c := range list {
			b.credentials[c.Chip] = append(b.credentials[c.Chip], c)
		}
		return nil
	})
	return b, err
}

// setTeacher writes the number and the phone that the file gives.
func setTeacher(ctx context.Context, tx *db.Tx, school, person string, row rowPlan) error {
	for column, value := range map[string]string{"number": row.Number, "phone": row.Phone} {
		if column == "number" && !row.number || column == "phone" && !row.phone {
			continue
		}
		if _, err := tx.NewRaw("UPDATE person SET ? = ? WHERE id = ? AND school_id = ?", bun.Ident(column), value, person, school).Exec(ctx); err != nil {
			if db.IsUnique(err) {
				return fault.New(fault.Conflict, "person_exists")
			}
			return err
		}
	}
	return nil
}

// teacherCard is the card of the person's role as a teacher.
func teacherCard(ctx context.Context, tx *db.Tx, school, person string) (id string, err error) {
	err = tx.NewRaw(`
		SELECT k.id
		FROM card k
		JOIN membership m ON m.id = k.membership_id
		WHERE m.school_id = ? AND m.person_id = ? AND m.role = 'teacher' AND (m.valid_to IS NULL OR m.valid_to > ?)
			AND `+db.Visible("m")+`
		ORDER BY m.id
		LIMIT 1`,
		school, person, tx.NowMS()).Scan(ctx, &id)
	return id, db.One(err, fault.New(fault.NotFound, "card_not_found"))
}

func itoa(n int) string { return strconv.Itoa(n) }

func sortedKeys(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }

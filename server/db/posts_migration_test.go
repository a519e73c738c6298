package db_test

import (
	"testing"

	"yunka/server/db"
	"yunka/server/db/dbtest"
)

// Who taught a class before posts were there is its class teacher afterwards, on
// the newest membership as a teacher; who had none holds nothing.
func TestClassTeachersBecomePosts(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			used := dbtest.Open(t, e)
			fillSchools(t, used)
			d := dbtest.Dial(t, dbtest.EmptyURL(t, e))
			if err := db.MigrateBefore(t.Context(), d, "20261129070000"); err != nil {
				t.Fatal(err)
			}
			copyRows(t, used, d)
			for _, q := range []string{
				"INSERT INTO class (id, school_id, grade, name, created_at) SELECT 'k-' || substr(id, 10, 20), id, '三年级', '1班', 7 FROM school",
				"INSERT INTO class_teacher (class_id, person_id, school_id) SELECT 'k-' || substr(school_id, 10, 20), person_id, school_id FROM membership WHERE role IN ('teacher', 'parent')",
				"UPDATE membership SET valid_to = 5 WHERE role = 'teacher'",
				"INSERT INTO membership (id, school_id, person_id, role, valid_from, created_at) SELECT 'new-' || substr(id, 10, 20), school_id, person_id, role, valid_from + 9, 8 FROM membership WHERE role = 'teacher'",
			} {
				if err := run(t, d, q); err != nil {
					t.Fatal(q, err)
				}
			}
			if _, err := d.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			_, rows := query(t, d, `SELECT t.school_id, t.person_id FROM post t
JOIN membership m ON m.id = t.membership_id AND m.person_id = t.person_id AND m.school_id = t.school_id AND m.id LIKE 'new-%' AND m.role = 'teacher'
JOIN class k ON k.id = t.of_id AND k.school_id = t.school_id
WHERE t.kind = 'class_teacher' AND t.of_what = 'class' AND t.valid_to IS NULL AND t.stands_for IS NULL AND length(t.id) <= 64`)
			if _, all := query(t, d, "SELECT id FROM post"); len(rows) != 2 || len(all) != 2 {
				t.Errorf("%d posts, %d of them right: want one a school", len(all), len(rows))
			}
		})
	}
}

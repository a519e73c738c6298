package custody

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/pickup/rule"
)

// OwnerOf is the school of a restriction: it is nobody's own thing.
var OwnerOf = campus.OwnerBy("SELECT school_id, '' FROM pickup_restriction WHERE id = ?")

// OwnerOfPair is the school of a guardianship.
var OwnerOfPair = campus.OwnerBy("SELECT school_id, '' FROM guardianship WHERE id = ?")

// Pair is a guardianship by its people.
type Pair struct {
	ID, AdultID, ChildID, Adult, Child, Relation string
	Restricted                                   bool
}

// ReadPair reads one; NotFound if the school has none of that id.
func ReadPair(ctx context.Context, q bun.IDB, school, id string) (p Pair, err error) {
	err = q.NewRaw(`
		SELECT g.id, g.adult_id, g.child_id, a.name AS adult, c.name AS child, g.relation, g.restricted
		FROM guardianship g
		JOIN person a ON a.id = g.adult_id
		JOIN person c ON c.id = g.child_id
		WHERE g.school_id = ? AND g.id = ? AND `+db.Visible("g"), school, id).Scan(ctx, &p)
	return p, db.One(err, fault.New(fault.NotFound, "not_found"))
}

const fields = `
	SELECT r.id, r.kind, r.from_day, r.until_day, r.odd, r.even, r.handover, r.holidays, r.document, r.adult_id, r.child_id, r.scan IS NOT NULL AS has_scan,
		COALESCE(b.name, '') AS by_name, r.at, COALESCE(r.ended_at, 0) AS ended_at, COALESCE(e.name, '') AS ended_name
	FROM pickup_restriction r
	LEFT JOIN person b ON b.id = r.by_person
	LEFT JOIN person e ON e.id = r.ended_by
	WHERE r.school_id = ?`

// Of lists all of a guardianship, also ended ones, the newest first.
func Of(ctx context.Context, q bun.IDB, school, guardianship string) (list []Restriction, err error) {
	err = q.NewRaw(fields+" AND r.guardianship_id = ? ORDER BY r.at DESC, r.id", school, guardianship).Scan(ctx, &list)
	return list, err
}

// InForce are those of children that nobody has ended, by child and adult.
func InForce(ctx context.Context, q bun.IDB, school string, children ...string) (map[[2]string][]rule.Restriction, error) {
	all := map[[2]string][]rule.Restriction{}
	if len(children) == 0 {
		return all, nil
	}
	var rows []Restriction
	err := q.NewRaw(fields+" AND r.child_id IN (?) AND r.ended_at IS NULL ORDER BY r.at, r.id", school, bun.List(children)).Scan(ctx, &rows)
	for _, r := range rows {
		key := [2]string{r.ChildID, r.AdultID}
		all[key] = append(all[key], r.Restriction)
	}
	return all, err
}

// Never are the adults who may not take the child at all now. What is meant for the child,
// and where it goes, is neither shown nor told to them.
func Never(ctx context.Context, q bun.IDB, sc campus.School, child string, now time.Time) (list []string, err error) {
	all, err := InForce(ctx, q, sc.ID, child)
	for key, rs := range all {
		for _, r := range rs {
			if r.Kind == rule.Never && r.Forbids(now, sc.Location(), func(string) bool { return false }) && !slices.Contains(list, key[1]) {
				list = append(list, key[1])
			}
		}
	}
	slices.Sort(list)
	return list, err
}

// Barred refuses who may not take the child at all now, as if they had no right to its
// plan: the answer is that of a stranger and says nothing more. Forbidden forbidden.
func Barred(ctx context.Context, q bun.IDB, actor allow.Actor, sc campus.School, child string, now time.Time) error {
	if actor.Children[child] == 0 {
		return nil
	}
	not, err := Never(ctx, q, sc, child, now)
	if err == nil && slices.ContainsFunc(not, func(id string) bool { return actor.People[id] }) {
		err = fault.New(fault.Forbidden, "forbidden")
	}
	return err
}

// Scan is the picture of a document; NotFound without one.
func Scan(ctx context.Context, q bun.IDB, school, id string) (jpeg []byte, err error) {
	err = q.NewRaw(`
		SELECT scan
		FROM pickup_restriction
		WHERE school_id = ? AND id = ? AND scan IS NOT NULL`, school, id).Scan(ctx, &jpeg)
	return jpeg, db.One(err, fault.New(fault.NotFound, "not_found"))
}

func insert(ctx context.Context, tx *db.Tx, school string, g Pair, r rule.Restriction, scan []byte, by string) error {
	_, err := tx.NewRaw(`
		INSERT INTO pickup_restriction (id, school_id, guardianship_id, adult_id, child_id, kind, from_day, until_day, odd, even, handover, holidays, document, scan,
			by_person, at, ended_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')`,
		r.ID, school, g.ID, g.AdultID, g.ChildID, r.Kind, r.FromDay, r.UntilDay, r.Odd, r.Even, r.Handover, r.Holidays, r.Document, scan, by, tx.NowMS()).Exec(ctx)
	return err
}

func pairOf(ctx context.Context, q bun.IDB, school, id string) (guardianship, child string, err error) {
	err = q.NewRaw("SELECT guardianship_id, child_id FROM pickup_restriction WHERE school_id = ? AND id = ?", school, id).Scan(ctx, &guardianship, &child)
	return guardianship, child, db.One(err, fault.New(fault.NotFound, "not_found"))
}

// ChildOf is the child of a restriction.
func ChildOf(ctx context.Context, q bun.IDB, school, id string) (child string, err error) {
	_, child, err = pairOf(ctx, q, school, id)
	return child, err
}

// Apart refuses who is an adult of the child, whatever else they are at the school: what
// the books say of a family is entered, read and ended by somebody else. Forbidden
// restriction_own.
func Apart(ctx context.Context, q bun.IDB, actor allow.Actor, school, child string) error {
	people := slices.Collect(maps.Keys(actor.People))
	if len(people) == 0 {
		return nil
	}
	var n int
	err := q.NewRaw("SELECT COUNT(*) FROM guardianship WHERE school_id = ? AND child_id = ? AND adult_id IN (?)", school, child, bun.List(people)).Scan(ctx, &n)
	if err == nil && n > 0 {
		err = fault.New(fault.Forbidden, "restriction_own")
	}
	return err
}

func end(ctx context.Context, tx *db.Tx, school, id, by string) error {
	res, err := tx.NewRaw(`
		UPDATE pickup_restriction
		SET ended_at = ?, ended_by = ?
		WHERE id = ? AND school_id = ? AND ended_at IS NULL`, tx.NowMS(), by, id, school).Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, fault.New(fault.Conflict, "restriction_ended"))
}

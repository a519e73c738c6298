package intake

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

// Owners of what this package keeps. An applicant is no person: the owner has none.
var (
	OwnerOfIntake    = campus.OwnerBy("SELECT i.school_id, '' FROM intake i WHERE i.id = ?")
	OwnerOfApplicant = campus.OwnerBy("SELECT a.school_id, '' FROM intake_applicant a WHERE a.id = ?")
	OwnerOfField     = campus.OwnerBy("SELECT f.school_id, '' FROM intake_field f WHERE f.id = ?")
	OwnerOfStep      = campus.OwnerBy("SELECT s.school_id, '' FROM intake_step s WHERE s.id = ?")
	OwnerOfPage      = campus.OwnerBy("SELECT p.school_id, '' FROM intake_page p WHERE p.id = ?")
)

// ErrNone is what is not there, or is not one's own.
var ErrNone = fault.New(fault.NotFound, "not_found")

// IntakeFields are the columns of an Intake, of intake i.
const IntakeFields = "i.id, i.school_id, i.name, i.name_en, i.day, i.place, i.help, i.reveal_at, i.told_at, i.deadline_at, i.state, i.made_at"

// ByID reads an intake; NotFound.
func ByID(ctx context.Context, q bun.IDB, id string) (in Intake, err error) {
	err = q.NewRaw("SELECT "+IntakeFields+" FROM intake i WHERE i.id = ?", id).Scan(ctx, &in)
	return in, db.One(err, ErrNone)
}

// Of are a school's intakes, the newest first.
func Of(ctx context.Context, q bun.IDB, school string) (list []Intake, err error) {
	err = q.NewRaw(`
		SELECT `+IntakeFields+`
		FROM intake i
		WHERE i.school_id = ?
		ORDER BY i.day DESC, i.id DESC
		LIMIT 50`, school).Scan(ctx, &list)
	return list, err
}

func openIntakes(ctx context.Context, q bun.IDB) (list []Intake, err error) {
	err = q.NewRaw("SELECT "+IntakeFields+" FROM intake i WHERE i.state = 'open' ORDER BY i.id").Scan(ctx, &list)
	return list, err
}

func insertIntake(ctx context.Context, tx *db.Tx, in Intake) error {
	_, err := tx.NewRaw(`
		INSERT INTO intake (id, school_id, name, name_en, day, place, help, reveal_at, told_at, deadline_at, state, made_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)`,
		in.ID, in.SchoolID, in.Name, in.NameEn, in.Day, in.Place, in.Help, in.RevealAt, in.DeadlineAt, in.State, in.MadeAt).Exec(ctx)
	return err
}

func updateIntake(ctx context.Context, tx *db.Tx, in Intake) error {
	_, err := tx.NewRaw(`
		UPDATE intake
		SET name = ?, name_en = ?, day = ?, place = ?, help = ?, reveal_at = ?, told_at = ?, deadline_at = ?, state = ?
		WHERE id = ?`,
		in.Name, in.NameEn, in.Day, in.Place, in.Help, in.RevealAt, in.ToldAt, in.DeadlineAt, in.State, in.ID).Exec(ctx)
	return err
}

func lockIntake(ctx context.Context, tx *db.Tx, id string) (in Intake, err error) {
	res, err := tx.NewRaw("UPDATE intake SET state = state WHERE id = ?", id).Exec(ctx)
	if err != nil {
		return in, err
	}
	if err := db.OneRow(res, ErrNone); err != nil {
		return in, err
	}
	return ByID(ctx, tx, id)
}

const applicantFields = `a.id, a.school_id, a.intake_id, a.number, a.name, a.gender, a.birth, a.id_tail, a.grade,
	COALESCE(a.class_id, '') AS class_id, COALESCE(c.grade || c.name, '') AS class, a.dorm, a.slot, a.state, a.state_why, a.pass, a.code_hash, a.code_at,
	a.place_version, a.form_version, a.form_who, a.form_at, a.sent_at, a.review, a.review_words, a.reviewed_by, a.reviewed_at,
	a.arrived_at, a.arrived_spot, a.late, COALESCE(a.person_id, '') AS person_id, a.made_at`

const applicantFrom = " FROM intake_applicant a LEFT JOIN class c ON c.id = a.class_id "

// ApplicantByID reads one; NotFound.
func ApplicantByID(ctx context.Context, q bun.IDB, id string) (a Applicant, err error) {
	err = q.NewRaw("SELECT "+applicantFields+applicantFrom+"WHERE a.id = ?", id).Scan(ctx, &a)
	return a, db.One(err, ErrNone)
}

// By finds one by a column that is unique.
func By(ctx context.Context, q bun.IDB, column, value string) (a Applicant, found bool, err error) {
	err = q.NewRaw("SELECT "+applicantFields+applicantFrom+"WHERE a."+column+" = ?", value).Scan(ctx, &a)
	if errors.Is(err, sql.ErrNoRows) {
		return a, false, nil
	}
	return a, err == nil, err
}

// Lock takes an applicant's row and reads it; NotFound.
func Lock(ctx context.Context, tx *db.Tx, id string) (a Applicant, err error) {
	res, err := tx.NewRaw("UPDATE intake_applicant SET state = state WHERE id = ?", id).Exec(ctx)
	if err != nil {
		return a, err
	}
	if err := db.OneRow(res, ErrNone); err != nil {
		return a, err
	}
	return ApplicantByID(ctx, tx, id)
}

// Filter is which applicants of an intake a list shows; empty fields ask nothing.
type Filter struct {
	Text, Class, Tab string // Tab is one of Tabs
}

// Tabs are the lists of an intake's applicants.
var Tabs = []string{"all", "invited", "review", "cleared", "arrived", "missing", "out"}

var tabWhere = map[string]string{
	"all":     "",
	"invited": " AND a.code_hash <> '' AND NOT EXISTS (SELECT 1 FROM intake_kin k WHERE k.applicant_id = a.id AND k.proven_at > 0)",
	"review":  " AND a.review = 'waiting'",
	"cleared": " AND a.review = 'accepted'",
	"arrived": " AND a.arrived_at > 0",
	"missing": " AND a.arrived_at = 0 AND a.state IN ('expected', 'enrolled')",
	"out":     " AND a.state IN ('deferred', 'no_show', 'withdrawn', 'duplicate')",
}

// Applicants are those of an intake, by class and name; limit and offset page them.
func Applicants(ctx context.Context, q bun.IDB, intake string, f Filter, limit, offset int) (list []Applicant, total int, err error) {
	where, args := "WHERE a.intake_id = ?"+tabWhere[f.Tab], []any{intake}
	if f.Class != "" {
		where, args = where+" AND a.class_id = ?", append(args, f.Class)
	}
	if f.Text != "" {
		like := "%" + campus.Fold(f.Text) + "%"
		where = where + " AND (a.folded LIKE ? OR a.number = ? OR EXISTS (SELECT 1 FROM intake_kin k WHERE k.applicant_id = a.id AND k.phone = ?))"
		args = append(args, like, f.Text, f.Text)
	}
	if err = q.NewRaw("SELECT COUNT(*)"+applicantFrom+where, args...).Scan(ctx, &total); err != nil {
		return nil, 0, err
	}
	err = q.NewRaw("SELECT "+applicantFields+applicantFrom+where+" ORDER BY a.grade, LENGTH(COALESCE(c.name, '')), c.name, a.folded, a.id LIMIT ? OFFSET ?", append(args, limit, offset)...).Scan(ctx, &list)
	return list, total, err
}

// Update writes what changes of an applicant, beside the arrival.
func Update(ctx context.Context, tx *db.Tx, a Applicant) error {
	_, err := tx.NewRaw(`
		UPDATE intake_applicant
		SET number = ?, grade = ?, class_id = NULLIF(?, ''), dorm = ?, slot = ?, state = ?, state_why = ?, place_version = ?,
			review = ?, review_words = ?, reviewed_by = ?, reviewed_at = ?, sent_at = ?, form_version = ?, form_who = ?, form_at = ?,
			code_hash = ?, code_at = ?, person_id = NULLIF(?, '')
		WHERE id = ?`,
		a.Number, a.Grade, a.ClassID, a.Dorm, a.Slot, a.State, a.StateWhy, a.PlaceVersion,
		a.Review, a.ReviewWords, a.ReviewedBy, a.ReviewedAt, a.SentAt, a.FormVersion, a.FormWho, a.FormAt,
		a.CodeHash, a.CodeAt, a.PersonID, a.ID).Exec(ctx)
	return err
}

// InBatches inserts n rows, a thousand a statement.
func InBatches(ctx context.Context, tx *db.Tx, query string, n int, row func(i int) []any) error {
	const batch = 1000
	for at := 0; at < n; at += batch {
		var rows []bun.TupleValues
		for i := at; i < min(at+batch, n); i++ {
			rows = append(rows, bun.Tuple(row(i)))
		}
		if _, err := tx.NewRaw(query, bun.List(rows)).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Families are the adults of some applicants.
func Families(ctx context.Context, q bun.IDB, applicants ...string) (map[string][]Kin, error) {
	by := map[string][]Kin{}
	for some := range slices.Chunk(applicants, 1000) {
		var list []struct {
			ApplicantID string
			Kin
		}
		if err := q.NewRaw(`
			SELECT applicant_id, n, name, phone, relation, proven_at, COALESCE(person_id, '') AS person_id
			FROM intake_kin
			WHERE applicant_id IN (?)
			ORDER BY applicant_id, n`, bun.List(some)).Scan(ctx, &list); err != nil {
			return nil, err
		}
		for _, k := range list {
			by[k.ApplicantID] = append(by[k.ApplicantID], k.Kin)
		}
	}
	return by, nil
}

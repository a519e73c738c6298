package inbox

import (
	"context"

	"github.com/uptrace/bun"
)

// sqlTold are the messages of a person that the reader may see. It takes the person,
// the children, the classes and whether the reader is of the office as ?0 to ?3.
const sqlTold = `
		FROM outbox_delivery d
		WHERE d.person_id = ?0 AND d.state = 'done' AND (
			d.via = 'self'
			OR d.via = 'guardian' AND d.about_id IN (?1)
			OR d.via = 'class' AND d.via_id IN (?2)
			OR d.via = 'office' AND ?3)`

func (r reader) args(more ...any) []any {
	return append([]any{r.person, some(r.children), some(r.classes), r.office}, more...)
}

// some is a list for IN, which must not be empty; no id is ”.
func some(ids []string) any { return bun.List(append([]string{""}, ids...)) }

// listMessages are the numbers of messages, the newest first.
func listMessages(
	ctx context.Context, q bun.IDB, r reader, child string, before int64, limit int,
) (numbers []int64, err error) {
	err = q.NewRaw(`
		SELECT DISTINCT d.message`+sqlTold+` AND (?4 = '' OR d.about_id = ?4) AND (?5 = 0 OR d.message < ?5)
		ORDER BY d.message DESC
		LIMIT ?6`,
		r.args(child, before, limit)...).Scan(ctx, &numbers)
	return numbers, err
}

// countUnread counts the messages that are new to the reader.
func countUnread(ctx context.Context, q bun.IDB, r reader) (n int, err error) {
	err = q.NewRaw(`
		SELECT count(DISTINCT d.message)`+sqlTold+` AND d.read_at IS NULL`,
		r.args()...).Scan(ctx, &n)
	return n, err
}

// childrenTold are those of the reader's children about whom there is a message, by
// name.
func childrenTold(ctx context.Context, q bun.IDB, r reader) (list []struct{ ID, Name string }, err error) {
	if len(r.children) < 2 {
		return nil, nil
	}
	err = q.NewRaw(`
		SELECT p.id, p.name
		FROM person p
		WHERE p.school_id = ? AND p.id IN (?) AND EXISTS (
			SELECT 1
			FROM outbox_delivery d
			WHERE d.person_id = ? AND d.state = 'done' AND d.about_id = p.id)
		ORDER BY p.name, p.id`,
		r.school, bun.List(r.children), r.person).Scan(ctx, &list)
	return list, err
}

// channelsOf are the kinds of channels that the person's school has on, with whether
// the person agreed.
func channelsOf(ctx context.Context, q bun.IDB, school, person string) (list []struct {
	Kind   string
	Agreed bool
}, err error) {
	err = q.NewRaw(`
		SELECT h.kind, EXISTS (
			SELECT 1
			FROM outbox_consent c
			WHERE c.person_id = ? AND c.kind = h.kind AND c.withdrawn_at IS NULL) AS agreed
		FROM outbox_channel h
		WHERE h.school_id = ? AND h.enabled
		ORDER BY h.kind`,
		person, school).Scan(ctx, &list)
	return list, err
}

package deliver

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/outbox"
)

// Part is one notice of a message in somebody's inbox, with what its words need.
type Part struct {
	Message, Number          int64
	PersonID, AboutID        string
	Via, ViaID               string
	At, ReadAt               int64 // came; 0 is unread
	Kind, Data, Day          string
	NoticedAt                int64
	Name, Grade, Class       string // of the person it is about, as they are now
	OldKind, OldData, OldDay string // of what it corrects; "" for nothing
	OldAt                    int64
	Urgent                   bool
}

// sqlParts reads deliveries that were told, without a condition. It takes the instant
// as ?0 for the class that somebody is in.
const sqlParts = `
		SELECT d.message, d.number, d.person_id, d.about_id, d.via, d.via_id, d.at, COALESCE(d.read_at, 0) AS read_at,
			d.urgent, n.kind, n.data, n.day, n.at AS noticed_at, COALESCE(p.name, '') AS name,
			COALESCE(k.grade, '') AS grade, COALESCE(k.name, '') AS class, COALESCE(o.kind, '') AS old_kind,
			COALESCE(o.data, '') AS old_data, COALESCE(o.day, '') AS old_day, COALESCE(o.at, 0) AS old_at
		FROM outbox_delivery d
		JOIN outbox_notice n ON n.school_id = d.school_id AND n.number = d.number
		LEFT JOIN outbox_notice o ON o.school_id = d.school_id AND o.number = d.corrects
		LEFT JOIN person p ON p.id = d.about_id AND p.school_id = d.school_id
		LEFT JOIN membership m ON m.person_id = p.id AND m.role = 'student' AND m.valid_from <= ?0
			AND (m.valid_to IS NULL OR m.valid_to > ?0) AND m.pending_import IS NULL
		LEFT JOIN class k ON k.id = m.class_id`

// PartsOf reads messages of a person's inbox by their numbers, the newest message
// first and what it tells oldest first. Nobody's right is asked: see May.
func PartsOf(ctx context.Context, q bun.IDB, person string, messages []int64, now int64) (list []Part, err error) {
	if len(messages) == 0 {
		return nil, nil
	}
	err = q.NewRaw(sqlParts+`
		WHERE d.person_id = ?1 AND d.state = 'done' AND d.message IN (?2)
		ORDER BY d.message DESC, d.number`,
		now, person, bun.List(messages)).Scan(ctx, &list)
	return list, err
}

// Told is the part as its words are drawn from it.
func (p Part) Told(school string, loc *time.Location, now time.Time) outbox.Told {
	t := outbox.Told{
		Kind: p.Kind, About: p.AboutID, Name: p.Name, Class: campus.ClassName(p.Grade, p.Class), School: school, Day: p.Day,
		Own: p.AboutID == p.PersonID, Staff: p.Via == "class" || p.Via == "office",
		At: time.UnixMilli(p.NoticedAt).In(loc), Now: now.In(loc), Data: json.RawMessage(p.Data),
	}
	if p.OldKind != "" {
		old := t
		old.Kind, old.Data, old.Day = p.OldKind, json.RawMessage(p.OldData), p.OldDay
		old.At = time.UnixMilli(p.OldAt).In(loc)
		t.Old = &old
	}
	return t
}

package book

import (
	"context"
	"time"

	"yunka/views/console"
	gateview "yunka/views/gate"
)

// conflicts is a page of every kind of conflict, open or dealt with.
func conflicts(ctx context.Context, resolved bool) gateview.ConflictsView {
	v := gateview.ConflictsView{Shell: shell(), First: true, Resolved: resolved, Kinds: []string{"DOUBLE_USE", "REVOKED_AT_TIME", "PASSBACK", "TIME_SUSPECT", "UNVERIFIED", "CHAIN"},
		Places: []console.Option{{Value: "t1", Text: southOne}, {Value: "t2", Text: "图书馆"}}, Next: "c0"}
	v.Shell.Rail = rail(3, 0, 6, false)
	row := gateview.ConflictRow{Kind: "DOUBLE_USE", PersonID: "p1", Name: "林知夏", Class: "三年级2班", Terminal: southOne, Gate: southOne, Seq: 118, At: at(7, 46, 2), RaisedAt: at(8, 10, 0), Decision: "ALLOW", Reason: "OK",
		OtherAt: at(7, 45, 40), OtherWhere: "图书馆"}
	add := func(change func(r *gateview.ConflictRow)) {
		r := row
		change(&r)
		r.ID = "c" + string(rune('1'+len(v.Rows)))
		v.Rows = append(v.Rows, r)
	}
	alone := func(r *gateview.ConflictRow) { r.OtherWhere, r.OtherAt = "", time.Time{} }
	add(func(*gateview.ConflictRow) {})
	add(func(r *gateview.ConflictRow) {
		alone(r)
		r.Kind, r.Detail, r.Name = "REVOKED_AT_TIME", "CARD_FROZEN_BY_HOLDER", long
	})
	add(func(r *gateview.ConflictRow) { alone(r); r.Kind, r.Detail = "PASSBACK", "ZONE_PASSBACK_IN" })
	add(func(r *gateview.ConflictRow) {
		alone(r)
		r.Kind, r.Detail, r.At = "TIME_SUSPECT", "before_contact", at(7, 46, 2).AddDate(0, 0, -1)
	})
	add(func(r *gateview.ConflictRow) {
		alone(r)
		r.Kind, r.Detail, r.PersonID = "UNVERIFIED", "CODE_BAD_SIGNATURE", ""
	})
	add(func(r *gateview.ConflictRow) { alone(r); r.Kind, r.PersonID, r.Decision = "CHAIN", "", "" })
	if resolved {
		for i := range v.Rows {
			v.Rows[i].ResolvedAt, v.Rows[i].ResolvedBy, v.Rows[i].Note = at(9, 0, 0), "赵立新", "借了同桌的手机，已和家长说明。"
		}
		return v
	}
	v.Rows[1].Draft, v.Rows[1].DraftWrong = "?", gateview.ConflictNoteWrong(ctx)
	return v
}

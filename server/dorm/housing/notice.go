package housing

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/outbox"
)

// NoticeHouse tells residents what the house has posted.
const NoticeHouse = "dorm.house"

// ToldHouse is what it tells.
type ToldHouse struct{ Building, Text string }

const (
	longestNotice = 31 * 24 * time.Hour // how long one stays on the residents' pages
	told          = 200                 // people of one notice of the outbox
)

// Notice is what the house tells those who live in it.
type Notice struct {
	ID, SchoolID, BuildingID, Text string
	UntilAt, PostedAt              int64
	ByName                         string
}

// PostNotice tells everybody who lives in a building now, and whoever opens their room's page
// until an instant. Invalid dorm_notice, dorm_until.
func (s *Service) PostNotice(ctx context.Context, a allow.Actor, school, building, text string, until int64) error {
	text = strings.TrimSpace(text)
	if text == "" || utf8.RuneCountInString(text) > maxText || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return fault.New(fault.Invalid, "dorm_notice")
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		b, err := BuildingOf(ctx, tx, school, building, tx.NowMS())
		if err != nil {
			return err
		}
		if err := allow.Check(a, allow.DormWatch, allow.Target{School: school, Building: building}); err != nil {
			return err
		}
		if until <= tx.NowMS() || until > tx.NowMS()+longestNotice.Milliseconds() {
			return fault.New(fault.Invalid, "dorm_until")
		}
		n := Notice{ID: db.NewID(), SchoolID: school, BuildingID: building, Text: text, UntilAt: until, PostedAt: tx.NowMS()}
		if n.ByName, err = seatName(ctx, tx, a, school); err != nil {
			return err
		}
		if err := insertNotice(ctx, tx, n); err != nil {
			return err
		}
		people, err := residents(ctx, tx, building, tx.NowMS())
		if err != nil {
			return err
		}
		for i, some := range slices.Collect(slices.Chunk(people, told)) {
			to := make([]outbox.To, len(some))
			for j, p := range some {
				to[j] = outbox.Person(p)
			}
			if err := outbox.Put(ctx, tx, outbox.Notice{School: school, Kind: NoticeHouse, Key: NoticeHouse + ":" + n.ID + ":" + strconv.Itoa(i), To: to, Data: ToldHouse{b.Name, text}}); err != nil {
				return err
			}
		}
		return s.noted(ctx, tx, a, school, building, "", "dorm.posted", map[string]any{"notice": n.ID, "people": len(people)})
	})
}

// TakeDown takes a notice from the residents' pages. It answers with the building.
func (s *Service) TakeDown(ctx context.Context, a allow.Actor, school, id string) (building string, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := noticeIn(ctx, tx, school, id)
		if err != nil {
			return err
		}
		building = n.BuildingID
		if err := allow.Check(a, allow.DormWatch, allow.Target{School: school, Building: building}); err != nil {
			return err
		}
		if n.UntilAt <= tx.NowMS() {
			return nil
		}
		if err := endNotice(ctx, tx, id); err != nil {
			return err
		}
		return s.noted(ctx, tx, a, school, building, "", "dorm.taken_down", map[string]any{"notice": id})
	})
	return building, err
}

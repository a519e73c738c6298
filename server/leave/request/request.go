// Package request is leaves as they are kept: who may ask for one and decide it (service,
// desk), what it opens at a gate (part), what is said when it is forgotten (keep).
package request

import (
	"context"
	"encoding/json"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/picture"
)

// World is what leave must know of when people are expected; attendance gives it.
type World struct {
	// Segments are the sessions of a member on a day, the earliest first.
	Segments func(ctx context.Context, q bun.IDB, sc campus.School, m campus.Member, day string) ([]Segment, error)
	// Closed is the last day whose register is closed; "" for none.
	Closed func(ctx context.Context, q bun.IDB, school string) (string, error)
	// Watermark is until when everything that the gates saw is here.
	Watermark func(ctx context.Context, q bun.IDB, school string, now int64) (int64, error)
}

// Service asks for leaves, decides and ends them.
type Service struct {
	db       *db.DB
	feed     *feed.Feed
	world    World
	pictures *picture.Shrinker
}

// New makes it.
func New(d *db.DB, f *feed.Feed, w World) *Service {
	return &Service{db: d, feed: f, world: w, pictures: picture.New()}
}

func moved(l Leave) string {
	b, _ := json.Marshal(Moved{l.FirstDay, l.LastDay})
	return string(b)
}

// evidence makes a picture small and harmless; nil of nil. So large that a doctor's note
// can be read.
func (s *Service) evidence(ctx context.Context, file []byte) ([]byte, error) {
	if len(file) == 0 {
		return nil, nil
	}
	small, err := s.pictures.Fit(ctx, file, 1080, 1440)
	if err == nil {
		return small, nil
	}
	switch fault.As(err).Code {
	case "photo_kind":
		return nil, fault.New(fault.Invalid, "evidence_kind")
	case "photo_size", "photo_pixels":
		return nil, fault.New(fault.Invalid, "evidence_size")
	case "photo_small":
		return nil, fault.New(fault.Invalid, "evidence_small")
	}
	return nil, err
}

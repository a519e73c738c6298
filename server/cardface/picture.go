package cardface

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/picture"
)

// A cover is drawn 480 px wide on a phone, a logo 20.
const (
	coverWidth, coverHeight = 960, 400
	logoSide                = 128
)

// unusedFor is how long a picture stays that no version has: somebody may be about to use it.
const unusedFor = 24 * time.Hour

// AddPicture keeps a cover or a logo and answers with its id. Fails like picture.Fit: an SVG is
// no photo_kind, 50 megapixels are photo_pixels.
func (s *Service) AddPicture(ctx context.Context, a allow.Actor, school string, logo bool, file []byte) (id string, err error) {
	if err := allow.Check(a, allow.FacesDesign, allow.Target{School: school}); err != nil {
		return "", err // before a processor works for a stranger
	}
	width, height := coverWidth, coverHeight
	if logo {
		width, height = logoSide, logoSide
	}
	jpeg, err := s.shrink.Fit(ctx, file, width, height)
	if err != nil {
		return "", err
	}
	light, err := picture.Lightest(jpeg)
	if err != nil {
		return "", err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.FacesDesign, allow.Target{School: school}); err != nil {
			return err
		}
		if err := forget(ctx, tx, school); err != nil {
			return err
		}
		id = db.NewID()
		if err := insertPicture(ctx, tx, school, id, jpeg, RGB(light).String()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: "faces.picture", Target: "school:" + school, Detail: map[string]any{"picture": id, "bytes": len(jpeg)}})
	})
	return id, err
}

func insertPicture(ctx context.Context, tx *db.Tx, school, id string, jpeg []byte, light string) error {
	_, err := tx.NewRaw(`
		INSERT INTO face_picture (id, school_id, jpeg, light, added_at)
		VALUES (?, ?, ?, ?, ?)`, id, school, jpeg, light, tx.NowMS()).Exec(ctx)
	return err
}

// forget deletes the pictures of a school that no version has.
func forget(ctx context.Context, tx *db.Tx, school string) error {
	var old []string
	err := tx.NewRaw(`
		SELECT p.id
		FROM face_picture p
		WHERE p.school_id = ?0 AND p.added_at < ?1
			AND NOT EXISTS (SELECT 1 FROM face_version v WHERE v.school_id = ?0 AND v.body LIKE '%' || p.id || '%')
		ORDER BY p.id`, school, tx.NowMS()-unusedFor.Milliseconds()).Scan(ctx, &old)
	if err != nil || len(old) == 0 {
		return err
	}
	_, err = tx.NewRaw("DELETE FROM face_picture WHERE id IN (?)", bun.List(old)).Exec(ctx)
	return err
}

// Picture is a cover or a logo, a JPEG.
func Picture(ctx context.Context, q bun.IDB, school, id string) (jpeg []byte, err error) {
	err = q.NewRaw("SELECT jpeg FROM face_picture WHERE school_id = ? AND id = ?", school, id).Scan(ctx, &jpeg)
	return jpeg, db.One(err, errNone)
}

// Lights are the lightest pixels of pictures of a school, by id; who is not there is none of its.
func Lights(ctx context.Context, q bun.IDB, school string, ids []string) (map[string]string, error) {
	by := map[string]string{}
	if len(ids) == 0 {
		return by, nil
	}
	var rows []struct{ ID, Light string }
	err := q.NewRaw("SELECT id, light FROM face_picture WHERE school_id = ? AND id IN (?)", school, bun.List(slices.Clone(ids))).Scan(ctx, &rows)
	for _, r := range rows {
		by[r.ID] = r.Light
	}
	return by, err
}

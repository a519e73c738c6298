package campus

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/picture"
)

// MaxPhotoBytes is how large a photo may be that is handed in.
const MaxPhotoBytes = picture.MaxBytes

// SavePhoto keeps a person's photo. What is stored was decoded and encoded
// anew, upright and at most 480 x 600, so nothing else of the file is kept.
// Fails with Invalid photo_size, photo_kind (no JPEG or PNG), photo_pixels (more
// than 16 megapixels, or too laborious to read) or photo_small.
func (s *Service) SavePhoto(ctx context.Context, actor allow.Actor, school, person string, file []byte) error {
	if err := s.mayManage(actor, school); err != nil {
		return err
	}
	small, err := s.pictures.Shrink(ctx, file)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := LockPerson(ctx, tx, school, person); err != nil {
			return err
		}
		if err := KeepPhoto(ctx, tx, school, person, small); err != nil {
			return err
		}
		return s.recordChange(ctx, tx, actor, school, person, "photo.saved", nil)
	})
}

// KeepPhoto stores a photo that a picture.Shrinker has made.
func KeepPhoto(ctx context.Context, tx *db.Tx, school, person string, jpeg []byte) error {
	_, err := tx.NewRaw(`
		INSERT INTO person_photo (person_id, school_id, jpeg, at)
		VALUES (?, ?, ?, ?)
		ON CONFLICT (person_id) DO UPDATE SET jpeg = excluded.jpeg, at = excluded.at`,
		person, school, jpeg, tx.NowMS()).Exec(ctx)
	return err
}

// RemovePhoto takes it away.
func (s *Service) RemovePhoto(ctx context.Context, actor allow.Actor, school, person string) error {
	if err := s.mayManage(actor, school); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		res, err := tx.NewRaw(`
			DELETE FROM person_photo
			WHERE person_id = ? AND school_id = ?`,
			person, school).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return s.recordChange(ctx, tx, actor, school, person, "photo.removed", nil)
	})
}

// Photo is a person's photo as a JPEG, nil when there is none.
func Photo(ctx context.Context, q bun.IDB, school, person string) ([]byte, error) {
	var rows []struct {
		JPEG []byte `bun:"jpeg"`
	}
	err := q.NewRaw(`
		SELECT jpeg
		FROM person_photo
		WHERE person_id = ? AND school_id = ?`,
		person, school).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0].JPEG, nil
}

// HasPhoto says whether there is one.
func HasPhoto(ctx context.Context, q bun.IDB, school, person string) (bool, error) {
	var n int
	err := q.NewRaw(`
		SELECT COUNT(*)
		FROM person_photo
		WHERE person_id = ? AND school_id = ?`,
		person, school).Scan(ctx, &n)
	return n > 0, err
}

package campus

import (
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/picture"
)

// Service reads and changes the books for an actor: each method asks allow,
// opens its own transaction and writes its audit event.
type Service struct {
	db   *db.DB
	feed *feed.Feed

	pictures *picture.Shrinker
}

// New makes the service.
func New(d *db.DB, f *feed.Feed) *Service {
	return &Service{db: d, feed: f, pictures: picture.New()}
}

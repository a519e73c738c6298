package campus

import (
	"yunka/server/db"
	"yunka/server/feed"
)

// Service reads and changes the books for an actor: each method asks allow,
// opens its own transaction and writes its audit event.
type Service struct {
	db   *db.DB
	feed *feed.Feed

	decoding chan struct{} // holds one photo at a time: a decoded one may be 128 MB
}

// New makes the service.
func New(d *db.DB, f *feed.Feed) *Service {
	return &Service{db: d, feed: f, decoding: make(chan struct{}, 1)}
}

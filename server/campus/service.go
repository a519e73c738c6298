package campus

import (
	"sync"
	"time"

	"yunka/server/db"
	"yunka/server/feed"
)

// Service is the campus of one process.
type Service struct {
	db    *db.DB
	feed  *feed.Feed
	owner string // this process, in the heartbeat of an import

	mu      sync.Mutex
	running map[string]bool // imports this process is applying

	decoding chan struct{} // one photo at a time

	chunkTime time.Duration
	hook      func(stage string) // tests: called before each transaction of an import
}

// New makes the service.
func New(d *db.DB, f *feed.Feed) *Service {
	return &Service{db: d, feed: f, owner: db.NewID(), running: map[string]bool{}, decoding: make(chan struct{}, 1), chunkTime: chunkTime, hook: func(string) {}}
}

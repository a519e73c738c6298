package roster

import (
	"sync"
	"time"

	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/feed"
)

// Service imports rosters in one server process.
type Service struct {
	db    *db.DB
	feed  *feed.Feed
	owner string // names this process in the heartbeat of an import

	mu      sync.Mutex
	running map[string]bool // imports that this process runs

	chunkTime time.Duration
	hook      func(stage string) // tests: called before each transaction of an import
}

// New makes the service.
func New(d *db.DB, f *feed.Feed) *Service {
	return &Service{
		db: d, feed: f, owner: db.NewID(),
		running:   map[string]bool{},
		chunkTime: chunkTime,
		hook:      func(string) {},
	}
}

// setRunning notes whether this process runs the import.
func (s *Service) setRunning(id string, on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if on {
		s.running[id] = true
	} else {
		delete(s.running, id)
	}
}

// OwnerOfImport is the school.
var OwnerOfImport = campus.OwnerBy(`
	SELECT i.school_id, ''
	FROM roster_import i
	WHERE i.id = ?`)

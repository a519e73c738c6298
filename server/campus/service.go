package campus

import (
	"sync"

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

	hook func(stage string) // tests: called before each transaction of an import
}

// New makes the service.
func New(d *db.DB, f *feed.Feed) *Service {
	return &Service{db: d, feed: f, owner: db.NewID(), running: map[string]bool{}, hook: func(string) {}}
}

// Visible is the SQL condition under which a row of person, class, membership,
// guardianship or credential exists for anyone: it is not part of a roster
// import, or that import has been applied. alias is the table or its alias.
func Visible(alias string) string {
	p := alias + ".pending_import"
	return "(" + p + " IS NULL OR EXISTS (SELECT 1 FROM roster_import WHERE roster_import.id = " + p + " AND roster_import.state = 'applied'))"
}

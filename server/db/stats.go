package db

import (
	"database/sql"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// PoolStats is a pool of connections at one moment. Waits and Waited are counted since it
// was opened.
type PoolStats struct {
	Name             string
	Max, InUse, Idle int
	Waits            int64
	Waited           time.Duration
}

// Pools are the pools of this process: writer and readers of SQLite's file; scans, which
// have their own, and pages, which is everything else, of PostgreSQL.
func (d *DB) Pools() []PoolStats {
	if d.engine == SQLite {
		return []PoolStats{sqlPool("writer", d.write.DB), sqlPool("readers", d.read.DB)}
	}
	list := make([]PoolStats, 0, 2)
	for _, p := range []struct {
		name string
		pool *pgxpool.Pool
	}{{"scans", d.hot}, {"pages", d.pool}} {
		s := p.pool.Stat()
		list = append(list, PoolStats{Name: p.name, Max: int(s.MaxConns()), InUse: int(s.AcquiredConns()), Idle: int(s.IdleConns()),
			Waits: s.EmptyAcquireCount(), Waited: s.EmptyAcquireWaitTime()})
	}
	return list
}

func sqlPool(name string, p *sql.DB) PoolStats {
	s := p.Stats()
	return PoolStats{Name: name, Max: s.MaxOpenConnections, InUse: s.InUse, Idle: s.Idle, Waits: s.WaitCount, Waited: s.WaitDuration}
}

// WriterLine is how many transactions wait for SQLite's one writer: scans, which go first,
// and others. ok is false on PostgreSQL.
func (d *DB) WriterLine() (urgent, normal int, ok bool) {
	if d.queue == nil {
		return 0, 0, false
	}
	d.queue.mu.Lock()
	defer d.queue.mu.Unlock()
	return len(d.queue.urgent), len(d.queue.normal), true
}

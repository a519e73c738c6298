package db

// Waiting counts who stands in SQLite's writer queue.
func Waiting(d *DB) int {
	d.queue.mu.Lock()
	defer d.queue.mu.Unlock()
	return len(d.queue.urgent) + len(d.queue.normal)
}

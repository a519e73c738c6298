package terminals

import (
	"yunka/server/terminal"
)

// listBehind reports whether a terminal's list lacks what has changed since.
func listBehind(row terminal.Row, policy, changed int64) bool {
	return row.RevokedAt == 0 && row.ListAt != 0 && (row.ListVersion < policy || row.ListFeed < changed)
}

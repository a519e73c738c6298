package terminal

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/campus"
	"yunka/server/cardcode"
)

// Owner finds the school of a terminal.
var Owner = campus.OwnerBy("SELECT t.school_id, '' FROM terminal t WHERE t.id = ?")

// Names are the names of those of the school's terminals, by id.
func Names(ctx context.Context, q bun.IDB, school string, ids []string) (map[string]string, error) {
	return campus.Names(ctx, q, "SELECT id, name FROM terminal WHERE school_id = ? AND id IN (?)", school, ids)
}

// CountAtGates counts the school's terminals that stand at a gate, and how many of
// them are paired.
func CountAtGates(ctx context.Context, q bun.IDB, school string) (all, paired int, err error) {
	err = q.NewRaw(`SELECT count(*), count(token_hash)
FROM terminal
WHERE school_id = ? AND revoked_at IS NULL AND gate_id IS NOT NULL`, school).Scan(ctx, &all, &paired)
	return all, paired, err
}

// Accepted are the purposes of a phone's code that some terminal of the school takes.
func Accepted(ctx context.Context, q bun.IDB, school string) (map[cardcode.Purpose]bool, error) {
	var scenes []rule.Scene
	err := q.NewRaw("SELECT DISTINCT scene FROM terminal WHERE school_id = ? AND revoked_at IS NULL", school).Scan(ctx, &scenes)
	accepted := map[cardcode.Purpose]bool{}
	for _, scene := range scenes {
		if use, ok := scene.Uses(); ok {
			accepted[use.Accepts] = true
		}
	}
	return accepted, err
}

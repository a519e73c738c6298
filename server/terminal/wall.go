package terminal

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/secret"
)

// Wall is a screen in a hall. It outlives the session of who hung it up, which
// for an admin is short, and may see nothing but how many.
type Wall struct {
	ID, School string
	TokenHash  string
}

// WallLife is how long a screen shows without being hung up again.
const WallLife = 400 * 24 * time.Hour

// WallCookie is the cookie in which a screen keeps its token.
const WallCookie = "yunka-wall"

// WallViewer is a screen as a viewer of live pages.
func WallViewer(screen string) string { return "wall:" + screen }

var errWall = fault.New(fault.Unauthenticated, "wall")

// HangWall lets the browser that holds the token show the school's wall until
// somebody ends it.
func (s *Service) HangWall(ctx context.Context, actor allow.Actor, school string) (token string, err error) {
	if err := allow.Check(actor, allow.ConsoleView, allow.Target{School: school}); err != nil {
		return "", err
	}
	token = "w_" + secret.Token(32)
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		id := db.NewID()
		if _, err := tx.NewRaw("INSERT INTO wall (id, school_id, token_hash, by_account, created_at) VALUES (?, ?, ?, ?, ?)", id, school, secret.Hash(token), actor.Account, tx.NowMS()).Exec(ctx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "wall.hung", Target: "wall:" + id})
	})
	return token, err
}

// EndWalls ends every screen of a school and names them: their sockets are to be
// closed.
func (s *Service) EndWalls(ctx context.Context, actor allow.Actor, school string) (ids []string, err error) {
	if err := allow.Check(actor, allow.ConsoleView, allow.Target{School: school}); err != nil {
		return nil, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ids = nil
		if err := tx.NewRaw("UPDATE wall SET ended_at = ? WHERE school_id = ? AND ended_at IS NULL RETURNING id", tx.NowMS(), school).Scan(ctx, &ids); err != nil || len(ids) == 0 {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "wall.ended", Target: "school:" + school, Detail: map[string]any{"screens": len(ids)}})
	})
	return ids, err
}

// WallOf finds the screen that a token belongs to.
func WallOf(ctx context.Context, q bun.IDB, token string, now time.Time) (Wall, error) {
	if len(token) < 10 || len(token) > 100 {
		return Wall{}, errWall
	}
	return WallByHash(ctx, q, secret.Hash(token), now)
}

// WallByHash is WallOf for who has kept only the hash.
func WallByHash(ctx context.Context, q bun.IDB, hash string, now time.Time) (w Wall, err error) {
	w.TokenHash = hash
	err = q.NewRaw("SELECT id, school_id FROM wall WHERE token_hash = ? AND ended_at IS NULL AND created_at > ?", hash, now.Add(-WallLife).UnixMilli()).Scan(ctx, &w.ID, &w.School)
	return w, db.One(err, errWall)
}

// Walls counts the screens of a school.
func Walls(ctx context.Context, q bun.IDB, school string) (n int, err error) {
	err = q.NewRaw("SELECT count(*) FROM wall WHERE school_id = ? AND ended_at IS NULL", school).Scan(ctx, &n)
	return n, err
}

package web

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/feed"
	"yunka/server/scan/history"
)

// At is an instant in a zone; 0 is the zero time.
func At(ms int64, loc *time.Location) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).In(loc)
}

// Ends says that an entry takes the place of its scan's line.
func Ends(e history.Entry) bool { return e.Kind == feed.Confirmation || e.Kind == feed.Undo }

func SchoolZone(ctx context.Context, q bun.IDB, school string) (*time.Location, error) {
	sc, err := campus.SchoolByID(ctx, q, school)
	return sc.Location(), err
}

package msg

import (
	"context"
	"time"
)

// ShortDay is a day such as 2026-12-23 without its year, with the day of the week; what is
// no day stays as it is.
func ShortDay(ctx context.Context, day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return Day(ctx, t)
}

package msg

import (
	"context"
)

// The guided start of a new school.

func StartGateIn(ctx context.Context, gate string) string {
	return Pick(ctx, "%s进", "%s in", gate)
}
func StartGateOut(ctx context.Context, gate string) string {
	return Pick(ctx, "%s出", "%s out", gate)
}
func StartZoneName(ctx context.Context) string { return Pick(ctx, "校园", "Campus") }

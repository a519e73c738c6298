package known

import (
	"context"
	"time"
)

// Waits puts wait in place of waiting.
func Waits(b *Book, wait func(ctx context.Context, d time.Duration)) { b.wait = wait }

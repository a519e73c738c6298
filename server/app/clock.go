package app

import (
	"context"
	"time"
)

const (
	clockEvery = time.Second // what the clock is compared with is asked for
	askWithin  = 2 * time.Second
)

// watchClock compares the clock (package clock) and says when it is no longer decided by,
// and when it is again.
func (a *App) watchClock(ctx context.Context) error {
	every := time.NewTicker(clockEvery)
	defer every.Stop()
	wrong := false
	for {
		ask, cancel := context.WithTimeout(ctx, askWithin)
		err := a.DB.CheckClock(ask)
		cancel()
		switch {
		case err != nil && !wrong:
			a.log.Error("nothing is decided, and gates go on by their lists, until the clock is right again. Set it by NTP; if it is right as it is, say so with `yunka clock accept`", "err", err)
		case err == nil && wrong:
			a.log.Info("the clock is right again: presentations are decided")
		}
		wrong = err != nil
		select {
		case <-ctx.Done():
			return nil
		case <-every.C:
		}
	}
}

package app

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

// lastly is what of a stop is kept for what comes after the requests: jobs, the scans'
// queue, the database.
const lastly = 500 * time.Millisecond

// Run serves until ctx ends, then stops in order: not ready, sockets told,
// requests finished, scans written. After cfg.Stop it waits for nothing any more, and
// that is no failure: what hangs then was acknowledged to nobody, and the database takes
// back what was not committed.
func (a *App) Run(ctx context.Context) error {
	inner, stop := context.WithCancel(context.WithoutCancel(ctx))
	var jobs sync.WaitGroup
	runs := map[string]func(context.Context) error{"accounts": a.Accounts.Run, "live": a.Hub.Run, "certificate": a.keepCertificate,
		"feed": a.relay, "clock": a.watchClock, "database": a.DB.Maintain}
	for _, s := range a.scenes {
		for _, j := range s.Jobs {
			runs[s.Name+" "+j.Name] = j.Run
		}
	}
	for name, run := range runs {
		jobs.Go(func() {
			if err := run(inner); err != nil && inner.Err() == nil {
				a.log.Error("job ended", "job", name, "err", err)
			}
		})
	}
	failed := make(chan error, 3)
	go func() {
		if a.certs != nil {
			failed <- a.server.ServeTLS(a.listener, "", "")
		} else {
			failed <- a.server.Serve(a.listener)
		}
	}()
	if a.redirect != nil {
		go func() { failed <- a.redirect.Serve(a.plain) }()
	}
	if a.metrics != nil {
		go func() { failed <- a.watch.Serve(a.metrics) }()
	}
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		a.Web.Drain()
		a.pause(a.cfg.Grace) // whoever sends requests here has to hear of it first
		a.beginEnd()
		err = a.drain(inner)
	}
	if a.redirect != nil {
		_ = a.redirect.Close() // it holds nothing that could be lost
	}
	if a.metrics != nil {
		_ = a.watch.Close()
	}
	stop()
	a.waitFor("jobs", jobs.Wait)
	a.unlock() // the next process may serve the file
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// drain takes no new connection, tells the sockets to come back and answers what has
// begun, all at once. What is not answered in time is cut off: whoever asked, asks again.
func (a *App) drain(ctx context.Context) error {
	var goodbyes sync.WaitGroup
	goodbyes.Go(a.Hub.Close)
	ctx, cancel := context.WithDeadline(ctx, a.endBy.Load().Add(-lastly))
	defer cancel()
	err := a.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		a.log.Warn("stopped before everybody was answered")
		err = a.server.Close()
	}
	a.waitFor("sockets", goodbyes.Wait)
	return err
}

// beginEnd sets when a stop is over.
func (a *App) beginEnd() {
	within := a.cfg.Stop
	if within == 0 {
		within = time.Minute
	}
	end := time.Now().Add(within)
	a.endBy.Store(&end)
}

// waitFor runs fn to its end, or leaves it to itself when a stop is over.
func (a *App) waitFor(what string, fn func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		fn()
	}()
	var over <-chan time.Time // without a stop: never
	if end := a.endBy.Load(); end != nil {
		timer := time.NewTimer(time.Until(*end))
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-done:
	case <-over:
		a.log.Warn("stopped without waiting any longer", "for", what)
	}
}

// Close gives everything back, in reverse order; after Run within what is left of a stop.
func (a *App) Close() (err error) {
	a.closed.Do(func() {
		if a.listener != nil {
			_ = a.listener.Close()
		}
		if a.plain != nil {
			_ = a.plain.Close()
		}
		if a.metrics != nil {
			_ = a.metrics.Close()
		}
		ended := make(chan error, 1)
		a.waitFor("the database", func() {
			var err error
			for i := len(a.closers) - 1; i >= 0; i-- {
				err = errors.Join(err, a.closers[i]())
			}
			ended <- err
		})
		select {
		case err = <-ended:
		default: // it is left to itself
		}
	})
	return err
}

package web

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// Whoever asks /readyz again and again does not make the server write each time.
func TestReadyIsAskedOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p probed
		n := 0
		broken := errors.New("broken")
		ready := func(context.Context) error {
			if n++; n == 2 {
				return broken
			}
			return nil
		}
		for i, want := range []error{nil, broken, nil} {
			for range 50 {
				if err := p.ask(t.Context(), ready); err != want {
					t.Errorf("%d: %v, want %v", i, err, want)
				}
			}
			time.Sleep(probeEvery)
		}
		if n != 3 {
			t.Errorf("asked %d times", n)
		}
	})
}

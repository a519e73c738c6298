package console

import (
	"context"
	"testing"
	"time"

	"yunka/views/msg"
)

func TestClockOffset(t *testing.T) {
	zh, en := context.Background(), msg.WithLang(context.Background(), msg.En)
	for got, want := range map[string]string{
		ClockOffset(zh, 6*time.Second):        "快 6.0 秒",
		ClockOffset(en, -90*time.Second):      "90.0 s behind",
		ClockOffset(zh, 100*time.Millisecond): "准",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

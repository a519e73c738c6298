package e2e

import (
	"context"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// Keys carry the time at which they were pressed, as from a keyboard: a page that
// goes by it sees the same on a slow machine.
const (
	person = 120 * time.Millisecond // between two keys
	wedge  = 5 * time.Millisecond
	apart  = time.Second // two who type, or two readings
)

// types is a scanner that ends with Enter.
func (w *window) types(text string) {
	w.Helper()
	w.presses(wedge, text+"\r")
}

// presses types one key after the other. "\r" is Enter.
func (w *window) presses(pause time.Duration, text string) {
	w.Helper()
	if now := time.Now(); w.pressed.Before(now.Add(-apart)) {
		w.pressed = now.Add(-apart)
	}
	w.pressed = w.pressed.Add(apart)
	w.more(pause, text)
}

// more goes on with the same typing.
func (w *window) more(pause time.Duration, text string) {
	w.Helper()
	w.do(func(ctx context.Context, t *chromedp.Target) (none chromedp.Void, err error) {
		for _, c := range text {
			w.pressed = w.pressed.Add(pause)
			p := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: string(c), Text: string(c), Timestamp: input.TimeSinceEpoch(float64(w.pressed.UnixMicro()) / 1e6)}
			switch upper := strings.ToUpper(p.Key); {
			case c == '\r':
				p.Code, p.Key, p.WindowsVirtualKeyCode = "Enter", "Enter", 13
			case c >= '0' && c <= '9':
				p.Code, p.WindowsVirtualKeyCode = "Digit"+upper, int64(c)
			case upper >= "A" && upper <= "Z":
				p.Code, p.WindowsVirtualKeyCode = "Key"+upper, int64(upper[0])
			default:
				p.Code = map[rune]string{'/': "Slash", '.': "Period", ':': "Semicolon", '-': "Minus"}[c]
			}
			if _, err = cdp.Call(ctx, t, input.DispatchKeyEvent, p); err != nil {
				return none, err
			}
			p.Type, p.Text = input.DispatchKeyEventTypeKeyUp, ""
			if _, err = cdp.Call(ctx, t, input.DispatchKeyEvent, p); err != nil {
				return none, err
			}
		}
		return none, nil
	})
}

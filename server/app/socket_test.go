package app_test

import (
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/coder/websocket"

	"yunka/server/app"
)

// dial shakes hands with /live and says what came back; the connection is nil
// unless it opened.
func dial(t testing.TB, a *app.App, path string, q ask) (*websocket.Conn, reply) {
	t.Helper()
	req := request(t, a.URL(), "GET", path, q)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	ws, res, err := websocket.Dial(ctx, a.URL()+path, &websocket.DialOptions{HTTPClient: once, HTTPHeader: req.Header})
	if res == nil {
		t.Fatalf("%s: %v", path, err)
	}
	r := reply{status: res.StatusCode, header: res.Header}
	if ws == nil {
		b, _ := io.ReadAll(res.Body)
		r.body = string(b)
	}
	return ws, r
}

// listen reads frames into a channel until the socket ends; the last value is
// why.
func listen(t testing.TB, ws *websocket.Conn) (<-chan string, <-chan error) {
	frames, ended := make(chan string, 256), make(chan error, 1)
	go func() {
		for {
			_, b, err := ws.Read(context.WithoutCancel(t.Context()))
			if err != nil {
				ended <- err
				return
			}
			frames <- string(b)
		}
	}()
	t.Cleanup(func() { _ = ws.CloseNow() })
	return frames, ended
}

var _ = http.StatusOK

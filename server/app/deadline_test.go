package app

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// Who asks and does not read is let go, whatever stands in the answer; a reader
// that is slow but reads gets all of it, and a socket has no deadline.
func TestWhoDoesNotReadIsLetGo(t *testing.T) {
	ended := make(chan error, 1)
	body := []byte(strings.Repeat("x", 64<<20)) // more than the kernel's buffers take
	ways := http.NewServeMux()
	ways.HandleFunc("/large", func(w http.ResponseWriter, r *http.Request) {
		_, err := w.Write(body)
		ended <- err
	})
	ways.HandleFunc("/socket", func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			ended <- err
			return
		}
		defer c.CloseNow()
		_, first, err := c.Read(r.Context())
		if err == nil {
			time.Sleep(20 * time.Millisecond) // past any deadline of the answer
			err = c.Write(r.Context(), websocket.MessageText, first)
		}
		ended <- err
	})
	server := httptest.NewServer(bounded(ways, 10*time.Millisecond, 1<<30))
	defer server.Close()
	wait := func() error {
		t.Helper()
		select {
		case err := <-ended:
			return err
		case <-time.After(2 * time.Minute):
			t.Fatal("the answer is held open")
			return nil
		}
	}

	c, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprintf(c, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
	if err := wait(); err == nil {
		t.Error("64 MB went to somebody who read nothing")
	}

	ws, _, err := websocket.Dial(t.Context(), server.URL+"/socket", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer ws.CloseNow()
	if err := ws.Write(t.Context(), websocket.MessageText, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	if _, got, err := ws.Read(t.Context()); err != nil || string(got) != "hello" {
		t.Errorf("%s, %v", got, err)
	}
	if err := wait(); err != nil {
		t.Errorf("the socket was ended: %v", err)
	}
}

// The allowance grows with what has been written.
func TestAllowanceGrowsWithTheAnswer(t *testing.T) {
	deadline := make(chan time.Time, 16)
	h := bounded(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for range 3 {
			_, _ = w.Write(make([]byte, 2*slowestReader))
		}
	}), readGrace, slowestReader)
	begun := time.Now()
	h.ServeHTTP(&noted{httptest.NewRecorder(), deadline}, httptest.NewRequest("GET", "/", nil))
	for _, seconds := range []int{2, 4, 6} {
		got := (<-deadline).Sub(begun)
		if want := readGrace + time.Duration(seconds)*time.Second; got < want || got > want+time.Minute {
			t.Errorf("after %d s worth of bytes: %v, want %v", seconds, got, want)
		}
	}
}

type noted struct {
	*httptest.ResponseRecorder
	deadline chan time.Time
}

func (n *noted) SetWriteDeadline(t time.Time) error { n.deadline <- t; return nil }

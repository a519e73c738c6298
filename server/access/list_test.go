package access

import (
	"context"
	"testing"
	"time"

	"yunka/server/fault"
)

// A terminal that asks again and again waits once.
func TestATerminalWaitsForOneList(t *testing.T) {
	l := NewLists(nil)
	leave, err := l.enter("t")
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := l.enter("t"); !fault.Is(err, fault.TooMany) {
			t.Fatalf("it waits twice: %v", err)
		}
	}
	other, err := l.enter("u")
	if err != nil {
		t.Fatal(err)
	}
	leave()
	other()
	if _, err = l.enter("t"); err != nil {
		t.Fatal(err)
	}
}

// Gates that ask while a snapshot is being taken share the next one, which has
// begun after all of them asked; who hangs up keeps nobody waiting, and a failure
// is everybody's answer and no more than that.
func TestGatesShareASnapshot(t *testing.T) {
	l := NewLists(nil)
	begun, goOn := make(chan int64), make(chan bool)
	l.take = func(_ context.Context, _ string, since int64, _ time.Time) (*snapshot, error) {
		begun <- since
		if !<-goOn {
			panic("a failure")
		}
		return &snapshot{}, nil
	}
	now := time.UnixMilli(1000)
	type answer struct {
		s   *snapshot
		err error
	}
	ask := func(ctx context.Context, since int64) chan answer {
		c := make(chan answer, 1)
		go func() {
			defer func() {
				if recover() != nil {
					close(c)
				}
			}()
			s, err := l.share(ctx, "school", since, now)
			c <- answer{s, err}
		}()
		return c
	}
	waiting := func(since int64) { // until that one stands in the next
		for {
			l.mu.Lock()
			next := l.next["school"]
			there := next != nil && next.since == since
			l.mu.Unlock()
			if there {
				return
			}
			time.Sleep(time.Millisecond)
		}
	}
	first := ask(t.Context(), 1)
	if since := <-begun; since != 1 {
		t.Fatal(since)
	}
	gone, hangUp := context.WithCancel(t.Context())
	second := ask(gone, 2)
	waiting(2)
	hangUp() // it was to take the next one, and does so for the others
	third := ask(t.Context(), 3)
	waiting(3)
	impatient, leave := context.WithCancel(t.Context())
	fourth := ask(impatient, 0)
	leave()
	if a := <-fourth; a.err == nil {
		t.Error("who hung up got a list")
	}
	goOn <- true
	a := <-first
	if since := <-begun; since != 3 {
		t.Errorf("the next one knows of %d", since)
	}
	goOn <- true
	b, c := <-second, <-third
	if a.s == nil || b.s == nil || a.s == b.s || b.s != c.s {
		t.Errorf("%v %v %v", a, b, c)
	}

	first = ask(t.Context(), 1)
	<-begun
	second = ask(t.Context(), 2)
	waiting(2)
	third = ask(t.Context(), 3)
	waiting(3)
	goOn <- false
	if _, ok := <-first; ok {
		t.Error("the failure was swallowed")
	}
	<-begun
	goOn <- false
	if _, ok := <-second; ok {
		t.Error("the failure was swallowed")
	}
	if a := <-third; !fault.Is(a.err, fault.Internal) {
		t.Errorf("%+v", a)
	}
	first = ask(t.Context(), 5000)
	if since := <-begun; since != 0 {
		t.Errorf("a version of the future: %d", since)
	}
	goOn <- true
	if a := <-first; a.s == nil {
		t.Errorf("after a failure: %+v", a)
	}
}

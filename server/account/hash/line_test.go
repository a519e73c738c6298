package hash_test

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"time"

	"yunka/server/account/hash"
	"yunka/server/fault"
)

// held is a hasher whose hashes begin when the test hears of them and end when it lets
// them; the first byte of the secret names one.
type held struct {
	*hash.Hasher
	*testing.T
	began chan byte
	let   chan struct{}
	done  sync.WaitGroup
}

func hold(t *testing.T) *held {
	t.Helper()
	h := &held{Hasher: hash.New(hash.Cost{Memory: 8, Time: 1, Threads: 1}), T: t, began: make(chan byte), let: make(chan struct{})}
	h.KDF = func(secret, _ []byte, _, _ uint32, _ uint8, n uint32) []byte {
		h.began <- secret[0]
		<-h.let
		return make([]byte, n)
	}
	return h
}

// begin hashes a secret elsewhere, and waits until it runs or waits.
func (h *held) begin(ctx context.Context, secret string) <-chan error {
	h.Helper()
	ended, before := make(chan error, 1), h.here()
	h.done.Go(func() {
		_, err := h.Make(ctx, secret)
		ended <- err
	})
	for end := time.Now().Add(time.Minute); h.here() == before; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			h.Fatal("it neither runs nor waits")
		}
	}
	return ended
}

func (h *held) here() int {
	running, waiting, _ := h.Load()
	return running + waiting
}

func TestFewAtOnceOnFewProcessors(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for processors, want := range map[int]int{1: 1, 2: 1, 4: 1, 8: 2, 16: 4} {
		runtime.GOMAXPROCS(processors)
		if got := hash.AtOnce(); got != want {
			t.Errorf("%d processors: %d at once", processors, got)
		}
	}
}

// Whoever finds all places taken is sent away at once, with a time to come back, and
// without a hash; when one is free again it is taken.
func TestWhoComesBeyondThePlacesIsSentAway(t *testing.T) {
	h := hold(t)
	room := hash.AtOnce() * (1 + hash.Waiting)
	for range room {
		h.begin(t.Context(), "x")
	}
	_, err := h.Make(t.Context(), "x")
	if f := fault.As(err); f.Kind != fault.TooMany || f.Code != "login_busy" || f.RetryAfter <= 0 {
		t.Errorf("one more: %v", err)
	}
	if _, _, err := h.Admit(t.Context()); !fault.Is(err, fault.TooMany) {
		t.Errorf("a place: %v", err)
	}
	if running, waiting, shed := h.Load(); running != hash.AtOnce() || waiting != room-running || shed != 2 {
		t.Errorf("%d run, %d wait, %d shed", running, waiting, shed)
	}
	for range room {
		<-h.began
		h.let <- struct{}{}
	}
	h.done.Wait()
	last := h.begin(t.Context(), "x")
	<-h.began
	h.let <- struct{}{}
	if err := <-last; err != nil {
		t.Error(err)
	}
}

// A place that was taken before is good for what is hashed with it.
func TestAPlaceIsKept(t *testing.T) {
	h := hold(t)
	room := hash.AtOnce() * (1 + hash.Waiting)
	ctx, leave, err := h.Admit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range room - 1 {
		h.begin(t.Context(), "x")
	}
	if _, err := h.Make(t.Context(), "x"); !fault.Is(err, fault.TooMany) {
		t.Errorf("without a place: %v", err)
	}
	mine := h.begin(ctx, "m")
	for range room {
		<-h.began
		h.let <- struct{}{}
	}
	if err := <-mine; err != nil {
		t.Error(err)
	}
	leave()
	leave() // once counts
	h.done.Wait()
	if _, leave, err := h.Admit(t.Context()); err != nil {
		t.Error(err)
	} else {
		leave()
	}
}

// A guard's PIN goes before all logins that wait, and is refused by no flood of them.
func TestFirstGoesFirst(t *testing.T) {
	h := hold(t)
	for range hash.AtOnce() * (1 + hash.Waiting) {
		h.begin(t.Context(), "l")
	}
	h.begin(hash.First(t.Context()), "p")
	var order []byte
	for range hash.AtOnce() * (1 + hash.Waiting) {
		order = append(order, <-h.began)
		if len(order) >= hash.AtOnce() { // all turns are taken: one ends, and the next begins
			h.let <- struct{}{}
		}
	}
	order = append(order, <-h.began)
	for range hash.AtOnce() {
		h.let <- struct{}{}
	}
	h.done.Wait()
	if at := string(order[:hash.AtOnce()+1]); at[len(at)-1] != 'p' {
		t.Errorf("the PIN was not the next: %q", order)
	}
}

// Who gives up gives the place and the turn back.
func TestWhoGivesUpLeavesNothing(t *testing.T) {
	h := hold(t)
	for range hash.AtOnce() {
		h.begin(t.Context(), "x")
		<-h.began
	}
	ctx, cancel := context.WithCancel(t.Context())
	gone, stays := h.begin(ctx, "g"), h.begin(t.Context(), "s")
	cancel()
	if err := <-gone; err == nil {
		t.Error("hashed after it gave up")
	}
	h.let <- struct{}{}
	if who := <-h.began; who != 's' {
		t.Errorf("%c begins", who)
	}
	for range hash.AtOnce() {
		h.let <- struct{}{}
	}
	h.done.Wait()
	if err := <-stays; err != nil {
		t.Error(err)
	}
	if running, waiting, _ := h.Load(); running+waiting != 0 {
		t.Errorf("%d run, %d wait", running, waiting)
	}
}

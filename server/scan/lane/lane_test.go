package lane_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"yunka/server/scan/lane"
)

type of struct {
	lane string
	n    int
}

// TestALaneThatStandsStopsNoOther: whatever one lane's batches wait for.
func TestALaneThatStandsStopsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		ran := map[string]int{}
		release := make(chan struct{})
		l := lane.New(lane.Config{Workers: 4, PerLane: 2, Batch: 8, Room: 100}, func(batch []of) {
			if batch[0].lane == "stands" {
				<-release
			}
			mu.Lock()
			ran[batch[0].lane] += len(batch)
			mu.Unlock()
		})
		for i := range 50 {
			l.Put("stands", of{"stands", i})
		}
		for i := range 50 {
			for _, key := range []string{"a", "b", "c"} {
				if said := l.Put(key, of{key, i}); said != lane.Taken {
					t.Fatal(said)
				}
			}
		}
		synctest.Wait()
		for key, want := range map[string]int{"stands": 0, "a": 50, "b": 50, "c": 50} {
			if ran[key] != want {
				t.Errorf("%s: %d ran, want %d", key, ran[key], want)
			}
		}
		if now := l.Load(); now.Lanes != 1 || now.Running != 2 || now.Waiting == 0 || now.Longest != now.Waiting {
			t.Errorf("while it stands: %+v", now)
		}
		close(release)
		l.Close()
		if now := l.Load(); now != (lane.Load{}) {
			t.Errorf("at the end: %+v", now)
		}
		if ran["stands"] != 50 {
			t.Errorf("%d of the lane that stood", ran["stands"])
		}
	})
}

// TestTheOrderOfALane: one batch at once keeps it, whoever puts.
func TestTheOrderOfALane(t *testing.T) {
	got := map[string][]int{}
	var mu sync.Mutex
	most := 0
	l := lane.New(lane.Config{Workers: 3, PerLane: 1, Batch: 7, Room: 10000}, func(batch []of) {
		mu.Lock()
		defer mu.Unlock()
		most = max(most, len(batch))
		for _, v := range batch {
			if v.lane != batch[0].lane {
				t.Errorf("%s is in a batch of %s", v.lane, batch[0].lane)
			}
			got[v.lane] = append(got[v.lane], v.n)
		}
	})
	var all sync.WaitGroup
	for k := range 5 {
		all.Go(func() {
			key := fmt.Sprint(k)
			for i := range 1000 {
				l.Put(key, of{key, i})
			}
		})
	}
	all.Wait()
	l.Close()
	for key, ns := range got {
		if len(ns) != 1000 || !slices.IsSorted(ns) {
			t.Errorf("%s: %d ran, sorted is %v", key, len(ns), slices.IsSorted(ns))
		}
	}
	if len(got) != 5 || most > 7 {
		t.Errorf("%d lanes, a batch of %d", len(got), most)
	}
}

// TestWhatHasNoRoom: a flood is told so, and takes nobody's place.
func TestWhatHasNoRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		var ran []of
		l := lane.New(lane.Config{Workers: 2, PerLane: 1, Batch: 2, Room: 3}, func(batch []of) {
			if batch[0].lane == "flood" {
				<-release
			}
			ran = append(ran, batch...)
		})
		l.Put("flood", of{"flood", 0})
		synctest.Wait()
		for i := range 5 {
			want := lane.Taken
			if i >= 3 {
				want = lane.Full
			}
			if said := l.Put("flood", of{"flood", i + 1}); said != want {
				t.Errorf("%d: %v", i, said)
			}
		}
		if said := l.Put("other", of{"other", 0}); said != lane.Taken {
			t.Error(said)
		}
		synctest.Wait()
		close(release)
		l.Close()
		if len(ran) != 5 || l.Put("other", of{}) != lane.Closed {
			t.Errorf("%v", ran)
		}
	})
}

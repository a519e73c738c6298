package release_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/feed"
	"yunka/server/pickup/release"
	"yunka/server/reason"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// The child process is this test binary again: a server that releases children one after
// another in four hands, says on file 3 whom it has released, and is killed.
const childEnv = "YUNKA_RELEASE_CHILD"

type orders struct {
	URL      string
	Now      int64
	At       terminal.Identity
	Staff    string
	Scan     string
	Children []string
}

func TestMain(m *testing.M) {
	if text := os.Getenv(childEnv); text != "" {
		if err := dies(text); err != nil {
			fmt.Fprintln(os.Stderr, "child:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	dbtest.Main(m)
}

func dies(text string) error {
	var o orders
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return err
	}
	ctx := context.Background()
	d, err := db.Open(ctx, o.URL, db.WithClock(func() time.Time { return time.UnixMilli(o.Now) }))
	if err != nil {
		return err
	}
	defer d.Close()
	s, out := release.New(d, feed.New(), release.Asks{}), os.NewFile(3, "parent")
	var wg sync.WaitGroup
	var mu sync.Mutex
	for hand := range 4 {
		wg.Go(func() {
			for i := hand; i < len(o.Children); i += 4 {
				answer, err := s.Release(ctx, o.At.Actor(), release.Ask{Scan: o.Scan, Child: o.Children[i], Staff: o.Staff, Sure: true})
				mu.Lock()
				if err != nil || !answer.Released {
					_, _ = fmt.Fprintf(out, "E %v %v\n", answer, err)
				} else {
					_, _ = fmt.Fprintln(out, "A "+o.Children[i])
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return nil
}

// A server dies in the midst of releases: each child is released with all that belongs to
// it, or nothing has happened to it; what was said to be done is done; and asking again gives
// every child one release.
func TestAServerDiesDuringReleases(t *testing.T) {
	const many = 48
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			clock := scantest.NewClock()
			url := dbtest.URL(t, e)
			g := opened(t, dbtest.Dial(t, url, db.WithClock(clock.Now)), clock)
			o := orders{URL: url, Now: clock.Now().UnixMilli(), At: g.at, Staff: g.guard.Person}
			for range many {
				h := g.Holder(t, allow.Student)
				g.World.Exec(t, "UPDATE membership SET class_id = ? WHERE id = ?", g.class, h.Membership)
				g.Guardian(t, g.mother, h, "母亲", false)
				o.Children = append(o.Children, h.Person)
			}
			a, shown := g.shows(g.at, g.mother, reason.OK)
			if len(shown.Children) != many+1 {
				t.Fatalf("%d children", len(shown.Children))
			}
			o.Scan = a.Scan
			said := killed(t, o, 1+rand.N(many/2))

			whole := 0
			for _, child := range o.Children {
				counts := [...]int{
					g.count("SELECT count(*) FROM pickup_order WHERE child_id = ? AND state = 'RELEASED'", child),
					g.count("SELECT count(*) FROM pickup_event WHERE child_id = ? AND event = 'release'", child),
					g.count("SELECT count(*) FROM outbox_notice WHERE about_id = ? AND kind = ?", child, release.NoticeReleased),
					g.count("SELECT count(*) FROM audit_event WHERE target = ? AND action = 'pickup.released'", "person:"+child),
				}
				switch {
				case counts == [4]int{1, 1, 1, 1}:
					whole++
				case counts != [4]int{}:
					t.Errorf("half a release: %v", counts)
				case said[child]:
					t.Error("a release that was said is lost")
				}
			}
			t.Logf("%d said, %d released of %d", len(said), whole, many)
			for _, child := range o.Children {
				if out := g.release(g.at, a.Scan, func(a *release.Ask) { a.Child, a.Sure = child, true }); !out.Released {
					t.Errorf("asked again: %+v", out)
				}
			}
			if n := g.count("SELECT count(*) FROM pickup_event WHERE event = 'release'"); n != many {
				t.Errorf("%d releases on record", n)
			}
			if n := g.count("SELECT count(*) FROM outbox_notice WHERE kind = ?", release.NoticeReleased); n != many {
				t.Errorf("%d families were told", n)
			}
		})
	}
}

// killed runs a server until it has said n releases, and kills it; these are all it said.
func killed(t *testing.T, o orders, n int) map[string]bool {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd := exec.Command(os.Args[0])
	cmd.Env, cmd.ExtraFiles, cmd.Stderr = append(os.Environ(), childEnv+"="+string(text)), []*os.File{w}, os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	said := map[string]bool{}
	for lines := bufio.NewScanner(r); lines.Scan(); {
		kind, child, _ := strings.Cut(lines.Text(), " ")
		if kind != "A" {
			t.Fatalf("the server says %s", lines.Text())
		}
		if said[child] = true; len(said) == n {
			_ = cmd.Process.Kill() // what it said before is still read
		}
	}
	_ = cmd.Wait()
	if len(said) < n {
		t.Fatalf("it ended after %d", len(said))
	}
	return said
}

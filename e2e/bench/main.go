// Command bench compares the live stream of Yunka with the centrifuge library,
// a well-made public yardstick: the same message to the same sockets, on the
// same machine, in one run, round about. It has a go.mod of its own, so that
// the program never depends on its yardstick.
//
//	go run . [-conns 5000] [-rounds 3]        broadcast and memory, both servers
//	go run . -restart [-conns 10000]          pages come back after a kill -9
//
// Each server is a process of its own; the clients are another one, as lean as
// a client can be (client.go), because they share the processors with what is
// measured. Ratios count; a bare figure belongs to the machine that printed it.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"time"
)

func main() {
	log.SetFlags(0)
	conns := flag.Int("conns", 0, "sockets; 0 is 5,000, or 10,000 with -restart")
	rounds := flag.Int("rounds", 3, "how often each server is measured")
	messages := flag.Int("messages", 40, "messages a round")
	restart := flag.Bool("restart", false, "kill the server and wait until every page is back")
	serve := flag.String("serve", "", "be a server: yunka or centrifuge")
	addr := flag.String("addr", "127.0.0.1:0", "with -serve: where")
	data := flag.String("data", "", "with -serve yunka: the folder of its database")
	flag.Parse()
	var err error
	switch {
	case *serve == "yunka":
		err = serveYunka(*addr, *data)
	case *serve == "centrifuge":
		err = serveCentrifuge(*addr)
	case *restart:
		err = comeBack(or(*conns, 10_000))
	default:
		err = compare(or(*conns, 5_000), *rounds, *messages)
	}
	if err != nil {
		log.Fatal("bench: ", err)
	}
}

func or(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}

// figures of one server in one round.
type figures struct {
	perConn       float64 // bytes of resident memory for an idle connection
	paced, burst  float64 // deliveries a second
	p50, p99, max time.Duration
}

func compare(conns, rounds, messages int) error {
	all := map[string][]figures{}
	for round := range rounds {
		for _, kind := range []string{"yunka", "centrifuge"} {
			f, err := measure(kind, conns, messages)
			if err != nil {
				return fmt.Errorf("%s: %w", kind, err)
			}
			all[kind] = append(all[kind], f)
			fmt.Printf("round %d %-10s  idle %5.1f KB a socket   paced %8.0f/s   burst %8.0f/s   delivery p50 %v p99 %v max %v\n",
				round+1, kind, f.perConn/1000, f.paced, f.burst, f.p50.Round(10*time.Microsecond), f.p99.Round(10*time.Microsecond), f.max.Round(10*time.Microsecond))
		}
	}
	fmt.Printf("\n%d sockets, median of %d rounds, yunka / centrifuge:\n", conns, rounds)
	for _, line := range []struct {
		name string
		of   func(figures) float64
		unit string
	}{
		{"deliveries/s, a message when the last has reached everyone", func(f figures) float64 { return f.paced }, ""},
		{"deliveries/s, messages as fast as they are taken", func(f figures) float64 { return f.burst }, ""},
		{"p99 of a delivery, paced", func(f figures) float64 { return float64(f.p99) / 1e6 }, " ms"},
		{"resident memory of an idle socket", func(f figures) float64 { return f.perConn / 1000 }, " KB"},
	} {
		mine, theirs := median(all["yunka"], line.of), median(all["centrifuge"], line.of)
		fmt.Printf("  %-60s %10.1f / %10.1f%s = %.2fx\n", line.name, mine, theirs, line.unit, mine/theirs)
	}
	return nil
}

func median(list []figures, of func(figures) float64) float64 {
	var values []float64
	for _, f := range list {
		values = append(values, of(f))
	}
	slices.Sort(values)
	return values[len(values)/2]
}

func measure(kind string, conns, messages int) (f figures, err error) {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return f, err
	}
	defer os.RemoveAll(dir)
	srv, err := launch(kind, "127.0.0.1:0", dir)
	if err != nil {
		return f, err
	}
	defer srv.kill()
	before, err := srv.memory()
	if err != nil {
		return f, err
	}
	crowd := &crowd{kind: kind, addr: srv.addr, origin: srv.addr}
	if err := crowd.join(conns); err != nil {
		return f, err
	}
	defer crowd.leave()
	after, err := srv.memory()
	if err != nil {
		return f, err
	}
	f.perConn = float64(after-before) / float64(conns)

	// Some messages first, so that both have grown their buffers.
	if _, err := crowd.hear(srv, 5, true); err != nil {
		return f, err
	}
	crowd.forget(conns * messages)
	took, err := crowd.hear(srv, messages, true)
	if err != nil {
		return f, err
	}
	f.paced = float64(conns*messages) / took.Seconds()
	f.p50, f.p99, f.max = crowd.delays()
	took, err = crowd.hear(srv, messages, false)
	if err != nil {
		return f, err
	}
	f.burst = float64(conns*messages) / took.Seconds()
	return f, nil
}

// comeBack measures how long pages are without news after the server was
// killed and started again: every page waits as htmx does, a random part of
// 1 s, 2 s, 4 s … 30 s.
func comeBack(conns int) error {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	srv, err := launch("yunka", "127.0.0.1:0", dir)
	if err != nil {
		return err
	}
	defer func() { srv.kill() }()
	crowd := &crowd{kind: "yunka", addr: srv.addr, origin: srv.addr, returns: true}
	if err := crowd.join(conns); err != nil {
		return err
	}
	defer crowd.leave()
	srv.kill()
	killed := time.Now()
	crowd.untilNobody()
	if srv, err = launch("yunka", srv.addr, dir); err != nil {
		return err
	}
	up := time.Now()
	for _, share := range []int{50, 90, 99, 100} {
		crowd.untilOpen(conns * share / 100)
		fmt.Printf("%3d %% of %d sockets back %.2f s after the server answers again (%.2f s after the kill)\n", share, conns, time.Since(up).Seconds(), time.Since(killed).Seconds())
	}
	took, err := crowd.hear(srv, 1, true)
	if err != nil {
		return err
	}
	fmt.Printf("the next message reached all of them in %v\n", took.Round(time.Millisecond))
	return nil
}

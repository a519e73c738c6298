package faults

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"yunka/server/app"
	"yunka/server/db/dbtest"
)

// TestSoak runs a server at a school's ordinary pace for as long as YUNKA_SOAK says, and
// prints whether anything grows: resident memory, the heap, goroutines, open files. Gates
// present, pages come and go, their sockets with and without a goodbye, people log in. It
// is red when goroutines or files grow, or a scan is lost; memory is printed.
//
//	YUNKA_SOAK=20m go test -v -count=1 -run TestSoak -timeout 0 ./e2e/faults
func TestSoak(t *testing.T) {
	lasts, err := time.ParseDuration(os.Getenv("YUNKA_SOAK"))
	if err != nil {
		t.Skip("YUNKA_SOAK says no time such as 20m: make soak")
	}
	for _, engine := range []string{"SQLite", "PostgreSQL"} {
		t.Run(engine, func(t *testing.T) { soak(t, engine, lasts/2) })
	}
}

func soak(t *testing.T, engine string, lasts time.Duration) {
	data := dbtest.Disk(t)
	cfg := app.Config{Data: data}
	if engine == "PostgreSQL" {
		cluster, err := dbtest.NewCluster(dbtest.Disk(t), true)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(cluster.Stop)
		cfg.DatabaseURL = cluster.URL("postgres")
	}
	f := settle(t, cfg, 1)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	metrics := l.Addr().String()
	l.Close()
	t.Setenv("YUNKA_METRICS", metrics)
	s := newServer(t, data, cfg.DatabaseURL)
	admin := f.login(t, s)
	at := begin(f.schools[0].at(s)...)
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for i := range 8 { // pages that come and go
		all.Go(func() {
			for n := i; ctx.Err() == nil; n++ {
				visit(ctx, s, admin, n)
			}
		})
	}
	read := func() (v [4]float64) {
		res, err := http.Get("http://" + metrics + "/metrics")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
			for i, m := range measures {
				if name == m.metric {
					v[i], _ = strconv.ParseFloat(value, 64)
				}
			}
		}
		return v
	}
	var hours []float64
	var values [4][]float64
	begun := time.Now()
	for time.Since(begun) < lasts {
		pause(t.Context(), max(lasts/200, time.Second))
		hours = append(hours, time.Since(begun).Hours())
		for i, v := range read() {
			values[i] = append(values[i], v)
		}
	}
	stop()
	all.Wait()
	withoutFailures(t, at)
	fmt.Printf("\n%s, %v: %v\n", engine, lasts, at)
	at.stop(t, f.schools[0].World)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\tat half\tat the end\tslope an hour\t")
	half := len(hours) / 2 // what it takes to warm up is not growth
	for i, m := range measures {
		mean, slope := line(hours[half:], values[i][half:])
		fmt.Fprintf(w, "%s\t%.0f\t%.0f\t%+.1f %%\t\n", m.name, values[i][half]/m.unit, values[i][len(hours)-1]/m.unit, 100*slope/mean)
		// A leak of one in a hundred visits would have shown.
		if grown := slope * (hours[len(hours)-1] - hours[half]); m.bounded && grown > max(20, mean/5) {
			t.Errorf("%s grew by %.0f in the second half", m.name, grown)
		}
	}
	_ = w.Flush()
}

var measures = [4]struct {
	name, metric string
	unit         float64
	bounded      bool
}{
	{"resident MiB", "process_resident_memory_bytes", 1 << 20, false},
	{"heap MiB", "go_memstats_heap_inuse_bytes", 1 << 20, false},
	{"goroutines", "go_goroutines", 1, true},
	{"open files", "process_open_fds", 1, true},
}

// visit is one page with its socket, which ends in one way or another.
func visit(ctx context.Context, s *server, admin string, n int) {
	req, err := http.NewRequestWithContext(ctx, "GET", s.url+"/console", nil)
	if err != nil {
		return
	}
	req.AddCookie(&http.Cookie{Name: "yunka", Value: admin})
	res, err := client.Do(req)
	if err != nil {
		return
	}
	b, _ := io.ReadAll(res.Body)
	res.Body.Close()
	_, rest, _ := strings.Cut(string(b), `hx-ws:connect="`)
	path, _, _ := strings.Cut(rest, `"`)
	c, err := net.Dial("tcp", s.addr)
	if err != nil {
		return
	}
	defer c.Close()
	if path != "" {
		fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\nCookie: yunka=%s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
			strings.ReplaceAll(path, "&amp;", "&"), s.addr, s.addr, admin)
	}
	_ = c.SetReadDeadline(time.Now().Add(2 * time.Second))
	_, _ = io.Copy(io.Discard, c) // what it is told meanwhile
	if n%2 == 0 {
		_ = c.(*net.TCPConn).SetLinger(0)
	}
}

// line is the mean of y and the slope of the straight line through the points.
func line(x, y []float64) (mean, slope float64) {
	var mx, my float64
	for i := range x {
		mx += x[i] / float64(len(x))
		my += y[i] / float64(len(y))
	}
	var xy, xx float64
	for i := range x {
		xy += (x[i] - mx) * (y[i] - my)
		xx += (x[i] - mx) * (x[i] - mx)
	}
	return my, xy / xx
}

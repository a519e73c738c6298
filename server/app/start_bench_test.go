package app_test

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// What a school's small machine pays for the program itself: the time until it
// answers, and what it takes while nobody asks. Figures of the real binary in
// its own process; nothing here fails for being slow.
//
//	go test -run '^$' -bench 'ColdStart|Idle' ./server/app

// resident is VmRSS and VmHWM in MiB.
func resident(b *testing.B, pid int) (now, most float64) {
	b.Helper()
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Skip(err) // not Linux
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), ":")
		kb, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
		switch name {
		case "VmRSS":
			now = kb / 1024
		case "VmHWM":
			most = kb / 1024
		}
	}
	return now, most
}

// cpu is the time a process has used, to the kernel's 10 ms.
func cpu(b *testing.B, pid int) time.Duration {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Skip(err)
	}
	f := strings.Fields(string(stat[strings.LastIndex(string(stat), ")")+1:]))
	user, _ := strconv.ParseInt(f[11], 10, 64)
	kernel, _ := strconv.ParseInt(f[12], 10, 64)
	return time.Duration(user+kernel) * 10 * time.Millisecond
}

func BenchmarkColdStart(b *testing.B) {
	program, size := built(b)
	for _, c := range []struct{ name, data string }{{"new", ""}, {"again", b.TempDir()}} {
		b.Run(c.name, func(b *testing.B) {
			var sum time.Duration
			for b.Loop() {
				data := c.data
				if data == "" {
					data = b.TempDir() // migrates first
				}
				cmd, _, took := child(b, program, data)
				sum += took
				end(b, cmd)
			}
			b.ReportMetric(float64(sum.Microseconds())/1000/float64(b.N), "ms/first-answer")
			b.ReportMetric(size, "MiB/binary")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func BenchmarkIdle(b *testing.B) {
	program, _ := built(b)
	for b.Loop() {
		cmd, url, _ := child(b, program, b.TempDir())
		time.Sleep(time.Second)
		fresh, _ := resident(b, cmd.Process.Pid)
		before := cpu(b, cmd.Process.Pid)
		time.Sleep(5 * time.Second)
		idle := cpu(b, cmd.Process.Pid) - before
		for range 200 {
			res, err := http.Get(url + "/login")
			if err != nil {
				b.Fatal(err)
			}
			res.Body.Close()
		}
		used, most := resident(b, cmd.Process.Pid)
		b.ReportMetric(fresh, "MiB/idle")
		b.ReportMetric(used, "MiB/after-200-pages")
		b.ReportMetric(most, "MiB/most")
		b.ReportMetric(float64(idle.Milliseconds())/5, "cpu-ms/s")
		b.ReportMetric(0, "ns/op")
		end(b, cmd)
	}
}

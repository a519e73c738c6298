package app_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What a school's small machine pays for the program itself: the time until it
// answers, and what it takes while nobody asks. Figures of the real binary in
// its own process; nothing here fails for being slow.
//
//	go test -run '^$' -bench 'ColdStart|Idle' ./server/app

// built is the program, and how many MiB it has.
func built(b *testing.B) (path string, size float64) {
	b.Helper()
	path = filepath.Join(b.TempDir(), "yunka")
	if out, err := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, "yunka/server").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	return path, float64(info.Size()) / (1 << 20)
}

// child starts the program on a port and returns after its first answer.
func child(b *testing.B, program, data string) (cmd *exec.Cmd, url string, took time.Duration) {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	cmd = exec.Command(program, "serve")
	cmd.Env = append(os.Environ(), "YUNKA_ADDR="+addr, "YUNKA_DATA="+data, "DATABASE_URL=", "YUNKA_GRACE=0s")
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = cmd.Process.Kill() })
	url = "http://" + addr
	client := &http.Client{Timeout: time.Second}
	for {
		if res, err := client.Get(url + "/login"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				client.CloseIdleConnections()
				return cmd, url, time.Since(begun)
			}
		}
		if time.Since(begun) > 30*time.Second {
			b.Fatal("no answer")
		}
		time.Sleep(500 * time.Microsecond)
	}
}

func end(b *testing.B, cmd *exec.Cmd) {
	b.Helper()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		b.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		b.Fatal(err)
	}
}

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

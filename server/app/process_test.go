package app_test

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// The program as schools run it: its own binary in its own process, that can be
// killed.

// built is the program, and how many MiB it has.
func built(t testing.TB) (path string, size float64) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "yunka")
	if out, err := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, "yunka/server").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, float64(info.Size()) / (1 << 20)
}

// child starts the program on a port and returns after its first answer.
func child(t testing.TB, program, data string) (cmd *exec.Cmd, url string, took time.Duration) {
	t.Helper()
	addr := freeAddr(t)
	begun := time.Now()
	cmd = serve(t, program, addr, data, "")
	return cmd, "http://" + addr, time.Since(begun)
}

func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// serve starts the program and returns after its first answer.
func serve(t testing.TB, program, addr, data, database string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(program, "serve")
	cmd.Env = append(os.Environ(), "YUNKA_ADDR="+addr, "YUNKA_DATA="+data, "DATABASE_URL="+database, "YUNKA_GRACE=0s")
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	client := &http.Client{Timeout: time.Second}
	for {
		if res, err := client.Get("http://" + addr + "/login"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				client.CloseIdleConnections()
				return cmd
			}
		}
		if time.Since(begun) > 30*time.Second {
			t.Fatal("no answer")
		}
		time.Sleep(500 * time.Microsecond)
	}
}

func end(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
}

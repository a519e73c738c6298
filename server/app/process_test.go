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

	"yunka/server/cli"
)

// The program as schools run it: in its own process, that can be killed.

// programEnv makes this test binary the program.
const programEnv = "YUNKA_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(programEnv) != "" {
		os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// itself is this test binary as the program, which takes no second build and is
// watched by the race detector as the tests are.
func itself(t testing.TB) (path string) {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

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
	cmd.Env = append(os.Environ(), "YUNKA_ADDR="+addr, "YUNKA_DATA="+data, "DATABASE_URL="+database, "YUNKA_GRACE=0s", programEnv+"=yes")
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
		if time.Since(begun) > patience {
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

package faults

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"yunka/server/cli"
)

// programEnv makes this test binary the program.
const programEnv = "YUNKA_FAULTS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(programEnv) != "" {
		os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// patience is how long something that must come is waited for.
const patience = 2 * time.Minute

func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited %v: %s", patience, what)
		}
	}
}

// server is the program in a process of its own.
type server struct {
	addr, url string
	env       []string
	cmd       *exec.Cmd
}

// newServer starts the program on data and database, "" for SQLite.
func newServer(t *testing.T, data, database string) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	s := &server{addr: addr, url: "http://" + addr,
		env: append(os.Environ(), "YUNKA_ADDR="+addr, "YUNKA_DATA="+data, "DATABASE_URL="+database, "YUNKA_GRACE=0s", programEnv+"=yes")}
	s.start(t)
	t.Cleanup(s.kill)
	return s
}

// start returns when the server is ready, and says how long that took.
func (s *server) start(t *testing.T) time.Duration {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s.cmd = exec.Command(program, "serve")
	s.cmd.Env = s.env
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	begun := time.Now()
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.becomes(t, "")
	return time.Since(begun).Round(10 * time.Millisecond)
}

func (s *server) kill() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

// ready asks /readyz, as a load balancer does: "" for yes, or why not.
func (s *server) ready() string {
	quick := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := quick.Get(s.url + "/readyz")
	if err != nil {
		return "no answer"
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusOK {
		return ""
	}
	var p struct{ Code string }
	_ = json.NewDecoder(res.Body).Decode(&p)
	return fmt.Sprint(res.StatusCode, " ", p.Code)
}

// becomes waits until /readyz says yes (""), or no for any reason, and says how long.
func (s *server) becomes(t *testing.T, want string) time.Duration {
	t.Helper()
	begun := time.Now()
	until(t, "/readyz says "+want, func() bool { return (s.ready() == "") == (want == "") })
	return time.Since(begun).Round(10 * time.Millisecond)
}

// socket opens a page's socket by hand and returns after the answer's first line.
func socket(t *testing.T, addr, path, cookie string) (net.Conn, *bufio.Reader) {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\nCookie: yunka=%s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", path, addr, addr, cookie)
	_ = c.SetReadDeadline(time.Now().Add(patience))
	r := bufio.NewReader(c)
	if line, err := r.ReadString('\n'); err != nil || !strings.Contains(line, "101") {
		t.Fatalf("%v: %q", err, line)
	}
	return c, r
}

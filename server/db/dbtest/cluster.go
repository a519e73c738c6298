package dbtest

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Cluster is a private PostgreSQL: the machine's own binaries, a data
// directory of its own, a free port on loopback.
type Cluster struct {
	bin, dir string
	port     int
	durable  bool
	cred     *syscall.Credential
	cmd      *exec.Cmd
	exited   chan struct{}
}

// ErrNoBinaries means that this machine has no PostgreSQL server.
var ErrNoBinaries = errors.New("dbtest: no PostgreSQL server binaries found (Debian: apt-get install postgresql)")

// NewCluster initialises and starts a cluster below dir. A durable one syncs
// its log like a production server; the others trade that for speed.
func NewCluster(dir string, durable bool) (*Cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	c := &Cluster{bin: bin, dir: filepath.Join(dir, "pg"), durable: durable}
	if os.Getuid() == 0 { // PostgreSQL refuses to run as root
		if c.cred, err = unprivileged(); err != nil {
			return nil, err
		}
		if err := os.Chmod(dir, 0o755); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return nil, err
	}
	if c.cred != nil {
		if err := os.Chown(c.dir, int(c.cred.Uid), int(c.cred.Gid)); err != nil {
			return nil, err
		}
	}
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", c.dir, "-U", "yunka", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
	initdb.Dir = "/"
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: c.cred}
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("dbtest: initdb: %w\n%s", err, out)
	}
	return c, c.Start()
}

// Start starts a stopped cluster on the port it had and waits until it answers.
func (c *Cluster) Start() error {
	if c.port == 0 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		c.port = l.Addr().(*net.TCPAddr).Port
		l.Close()
	}
	fsync := "off"
	if c.durable {
		fsync = "on"
	}
	cmd := exec.Command(filepath.Join(c.bin, "postgres"), "-D", c.dir, "-p", strconv.Itoa(c.port), "-k", "",
		"-c", "listen_addresses=127.0.0.1", "-c", "fsync="+fsync, "-c", "max_connections=1000", "-c", "shared_buffers=64MB", "-c", "log_min_messages=fatal")
	cmd.Dir = "/"
	var log bytes.Buffer
	cmd.Stderr = &log
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.cred, Pdeathsig: syscall.SIGQUIT}
	started := make(chan error)
	exited := make(chan struct{})
	go func() {
		// Pdeathsig follows the thread that forked, so this one stays until the child is gone.
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
		}
		close(exited)
	}()
	if err := <-started; err != nil {
		return err
	}
	c.cmd, c.exited = cmd, exited
	ready := filepath.Join(c.bin, "pg_isready")
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); {
		select {
		case <-exited:
			return fmt.Errorf("dbtest: postgres ended: %s", log.String())
		default:
		}
		if exec.Command(ready, "-q", "-h", "127.0.0.1", "-p", strconv.Itoa(c.port)).Run() == nil {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return fmt.Errorf("dbtest: postgres did not answer: %s", log.String())
}

// StopImmediate ends the cluster like a power cut of the database: no
// checkpoint, no goodbye. Start recovers from the log.
func (c *Cluster) StopImmediate() { c.signal(syscall.SIGQUIT) }

// Stop ends the cluster in order.
func (c *Cluster) Stop() { c.signal(syscall.SIGINT) }

func (c *Cluster) signal(s os.Signal) {
	if c.cmd != nil {
		_ = c.cmd.Process.Signal(s)
		<-c.exited
		c.cmd = nil
	}
}

// URL names a database of the cluster.
func (c *Cluster) URL(database string) string {
	return fmt.Sprintf("postgres://yunka@127.0.0.1:%d/%s?sslmode=disable", c.port, database)
}

func binaries() (string, error) {
	if dir := os.Getenv("YUNKA_TEST_PGBIN"); dir != "" {
		return dir, nil
	}
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	sort.Slice(dirs, func(i, j int) bool { return major(dirs[i]) > major(dirs[j]) })
	for _, dir := range dirs {
		if _, err := os.Stat(filepath.Join(dir, "initdb")); err == nil {
			return dir, nil
		}
	}
	if p, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(p), nil
	}
	return "", ErrNoBinaries
}

func major(dir string) int {
	n, _ := strconv.Atoi(strings.Split(dir, "/")[4])
	return n
}

func unprivileged() (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		if err1 == nil && err2 == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, fmt.Errorf("dbtest: running as root and no unprivileged user to run PostgreSQL as")
}

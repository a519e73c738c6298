package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
)

// A server is a child process with two small doors besides its sockets: /say
// publishes, /memory tells its resident bytes.
type server struct {
	cmd  *exec.Cmd
	addr string
}

func launch(kind, addr, dir string) (*server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, "-serve", kind, "-addr", addr, "-data", dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = cmd.Process.Kill()
		return nil, fmt.Errorf("%s did not start: %w", kind, err)
	}
	return &server{cmd, strings.TrimSpace(line)}, nil
}

func (s *server) kill() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

func (s *server) ask(path string) (string, error) {
	res, err := http.Get("http://" + s.addr + path)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s %s", path, res.Status, b)
	}
	return string(b), err
}

func (s *server) say() error {
	_, err := s.ask("/say")
	return err
}

func (s *server) memory() (int64, error) {
	text, err := s.ask("/memory")
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(text, 10, 64)
}

// run serves until killed. say publishes one message to everybody.
func run(addr string, sockets http.Handler, say func() error) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/ws", sockets)
	mux.HandleFunc("/say", func(w http.ResponseWriter, _ *http.Request) {
		if err := say(); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	mux.HandleFunc("/memory", func(w http.ResponseWriter, _ *http.Request) {
		for range 3 { // what the handshakes used is given back
			debug.FreeOSMemory()
			time.Sleep(300 * time.Millisecond)
		}
		status, err := os.ReadFile("/proc/self/status")
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		for line := range strings.Lines(string(status)) {
			if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
				kb, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
				fmt.Fprint(w, kb<<10)
			}
		}
	})
	fmt.Println(listener.Addr())
	return http.Serve(listener, mux)
}

// message is a fragment as the console's feed gets it, with the time it was
// made, so that whoever gets it knows how long it took.
func message() string {
	return fmt.Sprintf(`<hx-partial hx-target="#feed" hx-swap="afterbegin" data-v="1"><tr id="s-%d" data-t="@%d@"><td class="num">07:46:08</td><td><a href="/console/people/0199">阿卜杜拉·买买提</a> <span class="mut">三(2)班</span></td><td>南门 1 号闸 进</td><td><span class="tag ok"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#check"></use></svg> 通过</span></td></tr></hx-partial>`,
		time.Now().UnixNano(), time.Now().UnixNano())
}

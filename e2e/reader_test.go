package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"yunka/server/demo"
	"yunka/views/msg"
)

// An answer is what a reader is told.
type answer struct {
	Scan, Decision, Reason, Text string
	Open, Replay                 bool
	Person                       struct{ Name, Role, Class string }
}

func (a answer) String() string {
	return fmt.Sprintf("%s %s open=%t replay=%t %q", a.Decision, a.Reason, a.Open, a.Replay, a.Text)
}

// reader is the demo terminal of that name.
func (s *school) reader(name string) demo.Reader {
	s.Helper()
	for _, r := range s.Terminals {
		if r.Name == name {
			return r
		}
	}
	s.Fatalf("the demo school has no reader %s", name)
	return demo.Reader{}
}

const (
	gateIn  = "南门 1 号闸"
	gateOut = "南门 2 号闸"
)

var presented int

// shows presents a code or a chip to a reader, as its maker's program would.
func (s *school) shows(reader, what string) answer {
	s.Helper()
	presented++
	body := map[string]string{"key": fmt.Sprintf("e2e-%d", presented)}
	if len(what) > 20 { // a chip has at most 20 digits
		body["code"] = what
	} else {
		body["chip"] = what
	}
	b, err := json.Marshal(body)
	if err != nil {
		s.Fatal(err)
	}
	req, err := http.NewRequest("POST", s.url+"/api/v1/scans", bytes.NewReader(b))
	if err != nil {
		s.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.reader(reader).Token)
	req.Header.Set("Content-Type", "application/json")
	res, err := s.client.Do(req)
	if err != nil {
		s.Fatal(err)
	}
	defer res.Body.Close()
	var a answer
	if err := json.NewDecoder(res.Body).Decode(&a); err != nil || res.StatusCode != http.StatusOK {
		s.Fatalf("%s: %s, %v", reader, res.Status, err)
	}
	return a
}

// opens says that this presentation opened the gate.
func (s *school) opens(reader, what, person string) answer {
	s.Helper()
	a := s.shows(reader, what)
	if a.Decision != "ALLOW" || !a.Open || a.Replay || a.Person.Name != msg.FirstName(person) { // no staff stands at a reader
		s.Errorf("%s was to open for %s, and says %s to %q", reader, person, a, a.Person.Name)
	}
	return a
}

// refuses says that it did not, and why.
func (s *school) refuses(reader, what, reason string) answer {
	s.Helper()
	a := s.shows(reader, what)
	if a.Decision != "DENY" || a.Open || a.Reason != reason {
		s.Errorf("%s was to refuse with %s, and says %s", reader, reason, a)
	}
	return a
}

// decode reads the code in a picture with a decoder that is not ours.
func (s *school) decode(png []byte) (string, bool) {
	s.Helper()
	file := filepath.Join(s.TempDir(), "screen.png")
	if err := os.WriteFile(file, png, 0o600); err != nil {
		s.Fatal(err)
	}
	out, err := exec.Command("zbarimg", "--raw", "-q", "-Sdisable", "-Sqrcode.enable", file).Output()
	text := strings.TrimSpace(string(out))
	return text, err == nil && text != ""
}

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Somebody who builds gates gets a token from the office and the page at /api,
// copies a program from there, runs it, and the school sees the first scan.
// What they typed never left the page.
func TestAnIntegratorsFirstScan(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin).visit("/console/terminals")
	office.enter("[name=name]", "新闸机").choose("[name=gate]", "南门进").click("[name=kind][value=reader]").click("form.form button.pri").sees(`document.querySelector('.secret')`)
	token := office.says(`document.querySelector('.secret').textContent.trim()`)
	office.visit("/console").reads(pill, "live")

	w := s.browse("integrator", desk).visit("/api").sees(`document.querySelector('#operations section')`).shot("api")
	w.enter("#token", token).enter("#chip", s.Student.Chip).sees(`document.querySelector('#example-curl pre').textContent.includes('` + token + `')`)
	program := w.says(`document.querySelector('#example-curl pre').textContent`)
	if !strings.Contains(program, s.url) || !strings.Contains(program, s.Student.Chip) {
		t.Errorf("the program does not know the server or the chip:\n%s", program)
	}
	w.mu.Lock()
	for _, r := range w.requests {
		if strings.Contains(r, token) || strings.Contains(r, s.Student.Chip) || strings.HasPrefix(r, "POST") {
			t.Errorf("what was typed left the page: %s", r)
		}
	}
	w.mu.Unlock()
	file := filepath.Join(t.TempDir(), "reader.sh")
	if err := os.WriteFile(file, []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "sh", file).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "\nOPEN\n") {
		t.Errorf("%v\n%s", err, out)
	}
	office.sees(`document.querySelector('#feed').textContent.includes('` + s.Student.Name + `')`)
	for _, lang := range []string{"zh-CN"} {
		w.forEverybody("/api", desk, lang)
	}
}

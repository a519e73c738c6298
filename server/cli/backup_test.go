package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A school is made, backed up, lost and restored by the commands that an office types.
func TestASchoolIsLostAndRestored(t *testing.T) {
	s := open(t)
	s.ok("school", "create", "shiyan", "--name", "实验小学", "--admin", "王芳")
	aside := t.TempDir()
	key := filepath.Join(aside, "key")
	if err := os.WriteFile(key, []byte("correct horse battery\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := s.ok("backup", aside, "--key-file", key)
	path, _, _ := strings.Cut(r.out, ": ")
	if is, err := os.Stat(path); err != nil || is.Mode().Perm() != 0o600 || !strings.Contains(r.out, "1 people") {
		t.Fatalf("%s: %v", r.out, err)
	}
	if left, _ := filepath.Glob(filepath.Join(aside, "*.part")); len(left) > 0 {
		t.Error(left)
	}
	if r := s.run("backup", path, "--key-file", key); r.code != 1 || !strings.Contains(r.err, "overwrites none") {
		t.Errorf("%+v", r)
	}
	if r := s.run("restore", path, "--key-file", key); r.code != 1 || !strings.Contains(r.err, "data here already") {
		t.Errorf("over a school: %+v", r)
	}
	data := os.Getenv("YUNKA_DATA")
	for _, name := range []string{"yunka.db", "yunka.db-wal", "yunka.db-shm"} {
		_ = os.Remove(filepath.Join(data, name))
	}
	if r := s.run("restore", path); r.code != 1 || !strings.Contains(r.err, "--key-file") {
		t.Errorf("without its passphrase: %+v", r)
	}
	if r := s.ok("restore", path, "--key-file", key); !strings.Contains(r.out, "1 people") {
		t.Errorf("%+v", r)
	}
	if r := s.run("school", "create", "shiyan", "--name", "另一所", "--admin", "李雷"); r.code != 1 {
		t.Errorf("the school is not there: %+v", r)
	}
}

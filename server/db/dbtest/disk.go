package dbtest

import (
	"os"
	"syscall"
	"testing"
)

// Disk is a fresh directory on a real disk, for what measures or kills: on a tmpfs a sync
// costs nothing.
func Disk(t testing.TB) string {
	t.Helper()
	const tmpfs = 0x01021994
	for _, base := range []string{os.TempDir(), "/var/tmp", "."} {
		var fs syscall.Statfs_t
		if syscall.Statfs(base, &fs) != nil || fs.Type == tmpfs {
			continue
		}
		dir, err := os.MkdirTemp(base, "yunka-disk-")
		if err != nil {
			continue
		}
		t.Cleanup(func() { _ = os.RemoveAll(dir) })
		return dir
	}
	t.Skip("no directory on a real disk")
	return ""
}

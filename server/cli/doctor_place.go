package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"yunka/server/db"
)

const (
	// Room that a server should have beside a SQLite file, and beside certificates only.
	roomForSchool = 512 << 20
	roomForFiles  = 16 << 20

	fewInodes = 1000
	readOnly  = 0x1 // ST_RDONLY of statfs(2)
	mayWrite  = 0x2 // W_OK of access(2)
)

// checkPlace looks at the data directory: is it there, may this user write to it, has its
// disk room. Nothing is written to find out.
func checkPlace(dir string, school bool, say say) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		say(false, "data directory: "+err.Error(), "set YUNKA_DATA to a directory")
		return
	}
	is, err := os.Stat(dir)
	there := dir
	for os.IsNotExist(err) && there != filepath.Dir(there) { // the directory that it would be made in
		there = filepath.Dir(there)
		is, err = os.Stat(there)
	}
	switch {
	case err != nil:
		say(false, "data directory: "+err.Error(), "set YUNKA_DATA to a directory that this user may read")
		return
	case !is.IsDir():
		say(false, "data directory: "+there+" is no directory", "set YUNKA_DATA to a directory")
		return
	}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(there, &disk); err != nil {
		say(false, "data directory: "+err.Error(), "set YUNKA_DATA to a directory on a disk that can be read")
		return
	}
	what := "data directory " + dir
	if there != dir {
		what += " does not exist, and can be made in " + there
	} else {
		what += " can be written"
	}
	if disk.Flags&readOnly != 0 {
		say(false, what+": no, its disk is mounted read-only", "mount it for writing (after a fault of the disk the kernel takes that away: see dmesg), or set YUNKA_DATA to another disk")
	} else {
		err := syscall.Access(there, mayWrite)
		if err != nil {
			what += fmt.Sprintf(": no, %v", err)
		}
		say(err == nil, what, fmt.Sprintf("give the user that runs this program (now %d) the right to write there: chown, or set YUNKA_DATA to a directory it owns", os.Getuid()))
	}
	free, want := int64(disk.Bavail)*disk.Bsize, int64(roomForFiles)
	if school {
		want = roomForSchool
	}
	say(free >= want, fmt.Sprintf("%d MiB are free there", free>>20), fmt.Sprintf("make room, %d MiB at least: scans and the log need it", want>>20))
	if disk.Files > 0 {
		say(disk.Ffree >= fewInodes, fmt.Sprintf("%d more files can be made there", disk.Ffree), "delete small files on that disk: it has room, but no inodes are left")
	}
}

// checkOwner looks whether this user may write to SQLite's files: a command that was run
// as root leaves some that the server may not.
func checkOwner(d *db.DB, say say) {
	for _, f := range d.Files() {
		if err := syscall.Access(f, mayWrite); err != nil {
			say(false, fmt.Sprintf("%s cannot be written: %v", f, err), fmt.Sprintf("give it to the user that runs this program (now %d) with chown: it was made by another, perhaps by a command that was run as root", os.Getuid()))
		}
		if is, err := os.Stat(f); err == nil && is.Mode().Perm()&0o077 != 0 {
			say(false, fmt.Sprintf("%s can be read by others (%v)", f, is.Mode().Perm()), "chmod 600 "+f)
		}
	}
}

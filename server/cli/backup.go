package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"yunka/server/audit"
	"yunka/server/backup"
	"yunka/server/db"
)

// passphraseFile is how both commands get the passphrase: an argument would stand in
// the list of processes.
type passphraseFile struct {
	KeyFile string `help:"File with the passphrase that the backup is encrypted with." placeholder:"FILE" name:"key-file"`
}

func (p passphraseFile) read() (string, error) {
	if p.KeyFile == "" {
		return "", nil
	}
	b, err := os.ReadFile(p.KeyFile)
	if err != nil {
		return "", err
	}
	if b = bytes.TrimSpace(b); len(b) < 12 {
		return "", fmt.Errorf("%s: a passphrase has 12 characters or more", p.KeyFile)
	}
	return string(b), nil
}

type backupCmd struct {
	To string `arg:"" help:"File to write, or a folder, where it is named by the date and the time."`
	passphraseFile
}

// Run writes beside the file and renames at the end: what has its name is whole.
func (c backupCmd) Run(e *env) error {
	pass, err := c.read()
	if err != nil {
		return err
	}
	d, err := db.Open(e.ctx, e.cfg.DSN(), db.WithClock(e.cfg.Clock))
	if err != nil {
		return err
	}
	defer d.Close()
	path := c.To
	if is, err := os.Stat(path); err == nil && is.IsDir() {
		path = filepath.Join(path, "yunka-"+d.Now().Format("20060102-150405")+".backup")
	}
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("%s exists: a backup overwrites none", path)
	}
	f, err := os.OpenFile(path+".part", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // where it was not renamed
	defer f.Close()
	_, m, err := backup.Write(e.ctx, d, f, backup.Options{Yunka: Version, Passphrase: pass, Progress: e.progress})
	if err == nil {
		err = errors.Join(f.Sync(), f.Close(), os.Rename(f.Name(), path))
	}
	if err != nil {
		return err
	}
	is, err := os.Stat(path)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%s: %d rows of %d tables, %d people, %d bytes.\n", path, total(m), len(m.Tables), m.Tables["person"].Rows, is.Size())
	if pass == "" {
		fmt.Fprintln(e.err, "It is not encrypted: names, phone numbers and photos can be read in it. --key-file encrypts it.")
	}
	fmt.Fprintln(e.err, "Not in it: certificates and a merchant's keys, which stand in the data directory.")
	return nil
}

type restoreCmd struct {
	From string `arg:"" help:"Backup to restore." type:"existingfile"`
	passphraseFile
}

// Run restores into the place that serve would use, which must be empty.
func (c restoreCmd) Run(e *env) error {
	pass, err := c.read()
	if err != nil {
		return err
	}
	f, err := os.Open(c.From)
	if err != nil {
		return err
	}
	defer f.Close()
	d, err := db.Open(e.ctx, e.cfg.DSN(), db.WithClock(e.cfg.Clock))
	if err != nil {
		return err
	}
	defer d.Close()
	h, m, err := backup.Restore(e.ctx, d, f, backup.Options{Passphrase: pass, Progress: e.progress})
	if err != nil {
		return err
	}
	events, err := audit.Verify(e.ctx, d)
	if err != nil {
		return fmt.Errorf("all rows are there, and the audit is not whole: %w", err)
	}
	fmt.Fprintf(e.out, "Restored: %d rows of %d tables, %d people, %d audit events whose chain is whole. It was made at %s; what came later is not in it.\n",
		total(m), len(m.Tables), m.Tables["person"].Rows, events, h.Made)
	fmt.Fprintln(e.err, "Everybody logs in again. Gates pull their lists anew. Codes, chips and slips of before are good.")
	return nil
}

func total(m backup.Manifest) (n int64) {
	for _, c := range m.Tables {
		n += c.Rows
	}
	return n
}

// progress tells a person who waits; a file or a pipe is told nothing.
func (e *env) progress(table string, rows int64) {
	f, ok := e.err.(*os.File)
	if !ok || rows < 10_000 {
		return
	}
	if is, err := f.Stat(); err == nil && is.Mode()&os.ModeCharDevice != 0 {
		_, _ = io.WriteString(f, fmt.Sprintf("%s: %d\n", table, rows))
	}
}

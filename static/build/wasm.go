package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// modules compiles the browser programs and puts them, with the runtime of the
// same Go, under dist/wasm.
func modules(from, dist string, names ...string) error {
	if err := os.RemoveAll(dist); err != nil {
		return err
	}
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "wasm")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)

	files := map[string]string{}
	for _, name := range names {
		pkg, built := filepath.Join(from, name), filepath.Join(scratch, name+".wasm")
		compile := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", built, ".")
		compile.Dir = pkg
		compile.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
		compile.Stderr = os.Stderr
		if err := compile.Run(); err != nil {
			return errors.New("compile " + pkg + ": " + err.Error())
		}
		files[name+".wasm"] = built
	}
	// Asked in the same folder, because go.mod may choose another toolchain.
	where := exec.Command("go", "env", "GOROOT")
	where.Dir = from
	root, err := where.Output()
	if err != nil {
		return err
	}
	files["wasm_exec.js"] = filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js")

	// Side by side: one brotli at its best keeps one core busy for half a minute.
	errs := make(chan error)
	for name, file := range files {
		go func() {
			content, err := os.ReadFile(file)
			if err == nil {
				err = packed(dist, name, content)
			}
			errs <- err
		}()
	}
	var all []error
	for range files {
		all = append(all, <-errs)
	}
	return errors.Join(all...)
}

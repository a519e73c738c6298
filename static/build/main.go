// Command build bundles ../src into ../dist.
//
//	npm ci --prefix ../src   # once: htmx and the icons
//	go run .                 # css, js, icons -> dist
//	go run . icons           # the home screen's icons -> src, committed: only when the mark changes
//	go run . wasm            # ../../wasm -> dist/wasm, with .br and .gz (needs no Node, not committed)
//
// The output depends on the input alone, so CI runs it again and fails when
// `git diff --exit-code` sees a difference.
package main

import (
	"fmt"
	"os"
)

func main() {
	err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 0:
		return bundle("../src", "../dist")
	case len(args) == 1 && args[0] == "icons":
		return icons("../src")
	case len(args) == 1 && args[0] == "wasm":
		return modules("../../wasm", "../dist/wasm", "card", "kiosk")
	}
	return fmt.Errorf("usage: go run . [icons | wasm]")
}

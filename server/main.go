// Command yunka is the whole program: server, import, demo, simulators, doctor.
package main

import (
	"os"

	"yunka/server/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr)) }

// Command pgrun starts one PostgreSQL cluster, runs a command with YUNKA_TEST_PG set, and
// stops the cluster:
//
//	go run ./server/db/dbtest/pgrun -- go test ./...
//
// Each test binary would otherwise start a cluster of its own. Where YUNKA_TEST_PG
// is already set, or this machine has no PostgreSQL (which the tests then say),
// the command runs as it is.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"yunka/server/db/dbtest"
)

func main() {
	args := os.Args[1:]
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		fmt.Fprintln(os.Stderr, "usage: pgrun -- COMMAND [ARGUMENT...]")
		os.Exit(2)
	}
	code, err := run(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "pgrun:", err)
	}
	os.Exit(code)
}

func run(args []string) (code int, err error) {
	// A terminal sends an interrupt to the command, too; the cluster has to be
	// stopped after it in any case.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)

	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if os.Getenv(dbtest.ServerEnv) == "" {
		dir := dbtest.ClusterDir()
		defer os.RemoveAll(dir)
		cluster, err := dbtest.NewCluster(dir, false)
		switch {
		case errors.Is(err, dbtest.ErrNoBinaries):
		case err != nil:
			return 1, err
		default:
			defer cluster.Stop()
			cmd.Env = append(os.Environ(), dbtest.ServerEnv+"="+cluster.URL("postgres"))
		}
	}
	if err := cmd.Start(); err != nil {
		return 1, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case s := <-signals:
			_ = cmd.Process.Signal(s)
		case err := <-ended:
			var exit *exec.ExitError
			switch {
			case errors.As(err, &exit) && exit.ExitCode() >= 0:
				return exit.ExitCode(), nil
			case err != nil: // ended by a signal
				return 1, err
			}
			return 0, nil
		}
	}
}

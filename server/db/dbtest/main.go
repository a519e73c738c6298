package dbtest

import (
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// Main runs a package's tests, and is their failure when goroutines are left that they
// have started: what a server does not end at its stop it leaves behind at each reload of a
// test, and holds what it holds.
//
//	func TestMain(m *testing.M) { dbtest.Main(m) }
func Main(m *testing.M) {
	code := m.Run()
	http.DefaultTransport.(*http.Transport).CloseIdleConnections() // the tests' own
	if code == 0 {
		if err := leaked(); err != nil {
			fmt.Fprintln(os.Stderr, "goroutines are left:", err)
			code = 1
		}
	}
	os.Exit(code)
}

// leaked waits for what is ending, however slow the machine is.
func leaked() (err error) {
	// The cluster of the whole run ends with it; and scs starts a cleaner for the store
	// that it is not left with, one for a program.
	fine := []goleak.Option{goleak.IgnoreAnyFunction("yunka/server/db/dbtest.(*Cluster).Start.func1"), goleak.IgnoreAnyFunction("os/exec.(*Cmd).writerDescriptor.func1"),
		goleak.IgnoreTopFunction("github.com/alexedwards/scs/v2/memstore.(*MemStore).startCleanup")}
	for end := time.Now().Add(time.Minute); time.Now().Before(end); {
		if err = goleak.Find(fine...); err == nil {
			return nil
		}
	}
	return err
}

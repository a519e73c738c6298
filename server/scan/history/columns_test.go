package history_test

import (
	"flag"
	"reflect"
	"slices"
	"strings"
	"testing"

	"yunka/server/scan/history"
	"yunka/server/scan/scantest"
)

var update = flag.Bool("update", false, "write testdata/sql anew")

// Renew what it compares with go test ./server/scan/history -run Statements -update.
func TestStatementsAreAsPrinted(t *testing.T) { scantest.Printed(t, history.Statements(), *update) }

// Each field of an Entry is read, and nothing else.
func TestEntryColumnsAreItsFields(t *testing.T) {
	var fields []string
	for f := range reflect.TypeFor[history.Entry]().Fields() {
		fields = append(fields, strings.ToLower(f.Name))
	}
	var read []string
	for _, c := range history.EntryColumns() {
		read = append(read, strings.ReplaceAll(c, "_", ""))
	}
	slices.Sort(fields)
	slices.Sort(read)
	if !slices.Equal(fields, read) {
		t.Errorf("an Entry has %v\nread are     %v", fields, read)
	}
}

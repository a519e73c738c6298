package cli

import (
	"fmt"
	"text/tabwriter"

	"yunka/server/app"
)

type routesCmd struct{}

// Run prints a line for each route. It opens no database.
func (routesCmd) Run(e *env) error {
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "METHOD\tPATH\tACTION")
	for _, r := range app.Routes() {
		fmt.Fprintf(w, "%s\t%s\t%s\n", r.Method, r.Path, r.Action)
	}
	return w.Flush()
}

package web

import (
	"encoding/csv"
	"net/http"
	"strings"
)

// Sheet answers with a table as a CSV file: UTF-8 with a byte order mark,
// because Excel takes it for the local code page without one.
func Sheet(w http.ResponseWriter, name string, head []string, rows [][]string) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	if _, err := w.Write([]byte("\ufeff")); err != nil {
		return nil // the client has gone
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	_ = out.Write(head)
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = Harmless(cell)
		}
		_ = out.Write(safe)
	}
	out.Flush()
	return nil
}

// Harmless keeps a spreadsheet from running a cell as a formula: a name may
// begin with "=" (OWASP, CSV injection).
func Harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

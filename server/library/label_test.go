package library

import (
	"strings"
	"testing"

	"yunka/server/library/catalogue"
)

// Code 39 has its name from this: three of the nine are wide. No two characters look alike,
// and each that a barcode may have can be printed.
func TestLabelsCanBeRead(t *testing.T) {
	seen := map[string]rune{}
	for r, p := range code39 {
		if len(p) != 9 || strings.Count(p, "w") != 3 || strings.Trim(p, "nw") != "" {
			t.Errorf("%c: %s", r, p)
		}
		if other, twice := seen[p]; twice {
			t.Errorf("%c looks like %c", r, other)
		}
		seen[p] = r
	}
	code, ok := catalogue.Barcode("abcdefghijklmnopqrstuvwxyz-./ 09")
	if !ok {
		t.Fatal("no barcode")
	}
	list, width := bars(code)
	if want := (len(code) + 2) * 5; len(list) != want || list[len(list)-1].X+list[len(list)-1].W+quiet != width {
		t.Errorf("%d bars, want %d; %d wide", len(list), want, width)
	}
}

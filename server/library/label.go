package library

import (
	"strings"

	view "yunka/views/library"
)

// code39 are the nine bars and gaps of each character of Code 39 (ISO/IEC 16388), wide or
// narrow, a bar first. It has every character that a barcode of ours may have, and each
// reader reads it.
var code39 = map[rune]string{
	'0': "nnnwwnwnn", '1': "wnnwnnnnw", '2': "nnwwnnnnw", '3': "wnwwnnnnn", '4': "nnnwwnnnw", '5': "wnnwwnnnn", '6': "nnwwwnnnn", '7': "nnnwnnwnw", '8': "wnnwnnwnn", '9': "nnwwnnwnn",
	'A': "wnnnnwnnw", 'B': "nnwnnwnnw", 'C': "wnwnnwnnn", 'D': "nnnnwwnnw", 'E': "wnnnwwnnn", 'F': "nnwnwwnnn", 'G': "nnnnnwwnw", 'H': "wnnnnwwnn", 'I': "nnwnnwwnn", 'J': "nnnnwwwnn",
	'K': "wnnnnnnww", 'L': "nnwnnnnww", 'M': "wnwnnnnwn", 'N': "nnnnwnnww", 'O': "wnnnwnnwn", 'P': "nnwnwnnwn", 'Q': "nnnnnnwww", 'R': "wnnnnnwwn", 'S': "nnwnnnwwn", 'T': "nnnnwnwwn",
	'U': "wwnnnnnnw", 'V': "nwwnnnnnw", 'W': "wwwnnnnnn", 'X': "nwnnwnnnw", 'Y': "wwnnwnnnn", 'Z': "nwwnwnnnn",
	'-': "nwnnnnwnw", '.': "wwnnnnwnn", ' ': "nwwnnnwnn", '/': "nwnwnnnwn", '*': "nwnnwnwnn",
}

const (
	wideBar = 3  // modules
	quiet   = 10 // modules of white at both ends
)

// bars draws a barcode with its start and stop.
func bars(barcode string) (list []view.Bar, width int) {
	at := quiet
	for _, r := range "*" + strings.ToUpper(barcode) + "*" {
		for i, c := range code39[r] {
			w := 1
			if c == 'w' {
				w = wideBar
			}
			if i%2 == 0 {
				list = append(list, view.Bar{X: at, W: w})
			}
			at += w
		}
		at++ // the gap between two characters
	}
	return list, at - 1 + quiet
}

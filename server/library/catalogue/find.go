package catalogue

import (
	"context"
	"strconv"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
	"github.com/uptrace/bun"

	"yunka/server/campus"
)

// MaxFound is how many books a search shows.
const MaxFound = 50

// words is what a book is found by. The parts are apart, so that none is found across two.
func (b Book) words() string {
	title, letters := spelled(b.Title)
	author, first := spelled(b.Author)
	return strings.Join([]string{campus.Fold(b.Title), campus.Fold(b.Author), title, letters, author, first}, "|")
}

var reading = pinyin.NewArgs()

// spelled is a text in pinyin without tones, and the first letters of it. A character with
// several readings has the commonest.
func spelled(text string) (whole, letters string) {
	var w, l strings.Builder
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			if p := pinyin.SinglePinyin(r, reading); len(p) > 0 && p[0] != "" {
				w.WriteString(p[0])
				l.WriteByte(p[0][0])
			}
			continue
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			w.WriteRune(unicode.ToLower(r))
			l.WriteRune(unicode.ToLower(r))
		}
	}
	return w.String(), l.String()
}

// Search finds at most MaxFound books, and says whether there are more. The words of a
// text must all be found. No text is the first books by title.
func Search(ctx context.Context, q bun.IDB, school, text string) (list []Found, more bool, err error) {
	text = strings.TrimSpace(text)
	if len(text) > 4*MaxTitle || strings.ContainsRune(text, 0) {
		return nil, false, nil
	}
	var ids []string
	if isbn, ok := ISBN(text); ok {
		if ids, err = idsByISBN(ctx, q, school, []string{isbn}); err != nil {
			return nil, false, err
		}
	} else if code, ok := Barcode(text); ok {
		c, err := copiesByBarcode(ctx, q, school, []string{code})
		if err != nil {
			return nil, false, err
		}
		for _, one := range c {
			ids = append(ids, one.BookID)
		}
	}
	if len(ids) == 0 {
		var parts []string
		for _, word := range strings.Fields(text) {
			if folded := campus.Fold(word); folded != "" {
				parts = append(parts, folded)
			}
		}
		if len(parts) > 8 {
			parts = parts[:8]
		}
		if ids, err = idsByWords(ctx, q, school, parts, MaxFound+1); err != nil {
			return nil, false, err
		}
	}
	if more = len(ids) > MaxFound; more {
		ids = ids[:MaxFound]
	}
	list, err = foundByID(ctx, q, school, ids)
	return list, more, err
}

// number is a barcode that the program makes: eight digits, so that no reader takes it for
// an ISBN or one of our codes.
func number(n int64) string {
	s := strconv.FormatInt(n, 10)
	return strings.Repeat("0", max(0, 8-len(s))) + s
}

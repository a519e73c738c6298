package marc

import (
	"strings"
)

// Book is what a catalogue takes from a record.
type Book struct {
	ISBN, Title, Author, Publisher, Year, Class, Price string
	Copies                                             []Copy
}

// Copy is a copy that a record names.
type Copy struct{ Barcode, Shelf string }

// Local says where copies stand in the records of a school, which differ from one supplier
// to another: 905 $b and $c is the commonest in China, MARC 21 has 852 $p and $c.
type Local struct {
	Tag            string
	Barcode, Shelf byte
}

// Locals are the places that are tried, in this order.
var Locals = []Local{{"905", 'b', 'c'}, {"852", 'p', 'c'}, {"952", 'p', 'c'}, {"995", 'f', 'c'}}

// Book is the record as a book.
func (r Record) Book() (b Book) {
	if r.Chinese() {
		b = Book{ISBN: r.First("010", 'a'), Price: r.First("010", 'd'), Title: join(r, "200", "aehi"), Author: r.First("200", 'f'),
			Publisher: r.First("210", 'c'), Year: r.First("210", 'd'), Class: r.First("690", 'a')}
		if b.Author == "" {
			b.Author = first(r, 'a', "701", "711", "702", "712")
		}
	} else {
		b = Book{ISBN: r.First("020", 'a'), Price: r.First("020", 'c'), Title: join(r, "245", "abnp"), Author: first(r, 'a', "100", "110", "700"),
			Publisher: first(r, 'b', "264", "260"), Year: first(r, 'c', "264", "260"), Class: first(r, 'a', "093", "084", "082", "050")}
		if b.Author == "" {
			b.Author = r.First("245", 'c')
		}
	}
	b.Title, b.Author, b.Publisher, b.Year = plain(b.Title), plain(b.Author), plain(b.Publisher), plain(b.Year)
	b.Copies = r.copies()
	return b
}

func (r Record) copies() (list []Copy) {
	for _, l := range Locals {
		for _, f := range r.Fields {
			if f.Tag != l.Tag {
				continue
			}
			shelf := ""
			var codes []string
			for _, s := range f.Subs {
				switch s.Code {
				case l.Shelf:
					shelf = s.Value
				case l.Barcode:
					codes = append(codes, s.Value)
				}
			}
			for _, c := range codes {
				if c != "" {
					list = append(list, Copy{Barcode: c, Shelf: shelf})
				}
			}
		}
		if len(list) > 0 {
			return list
		}
	}
	return nil
}

// join is subfields of the first field of a tag, with blanks between them.
func join(r Record, tag, codes string) string {
	for _, f := range r.Fields {
		if f.Tag != tag {
			continue
		}
		var parts []string
		for _, s := range f.Subs {
			if strings.IndexByte(codes, s.Code) >= 0 && s.Value != "" {
				parts = append(parts, plain(s.Value))
			}
		}
		return strings.Join(parts, " ")
	}
	return ""
}

func first(r Record, code byte, tags ...string) string {
	for _, t := range tags {
		if v := r.First(t, code); v != "" {
			return v
		}
	}
	return ""
}

// plain drops the punctuation that MARC 21 puts at the end of a subfield.
func plain(s string) string { return strings.TrimRight(strings.TrimSpace(s), " /:;,=") }

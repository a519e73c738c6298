package roster

import (
	"io"
	"strconv"
)

// Roster is a school's list of pupils as its file says it, cleaned.
type Roster struct {
	Encoding string   // "UTF-8", "GB18030" or "UTF-16"
	Ignored  []string // columns with unknown headings
	Pupils   []Pupil  // rows without an error

	rows    []Pupil // all rows that could be read, for checks across rows
	columns columns
}

// Pupil is one row.
type Pupil struct {
	Line         int
	Number       string
	Name         string
	Gender       string // "男", "女" or ""
	Grade, Class string
	Guardians    []Guardian
	Boarder      bool
	Dorm         string
	Chip         string // as ChipNumber gives it, "" is none
}

// Guardian is one adult of a row.
type Guardian struct {
	Name, Relation, Phone string
	column                string // of the phone
}

// MaxBytes and MaxRows are the most a roster may have.
const (
	MaxBytes = 20 << 20
	MaxRows  = 100_000
)

// Parse reads and cleans a roster. A file that cannot be read as one
// (encoding, columns, size) is an error; what is wrong inside is a list of
// problems by line, of bounded length. It does not ask the school's records.
func Parse(r io.Reader) (Roster, []Problem, error) {
	var found problems
	content, err := readBounded(r)
	if err != nil {
		return Roster{}, nil, err
	}
	roster, err := parse(content, &found)
	if err != nil {
		return Roster{}, nil, err
	}
	roster.checkPhones(&found, nil, nil)
	return roster, found.sorted(), nil
}

// checkPhones finds one phone under two names, within the file and against the
// records. known, if not nil, reports whether the records hold the phone under this
// name (then it was decided before), and whether under another. separate holds
// lines whose two names somebody has confirmed.
func (r *Roster) checkPhones(
	found *problems, known func(phone, name string) (same, other bool), separate map[int]bool,
) {
	type first struct {
		name string
		line int
	}
	seen := map[string]first{}
	for _, p := range r.rows {
		for _, g := range p.Guardians {
			if g.Phone == "" || g.Name == "" {
				continue
			}
			same, other := false, false
			if known != nil {
				same, other = known(g.Phone, g.Name)
			}
			f, ok := seen[g.Phone]
			if !ok {
				seen[g.Phone] = first{g.Name, p.Line}
			}
			switch {
			case same || separate[p.Line]:
			case ok && f.name != g.Name:
				found.add(p.Line, g.column, PhoneTwoNames, strconv.Itoa(f.line), Decide)
			case other:
				found.add(p.Line, g.column, PhoneTwoNames, "0", Decide)
			}
		}
	}
}

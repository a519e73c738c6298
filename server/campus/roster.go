package campus

import (
	"cmp"
	"io"
	"slices"
	"strconv"
)

// Severity is how much a problem of a roster matters.
type Severity string

const (
	// Error: the row cannot be right. Nothing is applied.
	Error Severity = "error"
	// Decide: the row may be right, and a human has to say so. Nothing is applied.
	Decide Severity = "decide"
	// Notice: the row was read in spite of it.
	Notice Severity = "notice"
)

// Reasons a roster's row is refused, waits for a decision, or is remarked on.
// Detail holds what is named in brackets.
const (
	RowCut                  = "row_cut"                   // [cells/columns] the row ends early or runs on
	RowQuotes               = "row_quotes"                // quotation marks do not match
	RowEmpty                = "row_empty"                 // notice: skipped
	CellFormula             = "cell_formula"              // a spreadsheet would run it
	CellCharacters          = "cell_characters"           // damaged or control characters
	CellCleaned             = "cell_cleaned"              // notice: [value as read] blanks, full-width digits
	CellNormalised          = "cell_normalised"           // notice: [value as read] Y is 是
	NumberMissing           = "number_missing"            //
	NumberFormat            = "number_format"             // [cell]
	NumberTwice             = "number_twice"              // [other line]
	NumberOfStaff           = "number_of_staff"           // the books have it for somebody who is no pupil
	NameMissing             = "name_missing"              //
	GenderUnknown           = "gender_unknown"            // notice: [cell] left empty
	ClassFormat             = "class_format"              // [cell]
	ClassOfOne              = "class_of_one"              // notice: [class] a new class with one pupil; a slip?
	GuardianNameMissing     = "guardian_name_missing"     //
	GuardianRelationMissing = "guardian_relation_missing" //
	GuardianPhoneMissing    = "guardian_phone_missing"    //
	GuardianTwice           = "guardian_twice"            // notice: read once
	GuardianSelf            = "guardian_self"             // the pupil itself
	GuardianshipEnded       = "guardianship_ended"        // notice: stays ended
	RelationOther           = "relation_other"            // notice: [cell] read as 其他
	PhoneFormat             = "phone_format"              // [cell]
	PhoneTwoNames           = "phone_two_names"           // decide: [other line] the phone has another name there; 0 is the books
	ChipFormat              = "chip_format"               // [cell]
	ChipTwice               = "chip_twice"                // [other line]
	ChipTaken               = "chip_taken"                // somebody else's card has this chip
	ChipReplaced            = "chip_replaced"             // decide: this pupil's own chip, replaced before
	TooMany                 = "too_many"                  // [how many more problems of this severity]
)

// Problem is one thing that is wrong or odd in a roster. Reason is a code;
// Detail fills the sentence for it, in no language.
type Problem struct {
	Line     int      `json:"line"`   // of the file, from 1; 0 is the whole file
	Column   string   `json:"column"` // as the file heads it
	Reason   string   `json:"reason"`
	Detail   string   `json:"detail"`
	Severity Severity `json:"severity"`
}

// Roster is a school's list of pupils as its file says it, cleaned.
type Roster struct {
	Encoding string   // "UTF-8", "GB18030" or "UTF-16"
	Ignored  []string // columns nobody knows
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

// MaxRosterBytes and MaxRosterRows are the most a roster may have.
const (
	MaxRosterBytes = 20 << 20
	MaxRosterRows  = 100_000
)

// ParseRoster reads and cleans a roster. A file that cannot be read as one
// (encoding, columns, size) is an error; what is wrong inside is a list of
// problems by line, of bounded length. It knows the file and nothing of the
// school's books.
func ParseRoster(r io.Reader) (Roster, []Problem, error) {
	var found problems
	roster, err := parseRoster(r, &found)
	if err != nil {
		return Roster{}, nil, err
	}
	roster.phones(&found, nil, nil)
	return roster, found.sorted(), nil
}

// phones finds one phone under two names. known reports which pairs of phone
// and name the books already hold side by side (and so were decided before),
// or under which other name the books hold the phone.
func (r *Roster) phones(found *problems, known func(phone, name string) (same, other bool), separate map[int]bool) {
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

// maxProblems bounds the list; errors and decisions are counted apart from
// notices, which must not push them out.
const maxProblems = 500

type problems struct {
	list   []Problem
	counts map[Severity]int
}

func (ps *problems) add(line int, column, reason, detail string, s Severity) {
	if ps.counts == nil {
		ps.counts = map[Severity]int{}
	}
	if ps.counts[s]++; ps.counts[s] > maxProblems {
		return
	}
	if r := []rune(detail); len(r) > 40 {
		detail = string(r[:40]) + "…"
	}
	ps.list = append(ps.list, Problem{line, column, reason, detail, s})
}

// blocking reports whether nothing may be applied.
func (ps *problems) blocking() bool { return ps.counts[Error]+ps.counts[Decide] > 0 }

// sorted is the list by line, with a last word on what was left out.
func (ps *problems) sorted() []Problem {
	slices.SortStableFunc(ps.list, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	list := slices.Clone(ps.list)
	for _, s := range []Severity{Error, Decide, Notice} {
		if more := ps.counts[s] - maxProblems; more > 0 {
			list = append(list, Problem{0, "", TooMany, strconv.Itoa(more), s})
		}
	}
	return list
}

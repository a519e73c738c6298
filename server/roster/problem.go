package roster

import (
	"cmp"
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
	// Notice: the row was read all the same.
	Notice Severity = "notice"
)

// Reasons why a row is refused, waits for a decision, or carries a notice.
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
	NumberOfStaff           = "number_of_staff"           // on record for somebody who never was a pupil
	NameMissing             = "name_missing"              //
	GenderUnknown           = "gender_unknown"            // notice: [cell] left empty
	ClassFormat             = "class_format"              // [cell]
	ClassOfOne              = "class_of_one"              // notice: [class] a new class with one pupil
	GuardianNameMissing     = "guardian_name_missing"     //
	GuardianRelationMissing = "guardian_relation_missing" //
	GuardianPhoneMissing    = "guardian_phone_missing"    //
	GuardianTwice           = "guardian_twice"            // notice: read once
	GuardianSelf            = "guardian_self"             // the pupil itself
	GuardianshipEnded       = "guardianship_ended"        // notice: stays ended
	RelationOther           = "relation_other"            // notice: [cell] read as 其他
	PhoneFormat             = "phone_format"              // [cell]
	PhoneTwoNames           = "phone_two_names"           // decide: [other line] another name there; 0 is the records
	ChipFormat              = "chip_format"               // [cell]
	ChipTwice               = "chip_twice"                // [other line]
	ChipTaken               = "chip_taken"                // somebody else's card has this chip
	ChipReplaced            = "chip_replaced"             // decide: this pupil's own chip, replaced before
	TooMany                 = "too_many"                  // [how many more problems of this severity]
)

// Problem is one thing that is wrong or odd in a roster. Reason is a code, for
// which a page has a sentence; Detail is the value in that sentence.
type Problem struct {
	Line     int      `json:"line"`   // of the file, from 1; 0 is the whole file
	Column   string   `json:"column"` // as the file heads it
	Reason   string   `json:"reason"`
	Detail   string   `json:"detail"`
	Severity Severity `json:"severity"`
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

// sorted is the list by line; at the end TooMany counts what was left out.
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

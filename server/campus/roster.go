package campus

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

// Problem is one thing that is wrong or odd in a roster. Reason is a code;
// Detail is what the sentence for it is filled with (the number of another
// line, the value as it was read), in no language.
type Problem struct {
	Line     int      `json:"line"` // of the file, from 1; 0 is the whole file
	Column   string   `json:"column"`
	Reason   string   `json:"reason"`
	Detail   string   `json:"detail"`
	Severity Severity `json:"severity"`
}

// Roster is a school's list of pupils as its file says it, cleaned.
type Roster struct {
	Encoding string   // "UTF-8", "GB18030", "UTF-16"
	Ignored  []string // columns nobody knows
	Pupils   []Pupil  // rows without an error
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

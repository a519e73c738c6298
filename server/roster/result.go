package roster

// ImportOptions changes how a roster is imported.
type ImportOptions struct {
	// DryRun reads and plans, and writes nothing at all.
	DryRun bool
	// Separate holds the lines whose PhoneTwoNames somebody has decided: these are
	// different people who share a phone. Nothing else can be decided here; two
	// names are never merged.
	Separate map[int]bool
	// Progress, if not nil, is called with the number of rows written, from one goroutine.
	Progress func(done, total int)
}

// Change counts what an import did to one kind of thing.
type Change struct {
	Added     int `json:"added"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
}

func (c *Change) count(changed bool) {
	if changed {
		c.Changed++
	} else {
		c.Unchanged++
	}
}

// Counts is what an import did, or would do.
type Counts struct {
	Students      Change `json:"students"`
	Guardians     Change `json:"guardians"`
	Classes       Change `json:"classes"`
	Guardianships Change `json:"guardianships"`
	Chips         Change `json:"chips"`
	// In the records and not in the file: left as they are.
	MissingStudents      int `json:"missing_students"`
	MissingGuardianships int `json:"missing_guardianships"` // of pupils who are in the file
}

// Result is the outcome of an import. If it was not applied and not a dry run,
// Problems says why.
type Result struct {
	ImportID string // "" for a dry run
	Applied  bool
	Counts   Counts
	Problems []Problem
	Encoding string
	Ignored  []string // columns with unknown headings
}

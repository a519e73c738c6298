package library

import "yunka/views/layout"

var face = layout.Face{CSS: "library.css", Scripts: []string{"live.js", "logout.js"}, Body: "class"}

// ReaderView is /library/{person}: what somebody has, waits for and has read.
type ReaderView struct {
	Page      layout.Page
	ID, Name  string
	Own       bool // the reader looks; else a guardian
	Titles    bool // a guardian may read titles
	Out       []Loan
	Holds     []Hold
	Until     string // no loans until this day
	Most      int
	Today     string
	Months    [12]int
	Month     int // of today, from 1
	Sum       int
	Before    int
	Year      string
	Kinds     []Kind
	Read      []Line // the year's titles
	HoldsMost int
	Overdue   int
	Stayed    Stayed
	Seats     int // of the library; 0 if nobody knows
	Free      int
	Consented bool // guardians read titles now
}

// Loan is a line with what may be done about it.
type Loan struct {
	Line
	Days    int    // until it is due; negative is late
	RenewTo string // the day until which it may be renewed; "" if not
	WhyNot  string // package loans' word
	RenewOn string // with "early": from which day
}

// Hold is what somebody waits for.
type Hold struct {
	ID, Title, Until string
	Ready            bool
	Rank             int
}

// Kind is how many of a kind somebody read.
type Kind struct {
	Kind string
	N    int
}

// FindView is /library/{person}/find.
type FindView struct {
	Page  layout.Page
	ID    string
	Q     string
	Books []Found
	More  bool
}

// Found is a book of a search.
type Found struct {
	ID, Title, Author, Publisher, Year, ISBN, ClassNo, Kind string
	Shelf                                                   string
	Copies, Free                                            int
}

// Path is a reader's own page.
func Path(person string) string { return "/library/" + person }

package library

import (
	"yunka/views/console"
	"yunka/views/ui"
)

// Rail is the line of the rail.
var Rail = console.RailItem{Group: console.RailSchool, Order: 24, Key: "library", Path: "/library", Icon: ui.IconList, Text: navReader}

// BooksView is /console/library: the catalogue.
type BooksView struct {
	Shell         console.Shell
	Q             string
	Books         []Found
	More          bool
	Total, Copies int
	Form          BookForm
	Import        *ImportView
	FileError     string
}

// BookForm is a book as it is typed.
type BookForm struct {
	Title, Author, ISBN, Publisher, Year, ClassNo, Kind, Price, Copies, Shelf string
	Error                                                                     string
}

// ImportView is what a file has, or what came of it.
type ImportView struct {
	Done                        bool
	Rows, Bad                   int
	Books, Copies, Known, There int
	First                       []Found // the first of the file
	Problems                    []Problem
}

// Problem is a row that is not taken in.
type Problem struct {
	Row         int
	Code, Value string
}

// BookView is a book with its copies.
type BookView struct {
	Shell  console.Shell
	ID     string
	Form   BookForm
	Copies []Copy
	Error  string // of the copies
}

// Copy is one copy.
type Copy struct{ ID, Barcode, Shelf, State, Note, Due string }

// LoansView is /console/library/loans.
type LoansView struct {
	Shell console.Shell
	Late  bool
	Rows  []OfficeLoan
	Holds []Hold
	More  bool
}

// OfficeLoan is a loan as the office sees it.
type OfficeLoan struct {
	Line
	Name, Class string
}

// RulesView is /console/library/rules.
type RulesView struct {
	Shell console.Shell
	Rules []RuleForm
	Error string
}

// RuleForm is a cell of the matrix as it is typed.
type RuleForm struct{ Role, Kind, Most, Days, Renewals, Holds, Grace, Factor, Longest string }

// FiguresView is /console/library/figures.
type FiguresView struct {
	Shell                                     console.Shell
	From, To                                  string
	Loans, Readers, Late, Out, Overdue, Tries int
	Visits, Stay                              int // how often somebody came, for how many minutes on the average
	Classes                                   []ClassFigure
	Books                                     []BookFigure
}

// ClassFigure is a class's loans; Hidden of too few readers.
type ClassFigure struct {
	Class          string
	Loans, Readers int
	Visits, Stay   int
	Hidden         bool // of the loans
	Few            bool // of the visits
}

// BookFigure is how often a book was lent.
type BookFigure struct {
	ID, Title, Author string
	Loans             int
}

// LabelsView is a sheet of labels to print.
type LabelsView struct {
	Shell  console.Shell
	ID     string
	Title  string
	Labels []Label
}

// Label is one: the barcode is drawn by Bars, alternating black and white, in modules.
type Label struct {
	Barcode, Title, ClassNo, Shelf string
	Bars                           []Bar
	Width                          int
}

// Bar is a black bar, in modules from the left.
type Bar struct{ X, W int }

// Kinds and States in the order in which people choose; Roles of a rule, "" is any.
var (
	Kinds  = []string{"book", "new", "magazine", "reference"}
	States = []string{"available", "reading", "damaged", "lost", "withdrawn"}
	Roles  = []string{"", "student", "teacher", "parent", "guard", "admin"}
)

// Package office draws the office's pages of an intake of new pupils.
package office

import (
	"time"

	"yunka/views/console"
	"yunka/views/freshmen"
	"yunka/views/ui"
)

// Rail is the console's line.
var Rail = console.RailItem{Group: console.RailSchool, Order: 26, Key: "freshmen", Path: "/freshmen", Icon: ui.IconPersonAdd, Text: nav}

// What a family's pages and the office's share.
type (
	Named = freshmen.Named
	Item  = freshmen.Item
	Field = freshmen.Field
	Count = freshmen.Count
	// DeskRow is a terminal of the day.
	DeskRow = freshmen.DeskRow
)

// Intake is one as the office's pages show it.
type Intake struct {
	ID, Name, NameEn, Day, Place, Help string
	Reveal, Deadline                   string // as a date and time field has them
	RevealAt, DeadlineAt               time.Time
	Revealed, Over, Closed             bool
}

func (in Intake) path(sh console.Shell, more string) string {
	return sh.Path("/freshmen/" + in.ID + more)
}

// Intakes is GET /console/freshmen.
type Intakes struct {
	Shell console.Shell
	List  []Intake
	Draft Intake
	Error string
}

// Problem is a row of a file that is not taken in.
type Problem struct {
	Row  int
	Text string
}

// Import is what a file would do, or has done.
type Import struct {
	Done                             bool
	New, Changed, Same, WithoutClass int
	Problems                         []Problem
	More                             int
}

// Overview is GET /console/freshmen/{id}.
type Overview struct {
	Shell     console.Shell
	In        Intake
	All       Count
	Classes   []Count
	Import    *Import
	FileError string
	SaveError string
	Waiting   int // forms that wait for a review
	PlaceRead int
	NoShows   int // who would be closed now
	MayEnrol  bool
}

// Row is an applicant in a list.
type Row struct {
	ID, Name, Class, Number, Dorm, Slot string
	State, Review                       string
	Phones                              []string
	Invited, Proven                     bool
	ArrivedAt                           time.Time
	Late                                bool
}

// Applicants is GET /console/freshmen/{id}/list.
type Applicants struct {
	Shell     console.Shell
	In        Intake
	Tab, Text string
	Rows      []Row
	Total     int
	First     bool
	NextURL   string
	Error     string
}

func (v Applicants) tabURL(tab string) string { return v.In.path(v.Shell, "/list?tab="+tab) }

var listTabs = []string{"all", "invited", "review", "cleared", "arrived", "missing", "out"}

// OfficeItem is a step of one applicant, for the office.
type OfficeItem struct {
	Item
	How, Why string
}

// Kin is an adult of the family.
type Kin struct {
	Name, Phone, Relation string
	Proven                time.Time
}

// Reading is what a family has read.
type Reading struct {
	Title, Who string
	Old        bool // an older version
	At         time.Time
}

// Applicant is GET /console/freshmen/people/{id}.
type Applicant struct {
	Shell    console.Shell
	In       Intake
	Row      Row
	Birth    string
	ClassID  string
	Classes  []Named
	Grade    string
	StateWhy string
	Kin      []Kin
	Fields   []Field
	Version  int64
	SentAt   time.Time
	Words    string
	Items    []OfficeItem
	Readings []Reading
	Error    string
	PersonID string
	Changes  string // the state that is chosen
}

// FormSetup is GET /console/freshmen/{id}/form.
type FormSetup struct {
	Shell  console.Shell
	In     Intake
	Fields []SetupField
	New    SetupField
	Error  string
}

// SetupField is a field as the designer has it.
type SetupField struct {
	ID, Label, LabelEn, Help, Kind, Choices string
	Required                                bool
	Error                                   string
}

var kinds = []string{"line", "text", "number", "date", "phone", "choice", "tick", "picture"}

// StepSetup is GET /console/freshmen/{id}/steps.
type StepSetup struct {
	Shell console.Shell
	In    Intake
	Steps []SetupStep
	New   SetupStep
	Error string
}

// SetupStep is a step as its form has it.
type SetupStep struct {
	ID, Name, NameEn, Owner, Does, Spot string
	Required                            bool
	After                               map[string]bool
	Error                               string
}

var owners = []string{"family", "school", "desk"}

// GuideSetup is GET /console/freshmen/{id}/guide.
type GuideSetup struct {
	Shell    console.Shell
	In       Intake
	Pages    []SetupPage
	New      SetupPage
	Families int
	Error    string
}

// SetupPage is a page of the guide as its form has it.
type SetupPage struct {
	ID, Title, Body string
	Version         int64
	At              time.Time
	Readers         int
	Error           string
}

// Queue is how a step of the day stands.
type Queue struct {
	Name, Spot    string
	Waiting, Done int
	PerMinute     float64
}

// DaySetup is GET /console/freshmen/{id}/day.
type DaySetup struct {
	Shell   console.Shell
	In      Intake
	Desks   []DeskRow
	Steps   []Named
	Helpers string
	Queues  []Queue
	Error   string
}

// Enrol is GET /console/freshmen/{id}/enrol: who would become a pupil.
type Enrol struct {
	Shell  console.Shell
	In     Intake
	Early  bool
	Rows   []EnrolRow
	Ready  int
	Done   int // pupils that were made just now
	Left   []EnrolRow
	NoBeds []EnrolRow
	IsDone bool
	NoShow int
}

// EnrolRow is one of them.
type EnrolRow struct {
	Row
	Why      string // words; "" is ready
	Guardian string
}

// Slip is a paper.
type Slip struct {
	Name, Class, Guardian, Code, Link string
	QR                                ui.Code
}

// Slips is the page that is printed.
type Slips struct {
	Shell  console.Shell
	In     Intake
	School string
	Origin string
	List   []Slip
}

package schoolyear

// LessonsView is a person's lessons of today: the part lessons-<Key> of a card page.
type LessonsView struct {
	Key     string
	Day     string
	Kind    string // of the day
	Name    string // what the calendar calls it
	Teacher bool   // a teacher's own lessons: each says its class
	Planned bool   // the class or teacher has lessons at all; else the part is empty
	Lessons []TodayLesson
	Next    string // the next school day, "" if there is none soon
}

// TodayLesson is a line.
type TodayLesson struct {
	From, To  string
	Subject   string
	Class     string // of a teacher's
	Who       string // teaches
	Instead   string // of whom somebody stands in for
	Away      bool   // a teacher's own lesson that somebody else gives
	Room      string
	OtherRoom bool
	Cancelled bool
	Now       bool
}

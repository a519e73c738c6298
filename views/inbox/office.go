package inbox

import (
	"context"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"yunka/views/console"
	"yunka/views/ui"
)

// RailMessages is the page's line of the rail.
var RailMessages = console.RailItem{Group: console.RailRecords, Order: 25, Key: "messages", Path: "/messages", Icon: ui.IconBell, Text: title}

// RailFailed is the badge with the number of dead letters; nil for none.
func RailFailed(n int) templ.Component {
	if n == 0 {
		return nil
	}
	return railFailed(n)
}

// Office is the page of all messages of a school.
type Office struct {
	Shell    console.Shell
	May      bool // decide, not only read
	Waiting  []Waiting
	Dead     []Dead // the newest
	DeadAll  int    // how many there are
	Days     []DayTotal
	Search   string
	Hits     []Hit
	Found    []Found
	Quiet    Quiet
	Channels []Channel // besides the inbox
	Typed    Typed
}

// Typed is a form that was refused, with what was typed.
type Typed struct {
	Problem string
	Quiet   *Quiet
	Letter  string
	Note    string
}

// Waiting is how much waits for one reason.
type Waiting struct {
	Why string // now, digest, quiet, send, retry
	N   int
	Due time.Time // of the first
}

// Dead is a message that could not be delivered.
type Dead struct {
	ID, Kind, Channel, About, Reader, Why string
	At                                    time.Time
}

// DayTotal is what a day's messages came to.
type DayTotal struct {
	Day                                     time.Time
	Told, Read, Waiting, Replaced, Withheld int
}

// Hit is somebody whom a search means.
type Hit struct{ Name, Number, Class string }

// Found is something that was told about somebody.
type Found struct {
	Number     int64
	Kind, Name string
	At         time.Time
	State      string
	Readers    []Reader
}

// Reader is what became of it for one reader.
type Reader struct {
	Name, State, Hold string
	Told, Read        time.Time
}

// whom is whom a dead letter is about or for.
func (d Dead) whom() string {
	if d.Reader != "" {
		return d.Reader
	}
	return d.About
}

func (t DayTotal) share(ctx context.Context) string {
	if t.Told == 0 {
		return "–"
	}
	return strconv.Itoa(t.Read*100/t.Told) + "%"
}

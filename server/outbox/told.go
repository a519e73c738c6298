package outbox

import (
	"context"
	"encoding/json"
	"time"
)

// Told is a notice as its words are drawn from it: read when the message is.
type Told struct {
	Kind   string
	About  string // id of the person it is about; "" for nobody
	Name   string // of that person, as it is now
	Class  string // of that person, as it is now
	Own    bool   // the reader is that person
	Staff  bool   // the reader is told because of a post or an office
	School string // its name
	Day    string // 2026-11-24
	At     time.Time
	Now    time.Time       // both in the school's zone
	Data   json.RawMessage // as it was put
	// Old is what the reader was told before and what this corrects; nil if this is
	// the first that the reader hears of it.
	Old *Told
}

// Read decodes the data into v. Data that does not fit leaves v as it is: a message of
// an older program is shown with what it has.
func (t Told) Read(v any) { _ = json.Unmarshal(t.Data, v) }

// Text is the words of a message in one language.
type Text struct {
	Title string
	Body  string // "" for none
	Was   string // of a correction: the old value, which is struck out
	Line  string // what one line of a digest says beside the name
	Warn  bool   // the line needs attention: late
	Link  string // where one goes on; "" for nowhere
	Do    string // what the link says
}

// Kind is a kind of notice with its words, which a scene brings. Draw and Many read
// nothing but their arguments.
type Kind struct {
	Kind string
	Name func(ctx context.Context) string // for the office: "Late arrival"
	Draw func(ctx context.Context, t Told) Text
	Many func(ctx context.Context, list []Told) string // title of a digest; nil if it has none
}

// Words finds the words of kinds.
type Words map[string]Kind

// Collect makes Words; two of one kind are a mistake of the program.
func Collect(kinds ...[]Kind) Words {
	w := Words{}
	for _, list := range kinds {
		for _, k := range list {
			if _, twice := w[k.Kind]; twice || k.Kind == "" || k.Draw == nil || k.Name == nil {
				panic("outbox: kind " + k.Kind + " is not whole or there twice")
			}
			w[k.Kind] = k
		}
	}
	return w
}

// Other is the kind whose words stand for kinds that this program does not know, which
// a newer one or an older one has put.
const Other = "other"

// Message is one or several notices as a reader sees them, in one language.
type Message struct {
	Text
	Lines []Line // of a digest; none of a message that tells one thing
}

// Line is one notice of a digest.
type Line struct {
	Name string
	Text string
	At   time.Time
	Warn bool
}

// Compose draws the message that tells these notices, oldest first.
func (w Words) Compose(ctx context.Context, list []Told) Message {
	if len(list) == 0 {
		return Message{}
	}
	var m Message
	for _, t := range list {
		m.Text = w.of(t.Kind).Draw(ctx, t)
		m.Lines = append(m.Lines, Line{Name: t.Name, Text: m.Text.Line, At: t.At, Warn: m.Text.Warn})
	}
	if len(list) == 1 {
		m.Lines = nil
		return m
	}
	m.Text = Text{}
	if many := w.of(list[0].Kind).Many; many != nil {
		m.Title = many(ctx, list)
	}
	return m
}

func (w Words) of(kind string) Kind {
	if k, known := w[kind]; known {
		return k
	}
	if k, known := w[Other]; known {
		return k
	}
	return Kind{Kind: kind, Draw: func(context.Context, Told) Text { return Text{Title: kind} }}
}

// Called is what the office calls a kind.
func (w Words) Called(ctx context.Context, kind string) string {
	if k := w.of(kind); k.Name != nil {
		return k.Name(ctx)
	}
	return kind
}

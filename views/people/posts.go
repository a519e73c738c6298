package people

import (
	"context"
	"time"

	"yunka/views/console"
	"yunka/views/msg"
)

// Posts is the section of a person's page about what they are in charge of.
type Posts struct {
	MayGive bool     // the forms and buttons
	List    []Post   // the newest first
	Kinds   []string // posts to choose from
	Classes []console.Option
	Grades  []string
	Holders []Post // posts that the person can stand in for
	Form    PostForm
}

// Post is one post of a person.
type Post struct {
	ID, Kind    string
	Of          string // class, grade or building; "" for the school
	Subject     string
	Name        string // the holder's, on a list of several people's
	StandsFor   string // name of whom the person stands in for
	StandsForID string
	From, Until time.Time // Until is the last day; zero: open
	State       string    // planned, inforce, over, unfounded (the role has ended)
}

// PostForm is a post to give as typed. For is the post of whom somebody stands in
// for: POST <Base>/people/{id}/posts and <Base>/people/{id}/stand-in.
type PostForm struct {
	Kind, Class, Grade, Subject, For, From, To string
	StandIn                                    bool // the form that was refused
	Error, Field                               string
}

// wrong is what is wrong with a field of the form that was refused.
func (f PostForm) wrong(standIn bool, field string) string {
	if f.StandIn == standIn && f.Field == field {
		return f.Error
	}
	return ""
}

func (p Post) title(ctx context.Context) string { return msg.PostTitle(ctx, p.Kind, p.Of, p.Subject) }

func (p Post) over() bool { return p.State == "over" }

// time is the validity in days, both included.
func (p Post) time(ctx context.Context) string {
	until := ""
	if !p.Until.IsZero() {
		until = p.Until.Format(time.DateOnly)
	}
	return fromTo(ctx, p.From.Format(time.DateOnly), until)
}

// split parts a list into the posts that are not over and those that are.
func (p Posts) split() (live, over []Post) {
	for _, post := range p.List {
		if post.over() {
			over = append(over, post)
		} else {
			live = append(live, post)
		}
	}
	return live, over
}

func (p Posts) live() []Post { l, _ := p.split(); return l }
func (p Posts) over() []Post { _, o := p.split(); return o }

// datesID keeps the two forms' fields apart.
func datesID(standIn bool, name string) string {
	if standIn {
		return "f-stand-in-" + name
	}
	return "f-post-" + name
}

func datesValue(f PostForm, standIn bool, value string) string {
	if f.StandIn == standIn {
		return value
	}
	return ""
}

// Package cardface is how a school's cards look: a version has a design for pupils, for
// teachers and for parents, is drafted, reviewed, shown to a class, then to everybody, and taken
// back.
//
//	draft -> submitted -> in review -> approved -> trial (a class) -> published -> superseded
//	                               \-> rejected, with a reason
//
// What it promises:
//   - One version at a time is on its way, one is on trial, one is published; indexes hold it.
//   - What is published was reviewed by somebody else than who submitted it; only where a school
//     has a single administrator they review their own.
//   - A version that was submitted does not change any more. Going back or on from one makes a
//     new draft, or publishes that version again.
//   - No version leaves the draft whose words have less than 4.5:1 (WCAG 2.2, 1.4.3) against
//     what is under them, covers included (Contrast).
package cardface

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"yunka/server/allow"
	"yunka/server/fault"
)

// Roles have a face each. Cards of guards and administrators have the teachers'.
var Roles = []allow.Role{allow.Student, allow.Teacher, allow.Parent}

// RoleOf is whose face a card has.
func RoleOf(r allow.Role) allow.Role {
	if slices.Contains(Roles, r) {
		return r
	}
	return allow.Teacher
}

// Limits of a face.
const (
	MaxTitle = 16 // characters
	MaxQuick = 4  // quick functions: a thumb's row
	maxWhy   = 200
)

// The fields of a card beside the holder's name and the role, which every card has.
const (
	FieldLine     = "line"     // a pupil's class, a parent's children
	FieldNumber   = "number"   // of a pupil or a teacher
	FieldInitials = "initials" // the tile with the initials
)

// Fields lists them in the order of the page.
var Fields = []string{FieldLine, FieldNumber, FieldInitials}

// Arts are the patterns that come with the program: white shapes on the colour.
var Arts = []string{"lake", "hills", "leaves", "rings", "weave"}

// Face is how the cards of one role look.
type Face struct {
	Color  string   `json:"color"`  // #rrggbb
	Title  string   `json:"title"`  // "" is the school's name
	Art    string   `json:"art"`    // one of Arts; "" for none
	Cover  string   `json:"cover"`  // a picture, instead of a pattern
	Logo   string   `json:"logo"`   // a picture; "" is the cloud
	Fields []string `json:"fields"` // of Fields
	Quick  []string `json:"quick"`  // keys of functions, in their order
}

// Shows reports whether the face has a field.
func (f Face) Shows(field string) bool { return slices.Contains(f.Fields, field) }

// Design is a face for each of Roles.
type Design map[allow.Role]Face

// read is a design out of its column.
func read(body string) (d Design, err error) {
	return d, json.Unmarshal([]byte(body), &d)
}

func (d Design) body() string {
	b, _ := json.Marshal(d)
	return string(b)
}

// Pictures are the ids of a design's covers and logos.
func (d Design) Pictures() (ids []string) {
	for _, r := range Roles {
		for _, id := range []string{d[r].Cover, d[r].Logo} {
			if id != "" && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

var colour = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// clean is a face as it is kept; functions are the keys that the role may have. Fails with
// Invalid faces_color, faces_title, faces_art, faces_quick or faces_field.
func (f Face) clean(functions []string) (Face, error) {
	f.Color = strings.ToLower(strings.TrimSpace(f.Color))
	if !colour.MatchString(f.Color) {
		return f, fault.New(fault.Invalid, "faces_color")
	}
	f.Title = strings.Join(strings.Fields(f.Title), " ")
	if utf8.RuneCountInString(f.Title) > MaxTitle || !printable(f.Title) {
		return f, fault.New(fault.Invalid, "faces_title")
	}
	if f.Art != "" && !slices.Contains(Arts, f.Art) {
		return f, fault.New(fault.Invalid, "faces_art")
	}
	if f.Cover != "" {
		f.Art = ""
	}
	fields := []string{}
	for _, one := range Fields {
		if slices.Contains(f.Fields, one) {
			fields = append(fields, one)
		}
	}
	if len(fields) != len(f.Fields) {
		return f, fault.New(fault.Invalid, "faces_field")
	}
	f.Fields = fields
	quick := []string{}
	for _, key := range f.Quick {
		if !slices.Contains(functions, key) || slices.Contains(quick, key) {
			return f, fault.New(fault.Invalid, "faces_quick")
		}
		quick = append(quick, key)
	}
	if len(quick) > MaxQuick {
		return f, fault.New(fault.Invalid, "faces_quick")
	}
	f.Quick = quick
	return f, nil
}

// printable reports whether a title shows as it was typed: no control, no change of direction.
// Emoji are words to some schools; what joins two of them or colours one is part of it.
func printable(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	symbol := false
	for _, r := range s {
		joins := r == '\u200d' || r == '\ufe0f'
		if !unicode.IsPrint(r) && !(joins && symbol) {
			return false
		}
		symbol = unicode.Is(unicode.So, r) || unicode.Is(unicode.Sk, r) || joins && symbol
	}
	return true
}

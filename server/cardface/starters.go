package cardface

import (
	"slices"

	"yunka/server/allow"
)

// Starter is a finished design to begin with.
type Starter struct {
	Key  string // the name of its first colour
	Tone map[allow.Role]string
	Art  map[allow.Role]string
}

// Tones are the colours of the starters, by name: with a pattern each leaves the holder's name
// above 7:1 and all other words above 4.5:1.
var Tones = []struct{ Key, Color string }{{"lake", "#12396b"}, {"pine", "#0d4a52"}, {"wisteria", "#4b2e6b"}, {"ink", "#2b3442"}, {"walnut", "#5a3a22"}}

// Starters are five designs. In each the three roles can be told apart at a gate.
var Starters = []Starter{
	starter("lake", "lake", "hills", "leaves", "lake", "wisteria", "pine"),
	starter("pine", "leaves", "weave", "rings", "pine", "ink", "walnut"),
	starter("wisteria", "hills", "lake", "weave", "wisteria", "lake", "pine"),
	starter("ink", "rings", "hills", "lake", "ink", "walnut", "lake"),
	starter("walnut", "weave", "rings", "hills", "walnut", "pine", "wisteria"),
}

func starter(key, art, artTeacher, artParent, tone, toneTeacher, toneParent string) Starter {
	return Starter{Key: key,
		Tone: map[allow.Role]string{allow.Student: tone, allow.Teacher: toneTeacher, allow.Parent: toneParent},
		Art:  map[allow.Role]string{allow.Student: art, allow.Teacher: artTeacher, allow.Parent: artParent}}
}

// toneOf is the colour of a name.
func toneOf(key string) string {
	for _, t := range Tones {
		if t.Key == key {
			return t.Color
		}
	}
	return ""
}

// quickAtFirst are the functions of a starter, those of them that the program has.
var quickAtFirst = map[allow.Role][]string{
	allow.Student: {"timetable", "notices", "attendance", "leave", "today", "phones"},
	allow.Teacher: {"timetable", "classes", "approvals", "notices", "today", "phones"},
	allow.Parent:  {"timetable", "notices", "attendance", "leave", "today", "phones"},
}

// StarterDesign is the design of a starter with the functions that the program has; false for no starter.
func StarterDesign(key string, functions func(allow.Role) []string) (Design, bool) {
	for _, s := range Starters {
		if s.Key != key {
			continue
		}
		d := Design{}
		for _, r := range Roles {
			f := Face{Color: toneOf(s.Tone[r]), Art: s.Art[r], Fields: slices.Clone(Fields), Quick: []string{}}
			has := functions(r)
			for _, q := range quickAtFirst[r] {
				if slices.Contains(has, q) && len(f.Quick) < MaxQuick {
					f.Quick = append(f.Quick, q)
				}
			}
			d[r] = f
		}
		return d, true
	}
	return nil, false
}

package allow

import "slices"

// Post is what somebody is in charge of beside the role, for a time: a row that
// the school's office gives and ends. What each post lets its holder do stands in
// grants and nowhere else.
type Post string

// The posts. Who stands in for somebody holds the same post for a time, with the
// post it stands in for noted on the row: it has the same rights and no more.
const (
	ClassTeacher   Post = "class_teacher"
	SubjectTeacher Post = "subject_teacher"
	GradeHead      Post = "grade_head"
	GateManager    Post = "gate_manager"
	Registrar      Post = "registrar"
	Auditor        Post = "auditor"
	Finance        Post = "finance"
	Cashier        Post = "cashier"
	Librarian      Post = "librarian"
	Warden         Post = "warden"
)

// Of is what kind of thing a post is of.
type Of string

const (
	OfClass    Of = "class"
	OfSubject  Of = "subject" // a subject in a class
	OfGrade    Of = "grade"
	OfBuilding Of = "building"
	OfMerchant Of = "merchant"
	OfSchool   Of = "school"
)

// PostRule says what a post is of and in which roles its holder works in the
// school.
type PostRule struct {
	Post  Post
	Of    Of
	Roles []Role
}

var (
	teachers = []Role{Teacher}
	staff    = []Role{Teacher, Guard, Admin}
)

// Posts is the one list of posts, in the order in which people choose from it.
var Posts = []PostRule{
	{ClassTeacher, OfClass, teachers},
	{SubjectTeacher, OfSubject, teachers},
	{GradeHead, OfGrade, teachers},
	{Registrar, OfSchool, staff},
	{GateManager, OfSchool, staff},
	{Auditor, OfSchool, staff},
	{Finance, OfSchool, staff},
	{Cashier, OfMerchant, staff},
	{Librarian, OfSchool, staff},
	{Warden, OfBuilding, staff},
}

// RuleOf is the rule of a post; false if there is no such post.
func RuleOf(p Post) (PostRule, bool) {
	i := slices.IndexFunc(Posts, func(r PostRule) bool { return r.Post == p })
	if i < 0 {
		return PostRule{}, false
	}
	return Posts[i], true
}

// Held is a post that the actor holds at the moment it was read.
type Held struct {
	School, Membership string
	Post               Post
	Of                 Of
	ID                 string   // of the class, building or merchant; the name of a grade; "" for the school
	Classes            []string // the classes it covers: the one, or all of the grade
}

// counts reports whether the post is what its rule says and stands on a seat, in
// the same school, in a role that may hold it.
func (a Actor) counts(h Held) bool {
	rule, known := RuleOf(h.Post)
	if !known || rule.Of != h.Of || h.School == "" {
		return false
	}
	return slices.ContainsFunc(a.Seats, func(s Seat) bool {
		return s.School == h.School && s.Membership == h.Membership && slices.Contains(rule.Roles, s.Role)
	})
}

// covers reports whether a post of the actor in that school covers the class.
func (a Actor) covers(p Post, school, class string) bool {
	return class != "" && slices.ContainsFunc(a.Posts, func(h Held) bool {
		return h.Post == p && h.School == school && slices.Contains(h.Classes, class) && a.counts(h)
	})
}

// keeps reports whether a post of the actor in that school is of the building.
func (a Actor) keeps(p Post, school, building string) bool {
	return building != "" && slices.ContainsFunc(a.Posts, func(h Held) bool {
		return h.Post == p && h.School == school && h.Of == OfBuilding && h.ID == building && a.counts(h)
	})
}

// BuildingsFor are the buildings of the school to which the actor may do the action because
// of a post, sorted.
func BuildingsFor(a Actor, action Action, school string) (list []string) {
	for _, h := range a.Posts {
		if h.School == school && h.Of == OfBuilding && Can(a, action, Target{School: school, Building: h.ID}) {
			list = append(list, h.ID)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// runs reports whether the actor holds a post of the whole school.
func (a Actor) runs(p Post, school string) bool {
	return slices.ContainsFunc(a.Posts, func(h Held) bool {
		return h.Post == p && h.School == school && h.Of == OfSchool && a.counts(h)
	})
}

// ClassesFor are the classes of the school to which the actor may do the action
// because of a post, sorted. It is never nil.
func ClassesFor(a Actor, action Action, school string) []string {
	list := []string{}
	for _, h := range a.Posts {
		for _, class := range h.Classes {
			if h.School == school && Can(a, action, Target{School: school, Class: class}) {
				list = append(list, class)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

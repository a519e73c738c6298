package deliver

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/outbox"
)

// reader is somebody who is told, and why.
type reader struct{ person, via, viaID string }

// reach is who can be told of what at one moment, read for the people, children and
// classes that were asked for.
type reach struct {
	school    string
	people    map[string]bool     // who has an account that works
	guardians map[string][]string // child -> adults who are to be told
	teachers  map[string][]string // class -> who holds the post
	office    []string
}

// wants collects what a reach is read for.
type wants struct {
	people, children, classes map[string]bool
	office                    bool
}

func newWants() *wants {
	return &wants{people: map[string]bool{}, children: map[string]bool{}, classes: map[string]bool{}}
}

// notice adds what a notice's words of readers need; it fails on a word that this
// program does not know.
func (w *wants) notice(n outbox.Row) error {
	for _, to := range strings.Fields(n.ToWhom) {
		switch word, id := outbox.To(to).Word(); word {
		case "self":
			w.people[n.AboutID] = true
		case "guardians", "guardian":
			w.children[n.AboutID] = true
		case "person":
			w.people[id] = true
		case "class":
			w.classes[id] = true
		case "office":
			w.office = true
		default:
			return fmt.Errorf("nobody knows who %q is", to)
		}
	}
	return nil
}

// delivery adds what is needed to ask again about one that has waited.
func (w *wants) delivery(d Delivery) {
	switch d.Via {
	case "self":
		w.people[d.PersonID] = true
	case "guardian":
		w.children[d.AboutID] = true
	case "class":
		w.classes[d.ViaID] = true
	case "office":
		w.office = true
	}
}

// read asks the books, and allow about each reader.
func (w *wants) read(ctx context.Context, tx *db.Tx, school string) (*reach, error) {
	r := &reach{
		school: school, people: map[string]bool{}, guardians: map[string][]string{}, teachers: map[string][]string{},
	}
	if err := readPeople(ctx, tx, r, keys(w.people)); err != nil {
		return nil, err
	}
	kin, err := readGuardians(ctx, tx, school, keys(w.children), tx.NowMS())
	if err != nil {
		return nil, err
	}
	for _, k := range kin {
		if k.may(school) {
			r.guardians[k.ChildID] = append(r.guardians[k.ChildID], k.AdultID)
		}
	}
	if err := readTeachers(ctx, tx, r, keys(w.classes)); err != nil {
		return nil, err
	}
	if w.office {
		r.office, err = readOffice(ctx, tx, school)
	}
	return r, err
}

// may asks allow whether the adult is to be told of the child.
func (k kinRow) may(school string) bool {
	var rights allow.Rights
	for _, right := range []struct {
		given bool
		right allow.Rights
	}{{k.CanView, allow.View}, {k.CanNotify, allow.Notify}} {
		if right.given {
			rights |= right.right
		}
	}
	a := allow.Actor{Kind: allow.Account, Children: map[string]allow.Rights{k.ChildID: rights}}
	return allow.Can(a, allow.ChildTold, allow.Target{School: school, Person: k.ChildID})
}

// readers are who is told of a notice: each once, by the first of its words that
// reaches them.
func (r *reach) readers(n outbox.Row) (list []reader) {
	not := strings.Fields(n.NotTo)
	add := func(person, via, viaID string) {
		known := func(o reader) bool { return o.person == person }
		if !slices.Contains(not, person) && !slices.ContainsFunc(list, known) {
			list = append(list, reader{person, via, viaID})
		}
	}
	for _, to := range strings.Fields(n.ToWhom) {
		switch word, id := outbox.To(to).Word(); word {
		case "self":
			id = n.AboutID
			fallthrough
		case "person":
			if r.people[id] {
				add(id, "self", "")
			}
		case "guardians":
			for _, adult := range r.guardians[n.AboutID] {
				add(adult, "guardian", "")
			}
		case "guardian":
			if slices.Contains(r.guardians[n.AboutID], id) {
				add(id, "guardian", "")
			}
		case "class":
			for _, teacher := range r.teachers[id] {
				add(teacher, "class", id)
			}
		case "office":
			for _, admin := range r.office {
				add(admin, "office", "")
			}
		}
	}
	return list
}

// still reports whether one that has waited may be told.
func (r *reach) still(d Delivery) bool {
	switch d.Via {
	case "self":
		return r.people[d.PersonID]
	case "guardian":
		return slices.Contains(r.guardians[d.AboutID], d.PersonID)
	case "class":
		return slices.Contains(r.teachers[d.ViaID], d.PersonID)
	}
	return slices.Contains(r.office, d.PersonID)
}

// keys are the members of a set, sorted.
func keys(set map[string]bool) []string {
	list := make([]string, 0, len(set))
	for k := range set {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

package scan

import (
	"context"

	"yunka/server/access"
	"yunka/server/scan/part"
)

// concerned reports whether some part wants to hear of the item's terminal.
func (s *Service) concerned(policies func(school string) *access.Policy, it *item) bool {
	if len(s.parts) == 0 || !it.identified() {
		return false
	}
	p := policies(it.p.Terminal.School)
	return p != nil && s.parts.Concerned(p, it.p.Terminal.ID)
}

// readParts lets the parts read for the items that have no answer yet.
func (t *session) readParts(ctx context.Context, w *world, batch []*item) (err error) {
	var asked []*part.Asked
	for _, it := range batch {
		f := w.facts[it]
		if _, answered := w.keys[[2]string{it.p.Terminal.ID, it.p.Key}]; answered || f == nil || !t.concerned(w.policy, it) {
			continue
		}
		a := it.ask(w.policy(it.p.Terminal.School), f)
		w.asked[it], asked = a, append(asked, a)
	}
	w.rounds, err = t.parts.Read(ctx, t.tx, asked)
	return err
}

func (it *item) ask(p *access.Policy, f *fact) *part.Asked {
	return &part.Asked{School: it.p.Terminal.School, Terminal: it.p.Terminal.ID, Policy: p, At: it.at, Kind: it.kind, Purpose: it.code.Purpose,
		Lang: it.p.Lang, Body: it.p.Body, Staff: it.p.Staff, Person: it.who.Person, Card: it.who.Card, Membership: it.who.Membership,
		Credential: it.who.Credential, Name: f.name, Role: f.role, Grade: f.grade, ClassID: f.classID}
}

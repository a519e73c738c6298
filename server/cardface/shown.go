package cardface

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
)

// Holder is who holds a card.
type Holder struct {
	School, Person string
	Role           allow.Role
}

// Shown is what a card looks like.
type Shown struct {
	Version int // the number; 0 is as cards come with the program
	Face    Face
}

// Of is how the cards of these holders look, in their order. It asks twice a school at most, so
// that a page and thousands of pages cost about the same.
func Of(ctx context.Context, q bun.IDB, now int64, holders []Holder) ([]Shown, error) {
	people, schools := map[string][]string{}, []string{}
	for _, h := range holders {
		if people[h.School] == nil {
			schools = append(schools, h.School)
		}
		people[h.School] = append(people[h.School], h.Person)
	}
	versions, err := InUse(ctx, q, schools)
	if err != nil {
		return nil, err
	}
	all, trial, first := map[string]Version{}, map[string]Version{}, map[string]bool{}
	for _, v := range versions {
		if v.State == Published {
			all[v.SchoolID] = v
			continue
		}
		trial[v.SchoolID] = v
		some, err := ofClass(ctx, q, v.ClassID, people[v.SchoolID], now)
		if err != nil {
			return nil, err
		}
		for _, p := range some {
			first[p] = true
		}
	}
	list := make([]Shown, len(holders))
	for i, h := range holders {
		v := all[h.School]
		if t, on := trial[h.School]; on && first[h.Person] {
			v = t
		}
		if v.ID != "" {
			list[i] = Shown{Version: v.Number, Face: v.Design[RoleOf(h.Role)]}
		}
	}
	return list, nil
}

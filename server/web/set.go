package web

import (
	"slices"
)

// keysOf lists a set in order. It is never nil, also of an empty set: to a query
// nil means "no limit", and an audit event's detail says [].
func Keys(set map[string]bool) []string {
	keys := make([]string, 0, len(set))
	for k := range set {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

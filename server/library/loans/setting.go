package loans

import (
	"context"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
)

// SetRules writes the whole matrix.
func (s *Service) SetRules(ctx context.Context, a allow.Actor, school string, rules []Rule) error {
	seen := map[string]bool{}
	for _, r := range rules {
		if err := r.check(); err != nil {
			return err
		}
		if seen[r.Name()] {
			return fault.New(fault.Conflict, "library_rule_twice")
		}
		seen[r.Name()] = true
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.LibraryManage, allow.Target{School: school}); err != nil {
			return err
		}
		if err := writeRules(ctx, tx, school, rules); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: "library.rules", Target: "school:" + school, Detail: map[string]any{"cells": len(rules)}})
	})
}

// Consent says whether guardians read the titles.
func (s *Service) Consent(ctx context.Context, a allow.Actor, school, person string, titles bool) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.LibraryConsent, allow.Target{School: school, Person: person}); err != nil {
			return err
		}
		if err := writeConsent(ctx, tx, school, person, titles); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: "library.consent", Target: "person:" + person, Detail: map[string]any{"titles": titles}})
	})
}

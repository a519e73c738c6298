// Package scantest presents codes at the school of package schooltest: a scan
// service with plain words, the decision table of the gate, spoilt codes.
package scantest

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"testing"

	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/schooltest"
)

// What is schooltest's stands here too, for tests that present codes.
type (
	Holder = schooltest.Holder
	Clock  = schooltest.Clock
)

var (
	Noon       = schooltest.Noon
	ComingNoon = schooltest.ComingNoon
	HashCost   = schooltest.HashCost
	NewClock   = schooltest.NewClock
	Insert     = schooltest.Insert
)

// World is a school where codes are presented.
type World struct{ *schooltest.Fixture }

// New builds a school in d.
func New(t testing.TB, d *db.DB, opts ...schooltest.Option) *World {
	t.Helper()
	return &World{schooltest.New(t, d, opts...)}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Service starts a scan service on d (w.DB, or another handle on the same database).
func (w *World) Service(t testing.TB, d *db.DB) *scan.Service {
	t.Helper()
	s, err := scan.New(context.Background(), scan.Config{DB: d, Feed: w.Feed, Words: Words{}})
	must(t, err)
	t.Cleanup(s.Close)
	return s
}

// Present presents and decodes the answer.
func Present(t testing.TB, s *scan.Service, p scan.Presentation) scan.Answer {
	t.Helper()
	b, err := s.Present(context.Background(), p)
	must(t, err)
	return Decode(t, b)
}

// Decode reads an answer.
func Decode(t testing.TB, b []byte) (a scan.Answer) {
	t.Helper()
	must(t, json.Unmarshal(b, &a))
	return a
}

// Words are the reasons themselves.
type Words struct{}

func (Words) Neutral(_ string, d reason.Decision, _ reason.Code) string { return string(d) }
func (Words) FirstName(name string) string                              { return "first " + name }
func (Words) Detail(_ string, r reason.Code, at, where string) string {
	return string(r) + " " + at + " " + where
}

// Flip spoils the signature of a text but keeps it readable.
func Flip(text string) string {
	c, _ := cardcode.Parse(text)
	binary.BigEndian.PutUint16(c.Signature[10:], binary.BigEndian.Uint16(c.Signature[10:])^1)
	return c.Text()
}

// Package place knows where people are who sign in: the networks of a school, which
// a session can ask for, and what somebody says of their seat.
package place

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/uptrace/bun"
	"golang.org/x/text/width"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

// MaxNetworks is how many networks a school has.
const MaxNetworks = 20

// What is wider than this is no school but a country; of an IPv6 address the server knows
// the first 64 bits, which are one household.
const (
	widest4 = 8
	widest6 = 16
	known6  = 64
)

// Parse reads networks, one a line or between commas, as CIDR; an address alone is one. It
// fails with Invalid signin_network_wrong and signin_network_wide, with the word, and
// signin_network_many.
func Parse(text string) (list []netip.Prefix, err error) {
	for _, word := range strings.FieldsFunc(width.Fold.String(text), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;", r) }) {
		p, err := netip.ParsePrefix(word)
		if err != nil {
			a, err := netip.ParseAddr(word)
			if err != nil || a.Zone() != "" {
				return nil, fault.Newf(fault.Invalid, "signin_network_wrong", "%.50q", word)
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		if p.Addr().Is4In6() {
			return nil, fault.Newf(fault.Invalid, "signin_network_wrong", "%.50q", word)
		}
		if p.Addr().Is6() && p.Bits() > known6 {
			p = netip.PrefixFrom(p.Addr(), known6)
		}
		if p.Bits() < widest4 || p.Addr().Is6() && p.Bits() < widest6 {
			return nil, fault.Newf(fault.Invalid, "signin_network_wide", "%.50q", word)
		}
		if p = p.Masked(); !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	if len(list) > MaxNetworks {
		return nil, fault.New(fault.Invalid, "signin_network_many")
	}
	return list, nil
}

// Within reports whether a request from a network (web.Network: an IPv4 address, the /64 of an IPv6
// one) comes from one of the school's.
func Within(ctx context.Context, q bun.IDB, school, from string) (bool, error) {
	at, err := netip.ParsePrefix(from)
	if err != nil { // nobody knows where it comes from
		return false, nil
	}
	list, err := Networks(ctx, q, school)
	return slices.ContainsFunc(list, func(word string) bool {
		p, err := netip.ParsePrefix(word)
		return err == nil && p.Bits() <= at.Bits() && p.Contains(at.Addr())
	}), err
}

// Service keeps the networks.
type Service struct{ db *db.DB }

// New makes it.
func New(d *db.DB) *Service { return &Service{db: d} }

// Set gives a school the networks of a text, and no others. Invalid as Parse says; Conflict
// signin_network_used: there are none any more, and a session that is to come asks for one.
func (s *Service) Set(ctx context.Context, a allow.Actor, school, text string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.SchoolManage, allow.Target{School: school}); err != nil {
			return err
		}
		list, err := Parse(text)
		if err != nil {
			return err
		}
		if err := campus.LockSchool(ctx, tx, school); err != nil {
			return err
		}
		if len(list) == 0 {
			title, err := asks(ctx, tx, school)
			if err == nil && title != "" {
				err = fault.Newf(fault.Conflict, "signin_network_used", "%s", title)
			}
			if err != nil {
				return err
			}
		}
		words := make([]string, len(list))
		for i, p := range list {
			words[i] = p.String()
		}
		slices.Sort(words)
		if err := replace(ctx, tx, school, words); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: "signin.networks", Target: "school:" + school,
			Detail: map[string]any{"networks": strings.Join(words, ", ")}})
	})
}

// MaxSeat is how long the name of a seat is, in characters.
const MaxSeat = 10

// Seat is what somebody wrote of their seat as it is compared: " a 12" is "A12". Invalid
// signin_seat for what names none; nothing is fine.
func Seat(text string) (string, error) {
	seat := strings.ToUpper(strings.Join(strings.Fields(width.Fold.String(text)), ""))
	if !utf8.ValidString(seat) || utf8.RuneCountInString(seat) > MaxSeat ||
		strings.ContainsFunc(seat, func(r rune) bool { return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		return "", fault.New(fault.Invalid, "signin_seat")
	}
	return seat, nil
}

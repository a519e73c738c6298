package campus

import (
	"regexp"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/fault"
)

// School is a tenant.
type School struct {
	bun.BaseModel `bun:"table:school"`
	ID            string
	Slug          string // in URLs
	Name          string
	Zone          string // IANA name; school days are days of this zone
	Demo          bool
	LeaseSeconds  int64 // how long a phone key signs without contact
	PolicyVersion int64 // a cached policy counts only if it has this number
	CreatedAt     int64
}

const (
	// DefaultZone is the zone of a school that names none.
	DefaultZone = "Asia/Shanghai"
	// DefaultLease lets a phone that was last online on a Friday work through
	// a holiday and the Monday after it.
	DefaultLease = 8 * 24 * time.Hour
)

var slugForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

// Location is the school's zone; UTC if the machine does not know it.
func (s School) Location() *time.Location {
	if loc, err := time.LoadLocation(s.Zone); err == nil {
		return loc
	}
	return time.UTC
}

func (s *School) complete() error {
	s.Name = strings.TrimSpace(s.Name)
	if s.Zone == "" {
		s.Zone = DefaultZone
	}
	if s.LeaseSeconds == 0 {
		s.LeaseSeconds = int64(DefaultLease / time.Second)
	}
	switch _, err := time.LoadLocation(s.Zone); {
	case !slugForm.MatchString(s.Slug):
		return fault.New(fault.Invalid, "school_slug")
	case s.Name == "":
		return fault.New(fault.Invalid, "school_name")
	case err != nil:
		return fault.New(fault.Invalid, "school_zone")
	case s.LeaseSeconds < 0:
		return fault.New(fault.Invalid, "school_lease")
	}
	return nil
}

// Package adms answers ZKTeco's time clocks by their push protocol (ADMS, "iclock"): the
// commonest clocks connect by an address that is typed into their menu.
//
// The protocol has no login, and a clock's serial is printed on its case. So a clock is
// registered by its serial and then bound: to a secret path, /<path>/iclock/…, and to networks.
// Many menus have no field for a path; such a clock may come without, from its networks alone.
// Clocks that are not registered are told so, listed for the school that they seem to belong
// to, and never listened to.
//
//   - A punch (table ATTLOG) is stored by package punch, once by clock, PIN, time and status: a
//     clock sends a batch again until it hears OK, so it hears that only after the commit.
//   - A clock sets its own time by the Date and the TimeZone of our answers. Its punches are wall
//     time of the school; one in the future, or years back, is kept and counts for nobody.
//   - Its keys for in and out are labelled anew on most sites. Unless the school says otherwise
//     a punch says that somebody was there, as the status 255 does: the first one of a session is
//     the arrival, the last one the leaving.
//   - Stamps lie, and old firmware skips punches. A clock that can is asked every two minutes how
//     many punches it has (VERIFY SUM); where it has more, they are asked for. Only what it has
//     proven so makes a day complete.
//   - People go down to it and come off as the school's books change (Sync). Templates, photos
//     and passwords are neither asked for nor stored.
package adms

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/uptrace/bun"
	"golang.org/x/time/rate"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/punch"
	"yunka/server/secret"
	"yunka/server/terminal"
)

// Whom a clock knows.
const (
	Staff  = "staff"
	Pupils = "pupils"
	All    = "all"
	Nobody = "nobody" // people are kept in the clock by hand
)

// Whos are they all.
var Whos = []string{Staff, Pupils, All, Nobody}

// Clock is a terminal that speaks ADMS.
type Clock struct {
	TerminalID, SchoolID string
	Name, Serial         string
	Path                 string // the secret beginning of its address
	NeedPath             bool
	Networks             string // prefixes with commas between them; "" is anywhere, with the path
	Who                  string
	Keys                 bool // its keys for in and out are believed

	Firmware            string
	GB                  bool `bun:"gb"` // names go to it in GB 18030
	SeenAt              int64
	SeenFrom            string
	OffsetMS            int64 `bun:"offset_ms"` // how far its newest punch lay in the future
	Commands            int64
	CheckCommand        int64
	CheckFrom           int64
	CheckUntil          int64
	CheckSent           int64
	CheckTries          int64
	CheckCount          int64
	Proves              int64
	RevokedAt           int64
	CompleteUntil       int64
	People, Held, Fails int64 // who should be in it, who is, and whom it refused
}

// Service answers clocks, and keeps which there are.
type Service struct {
	db        *db.DB
	punches   *punch.Service
	terminals *terminal.Service
	log       *slog.Logger

	mu     sync.Mutex
	limits map[string]*rate.Limiter // by address
	synced map[string]time.Time     // by terminal
	stuck  map[string]bool          // by terminal: its last punches were not taken
	// strangers are when clocks that are not registered were written down last.
	strangers map[string]time.Time
}

// New makes it.
func New(d *db.DB, p *punch.Service, t *terminal.Service, log *slog.Logger) *Service {
	return &Service{db: d, punches: p, terminals: t, log: log, limits: map[string]*rate.Limiter{}, synced: map[string]time.Time{}, stuck: map[string]bool{}, strangers: map[string]time.Time{}}
}

var goodSerial = regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`)

// check refuses settings that cannot be: clock_serial, clock_who, clock_network, and
// clock_open for a clock that would be taken from anywhere by its serial alone.
func (c *Clock) check() error {
	if !goodSerial.MatchString(c.Serial) {
		return fault.New(fault.Invalid, "clock_serial")
	}
	ok := false
	for _, w := range Whos {
		ok = ok || w == c.Who
	}
	if !ok {
		return fault.New(fault.Invalid, "clock_who")
	}
	list, err := networks(c.Networks)
	if err != nil {
		return fault.New(fault.Invalid, "clock_network")
	}
	var texts []string
	for _, p := range list {
		if bits := p.Bits(); !c.NeedPath && (p.Addr().Is4() && bits < 16 || p.Addr().Is6() && bits < 48) {
			return fault.New(fault.Invalid, "clock_open")
		}
		texts = append(texts, p.String())
	}
	if len(list) == 0 && !c.NeedPath {
		return fault.New(fault.Invalid, "clock_open")
	}
	c.Networks = strings.Join(texts, ", ")
	return nil
}

// networks reads prefixes, and addresses, which are their own network.
func networks(text string) (list []netip.Prefix, err error) {
	if len(text) > 400 {
		return nil, fault.New(fault.Invalid, "clock_network")
	}
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\r' }) {
		p, err := netip.ParsePrefix(part)
		if err != nil {
			a, err := netip.ParseAddr(part)
			if err != nil {
				return nil, err
			}
			p = netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen())
		}
		list = append(list, p.Masked())
	}
	return list, nil
}

// from reports whether a clock may come from an address.
func (c *Clock) from(a netip.Addr) bool {
	list, err := networks(c.Networks)
	if err != nil {
		return false
	}
	for _, p := range list {
		if p.Contains(a) {
			return true
		}
	}
	return len(list) == 0 && c.NeedPath
}

// Add registers a clock as a terminal for attendance.
func (s *Service) Add(ctx context.Context, a allow.Actor, school string, c Clock) (id string, err error) {
	if err := c.check(); err != nil {
		return "", err
	}
	err = s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) error {
		d := terminal.Draft{Name: c.Name, Kind: terminal.Reader, Scene: string(rule.AttendanceScene)}
		if id, _, err = s.terminals.AddIn(ctx, tx, school, d); err != nil { // nobody is given its token
			return err
		}
		c.TerminalID, c.SchoolID, c.Path = id, school, strings.ToLower(secret.Code(16))
		if err := insert(ctx, tx, c); err != nil {
			return err
		}
		return record(ctx, tx, a, c, "clock.added")
	})
	return id, err
}

// Save gives a clock other settings; its serial stays.
func (s *Service) Save(ctx context.Context, a allow.Actor, school string, c Clock) error {
	return s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) error {
		was, err := one(ctx, tx, school, c.TerminalID)
		if err != nil {
			return err
		}
		c.Serial, c.SchoolID = was.Serial, school
		if err := c.check(); err != nil {
			return err
		}
		if err := update(ctx, tx, c); err != nil {
			return err
		}
		return record(ctx, tx, a, c, "clock.changed")
	})
}

// NewPath gives a clock another secret path; the old one ends at once.
func (s *Service) NewPath(ctx context.Context, a allow.Actor, school, id string) error {
	return s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) error {
		c, err := one(ctx, tx, school, id)
		if err != nil {
			return err
		}
		if err := setPath(ctx, tx, id, strings.ToLower(secret.Code(16))); err != nil {
			return err
		}
		return record(ctx, tx, a, c, "clock.path")
	})
}

// Stop ends a clock at once; twice is harmless.
func (s *Service) Stop(ctx context.Context, a allow.Actor, school, id string) error {
	return s.act(ctx, a, school, func(ctx context.Context, tx *db.Tx) error {
		if _, err := one(ctx, tx, school, id); err != nil {
			return err
		}
		if err := end(ctx, tx, id); err != nil {
			return err
		}
		return s.terminals.RevokeIn(ctx, tx, a, school, id)
	})
}

func (s *Service) act(ctx context.Context, a allow.Actor, school string, fn func(ctx context.Context, tx *db.Tx) error) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.TerminalsManage, allow.Target{School: school}); err != nil {
			return err
		}
		if err := access.Bump(ctx, tx, school); err != nil {
			return err
		}
		return fn(ctx, tx)
	})
}

func record(ctx context.Context, tx *db.Tx, a allow.Actor, c Clock, verb string) error {
	return audit.Record(ctx, tx, audit.Event{School: c.SchoolID, Actor: a.Name(), Action: verb, Target: "terminal:" + c.TerminalID,
		Detail: map[string]any{"serial": c.Serial, "who": c.Who, "network": c.Networks}})
}

// Owner finds the school of a clock.
var Owner = campus.OwnerBy("SELECT c.school_id, '' FROM clock_device c WHERE c.terminal_id = ?")

// List are a school's clocks, the live ones first.
func List(ctx context.Context, q bun.IDB, school string) ([]Clock, error) {
	return list(ctx, q, school)
}

// Unknown is a clock that called and is not registered.
type Unknown struct {
	Serial, Address string
	FirstAt, LastAt int64
	Times           int64
}

// Unknowns are those of a school.
func Unknowns(ctx context.Context, q bun.IDB, school string) ([]Unknown, error) {
	return unknowns(ctx, q, school)
}

// digest names what a record in a clock says.
func digest(fields ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(fields, "\x00")))
	return hex.EncodeToString(sum[:8])
}

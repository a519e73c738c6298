package rule

import (
	"time"

	"yunka/server/reason"
)

// Holiday is the weekday of a day on which the school's calendar says free. It
// comes after Sunday, so hours may name it like any other day.
const Holiday = 8

// Opening is a weekly interval, [From, To) minutes since midnight; Monday is 1.
type Opening struct {
	Weekday, From, To int
}

// Local is an instant as the school's wall clock and calendar show it.
type Local struct {
	Day     string // YYYY-MM-DD
	Weekday int    // 1 to 7, by the week
	WorksAs int    // the weekday whose hours hold today, or Holiday
	Minute  int    // since midnight
}

// LocalAt reads an instant in a zone; days are the calendar's exceptions, from
// the day to what it works as. The browser passes a fixed zone of the right offset.
func LocalAt(ms int64, zone *time.Location, days map[string]int) Local {
	t := time.UnixMilli(ms).In(zone)
	l := Local{Day: t.Format(time.DateOnly), Weekday: (int(t.Weekday())+6)%7 + 1, Minute: t.Hour()*60 + t.Minute()}
	l.WorksAs = l.Weekday
	if w, ok := days[l.Day]; ok {
		l.WorksAs = w
	}
	return l
}

func within(hours []Opening, weekday, minute int) bool {
	for _, h := range hours {
		if h.Weekday == weekday && h.From <= minute && minute < h.To {
			return true
		}
	}
	return false
}

// Subject is what a rule speaks of.
type Subject string

// From the least to the most specific.
const (
	Everyone  Subject = "everyone"
	OfRole    Subject = "role"
	OfGrade   Subject = "grade"
	OfClass   Subject = "class"
	OfGroup   Subject = "group"
	OnePerson Subject = "person"
)

// Subjects lists all, from the least to the most specific.
var Subjects = []Subject{Everyone, OfRole, OfGrade, OfClass, OfGroup, OnePerson}

func (s Subject) rank() int {
	for i, x := range Subjects {
		if x == s {
			return i
		}
	}
	return -1
}

// Rule says that somebody may pass into a zone, may pass after staff has looked,
// or may not, and when.
type Rule struct {
	ID      string
	Who     Subject
	WhoID   string // role, grade, or id of a class, group or person; "" for everyone
	Effect  Effect // RightToPass, RightWithStaff or Forbidden
	FromDay string // both days inclusive; "" is open
	ToDay   string
	Hours   []Opening // none is always
}

// Who is a person as rules know people.
type Who struct {
	Person, Role, Grade, Class string
	Groups                     map[string]bool // that hold now
}

func (r *Rule) concerns(w Who) bool {
	switch r.Who {
	case Everyone:
		return true
	case OfRole:
		return r.WhoID == w.Role
	case OfGrade:
		return w.Grade != "" && r.WhoID == w.Grade
	case OfClass:
		return w.Class != "" && r.WhoID == w.Class
	case OfGroup:
		return w.Groups[r.WhoID]
	case OnePerson:
		return r.WhoID == w.Person
	}
	return false
}

func (r *Rule) onDay(day string) bool {
	return (r.FromDay == "" || r.FromDay <= day) && (r.ToDay == "" || day <= r.ToDay)
}

// Rights is what one gate and the zone behind it grant: plain data, so that a
// kiosk can carry it.
type Rights struct {
	Direction  Direction
	Hours      []Opening         // of the gate; none is always
	Roles      map[string]Effect // what the zone grants a role
	Rules      []Rule            // of the zone, besides
	NeedsGroup string            // only its members, whatever else allows it
	Home       bool              `json:",omitempty"` // people live there: see Judge
}

// Stay is a membership of a group that is known before it begins: of those who live
// behind a door, or look after them, in [From, Until); Until 0 is open.
type Stay struct {
	Group string `json:"g"`
	From  int64  `json:"f,omitempty"` // Unix ms
	Until int64  `json:"u,omitempty"`
}

// Holds reports whether it holds at an instant.
func (s Stay) Holds(ms int64) bool { return s.From <= ms && (s.Until == 0 || ms < s.Until) }

// Residents is the group of those who live in a zone, Wardens that of those who look
// after it. No group of a school has such an id.
func Residents(zone string) string { return "home:" + zone }

// Wardens is the group of those who look after a zone in which people live.
func Wardens(zone string) string { return "warden:" + zone }

// Who visits where people live.
const (
	pupil  = "student"
	family = "parent"
)

// counts reports whether a rule says anything about somebody there: where people live, a
// pupil or a parent passes by living there or by a grant of their own, not because a rule
// lets in everybody, a role, a grade or a class. What is forbidden stays so.
func (g *Rights) counts(r *Rule, w Who) bool {
	return !g.Home || r.Effect == Forbidden || r.Who.rank() >= OfGroup.rank() || w.Role != pupil && w.Role != family
}

// ofRole is the role's right, which pupils and parents have none of where people live.
func (g *Rights) ofRole(role string) Effect {
	if g.Home && (role == pupil || role == family) {
		return NoRight
	}
	return g.Roles[role]
}

// Verdict is what the rights say, and what said it.
type Verdict struct {
	Effect Effect
	Reason reason.Code // why not, or what it waits for; OK when Effect is RightToPass
	Rule   string      // id of the deciding rule; "" when it is the role's right or none
	Role   bool        // the role's right decided
}

// Delegate is the role of who only collects a child (allow.RoleDelegate): no rule lets
// them pass, not even one for everyone.
const Delegate = "delegate"

// Judge asks who may pass into the zone at that time. The most specific rule
// that holds now decides; among equally specific ones the strictest. Without
// any, the role's right decides. Where people live (Home), that of a pupil or a parent does not.
func (g *Rights) Judge(w Who, at Local) Verdict {
	if w.Role == Delegate {
		return Verdict{Effect: NoRight, Reason: reason.PermNoRight}
	}
	if g.NeedsGroup != "" && !w.Groups[g.NeedsGroup] {
		return Verdict{Effect: NoRight, Reason: reason.PermPrerequisite}
	}
	best, later := (*Rule)(nil), reason.PermNoRight
	for i := range g.Rules {
		r := &g.Rules[i]
		if !r.concerns(w) || !r.onDay(at.Day) || !g.counts(r, w) {
			continue
		}
		if len(r.Hours) > 0 && !within(r.Hours, at.WorksAs, at.Minute) {
			if r.Effect != Forbidden {
				later = closedReason(r.Hours, at)
			}
			continue
		}
		if best == nil || r.Who.rank() > best.Who.rank() || r.Who.rank() == best.Who.rank() && r.Effect.strictness() > best.Effect.strictness() {
			best = r
		}
	}
	if best != nil {
		switch best.Effect {
		case RightToPass:
			return Verdict{RightToPass, reason.OK, best.ID, false}
		case RightWithStaff:
			return Verdict{RightWithStaff, reason.PermEscortRequired, best.ID, false}
		default:
			return Verdict{NoRight, reason.PermRule, best.ID, false}
		}
	}
	switch e := g.ofRole(w.Role); e {
	case RightToPass:
		return Verdict{e, reason.OK, "", true}
	case RightWithStaff:
		return Verdict{e, reason.PermEscortRequired, "", true}
	}
	if g.Home && later == reason.PermNoRight {
		later = reason.PermWrongBuilding
	}
	return Verdict{Effect: NoRight, Reason: later}
}

// Ever reports whether somebody may enter at some hour from a day on: something
// grants it that nothing at least as specific forbids for good.
func (g *Rights) Ever(w Who, day string) bool {
	if w.Role == Delegate {
		return false
	}
	if g.NeedsGroup != "" && !w.Groups[g.NeedsGroup] {
		return false
	}
	forbidden := -1 // how specific the rule that forbids for good is
	for i := range g.Rules {
		if r := &g.Rules[i]; r.concerns(w) && r.Effect == Forbidden && len(r.Hours) == 0 && r.ToDay == "" && r.FromDay <= day {
			forbidden = max(forbidden, r.Who.rank())
		}
	}
	for i := range g.Rules {
		if r := &g.Rules[i]; r.concerns(w) && g.counts(r, w) && r.Effect != Forbidden && (r.ToDay == "" || r.ToDay >= day) && r.Who.rank() > forbidden {
			return true
		}
	}
	return forbidden < 0 && g.ofRole(w.Role) != NoRight
}

// Open reports whether the gate is open, and why not. A holiday never shuts a
// way out: whoever is inside goes by the day's usual hours.
func (g *Rights) Open(at Local) (bool, reason.Code) {
	day := at.WorksAs
	if day == Holiday && g.Direction == Out {
		day = at.Weekday
	}
	if len(g.Hours) == 0 || within(g.Hours, day, at.Minute) {
		return true, reason.OK
	}
	return false, closedReason(g.Hours, at)
}

// closedReason tells a closed hour from a day off.
func closedReason(hours []Opening, at Local) reason.Code {
	if at.WorksAs == Holiday && within(hours, at.Weekday, at.Minute) {
		return reason.PermHoliday
	}
	return reason.PermOutsideSchedule
}

package gate

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"yunka/views/console"
	"yunka/views/msg"
)

// ZoneView is a zone's page.
type ZoneView struct {
	Shell  console.Shell
	Zones  []Zone
	Groups []console.Option
	Form   ZoneForm
	Rules  []Rule
	Who    []WhoGroup // what a rule may speak of
	Rule   RuleForm
}

// WhoGroup is one kind of subject with what there is of it.
type WhoGroup struct {
	Kind string
	List []console.Option
}

// LockOut is whom a change would lock out, and is asked before. Remove is the rule
// whose end it would be.
type LockOut struct {
	People []string // "学生 412 人"
	Remove string
}

// ZoneForm is a zone as typed.
type ZoneForm struct {
	ID, Name, Inside                    string
	Passback, Minutes, Limit, LimitMode string
	Sequence, Group, Forget, Reset      string
	TwoPerson, Keeps                    bool
	LockOut                             *LockOut
	Error, Field                        string
}

// RuleForm is a rule as typed.
type RuleForm struct {
	Who, Person, Effect, From, To, Note string
	Days                                [8]string
	BadDay                              int
	LockOut                             *LockOut
	Error, Field                        string
}

// Rule is a rule as listed.
type Rule struct {
	ID, Kind, Name, Effect, From, To, Note string
	Hours                                  []Hours
}

func (f ZoneForm) wrong(field string) string {
	if f.Field == field {
		return f.Error
	}
	return ""
}

func (f RuleForm) wrong(field string) string {
	if f.Field == field {
		return f.Error
	}
	return ""
}

// asks are the chips of what a zone asks.
func (z Zone) asks(ctx context.Context) (list []string) {
	add := func(yes bool, what string, n int) {
		if yes {
			list = append(list, zoneAsk(ctx, what, n))
		}
	}
	add(z.Passback != "" && z.Passback != "none", "passback", 0)
	add(z.Limit > 0, "limit", z.Limit)
	add(z.TwoPerson, "two", 0)
	add(z.Group, "group", 0)
	add(z.Sequence != "" && z.Sequence != "none", "sequence", 0)
	add(z.Keeps && len(list) == 0, "keeps", 0)
	return list
}

// InsideView is who is inside of the zones that keep it.
type InsideView struct {
	Shell  console.Shell
	Zones  []Inside
	Chosen Inside // whose list is shown; ID "" is none
	List   []Present
	More   bool // the list is cut off
	AsOf   time.Time
	Reset  string // what was typed as the reason, and refused
	Error  string
}

// Inside is how full a zone is.
type Inside struct {
	ID, Name              string
	Count, Unknown, Limit int
}

func (i Inside) free() string { return strconv.Itoa(max(0, i.Limit-i.Count)) }

// Present is somebody inside.
type Present struct {
	ID, Name, Role, Class string
	Since                 time.Time
	Before                bool // of the last reset
}

// GroupsView lists groups.
type GroupsView struct {
	Shell       console.Shell
	Groups      []Group
	Name, Error string
}

// Group is people who were granted something.
type Group struct {
	ID, Name       string
	Members, Zones int
}

// GroupView is one group with its people.
type GroupView struct {
	Shell        console.Shell
	Group        Group
	People       []GroupMember
	Typed, Until string
	Error, Field string
}

// GroupMember is somebody in a group.
type GroupMember struct {
	ID, Name, Number, Class, Until string
	Over                           bool
}

func (v GroupView) wrong(field string) string {
	if v.Field == field {
		return v.Error
	}
	return ""
}

// AskView asks whether somebody may pass.
type AskView struct {
	Shell     console.Shell
	Gates     []console.Option
	Who, Gate string
	When      string
	Several   []Found
	Error     string
	Answer    *Asked
}

// Found is a person whom a search means.
type Found struct{ ID, Name, Class, Number string }

// Asked is the answer.
type Asked struct {
	PersonID, Name, Gate string
	Decision, Reason     string // words of the reason
	Warning              string
	Role                 string // whose right decided; "" when a rule did, or nothing
	Rule                 *Rule
	Leaving, Open        bool
	Kept                 bool // the zone keeps who is inside
	State                string
	Since                time.Time
	Count, Limit         int
}

func (a *Asked) Headline(ctx context.Context) string {
	switch a.Decision {
	case "ALLOW":
		return askYes(ctx, a.Name, a.Gate)
	case "CONFIRM":
		return askMaybe(ctx, a.Name, a.Gate)
	}
	return askNo(ctx, a.Name, a.Gate)
}

func hoursText(ctx context.Context, list []Hours) string {
	if len(list) == 0 {
		return ruleAlways(ctx)
	}
	var parts []string
	for _, h := range list {
		parts = append(parts, console.WeekdayWord(ctx, h.Weekday)+" "+h.From+"–"+h.To)
	}
	return strings.Join(parts, "  ")
}

func ruleName(ctx context.Context, r Rule) string {
	switch r.Kind {
	case "everyone":
		return RuleSubject(ctx, r.Kind)
	case "role":
		return msg.Role(ctx, r.Name)
	}
	return RuleSubject(ctx, r.Kind) + " " + r.Name
}

func total(zones []Inside) (n int) {
	for _, z := range zones {
		n += z.Count
	}
	return n
}

func askAgain(v AskView, p Found) string {
	q := url.Values{"who": {p.Name}, "person": {p.ID}, "gate": {v.Gate}, "at": {v.When}}
	return v.Shell.Path("/ask?" + q.Encode())
}

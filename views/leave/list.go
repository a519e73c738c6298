package leave

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"yunka/views/console"
	"yunka/views/msg"
)

// States are what a list can be narrowed to.
var States = []string{"unconfirmed", "asked", "approved", "rejected", "withdrawn", "cancelled", Missing}

// Missing is no state: those whose promised proof did not come.
const Missing = "missing"

// LeaveList is /console/leave/list.
type LeaveList struct {
	console.Shell
	From, To        string // days, both inclusive
	Class           string // the chosen Option's value
	Classes, Grades []console.Option
	Kind, State     string
	Name            string
	Leaves          []Leave
	More            bool // there are more than are listed
}

// file is the address of the list as a file.
func (v LeaveList) file(ext string) string {
	q := url.Values{"from": {v.From}, "to": {v.To}}
	for name, value := range map[string]string{"class": v.Class, "kind": v.Kind, "state": v.State, "q": v.Name} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return v.Shell.Path("/leave/list." + ext + "?" + q.Encode())
}

// chosen is the name of the class or grade that the list is of.
func (v LeaveList) chosen() string {
	for _, o := range slices.Concat(v.Grades, v.Classes) {
		if o.Value == v.Class {
			return o.Text
		}
	}
	return ""
}

// SheetHead heads the file of a list.
func SheetHead(ctx context.Context) []string {
	return []string{thPerson(ctx), msg.ColClass(ctx), labelKind(ctx), colFrom(ctx), colTo(ctx), colDays(ctx), dtReason(ctx), dtCollects(ctx), thState(ctx),
		dtAsked(ctx), colAskedAt(ctx), colDecided(ctx), colDecidedAt(ctx), colUsed(ctx)}
}

// SheetRow is a leave in the file of a list.
func SheetRow(ctx context.Context, l Leave) []string {
	const stamp = "2006-01-02 15:04"
	decided, used := "", ""
	if !l.DecidedAt.IsZero() {
		decided = l.DecidedAt.Format(stamp)
	}
	if l.Used {
		used = yes(ctx)
	}
	return []string{l.Name, l.Class, KindName(ctx, l.Kind), l.From.Format(stamp), l.To.Format(stamp), strconv.Itoa(l.Days), l.Reason, l.Collects, stateName(ctx, l),
		l.AskedBy, l.AskedAt.Format(stamp), l.DecidedBy, decided, used}
}

func day(ctx context.Context, date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return msg.Day(ctx, t)
}

// sums says how many leaves, people and school days a list has, and of which kinds.
func sums(ctx context.Context, list []Leave) string {
	people, days, of := map[string]bool{}, 0, map[string]int{}
	for _, l := range list {
		people[l.Person] = true
		days += l.Days
		of[l.Kind]++
	}
	text := counts(ctx, len(list), len(people), days)
	for _, kind := range kinds {
		if of[kind] > 0 {
			text = msg.Joined(ctx, text, KindName(ctx, kind)+" "+number(of[kind]))
		}
	}
	return text
}

// Package outbox is what somebody must be told: notices, written in the commit of the
// fact that they tell of.
//
//	err := outbox.Put(ctx, tx, outbox.Notice{
//		School: school, Kind: "attendance.late", Key: "attendance.late:" + session + ":" + child,
//		To: outbox.Guardians(), About: child, Data: late{Minutes: 7},
//	})
//
// What it promises:
//
//   - A notice exists once under (school, key), however often Put is repeated and by
//     how many at once: the first one stands.
//   - It is there if and only if the fact is: both are one commit.
//   - What lies more than TellDays back is not told any more: Put writes nothing.
//   - The numbers of a school's notices become visible in order, because Put holds the
//     school's outbox_head until the commit. In the one lock order that row stands
//     before the audit's: call Put before audit.Record and before feed.Append.
//
// Who is told, when and by which way is decided later, by package deliver: To says
// which people, and the rights that they have at the moment of delivery decide. The
// row holds ids and values; the words are those of the scene that speaks, drawn in the
// reader's language when the message is read (see Told and Text).
package outbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Bell is the bell of db that Put rings; deliver listens to it.
const Bell = "outbox"

// Limits of a notice.
const (
	maxKey  = 200     // bytes
	maxData = 8 << 10 // bytes of JSON

	// LikeWait is how long the first of like notices waits for the others if the
	// notice does not say how long, LongestWait the most that one may say.
	LikeWait    = 2 * time.Minute
	LongestWait = 10 * time.Minute

	// TellDays is how many days after its day something is still told. Put writes
	// nothing that is older; messages are kept longer than that, so a projection that
	// is built anew from the first day tells nobody anything again.
	TellDays = 30
)

// Notice is something that people must be told.
type Notice struct {
	School string
	Kind   string // "attendance.late": the scene that speaks has words for it
	Key    string // of the fact: a notice exists once under it
	To     []To
	Not    []string // people who know: who did it
	About  string   // the person it is about; "" for nobody
	Day    string   // the school day it is about, 2026-11-24; "" is today
	Data   any      // what is told, as JSON: ids and values, no words
	Urgent bool     // quiet hours do not hold it: leaving school, pickup, a corrected absence

	// Digest names like notices of which one message tells a reader's children
	// together; "" tells each alone. The first waits for the others at most Wait (0 is
	// LikeWait), less when all of the reader's children have one. Closes ends the wait
	// at once, with this one in the message: a late arrival.
	Digest string
	Wait   time.Duration
	Closes bool

	// Replaces is the key of the notice that this one corrects, or of any in its chain
	// of corrections. Only who was told is told the correction; who has not yet been
	// told hears the truth alone. No notice of that key: nobody is told.
	Replaces string
}

// To is people by what they are to the person or to the school.
type To string

// Self is the person that the notice is about.
func Self() To { return "self" }

// Guardians are the adults who may see the child and be told of it (allow.ChildTold).
func Guardians() To { return "guardians" }

// Guardian is one of the guardians, if they are to be told of the child at all.
func Guardian(id string) To { return To("guardian:" + id) }

// Person is somebody by name.
func Person(id string) To { return To("person:" + id) }

// ClassTeachers hold the post for a class.
func ClassTeachers(class string) To { return To("class:" + class) }

// Office is the school's admins.
func Office() To { return "office" }

// Word splits it: "class", the id of the class.
func (t To) Word() (word, id string) {
	word, id, _ = strings.Cut(string(t), ":")
	return word, id
}

// row makes the notice a row that has no number yet.
func (n Notice) row() (r Row, err error) {
	data := []byte("{}")
	if n.Data != nil {
		if data, err = json.Marshal(n.Data); err != nil {
			return r, fmt.Errorf("outbox: %s: %w", n.Kind, err)
		}
	}
	bad := func(what string) error { return fmt.Errorf("outbox: notice %q %q: %s", n.Kind, n.Key, what) }
	switch {
	case n.School == "", n.Kind == "", n.Key == "":
		return r, bad("school, kind and key must be said")
	case len(n.Key) > maxKey, len(data) > maxData:
		return r, bad("too long")
	case len(n.To) == 0:
		return r, bad("it is for nobody")
	case n.About == "" && (slices.Contains(n.To, Self()) || slices.Contains(n.To, Guardians())):
		return r, bad("it is about nobody")
	case n.Wait < 0 || n.Wait > LongestWait:
		return r, bad("it waits too long")
	case n.Replaces == n.Key:
		return r, bad("it replaces itself")
	}
	wait := n.Wait
	if wait == 0 {
		wait = LikeWait
	}
	words := make([]string, len(n.To))
	for i, t := range n.To {
		words[i] = string(t)
	}
	return Row{
		SchoolID: n.School, Key: n.Key, Chain: n.Key, Replaces: n.Replaces, Kind: n.Kind,
		ToWhom: strings.Join(words, " "), NotTo: strings.Join(n.Not, " "), AboutID: n.About, Day: n.Day,
		Data: string(data), Urgent: n.Urgent, Digest: n.Digest, WaitMs: wait.Milliseconds(), Closes: n.Closes,
		State: Waiting,
	}, nil
}

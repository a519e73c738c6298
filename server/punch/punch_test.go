package punch_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/projection"
	"yunka/server/punch"
	"yunka/server/schooltest"
	"yunka/server/terminal"
)

const monday = "2026-11-23"

// hall is a school with a machine on a wall, and punches of it.
type hall struct {
	*testing.T
	*schooltest.Fixture
	clock   *schooltest.Clock
	punches *punch.Service
	machine terminal.Identity
}

func each(t *testing.T, story func(h *hall)) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			clock := schooltest.NewClock()
			story(newHall(t, dbtest.Open(t, e, db.WithClock(clock.Now)), clock))
		})
	}
}

func newHall(t *testing.T, d *db.DB, clock *schooltest.Clock) *hall {
	h := &hall{T: t, Fixture: schooltest.New(t, d), clock: clock}
	h.punches = punch.New(d, h.Feed, h.Terminals)
	h.machine = h.hang()
	return h
}

func (h *hall) hang() terminal.Identity {
	h.Helper()
	_, token, err := h.Terminals.Add(h.Context(), h.Admin, h.School, terminal.Draft{Name: "考勤机" + h.Key(), Kind: terminal.Reader, Scene: "attendance"})
	h.ok(err)
	who, err := h.Terminals.Authenticate(h.Context(), token)
	h.ok(err)
	return who
}

func (h *hall) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *hall) pupil(number string) *schooltest.Holder {
	h.Helper()
	return h.GiveChip(h.T, h.Member(h.T, allow.Student, campus.Person{Name: "学生" + number, Number: number}))
}

func (h *hall) count(where string, args ...any) int64 {
	h.Helper()
	return schooltest.Value[int64](h.T, h.DB, "SELECT COUNT(*) FROM punch WHERE "+where, args...)
}

// send sends punches by a right clock.
func (h *hall) send(list ...punch.Punch) []punch.Result {
	h.Helper()
	out, err := h.punches.Take(h.Context(), h.machine, punch.Batch{ClockMS: h.clock.Now().UnixMilli(), Punches: list})
	h.ok(err)
	return out.Results
}

func at(day, clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", day+" "+clock, schooltest.Noon.Location())
	if err != nil {
		panic(err)
	}
	return t
}

// What must never happen: a punch that is lost or counts twice, because a machine sent its
// batches shuffled, doubled or cut, through two servers, and hung up half way.
func TestPunchesCountOnceThroughTwoServers(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			clock := schooltest.NewClock()
			url := dbtest.URL(t, e)
			h := newHall(t, dbtest.Dial(t, url, db.WithClock(clock.Now)), clock)
			second := dbtest.Dial(t, url, db.WithClock(clock.Now))
			servers := []*punch.Service{h.punches, punch.New(second, feed.New(), terminal.New(second, feed.New()))}
			const people, each, callers = 10, 40, 64
			var list []punch.Punch
			for i := range people {
				who := h.pupil(fmt.Sprintf("2026%04d", i))
				for n := range each {
					seen := h.clock.Now().Add(-time.Duration(n) * time.Minute).UnixMilli()
					p := punch.Punch{Key: strconv.Itoa(i*each + n + 1), SaidAt: seen, Number: fmt.Sprintf("2026%04d", i)}
					if n%2 == 1 {
						p.Number, p.Chip = "", who.Chip
					}
					list = append(list, p)
				}
			}
			var wg sync.WaitGroup
			var mu sync.Mutex
			stored := map[string]int{}
			for c := range callers {
				wg.Go(func() {
					mine := append([]punch.Punch{}, list...)
					rand.Shuffle(len(mine), func(i, j int) { mine[i], mine[j] = mine[j], mine[i] })
					for n, part := range chunks(mine, 90) {
						if (n+c)%3 == 0 {
							part = append(part, part[:10]...) // twice in one batch
						}
						out, err := servers[(n+c)%2].Take(context.Background(), h.machine, punch.Batch{ClockMS: clock.Now().UnixMilli(), Punches: part})
						if err != nil {
							t.Error(err)
							return
						}
						mu.Lock()
						for i, r := range out.Results {
							if r.Result == punch.Stored {
								stored[part[i].Key]++
							} else if r.Result != punch.Already {
								t.Errorf("%s: %s %s", part[i].Key, r.Result, r.Why)
							}
						}
						mu.Unlock()
					}
				})
			}
			wg.Wait()
			for _, p := range list {
				if stored[p.Key] != 1 {
					t.Errorf("%s was stored %d times", p.Key, stored[p.Key])
				}
			}
			if n := h.count("person_id IS NOT NULL AND feed > 0"); n != people*each {
				t.Errorf("%d punches, want %d", n, people*each)
			}
			if n := h.count("1 = 1"); n != people*each {
				t.Errorf("%d rows, want %d", n, people*each)
			}
		})
	}
}

func chunks(list []punch.Punch, n int) (parts [][]punch.Punch) {
	for len(list) > 0 {
		k := min(n, len(list))
		parts = append(parts, append([]punch.Punch{}, list[:k]...))
		list = list[k:]
	}
	return parts
}

// A machine writes for its own school, and ends with its token.
func TestAMachineOfAnotherSchoolWritesNothing(t *testing.T) {
	each(t, func(h *hall) {
		other := newHall(h.T, h.DB, h.clock)
		theirs := other.pupil("20269999")
		now := h.clock.Now().UnixMilli()
		for i, p := range []punch.Punch{{Number: "20269999"}, {Chip: theirs.Chip}} {
			p.Key, p.SaidAt = strconv.Itoa(i+1), now
			if r := h.send(p)[0]; r.Result != punch.Stored || r.Known {
				h.Errorf("%+v", r)
			}
		}
		if n := h.count("person_id = ? OR school_id = ?", theirs.Person, other.School); n != 0 {
			h.Errorf("%d punches reached the other school", n)
		}
		h.ok(h.Terminals.Revoke(h.Context(), h.Admin, h.School, h.machine.ID))
		_, err := h.punches.Take(h.Context(), h.machine, punch.Batch{ClockMS: now, Punches: []punch.Punch{{Key: "9", SaidAt: now, Number: "1"}}})
		if !fault.Is(err, fault.Unauthenticated) {
			h.Error("a revoked machine:", err)
		}
	})
}

// What can never be is refused in words and stores nothing; the rest of the batch is stored.
func TestBadPunches(t *testing.T) {
	each(t, func(h *hall) {
		h.pupil("20260001")
		now := h.clock.Now().UnixMilli()
		for name, p := range map[string]punch.Punch{
			"future": {Key: "1", SaidAt: now + 6*60_000, Number: "20260001"}, "two years": {Key: "2", SaidAt: now - 2*365*24*3600_000, Number: "20260001"},
			"nobody": {Key: "3", SaidAt: now}, "both": {Key: "4", SaidAt: now, Number: "1", Chip: "2"}, "key": {Key: "", SaidAt: now, Number: "1"},
			"way": {Key: "5", SaidAt: now, Number: "20260001", Way: "sideways"}, "nul": {Key: "6", SaidAt: now, Number: "1\x00"}, "no time": {Key: "7", Number: "1"},
		} {
			good := punch.Punch{Key: "ok-" + p.Key + name[:1], SaidAt: now, Number: "20260001"}
			out := h.send(p, good)
			if out[0].Result != punch.Refused || out[0].Why == "" || out[1].Result != punch.Stored {
				h.Errorf("%s: %+v", name, out)
			}
		}
		if out := h.send(punch.Punch{Key: "ok-1f", SaidAt: now - 1, Number: "20260001"}); out[0].Result != punch.Refused {
			h.Errorf("a number that is used again: %+v", out)
		}
		if n := h.count("suspect"); n != 0 {
			h.Errorf("%d are kept that were refused", n)
		}
		if out := h.send(punch.Punch{Key: "8", SaidAt: now + 9*3600_000, Number: "20260001", Keep: true}); !out[0].Suspect || out[0].Known || out[0].Result != punch.Stored {
			h.Errorf("%+v", out)
		}
		for _, b := range []punch.Batch{{ClockMS: 0}, {ClockMS: 1 << 60}, {ClockMS: now, Punches: make([]punch.Punch, 101)}} {
			if _, err := h.punches.Take(h.Context(), h.machine, b); !fault.Is(err, fault.Invalid) {
				h.Errorf("%v", err)
			}
		}
	})
}

// A clock that is a year off is told so, and its punches are where they happened; sent again
// by a right clock they are the same.
func TestAClockAYearOff(t *testing.T) {
	each(t, func(h *hall) {
		who := h.pupil("20260001")
		off := int64(-365 * 24 * 3600_000)
		now := h.clock.Now().UnixMilli()
		p := punch.Punch{Key: "1", SaidAt: now - 60_000 + off, Number: "20260001"}
		out, err := h.punches.Take(h.Context(), h.machine, punch.Batch{ClockMS: now + off, Punches: []punch.Punch{p}})
		h.ok(err)
		if !out.Skewed || out.OffsetMS != off || out.Results[0].Result != punch.Stored {
			h.Errorf("%+v", out)
		}
		if n := h.count("person_id = ? AND at = ?", who.Person, now-60_000); n != 1 {
			h.Error("it is not where it happened")
		}
		if r := h.send(p)[0]; r.Result != punch.Already {
			h.Errorf("%+v", r)
		}
	})
}

// Who comes into the books later gets the punches that waited for them, once.
func TestPunchesOfNobodyFindTheirOwner(t *testing.T) {
	each(t, func(h *hall) {
		now := h.clock.Now().UnixMilli()
		h.send(punch.Punch{Key: "1", SaidAt: now, Number: "20260001"}, punch.Punch{Key: "2", SaidAt: now, Number: "20260002"})
		h.ok(h.punches.Match(h.Context()))
		if n := h.count("person_id IS NULL"); n != 2 {
			h.Errorf("%d", n)
		}
		who := h.pupil("20260001")
		h.ok(h.punches.Match(h.Context()))
		h.ok(h.punches.Match(h.Context()))
		if n := h.count("person_id = ? AND feed > 0", who.Person); n != 1 {
			h.Errorf("%d", n)
		}
		if n := schooltest.Value[int64](h.T, h.DB, "SELECT COUNT(*) FROM feed_event WHERE kind = ?", punch.Made); n != 1 {
			h.Errorf("%d items", n)
		}
	})
}

// A day's attendance follows punches like scans: first in, last out, whenever they come; but
// nothing that comes after a day was closed changes it.
func TestAttendanceFollowsPunches(t *testing.T) {
	each(t, func(h *hall) {
		h.clock.Set(at(monday, "05:00:00"))
		reg := register.New(h.DB, h.Feed, nil)
		_, err := reg.AddSession(h.Context(), h.Admin, rule.Session{SchoolID: h.School, Name: "上课", Role: allow.Student, Weekdays: 31, Opens: 360, Starts: 480, Grace: 5, AbsentAfter: 60,
			Ends: 1020, EarlyGrace: 5, Closes: 1080, FromDay: monday})
		h.ok(err)
		early, late, after := h.pupil("20260001"), h.pupil("20260002"), h.pupil("20260003")
		keep := func() {
			h.ok(reg.Keep(h.Context()))
			h.ok(projection.Catch(h.Context(), h.DB, reg.Projection(), h.School, 10_000))
		}
		is := func(who *schooltest.Holder, want rule.State, when string) {
			h.Helper()
			h.ok(h.DB.Read(h.Context(), func(ctx context.Context, q bun.IDB) error {
				list, err := register.OfPeople(ctx, q, h.School, []string{who.Person}, monday, monday)
				if len(list) != 1 || list[0].State != want {
					h.Errorf("%s: %+v, want %s", when, list, want)
				}
				return err
			}))
		}
		keep()
		h.clock.Set(at(monday, "18:30:00"))
		ms := func(clock string) int64 { return at(monday, clock).UnixMilli() }
		h.send(punch.Punch{Key: "1", SaidAt: ms("17:05:00"), Number: "20260001"}, punch.Punch{Key: "2", SaidAt: ms("07:50:00"), Number: "20260001"},
			punch.Punch{Key: "3", SaidAt: ms("08:20:00"), Chip: late.Chip})
		zero := int64(0)
		_, err = h.punches.Take(h.Context(), h.machine, punch.Batch{ClockMS: h.clock.Now().UnixMilli(), Queued: &zero})
		h.ok(err)
		keep()
		is(early, rule.Present, "who came and left in time")
		is(late, rule.Late, "who came at 8:20")
		is(after, rule.Absent, "who was not seen")
		h.clock.Add(24 * time.Hour)
		h.send(punch.Punch{Key: "4", SaidAt: ms("07:59:00"), Number: "20260002"}) // late, and out of order
		keep()
		is(late, rule.Present, "a punch that came a day later")
		h.ok(reg.Close(h.Context(), h.Admin, h.School, monday))
		h.send(punch.Punch{Key: "5", SaidAt: ms("07:58:00"), Number: "20260003"})
		keep()
		is(after, rule.Absent, "what comes after the day was closed")
	})
}

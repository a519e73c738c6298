package intake_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/intake"
	"yunka/server/intake/day"
	"yunka/server/intake/file"
	"yunka/server/scan/scantest"
	"yunka/server/schooltest"
)

var ctx = context.Background()

// summer is a school with an intake and three applicants, and a clock that the test turns.
type summer struct {
	*testing.T
	*scantest.World
	clock   *schooltest.Clock
	s       *intake.Service
	days    *day.Service
	id      string
	people  []intake.Applicant // in the order of the list: 程予安, 程以宁 (twins), 严嘉禾
	codes   map[string]string
	steps   map[intake.Does]string
	beds    []string // places that were asked for
	paid    map[string]bool
	noSuch  bool // beds are refused
	class   campus.Class
	another *scantest.World
}

const list = "姓名,出生日期,身份证后六位,年级,班级,宿舍,家长1姓名,家长1手机,家长1关系,家长2姓名,家长2手机,家长2关系\n" +
	"程予安,2011-03-05,,%[1]s,%[2]s,2号楼 308-1,程建国,13911110001,父亲,何佳,13911110002,妈妈\n" +
	"程以宁,2011/3/5,,%[1]s,%[2]s,,程建国,13911110001,父亲,,,\n" +
	"严嘉禾,,12341X,,,,严明,13911110009,父亲,,,\n"

func each(t *testing.T, story func(h *summer)) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			clock := schooltest.NewClock()
			d := dbtest.Open(t, e, db.WithClock(clock.Now))
			h := &summer{T: t, World: scantest.New(t, d), clock: clock, codes: map[string]string{}, steps: map[intake.Does]string{}, paid: map[string]bool{}}
			world := intake.World{
				Paid: func(_ context.Context, _ bun.IDB, _ string, ids []string) (map[string]bool, error) {
					return h.paid, nil
				},
				Bed: func(_ context.Context, _ allow.Actor, _, person, place string) error {
					if h.noSuch {
						return fault.New(fault.Conflict, "dorm_taken")
					}
					h.beds = append(h.beds, place)
					return nil
				}}
			h.s, h.days = intake.New(d, feed.New(), world), day.New(d, feed.New(), world)
			h.read(func(q bun.IDB) error {
				all, err := campus.Classes(ctx, q, h.School)
				h.class = all[0]
				return err
			})
			var err error
			day := clock.Now().AddDate(0, 0, 5)
			h.id, err = h.s.Make(ctx, h.Admin, h.School, intake.Draft{Name: "2026 级新生", Day: day.Format("2006-01-02"), RevealAt: day.AddDate(0, 0, -1).UnixMilli(), DeadlineAt: day.AddDate(0, 0, 2).UnixMilli()})
			h.ok(err)
			lines, err := file.Read([]byte(fmt.Sprintf(list, h.class.Grade, h.class.Name)))
			h.ok(err)
			p, err := file.Import(ctx, h.s, h.Admin, h.id, lines)
			h.ok(err)
			if p.New != 3 || p.WithoutClass != 1 || len(p.Problems) != 0 {
				t.Fatalf("%+v", p)
			}
			h.again()
			var ids []string
			for _, one := range h.people {
				ids = append(ids, one.ID)
			}
			slips, err := h.s.Slips(ctx, h.Admin, h.id, ids)
			h.ok(err)
			for _, slip := range slips {
				h.codes[slip.ID] = slip.Code
			}
			h.read(func(q bun.IDB) error {
				steps, err := intake.Steps(ctx, q, h.id)
				for _, st := range steps {
					if h.steps[st.Does] == "" {
						h.steps[st.Does] = st.ID
					}
				}
				return err
			})
			story(h)
		})
	}
}

func (h *summer) again() {
	h.Helper()
	order := map[string]int{"程予安": 0, "程以宁": 1, "严嘉禾": 2}
	h.people = make([]intake.Applicant, 3)
	h.read(func(q bun.IDB) error {
		list, _, err := intake.Applicants(ctx, q, h.id, intake.Filter{}, 10, 0)
		for _, one := range list {
			h.people[order[one.Name]] = one
		}
		return err
	})
}

func (h *summer) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *summer) want(code string, err error) {
	h.Helper()
	if fault.As(err).Code != code || err == nil {
		h.Errorf("%v, want %s", err, code)
	}
}

func (h *summer) read(fn func(q bun.IDB) error) {
	h.Helper()
	h.ok(h.DB.Read(ctx, func(_ context.Context, q bun.IDB) error { return fn(q) }))
}

func (h *summer) prove(i int, c intake.Claim) (intake.Proved, error) {
	c.Code = h.codes[h.people[i].ID]
	return h.s.Prove(ctx, "net", "", func(string) string { return "" }, c)
}

func (h *summer) family(i int) allow.Actor {
	return allow.Actor{Applicants: map[string]bool{h.people[i].ID: true}}
}

// accepted brings an applicant to where only the day is left.
func (h *summer) accepted(i int) {
	h.Helper()
	one := h.people[i]
	_, err := h.prove(i, intake.Claim{Name: one.Name, Proof: one.Birth + one.IDTail, Phone: map[int]string{0: "13911110001", 1: "13911110001", 2: "13911110009"}[i]})
	h.ok(err)
	in := map[string]intake.Written{}
	h.read(func(q bun.IDB) error {
		fields, err := intake.Fields(ctx, q, h.id)
		for _, f := range fields {
			switch f.Kind {
			case intake.KindPicture:
				if err := h.s.SendPicture(ctx, h.family(i), one.ID, f.ID, "kin1", photo()); err != nil {
					return err
				}
			case intake.KindChoice:
				in[f.ID] = intake.Written{Was: intake.Stamp(""), Value: f.List()[0]}
			case intake.KindPhone:
				in[f.ID] = intake.Written{Was: intake.Stamp(""), Value: "13911110001"}
			default:
				in[f.ID] = intake.Written{Was: intake.Stamp(""), Value: "无"}
			}
		}
		return err
	})
	r, err := h.s.SaveForm(ctx, h.family(i), one.ID, "kin1", in, true)
	h.ok(err)
	if !r.Sent {
		h.Fatalf("%+v", r)
	}
	h.again()
	h.ok(h.s.Decide(ctx, h.Admin, one.ID, intake.Verdict{Accept: true, Seen: h.people[i].FormVersion}))
	h.ok(h.s.TickByOffice(ctx, h.Admin, one.ID, h.steps[intake.Fees], intake.Green, ""))
	h.again()
}

func photo() []byte {
	img := image.NewGray(image.Rect(0, 0, 400, 500))
	for i := range img.Pix {
		img.Pix[i] = byte(i)
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.Bytes()
}

func (h *summer) spot(name string, does intake.Does) day.Spot {
	return day.Spot{School: h.School, Intake: h.id, Step: h.steps[does], Name: name}
}

// A slip alone is worth nothing, every wrong field is the same answer, and tries end.
func TestProof(t *testing.T) {
	each(t, func(h *summer) {
		right := intake.Claim{Name: "程予安", Proof: "20110305", Phone: "139 1111 0002"}
		for _, wrong := range []intake.Claim{
			{}, {Name: "程以宁", Proof: right.Proof, Phone: right.Phone}, {Name: right.Name, Proof: "2011-03-06", Phone: right.Phone},
			{Name: right.Name, Proof: right.Proof, Phone: "13911110009"}, // the phone of another family of the same list
			{Name: right.Name, Proof: right.Proof}, {Name: right.Name, Phone: right.Phone},
		} {
			_, err := h.prove(0, wrong)
			h.want("intake_proof", err)
		}
		p, err := h.prove(0, right)
		h.ok(err)
		h.read(func(q bun.IDB) error {
			list, err := intake.Proven(ctx, q, p.Token, nil, h.clock.Now().UnixMilli())
			if len(list) != 1 || list[0].ApplicantID != h.people[0].ID || list[0].Who != "kin2" {
				h.Errorf("%+v", list)
			}
			if none, _ := intake.Proven(ctx, q, strings.Repeat("x", 32), nil, h.clock.Now().UnixMilli()); len(none) != 0 {
				h.Errorf("a stranger's token is worth %+v", none)
			}
			return err
		})
		// The twin's slip in the same browser: both are there by one token.
		twin := intake.Claim{Code: h.codes[h.people[1].ID], Name: "程以宁", Proof: "2011-03-05", Phone: "13911110001"}
		both, err := h.s.Prove(ctx, "net", p.Token, func(string) string { return "" }, twin)
		h.ok(err)
		if both.Token != p.Token {
			h.Error("another token for the same browser")
		}
		// Guesses end for a slip, also from elsewhere, and the right answer waits with them.
		tries := 0
		for range 20 {
			_, err = h.s.Prove(ctx, "elsewhere", "", func(string) string { return "" }, intake.Claim{Code: h.codes[h.people[2].ID], Name: "严嘉禾", Proof: "000000", Phone: "13911110009"})
			if fault.Is(err, fault.TooMany) {
				break
			}
			tries++
		}
		if tries > 8 || !fault.Is(err, fault.TooMany) {
			h.Errorf("%d tries: %v", tries, err)
		}
		// A new slip ends the old one and what stood on it.
		old := h.codes[h.people[0].ID]
		_, err = h.s.Slips(ctx, h.Admin, h.id, []string{h.people[0].ID})
		h.ok(err)
		_, err = h.s.Prove(ctx, "net", "", func(string) string { return "" }, intake.Claim{Code: old, Name: right.Name, Proof: right.Proof, Phone: right.Phone})
		h.want("not_found", err)
		h.read(func(q bun.IDB) error {
			list, err := intake.Proven(ctx, q, p.Token, nil, h.clock.Now().UnixMilli())
			if len(list) != 1 || list[0].ApplicantID != h.people[1].ID {
				h.Errorf("after a new slip: %+v", list)
			}
			return err
		})
	})
}

// Two of a family at once: what only one touched stands, what both touched is told to the
// second and overwritten by nobody in silence.
func TestTwoGuardians(t *testing.T) {
	each(t, func(h *summer) {
		one := h.people[0]
		var fields []intake.Field
		h.read(func(q bun.IDB) (err error) {
			fields, err = intake.Fields(ctx, q, h.id)
			return err
		})
		a, b, c := fields[1].ID, fields[2].ID, fields[3].ID
		empty := intake.Stamp("")
		save := func(who string, in map[string]intake.Written) intake.Saved {
			h.Helper()
			r, err := h.s.SaveForm(ctx, h.family(0), one.ID, who, in, false)
			h.ok(err)
			return r
		}
		save("kin1", map[string]intake.Written{a: {Was: empty, Value: "父亲写的"}, b: {Was: empty, Value: "沪"}})
		r := save("kin2", map[string]intake.Written{a: {Was: empty, Value: "母亲写的"}, b: {Was: empty, Value: ""}, c: {Was: empty, Value: "花粉"}})
		if len(r.Theirs) != 1 || r.Theirs[a] != "父亲写的" {
			h.Errorf("%+v", r)
		}
		h.read(func(q bun.IDB) error {
			have, err := intake.Answers(ctx, q, one.ID)
			if have[a].Value != "父亲写的" || have[b].Value != "沪" || have[c].Value != "花粉" || have[c].Who != "kin2" {
				h.Errorf("%+v", have)
			}
			return err
		})
		// Seen, and meant: it stands now.
		if r = save("kin2", map[string]intake.Written{a: {Was: intake.Stamp("父亲写的"), Value: "母亲写的"}}); !r.Fine() || r.Changed != 1 {
			h.Errorf("%+v", r)
		}
		// A stranger, and a family of another applicant, write nothing.
		for _, who := range []allow.Actor{{}, h.family(1), {Kind: allow.Account, Account: "x"}} {
			if _, err := h.s.SaveForm(ctx, who, one.ID, "kin1", map[string]intake.Written{a: {Was: intake.Stamp("母亲写的"), Value: "x"}}, false); err == nil {
				h.Errorf("%+v wrote", who)
			}
		}
		// Not sent while something required is missing, and a picture is one.
		sent, err := h.s.SaveForm(ctx, h.family(0), one.ID, "kin1", nil, true)
		h.ok(err)
		if sent.Sent || len(sent.Missing) == 0 {
			h.Errorf("%+v", sent)
		}
		h.want("photo_kind", h.s.SendPicture(ctx, h.family(0), one.ID, fields[0].ID, "kin1", []byte("GIF89a is no picture that is taken")))
		h.want("intake_no_picture", h.s.SendPicture(ctx, h.family(0), one.ID, a, "kin1", photo()))
	})
}

// The form has a limit, a choice has choices, and what has answers stays.
func TestDesign(t *testing.T) {
	each(t, func(h *summer) {
		for i := range 100 {
			_, err := h.s.SaveField(ctx, h.Admin, h.id, intake.Field{Label: fmt.Sprint("第", i), Kind: intake.KindLine})
			if i < 93 {
				h.ok(err)
			} else {
				h.want("intake_fields_many", err)
				break
			}
		}
		_, err := h.s.SaveField(ctx, h.Admin, h.id, intake.Field{Label: "x", Kind: "html"})
		h.want("intake_kind", err)
		_, err = h.s.SaveField(ctx, h.Admin, h.id, intake.Field{Label: "x", Kind: intake.KindChoice, Choices: "一个"})
		h.want("intake_choices", err)
		if _, err := h.s.SaveField(ctx, allow.Actor{}, h.id, intake.Field{Label: "x", Kind: intake.KindLine}); err == nil {
			h.Error("anybody designs")
		}
		var fields []intake.Field
		h.read(func(q bun.IDB) (err error) {
			fields, err = intake.Fields(ctx, q, h.id)
			return err
		})
		_, err = h.s.SaveForm(ctx, h.family(0), h.people[0].ID, "kin1", map[string]intake.Written{fields[1].ID: {Was: intake.Stamp(""), Value: "x"}}, false)
		h.ok(err)
		h.want("intake_field_used", h.s.DropField(ctx, h.Admin, h.id, fields[1].ID))
		h.ok(h.s.DropField(ctx, h.Admin, h.id, fields[2].ID))
		h.ok(h.s.MoveField(ctx, h.Admin, h.id, fields[3].ID))
	})
}

// A checklist with a circle is refused, with the steps that wait for each other.
func TestCircle(t *testing.T) {
	each(t, func(h *summer) {
		var steps []intake.Step
		h.read(func(q bun.IDB) (err error) {
			steps, err = intake.Steps(ctx, q, h.id)
			return err
		})
		form := steps[1] // after identity, before the review
		form.After = append(form.After, h.steps[intake.Reviewed])
		_, err := h.s.SaveStep(ctx, h.Admin, h.id, form)
		h.want("intake_circle", err)
		if f := fault.As(err); !strings.Contains(f.Detail, "填登记表") || !strings.Contains(f.Detail, "审核材料") {
			h.Errorf("%q", f.Detail)
		}
		self := steps[0]
		self.After = []string{self.ID}
		_, err = h.s.SaveStep(ctx, h.Admin, h.id, self)
		h.want("intake_circle", err)
		form.After = []string{"of another intake"}
		_, err = h.s.SaveStep(ctx, h.Admin, h.id, form)
		h.want("intake_before", err)
		_, err = h.s.SaveStep(ctx, h.Admin, h.id, intake.Step{Name: "领书", Owner: intake.AtDesk, Required: true, After: []string{h.steps[intake.Arrival]}})
		h.ok(err)
	})
}

// Needing more opens the form again; a form that moved under the reviewer is not answered.
func TestReview(t *testing.T) {
	each(t, func(h *summer) {
		h.want("intake_not_waiting", h.s.Decide(ctx, h.Admin, h.people[0].ID, intake.Verdict{Accept: true}))
		h.accepted(0)
		one := h.people[0]
		h.read(func(q bun.IDB) error {
			in, err := intake.ByID(ctx, q, h.id)
			if err != nil {
				return err
			}
			items, err := intake.ListOf(ctx, q, in, one, h.clock.Now().UnixMilli())
			state := map[intake.Does]intake.ItemState{}
			for _, item := range items {
				state[item.Does] = item.State
			}
			if state[intake.Identity] != intake.ItemDone || state[intake.Form] != intake.ItemDone || state[intake.Reviewed] != intake.ItemDone || state[intake.Fees] != intake.ItemDone || state[intake.Placed] != intake.ItemOpen {
				h.Errorf("%v", state)
			}
			items, err = intake.ListOf(ctx, q, in, one, in.RevealAt)
			if !intake.Cleared(items) {
				h.Errorf("not cleared once it is told: %+v", items)
			}
			return err
		})
		_, err := h.s.SaveForm(ctx, h.family(0), one.ID, "kin1", nil, true)
		h.want("intake_form_over", err)
	})
}

// Racing desks: one arrival, and every other scan says when and where it was.
func TestArrivalOnce(t *testing.T) {
	each(t, func(h *summer) {
		h.accepted(0)
		h.clock.Pass(5 * 24 * time.Hour)
		one, first := h.people[0], 0
		var all sync.WaitGroup
		var mu sync.Mutex
		spots := map[string]bool{}
		for i := range 8 {
			all.Go(func() {
				text := day.PassText(one.Pass)
				if i%2 == 0 {
					text = "https://card.school.cn/join/" + h.codes[one.ID]
				}
				r, err := h.days.Scan(ctx, h.Admin, h.spot(fmt.Sprint("台", i), intake.Arrival), text, 0)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					h.Error(err)
				}
				if r.First {
					first++
				}
				spots[r.Spot] = true
			})
		}
		all.Wait()
		if first != 1 || len(spots) != 1 {
			h.Errorf("%d arrivals at %v", first, spots)
		}
		r, err := h.days.Scan(ctx, h.Admin, h.spot("校门", intake.Arrival), day.PassText(one.Pass), 0)
		h.ok(err)
		if r.First || !r.Cleared || r.At == 0 {
			h.Errorf("%+v", r)
		}
		// Class and dormitory are revealed by now; a code of another school's day is unknown here.
		elsewhere := h.spot("别校", intake.Arrival)
		elsewhere.Intake = "another"
		_, err = h.days.Scan(ctx, h.Admin, elsewhere, day.PassText(one.Pass), 0)
		h.want("intake_unknown", err)
		for _, text := range []string{"", "x", "YKF", "YKF0000000000000000", strings.Repeat("A", 500), "/join/AAAA-AAAA-AAAA"} {
			_, err = h.days.Scan(ctx, h.Admin, h.spot("校门", intake.Arrival), text, 0)
			h.want("intake_unknown", err)
		}
		if _, err = h.days.Scan(ctx, allow.Actor{Kind: allow.Terminal, TerminalSchool: "another"}, h.spot("x", intake.Arrival), day.PassText(one.Pass), 0); err == nil {
			h.Error("a terminal of another school received somebody")
		}
	})
}

// A step follows what comes before it; money that is missing is not named at a desk.
func TestStepsOfTheDay(t *testing.T) {
	each(t, func(h *summer) {
		h.clock.Pass(5 * 24 * time.Hour)
		one, pass := h.people[2], day.PassText(h.people[2].Pass)
		uniform := h.spot("体育馆", intake.Hand)
		_, err := h.days.Scan(ctx, h.Admin, uniform, pass, 0)
		h.want("intake_not_arrived", err)
		r, err := h.days.Scan(ctx, h.Admin, h.spot("校门", intake.Arrival), pass, h.clock.Now().Add(-time.Hour).UnixMilli())
		h.ok(err)
		if !r.First || r.Cleared || r.At != h.clock.Now().Add(-time.Hour).UnixMilli() {
			h.Errorf("%+v", r)
		}
		r, err = h.days.Scan(ctx, h.Admin, uniform, pass, 0)
		h.ok(err)
		if !r.First {
			h.Error("the uniform was not noted")
		}
		r, err = h.days.Scan(ctx, h.Admin, h.spot("别的台", intake.Hand), pass, 0)
		h.ok(err)
		if r.First || r.Spot != "体育馆" {
			h.Errorf("ticked twice: %+v", r)
		}
		// Taken back where it was done, and nowhere else; an arrival not while more stands on it.
		h.want("intake_undo", h.days.Undo(ctx, h.Admin, h.spot("别的台", intake.Hand), one.ID))
		h.want("intake_undo", h.days.Undo(ctx, h.Admin, h.spot("校门", intake.Arrival), one.ID))
		h.ok(h.days.Undo(ctx, h.Admin, uniform, one.ID))
	})
}

// Later files add class and bed; a phone of another family is refused.
func TestLaterFiles(t *testing.T) {
	each(t, func(h *summer) {
		look := func(text string) *file.Plan {
			h.Helper()
			lines, err := file.Read([]byte(text))
			h.ok(err)
			p, err := file.Import(ctx, h.s, h.Admin, h.id, lines)
			h.ok(err)
			return p
		}
		head := "姓名,出生日期,年级,班级,学号,家长姓名,家长手机\n"
		p := look(head + fmt.Sprintf("严嘉禾,2011-01-01,%s,%s,N1,严明,13911110009\n", h.class.Grade, h.class.Name))
		h.again()
		if p.Changed != 1 || p.New != 0 || h.people[2].ClassID != h.class.ID || h.people[2].Number != "N1" || h.people[2].IDTail != "12341X" {
			h.Errorf("%+v %+v", p, h.people[2])
		}
		for code, row := range map[string]string{
			"intake_row_other": "新的人,2011-01-01,,,,别人,13911110001\n", "intake_row_class": "新的人,2011-01-01,月球,9班,,某人,13911110077\n",
			"intake_row_phone": "新的人,2011-01-01,,,,某人,123\n", "intake_row_birth": "新的人,昨天,,,,某人,13911110077\n",
		} {
			if p := look(head + row); len(p.Problems) != 1 || p.Problems[0].Code != code || p.New != 0 {
				h.Errorf("%s: %+v", code, p)
			}
		}
		_, err := file.Read([]byte("a,b\n1,2\n"))
		h.want("intake_columns", err)
	})
}

// Applicants become pupils once, with class, card and guardians; who does not come is closed,
// and who comes late is opened again.
func TestAfter(t *testing.T) {
	each(t, func(h *summer) {
		h.accepted(0)
		h.accepted(1)
		ready := func(early bool) (list []day.Ready) {
			h.read(func(q bun.IDB) error {
				in, err := intake.ByID(ctx, q, h.id)
				if err != nil {
					return err
				}
				list, err = day.Preview(ctx, q, in, early, h.clock.Now().UnixMilli())
				return err
			})
			return list
		}
		if list := ready(false); len(list) != 0 {
			h.Errorf("nobody has come: %+v", list)
		}
		if list := ready(true); len(list) != 3 {
			h.Errorf("%+v", list)
		}
		// Early: the twin's card can be claimed before the day.
		r, err := h.days.Enrol(ctx, h.Admin, h.id, []string{h.people[1].ID, h.people[2].ID}, true)
		h.ok(err)
		if r.Pupils != 1 || len(r.Left) != 1 || r.Left[0].Why != day.NoClass {
			h.Errorf("%+v", r)
		}
		h.clock.Pass(5 * 24 * time.Hour)
		_, err = h.days.Scan(ctx, h.Admin, h.spot("校门", intake.Arrival), day.PassText(h.people[0].Pass), 0)
		h.ok(err)
		var all sync.WaitGroup
		done := make([]int, 4)
		for i := range done {
			all.Go(func() {
				r, err := h.days.Enrol(ctx, h.Admin, h.id, []string{h.people[0].ID}, false)
				if err != nil {
					h.Error(err)
				}
				done[i] = r.Pupils
			})
		}
		all.Wait()
		if done[0]+done[1]+done[2]+done[3] != 1 || len(h.beds) != 1 || h.beds[0] != "2号楼 308-1" {
			h.Errorf("%v, beds %v", done, h.beds)
		}
		h.again()
		h.read(func(q bun.IDB) error {
			kids, err := campus.Pupils(ctx, q, h.clock.Now().UnixMilli(), []string{h.people[0].PersonID, h.people[1].PersonID})
			if err != nil || len(kids) != 2 {
				h.Errorf("%+v, %v", kids, err)
			}
			kin, err := intake.Families(ctx, q, h.people[0].ID, h.people[1].ID)
			if kin[h.people[0].ID][0].PersonID != kin[h.people[1].ID][0].PersonID || kin[h.people[0].ID][0].PersonID == "" {
				h.Error("the twins' father is two people")
			}
			only, err := day.OnlyHere(ctx, q, kin[h.people[0].ID][0].PersonID)
			if err != nil || !only {
				h.Errorf("only here: %v, %v", only, err)
			}
			return err
		})
		// The deadline: the twin was a pupil early and did not come.
		_, err = h.days.CloseNoShows(ctx, h.Admin, h.id)
		h.want("intake_deadline", err)
		h.clock.Pass(3 * 24 * time.Hour)
		n, err := h.days.CloseNoShows(ctx, h.Admin, h.id)
		h.ok(err)
		h.again()
		if n != 2 || h.people[1].State != intake.NoShow || h.people[0].State != intake.Enrolled {
			h.Errorf("%d, %+v", n, h.people)
		}
		h.read(func(q bun.IDB) error {
			kids, err := campus.MembersAt(ctx, q, h.School, h.clock.Now().UnixMilli(), []allow.Role{allow.Student}, h.people[1].PersonID)
			if len(kids) != 0 {
				h.Error("a no-show is still a pupil")
			}
			return err
		})
		got, err := h.days.Scan(ctx, h.Admin, h.spot("校门", intake.Arrival), day.PassText(h.people[1].Pass), 0)
		h.ok(err)
		if !got.First || !got.Applicant.Late || got.Applicant.State != intake.Expected {
			h.Errorf("%+v", got.Applicant)
		}
		h.noSuch = true
		h.ok(h.s.SaveApplicant(ctx, h.Admin, h.people[1].ID, intake.Change{Class: h.class.ID, Dorm: "2号楼 1-1", State: intake.Expected}))
		r, err = h.days.Enrol(ctx, h.Admin, h.id, []string{h.people[1].ID}, false)
		h.ok(err)
		if r.Pupils != 1 || len(r.NoBeds) != 1 {
			h.Errorf("%+v", r)
		}
	})
}

// The clock tells what it has to, once; fees come by the books of money; figures leave out
// who comes later, and say which desk may hold more.
func TestClockAndFigures(t *testing.T) {
	each(t, func(h *summer) {
		h.paid[h.people[0].ID] = true
		h.ok(h.s.Settle(ctx))
		h.read(func(q bun.IDB) error {
			ticks, err := intake.Ticks(ctx, q, h.people[0].ID)
			if len(ticks) != 1 || ticks[0].How != intake.Paid {
				h.Errorf("%+v", ticks)
			}
			return err
		})
		h.ok(h.s.SaveApplicant(ctx, h.Admin, h.people[2].ID, intake.Change{State: intake.Deferred, Why: "生病"}))
		h.clock.Pass(5 * 24 * time.Hour)
		h.ok(h.s.Settle(ctx))
		h.ok(h.s.Settle(ctx))
		_, err := h.days.Scan(ctx, h.Admin, h.spot("校门", intake.Arrival), day.PassText(h.people[0].Pass), 0)
		h.ok(err)
		h.read(func(q bun.IDB) error {
			in, err := intake.ByID(ctx, q, h.id)
			if err != nil {
				return err
			}
			f, err := day.FiguresOf(ctx, q, in, h.clock.Now(), scantest.Noon.Location())
			if f.All.Expected != 2 || f.All.Arrived != 1 || f.All.Deferred != 1 || f.All.Missing() != 1 {
				h.Errorf("%+v", f.All)
			}
			if in.ToldAt == 0 {
				h.Error("nobody was told")
			}
			return err
		})
	})
}

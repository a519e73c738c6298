package intake

import (
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
)

// Owner is whom a step waits for.
type Owner string

const (
	ByFamily Owner = "family"
	BySchool Owner = "school"
	AtDesk   Owner = "desk" // on the day, by a scan
)

// Owners in the order in which people choose.
var Owners = []Owner{ByFamily, BySchool, AtDesk}

// Does is what ticks a step by itself; Hand is ticked by its owner. An intake has each of the
// others once at most.
type Does string

const (
	Hand     Does = ""
	Identity Does = "identity" // a guardian has proved who the family is
	Form     Does = "form"     // the form is sent
	Reviewed Does = "review"   // and accepted
	Fees     Does = "fees"     // paid, green channel or loan
	Placed   Does = "place"    // class given, and revealed
	Arrival  Does = "arrive"   // scanned
	CardOut  Does = "card"     // the code of the account and the card was taken
)

// How a step came to be done.
type How string

const (
	Done   How = "done"
	Waived How = "waived"
	Paid   How = "paid"
	Green  How = "green" // the green channel: the school takes the pupil in, and the fees come later
	Loan   How = "loan"
)

// Clearances are how fees can be cleared; each counts as done, and no family page and no desk
// says which it was.
var Clearances = []How{Paid, Green, Loan}

// MaxSteps is how many a checklist has at most.
const MaxSteps = 40

// Step is one of a checklist.
type Step struct {
	ID, SchoolID, IntakeID string
	Place                  int
	Name, NameEn           string
	Owner                  Owner
	Does                   Does
	Spot                   string // where it is done on the day
	Required               bool
	After                  []string `bun:"-"` // steps that come before
}

// Tick is a step that is done.
type Tick struct {
	ApplicantID, StepID string
	How                 How
	Why, Who, Spot      string
	At                  int64
}

// ItemState is where a step of one applicant is.
type ItemState string

const (
	ItemDone   ItemState = "done"
	ItemOpen   ItemState = "open"   // its owner can do it now
	ItemLocked ItemState = "locked" // something comes before
)

// Item is a step as one applicant has it.
type Item struct {
	Step
	State ItemState
	Tick  Tick
	Waits int // how many required steps before it are not done
}

// Checklist is what is done and what is next, in the order of the steps. The step of class
// and dormitory is done by the clock.
func Checklist(steps []Step, ticks []Tick, in Intake, one Applicant, now int64) (list []Item) {
	by := map[string]Tick{}
	for _, t := range ticks {
		by[t.StepID] = t
	}
	required := map[string]bool{}
	for _, st := range steps {
		required[st.ID] = st.Required
		if _, there := by[st.ID]; !there && st.Does == Placed && one.ClassID != "" && in.Revealed(now) {
			by[st.ID] = Tick{ApplicantID: one.ID, StepID: st.ID, How: Done, At: in.RevealAt}
		}
	}
	for _, st := range steps {
		item := Item{Step: st, State: ItemOpen}
		for _, before := range st.After {
			if _, done := by[before]; !done && required[before] {
				item.Waits++
			}
		}
		t, done := by[st.ID]
		switch {
		case done:
			item.State, item.Tick = ItemDone, t
		case item.Waits > 0:
			item.State = ItemLocked
		}
		list = append(list, item)
	}
	return list
}

// Cleared reports whether every required step before the day is done.
func Cleared(list []Item) bool {
	for _, item := range list {
		if item.Owner != AtDesk && item.Required && item.State != ItemDone {
			return false
		}
	}
	return true
}

// Next is the first step of an owner that can be done now; nil for none.
func Next(list []Item, owner Owner) *Item {
	for i := range list {
		if list[i].Owner == owner && list[i].State == ItemOpen {
			return &list[i]
		}
	}
	return nil
}

// circle finds steps that wait for each other, in that order; nil for none.
func circle(after map[string][]string) []string {
	const grey, black = 1, 2
	colour, path := map[string]int{}, []string(nil)
	var walk func(id string) []string
	walk = func(id string) []string {
		colour[id], path = grey, append(path, id)
		for _, before := range after[id] {
			if colour[before] == grey {
				return append(slices.Clone(path[slices.Index(path, before):]), before)
			}
			if colour[before] == 0 {
				if found := walk(before); found != nil {
					return found
				}
			}
		}
		colour[id], path = black, path[:len(path)-1]
		return nil
	}
	ids := make([]string, 0, len(after))
	for id := range after {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		if colour[id] == 0 {
			if found := walk(id); found != nil {
				return found
			}
		}
	}
	return nil
}

// SaveStep adds a step, or changes it if it has an ID. Fails with Invalid intake_step,
// intake_owner, intake_before (a step of another intake), intake_circle, whose detail names
// the steps that wait for each other; Conflict intake_steps_many, intake_does_twice.
func (s *Service) SaveStep(ctx context.Context, a allow.Actor, intake string, st Step) (id string, err error) {
	var ok [3]bool
	st.Name, ok[0] = Clean(st.Name, maxName)
	st.NameEn, ok[1] = Clean(st.NameEn, maxName)
	st.Spot, ok[2] = Clean(st.Spot, maxText)
	switch {
	case st.Name == "" || ok != [3]bool{true, true, true}:
		return "", fault.New(fault.Invalid, "intake_step")
	case !slices.Contains(Owners, st.Owner):
		return "", fault.New(fault.Invalid, "intake_owner")
	}
	if st.NameEn == "" {
		st.NameEn = st.Name
	}
	err = s.Act(ctx, a, intake, func(ctx context.Context, tx *db.Tx, in Intake) error {
		steps, err := Steps(ctx, tx, intake)
		if err != nil {
			return err
		}
		names, after := map[string]string{}, map[string][]string{}
		isNew := st.ID == ""
		for _, was := range steps {
			names[was.ID], after[was.ID] = was.Name, was.After
			if was.ID == st.ID {
				st.Place, st.Does = was.Place, was.Does
			} else {
				if isNew {
					st.Place = max(st.Place, was.Place+1)
				}
				if isNew && st.Does != Hand && was.Does == st.Does {
					return fault.New(fault.Conflict, "intake_does_twice")
				}
			}
		}
		switch {
		case isNew && len(steps) >= MaxSteps:
			return fault.New(fault.Conflict, "intake_steps_many")
		case isNew:
			st.ID = db.NewID()
		case names[st.ID] == "":
			return ErrNone
		}
		slices.Sort(st.After)
		st.After = slices.Compact(st.After)
		for _, before := range st.After {
			if names[before] == "" && before != st.ID {
				return fault.New(fault.Invalid, "intake_before")
			}
		}
		names[st.ID], after[st.ID] = st.Name, st.After
		if found := circle(after); found != nil {
			var told []string
			for _, step := range found {
				told = append(told, names[step])
			}
			return &fault.Error{Kind: fault.Invalid, Code: "intake_circle", Detail: strings.Join(told, " → ")}
		}
		id, st.IntakeID, st.SchoolID = st.ID, intake, in.SchoolID
		if err := putStep(ctx, tx, st, isNew); err != nil {
			return err
		}
		return s.Noted(ctx, tx, a.Name(), in, "", "freshmen.step", map[string]any{"step": id})
	})
	return id, err
}

// DropStep takes a step out that nobody has done. Conflict intake_step_used.
func (s *Service) DropStep(ctx context.Context, a allow.Actor, intake, id string) error {
	return s.Act(ctx, a, intake, func(ctx context.Context, tx *db.Tx, in Intake) error {
		used, err := stepUsed(ctx, tx, id)
		if err != nil {
			return err
		}
		if used {
			return fault.New(fault.Conflict, "intake_step_used")
		}
		if err := deleteStep(ctx, tx, intake, id); err != nil {
			return err
		}
		return s.Noted(ctx, tx, a.Name(), in, "", "freshmen.step", map[string]any{"step": id, "dropped": true})
	})
}

// TickByOffice says that a step is done, or waives it, or how the fees are cleared; a waiver
// has a reason. Fails with Invalid intake_how, intake_why; Conflict intake_before while
// something comes before.
func (s *Service) TickByOffice(ctx context.Context, a allow.Actor, applicant, step string, how How, why string) error {
	why, fine := Clean(why, maxText)
	if !fine {
		return fault.New(fault.Invalid, "intake_text")
	}
	return s.of(ctx, a, applicant, func(ctx context.Context, tx *db.Tx, in Intake, one Applicant) error {
		list, err := ListOf(ctx, tx, in, one, tx.NowMS())
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(item Item) bool { return item.ID == step })
		if i < 0 {
			return ErrNone
		}
		item := list[i]
		switch {
		case how == Waived && why == "":
			return fault.New(fault.Invalid, "intake_why")
		case how == Waived:
		case item.Does == Fees && slices.Contains(Clearances, how):
		case item.Does == Hand && how == Done:
		default: // what ticks itself is not ticked by hand
			return fault.New(fault.Invalid, "intake_how")
		}
		if item.State == ItemLocked && how != Waived {
			return fault.New(fault.Conflict, "intake_before")
		}
		if item.State == ItemDone {
			return nil
		}
		if _, err := Mark(ctx, tx, one.SchoolID, Tick{ApplicantID: one.ID, StepID: step, How: how, Why: why, Who: a.Name(), At: tx.NowMS()}); err != nil {
			return err
		}
		return s.Noted(ctx, tx, a.Name(), in, one.ID, "freshmen.ticked", map[string]any{"step": step, "how": string(how)})
	})
}

// Untick takes back what the office said. Conflict intake_how for what ticks itself.
func (s *Service) Untick(ctx context.Context, a allow.Actor, applicant, step string) error {
	return s.of(ctx, a, applicant, func(ctx context.Context, tx *db.Tx, in Intake, one Applicant) error {
		steps, err := Steps(ctx, tx, in.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(steps, func(st Step) bool { return st.ID == step })
		if i < 0 {
			return ErrNone
		}
		if does := steps[i].Does; does != Hand && does != Fees {
			return fault.New(fault.Conflict, "intake_how")
		}
		if err := Unmark(ctx, tx, one.ID, step); err != nil {
			return err
		}
		return s.Noted(ctx, tx, a.Name(), in, one.ID, "freshmen.unticked", map[string]any{"step": step})
	})
}

// ListOf is the checklist of one applicant.
func ListOf(ctx context.Context, q bun.IDB, in Intake, one Applicant, now int64) ([]Item, error) {
	steps, err := Steps(ctx, q, in.ID)
	if err != nil {
		return nil, err
	}
	ticks, err := Ticks(ctx, q, one.ID)
	if err != nil {
		return nil, err
	}
	return Checklist(steps, ticks, in, one, now), nil
}

// does ticks the step that a fact ticks by itself, if the checklist has one.
func does(ctx context.Context, tx *db.Tx, one Applicant, what Does, t Tick) error {
	id, err := StepThatDoes(ctx, tx, one.IntakeID, what)
	if err != nil || id == "" {
		return err
	}
	t.ApplicantID, t.StepID = one.ID, id
	if t.How == "" {
		t.How = Done
	}
	if t.At == 0 {
		t.At = tx.NowMS()
	}
	_, err = Mark(ctx, tx, one.SchoolID, t)
	return err
}

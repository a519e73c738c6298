package freshmen

import (
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/intake"
	"yunka/server/intake/day"
	"yunka/server/intake/file"
	"yunka/server/terminal"
	"yunka/server/timetable"
)

const (
	demoPeople = 48
	demoBegan  = 20 // days before the day on which families report
)

// Demo gives a new demo school an intake that is half way: today is the day, the list is
// taken in, most families have proved themselves, some forms wait for a review, one needs
// more, and nearly half have come to two desks. portrait is sent where a picture is asked for.
func Demo(ctx context.Context, d *db.DB, f *feed.Feed, terminals *terminal.Service, office allow.Actor, school string, portrait []byte) error {
	at := func(moment time.Time) *intake.Service {
		return intake.New(d.At(func() time.Time { return moment }), f, intake.World{})
	}
	days := func(moment time.Time) *day.Service {
		return day.New(d.At(func() time.Time { return moment }), f, intake.World{})
	}
	now := d.Now()
	var sc campus.School
	var classes []campus.Class
	if err := d.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		if sc, err = campus.SchoolByID(ctx, q, school); err != nil {
			return err
		}
		classes, err = campus.Classes(ctx, q, school)
		return err
	}); err != nil || len(classes) < 2 {
		return err
	}
	then := now.AddDate(0, 0, -demoBegan)
	id, err := at(then).Make(ctx, office, school, intake.Draft{Name: demoName, NameEn: demoNameEn, Day: timetable.Today(now, sc.Location()), Place: demoPlace, Help: demoHelp,
		RevealAt: now.AddDate(0, 0, -1).UnixMilli(), DeadlineAt: now.AddDate(0, 0, 2).UnixMilli()})
	if err != nil {
		return err
	}
	lines, err := file.Read([]byte(demoList(classes[:2])))
	if err != nil {
		return err
	}
	if _, err := file.Import(ctx, at(then), office, id, lines); err != nil {
		return err
	}
	for _, p := range demoPages {
		if _, err := at(then).SavePage(ctx, office, id, intake.Page{Title: p.title, Body: p.body}, true); err != nil {
			return err
		}
	}
	var list []intake.Applicant
	var fields []intake.Field
	var steps []intake.Step
	if err := d.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		if list, _, err = intake.Applicants(ctx, q, id, intake.Filter{}, demoPeople, 0); err != nil {
			return err
		}
		if fields, err = intake.Fields(ctx, q, id); err != nil {
			return err
		}
		steps, err = intake.Steps(ctx, q, id)
		return err
	}); err != nil {
		return err
	}
	ids := make([]string, len(list))
	for i, one := range list {
		ids[i] = one.ID
	}
	slips, err := at(then).Slips(ctx, office, id, ids)
	if err != nil {
		return err
	}
	fees, arrive := "", ""
	for _, st := range steps {
		switch st.Does {
		case intake.Fees:
			fees = st.ID
		case intake.Arrival:
			arrive = st.ID
		}
	}
	for i, slip := range slips {
		if i%8 == 7 {
			continue // has not opened its slip
		}
		if err := demoFamily(ctx, d, at(then.AddDate(0, 0, 1+i%12)), office, slip, fields, fees, i, portrait); err != nil {
			return err
		}
	}
	if err := at(now.AddDate(0, 0, -1).Add(time.Second)).Settle(ctx); err != nil {
		return err
	}
	return demoDay(ctx, d, at, days, terminals, office, school, id, arrive, list)
}

// demoList is the file that an office would take in.
func demoList(classes []campus.Class) string {
	var b strings.Builder
	out := csv.NewWriter(&b)
	_ = out.Write(file.TemplateHeads(true))
	for i := range demoPeople {
		class, gender := classes[i%2], "boy"
		if i%3 == 0 {
			gender = "girl"
		}
		surname := demoSurnames[i%len(demoSurnames)]
		name := surname + demoGivens[(i/len(demoSurnames)+i)%len(demoGivens)]
		dorm := ""
		if i < 16 {
			dorm = fmt.Sprintf("%s-%d", demoRooms[i/4], 1+i%4)
		}
		_ = out.Write([]string{name, gender, fmt.Sprintf("2014-%02d-%02d", 1+i%12, 1+i%28), "", fmt.Sprintf("N26%03d", i+1), class.Grade, class.Name, dorm, fmt.Sprintf("%02d:00", 8+i%4),
			surname + demoGivens[(i+3)%len(demoGivens)] + demoGivens[i%len(demoGivens)][:3], fmt.Sprintf("139%08d", 55_000_000+i), "mother", "", "", ""})
	}
	out.Flush()
	return b.String()
}

// demoFamily proves itself, and most go on from there.
func demoFamily(ctx context.Context, d *db.DB, s *intake.Service, office allow.Actor, slip intake.Slip, fields []intake.Field, fees string, i int, portrait []byte) error {
	var kin []intake.Kin
	if err := d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		by, err := intake.Families(ctx, q, slip.ID)
		kin = by[slip.ID]
		return err
	}); err != nil {
		return err
	}
	p, err := s.Prove(ctx, "demo", "", func(string) string { return "" }, intake.Claim{Code: slip.Code, Name: slip.Name, Proof: slip.Birth, Phone: kin[0].Phone})
	if err != nil || i%5 == 4 {
		return err
	}
	family := allow.Actor{Applicants: map[string]bool{p.Applicant: true}}
	written := map[string]intake.Written{}
	for _, f := range fields {
		if f.Kind == intake.KindPicture {
			if err := s.SendPicture(ctx, family, slip.ID, f.ID, "kin1", portrait); err != nil {
				return err
			}
			continue
		}
		value := demoTexts[string(f.Kind)]
		if f.Kind == intake.KindChoice {
			value = f.List()[i%len(f.List())]
		}
		written[f.ID] = intake.Written{Was: intake.Stamp(""), Value: value}
	}
	saved, err := s.SaveForm(ctx, family, slip.ID, "kin1", written, true)
	if err != nil || !saved.Sent || i%6 == 5 {
		return err // waits for a review
	}
	verdict := intake.Verdict{Accept: i != 3, Seen: 1}
	if i == 3 {
		verdict.Words = demoNeedMore
	}
	if err := d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		one, err := intake.ApplicantByID(ctx, q, slip.ID)
		verdict.Seen = one.FormVersion
		return err
	}); err != nil {
		return err
	}
	if err := s.Decide(ctx, office, slip.ID, verdict); err != nil {
		return err
	}
	return s.TickByOffice(ctx, office, slip.ID, fees, intake.Clearances[min(i%9, 8)/4%3], "")
}

// demoDay lets nearly half of them come, since this morning.
func demoDay(ctx context.Context, d *db.DB, at func(time.Time) *intake.Service, days func(time.Time) *day.Service, terminals *terminal.Service, office allow.Actor, school, id, arrive string, list []intake.Applicant) error {
	now := d.Now()
	for _, name := range demoDesks {
		terminalID, _, err := terminals.Add(ctx, office, school, terminal.Draft{Name: name, Kind: terminal.Kiosk, Scene: string(rule.FreshmenScene), Staff: true})
		if err != nil {
			return err
		}
		if err := days(now).SetDesk(ctx, office, id, terminalID, arrive); err != nil {
			return err
		}
	}
	for i, one := range list {
		switch {
		case i == 11:
			err := at(now).SaveApplicant(ctx, office, one.ID, intake.Change{Number: one.Number, Grade: one.Grade, Class: one.ClassID, Dorm: one.Dorm, Slot: one.Slot, State: intake.Deferred, Why: demoDeferred})
			if err != nil {
				return err
			}
		case i%9 < 4:
			moment := now.Add(-time.Duration(len(list)-i) * 4 * time.Minute)
			spot := day.Spot{School: school, Intake: id, Step: arrive, Name: demoDesks[i%len(demoDesks)]}
			if _, err := days(moment).Scan(ctx, office, spot, day.PassText(one.Pass), 0); err != nil {
				return err
			}
		}
	}
	return nil
}

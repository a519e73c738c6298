package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/app"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

// A school whose only admin has forgotten the password has nobody who could print
// a slip: whoever runs the server does it.

type adminResetCmd struct {
	School string `help:"The school's short name." required:""`
	Who    string `arg:"" help:"The admin: login, name or id."`
}

func (c adminResetCmd) Run(e *env) error {
	a, err := app.Services(e.ctx, e.cfg, e.log)
	if err != nil {
		return err
	}
	defer a.Close()
	school, err := schoolNamed(e.ctx, a, c.School)
	if err != nil {
		return err
	}
	var found []account.Link
	err = a.DB.Read(e.ctx, func(ctx context.Context, q bun.IDB) error {
		found, err = account.AdminsNamed(ctx, q, school.ID, c.Who, a.DB.Now().UnixMilli())
		return err
	})
	switch {
	case err != nil:
		return err
	case len(found) == 0:
		return fmt.Errorf("%s has no admin %q; everybody else gets a reset slip from the school's office", school.Name, c.Who)
	case len(found) > 1:
		var ids []string
		for _, l := range found {
			ids = append(ids, fmt.Sprintf("%s (login %q, id %s)", l.Name, l.Login, l.PersonID))
		}
		return fmt.Errorf("%s has several admins %q, say which by id: %s", school.Name, c.Who, strings.Join(ids, ", "))
	}
	who := found[0]
	if who.AccountID == "" {
		code, until, err := a.Accounts.IssueActivation(e.ctx, system, who.PersonID)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.out, "%s has no account yet, and activates one at /activate with the code %s (until %s).\n", who.Name, code, until.In(school.Location()).Format(slipTime))
		return nil
	}
	code, until, err := a.Accounts.IssueReset(e.ctx, system, who.PersonID)
	if fault.As(err).Code == "account_off" {
		return fmt.Errorf("the account of %s is disabled; another admin of the school enables it, or: yunka admin add --school %s NAME", who.Name, c.School)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%s sets a new password for the login %s at /reset with the code %s (until %s, once).\n", who.Name, who.Login, code, until.In(school.Location()).Format(slipTime))
	return nil
}

// slipTime is how a slip says until when it is valid, in the school's zone.
const slipTime = "2006-01-02 15:04 MST"

type adminAddCmd struct {
	School string `help:"The school's short name." required:""`
	Name   string `arg:"" help:"The new admin's name."`
}

func (c adminAddCmd) Run(e *env) error {
	a, err := app.Services(e.ctx, e.cfg, e.log)
	if err != nil {
		return err
	}
	defer a.Close()
	school, err := schoolNamed(e.ctx, a, c.School)
	if err != nil {
		return err
	}
	var person string
	err = a.DB.Tx(e.ctx, func(ctx context.Context, tx *db.Tx) error {
		if person, err = campus.AddPerson(ctx, tx, campus.Person{SchoolID: school.ID, Name: c.Name}); err != nil {
			return err
		}
		if _, _, err := campus.AddMembership(ctx, tx, campus.Membership{SchoolID: school.ID, PersonID: person, Role: allow.Admin}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school.ID, Actor: system.Name(), Action: "person.added", Target: "person:" + person})
	})
	if err != nil {
		return err
	}
	code, until, err := a.Accounts.IssueActivation(e.ctx, system, person)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%s is an admin of %s, and activates an account at /activate with the code %s (until %s).\n", c.Name, school.Name, code, until.In(school.Location()).Format(slipTime))
	return nil
}

func schoolNamed(ctx context.Context, a *app.App, slug string) (campus.School, error) {
	school, err := a.Campus.SchoolBySlug(ctx, slug)
	if fault.Is(err, fault.NotFound) {
		return school, fmt.Errorf("there is no school %q", slug)
	}
	return school, err
}

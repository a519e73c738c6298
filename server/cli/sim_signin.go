package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"yunka/server/app"
	"yunka/server/demo"
	"yunka/server/secret"
	"yunka/server/sim"
)

type signinCmd struct {
	URL       string        `help:"The server." default:"http://localhost:8080"`
	Organiser string        `help:"The login of a teacher." placeholder:"LOGIN"`
	Password  string        `help:"Their password." placeholder:"PASSWORD"`
	People    string        `help:"Who comes: a login and a password a line, as yunka demo --signers writes it." placeholder:"FILE"`
	For       time.Duration `help:"Within which time everybody scans." default:"60s"`
	Repeats   float64       `help:"How many sign in twice, 0 to 1." default:"0.1"`
	JSON      bool          `help:"Print the report as JSON." name:"json"`
}

func (c signinCmd) Run(e *env) error {
	if c.People == "" {
		return errors.New("nobody comes: give --people FILE, a login and a password a line")
	}
	people, err := sim.SigninPeople(c.People)
	if err != nil {
		return err
	}
	_, err = sim.RunSignin(e.ctx, sim.SigninConfig{URL: c.URL, Organiser: c.Organiser, Password: c.Password, People: people, Length: c.For, Repeats: c.Repeats, Out: e.out, JSON: c.JSON})
	return err
}

// writeSigners activates an account for each pupil and parent of the demo who has none.
func writeSigners(ctx context.Context, a *app.App, file string) error {
	people, err := demo.Signers(ctx, a.DB)
	if err != nil {
		return err
	}
	var b strings.Builder
	for i, person := range people {
		code, _, err := a.Accounts.IssueActivation(ctx, system, person)
		if err != nil {
			return err
		}
		login, password := fmt.Sprintf("signer%04d", i+1), "demo-"+secret.Token(12)
		if _, err := a.Accounts.Activate(ctx, code, login, password, "zh-CN"); err != nil {
			return err
		}
		fmt.Fprintln(&b, login, password)
	}
	return os.WriteFile(file, []byte(b.String()), 0o600)
}

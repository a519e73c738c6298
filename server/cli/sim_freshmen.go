package cli

import (
	"time"

	"yunka/server/sim"
)

type freshmenCmd struct {
	URL      string        `help:"The server." default:"http://localhost:8080"`
	Admin    string        `help:"The login of an admin, who makes the intake and its desks." placeholder:"LOGIN"`
	Password string        `help:"Their password." placeholder:"PASSWORD"`
	People   int           `help:"How many come." default:"2000"`
	Desks    int           `help:"At how many desks." default:"6"`
	For      time.Duration `help:"Within which time they come." default:"60m"`
	Repeats  float64       `help:"How many are scanned twice, at another desk, 0 to 1." default:"0.1"`
	JSON     bool          `help:"Print the report as JSON." name:"json"`
}

func (c freshmenCmd) Run(e *env) error {
	_, err := sim.RunFreshmen(e.ctx, sim.FreshmenConfig{URL: c.URL, Admin: c.Admin, Password: c.Password, People: c.People, Desks: c.Desks, Length: c.For, Repeats: c.Repeats, Out: e.out, JSON: c.JSON})
	return err
}

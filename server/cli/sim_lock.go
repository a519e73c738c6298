package cli

import (
	"time"

	"yunka/server/sim"
)

type lockCmd struct {
	URL   string        `help:"The server." default:"http://localhost:8080"`
	Token string        `help:"The token of a terminal at a dormitory's door." placeholder:"TOKEN"`
	Chip  []string      `help:"Chip numbers to hold before it in turn." placeholder:"NUMBER"`
	Times int           `help:"How often, while it is alone." default:"50"`
	Drift time.Duration `help:"How far its clock is off." default:"0s"`
	JSON  bool          `help:"Print the report as JSON." name:"json"`
}

func (c lockCmd) Run(e *env) error {
	_, err := sim.RunLock(e.ctx, sim.LockConfig{URL: c.URL, Token: c.Token, Chips: c.Chip, Times: c.Times, Drift: c.Drift, Out: e.out, JSON: c.JSON})
	return err
}

package cli

import (
	"time"

	"yunka/server/sim"
)

type playClockCmd struct {
	URL    string        `help:"The server; for --serial its address for clocks, with the secret path." default:"http://localhost:8080"`
	Token  string        `help:"The token of a terminal for attendance: play a machine that speaks the API." placeholder:"TOKEN"`
	Serial string        `help:"The serial of a registered clock: play one that speaks ADMS." placeholder:"SERIAL"`
	Number []string      `help:"Numbers of the people that it sees, in turn." placeholder:"NUMBER"`
	Times  int           `help:"How many punches." default:"200"`
	Drift  time.Duration `help:"How far its clock is off." default:"0s"`
	JSON   bool          `help:"Print the report as JSON." name:"json"`
}

func (c playClockCmd) Run(e *env) error {
	_, err := sim.RunClock(e.ctx, sim.ClockConfig{URL: c.URL, Token: c.Token, Serial: c.Serial, Number: c.Number, Times: c.Times, Drift: c.Drift, Out: e.out, JSON: c.JSON})
	return err
}

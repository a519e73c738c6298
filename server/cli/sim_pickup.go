package cli

import (
	"os"
	"strings"
	"time"

	"yunka/server/sim"
)

type pickupCmd struct {
	URL     string        `help:"The server." default:"http://localhost:8080"`
	Demo    string        `help:"A file with the output of yunka demo --json: its pickup terminals and two PINs, instead of --code, --pin and --second." placeholder:"FILE"`
	Code    []string      `help:"Pairing codes of staffed pickup terminals, one for each gate." placeholder:"CODE"`
	Adults  string        `help:"Who comes: an id of a person a line." placeholder:"FILE"`
	PIN     string        `help:"A guard's PIN." name:"pin" placeholder:"PIN"`
	Second  string        `help:"Another guard's PIN: without phones two confirm." placeholder:"PIN"`
	For     time.Duration `help:"How long the adults keep coming." default:"15m"`
	Repeats float64       `help:"How many releases are sent twice, 0 to 1." default:"0.1"`
	JSON    bool          `help:"Print the report as JSON." name:"json"`
}

func (c pickupCmd) Run(e *env) error {
	var adults []string
	if c.Adults != "" {
		b, err := os.ReadFile(c.Adults)
		if err != nil {
			return err
		}
		adults = strings.Fields(string(b))
	}
	_, err := sim.RunPickup(e.ctx, sim.PickupConfig{URL: c.URL, Demo: c.Demo, Codes: c.Code, PIN: c.PIN, Second: c.Second, Adults: adults, Length: c.For, Repeats: c.Repeats, Out: e.out, JSON: c.JSON})
	return err
}

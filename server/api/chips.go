package api

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/fault"
	"yunka/server/scan"
	"yunka/server/terminal"
)

// chipLengths are how many digits a school's chips have, as its office has set them; none
// asks for no length.
type chipLengths struct {
	set []int
	at  time.Time
}

// chipsFor is how long a school's setting is remembered: the office may change it.
const chipsFor = 10 * time.Second

// chipLength refuses a number that has lost digits, or got some: it would be nobody's, or
// somebody else's. Only a school that has set its lengths is that strict; the books of the
// others grow with each chip.
func (a *API) chipLength(ctx context.Context, p scan.Presentation) error {
	if p.Chip == "" {
		return nil
	}
	a.mu.Lock()
	known := a.chips[p.Terminal.School]
	a.mu.Unlock()
	if now := time.Now(); known.at.IsZero() || now.Sub(known.at) > chipsFor {
		err := a.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
			lengths, said, err := terminal.ChipLengths(ctx, q, p.Terminal.School)
			if known = (chipLengths{at: now}); said {
				known.set = lengths
			}
			return err
		})
		if err != nil {
			return err
		}
		a.mu.Lock()
		a.chips[p.Terminal.School] = known
		a.mu.Unlock()
	}
	if len(known.set) > 0 && !slices.Contains(known.set, len(p.Chip)) {
		return fault.Newf(fault.Invalid, "chip_length", "the school's chips have %s digits, this number has %d: the reader loses digits, or sends another of the chip's numbers", terminal.FormatChipLengths(known.set), len(p.Chip))
	}
	return nil
}

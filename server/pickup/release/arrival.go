package release

import (
	"context"
	"slices"

	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/scan/part"
)

// Arrival is that somebody was identified who may take children.
type Arrival struct {
	School, Day, Terminal, Gate, Scan, Adult string
	At                                       int64
	Children                                 []Child
}

// tell tells who calls children that an adult has come.
func (r *round) tell(ctx context.Context, tx *db.Tx, a *part.Asked, scan string) error {
	if r.s.asks.Came == nil || len(r.may[a]) == 0 {
		return nil
	}
	_, gate := a.Where()
	return r.s.asks.Came(ctx, tx, Arrival{School: a.School, Day: r.days[a.School], Terminal: a.Terminal, Gate: gate.ID, Scan: scan, Adult: a.Person, At: a.At, Children: r.may[a]})
}

// Seen is a child as the adult of a terminal's scan may take it now, and that adult.
// NotFound for a scan or a child that is not there.
func (s *Service) Seen(ctx context.Context, tx *db.Tx, school, terminal, scan, child string) (c Child, adult string, err error) {
	seen, err := readScan(ctx, tx, school, terminal, scan, tx.NowMS()-scanLife.Milliseconds())
	if err != nil {
		return c, "", err
	}
	sc, err := campus.SchoolByID(ctx, tx, school)
	if err != nil {
		return c, "", err
	}
	list, _, err := s.children(ctx, tx, sc, seen.PersonID, tx.Now, child)
	i := slices.IndexFunc(list, func(c Child) bool { return c.ID == child })
	if err == nil && i < 0 {
		err = fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return c, "", err
	}
	return list[i], seen.PersonID, nil
}

package meeting

// Shared is something of which there should be one for a person: a device by which several
// people signed in to one session, a seat on which several say they sit.
type Shared struct {
	What   string
	People []string // ids, by when they signed in
}

// SharedIn lists the devices among the rows of a list, which stand with the newest first.
func SharedIn(rows []Row) []Shared {
	return sharing(rows, func(r Row) string { return r.Device })
}

// SeatsTwice lists the seats.
func SeatsTwice(rows []Row) []Shared {
	return sharing(rows, func(r Row) string { return r.Seat })
}

func sharing(rows []Row, of func(Row) string) (list []Shared) {
	by := map[string][]string{}
	for i := len(rows) - 1; i >= 0; i-- {
		if what := of(rows[i]); what != "" && rows[i].State == In {
			by[what] = append(by[what], rows[i].PersonID)
		}
	}
	for i := len(rows) - 1; i >= 0; i-- {
		if what := of(rows[i]); len(by[what]) > 1 {
			list = append(list, Shared{What: what, People: by[what]})
			delete(by, what)
		}
	}
	return list
}

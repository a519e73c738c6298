package demo

import (
	"context"
	"fmt"
	"io"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/terminal"
)

// Print says where to go and whom to log in as.
func (d Demo) Print(w io.Writer, url string) {
	fmt.Fprintf(w, "\nYunka answers at %s, with the demo school %s.\n\n  %-8s  %-8s  %-8s  %s\n", url, schoolName, "role", "login", "name", "password")
	for _, r := range []struct {
		role string
		l    Login
	}{{"admin", d.Admin}, {"teacher", d.Teacher}, {"parent", d.Parent}, {"student", d.Student}, {"guard", d.Guard}, {"finance", d.Finance}} {
		extra := ""
		if r.l.Chip != "" {
			extra = "  chip " + r.l.Chip
		}
		if r.l.PIN != "" {
			extra = "  PIN " + r.l.PIN
		}
		fmt.Fprintf(w, "  %-8s  %-8s  %-8s  %s%s\n", r.role, r.l.Login, r.l.Name, r.l.Password, extra)
	}
	fmt.Fprintf(w, "\n  Readers for the API (%s/api):\n", url)
	for _, t := range d.Terminals {
		staff := ""
		if t.Staff {
			staff = "  (staff)"
		}
		fmt.Fprintf(w, "  %-12s  %s%s\n", t.Name, t.Token, staff)
	}
	fmt.Fprintf(w, "\n  Screens that wait for their code, for the next %d minutes (tablets at %s/kiosk, the board at %s/board):\n", int(terminal.PairingLife.Minutes()), url, url)
	for _, t := range d.Screens {
		fmt.Fprintf(w, "  %-12s  %s\n", t.Name, t.Code)
	}
	fmt.Fprintf(w, "\n  Try: log in as parent at %s/card, put the card on this device, and show its\n  code to a kiosk (%s/console/terminals makes one) or post it at %s/api.\n\n", url, url, url)
}

// Collectors are the people of the demo school who may collect a child, one for each child
// first: who comes at yunka sim pickup.
func Collectors(ctx context.Context, d *db.DB) (ids []string, err error) {
	err = d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(`
			SELECT adult_id
			FROM guardianship
			WHERE can_pickup AND NOT restricted AND valid_to IS NULL AND school_id IN (SELECT id FROM school WHERE demo)
			GROUP BY adult_id
			ORDER BY CASE WHEN MAX(relation) = '母亲' THEN 0 ELSE 1 END, adult_id`).Scan(ctx, &ids)
	})
	return ids, err
}

// Signers are the pupils and parents of the demo school without an account: who comes at
// yunka sim signin.
func Signers(ctx context.Context, d *db.DB) (ids []string, err error) {
	err = d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(`
			SELECT person_id
			FROM membership
			WHERE role IN ('student', 'parent') AND valid_to IS NULL AND school_id IN (SELECT id FROM school WHERE demo)
				AND person_id NOT IN (SELECT person_id FROM account_person)
			GROUP BY person_id
			ORDER BY person_id`).Scan(ctx, &ids)
	})
	return ids, err
}

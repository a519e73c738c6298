package people

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/fault"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/people"
)

// print makes a code on paper and shows it in this answer only.
func (s *People) print(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, card.OwnerOfCard)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	number := func(name string) int {
		n, err := strconv.Atoi(strings.TrimSpace(r.PostForm.Get(name)))
		if err != nil {
			return -1
		}
		return n
	}
	code, err := s.Cards.IssuePrinted(web.Finish(r), web.Actor(r), o.ID, number("days"), number("times"))
	if err != nil {
		text := s.FaultWords(r.Context(), fault.As(err))
		if text == "" {
			return err
		}
		return s.personPage(w, r, web.PersonOf(o.School, o.Person), fault.Status(err), nil, text)
	}
	v := view.PaperView{PersonID: o.Person, Code: web.QR(code.Text), Times: code.Times}
	err = s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		cards, err := card.ByID(ctx, q, []string{o.ID})
		if err != nil || len(cards) == 0 {
			return err
		}
		v.Shell, v.School, v.Until = sh, sc.Name, web.At(code.Until, sc.Location())
		v.Name, v.Class = cards[0].Holder, campus.ClassName(cards[0].Grade, cards[0].Class)
		return nil
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.Paper(v))
}

func (s *People) endPrinted(ctx context.Context, a allow.Actor, o web.Named) error {
	return s.Cards.EndPrinted(ctx, a, o.ID)
}

// printedRows puts the codes on paper to the cards they present.
func printedRows(ctx context.Context, q bun.IDB, rows []view.Membership, person string, sc campus.School, now int64) error {
	list, err := card.PrintedOf(ctx, q, []string{person}, now)
	for _, p := range list {
		for i := range rows {
			if rows[i].CardID == p.CardID {
				rows[i].Printed = append(rows[i].Printed, view.Printed{ID: p.ID, Times: p.Times, Since: web.At(p.CreatedAt, sc.Location()), Until: web.At(p.Until, sc.Location())})
			}
		}
	}
	return err
}

package terminals

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/fault"
	"yunka/server/terminal"
	"yunka/server/web"
	view "yunka/views/terminals"
)

// chipsForm is how many digits the school's chips have, and who says so.
func chipsForm(ctx context.Context, q bun.IDB, school string) (f view.ChipsForm, err error) {
	lengths, said, err := terminal.ChipLengths(ctx, q, school)
	if f.Books = terminal.FormatChipLengths(lengths); said {
		f.Typed, f.Books = f.Books, ""
	}
	return f, err
}

func (s *Terminals) saveChips(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	typed := view.ChipsForm{Typed: r.PostForm.Get("lengths")}
	lengths, err := terminal.ParseChipLengths(typed.Typed)
	if err == nil {
		err = s.Terminals.SetChipLengths(r.Context(), web.Actor(r), school, lengths)
	}
	if err != nil {
		if typed.Error = s.FaultWords(r.Context(), fault.As(err)); typed.Error == "" {
			return err
		}
		return s.terminalsPage(w, r, school, fault.Status(err), nil, view.TerminalForm{}, &typed, "")
	}
	return web.See(w, r, "/console/terminals?done=chips")
}

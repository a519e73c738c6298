package terminals

import (
	"context"

	"yunka/server/web"
	view "yunka/views/terminals"
)

// trustHere is what the terminals page says about it; nil without a private CA.
func (s *Terminals) trustHere(ctx context.Context) *view.Trust {
	if s.Trust == nil {
		return nil
	}
	return &view.Trust{URL: s.Trust.URL, Words: s.Trust.Words(ctx), Code: web.QR(s.Trust.URL)}
}

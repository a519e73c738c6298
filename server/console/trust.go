package console

import (
	"context"

	"yunka/server/web"
	"yunka/views/console"
)

// trustHere is what the terminals page says about it; nil without a private CA.
func (s *Console) trustHere(ctx context.Context) *console.Trust {
	if s.Trust == nil {
		return nil
	}
	return &console.Trust{URL: s.Trust.URL, Words: s.Trust.Words(ctx), Code: web.QR(s.Trust.URL)}
}

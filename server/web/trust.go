package web

import (
	"context"

	"yunka/server/cert"
	"yunka/views/msg"
)

// Trust is the private CA that devices must install before they can come here.
type Trust struct {
	Root *cert.Root
	URL  string // of the page that says how, over plain http
	Home string // where to go then, over TLS
}

// Words is the beginning of the fingerprint, to be compared.
func (t *Trust) Words(ctx context.Context) string {
	if msg.LangOf(ctx) == msg.En {
		return t.Root.English()
	}
	return t.Root.Chinese()
}

// TrustURL is where a device installs the root; "" without a private CA.
func (s *Kit) TrustURL() string {
	if s.Trust == nil {
		return ""
	}
	return s.Trust.URL
}

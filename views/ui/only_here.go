package ui

import (
	"net/netip"
	"net/url"
)

// OnlyHere says that an address leads to the computer itself: a phone that reads it comes
// nowhere.
func OnlyHere(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return true
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && (ip.IsLoopback() || ip.IsUnspecified())
}

package place_test

import (
	"strconv"
	"strings"
	"testing"

	"yunka/server/fault"
	"yunka/server/signin/place"
)

// What somebody types for networks is read as they mean it, or refused with the word.
func TestNetworksAsTyped(t *testing.T) {
	for text, want := range map[string]string{
		"": "", " \n ": "", "10.20.0.0/16": "10.20.0.0/16", "10.20.3.4/16": "10.20.0.0/16", "202.120.1.8": "202.120.1.8/32",
		"10.0.0.0/8, 10.0.0.0/8；192.168.0.0/16": "10.0.0.0/8 192.168.0.0/16", "１０.0.0.0/8": "10.0.0.0/8",
		"2001:da8:8000::/48": "2001:da8:8000::/48", "2001:da8::1": "2001:da8::/64",
		"x": "signin_network_wrong", "10.0.0.0/33": "signin_network_wrong", "10.0.0": "signin_network_wrong", "::ffff:10.0.0.0/104": "signin_network_wrong", "fe80::1%eth0": "signin_network_wrong",
		"0.0.0.0/0": "signin_network_wide", "10.0.0.0/7": "signin_network_wide", "::/0": "signin_network_wide", "2000::/8": "signin_network_wide",
		"\x00": "signin_network_wrong", "http://10.0.0.1": "signin_network_wrong",
	} {
		list, err := place.Parse(text)
		var words []string
		for _, p := range list {
			words = append(words, p.String())
		}
		got := strings.Join(words, " ")
		if err != nil {
			got = fault.As(err).Code
		}
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	many := ""
	for i := range place.MaxNetworks + 1 {
		many += "10.1." + strconv.Itoa(i) + ".0/24\n"
	}
	if _, err := place.Parse(many); err == nil || fault.As(err).Code != "signin_network_many" {
		t.Errorf("more than the limit: %v", err)
	}
}

// A seat is one seat however it is written.
func TestASeatIsOneHoweverItIsWritten(t *testing.T) {
	for text, want := range map[string]string{"": "", "  ": "", "a12": "A12", " A 12 ": "A12", "Ａ１２": "A12", "3排5座": "3排5座", "b-7": "B-7",
		"<b>": "signin_seat", "=1": "signin_seat", "A12345678901": "signin_seat", "a\x00": "signin_seat", "\xff": "signin_seat", "🙂": "signin_seat"} {
		got, err := place.Seat(text)
		if err != nil {
			got = fault.As(err).Code
		}
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

package msg

import (
	"context"
	"strings"
	"testing"
	"time"
	"unicode"

	"yunka/server/reason"
)

func han(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// TestEveryReasonHasWords holds both texts of each reason in both languages.
func TestEveryReasonHasWords(t *testing.T) {
	zh, en := context.Background(), WithLang(context.Background(), En)
	for _, c := range reason.All() {
		for kind, table := range map[string]map[reason.Code]text{"staff": reasons, "neutral": neutral} {
			x, ok := table[c]
			if !ok || !han(x.zh) || x.en == "" || han(x.en) {
				t.Errorf("%s has no %s text in both languages: %q %q", c, kind, x.zh, x.en)
			}
		}
		for _, d := range []reason.Decision{reason.Allow, reason.Deny, reason.Confirm} {
			if s := Neutral(zh, d, c); !han(s) {
				t.Errorf("%s %s: %q", d, c, s)
			}
			if s := Neutral(en, d, c); s == "" || han(s) {
				t.Errorf("%s %s: %q", d, c, s)
			}
		}
	}
	if len(reasons) != len(reason.All()) || len(neutral) != len(reason.All()) {
		t.Errorf("words for %d and %d reasons of %d", len(reasons), len(neutral), len(reason.All()))
	}
}

// TestNeutralTellsNothing: a queue must not learn that somebody is suspended,
// lost a card or has no right, so all of these read the same.
func TestNeutralTellsNothing(t *testing.T) {
	ctx := context.Background()
	want := Neutral(ctx, reason.Deny, "NOT_A_REASON_OF_OURS")
	for _, c := range []reason.Code{reason.PersonSuspended, reason.PermNoRight, reason.PermEscortRequired, reason.CredLost, reason.StaffRefused} {
		if got := Neutral(ctx, reason.Deny, c); got != want {
			t.Errorf("%s says %q", c, got)
		}
	}
	// A denial never reads like a pass, whatever reason comes with it.
	for _, c := range reason.All() {
		if Neutral(ctx, reason.Deny, c) == Allowed(ctx) || Neutral(ctx, reason.Confirm, c) == Allowed(ctx) {
			t.Errorf("%s reads like a pass", c)
		}
	}
}

func TestNegotiate(t *testing.T) {
	for header, want := range map[string]Lang{
		"": Zh, "en-GB,en;q=0.9": En, "zh-CN,zh;q=0.9,en;q=0.8": Zh, "fr,en;q=0.5": En, "en;q=0.2, zh;q=0.7": Zh,
		"de": Zh, "en;q=x": Zh, "EN": En, "en;q=0": Zh, "*": Zh,
	} {
		if got := Negotiate(header); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

func TestFigures(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1500: "-1,500"} {
		if got := Count(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
	at := time.Date(2026, 11, 23, 7, 46, 8, 0, time.FixedZone("", 8*3600))
	zh, en := context.Background(), WithLang(context.Background(), En)
	for got, want := range map[string]string{
		Day(zh, at): "11月23日 周一", Day(en, at): "Mon 23 Nov", Stamp(zh, at): "2026年11月23日 07:46", Stamp(en, time.Time{}): "—",
		AsOf(zh, at): "截至 07:46:08",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

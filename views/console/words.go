package console

import (
	"context"
	"net/url"
	"strings"
	"time"

	"yunka/views/msg"
)

// belongs says where a person belongs: a class, else a role.
func belongs(ctx context.Context, class, role string) string {
	if class != "" {
		return class
	}
	return msg.Role(ctx, role)
}

// A code lives 120 s from end to end; a clock off by 5 s is worth a look.
func clockWrong(d time.Duration) bool { return d > 5*time.Second || d < -5*time.Second }

func issuedTitle(ctx context.Context, i *Issued) string {
	if i.Pairing {
		return msg.PairingFor(ctx, i.For)
	}
	return msg.ActivationFor(ctx, i.For)
}

func (v PeopleView) page(after string) string {
	q := url.Values{}
	for name, value := range map[string]string{"q": v.Query, "role": v.Role, "after": after} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return v.Shell.Path("/people")
	}
	return v.Shell.Path("/people") + "?" + q.Encode()
}

func (v PeopleView) next() string {
	if v.Next == "" {
		return ""
	}
	return v.page(v.Next)
}

func (v AuditView) next() string {
	if v.Next == "" {
		return ""
	}
	return v.Shell.Path("/audit") + "?before=" + url.QueryEscape(v.Next)
}

func roles(ctx context.Context, codes []string) string {
	words := make([]string, len(codes))
	for i, c := range codes {
		words[i] = msg.Role(ctx, c)
	}
	return strings.Join(words, msg.ListSeparator(ctx))
}

func rights(ctx context.Context, codes []string) string {
	if len(codes) == 0 {
		return msg.NoRights(ctx)
	}
	words := make([]string, len(codes))
	for i, c := range codes {
		words[i] = msg.Right(ctx, c)
	}
	return strings.Join(words, msg.ListSeparator(ctx))
}

func validity(ctx context.Context, m Membership) string {
	from, until := m.From.Format(time.DateOnly), ""
	if !m.Until.IsZero() {
		until = m.Until.Format(time.DateOnly)
	}
	return msg.FromTo(ctx, from, until)
}

func contact(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return msg.Never(ctx)
	}
	return msg.Stamp(ctx, t)
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func (f TerminalForm) kind() string {
	if f.Kind == "" {
		return "kiosk"
	}
	return f.Kind
}

func gateOf(ctx context.Context, t Terminal) string {
	if t.Gate == "" {
		return msg.NoGate(ctx)
	}
	return t.Gate
}

func used(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return msg.NotUsedYet(ctx)
	}
	return msg.LastUsed(ctx, msg.Stamp(ctx, t))
}

package people

import (
	"context"
	"net/url"
	"strings"
	"time"

	"yunka/views/console"
	"yunka/views/msg"
)

func (v PeopleView) page(after string) string {
	q := url.Values{}
	for name, value := range map[string]string{"q": v.Query, "role": v.Role, "class": v.Class, "state": v.State, "after": after} {
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

func (v PeopleView) sheet() string {
	return strings.Replace(v.page(""), "/people", "/people.csv", 1)
}

// SheetHead are the columns of the list of people as a file.
func SheetHead(ctx context.Context) []string {
	return []string{colNumber(ctx), console.ColName(ctx), msg.ColClass(ctx), console.ColRole(ctx), colCard(ctx), colLast(ctx)}
}

// SheetRow is a person as a line of that file.
func SheetRow(ctx context.Context, p PersonRow) []string {
	last := ""
	if !p.LastAt.IsZero() {
		last = p.LastAt.Format(time.DateTime) + " " + p.LastWhere
	}
	card := p.CardState
	if p.Suspended {
		card = "suspended"
	}
	return []string{p.Number, p.Name, p.Class, roles(ctx, p.Roles), card, last}
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
		return noRights(ctx)
	}
	words := make([]string, len(codes))
	for i, c := range codes {
		words[i] = right(ctx, c)
	}
	return strings.Join(words, msg.ListSeparator(ctx))
}

func validity(ctx context.Context, m Membership) string {
	from, until := m.From.Format(time.DateOnly), ""
	if !m.Until.IsZero() {
		until = m.Until.Format(time.DateOnly)
	}
	return fromTo(ctx, from, until)
}

// seen says when and where a person passed last; a dash if not lately.
func seen(ctx context.Context, p PersonRow) string {
	if p.LastAt.IsZero() {
		return "—"
	}
	return msg.Stamp(ctx, p.LastAt) + " " + p.LastWhere
}

func endCredential(ctx context.Context, kind string) string {
	if kind == "chip" {
		return msg.Pick(ctx, "移除这张卡片", "Remove this chip")
	}
	return msg.Pick(ctx, "移除这部手机", "Remove this phone")
}

func endAsk(ctx context.Context, kind string) string {
	if kind == "chip" {
		return msg.Pick(ctx, "移除这张卡片？以后不能再恢复。", "Remove this chip? It cannot be brought back.")
	}
	return msg.Pick(ctx,
		"移除这部手机？要再用得重新领卡。",
		"Remove this phone? Its holder has to claim the card again.")
}

func used(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return notUsedYet(ctx)
	}
	return msg.LastUsed(ctx, msg.Stamp(ctx, t))
}

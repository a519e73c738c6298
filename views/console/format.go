package console

import (
	"context"
	"net/url"
	"strconv"
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
		return pairingFor(ctx, i.For)
	}
	return activationFor(ctx, i.For)
}

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

func (v AuditView) next() string {
	if v.Next == "" {
		return ""
	}
	return v.path("/audit", v.Next)
}

// path is an address with the page's filters.
func (v AuditView) path(to, before string) string {
	q := url.Values{}
	for name, value := range map[string]string{"action": v.Action, "day": v.Day, "before": before} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return v.Shell.Path(to)
	}
	return v.Shell.Path(to) + "?" + q.Encode()
}

func (v PeopleView) sheet() string {
	return strings.Replace(v.page(""), "/people", "/people.csv", 1)
}

// SheetHead are the columns of the list of people as a file.
func SheetHead(ctx context.Context) []string {
	return []string{colNumber(ctx), colName(ctx), msg.ColClass(ctx), ColRole(ctx), colCard(ctx), colLast(ctx)}
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

// AuditHead are the columns of the audit as a file: words, and what they stand for.
func AuditHead(ctx context.Context) []string {
	return []string{"#", colWhen(ctx), colActor(ctx), "actor", colAction(ctx), "action", colTarget(ctx), "target", "detail"}
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

func contact(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return msg.Never(ctx)
	}
	return msg.Stamp(ctx, t)
}

// seen says when and where a person passed last; a dash if not lately.
func seen(ctx context.Context, p PersonRow) string {
	if p.LastAt.IsZero() {
		return "—"
	}
	return msg.Stamp(ctx, p.LastAt) + " " + p.LastWhere
}

func renew(ctx context.Context, t Terminal) string {
	if t.Kind == "reader" {
		return msg.Pick(ctx, "换令牌", "New token")
	}
	return msg.Pick(ctx, "重新配对", "Pair again")
}

func renewAsk(ctx context.Context, t Terminal) string {
	if t.Kind == "reader" {
		return msg.Pick(ctx, "给“"+t.Name+"”换令牌？旧令牌马上作废。", "A new token for “"+t.Name+"”? The old one stops at once.")
	}
	return msg.Pick(ctx, "重新配对“"+t.Name+"”？它马上不能再刷卡，要输入新的配对码。", "Pair “"+t.Name+"” again? It stops at once and asks for the new code.")
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

func importCount(ctx context.Context, kind string) string {
	switch kind {
	case "students":
		return msg.Pick(ctx, "新增学生", "New students")
	case "parents":
		return msg.Pick(ctx, "新增家长", "New parents")
	case "classes":
		return msg.Pick(ctx, "新增班级", "New classes")
	case "guardianships":
		return msg.Pick(ctx, "新增监护关系", "New guardianships")
	case "chips":
		return msg.Pick(ctx, "新增卡片", "New chips")
	case "changed":
		return msg.Pick(ctx, "有变化", "Changed")
	case "unchanged":
		return msg.Pick(ctx, "没有变化的学生", "Students unchanged")
	case "missing":
		return msg.Pick(ctx, "表里没有的学生，保持不变", "Students not in the file, left alone")
	}
	return importCountWord(ctx, kind)
}

func applyTitle(ctx context.Context, c *Check) string {
	if len(c.Decide) > 0 {
		return msg.Pick(ctx, "检查过了，有几行要您认定", "Checked: some lines need your word")
	}
	return msg.Pick(ctx, "检查过了，可以生效", "Checked: put it into effect")
}
func sameFile(ctx context.Context) string {
	return msg.Pick(ctx, "再选一次同一个文件", "Choose the same file once more")
}
func toDecide(ctx context.Context) string { return msg.Pick(ctx, "要认定", "Decide") }
func decideTitle(ctx context.Context) string {
	return msg.Pick(ctx,
		"这些行要您认定：同一个手机号，确实是不同的人",
		"For you to decide: one phone, and really different people")
}
func decideLine(ctx context.Context, line int) string {
	return msg.Pick(ctx, "第 "+strconv.Itoa(line)+" 行", "Line "+strconv.Itoa(line))
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
		return NoGate(ctx)
	}
	return t.Gate
}

func used(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return notUsedYet(ctx)
	}
	return msg.LastUsed(ctx, msg.Stamp(ctx, t))
}

func (f TerminalEdit) wrong(field string) string {
	if f.Field == field {
		return f.Error
	}
	return ""
}

func beat(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return terminalNoBeat(ctx)
	}
	return msg.Stamp(ctx, t)
}

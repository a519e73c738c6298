package library

import (
	"context"
	"strings"

	"yunka/views/msg"
)

// What stands on the screen of a machine of another maker: one line each.

// Screen is a book that is not lent.
func (a Alert) Screen(ctx context.Context) string {
	return line(ctx, a.head(ctx, false), a.text(ctx, false))
}

// Screen is a book that came back.
func (b Returned) Screen(ctx context.Context) string {
	return line(ctx, b.head(ctx), b.text(ctx))
}

func line(ctx context.Context, parts ...string) string {
	var list []string
	for _, p := range parts {
		if p != "" {
			list = append(list, p)
		}
	}
	return strings.Join(list, msg.Pick(ctx, "，", ". "))
}

// VisitOver is for who was there too long ago.
func VisitOver(ctx context.Context) string { return visitOver(ctx) }

// CardFirst is for a machine that has sent no patron.
func CardFirst(ctx context.Context) string {
	return Alert{Tier: "impossible", Why: "card_first"}.head(ctx, false)
}

// NoSuchBarcode is for a copy that the school has not.
func NoSuchBarcode(ctx context.Context) string {
	return Alert{Tier: "impossible", Why: "not_found"}.head(ctx, false)
}

// Standing is what a reader should know before borrowing; "" for nothing.
func Standing(ctx context.Context, until string, overdue int) string {
	var parts []string
	if until != "" {
		parts = append(parts, pausedUntil(ctx, until))
	}
	if overdue > 0 {
		parts = append(parts, overdueCount(ctx, overdue))
	}
	return line(ctx, parts...)
}

// DueOn is when a book that was lent comes back.
func DueOn(ctx context.Context, day string) string {
	return msg.Pick(ctx, msg.ShortDay(ctx, day)+"前还", "Due on "+msg.ShortDay(ctx, day))
}

// NotYours is a renewal of what somebody has not borrowed.
func NotYours(ctx context.Context) string {
	return msg.Pick(ctx, "这本不在您名下", "It is not lent to you")
}

// Refused is why a service has refused something, by its code.
func Refused(ctx context.Context, code string) string {
	if why, ok := strings.CutPrefix(code, "library_renew_"); ok {
		return WhyNotRenewed(ctx, why)
	}
	if code == "library_visit" {
		return visitOver(ctx)
	}
	return notDone(ctx)
}

func machinesTitle(ctx context.Context) string {
	return msg.Pick(ctx, "自助借还机", "Self-check machines")
}

func machineSettings(ctx context.Context) string {
	return msg.Pick(ctx, "在机器里这样设", "What is set in the machine")
}

func machinesOff(ctx context.Context) string {
	return msg.Pick(ctx, "服务器没有开 SIP2：请管理员设 YUNKA_SIP2 再启动。", "The server answers no SIP2: ask its administrator to set YUNKA_SIP2 and start it again.")
}

func machineAddress(ctx context.Context) string  { return msg.Pick(ctx, "服务器", "Server") }
func machinePort(ctx context.Context) string     { return msg.Pick(ctx, "端口", "Port") }
func machineProtocol(ctx context.Context) string { return msg.Pick(ctx, "协议", "Protocol") }
func machineUser(ctx context.Context) string {
	return msg.Pick(ctx, "用户名（CN）", "User (CN)")
}
func machineUserText(ctx context.Context) string { return msg.Pick(ctx, "随意", "Anything") }
func machinePassword(ctx context.Context) string {
	return msg.Pick(ctx, "密码（CO）", "Password (CO)")
}

func machinePasswordText(ctx context.Context) string {
	return msg.Pick(ctx, "添加机器时给的令牌", "The token given when the machine is added")
}

func machinePatron(ctx context.Context) string {
	return msg.Pick(ctx, "读者号（AA）", "Patron (AA)")
}

func machinePatronText(ctx context.Context) string {
	return msg.Pick(ctx, "扫手机上的码或刷实体卡，不用读者密码", "The code on a phone or a physical card, without a password")
}

func joined(list []string) string { return strings.Join(list, ", ") }

func noMachines(ctx context.Context) string {
	return msg.Pick(ctx, "还没有自助借还机", "No machine yet")
}

func noMachinesDo(ctx context.Context) string {
	return msg.Pick(ctx, "在下面添加一台，把令牌填进机器。", "Add one below and type its token into the machine.")
}

func machineStopped(ctx context.Context) string { return msg.Pick(ctx, "已停用", "Stopped") }

func seen(ctx context.Context, m Machine) string {
	if m.Seen.IsZero() {
		return msg.Pick(ctx, "还没连上过", "Not connected yet")
	}
	return msg.Pick(ctx, "上次联系 "+msg.Stamp(ctx, m.Seen), "Last heard of "+msg.Stamp(ctx, m.Seen))
}

func stopMachine(ctx context.Context) string { return msg.Pick(ctx, "停用", "Stop it") }

func stopMachineAsk(ctx context.Context) string {
	return msg.Pick(ctx, "这台机器马上断开，令牌作废。", "The machine is cut off at once and its token ends.")
}

func addMachine(ctx context.Context) string  { return msg.Pick(ctx, "添加机器", "Add a machine") }
func machineName(ctx context.Context) string { return msg.Pick(ctx, "名称", "Name") }

func charsetOf(ctx context.Context, name string) string {
	return msg.Pick(ctx, name+"的中文编码", "Chinese text of "+name)
}

func endOf(ctx context.Context, name string) string {
	return msg.Pick(ctx, name+"的行尾", "End of line of "+name)
}

func charsetName(c string) string {
	if c == "gbk" {
		return "GBK"
	}
	return "UTF-8"
}

func charsetLabel(ctx context.Context) string { return msg.Pick(ctx, "中文编码", "Chinese text") }
func endLabel(ctx context.Context) string     { return msg.Pick(ctx, "行尾", "End of line") }

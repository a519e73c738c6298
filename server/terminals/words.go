package terminals

import (
	"context"

	"yunka/server/fault"
	"yunka/views/msg"
	view "yunka/views/terminals"
)

// doneWords says what a button has just done; "" for another's word.
func doneWords(ctx context.Context, done string) string {
	switch done {
	case "revoked":
		return msg.Pick(ctx, "终端已停用。", "The terminal is revoked.")
	case "chips":
		return msg.Pick(ctx, "卡号位数已保存。", "The lengths of chip numbers are saved.")
	}
	return ""
}

// faultWords says why something was refused, on the page it was asked from; "" for
// a fault that has a page of its own.
func faultWords(ctx context.Context, f *fault.Error) string {
	switch f.Code {
	case "chip_lengths":
		return msg.Pick(ctx, "请写 4 到 20 之间的数，用空格隔开，如 8 10", "Write numbers from 4 to 20 with blanks between them, such as 8 10")
	case "terminal_name":
		return view.TerminalNameWrong(ctx)
	case "terminal_kind":
		return msg.Pick(ctx, "请选种类", "Please choose a kind")
	case "terminal_scene":
		return msg.Pick(ctx, "请选用途", "Please choose a use")
	case "terminal_gate":
		return msg.Pick(ctx, "进出门的终端要选一个门", "A terminal for a gate needs its gate")
	case "terminal_stale":
		return msg.Pick(ctx,
			"别人刚改过这台终端。请重新打开这一页再改",
			"Somebody else has just changed this terminal. Open the page again and then change it")
	case "terminal_revoked":
		return msg.Pick(ctx, "这台终端已停用。请重新添加一台", "This terminal is revoked. Please add a new one")
	}
	return ""
}

// actionWords says what an event did.
func actionWords(ctx context.Context, action string) string {
	switch action {
	case "terminal.added":
		return msg.Pick(ctx, "添加了终端", "Added a terminal")
	case "terminal.paired":
		return msg.Pick(ctx, "配对了终端", "Paired a terminal")
	case "terminal.changed":
		return msg.Pick(ctx, "修改了终端", "Changed a terminal")
	case "terminal.renewed":
		return msg.Pick(ctx, "换了终端的密钥", "Renewed a terminal's secret")
	case "terminal.chip_lengths":
		return msg.Pick(ctx, "设定了卡号位数", "Set the lengths of chip numbers")
	case "terminal.revoked":
		return msg.Pick(ctx, "停用了终端", "Revoked a terminal")
	}
	return ""
}

// detailWords names a part of an event's detail; "" for ids and what nobody reads.
func detailWords(ctx context.Context, key string) string {
	switch key {
	case "lengths":
		return msg.Pick(ctx, "位数", "digits:")
	case "kind":
		return msg.Pick(ctx, "种类", "kind:")
	case "scene":
		return msg.Pick(ctx, "用途", "use:")
	case "staff":
		return msg.Pick(ctx, "值班用", "for staff")
	case "renamed":
		return msg.Pick(ctx, "改名", "renamed")
	case "moved":
		return msg.Pick(ctx, "换门", "moved")
	}
	return ""
}

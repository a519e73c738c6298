package terminals

import (
	"context"

	"yunka/views/console"
	"yunka/views/msg"
)

func terminalKind(ctx context.Context, kind string, staff bool) string {
	switch {
	case kind == "kiosk" && staff:
		return msg.Pick(ctx, "值班平板", "Guard's tablet")
	case kind == "kiosk":
		return msg.Pick(ctx, "闸口平板", "Gate tablet")
	case kind == "reader" || kind == "":
		return msg.Pick(ctx, "读头", "Reader")
	}
	return kind
}

func kindHint(ctx context.Context, kind string) string {
	switch kind {
	case "kiosk":
		return msg.Pick(ctx, "浏览器，接扫码枪", "Browser with a scanner")
	case "staff":
		return msg.Pick(ctx, "能核对、能按姓名登记", "May confirm and record by name")
	}
	return msg.Pick(ctx, "用接口接入的闸机", "A gate that calls the API")
}

func scene(ctx context.Context, scene string) string {
	switch scene {
	case "gate":
		return msg.Pick(ctx, "进出门", "Gate")
	case "identify":
		return msg.Pick(ctx, "只认人", "Identify only")
	case "attendance":
		return msg.Pick(ctx, "考勤", "Attendance")
	case "pickup":
		return msg.Pick(ctx, "接送", "Pickup")
	case "till":
		return msg.Pick(ctx, "收银（平板打开 /till 配对）", "Till (pair a tablet at /till)")
	case "signin":
		return msg.Pick(ctx, "签到", "Sign-in")
	case "freshmen":
		return msg.Pick(ctx, "新生报到台（打开 /freshmen/desk 配对）", "Desk for freshmen (pair at /freshmen/desk)")
	case "signin-screen":
		return msg.Pick(ctx, "签到屏（打开 /signin-screen 配对）", "Sign-in screen (pair at /signin-screen)")
	case "library":
		return msg.Pick(ctx, "图书馆借还（平板打开 /library/desk 配对）", "Library desk (pair a tablet at /library/desk)")
	case "board":
		return msg.Pick(ctx, "接送屏（打开 /board 配对）", "Pickup board (pair at /board)")
	}
	return scene
}

func colKind(ctx context.Context) string    { return msg.Pick(ctx, "种类", "Kind") }
func colScene(ctx context.Context) string   { return msg.Pick(ctx, "用途", "Use") }
func colContact(ctx context.Context) string { return msg.Pick(ctx, "上次联系", "Last contact") }
func colClock(ctx context.Context) string   { return msg.Pick(ctx, "时钟", "Clock") }
func colVersion(ctx context.Context) string { return msg.Pick(ctx, "版本", "Version") }

func terminalNameHint(ctx context.Context) string {
	return msg.Pick(ctx, "如 南门 1 号闸", "e.g. South gate 1")
}
func noTerminals(ctx context.Context) string {
	return msg.Pick(ctx, "还没有终端", "No terminals yet")
}

func noTerminalsDo(ctx context.Context) string {
	return msg.Pick(ctx, "添加一台，平板输入配对码就能用。", "Add one; the tablet asks for its pairing code.")
}

func revoke(ctx context.Context) string { return msg.Pick(ctx, "停用终端", "Revoke terminal") }

func revokeAsk(ctx context.Context, name string) string {
	return msg.Pick(ctx,
		"停用“%s”？它马上不能再刷卡，要用得重新配对。",
		"Revoke “%s”? It stops at once and has to be paired again.", name)
}

func trustLinkHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"平板或手机第一次来，先扫这个码，把证书装上。页面上的暗号应当是：",
		"A tablet or phone that comes for the first time scans this code and installs the certificate. The page there should show the words:")
}

func NoGate(ctx context.Context) string { return msg.Pick(ctx, "还没设置门", "No gate yet") }

func TerminalNameWrong(ctx context.Context) string {
	return msg.Pick(ctx, "名称要填，最多 40 个字", "A name of at most 40 characters, please")
}

func listIsBehind(ctx context.Context) string {
	return msg.Pick(ctx, "断网名单还不是最新的", "Its list is not the newest yet")
}

// A terminal's own page.
func terminalBeat(ctx context.Context) string { return msg.Pick(ctx, "上次心跳", "Last heartbeat") }

func terminalNoBeat(ctx context.Context) string { return msg.Pick(ctx, "还没有", "None yet") }
func terminalChange(ctx context.Context) string {
	return msg.Pick(ctx, "名称和位置", "Name and place")
}
func terminalScans(ctx context.Context) string {
	return msg.Pick(ctx, "在这里最近刷卡", "Last scans here")
}

func terminalGateHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"下一次刷卡就按新的门来；平板上的门名在重新打开后更新",
		"The next scan goes by the new gate; a tablet shows its name once it is opened again")
}

func terminalStaffHint(ctx context.Context) string {
	return msg.Pick(ctx, "。改这一项，平板要重新配对", ". A tablet has to be paired again when this changes")
}

// The scopes of a reader's token.
func scopeFeed(ctx context.Context) string {
	return msg.Pick(ctx, "读全校的通行记录（feed）", "Reads the whole school's scans (feed)")
}

func completeNever(ctx context.Context) string {
	return msg.Pick(ctx, "没有说过，考勤在等它", "never said; attendance waits for it")
}

func keepsNothing(ctx context.Context) string {
	return msg.Pick(ctx, "不会自己留记录", "Keeps nothing back")
}

func keepsNothingHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"没网就不放行的闸机。勾上后，它最后一次联系就算收齐；不勾又不报心跳，考勤会一直等它。",
		"It lets nobody through without the network. Its last contact then counts as complete; without this, a reader that sends no heartbeat keeps attendance waiting.")
}

func scopeFeedHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"不勾，令牌只读得到这台终端自己的记录",
		"Without it the token reads this terminal's own scans only")
}

func scopeIdentity(ctx context.Context) string {
	return msg.Pick(ctx, "读完整身份（identity）", "Reads full identities (identity)")
}

func scopeIdentityHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"学校、身份、编号、全名、班级；每次读取都记入审计。不勾，只有名字，没有姓和班级",
		"School, role, number, full name and class; each read is in the audit. Without it: a first name and no class")
}

// What a terminal does while it is alone: its list, its queue, its watermark.
func terminalList(ctx context.Context) string {
	return msg.Pick(ctx, "断网名单", "List for when it is alone")
}

func terminalListNone(ctx context.Context) string {
	return msg.Pick(ctx, "没有，断网时不能判断", "None: it cannot decide alone")
}

func terminalListMade(ctx context.Context, made string) string {
	return msg.Pick(ctx, made+" 的名单", "made "+made)
}
func terminalQueue(ctx context.Context) string {
	return msg.Pick(ctx, "等待上传", "Waiting to be uploaded")
}

func terminalQueued(ctx context.Context, n int) string {
	return msg.Pick(ctx, msg.Count(n)+" 条", console.Plural(n, "record", "records"))
}

func terminalMissing(ctx context.Context, n int) string {
	return msg.Pick(ctx, "还缺 "+msg.Count(n)+" 条记录", console.Plural(n, "record", "records")+" missing")
}

func terminalComplete(ctx context.Context) string {
	return msg.Pick(ctx, "记录收齐到", "Complete until")
}
func terminalError(ctx context.Context) string { return msg.Pick(ctx, "最近的错误", "Last error") }

func chipsHead(ctx context.Context) string {
	return msg.Pick(ctx, "卡号位数", "Lengths of chip numbers")
}

func chipsLabel(ctx context.Context) string {
	return msg.Pick(ctx, "卡号有几位数字", "Digits of a chip's number")
}

func chipsHint(ctx context.Context, books string) string {
	hint := msg.Pick(ctx,
		"有几种就用空格隔开，如 8 10。位数不对的一律不认：读卡器丢了数字，会变成别人的卡号。",
		"With blanks between them, such as 8 10. A number of another length is refused: with a digit lost it may be somebody else's.")
	if books != "" {
		hint += msg.Pick(ctx, "不填就按名册里的："+books+"。", " Empty means those in the books: "+books+".")
	}
	return hint
}

func chipsSave(ctx context.Context) string { return msg.Pick(ctx, "保存", "Save") }

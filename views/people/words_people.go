package people

import (
	"context"
	"time"

	"yunka/views/msg"
)

func allRoles(ctx context.Context) string { return msg.Pick(ctx, "全部", "Everyone") }
func peopleTotal(ctx context.Context, n int) string {
	return msg.Pick(ctx, "共 "+msg.Count(n)+" 人", msg.Things(n, "person", "people"))
}
func NoPeople(ctx context.Context) string { return msg.Pick(ctx, "还没有人", "Nobody yet") }

func NoPeopleDo(ctx context.Context) string {
	return msg.Pick(ctx, "导入花名册后显示", "Shown after you import the roster")
}

func nobodyFound(ctx context.Context) string { return msg.Pick(ctx, "没有找到", "Nobody found") }

func nobodyFoundDo(ctx context.Context) string {
	return msg.Pick(ctx, "换个写法，或清空搜索看全部。", "Try another spelling, or clear the search.")
}

func colNumber(ctx context.Context) string    { return msg.Pick(ctx, "学号/工号", "Number") }
func colCard(ctx context.Context) string      { return msg.Pick(ctx, "卡", "Card") }
func colLast(ctx context.Context) string      { return msg.Pick(ctx, "最近一次", "Last seen") }
func colPhone(ctx context.Context) string     { return msg.Pick(ctx, "手机号", "Phone") }
func colLogin(ctx context.Context) string     { return msg.Pick(ctx, "账号", "Login") }
func notActivated(ctx context.Context) string { return msg.Pick(ctx, "还没激活", "Not activated") }

// cardState of a card in the console; claimed says whether any phone or chip carries it.
func cardState(ctx context.Context, state string) string {
	switch state {
	case "active":
		return msg.Pick(ctx, "正常", "Working")
	case "frozen":
		return msg.Pick(ctx, "本人停用", "Stopped by holder")
	case "blocked":
		return msg.Pick(ctx, "学校停用", "Stopped by school")
	case "":
		return msg.Pick(ctx, "没有卡", "No card")
	}
	return state
}

func notClaimed(ctx context.Context) string { return msg.Pick(ctx, "没领", "Not claimed") }
func suspended(ctx context.Context) string  { return msg.Pick(ctx, "人已停用", "Person suspended") }
func notUsedYet(ctx context.Context) string { return msg.Pick(ctx, "还没用过", "not used yet") }

// Credential states and kinds.
func credentialState(ctx context.Context, state string) string {
	switch state {
	case "live":
		return msg.Pick(ctx, "在用", "In use")
	case "lost":
		return msg.Pick(ctx, "已挂失", "Lost")
	case "replaced":
		return msg.Pick(ctx, "已换新", "Replaced")
	case "ended":
		return msg.Pick(ctx, "已移除", "Removed")
	}
	return state
}

func credentialKind(ctx context.Context, kind string) string {
	switch kind {
	case "phone":
		return msg.Pick(ctx, "手机", "Phone")
	case "chip":
		return msg.Pick(ctx, "卡片", "Chip")
	}
	return kind
}

func cardsWord(ctx context.Context) string     { return msg.Pick(ctx, "身份和卡", "Roles and cards") }
func guardians(ctx context.Context) string     { return msg.Pick(ctx, "监护人", "Guardians") }
func theirChildren(ctx context.Context) string { return msg.Pick(ctx, "孩子", "Children") }
func recentScansWord(ctx context.Context) string {
	return msg.Pick(ctx, "最近刷卡", "Recent scans")
}

func noCredentials(ctx context.Context) string {
	return msg.Pick(ctx,
		"还没有手机或卡片。发激活码后，本人打开链接就能领卡。",
		"No phone or chip yet. Issue a code; the holder claims the card with it.")
}

func restricted(ctx context.Context) string {
	return msg.Pick(ctx, "有限制，先看后放", "Restricted")
}
func noRights(ctx context.Context) string { return msg.Pick(ctx, "没有权限", "No rights") }

func right(ctx context.Context, right string) string {
	switch right {
	case "view":
		return msg.Pick(ctx, "查看", "view")
	case "leave":
		return msg.Pick(ctx, "请假", "leave")
	case "pay":
		return msg.Pick(ctx, "缴费", "pay")
	case "pickup":
		return msg.Pick(ctx, "接送", "pick up")
	case "delegate":
		return msg.Pick(ctx, "委托", "delegate")
	case "consent":
		return msg.Pick(ctx, "同意书", "consent")
	case "notify":
		return msg.Pick(ctx, "收通知", "be told")
	}
	return right
}

func fromTo(ctx context.Context, from, until string) string {
	if until == "" {
		return msg.Pick(ctx, "%s 起", "since %s", from)
	}
	return msg.Pick(ctx, "%s 至 %s", "%s to %s", from, until)
}

// usedAhead says why a phone is refused although nothing is wrong with it.
func usedAhead(ctx context.Context, until time.Time) string {
	return msg.Pick(ctx,
		"到 %s 之前刷不了：学校服务器的时钟走快时用过。",
		"Refused until %s: it was used while the server's clock ran ahead.", msg.Stamp(ctx, until))
}

func resetMark(ctx context.Context) string {
	return msg.Pick(ctx, "让这部手机马上能用", "Let this phone work now")
}

// Three different buttons; each says what it acts on.
func reportLost(ctx context.Context, kind string) string {
	if kind == "chip" {
		return msg.Pick(ctx, "挂失这张卡片", "Report this chip lost")
	}
	return msg.Pick(ctx, "挂失这部手机", "Report this phone lost")
}

func foundAgain(ctx context.Context, kind string) string {
	if kind == "chip" {
		return msg.Pick(ctx, "这张卡片找回了", "This chip was found")
	}
	return msg.Pick(ctx, "这部手机找回了", "This phone was found")
}

func blockCard(ctx context.Context, role string) string {
	return msg.Pick(ctx, "停用%s卡", "Stop the card (%s)", msg.Role(ctx, role))
}

func unblockCard(ctx context.Context, role string) string {
	return msg.Pick(ctx, "恢复%s卡", "Bring back the card (%s)", msg.Role(ctx, role))
}

func suspendPerson(ctx context.Context) string {
	return msg.Pick(ctx, "停用这个人", "Suspend this person")
}
func restorePerson(ctx context.Context) string {
	return msg.Pick(ctx, "恢复这个人", "Restore this person")
}

func suspendPersonHint(ctx context.Context) string {
	return msg.Pick(ctx, "这个人在本校的所有卡马上都不能用", "Every card of this person in this school stops at once")
}

func issueActivation(ctx context.Context) string {
	return msg.Pick(ctx, "发激活码", "Issue an activation code")
}

func issueActivationHint(ctx context.Context) string {
	return msg.Pick(ctx, "旧的激活码会作废", "An older code stops working")
}

package start

import (
	"context"
	"time"

	"yunka/views/msg"
)

func StartGateIn(ctx context.Context, gate string) string {
	return msg.Pick(ctx, "%s进", "%s in", gate)
}
func StartGateOut(ctx context.Context, gate string) string {
	return msg.Pick(ctx, "%s出", "%s out", gate)
}
func StartZoneName(ctx context.Context) string { return msg.Pick(ctx, "校园", "Campus") }

func navStart(ctx context.Context) string { return msg.Pick(ctx, "开始使用", "Getting started") }

func startHead(ctx context.Context) string {
	return msg.Pick(ctx, "六步，到第一次放行", "Six steps to the first “go ahead”")
}

func startHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"先做哪步都行，做完自己打勾。走开了再来，接着做。",
		"In any order. Each step ticks itself. Leave and come back as you like.")
}

func startCount(ctx context.Context, done, of int) string {
	return msg.Pick(ctx, "做完 %d 步，共 %d 步", "%d of %d done", done, of)
}

func startStepState(ctx context.Context, done bool) string {
	if done {
		return msg.Pick(ctx, "做完了", "Done")
	}
	return msg.Pick(ctx, "还没做", "To do")
}

// 1: name and zone.
func startSchool(ctx context.Context) string {
	return msg.Pick(ctx, "核对校名和时区", "Check the school's name and time zone")
}

func startSchoolText(ctx context.Context, now time.Time) string {
	return msg.Pick(ctx,
		"校名会印在每张卡上。按现在的时区，学校这会儿是 %s。",
		"The name stands on every card. In this time zone it is now %s at the school.", msg.Clock(now))
}

func startSchoolName(ctx context.Context) string {
	return msg.Pick(ctx, "校名", "Name of the school")
}
func startSchoolZone(ctx context.Context) string  { return msg.Pick(ctx, "时区", "Time zone") }
func startSchoolRight(ctx context.Context) string { return msg.Pick(ctx, "确认", "Confirm") }

func startZone(ctx context.Context, zone string) string {
	switch zone {
	case "Asia/Shanghai":
		return msg.Pick(ctx, "北京时间", "China (Beijing)")
	case "Asia/Urumqi":
		return msg.Pick(ctx, "新疆时间", "Xinjiang (Urumqi)")
	case "Asia/Hong_Kong":
		return msg.Pick(ctx, "香港", "Hong Kong")
	case "Asia/Macau":
		return msg.Pick(ctx, "澳门", "Macau")
	case "Asia/Taipei":
		return msg.Pick(ctx, "台北", "Taipei")
	case "Asia/Singapore":
		return msg.Pick(ctx, "新加坡", "Singapore")
	}
	return zone
}

// 2: roster.
func startRoster(ctx context.Context) string {
	return msg.Pick(ctx, "导入花名册", "Import the roster")
}

func startRosterText(ctx context.Context) string {
	return msg.Pick(ctx,
		"学校现成的表格就行。先给您看结果，您点头才导入。",
		"The school's own sheet will do. You see the result first; nothing changes until you say so.")
}

func startRosterDone(ctx context.Context, pupils, parents int) string {
	return msg.Pick(ctx,
		msg.Count(pupils)+" 名学生，"+msg.Count(parents)+" 位家长",
		msg.Things(pupils, "pupil", "pupils")+", "+msg.Things(parents, "parent", "parents"))
}

func startRosterEmpty(ctx context.Context) string {
	return msg.Pick(ctx, "下载空表", "Download an empty sheet")
}
func startRosterSample(ctx context.Context) string {
	return msg.Pick(ctx, "下载示例", "Download an example")
}

// 3: gate and hours.
func startGate(ctx context.Context) string {
	return msg.Pick(ctx, "第一个校门和开放时间", "The first gate and its hours")
}

func startGateText(ctx context.Context) string {
	return msg.Pick(ctx, "会建好进、出两个方向。学生和教职工直接过，家长要值班的人看一眼。出校不限时间。",
		"This makes a way in and a way out. Pupils and staff pass; for parents somebody on duty looks. The way out has no hours.")
}

func startGateDone(ctx context.Context, n int) string {
	return msg.Pick(ctx, "有 %d 个门", "%d gates", n)
}
func startGateName(ctx context.Context) string {
	return msg.Pick(ctx, "门的名字", "Name of the gate")
}
func startGateHint(ctx context.Context) string { return msg.Pick(ctx, "如 南门", "e.g. South gate") }

func startDays(ctx context.Context, key string) string {
	switch key {
	case "weekdays":
		return msg.Pick(ctx, "周一到周五", "Monday to Friday")
	case "daily":
		return msg.Pick(ctx, "每天", "Every day")
	}
	return msg.Pick(ctx, "不限时间", "Always open")
}

func startDaysLabel(ctx context.Context) string {
	return msg.Pick(ctx, "哪几天能进", "When one may come in")
}
func startFrom(ctx context.Context) string    { return msg.Pick(ctx, "从", "From") }
func startTo(ctx context.Context) string      { return msg.Pick(ctx, "到", "Until") }
func startGateAdd(ctx context.Context) string { return msg.Pick(ctx, "建这个门", "Make this gate") }
func startGateSee(ctx context.Context) string {
	return msg.Pick(ctx, "看门和时间", "See gates and hours")
}

// 4: terminal.
func startTerminal(ctx context.Context) string {
	return msg.Pick(ctx, "在门口放一台终端", "Put a terminal at the gate")
}

func startTerminalText(ctx context.Context) string {
	return msg.Pick(ctx, "先添加一台终端，拿到配对码；再用平板打开下面的地址，输入配对码。用现成的闸机，就添加“读头”，照接口页接入。",
		"Add a terminal to get its pairing code. Then open the address below on a tablet and type the code. For a gate of your own add a “reader” and follow the API page.")
}

func startTerminalDone(ctx context.Context, paired int) string {
	return msg.Pick(ctx, "%d 台已配对", "%d paired", paired)
}

func startTerminalWaiting(ctx context.Context, n int) string {
	return msg.Pick(ctx, "%d 台等着配对", "%d waiting to be paired", n)
}

func startTerminalAPI(ctx context.Context) string { return msg.Pick(ctx, "接口页", "API page") }
func startTerminalOpen(ctx context.Context) string {
	return msg.Pick(ctx, "用平板打开", "Open on the tablet")
}

// 5: card.
func startCard(ctx context.Context) string {
	return msg.Pick(ctx, "领第一张卡", "Claim the first card")
}

func startCardText(ctx context.Context) string {
	return msg.Pick(ctx, "最快的办法：用您自己的手机打开下面的地址，登录，点“领卡到这部手机”。给别人，就在人员页发激活码。",
		"The quickest way: open the address below on your own phone, log in and press “Put the card on this phone”. For others, issue an activation code on the people page.")
}

func startCardDone(ctx context.Context, phones, accounts int) string {
	return msg.Pick(ctx,
		"%s 部手机上有卡，%s 人已激活",
		"Phones with a card: %s. People activated: %s", msg.Count(phones), msg.Count(accounts))
}

func startCardSome(ctx context.Context, accounts int) string {
	return msg.Pick(ctx, "%s 人已激活，还没有人领卡", "People activated: %s. No card claimed yet", msg.Count(accounts))
}

func startCardPeople(ctx context.Context) string {
	return msg.Pick(ctx, "给别人发激活码", "Activate somebody")
}
func startCardOpen(ctx context.Context) string {
	return msg.Pick(ctx, "用手机打开", "Open on the phone")
}

// 6: the first accepted scan.
func startScan(ctx context.Context) string {
	return msg.Pick(ctx, "第一次放行", "The first “go ahead”")
}

func startScanText(ctx context.Context) string {
	return msg.Pick(ctx,
		"把手机上的码举到平板前，变绿就成了。这一步会自己打勾。",
		"Hold the code on the phone before the tablet until it turns green. This step then ticks itself.")
}

func startScanDone(ctx context.Context, at time.Time, where string) string {
	return msg.Pick(ctx, "%s，%s", "%s, %s", msg.Stamp(ctx, at), where)
}

func startScanSee(ctx context.Context) string { return msg.Pick(ctx, "看现场", "See it live") }
func startAllDone(ctx context.Context) string {
	return msg.Pick(ctx, "学校可以用了", "The school is ready")
}

func startAllDoneText(ctx context.Context) string {
	return msg.Pick(ctx,
		"接下来给家长发激活码，给每个门放一台终端。",
		"Next: hand activation codes to the parents and put a terminal at each gate.")
}

func startPutAway(ctx context.Context) string {
	return msg.Pick(ctx, "收起这一页", "Put this page away")
}

func startNotYet(ctx context.Context) string {
	return msg.Pick(ctx, "先收起，以后自己来", "Put it away; I will manage")
}

package gate

import (
	"context"

	"yunka/server/reason"
	"yunka/views/msg"
)

// The page of conflicts: where what a terminal did alone does not agree with the
// school's books.
func navConflicts(ctx context.Context) string { return msg.Pick(ctx, "要核实的", "To look into") }

func conflictsHint(ctx context.Context) string {
	return msg.Pick(ctx, "终端断网时自己放行，联网后补报。补报的和系统里的对不上，就列在这里。门已经开过，记录不会改；请查清楚，写一句结论。",
		"Terminals decide alone while they have no network, and report later. What does not agree with the books is listed here. The door has opened and the record stays; find out what it was and write it down.")
}

func conflictsNone(ctx context.Context) string {
	return msg.Pick(ctx, "没有要核实的", "Nothing to look into")
}

func conflictsNoneDo(ctx context.Context) string {
	return msg.Pick(ctx,
		"断网时的记录和系统里的都对得上。",
		"What was recorded without a network agrees with the books.")
}

func conflictsNotFound(ctx context.Context) string {
	return msg.Pick(ctx, "没有符合的", "Nothing like that")
}

func conflictsNotFoundDo(ctx context.Context) string {
	return msg.Pick(ctx, "换个条件看看。", "Choose something else.")
}

func conflictsOpen(ctx context.Context) string { return msg.Pick(ctx, "未核实", "Open") }
func conflictsDone(ctx context.Context) string { return msg.Pick(ctx, "已核实", "Dealt with") }
func conflictsAllKinds(ctx context.Context) string {
	return msg.Pick(ctx, "全部情况", "Every kind")
}
func conflictsAllTerminals(ctx context.Context) string {
	return msg.Pick(ctx, "全部终端", "Every terminal")
}
func conflictWhat(ctx context.Context) string { return msg.Pick(ctx, "情况", "What") }
func conflictWhere(ctx context.Context) string {
	return msg.Pick(ctx, "哪里、何时", "Where and when")
}
func conflictFacts(ctx context.Context) string   { return msg.Pick(ctx, "记录", "On record") }
func conflictNote(ctx context.Context) string    { return msg.Pick(ctx, "结论", "What it was") }
func conflictResolve(ctx context.Context) string { return msg.Pick(ctx, "核实了", "Dealt with") }
func conflictNobody(ctx context.Context) string {
	return msg.Pick(ctx, "不知道是谁", "Nobody known")
}
func conflictReceived(ctx context.Context, at string) string {
	return msg.Pick(ctx, at+" 补报", "reported "+at)
}

func conflictRecord(ctx context.Context, seq int64) string {
	return msg.Pick(ctx, "第 "+msg.Count(int(seq))+" 条", "record "+msg.Count(int(seq)))
}

func conflictFirst(ctx context.Context, at, where string) string {
	return msg.Pick(ctx, "先在"+where+"放行，"+at, "First let through at "+where+", "+at)
}

func conflictKind(ctx context.Context, kind string) string {
	switch kind {
	case "DOUBLE_USE":
		return msg.Pick(ctx, "一个码用了两次", "One code, used twice")
	case "REVOKED_AT_TIME":
		return msg.Pick(ctx, "已停用还放行", "Let through although stopped")
	case "PASSBACK":
		return msg.Pick(ctx, "进出对不上", "In and out do not match")
	case "TIME_SUSPECT":
		return msg.Pick(ctx, "终端时间可疑", "A doubtful time")
	case "UNVERIFIED":
		return msg.Pick(ctx, "放行了认不出的人", "Let through and not known")
	}
	return msg.Pick(ctx, "记录被改过或缺失", "A record changed or missing")
}

// conflictMeans explains a conflict: detail is a reason, or what is wrong with
// the time of a record.
func conflictMeans(ctx context.Context, kind, detail string) string {
	switch kind {
	case "DOUBLE_USE":
		return msg.Pick(ctx,
			"两台断网的终端各放行了一次，可能有人借了码。",
			"Two terminals let it through, each without knowing of the other. Somebody may have lent a code.")
	case "REVOKED_AT_TIME":
		return msg.Pick(ctx, "当时："+msg.Reason(ctx, reason.Code(detail))+"。终端的名单还是旧的。", "At that time: "+msg.Reason(ctx, reason.Code(detail))+". The terminal's list was older.")
	case "PASSBACK":
		return msg.Reason(ctx, reason.Code(detail))
	case "UNVERIFIED":
		return msg.Pick(ctx, "门开了，但这张卡或这个码："+msg.Reason(ctx, reason.Code(detail)), "The door opened, but the card or code: "+msg.Reason(ctx, reason.Code(detail)))
	case "CHAIN":
		return msg.Pick(ctx,
			"这条记录没有采用。核实后，这台终端的记录按已到齐算。",
			"The record was not taken. Once you have dealt with it, the terminal's log counts as complete.")
	}
	switch detail {
	case "future":
		return msg.Pick(ctx,
			"终端的时间在将来，按收到的时间记。",
			"The terminal's clock was in the future; it is kept under the time it came.")
	case "before_contact":
		return msg.Pick(ctx,
			"比终端最近一次联网还早，按收到的时间记。",
			"It is older than the terminal's last contact; it is kept under the time it came.")
	case "backwards":
		return msg.Pick(ctx,
			"终端的时间倒退了，按收到的时间记。",
			"The terminal's clock went back; it is kept under the time it came.")
	}
	return msg.Pick(ctx,
		"和手机上的时间对不上，按收到的时间记。",
		"The phone says another time; it is kept under the time it came.")
}

func conflictsToLookInto(ctx context.Context, n int) string {
	return msg.Pick(ctx, msg.Count(n)+" 件要核实", msg.Count(n)+" to look into")
}

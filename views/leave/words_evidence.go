package leave

import (
	"context"
	"time"

	"yunka/views/msg"
)

func labelLater(ctx context.Context) string {
	return msg.Pick(ctx, "凭据以后补，最晚请假结束后第三个上学日", "Evidence follows, at the latest on the third school day after the leave")
}
func dtEvidence(ctx context.Context) string { return msg.Pick(ctx, "凭据", "Evidence") }
func evidenceWords(ctx context.Context, l Leave) string {
	if l.Missing {
		return msg.Pick(ctx, "说好 "+msg.Day(ctx, l.EvidenceDue)+" 前补，没有补", "Promised by "+msg.Day(ctx, l.EvidenceDue)+", did not come")
	}
	return msg.Pick(ctx, "最晚 "+msg.Day(ctx, l.EvidenceDue)+" 补", "Follows by "+msg.Day(ctx, l.EvidenceDue))
}
func proveTitle(ctx context.Context) string { return msg.Pick(ctx, "补凭据", "Add evidence") }
func labelProof(ctx context.Context) string {
	return msg.Pick(ctx, "病历、证明的照片", "A picture of a doctor's note")
}
func proveHint(ctx context.Context, until time.Time) string {
	return msg.Pick(ctx, "最晚 "+msg.Day(ctx, until)+"。只有批假的老师能看。JPEG 或 PNG，10 MB 以内。",
		"At the latest "+msg.Day(ctx, until)+". Seen by who approves alone. JPEG or PNG, at most 10 MB.")
}
func proveDo(ctx context.Context) string { return msg.Pick(ctx, "交上去", "Hand it in") }
func missing(ctx context.Context) string { return msg.Pick(ctx, "缺凭据", "Evidence missing") }

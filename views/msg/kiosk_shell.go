package msg

import "context"

// Unwritten is what a gate that is alone says when it cannot write down what it
// decided: what is not written is not green.
func Unwritten(ctx context.Context) string {
	return pick(ctx, "本机存不下记录，不能自己判断", "This tablet cannot keep records, so it cannot decide by itself")
}

func UnwrittenWhy(ctx context.Context) string {
	return pick(ctx, "不要放行，请人工核对，并告诉管理员", "Do not let pass: check by hand, and tell the office")
}

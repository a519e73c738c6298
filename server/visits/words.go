package visits

import (
	"context"

	"yunka/views/msg"
)

// doneWords says what a button has just done; "" for another's word.
func doneWords(ctx context.Context, done string) string {
	switch done {
	case "visit-ended":
		return msg.Pick(ctx, "已登记。码不能再用了", "Done. The code is dead")
	}
	return ""
}

// actionWords says what an event did.
func actionWords(ctx context.Context, action string) string {
	switch action {
	case "visit.invited":
		return msg.Pick(ctx, "邀请了访客", "Invited a visitor")
	case "visit.cancelled":
		return msg.Pick(ctx, "取消了来访", "Cancelled a visit")
	case "visit.signed_out":
		return msg.Pick(ctx, "登记访客离开", "Signed a visitor out")
	}
	return ""
}

package cardpage

import (
	"context"

	"yunka/views/msg"
)

// The simple version of the page: the code and four large buttons.
func showIt(ctx context.Context) string {
	return msg.Pick(ctx, "给门口的机器看这个码", "Show this code to the machine at the gate")
}

// callTeacher names the class where there are several to call.
func callTeacher(ctx context.Context, class string, of int) string {
	if of == 1 {
		return msg.Pick(ctx, "给班主任打电话", "Call the class teacher")
	}
	return msg.Pick(ctx, "给%s班主任打电话", "Call the class teacher of %s", class)
}

// stopLost names the card where there are several to stop.
func stopLost(ctx context.Context, c Card, of int) string {
	if of == 1 {
		return msg.Pick(ctx, "手机丢了，停用卡", "Phone lost: stop the card")
	}
	return msg.Pick(ctx, "手机丢了，停用%s的卡", "Phone lost: stop the card at %s", c.School+" "+msg.Role(ctx, c.Role))
}

func backToWhole(ctx context.Context) string {
	return msg.Pick(ctx, "换回普通版", "Back to the whole page")
}

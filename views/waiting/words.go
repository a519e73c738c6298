package waiting

import (
	"context"

	"yunka/views/msg"
)

func title(ctx context.Context) string  { return msg.Pick(ctx, "等我办的", "Waiting for me") }
func toCard(ctx context.Context) string { return msg.Pick(ctx, "回到校园卡", "Back to the card") }

func allDone(ctx context.Context) string { return msg.Pick(ctx, "都办完了", "All done") }
func allDoneText(ctx context.Context) string {
	return msg.Pick(ctx, "有要您答复或处理的事，会出现在这里，卡上也会显示几件。", "What you are to answer or look at shows here, and its number on the card.")
}

func tail(ctx context.Context, n int) string {
	if n == 0 {
		return msg.Pick(ctx, "都办完了", "all done")
	}
	return msg.Pick(ctx, number(n)+" 件", number(n)+" to do")
}

func since(ctx context.Context, l Line) string {
	text := ""
	if l.Text != nil {
		text = l.Text(ctx)
	}
	if !l.Since.IsZero() {
		at := msg.Pick(ctx, "最早 "+msg.Stamp(ctx, l.Since), "the oldest of "+msg.Stamp(ctx, l.Since))
		if text != "" {
			return msg.Joined(ctx, text, at)
		}
		return at
	}
	return text
}

func overdue(ctx context.Context) string { return msg.Pick(ctx, "过期限了", "overdue") }

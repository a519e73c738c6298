package gate

import (
	"context"
	"strconv"
	"time"

	"yunka/server/outbox"
	"yunka/views/msg"
)

// notices are the words of the scene's notices.
var notices = []outbox.Kind{
	{
		Kind: NoticeArrived, Name: func(ctx context.Context) string { return msg.Pick(ctx, "到校", "Arrived") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			return passage(ctx, t, msg.Pick(ctx, t.Name+"到校了", t.Name+" is at school"))
		},
		Many: func(ctx context.Context, list []outbox.Told) string {
			if len(list) == 2 {
				return msg.Pick(ctx, "两个孩子都到校了", "Both children are at school")
			}
			n := strconv.Itoa(len(list))
			return msg.Pick(ctx, n+" 个孩子都到校了", "All "+n+" children are at school")
		},
	},
	{
		Kind: NoticeLeft, Name: func(ctx context.Context) string { return msg.Pick(ctx, "离校", "Left") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			return passage(ctx, t, msg.Pick(ctx, t.Name+"离校了", t.Name+" has left school"))
		},
	},
}

// passage says where and when.
func passage(_ context.Context, t outbox.Told, title string) outbox.Text {
	var d toldPassage
	t.Read(&d)
	at := t.At
	if d.At != 0 {
		at = time.UnixMilli(d.At).In(t.At.Location())
	}
	body := msg.Clock(at)
	if d.Gate != "" {
		body += " · " + d.Gate
	}
	return outbox.Text{Title: title, Body: body, Line: d.Gate}
}

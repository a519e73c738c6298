package pickup

import (
	"context"

	"yunka/server/outbox"
	"yunka/server/pickup/release"
	"yunka/server/web"
	"yunka/views/msg"
	view "yunka/views/pickup"
)

// releaseNotices are the words of what is told of releases. Families read relations, never
// a name; staff reads names.
var releaseNotices = []outbox.Kind{
	{
		Kind: release.NoticeReleased, Name: func(ctx context.Context) string { return msg.Pick(ctx, "接走了", "Picked up") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			d, at, link := toldOf(t)
			by := d.By
			return outbox.Text{Title: view.ReleasedWords(ctx, t.Name, d.Relation, at), Body: msg.Pick(ctx, by+" 在门口确认", "Confirmed by "+by), Link: link, Do: msg.Pick(ctx, "看计划", "Show the plan")}
		},
	},
	{
		Kind: release.NoticeUndone, Name: func(ctx context.Context) string { return msg.Pick(ctx, "没有接走", "Not picked up after all") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			_, at, link := toldOf(t)
			return outbox.Text{Title: msg.Pick(ctx, t.Name+" 没有被接走，还在学校", t.Name+" was not picked up and is at school"), Body: msg.Pick(ctx, at+" 门口撤回了刚才的放行", "The release was taken back at "+at),
				Link: link, Do: msg.Pick(ctx, "看计划", "Show the plan")}
		},
	},
	{
		Kind: release.NoticeSecond, Name: func(ctx context.Context) string { return msg.Pick(ctx, "又有人来接", "A second adult came") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			d, at, link := toldOf(t)
			body := msg.Pick(ctx, at+" 又有一位家人来接，孩子没有再交出去", "Another adult came at "+at+"; nobody was handed over again")
			if name := d.Name; name != "" {
				body = msg.Pick(ctx, at+" "+name+" 又来接，孩子没有再交出去", name+" came at "+at+"; nobody was handed over again")
			}
			return outbox.Text{Title: msg.Pick(ctx, t.Name+" 已经被接走", t.Name+" was picked up already"), Body: body, Link: link, Do: msg.Pick(ctx, "看计划", "Show the plan")}
		},
	},
	{
		Kind: release.NoticeDoubt, Name: func(ctx context.Context) string { return msg.Pick(ctx, "来的人不一致", "Somebody else came") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			d, at, link := toldOf(t)
			return outbox.Text{Title: msg.Pick(ctx, "来接 "+t.Name+" 的人和 "+d.Name+" 的照片不一致", "Who came for "+t.Name+" does not look like "+d.Name),
				Body: msg.Pick(ctx, at+" 在门口，没有放行。请马上过去。", "At the gate since "+at+", nobody was released. Please go there now."), Link: link, Do: msg.Pick(ctx, "看孩子", "Show the child")}
		},
	},
	{
		Kind: release.NoticeMissed, Name: func(ctx context.Context) string { return msg.Pick(ctx, "没有人来接", "Nobody has come") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			_, at, link := toldOf(t)
			return outbox.Text{Title: msg.Pick(ctx, t.Name+" 放学后还没有人来接", "Nobody has come for "+t.Name), Body: msg.Pick(ctx, at+" 孩子还在学校。请联系学校。", "The child is at school at "+at+". Please call the school."),
				Link: link, Do: msg.Pick(ctx, "看计划", "Show the plan")}
		},
	},
	{
		Kind: noticeLockedExit, Name: func(ctx context.Context) string {
			return msg.Pick(ctx, "封闭时要出校", "Wanted out during a lockdown")
		},
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			var d lockedExit
			t.Read(&d)
			at := msg.Clock(web.At(d.At, t.Now.Location()))
			return outbox.Text{Title: msg.Pick(ctx, t.Name+" 在封闭时要出校", t.Name+" wanted to leave during the lockdown"), Body: msg.Pick(ctx, at+" 在 "+d.Gate+"，没有放行。", at+" at "+d.Gate+"; the gate stayed shut."),
				Link: "/console/pickup", Do: msg.Pick(ctx, "看封闭", "Show the lockdown")}
		},
	},
	{
		Kind: release.NoticeStopped, Name: func(ctx context.Context) string { return msg.Pick(ctx, "不能放行", "Do not release") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			d, at, link := toldOf(t)
			name := d.Name
			return outbox.Text{Title: msg.Pick(ctx, "不能把 "+t.Name+" 交给 "+name, "Do not hand "+t.Name+" to "+name), Body: msg.Pick(ctx, at+" 在门口，有限制。请马上过去。", "At the gate since "+at+", restricted. Please go there now."),
				Link: link, Do: msg.Pick(ctx, "看孩子", "Show the child")}
		},
	},
}

func toldOf(t outbox.Told) (d release.Told, at, link string) {
	t.Read(&d)
	if d.Child == "" {
		d.Child = "none"
	}
	return d, msg.Clock(web.At(d.At, t.Now.Location())), view.Path(d.Child)
}

package notices

import (
	"context"
	"strconv"

	"yunka/server/allow"
	"yunka/server/fault"
	"yunka/server/notices/board"
	"yunka/server/outbox"
	"yunka/server/scene"
	"yunka/views/msg"
	view "yunka/views/notices"
	"yunka/views/ui"
)

// functions are what a card can lead to.
var functions = []scene.Function{{
	Key: "notices", Icon: ui.IconCalled, Roles: []allow.Role{allow.Student, allow.Teacher, allow.Parent},
	Text: func(ctx context.Context) string { return msg.Pick(ctx, "班级通知", "Notices") },
	Link: func(h scene.Holder) string {
		switch {
		case h.Role != allow.Student:
			return "/class-notices"
		case !allow.Can(h.Actor, allow.NoticesRead, allow.Target{School: h.School.ID, Person: h.PersonID}):
			return ""
		}
		return view.Path(h.PersonID)
	},
}}

func actionWords(ctx context.Context, verb string) string {
	switch verb {
	case "notices.posted":
		return msg.Pick(ctx, "给班级发了通知", "Posted a notice to a class")
	case "notices.withdrawn":
		return msg.Pick(ctx, "撤回了班级通知", "Withdrew a notice to a class")
	case "notices.readers_viewed":
		return msg.Pick(ctx, "看了谁读过班级通知", "Looked at who read a notice")
	}
	return ""
}

func doneWords(ctx context.Context, word string) string {
	switch word {
	case "notices-posted":
		return msg.Pick(ctx, "已发给全班。", "The class is told.")
	case "notices-waits":
		return msg.Pick(ctx, "已定时，到点自动发。", "It is kept, and told at its time.")
	case "notices-withdrawn":
		return msg.Pick(ctx, "已撤回，看过的人会知道。", "Withdrawn. Who was told is told.")
	}
	return ""
}

func faultWords(ctx context.Context, f *fault.Error) string {
	switch f.Code {
	case "notices_text":
		return msg.Pick(ctx, "写一下通知，最多 2000 字。", "Write the notice, in at most 2,000 characters.")
	case "notices_at":
		return msg.Pick(ctx, "定时要在 60 天以内的以后。", "A time within the next 60 days.")
	case "notices_files", "too_many_files":
		return msg.Pick(ctx, "最多 6 个附件。", "At most six files.")
	case "notices_size":
		return msg.Pick(ctx, "每个附件 10 MB 以内，也不能是空的。", "Each file up to 10 MB, and not empty.")
	}
	return ""
}

func detailWords(ctx context.Context, key string) string {
	switch key {
	case "notice":
		return msg.Pick(ctx, "通知", "Notice")
	case "files":
		return msg.Pick(ctx, "附件", "Files")
	}
	return ""
}

var kinds = []outbox.Kind{
	{
		Kind: board.Told, Name: func(ctx context.Context) string { return msg.Pick(ctx, "班级通知", "A notice to a class") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			var d board.Data
			t.Read(&d)
			return outbox.Text{Title: msg.Pick(ctx, t.Class+"："+d.By+"老师发了通知", t.Class+": a notice by "+d.By), Body: d.Text, Line: d.Text, Link: view.Path(d.Pupil), Do: msg.Pick(ctx, "看通知", "Read it")}
		},
		Many: func(ctx context.Context, list []outbox.Told) string {
			return msg.Pick(ctx, strconv.Itoa(len(list))+" 个孩子的班级通知", "A notice about "+strconv.Itoa(len(list))+" children")
		},
	},
	{
		Kind: board.Withdrawn, Name: func(ctx context.Context) string { return msg.Pick(ctx, "撤回的班级通知", "A notice withdrawn") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			var d board.Data
			t.Read(&d)
			return outbox.Text{Title: msg.Pick(ctx, t.Class+"："+d.By+"老师撤回了一条通知", t.Class+": "+d.By+" withdrew a notice"), Was: d.Text, Link: view.Path(d.Pupil), Do: msg.Pick(ctx, "看通知", "Read the notices")}
		},
		Many: func(ctx context.Context, list []outbox.Told) string {
			return msg.Pick(ctx, "撤回了一条班级通知", "A notice was withdrawn")
		},
	},
}

package contact

import (
	"context"
	"strconv"

	"yunka/server/allow"
	"yunka/server/contact/thread"
	"yunka/server/fault"
	"yunka/server/outbox"
	"yunka/server/scene"
	view "yunka/views/contact"
	"yunka/views/msg"
	"yunka/views/ui"
)

// functions are what a card can lead to.
var functions = []scene.Function{{
	Key: "contact", Icon: ui.IconCall, Roles: []allow.Role{allow.Student, allow.Teacher, allow.Parent},
	Text: func(ctx context.Context) string { return msg.Pick(ctx, "联系老师", "Teachers") },
	Link: func(h scene.Holder) string {
		switch {
		case h.Role != allow.Student:
			return "/threads"
		case !allow.Can(h.Actor, allow.ContactTalk, allow.Target{School: h.School.ID, Person: h.PersonID}):
			return ""
		}
		return view.ChildPath(h.PersonID)
	},
}}

func threadsTitle(ctx context.Context) string {
	return msg.Pick(ctx, "家长和学生的留言", "Messages from families")
}
func reportsTitle(ctx context.Context) string {
	return msg.Pick(ctx, "被举报的留言", "Reported messages")
}

func actionWords(ctx context.Context, verb string) string {
	switch verb {
	case "contact.begun":
		return msg.Pick(ctx, "开始和老师联系", "Began to write to a teacher")
	case "contact.wrote":
		return msg.Pick(ctx, "写了留言", "Wrote a message about a child")
	case "contact.reported":
		return msg.Pick(ctx, "举报了留言", "Reported messages")
	case "contact.opened":
		return msg.Pick(ctx, "打开了别人的留言", "Opened the messages of others")
	case "contact.viewed":
		return msg.Pick(ctx, "看了别人的留言", "Read the messages of others")
	case "contact.settled":
		return msg.Pick(ctx, "处理了举报", "Settled a report")
	}
	return ""
}

func doneWords(ctx context.Context, word string) string {
	switch word {
	case "contact-reported":
		return msg.Pick(ctx, "已告诉学校，会有人来看。", "The school is told, and will look.")
	case "contact-settled":
		return msg.Pick(ctx, "已处理。", "Settled.")
	}
	return ""
}

func faultWords(ctx context.Context, f *fault.Error) string {
	switch f.Code {
	case "contact_text":
		return msg.Pick(ctx, "写点什么，最多 1000 字。", "Write something, in at most 1,000 characters.")
	case "contact_left":
		return msg.Pick(ctx, "这位老师现在不教这个孩子了，请联系现在的老师。", "That teacher does not teach the child now: write to one who does.")
	case "contact_many":
		return msg.Pick(ctx, "一小时里写得太多了，过一会儿再写。", "Too many within an hour. Write again later.")
	case "contact_why":
		return msg.Pick(ctx, "写一下原因，最多 200 字。", "Say why, in at most 200 characters.")
	}
	return ""
}

func detailWords(ctx context.Context, key string) string {
	switch key {
	case "thread":
		return msg.Pick(ctx, "留言", "Messages")
	case "teacher":
		return msg.Pick(ctx, "老师", "Teacher")
	}
	return ""
}

var kinds = []outbox.Kind{{
	Kind: thread.Wrote, Name: func(ctx context.Context) string {
		return msg.Pick(ctx, "老师和家长的留言", "A message about a child")
	},
	Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
		var d thread.Data
		t.Read(&d)
		return outbox.Text{Title: msg.Pick(ctx, d.By+" 给您留言了", "A message from "+d.By), Body: msg.Pick(ctx, "关于 "+t.Name, "About "+t.Name), Link: "/threads/" + d.Thread, Do: msg.Pick(ctx, "看留言", "Read it")}
	},
	Many: func(ctx context.Context, list []outbox.Told) string {
		return msg.Pick(ctx, strconv.Itoa(len(list))+" 条新留言", strconv.Itoa(len(list))+" new messages")
	},
}}

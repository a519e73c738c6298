package gate

import (
	"context"
	"strconv"
	"time"

	"yunka/server/access/rule"
	"yunka/server/feed"
	"yunka/server/outbox"
	"yunka/server/reason"
	"yunka/server/scan/history"
	"yunka/views/msg"
)

// Kinds of notices about passages of the school's outermost gates.
const (
	NoticeArrived = "gate.arrived"
	NoticeLeft    = "gate.left"
)

// toldPassage is what such a notice says.
type toldPassage struct {
	Gate string `json:"gate"` // its name then; "" of none
	At   int64  `json:"at"`   // Unix milliseconds: when it was, which may be before it was known
}

// Passed is what guardians are told of an entry of the feed: somebody came to school or
// left it. False for every other entry: refused, of an inner zone, of no direction.
func Passed(school string, loc *time.Location, e history.Entry) (outbox.Notice, bool) {
	if e.PersonID == "" || e.Decision != reason.Allow || e.InnerZone != "" || e.Kind == feed.Undo {
		return outbox.Notice{}, false
	}
	at := e.At
	if e.Scanned != 0 {
		at = e.Scanned // staff confirmed it later
	}
	n := outbox.Notice{
		School: school, To: []outbox.To{outbox.Guardians()}, About: e.PersonID,
		Day:  time.UnixMilli(at).In(loc).Format(time.DateOnly),
		Data: toldPassage{Gate: e.Gate, At: at},
	}
	switch rule.Direction(e.Direction) {
	case rule.In:
		n.Kind, n.Digest, n.Wait = NoticeArrived, "arrival", outbox.LongestWait
	case rule.Out:
		n.Kind, n.Urgent = NoticeLeft, true
	default:
		return n, false
	}
	n.Key = n.Kind + ":" + e.Scan
	return n, true
}

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

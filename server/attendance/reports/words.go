package reports

import (
	"context"
	"net/url"
	"strconv"

	"yunka/server/fault"
	"yunka/server/outbox"
	"yunka/views/msg"
)

// Notices are the words of the message on Mondays.
var Notices = []outbox.Kind{{
	Kind: Week,
	Name: func(ctx context.Context) string { return msg.Pick(ctx, "一周考勤", "A week's attendance") },
	Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
		var k week
		t.Read(&k)
		n := strconv.Itoa
		rate := "–"
		if k.Of > 0 {
			p := k.Came * 1000 / k.Of
			rate = n(p/10) + "." + n(p%10) + "%"
		}
		body := msg.Pick(ctx, "出勤率 "+rate+"（"+n(k.Came)+" / "+n(k.Of)+" 人日），迟到 "+n(k.Late)+"，请假 "+n(k.Leave)+"，缺勤 "+n(k.Absent),
			"Rate "+rate+" ("+n(k.Came)+" / "+n(k.Of)+" days), "+n(k.Late)+" late, "+n(k.Leave)+" on leave, "+n(k.Absent)+" absent")
		if k.Pending > 0 {
			body += msg.Pick(ctx, "，还有 "+n(k.Pending)+" 尚未确认", ", "+n(k.Pending)+" not known yet")
		}
		return outbox.Text{Title: msg.Pick(ctx, k.Name+" 上周考勤（"+k.First+" – "+k.Last+"）", k.Name+": last week's attendance ("+k.First+" – "+k.Last+")"), Body: body,
			Link: "/console/reports?span=week&class=" + url.QueryEscape(k.Class) + "&day=" + k.First, Do: msg.Pick(ctx, "看报表", "Show the report")}
	},
}}

// Action, Done, Fault and Detail are words for other pages.
func Action(ctx context.Context, verb string) string {
	switch verb {
	case "attendance.report":
		return msg.Pick(ctx, "看了考勤报表", "Looked at a report of attendance")
	case "attendance.exported":
		return msg.Pick(ctx, "下载了考勤报表", "Made a file of a report of attendance")
	case "attendance.wish":
		return msg.Pick(ctx, "改了每周一的考勤消息", "Changed the message about attendance on Mondays")
	}
	return ""
}

// Done are the notices after a form.
func Done(ctx context.Context, word string) string {
	switch word {
	case "report-wish":
		return msg.Pick(ctx, "以后每周一发给班主任。", "It will come to the class teacher every Monday.")
	case "report-no-wish":
		return msg.Pick(ctx, "不再发。", "It comes no more.")
	}
	return ""
}

// Fault is why a report was refused.
func Fault(ctx context.Context, f *fault.Error) string {
	switch f.Code {
	case "report_days":
		return msg.Pick(ctx, "开始日期要在结束日期之前，最多 400 天。", "The first day must come before the last one, and a report goes over 400 days at most.")
	case "report_term":
		return msg.Pick(ctx, "这一天不在任何学期里。先在校历里填学期，或者选别的日子。", "That day is in no term. Enter the term in the calendar, or choose another day.")
	case "report_role":
		return msg.Pick(ctx, "请选择学生或教职工。", "Choose pupils or staff.")
	case "report_format":
		return msg.Pick(ctx, "请选择 CSV 或 XLSX。", "Choose CSV or XLSX.")
	case "report_busy":
		return msg.Pick(ctx, "您已经有三个文件在生成，等其中一个好了再来。", "Three files of yours are being made. Wait until one is ready.")
	}
	return ""
}

// Detail is a key of an audit event's detail.
func Detail(ctx context.Context, key string) string {
	switch key {
	case "format":
		return msg.Pick(ctx, "格式", "Format")
	case "on":
		return msg.Pick(ctx, "发送", "Sent")
	}
	return ""
}

package book

import (
	"context"
	"strconv"

	"yunka/server/attendance/report"
	"yunka/views/msg"
)

type words struct {
	ctx                                          context.Context
	classes, everybody, days, notes, corrections string
	class, people, number, name, day             string
	total, after                                 string
	why, times, which, from, to, by, at          string
	lateData                                     string
	sums, reasons                                []string
}

func wordsOf(ctx context.Context) words {
	p := func(zh, en string) string { return msg.Pick(ctx, zh, en) }
	return words{ctx: ctx,
		classes: p("各班", "Classes"), everybody: p("每人", "People"), days: p("每天", "Days"), notes: p("要留意的人", "To look at"), corrections: p("锁定后的更正", "After closing"),
		class: p("班级", "Class"), people: p("人数", "People"), number: p("学号或工号", "Number"), name: p("姓名", "Name"), day: p("日期", "Day"),
		total: p("合计", "Total"), after: p("更正后", "After corrections"),
		why: p("原因", "Why"), times: p("次数或天数", "Times or days"), which: p("哪几天", "Which days"), from: p("锁定时", "When closed"), to: p("更正为", "Corrected to"), by: p("批准", "Agreed by"), at: p("时间", "When"),
		lateData: p("锁定后才传到的记录，不计入", "Came after closing, counts nowhere"),
		sums: []string{p("应到", "Expected"), p("出勤", "Attended"), p("准时", "On time"), p("迟到", "Late"), p("迟到分钟", "Minutes late"), p("早退", "Left early"), p("公假", "Away for the school"),
			p("病假", "Sick"), p("其他请假", "Other leave"), p("缺勤", "Absent"), p("尚未确认", "Not known yet"), p("出勤率 %", "Rate %")},
		reasons: []string{p("连续没来", "Away for days in a row"), p("多次迟到", "Often late"), p("缺勤", "Absent"), p("没有登记", "Nothing known")},
	}
}

func (w words) kind(k report.Kind) string { return KindName(w.ctx, k) }

// KindName is what a kind is called.
func KindName(ctx context.Context, k report.Kind) string {
	switch k {
	case report.Official:
		return msg.Pick(ctx, "公假", "away for the school")
	case report.Early:
		return msg.Pick(ctx, "早退", "left early")
	case report.Late:
		return msg.Pick(ctx, "迟到", "late")
	case report.Leave:
		return msg.Pick(ctx, "请假", "on leave")
	case report.Sick:
		return msg.Pick(ctx, "病假", "sick")
	case report.Absent:
		return msg.Pick(ctx, "缺勤", "absent")
	case report.Pending:
		return msg.Pick(ctx, "尚未确认", "not known yet")
	}
	return msg.Pick(ctx, "准时", "on time")
}

// about are the lines that say how it was counted.
func (w words) about(r report.Report) []string {
	p := func(zh, en string) string { return msg.Pick(w.ctx, zh, en) }
	as := r.AsOf.Format("2006-01-02 15:04")
	lines := []string{
		p("期间 "+r.First+" 至 "+r.Last+"，上课 "+strconv.Itoa(r.SchoolDays)+" 天", "From "+r.First+" to "+r.Last+", "+strconv.Itoa(r.SchoolDays)+" school days"),
		p("截至 "+as, "As of "+as),
		p("出勤率 = 出勤 ÷（应到 − 尚未确认）", "Rate = attended / (expected − not known yet)"),
	}
	if r.Sessions {
		lines = append(lines, p("单位：人次（每人每节次）", "Unit: a person's session"))
	} else {
		lines = append(lines, p("单位：人日；一天里取最差的一节次", "Unit: a person's day; the worst session of the day counts"))
	}
	if !r.Complete {
		lines = append(lines, p("数据还不完整，是暂时的数", "Not everything is known yet: these are provisional"))
	}
	return lines
}

package console

import (
	"context"

	"yunka/views/msg"
)

// The calendar.
func NavCalendar(ctx context.Context) string { return msg.Pick(ctx, "校历", "Calendar") }

func calendarHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"放假的日子按“节假日”的时间开门，没填就不开；补课的日子按那天算的星期开门。出门的门放假也照平日开。",
		"A holiday goes by the hours for holidays, and without any the way in is shut; a make-up day goes by the weekday it stands for. Ways out keep their usual hours.")
}

func calendarFirst(ctx context.Context) string { return msg.Pick(ctx, "从", "From") }
func calendarLast(ctx context.Context) string  { return msg.Pick(ctx, "到", "To") }
func calendarAs(ctx context.Context) string    { return msg.Pick(ctx, "当作", "Works as") }
func calendarName(ctx context.Context) string  { return msg.Pick(ctx, "名称", "Name") }

func calendarNameHint(ctx context.Context) string {
	return msg.Pick(ctx, "如 国庆节、调休补课", "e.g. National Day, make-up classes")
}

func calendarSet(ctx context.Context) string { return msg.Pick(ctx, "记下", "Set") }
func calendarClear(ctx context.Context) string {
	return msg.Pick(ctx, "恢复平常", "As usual again")
}

func calendarNone(ctx context.Context) string {
	return msg.Pick(ctx, "还没有放假或补课的日子", "No holidays or make-up days yet")
}

func calendarNoneDo(ctx context.Context) string {
	return msg.Pick(ctx, "在上面填第一个假期", "Enter the first holiday above")
}

func calendarDay(ctx context.Context, works int) string {
	if works == 8 {
		return msg.Pick(ctx, "放假", "Holiday")
	}
	return msg.Pick(ctx, "按"+WeekdayWord(ctx, works)+"上课", "Works as "+WeekdayWord(ctx, works))
}

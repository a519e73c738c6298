package console

import (
	"context"
)

// CalendarView is the school's days off and make-up days.
type CalendarView struct {
	Shell Shell
	Days  []CalendarDay
	Form  CalendarForm
}

// CalendarDay is one of them.
type CalendarDay struct {
	Day, Name string
	Weekday   int
	WorksAs   int
}

// CalendarForm is a stretch of days as typed.
type CalendarForm struct{ First, Last, As, Name, Error string }

func worksAs(ctx context.Context, w int) string {
	if w == 0 {
		return calendarClear(ctx)
	}
	return calendarDay(ctx, w)
}

// Package timetable is the school's time: the terms with their weeks, which days
// are school days, the periods of a day for each grade, the lessons of each class,
// and what is different on one day (substitutions). Whoever has to know whether
// somebody is expected asks here.
//
// Where to find what:
//
//	date.go          days as text, YYYY-MM-DD: weekday, distance, Monday
//	calendar.go      Calendar: what a day is, its term and its week
//	term.go          terms, and what is wrong with a list of them
//	period.go        periods of a grade, dated, and what is wrong with a list
//	slot.go          Slot: a lesson of every, each odd or each even week
//	clash.go         two slots of one class, teacher or room at the same time
//	timetable.go     Timetable: the lessons of a day with their instants
//	load.go          reads both from the database: Load, LoadCalendar, LoadPeriods
//	service.go       who changes what: each change asks its right in its transaction,
//	                 leaves an audit event and an item of the feed
//	plan.go          a whole timetable from a file: what it changes, what is wrong
//
// What it promises:
//
//   - A day outside every term is vacation, and nobody is expected. A weekend day
//     is a school day only if the calendar says that it works as a weekday.
//   - Two lessons of one class, teacher or room never overlap, by the minutes of
//     their grades' periods, in any week of the term.
//   - What was valid on a day stays: a change from a day on ends the old row the day
//     before. A change of the past is possible and says so in the feed, as the first
//     day concerned ("from") and, for single days, the last one ("to").
//
// The days of holidays and make-up days are rows of package access, because a gate
// decides by them; SetDays here is how the office changes them.
package timetable

package leave

import (
	"context"
	"strings"

	"yunka/views/msg"
)

func levelsTitle(ctx context.Context) string {
	return msg.Pick(ctx, "谁批几天的假", "Who decides")
}
func levelClass(ctx context.Context) string {
	return msg.Pick(ctx, "班主任批到几个上学日", "Class teacher: up to so many school days")
}
func levelGrade(ctx context.Context) string {
	return msg.Pick(ctx, "年级组长批到几个上学日", "Head of the grade: up to so many school days")
}
func levelsHint(ctx context.Context) string {
	return msg.Pick(ctx, "更长的由教务处批。班主任请假或没有班主任时，自动转给年级组长，再没有就转给教务处。",
		"Longer ones are the office's. While a class teacher is on leave, or there is none, a request goes to the head of the grade, and without one to the office.")
}

// deskWords says who decides a request, and why not somebody nearer.
func deskWords(ctx context.Context, d Desk) string {
	names := strings.Join(d.Names, msg.Pick(ctx, "、", ", "))
	away := strings.Join(d.Away, msg.Pick(ctx, "、", ", "))
	zh, en := "", ""
	switch {
	case d.Long && d.ClassDays > 0:
		zh, en = "超过 "+number(d.ClassDays)+" 个上学日，", "More than "+schoolDays(ctx, d.ClassDays)+": "
	case d.Lacks && d.Level != "class":
		zh, en = "班里现在没有能批的班主任，", "The class has no class teacher to decide: "
	}
	if away != "" && d.Level != "class" {
		zh, en = zh+away+" 请假中，", en+away+" on leave: "
	}
	waits := "waits for "
	if en == "" {
		waits = "Waits for "
	}
	switch d.Level {
	case "class":
		zh, en = zh+"由班主任 "+names+" 批", en+waits+"the class teacher "+names
	case "grade":
		zh, en = zh+"由年级组长 "+names+" 批", en+waits+"the head of the grade "+names
	default:
		zh, en = zh+"由教务处批", en+waits+"the office"
	}
	return msg.Pick(ctx, zh, en)
}

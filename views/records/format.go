package records

import (
	"context"
	"net/url"
	"strconv"

	"yunka/views/msg"
)

func (v AuditView) next() string {
	if v.Next == "" {
		return ""
	}
	return v.path("/audit", v.Next)
}

// path is an address with the page's filters.
func (v AuditView) path(to, before string) string {
	q := url.Values{}
	for name, value := range map[string]string{"action": v.Action, "day": v.Day, "before": before} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return v.Shell.Path(to)
	}
	return v.Shell.Path(to) + "?" + q.Encode()
}

// AuditHead are the columns of the audit as a file: words, and what they stand for.
func AuditHead(ctx context.Context) []string {
	return []string{"#", colWhen(ctx), colActor(ctx), "actor", colAction(ctx), "action", colTarget(ctx), "target", "detail"}
}

func importCount(ctx context.Context, kind string) string {
	switch kind {
	case "students":
		return msg.Pick(ctx, "新增学生", "New students")
	case "parents":
		return msg.Pick(ctx, "新增家长", "New parents")
	case "classes":
		return msg.Pick(ctx, "新增班级", "New classes")
	case "guardianships":
		return msg.Pick(ctx, "新增监护关系", "New guardianships")
	case "chips":
		return msg.Pick(ctx, "新增卡片", "New chips")
	case "changed":
		return msg.Pick(ctx, "有变化", "Changed")
	case "unchanged":
		return msg.Pick(ctx, "没有变化的学生", "Students unchanged")
	case "missing":
		return msg.Pick(ctx, "表里没有的学生，保持不变", "Students not in the file, left alone")
	}
	return importCountWord(ctx, kind)
}

func applyTitle(ctx context.Context, c *Check) string {
	if len(c.Decide) > 0 {
		return msg.Pick(ctx, "检查过了，有几行要您认定", "Checked: some lines need your word")
	}
	return msg.Pick(ctx, "检查过了，可以导入", "Checked, ready to import")
}
func sameFile(ctx context.Context) string {
	return msg.Pick(ctx, "再选一次同一个文件", "Choose the same file once more")
}
func toDecide(ctx context.Context) string { return msg.Pick(ctx, "请您确认", "Please decide") }
func decideTitle(ctx context.Context) string {
	return msg.Pick(ctx,
		"这些行要您认定：同一个手机号，确实是不同的人",
		"For you to decide: one phone, and really different people")
}
func decideLine(ctx context.Context, line int) string {
	return msg.Pick(ctx, "第 "+strconv.Itoa(line)+" 行", "Line "+strconv.Itoa(line))
}

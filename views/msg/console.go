package msg

import (
	"context"
	"strconv"
)

func ColTime(ctx context.Context) string   { return Pick(ctx, "时间", "Time") }
func ColPerson(ctx context.Context) string { return Pick(ctx, "人员", "Person") }
func ColGate(ctx context.Context) string   { return Pick(ctx, "门", "Gate") }
func ColResult(ctx context.Context) string { return Pick(ctx, "结果", "Result") }
func Unidentified(ctx context.Context) string {
	return Pick(ctx, "没认出", "Not identified")
}

func NoGate(ctx context.Context) string { return Pick(ctx, "还没设置门", "No gate yet") }

func AuditWhole(ctx context.Context, n int64) string {
	return Pick(ctx, "核对了 "+strconv.FormatInt(n, 10)+" 条，一条不缺，也没有改动。", strconv.FormatInt(n, 10)+" events checked: none is missing, none was altered.")
}
func AuditBroken(ctx context.Context, n int64) string {
	return Pick(ctx, "第 "+strconv.FormatInt(n, 10)+" 条对不上：有人绕过系统改过记录。请保留现场，联系维护人员。", "Event "+strconv.FormatInt(n, 10)+" does not fit: somebody changed records behind the program’s back. Keep everything as it is and call whoever runs this server.")
}

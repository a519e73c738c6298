package msg

import "context"

// Lists as files.
func ExportSheet(ctx context.Context) string { return pick(ctx, "导出 CSV", "Export CSV") }
func AllActions(ctx context.Context) string  { return pick(ctx, "全部操作", "All actions") }
func NoAuditFound(ctx context.Context) string {
	return pick(ctx, "没有这样的记录", "Nothing like that on record")
}
func NoAuditFoundDo(ctx context.Context) string {
	return pick(ctx, "换一天或换一种操作看看", "Try another day or another action")
}

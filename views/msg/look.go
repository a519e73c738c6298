package msg

import "context"

// How a page looks, and the enlarged code.
func LargeText(ctx context.Context) string  { return pick(ctx, "长辈版", "Large text") }
func NormalText(ctx context.Context) string { return pick(ctx, "标准版", "Normal text") }
func Enlarge(ctx context.Context) string    { return pick(ctx, "点码放大", "Tap to enlarge") }
func EnlargeHint(ctx context.Context) string {
	return pick(ctx, "扫不出来时把屏幕调亮一点", "If it does not scan, turn the screen brighter")
}

// Theme names a theme; "" follows the system.
func Theme(ctx context.Context, theme string) string {
	switch theme {
	case "light":
		return pick(ctx, "浅色", "Light")
	case "dark":
		return pick(ctx, "深色", "Dark")
	}
	return pick(ctx, "跟随系统", "As the system")
}

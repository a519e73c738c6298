package msg

import "context"

// The device page, and the page that installs the root of a private CA.

func DeviceTitle(ctx context.Context) string {
	return Pick(ctx, "检查这台设备", "Check this device")
}
func Copy(ctx context.Context) string   { return Pick(ctx, "复制", "Copy") }
func Copied(ctx context.Context) string { return Pick(ctx, "已复制", "Copied") }
func CopyByHand(ctx context.Context) string {
	return Pick(ctx, "这里不能自动复制。请长按选中再复制", "Copying is not possible here. Select the text and copy it")
}

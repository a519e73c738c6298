package msg

import "context"

func PairFailed(ctx context.Context) string {
	return Pick(ctx, "配对码不对或过期了。请在后台再要一个", "The code is wrong or expired. Get a new one in the console")
}

func TerminalRevoked(ctx context.Context) string {
	return Pick(ctx, "这台终端已停用。请重新配对", "This terminal was revoked. Please pair it again")
}
func TooBusy(ctx context.Context) string {
	return Pick(ctx, "现在忙，请再扫一次", "Busy, scan again")
}

func GuardPIN(ctx context.Context) string { return Pick(ctx, "您的值班密码", "Your guard PIN") }

func Close(ctx context.Context) string { return Pick(ctx, "关闭", "Close") }

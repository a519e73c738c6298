package msg

import "context"

func TerminalNameWrong(ctx context.Context) string {
	return Pick(ctx, "名称要填，最多 40 个字", "A name of at most 40 characters, please")
}

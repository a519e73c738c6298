package msg

import "context"

// The gate opened, and nobody went through.

func DidNotPass(ctx context.Context) string { return pick(ctx, "没有通过", "Did not pass") }
func DidNotPassOf(ctx context.Context, name string) string {
	return pickf(ctx, "没有通过：%s", "Did not pass: %s", name)
}
func UndoTitle(ctx context.Context) string {
	return pick(ctx, "没有通过？", "Did not pass?")
}
func UndoLead(ctx context.Context) string {
	return pick(ctx, "门开了，人没有走过去：这次放行撤回，家长和后台马上看到。码仍算用过，要进门请等新码。", "The gate opened and nobody went through: this passage is taken back, and the parents and the office see it at once. The code stays used; to enter, wait for the next one.")
}
func UndoNow(ctx context.Context) string { return pick(ctx, "撤回这次放行", "Take it back") }
func TakenBack(ctx context.Context) string {
	return pick(ctx, "没有通过，已撤回", "Taken back")
}
func UndoLate(ctx context.Context) string {
	return pick(ctx, "超过两分钟了，不能在这里撤回。请告诉办公室", "More than two minutes ago: it cannot be taken back here. Please tell the office")
}
func UndoTwice(ctx context.Context) string {
	return pick(ctx, "已经撤回过了", "It has been taken back already")
}

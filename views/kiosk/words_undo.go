package kiosk

import (
	"context"

	"yunka/views/msg"
)

func didNotPass(ctx context.Context) string {
	return msg.Pick(ctx, "没过去，撤回", "Did not pass: take back")
}

func didNotPassOf(ctx context.Context, name string) string {
	return msg.Pick(ctx, "没过去，撤回：%s", "Did not pass: take back %s", name)
}

func undoTitle(ctx context.Context) string { return msg.Pick(ctx, "没过去？", "Did not pass?") }

func undoLead(ctx context.Context) string {
	return msg.Pick(ctx,
		"门开了，人没有走过去：这次放行撤回，家长和学校办公室马上看到。码仍算用过，要进门请等新码。",
		"The gate opened and nobody went through: this passage is taken back, and the parents and the office see it at once. The code stays used; to enter, wait for the next one.")
}

func undoNow(ctx context.Context) string { return msg.Pick(ctx, "撤回这次放行", "Take it back") }
func takenBack(ctx context.Context) string {
	return msg.Pick(ctx, "没有通过，已撤回", "Taken back")
}

func undoLate(ctx context.Context) string {
	return msg.Pick(ctx,
		"超过两分钟了，不能在这里撤回。请告诉办公室",
		"More than two minutes ago: it cannot be taken back here. Please tell the office")
}

func undoTwice(ctx context.Context) string {
	return msg.Pick(ctx, "已经撤回过了", "It has been taken back already")
}

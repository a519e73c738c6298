package kiosk

import (
	"context"

	"yunka/views/msg"
)

// What a guard opens with the PIN, and sees beside an answer.
func searchLocked(ctx context.Context) string {
	return msg.Pick(ctx,
		"按姓名查找要先输值班密码；5 分钟不用会自动锁上",
		"A guard’s PIN opens the search; unused for 5 minutes it locks itself")
}

func searchUnlock(ctx context.Context) string {
	return msg.Pick(ctx, "打开查找", "Open the search")
}
func searchLock(ctx context.Context) string { return msg.Pick(ctx, "锁上", "Lock") }
func earlierToday(ctx context.Context) string {
	return msg.Pick(ctx, "今天早些时候", "Earlier today")
}

func noAnswer(ctx context.Context) string {
	return msg.Pick(ctx, "没有连上服务器，请再试", "No answer from the server. Please try again")
}

// Who is where, by class.
func whereTitle(ctx context.Context) string {
	return msg.Pick(ctx, "按最后一次方向", "By last direction")
}

func backToClasses(ctx context.Context) string { return msg.Pick(ctx, "全部班级", "All classes") }

func noClasses(ctx context.Context) string {
	return msg.Pick(ctx, "还没有班级。请让办公室导入花名册", "No classes yet. Ask the office to import the roster")
}

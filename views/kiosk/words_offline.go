package kiosk

import (
	"context"
	"encoding/json"
	"strings"

	"yunka/server/reason"
	"yunka/views/msg"
)

// The kiosk without a server.
func aloneWord(ctx context.Context) string {
	return msg.Pick(ctx,
		"断网，本机自己判断：{since} 起 · 名单 {list} 的 · {n} 条等上传",
		"No server since {since}: deciding alone · list of {list} · {n} waiting")
}

func aloneWhy(ctx context.Context) string {
	return msg.Pick(ctx,
		"连上后自动上传。要核对的人现在不能放行，请按应急办法登记",
		"Uploads by itself. Who must be checked cannot pass now: write them down")
}

// reasonTable is every reason that a kiosk can come to alone with its neutral and its
// staff words, as JSON. Nobody hands over a child, takes money, asks for a leave or finishes a
// CONFIRM without the server.
func reasonTable(ctx context.Context) string {
	table := map[reason.Code][2]string{}
	for _, r := range reason.All() {
		scene, _, _ := strings.Cut(string(r), "_")
		if scene == "PICK" || scene == "PAY" || scene == "STAFF" || r == reason.LeaveRequired || r == reason.PermLockdown {
			continue
		}
		table[r] = [2]string{msg.Neutral(ctx, reason.Deny, r), msg.Reason(ctx, r)}
	}
	b, _ := json.Marshal(table)
	return string(b)
}

// aloneNot is for terminals that decide nothing without their server.
func aloneNot(ctx context.Context) string {
	return msg.Pick(ctx, "{since} 起没有网络，现在不放行", "No network since {since}: nobody is released")
}
func aloneNotWhy(ctx context.Context) string {
	return msg.Pick(ctx, "请用打印的名单", "Use the printed list")
}

package clocks

import (
	"context"

	"yunka/server/fault"
	"yunka/views/msg"
)

func actionWords(ctx context.Context, verb string) string {
	switch verb {
	case "clock.added":
		return msg.Pick(ctx, "登记了一台考勤机", "Registered a time clock")
	case "clock.changed":
		return msg.Pick(ctx, "改了一台考勤机的设置", "Changed a time clock")
	case "clock.path":
		return msg.Pick(ctx, "给一台考勤机换了地址", "Gave a time clock another address")
	}
	return ""
}

func doneWords(ctx context.Context, word string) string {
	switch word {
	case "clock-added":
		return msg.Pick(ctx, "已登记。把下面的地址和端口填进考勤机。", "Registered. Type its address and port into the clock.")
	case "clock-saved":
		return msg.Pick(ctx, "已保存。", "Saved.")
	case "clock-path":
		return msg.Pick(ctx, "已换地址，旧的不再有效。", "It has another address. The old one has ended.")
	case "clock-stopped":
		return msg.Pick(ctx, "已停用。", "Stopped.")
	}
	return ""
}

func faultWords(ctx context.Context, f *fault.Error) string {
	switch f.Code {
	case "clock_serial":
		return msg.Pick(ctx, "序列号只有字母、数字、- 和 _，最多 40 个。它印在机身上。", "A serial has letters, digits, - and _, at most 40 of them. It is printed on the case.")
	case "clock_who":
		return msg.Pick(ctx, "请选择下发哪些人。", "Choose whom it knows.")
	case "clock_network":
		return msg.Pick(ctx, "网络要写成 10.0.5.0/24，或单个地址，用逗号隔开。", "Write networks as 10.0.5.0/24, or as single addresses, with commas between them.")
	case "clock_open":
		return msg.Pick(ctx, "不用路径的考勤机必须限定网络，不能大于 /16：序列号印在机身上，谁都看得到。", "A clock without a path needs a network, of at most /16: everybody can read its serial.")
	case "clock_twice":
		return msg.Pick(ctx, "这个序列号已经登记了。", "This serial is registered already.")
	}
	return ""
}

func detailWords(ctx context.Context, key string) string {
	switch key {
	case "serial":
		return msg.Pick(ctx, "序列号", "Serial")
	case "who":
		return msg.Pick(ctx, "下发", "Knows")
	case "network":
		return msg.Pick(ctx, "网络", "Network")
	}
	return ""
}

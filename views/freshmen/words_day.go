package freshmen

import (
	"context"
	"fmt"
	"strconv"

	"yunka/views/msg"
)

func deskKept(ctx context.Context) string {
	return msg.Pick(ctx, "没有网络，先记下 {n} 家，连上后补传", "No network: {n} kept, to be sent when it is back")
}
func deskKeptText(ctx context.Context) string {
	return msg.Pick(ctx, "记下了，班级和宿舍连上网再看。", "Kept. Class and dormitory are told when the network is back.")
}
func deskSent(ctx context.Context) string {
	return msg.Pick(ctx, "记下的都传上去了", "All that was kept is sent")
}
func deskFailed(ctx context.Context) string {
	return msg.Pick(ctx, "没有成功，请再扫一次", "That failed: please scan again")
}
func deskWhat(ctx context.Context) string {
	return msg.Pick(ctx, "您在办哪一步", "What you do here")
}
func deskTake(ctx context.Context) string { return msg.Pick(ctx, "确定", "Take it") }
func deskIdle(ctx context.Context) string {
	return msg.Pick(ctx, "这张桌子还没有安排", "This desk has nothing to do yet")
}
func deskIdleDo(ctx context.Context) string {
	return msg.Pick(ctx, "办公室在“新生 → 报到日”里选它办哪一步，再刷新这里。", "The office chooses its step under New pupils, The day. Then load this page again.")
}
func deskHold(ctx context.Context) string {
	return msg.Pick(ctx, "扫邀请单或报到码", "Scan a slip or a code")
}
func deskStart(ctx context.Context) string {
	return msg.Pick(ctx, "打开摄像头", "Open the camera")
}
func deskStartHint(ctx context.Context) string {
	return msg.Pick(ctx, "扫码枪可以直接扫", "A scanner needs no press")
}
func deskType(ctx context.Context) string { return msg.Pick(ctx, "输入邀请码", "Type a code") }
func deskNext(ctx context.Context) string {
	return msg.Pick(ctx, "下一家可以直接扫", "Scan the next family")
}
func deskNextText(ctx context.Context) string {
	return msg.Pick(ctx, "扫完就显示班级、宿舍和下一步", "Class, dormitory and the next step are shown at once")
}
func deskNextStep(ctx context.Context) string { return msg.Pick(ctx, "下一步", "Next") }
func deskHelp(ctx context.Context) string {
	return msg.Pick(ctx, "先去咨询台", "The help desk first")
}
func deskAllDone(ctx context.Context) string { return msg.Pick(ctx, "都办好了", "All is done") }
func deskPrint(ctx context.Context) string {
	return msg.Pick(ctx, "打印报到单", "Print the paper")
}
func deskUndo(ctx context.Context) string { return msg.Pick(ctx, "撤销", "Take back") }
func deskCount(ctx context.Context, n int) string {
	return msg.Pick(ctx, fmt.Sprintf("本桌今天 %d 家", n), "Here today: "+strconv.Itoa(n))
}

// Heads of a scan's answer.
func HeadArrived(ctx context.Context) string {
	return msg.Pick(ctx, "报到好了", "Welcome, you are in")
}
func HeadDone(ctx context.Context, step string) string {
	return msg.Pick(ctx, step+"，办好了", step+": done")
}
func HeadAgain(ctx context.Context) string { return msg.Pick(ctx, "之前已经办过", "Done before") }
func HeadNo(ctx context.Context) string    { return msg.Pick(ctx, "这里还不能办", "Not here yet") }

// HelpDesk is whom to send a family to when the office has named nobody.
func HelpDesk(ctx context.Context) string {
	return msg.Pick(ctx, "老师会帮您", "Somebody there helps you")
}

func placeOr(ctx context.Context, text string, m Main) string {
	switch {
	case !m.PlaceAt.IsZero():
		return placeLater(ctx, m.PlaceAt)
	case text == "":
		return orLater(ctx, "")
	}
	return text
}

func queueAhead(ctx context.Context, m Main) string {
	if m.Wait < 0 {
		return msg.Pick(ctx, fmt.Sprintf("前面 %d 人", m.Ahead), fmt.Sprintf("%d ahead", m.Ahead))
	}
	return msg.Pick(ctx, fmt.Sprintf("前面 %d 人，大约等 %d 分钟", m.Ahead, m.Wait), fmt.Sprintf("%d ahead, about %s", m.Ahead, msg.Things(m.Wait, "minute", "minutes")))
}

func paperTitle(ctx context.Context) string { return msg.Pick(ctx, "报到单", "Paper of the day") }
func paperHint(ctx context.Context) string {
	return msg.Pick(ctx, "用浏览器的打印（Ctrl+P）打印这一页。", "Print this page with the browser (Ctrl+P).")
}
func paperDone(ctx context.Context, item Item) string {
	if item.State == "done" {
		return msg.Clock(item.At)
	}
	return ""
}

func Percent(tenths int) string { return strconv.FormatFloat(float64(tenths)/10, 'f', 1, 64) + "%" }

func wallArrived(ctx context.Context) string { return msg.Pick(ctx, "已经报到", "Have come") }
func wallExpected(ctx context.Context, n int) string {
	return msg.Pick(ctx, fmt.Sprintf("应到 %d", n), fmt.Sprintf("of %d", n))
}
func wallMissing(ctx context.Context) string { return msg.Pick(ctx, "还没到", "Not yet here") }
func wallDeferred(ctx context.Context) string {
	return msg.Pick(ctx, "推迟报到，不算应到", "Come later, not counted")
}
func wallHours(ctx context.Context) string { return msg.Pick(ctx, "每小时报到", "By the hour") }
func wallBooked(ctx context.Context, n int) string {
	return msg.Pick(ctx, fmt.Sprintf("预约 %d", n), fmt.Sprintf("%d booked", n))
}
func hourSpan(h int) string { return strconv.Itoa(h) + "–" + strconv.Itoa(h+1) }
func barFrom(n, most int) string {
	if most == 0 {
		return "100"
	}
	return strconv.FormatFloat(100-float64(n)*100/float64(most), 'f', 1, 64)
}

// wallComplete says which desk may hold more than is counted, and since when.
func wallComplete(ctx context.Context, v Wall) string {
	if v.Desks == 0 {
		return msg.Pick(ctx, "还没有报到台", "There is no desk yet")
	}
	if len(v.Silent) == 0 {
		return msg.Pick(ctx, fmt.Sprintf("%d 张桌数据完整到 %s", v.Desks, msg.Clock(v.At)), fmt.Sprintf("All %s complete until %s", msg.Things(v.Desks, "desk is", "desks are"), msg.Clock(v.At)))
	}
	text := ""
	for i, d := range v.Silent {
		if i > 0 {
			text += msg.ListSeparator(ctx)
		}
		text += d.Name
		if !d.Seen.IsZero() {
			text += msg.Pick(ctx, " "+msg.Clock(d.Seen)+" 起离线", " silent since "+msg.Clock(d.Seen))
		} else {
			text += msg.Pick(ctx, " 还没连上过", " never heard")
		}
	}
	return msg.Pick(ctx, text+"，这里可能少算几人", text+": some may not be counted")
}

func OrNoClass(ctx context.Context, class string) string {
	if class == "" {
		return msg.Pick(ctx, "未分班", "No class yet")
	}
	return class
}

func NoApplicants(ctx context.Context) string {
	return msg.Pick(ctx, "名单还是空的", "The list is empty")
}

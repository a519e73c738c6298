package queue

import (
	"context"

	"yunka/views/msg"
)

func colName(ctx context.Context) string  { return msg.Pick(ctx, "学生", "Pupil") }
func colClass(ctx context.Context) string { return msg.Pick(ctx, "班级", "Class") }
func colGate(ctx context.Context) string  { return msg.Pick(ctx, "接送点", "Gate") }
func colCame(ctx context.Context) string  { return msg.Pick(ctx, "到达", "Here") }
func colState(ctx context.Context) string { return msg.Pick(ctx, "状态", "State") }
func isCalled(ctx context.Context) string { return msg.Pick(ctx, "已叫", "Called") }
func isReady(ctx context.Context) string  { return msg.Pick(ctx, "在门口", "At the gate") }
func isHere(ctx context.Context) string   { return msg.Pick(ctx, "家长到了", "Arrived") }
func legendHere(ctx context.Context) string {
	return msg.Pick(ctx, "家长到了：请收拾书包", "Arrived: pack up")
}
func legendCalled(ctx context.Context) string {
	return msg.Pick(ctx, "已叫：请去接送点", "Called: go to the gate")
}
func legendReady(ctx context.Context) string {
	return msg.Pick(ctx, "在门口：等老师核对", "At the gate: wait for staff")
}
func stillWaiting(ctx context.Context) string {
	return msg.Pick(ctx, "还在等家长", "Still waiting")
}
func boardQuiet(ctx context.Context) string {
	return msg.Pick(ctx, "还没有家长到", "Nobody has come yet")
}
func boardLocked(ctx context.Context) string {
	return msg.Pick(ctx, "请留在教室，等老师通知", "Please stay in class and wait for your teacher")
}
func boardStale(ctx context.Context) string {
	return msg.Pick(ctx, "没有连上，请听老师安排", "Not connected: listen to your teacher")
}
func nothingToShow(ctx context.Context) string {
	return msg.Pick(ctx, "这块屏幕的班级或门已经没有了，请教务处重新选", "The class or gate of this screen is no more: the office chooses anew")
}
func soundOn(ctx context.Context) string {
	return msg.Pick(ctx, "点一下，开声音", "Press once for sound")
}

// call is what is said and shown when a child is called.
func call(ctx context.Context, r Row) string {
	if r.Gate == "" {
		return msg.Pick(ctx, r.Class+" "+r.Name+"，请去接送点", r.Name+", "+r.Class+", please go to the gate")
	}
	return msg.Pick(ctx, r.Class+" "+r.Name+"，请去"+r.Gate, r.Name+", "+r.Class+", please go to "+r.Gate)
}
func turnsPage(ctx context.Context) string {
	return msg.Pick(ctx, "第 {n} 页，共 {of} 页", "Page {n} of {of}")
}

func pairTitle(ctx context.Context) string { return msg.Pick(ctx, "接送屏", "Pickup board") }
func pairLead(ctx context.Context) string {
	return msg.Pick(ctx, "在控制台的「终端」里添加一台用途为「接送屏」的平板，把配对码输在这里。", "Add a tablet for the pickup board under Terminals in the office and type its pairing code here.")
}
func pairCode(ctx context.Context) string { return msg.Pick(ctx, "配对码", "Pairing code") }
func pairIt(ctx context.Context) string   { return msg.Pick(ctx, "配对", "Pair") }

// PairFailed, NoBoard and TooBusy are why a screen is no board.
func PairFailed(ctx context.Context) string {
	return msg.Pick(ctx, "配对码不对、用过了或过期了。", "This pairing code is wrong, used or out of date.")
}

// NoBoard is said to a terminal of another use.
func NoBoard(ctx context.Context) string {
	return msg.Pick(ctx, "这台终端不是接送屏，或者已停用。请用接送屏的配对码。", "This terminal is no pickup board or is revoked. Use a board's code.")
}

// TooBusy is said after too many wrong codes.
func TooBusy(ctx context.Context) string {
	return msg.Pick(ctx, "试得太多了，请过一会儿再试。", "Too many tries. Please wait a while.")
}

// WholeSchool and Gate are choices of what a board shows.
func WholeSchool(ctx context.Context) string { return msg.Pick(ctx, "全校", "The whole school") }

func boardsTitle(ctx context.Context) string { return msg.Pick(ctx, "接送屏", "Pickup boards") }
func noBoards(ctx context.Context) string {
	return msg.Pick(ctx, "还没有接送屏。在「终端」里添加。", "There is no board yet. Add one under Terminals.")
}
func toTerminals(ctx context.Context) string { return msg.Pick(ctx, "终端", "Terminals") }
func showsLabel(ctx context.Context, name string) string {
	return msg.Pick(ctx, name+" 显示", name+" shows")
}
func setIt(ctx context.Context) string    { return msg.Pick(ctx, "保存", "Save") }
func autoHead(ctx context.Context) string { return msg.Pick(ctx, "叫孩子", "Calling") }
func autoLabel(ctx context.Context) string {
	return msg.Pick(ctx, "家长一扫码就叫（计划相符时）", "A scan calls the child when the plan agrees")
}
func autoHint(ctx context.Context) string {
	return msg.Pick(ctx, "关掉以后，扫码只说家长到了，由门口或班主任叫。", "Without it a scan only says that somebody is here; the gate or the class calls.")
}

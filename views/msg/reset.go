package msg

import (
	"context"
	"time"
)

// A slip that sets a new password: in the office, and on the phone of who holds it.
func ResetIssue(ctx context.Context) string {
	return pick(ctx, "重设密码", "Reset the password")
}
func ResetIssueHint(ctx context.Context) string {
	return pick(ctx, "打印一张纸条，本人凭它设新密码，24 小时内有效。以前发的纸条作废", "Prints a slip with which the person sets a new password within 24 hours. Older slips stop working")
}
func ResetIssueAsk(ctx context.Context, name string) string {
	return pickf(ctx, "给“%s”发一张重设密码的纸条？请先确认来的是本人。", "Make a slip that resets the password of “%s”? Please make sure first that it is really them.", name)
}
func ResetFor(ctx context.Context, name string) string {
	return pickf(ctx, "%s 的重设密码纸条", "Password reset slip of %s", name)
}
func ResetHandOver(ctx context.Context) string {
	return pick(ctx, "只显示这一次。打印后当面交给本人：谁拿到它，谁就能进这个账号。", "Shown only once. Print it and hand it to the person: whoever holds it can get into the account.")
}
func ResetHow(ctx context.Context, url string) string {
	return pick(ctx, "扫码，或打开 "+url+" 输入这个码，设一个新密码", "Scan it, or open "+url+" and enter this code, to set a new password")
}
func ResetRule(ctx context.Context, until time.Time) string {
	return pickf(ctx, "%s 前有效，只能用一次", "Valid until %s, and works once", Stamp(ctx, until))
}

func ResetTitle(ctx context.Context) string { return pick(ctx, "重设密码", "Reset your password") }
func ResetLead(ctx context.Context) string {
	return pick(ctx, "输入纸条上的码。纸条由学校办公室或班主任发。", "Type the code on the slip. The school's office or the class teacher hands it out.")
}
func ResetCode(ctx context.Context) string { return pick(ctx, "纸条上的码", "Code on the slip") }
func ResetGoOn(ctx context.Context) string { return pick(ctx, "继续", "Go on") }
func ResetWhose(ctx context.Context) string {
	return pick(ctx, "谁的密码", "Whose password")
}
func ResetLoginIs(ctx context.Context) string {
	return pick(ctx, "账号（登录时用）", "Login, to log in with")
}
func ResetPasswordHint(ctx context.Context, admin bool) string {
	if admin {
		return pick(ctx, "管理员的密码至少 12 位", "An administrator's has at least 12 characters")
	}
	return PasswordHint(ctx)
}
func ResetPhones(ctx context.Context, n int) string {
	return pickf(ctx, "把 %d 部手机上的卡也移除", "Remove the card from %d phone(s), too", n)
}
func ResetPhonesHint(ctx context.Context) string {
	return pick(ctx, "手机丢了，或怀疑别人用过账号，就勾上。之后要重新领卡", "Tick it if a phone is lost or somebody else used the account. The card is set up anew afterwards")
}
func ResetEnds(ctx context.Context) string {
	return pick(ctx, "设好后，这个账号在别处的登录都会退出。", "Afterwards the account is logged out everywhere else.")
}
func ResetSave(ctx context.Context) string {
	return pick(ctx, "设好新密码并登录", "Set the password and log in")
}
func ResetUnknown(ctx context.Context) string {
	return pick(ctx, "没有这个码。请看着纸条再输一次", "There is no such code. Please look at the slip and type it again")
}

// ResetOver says why a slip opens nothing any more: used, expired or ended.
func ResetOver(ctx context.Context, why string) (title, text string) {
	switch why {
	case "used":
		return pick(ctx, "这张纸条用过了", "This slip was used"),
			pick(ctx, "一张纸条只能设一次密码。如果不是您用的，请马上找学校办公室要一张新的：那样别人设的密码就作废。", "A slip sets a password once. If it was not you, ask the school's office for a new one now: it ends the password that somebody else has set.")
	case "expired":
		return pick(ctx, "这张纸条过期了", "This slip has expired"),
			pick(ctx, "纸条 24 小时内有效。请找学校办公室或班主任要一张新的。", "A slip is valid for 24 hours. Ask the school's office or the class teacher for a new one.")
	}
	return pick(ctx, "这张纸条作废了", "This slip has ended"),
		pick(ctx, "后来又发了新的纸条，或者密码已经改过，或者账号有了变化。请用最新的一张，或找学校办公室。", "A newer slip was made, or the password was changed since, or something about the account has changed. Use the newest slip, or ask the school's office.")
}
func ResetOther(ctx context.Context) string {
	return pick(ctx, "输入另一张纸条的码", "Type the code of another slip")
}
func ForgotPassword(ctx context.Context) string {
	return pick(ctx, "忘了密码？用学校发的纸条重设", "Forgot it? Reset it with a slip from school")
}
func ForgotHow(ctx context.Context) string {
	return pick(ctx, "没有纸条：学生和家长找班主任或学校办公室，老师和保安找办公室，管理员找另一位管理员。", "No slip yet: pupils and parents ask the class teacher or the office, teachers and guards the office, an administrator another administrator.")
}

// What the owner reads of a reset that happened.
func WasReset(ctx context.Context, at time.Time, by, school string) string {
	if by == "" {
		return pickf(ctx, "密码在 %s 重设过，纸条由%s的服务器管理员发出", "The password was reset at %s. The slip came from the server's operator, for %s", Stamp(ctx, at), school)
	}
	return pickf(ctx, "密码在 %s 重设过，纸条由 %s（%s）发出", "The password was reset at %s. The slip came from %s (%s)", Stamp(ctx, at), by, school)
}
func WasResetNotYou(ctx context.Context) string {
	return pick(ctx, "不是您要的？请马上找学校办公室。", "Not asked for by you? Tell the school's office now.")
}
func IKnow(ctx context.Context) string { return pick(ctx, "知道了", "I know") }

// The account's page, and what it leads to.
func MyAccount(ctx context.Context) string { return pick(ctx, "账号和密码", "Account") }
func AccountTitle(ctx context.Context) string {
	return pick(ctx, "账号", "Account")
}
func AccountPeople(ctx context.Context) string {
	return pick(ctx, "这个账号是谁", "Who this account is")
}
func ChangePassword(ctx context.Context) string { return pick(ctx, "改密码", "Change the password") }
func NeedsPIN(ctx context.Context) string {
	return pick(ctx, "您还没有值班密码。在门口的平板上确认和补录时要用", "You have no PIN yet. You need it at the gate's tablet, to confirm and to record by hand")
}
func SetPINNow(ctx context.Context) string { return pick(ctx, "现在设", "Set it now") }
func PINAt(ctx context.Context, school string, set bool) string {
	if set {
		return pickf(ctx, "改值班密码（%s）", "Change the PIN (%s)", school)
	}
	return pickf(ctx, "设值班密码（%s）", "Set a PIN (%s)", school)
}
func ResetsTitle(ctx context.Context) string {
	return pick(ctx, "密码重设过", "Password resets")
}
func UnconfirmedHint(ctx context.Context) string {
	return pick(ctx, "密码由别的学校重设过，这所学校确认之前不能用。请找那里的办公室，或用那里发的激活码", "Another school reset the password: this one has to confirm first. Ask its office, or use an activation code from there")
}
func DisabledHere(ctx context.Context) string { return pick(ctx, "已停用", "Disabled") }
func DisabledHereHint(ctx context.Context) string {
	return pick(ctx, "这所学校停用了，请找那里的办公室", "This school has disabled it. Ask its office")
}

// An account whose person a school has to confirm.
func ConfirmAccount(ctx context.Context) string {
	return pick(ctx, "确认这个账号是本人的", "Confirm that the account is theirs")
}
func ConfirmAccountHint(ctx context.Context) string {
	return pick(ctx, "这个账号的密码由另一所学校重设过。您确认之前，它在本校什么都不能做", "Another school has reset this account's password. Until you confirm it, it can do nothing here")
}
func ConfirmAccountAsk(ctx context.Context, name string) string {
	return pickf(ctx, "“%s”的账号刚由另一所学校重设过密码。您已经当面或打电话问过本人了吗？", "The password of “%s” was reset by another school. Have you asked them, in person or by phone?", name)
}
func AccountUnconfirmed(ctx context.Context) string {
	return pick(ctx, "待确认", "To be confirmed")
}

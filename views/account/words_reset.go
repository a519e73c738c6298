package account

import (
	"context"

	"yunka/views/msg"
)

func resetLead(ctx context.Context) string {
	return msg.Pick(ctx,
		"输入纸条上的码。纸条由学校办公室或班主任发。",
		"Type the code on the slip. The school's office or the class teacher hands it out.")
}

func resetCode(ctx context.Context) string {
	return msg.Pick(ctx, "纸条上的码", "Code on the slip")
}
func resetGoOn(ctx context.Context) string  { return msg.Pick(ctx, "继续", "Go on") }
func resetWhose(ctx context.Context) string { return msg.Pick(ctx, "谁的密码", "Whose password") }
func resetLoginIs(ctx context.Context) string {
	return msg.Pick(ctx, "账号（登录时用）", "Login, to log in with")
}

func resetPasswordHint(ctx context.Context, admin bool) string {
	if admin {
		return msg.Pick(ctx, "管理员的密码至少 12 位", "An administrator's has at least 12 characters")
	}
	return PasswordHint(ctx)
}

func resetPhones(ctx context.Context, n int) string {
	return msg.Pick(ctx, "把 %d 部手机上的卡也移除", "Remove the card from %d phone(s), too", n)
}

func resetPhonesHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"手机丢了，或怀疑别人用过账号，就勾上。之后要重新领卡",
		"Tick it if a phone is lost or somebody else used the account. The card is set up anew afterwards")
}

func resetEnds(ctx context.Context) string {
	return msg.Pick(ctx,
		"设好后，这个账号在别处的登录都会退出。",
		"Afterwards the account is logged out everywhere else.")
}

func resetSave(ctx context.Context) string {
	return msg.Pick(ctx, "设好新密码并登录", "Set the password and log in")
}

// resetOverWord says why a slip opens nothing any more: used, expired or ended.
func resetOverWord(ctx context.Context, why string) (title, text string) {
	switch why {
	case "used":
		return msg.Pick(ctx, "这张纸条用过了", "This slip was used"),
			msg.Pick(ctx,
				"一张纸条只能设一次密码。如果不是您用的，请马上找学校办公室要一张新的：那样别人设的密码就作废。",
				"A slip sets a password once. If it was not you, ask the school's office for a new one now: it ends the password that somebody else has set.")
	case "expired":
		return msg.Pick(ctx, "这张纸条过期了", "This slip has expired"),
			msg.Pick(ctx,
				"纸条 24 小时内有效。请找学校办公室或班主任要一张新的。",
				"A slip is valid for 24 hours. Ask the school's office or the class teacher for a new one.")
	}
	return msg.Pick(ctx, "这张纸条作废了", "This slip has ended"),
		msg.Pick(ctx,
			"后来又发了新的纸条，或者密码已经改过，或者账号有了变化。请用最新的一张，或找学校办公室。",
			"A newer slip was made, or the password was changed since, or something about the account has changed. Use the newest slip, or ask the school's office.")
}

func resetOther(ctx context.Context) string {
	return msg.Pick(ctx, "输入另一张纸条的码", "Type the code of another slip")
}

func forgotPassword(ctx context.Context) string {
	return msg.Pick(ctx, "忘了密码？用学校发的纸条重设", "Forgot it? Reset it with a slip from school")
}

func forgotHow(ctx context.Context) string {
	return msg.Pick(ctx,
		"没有纸条：学生和家长找班主任或学校办公室，老师和保安找办公室，管理员找另一位管理员。",
		"No slip yet: pupils and parents ask the class teacher or the office, teachers and guards the office, an administrator another administrator.")
}

func accountTitle(ctx context.Context) string { return msg.Pick(ctx, "账号", "Account") }
func accountPeople(ctx context.Context) string {
	return msg.Pick(ctx, "这个账号是谁", "Who this account is")
}
func changePassword(ctx context.Context) string {
	return msg.Pick(ctx, "改密码", "Change the password")
}

func pinAt(ctx context.Context, school string, set bool) string {
	if set {
		return msg.Pick(ctx, "改值班密码（%s）", "Change the PIN (%s)", school)
	}
	return msg.Pick(ctx, "设值班密码（%s）", "Set a PIN (%s)", school)
}

func resetsTitle(ctx context.Context) string {
	return msg.Pick(ctx, "密码重设过", "Password resets")
}

func unconfirmedHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"密码由别的学校重设过，这所学校确认之前不能用。请找那里的办公室，或用那里发的激活码",
		"Another school reset the password: this one has to confirm first. Ask its office, or use an activation code from there")
}

func disabledHereHint(ctx context.Context) string {
	return msg.Pick(ctx, "这所学校停用了，请找那里的办公室", "This school has disabled it. Ask its office")
}

package people

import (
	"context"

	"yunka/views/msg"
)

// A slip that sets a new password: in the office, and on the phone of who holds it.
func resetIssue(ctx context.Context) string {
	return msg.Pick(ctx, "重设密码", "Reset the password")
}

func resetIssueHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"打印一张纸条，本人凭它设新密码，24 小时内有效。以前发的纸条作废",
		"Prints a slip with which the person sets a new password within 24 hours. Older slips stop working")
}

func resetIssueAsk(ctx context.Context, name string) string {
	return msg.Pick(ctx,
		"给“%s”发一张重设密码的纸条？请先确认来的是本人。",
		"Make a slip that resets the password of “%s”? Please make sure first that it is really them.", name)
}

func resetFor(ctx context.Context, name string) string {
	return msg.Pick(ctx, "%s 的重设密码纸条", "Password reset slip of %s", name)
}

func resetHandOver(ctx context.Context) string {
	return msg.Pick(ctx,
		"只显示这一次。打印后当面交给本人：谁拿到它，谁就能进这个账号。",
		"Shown only once. Print it and hand it to the person: whoever holds it can get into the account.")
}

func resetHow(ctx context.Context, url string) string {
	return msg.Pick(ctx, "扫码，或打开 "+url+" 输入这个码，设一个新密码", "Scan it, or open "+url+" and enter this code, to set a new password")
}

// An account whose person a school has to confirm.
func confirmAccountWord(ctx context.Context) string {
	return msg.Pick(ctx, "确认这个账号是本人的", "Confirm that the account is theirs")
}

func confirmAccountHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"这个账号的密码由另一所学校重设过。您确认之前，它在本校什么都不能做",
		"Another school has reset this account's password. Until you confirm it, it can do nothing here")
}

func confirmAccountAsk(ctx context.Context, name string) string {
	return msg.Pick(ctx,
		"“%s”的账号刚由另一所学校重设过密码。您已经当面或打电话问过本人了吗？",
		"The password of “%s” was reset by another school. Have you asked them, in person or by phone?", name)
}

// The office stops an account.
func disableAccountWord(ctx context.Context) string {
	return msg.Pick(ctx, "停用账号", "Disable the account")
}

func enableAccount(ctx context.Context) string {
	return msg.Pick(ctx, "恢复账号", "Enable the account")
}

func disableAccountHint(ctx context.Context, elsewhere bool) string {
	if elsewhere {
		return msg.Pick(ctx,
			"这个账号也是别的学校的：只停它在本校的权限。卡照常能用",
			"The account is also of another school: only what it may do here stops. The cards go on working")
	}
	return msg.Pick(ctx,
		"不能再登录，别处的登录马上退出。卡照常能用",
		"It can no longer log in and is logged out everywhere at once. The cards go on working")
}

func disableAccountAsk(ctx context.Context, name string, elsewhere bool) string {
	if elsewhere {
		return msg.Pick(ctx,
			"停用“%s”的账号在本校的权限？它在别的学校照常。",
			"Disable the account of “%s” within this school? It goes on in the other one.", name)
	}
	return msg.Pick(ctx,
		"停用“%s”的账号？马上退出所有登录，恢复之前不能再登录。",
		"Disable the account of “%s”? It is logged out everywhere at once and cannot log in until it is enabled.", name)
}

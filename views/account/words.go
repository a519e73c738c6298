package account

import (
	"context"

	"yunka/views/msg"
)

func login(ctx context.Context) string      { return msg.Pick(ctx, "登录", "Log in") }
func loginTitle(ctx context.Context) string { return msg.Pick(ctx, "登录云卡", "Log in to Yunka") }
func loginName(ctx context.Context) string  { return msg.Pick(ctx, "账号", "Login") }

func loginNameHint(ctx context.Context) string {
	return msg.Pick(ctx, "激活时自己起的名字", "The name you chose when you activated")
}

func chooseLoginHint(ctx context.Context) string {
	return msg.Pick(ctx, "以后用它登录", "You log in with it from now on")
}

func noAccountYet(ctx context.Context) string {
	return msg.Pick(ctx, "还没有账号？用学校发的激活码", "No account yet? Use the activation code from school")
}

func ActivateWord(ctx context.Context) string { return msg.Pick(ctx, "激活", "Activate") }
func activateTitle(ctx context.Context) string {
	return msg.Pick(ctx, "激活校园卡", "Activate your campus card")
}

func activateLead(ctx context.Context) string {
	return msg.Pick(ctx,
		"输入学校发的激活码，再起一个账号。",
		"Type the activation code from school and choose a login.")
}

func activateAddLead(ctx context.Context, login string) string {
	return msg.Pick(ctx, "这个人会加到账号“%s”。", "This person will be added to the login “%s”.", login)
}

func activationCode(ctx context.Context) string { return msg.Pick(ctx, "激活码", "Activation code") }

func activationCodeHint(ctx context.Context) string {
	return msg.Pick(ctx, "班主任发的纸条上，用一次就作废", "On the slip from the class teacher. It works once")
}

func chooseLogin(ctx context.Context) string {
	return msg.Pick(ctx, "起一个账号", "Choose a login")
}
func addToAccount(ctx context.Context) string {
	return msg.Pick(ctx, "加到我的账号", "Add to my account")
}

func haveAccount(ctx context.Context) string {
	return msg.Pick(ctx, "已有账号？先登录", "Have an account? Log in first")
}

// problemTitle and ProblemText are the words of an error page.
func problemTitle(ctx context.Context, status int) string {
	switch status {
	case 400, 422:
		return msg.Pick(ctx, "没看懂这个请求", "We could not read that")
	case 403:
		return msg.Pick(ctx, "您不能看这一页", "You may not see this page")
	case 404:
		return msg.Pick(ctx, "没有这一页", "There is no such page")
	case 409:
		return msg.Pick(ctx, "情况已经变了", "Things have changed")
	case 413:
		return msg.Pick(ctx, "文件太大了", "The file is too large")
	case 429:
		return msg.Pick(ctx, "太快了", "Too fast")
	case 503:
		return msg.Pick(ctx, "现在忙", "Busy right now")
	}
	return msg.Pick(ctx, "出了点问题", "Something went wrong")
}

func problemText(ctx context.Context, status int) string {
	switch status {
	case 400, 422:
		return msg.Pick(ctx, "请返回上一页，检查后再试。", "Please go back, check and try again.")
	case 403:
		return msg.Pick(ctx, "如果需要，请联系学校管理员。", "If you need it, ask the school's administrator.")
	case 404:
		return msg.Pick(ctx, "地址可能写错了，或内容已经移走。", "The address may be wrong, or it has moved.")
	case 409:
		return msg.Pick(ctx, "请刷新页面，看看最新的情况。", "Please reload to see the latest.")
	case 413:
		return msg.Pick(ctx, "请换一个小一些的文件。", "Please choose a smaller file.")
	case 429:
		return msg.Pick(ctx, "请等一会儿再试。", "Please wait a moment and try again.")
	case 503:
		return msg.Pick(ctx, "这次没有办成，请稍后再试。", "Nothing was done. Please try again shortly.")
	}
	return msg.Pick(ctx, "我们已经记下来了，请稍后再试。", "We have noted it. Please try again later.")
}

func problemID(ctx context.Context, id string) string {
	return msg.Pick(ctx, "反映问题时请带上编号 %s", "When you report this, give the number %s", id)
}

func GoHome(ctx context.Context) string { return msg.Pick(ctx, "回到我的卡", "Back to my card") }

func PasswordHint(ctx context.Context) string {
	return msg.Pick(ctx, "至少 8 位", "At least 8 characters")
}
func NewPassword(ctx context.Context) string {
	return msg.Pick(ctx, "设一个密码", "Choose a password")
}

func ResetUnknown(ctx context.Context) string {
	return msg.Pick(ctx,
		"没有这个码。请看着纸条再输一次",
		"There is no such code. Please look at the slip and type it again")
}

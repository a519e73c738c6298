package msg

import (
	"context"
	"time"
)

func Login(ctx context.Context) string      { return pick(ctx, "登录", "Log in") }
func LoginTitle(ctx context.Context) string { return pick(ctx, "登录云卡", "Log in to Yunka") }
func LoginName(ctx context.Context) string {
	return pick(ctx, "账号", "Login")
}

func LoginNameHint(ctx context.Context) string {
	return pick(ctx, "激活时自己起的名字", "The name you chose when you activated")
}

func ChooseLoginHint(ctx context.Context) string {
	return pick(ctx, "以后用它登录", "You log in with it from now on")
}

func LoginFailed(ctx context.Context) string {
	return pick(ctx, "账号或密码不对。请再试一次", "Login or password is wrong. Please try again")
}

func TooManyTries(ctx context.Context, wait time.Duration) string {
	minutes := int((wait + time.Minute - 1) / time.Minute)
	return pickf(ctx, "试得太多了。请 %d 分钟后再试", "Too many tries. Please wait %d min", max(1, minutes))
}

func WrongPassword(ctx context.Context) string {
	return pick(ctx, "密码不对。请再试一次", "Wrong password. Please try again")
}

func NoAccountYet(ctx context.Context) string {
	return pick(ctx, "还没有账号？用学校发的激活码", "No account yet? Use the activation code from school")
}

func Activate(ctx context.Context) string { return pick(ctx, "激活", "Activate") }
func ActivateTitle(ctx context.Context) string {
	return pick(ctx, "激活校园卡", "Activate your campus card")
}
func ActivateLead(ctx context.Context) string {
	return pick(ctx, "输入学校发的激活码，再起一个账号。", "Type the activation code from school and choose a login.")
}

func ActivateAddLead(ctx context.Context, login string) string {
	return pickf(ctx, "这个人会加到账号“%s”。", "This person will be added to the login “%s”.", login)
}
func ActivationCode(ctx context.Context) string { return pick(ctx, "激活码", "Activation code") }
func ActivationCodeHint(ctx context.Context) string {
	return pick(ctx, "班主任发的纸条上，用一次就作废", "On the slip from the class teacher. It works once")
}

func ActivationFailed(ctx context.Context) string {
	return pick(ctx, "激活码不对或用过了。请找班主任要新的", "The code is wrong or was used. Ask the class teacher for a new one")
}

func LoginTaken(ctx context.Context) string {
	return pick(ctx, "这个账号有人用了。请换一个", "This login is taken. Please choose another")
}

func PasswordHint(ctx context.Context) string {
	return pick(ctx, "至少 8 位", "At least 8 characters")
}

func PasswordTooWeak(ctx context.Context) string {
	return pick(ctx, "密码太短或太常见。请换一个", "The password is too short or too common. Please choose another")
}
func NewPassword(ctx context.Context) string {
	return pick(ctx, "设一个密码", "Choose a password")
}
func ChooseLogin(ctx context.Context) string { return pick(ctx, "起一个账号", "Choose a login") }
func AddToAccount(ctx context.Context) string {
	return pick(ctx, "加到我的账号", "Add to my account")
}
func HaveAccount(ctx context.Context) string {
	return pick(ctx, "已有账号？先登录", "Have an account? Log in first")
}

// ProblemTitle and ProblemText are the words of an error page.
func ProblemTitle(ctx context.Context, status int) string {
	switch status {
	case 400, 422:
		return pick(ctx, "没看懂这个请求", "We could not read that")
	case 403:
		return pick(ctx, "您不能看这一页", "You may not see this page")
	case 404:
		return pick(ctx, "没有这一页", "There is no such page")
	case 409:
		return pick(ctx, "情况已经变了", "Things have changed")
	case 413:
		return pick(ctx, "文件太大了", "The file is too large")
	case 429:
		return pick(ctx, "太快了", "Too fast")
	case 503:
		return pick(ctx, "现在忙", "Busy right now")
	}
	return pick(ctx, "出了点问题", "Something went wrong")
}

func ProblemText(ctx context.Context, status int) string {
	switch status {
	case 400, 422:
		return pick(ctx, "请返回上一页，检查后再试。", "Please go back, check and try again.")
	case 403:
		return pick(ctx, "如果需要，请联系学校管理员。", "If you need it, ask the school's administrator.")
	case 404:
		return pick(ctx, "地址可能写错了，或内容已经移走。", "The address may be wrong, or it has moved.")
	case 409:
		return pick(ctx, "请刷新页面，看看最新的情况。", "Please reload to see the latest.")
	case 413:
		return pick(ctx, "请换一个小一些的文件。", "Please choose a smaller file.")
	case 429:
		return pick(ctx, "请等一会儿再试。", "Please wait a moment and try again.")
	case 503:
		return pick(ctx, "这次没有办成，请稍后再试。", "Nothing was done. Please try again shortly.")
	}
	return pick(ctx, "我们已经记下来了，请稍后再试。", "We have noted it. Please try again later.")
}

func ProblemID(ctx context.Context, id string) string {
	return pickf(ctx, "反映问题时请带上编号 %s", "When you report this, give the number %s", id)
}
func GoHome(ctx context.Context) string { return pick(ctx, "回到我的卡", "Back to my card") }

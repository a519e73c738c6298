package msg

import (
	"context"
	"time"
)

func LoginFailed(ctx context.Context) string {
	return Pick(ctx, "账号或密码不对。请再试一次", "Login or password is wrong. Please try again")
}

func TooManyTries(ctx context.Context, wait time.Duration) string {
	minutes := int((wait + time.Minute - 1) / time.Minute)
	return Pick(ctx, "试得太多了。请 %d 分钟后再试", "Too many tries. Please wait %d min", max(1, minutes))
}

func WrongPassword(ctx context.Context) string {
	return Pick(ctx, "密码不对。请再试一次", "Wrong password. Please try again")
}

func ActivationFailed(ctx context.Context) string {
	return Pick(ctx, "激活码不对或用过了。请找班主任要新的", "The code is wrong or was used. Ask the class teacher for a new one")
}

func LoginTaken(ctx context.Context) string {
	return Pick(ctx, "这个账号有人用了。请换一个", "This login is taken. Please choose another")
}

func PasswordHint(ctx context.Context) string {
	return Pick(ctx, "至少 8 位", "At least 8 characters")
}

func PasswordTooWeak(ctx context.Context) string {
	return Pick(ctx, "密码太短或太常见。请换一个", "The password is too short or too common. Please choose another")
}
func NewPassword(ctx context.Context) string {
	return Pick(ctx, "设一个密码", "Choose a password")
}

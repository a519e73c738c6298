package msg

import (
	"context"
	"time"
)

func Yunka(ctx context.Context) string { return Pick(ctx, "云卡", "Yunka") }

func CampusCard(ctx context.Context) string { return Pick(ctx, "校园卡", "Campus card") }
func SkipToContent(ctx context.Context) string {
	return Pick(ctx, "跳到正文", "Skip to content")
}

func DemoSchool(ctx context.Context) string {
	return Pick(ctx, "演示学校，数据是编的", "Demo school. The data is made up")
}

// The connection pill.
func Live(ctx context.Context) string         { return Pick(ctx, "已连接", "Connected") }
func Reconnecting(ctx context.Context) string { return Pick(ctx, "正在重连", "Reconnecting") }
func Offline(ctx context.Context) string      { return Pick(ctx, "没有网络", "No network") }
func Connecting(ctx context.Context) string   { return Pick(ctx, "正在连接", "Connecting") }

// SocketRefused is for the administrator: whoever else reads it tells them.
func SocketRefused(ctx context.Context) string {
	return Pick(ctx,
		"连不上：服务器不认这个网址。请管理员把 YUNKA_URL 设成浏览器里的网址",
		"Refused: the server does not know this address. Its administrator sets YUNKA_URL to the one in the browser")
}

// AsOfMark is AsOf for scripts: they put the time in place of {time}.
func AsOfMark(ctx context.Context) string { return Pick(ctx, "截至 {time}", "as of {time}") }

func Logout(ctx context.Context) string   { return Pick(ctx, "退出登录", "Log out") }
func Back(ctx context.Context) string     { return Pick(ctx, "返回", "Back") }
func Cancel(ctx context.Context) string   { return Pick(ctx, "取消", "Cancel") }
func Search(ctx context.Context) string   { return Pick(ctx, "搜索", "Search") }
func NextPage(ctx context.Context) string { return Pick(ctx, "下一页", "Next page") }
func FirstPage(ctx context.Context) string {
	return Pick(ctx, "回到第一页", "First page")
}
func NoPhones(ctx context.Context) string { return Pick(ctx, "还没有手机", "No phone yet") }
func Never(ctx context.Context) string    { return Pick(ctx, "还没有", "Never") }
func Password(ctx context.Context) string { return Pick(ctx, "密码", "Password") }
func ShownOnce(ctx context.Context) string {
	return Pick(ctx, "只显示这一次，请现在记下", "Shown only once. Note it down now")
}

func ValidUntil(ctx context.Context, t time.Time) string {
	return Pick(ctx, "%s 前有效", "valid until %s", Stamp(ctx, t))
}

// Role is the word for a role code.
func Role(ctx context.Context, role string) string {
	switch role {
	case "student":
		return Pick(ctx, "学生", "Student")
	case "teacher":
		return Pick(ctx, "老师", "Teacher")
	case "parent":
		return Pick(ctx, "家长", "Parent")
	case "guard":
		return Pick(ctx, "保安", "Guard")
	case "admin":
		return Pick(ctx, "管理员", "Administrator")
	case "delegate":
		return Pick(ctx, "受托接送人", "Delegate")
	case "visitor":
		return Pick(ctx, "访客", "Visitor")
	case "":
		return ""
	}
	return role
}

// Direction of a gate: which way it leads. zone is what it leads to within the
// school, "" for the school itself.
func Direction(ctx context.Context, d, zone string) string {
	if zone != "" {
		switch d {
		case "in":
			return Pick(ctx, "进", "Into ") + zone
		case "out":
			return Pick(ctx, "出", "Out of ") + zone
		}
	}
	switch d {
	case "in":
		return Pick(ctx, "进校", "Entry")
	case "out":
		return Pick(ctx, "出校", "Exit")
	}
	return Pick(ctx, "进出", "Both ways")
}

// Passed says what a passage was, in a sentence about a person. Nobody may read
// that a child left the school who only left a zone within it.
func Passed(ctx context.Context, d, zone string) string {
	if zone != "" {
		switch d {
		case "in":
			return Pick(ctx, "进入", "Entered ") + zone
		case "out":
			return Pick(ctx, "离开", "Left ") + zone
		}
		return Pick(ctx, "经过", "Passed ") + zone
	}
	switch d {
	case "in":
		return Pick(ctx, "进校", "Entered")
	case "out":
		return Pick(ctx, "出校", "Left")
	}
	return Pick(ctx, "经过", "Passed")
}

// OtherLang names the language to switch to, in that language; OtherLangCode is its value.
func OtherLang(ctx context.Context) string { return Pick(ctx, "English", "中文") }

func OtherLangCode(ctx context.Context) Lang {
	if LangOf(ctx) == En {
		return Zh
	}
	return En
}

// Joined puts two parts of a sentence together.
func Joined(ctx context.Context, a, b string) string { return Pick(ctx, a+"，"+b, a+", "+b) }

// ListSeparator stands between the words of a list.
func ListSeparator(ctx context.Context) string { return Pick(ctx, "、", ", ") }

// Cards and people.

func AtSchool(ctx context.Context) string   { return Pick(ctx, "在校", "At school") }
func LeftSchool(ctx context.Context) string { return Pick(ctx, "已出校", "Left") }
func NotSeenYet(ctx context.Context) string {
	return Pick(ctx, "今天还没有记录", "Nothing yet today")
}
func Unseen(ctx context.Context) string { return Pick(ctx, "今天没见到", "Not seen today") }
func Today(ctx context.Context) string  { return Pick(ctx, "今天", "Today") }

func PhoneSince(ctx context.Context, day string) string {
	return Pick(ctx, "%s 领卡", "since %s", day)
}
func LastUsed(ctx context.Context, when string) string {
	return Pick(ctx, "上次用 %s", "last used %s", when)
}
func AddPerson(ctx context.Context) string { return Pick(ctx, "用激活码添加", "Add with a code") }

// GuardianOf names whose guardian a card's holder is: "林知夏、林知秋的家长".
func GuardianOf(ctx context.Context, children string) string {
	return Pick(ctx, children+"的家长", "Guardian of "+children)
}

func ColClass(ctx context.Context) string { return Pick(ctx, "班级", "Class") }

func Unidentified(ctx context.Context) string { return Pick(ctx, "没认出", "Not identified") }

// Buttons and links.

func GuardPIN(ctx context.Context) string { return Pick(ctx, "您的值班密码", "Your guard PIN") }
func Close(ctx context.Context) string    { return Pick(ctx, "关闭", "Close") }

func DeviceTitle(ctx context.Context) string {
	return Pick(ctx, "检查这台设备", "Check this device")
}
func Copy(ctx context.Context) string   { return Pick(ctx, "复制", "Copy") }
func Copied(ctx context.Context) string { return Pick(ctx, "已复制", "Copied") }
func CopyByHand(ctx context.Context) string {
	return Pick(ctx, "这里不能自动复制。请长按选中再复制", "Copying is not possible here. Select the text and copy it")
}

func TrustLink(ctx context.Context) string {
	return Pick(ctx, "新设备先装证书", "New devices install the certificate first")
}

// OnlyHere stands beside an address that leads to the computer itself.
func OnlyHere(ctx context.Context) string {
	return Pick(ctx,
		"这个网址只有这台电脑打得开，手机打不开。请用学校的网址登录后再做一次",
		"Only this computer reaches this address; no phone does. Log in by the school’s address and do it again")
}

// Date is a day with its year: 2026年11月23日, 23 Nov 2026.
func Date(ctx context.Context, t time.Time) string {
	if LangOf(ctx) == En {
		return t.Format("2 Jan 2006")
	}
	return t.Format("2006年1月2日")
}

// GoOn is the button of a question where nothing else names the deed.
func GoOn(ctx context.Context) string { return Pick(ctx, "继续", "Go on") }

// What is wrong with a field before its form is sent. Scripts put the number in.
func WrongMissing(ctx context.Context) string {
	return Pick(ctx, "请填写这一项", "Please fill this in")
}
func WrongShape(ctx context.Context) string {
	return Pick(ctx, "写法不对，请检查", "Please check how this is written")
}
func WrongLow(ctx context.Context) string  { return Pick(ctx, "不能小于 {n}", "Not below {n}") }
func WrongHigh(ctx context.Context) string { return Pick(ctx, "不能大于 {n}", "Not above {n}") }
func WrongShort(ctx context.Context) string {
	return Pick(ctx, "至少 {n} 个字", "At least {n} characters")
}

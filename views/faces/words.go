package faces

import (
	"context"
	"io"
	"slices"
	"time"

	"github.com/a-h/templ"

	"yunka/views/cardpage"
	"yunka/views/msg"
)

var (
	arts   = []string{"lake", "hills", "leaves", "rings", "weave"}
	fields = []string{"line", "number", "initials"}
	themes = []string{"light", "dark", "large"}
)

func has(list []string, one string) bool { return slices.Contains(list, one) }

// spoken draws a part in another language.
func spoken(l msg.Lang, c templ.Component) templ.Component {
	if l == "" { // as the page
		return c
	}
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error { return c.Render(msg.WithLang(ctx, l), w) })
}

// named is a card with a holder who does not exist; which tells apart two on a page.
func named(ctx context.Context, c cardpage.Card, which string) cardpage.Card {
	c.ID = "sample-" + c.Role + which
	switch c.Role {
	case "teacher":
		c.Holder, c.Number = msg.Pick(ctx, "赵立新", "Zhao Lixin"), "T0118"
	case "parent":
		c.Holder, c.Class = msg.Pick(ctx, "周文静", "Zhou Wenjing"), msg.GuardianOf(ctx, msg.Pick(ctx, "林知夏、林沐阳", "Lin Zhixia, Lin Muyang"))
	default:
		c.Holder, c.Class, c.Number = msg.Pick(ctx, "林知夏", "Lin Zhixia"), msg.Pick(ctx, "三年级2班", "Grade 3 Class 2"), "20230217"
	}
	return c
}

func otherLang(l msg.Lang) msg.Lang {
	if l == msg.Zh {
		return msg.En
	}
	return msg.Zh
}

func langName(l msg.Lang) string {
	if l == msg.Zh {
		return "中文"
	}
	return "English"
}

func stamp(ctx context.Context, t time.Time) string {
	return msg.Date(ctx, t) + " " + t.Format("15:04")
}

func navFaces(ctx context.Context) string { return msg.Pick(ctx, "卡面", "Card faces") }

func versionName(ctx context.Context, n int) string {
	return msg.Pick(ctx, "第 "+number(n)+" 版", "Version "+number(n))
}

func fromVersion(ctx context.Context, n int) string {
	return msg.Pick(ctx, "从第 "+number(n)+" 版改起", "Began as version "+number(n))
}

func allVersions(ctx context.Context) string { return msg.Pick(ctx, "全部版本", "All versions") }
func compare(ctx context.Context) string {
	return msg.Pick(ctx, "和使用中的对比", "Compare with what is shown")
}

func cardOf(ctx context.Context, role string) string {
	switch role {
	case "teacher":
		return msg.Pick(ctx, "教师卡", "Teachers' card")
	case "parent":
		return msg.Pick(ctx, "家长卡", "Parents' card")
	}
	return msg.Pick(ctx, "学生卡", "Pupils' card")
}

func phoneSays(ctx context.Context, role string) string {
	return msg.Pick(ctx, "预览：", "Preview: ") + cardOf(ctx, role)
}

func stateName(ctx context.Context, state string) string {
	switch state {
	case "submitted":
		return msg.Pick(ctx, "等审核", "Waits for review")
	case "in_review":
		return msg.Pick(ctx, "审核中", "In review")
	case "rejected":
		return msg.Pick(ctx, "没通过", "Rejected")
	case "approved":
		return msg.Pick(ctx, "已通过", "Approved")
	case "trial":
		return msg.Pick(ctx, "先发一个班", "On trial")
	case "published":
		return msg.Pick(ctx, "使用中", "In use")
	case "superseded":
		return msg.Pick(ctx, "已换下", "Replaced")
	case "discarded":
		return msg.Pick(ctx, "已作废", "Discarded")
	}
	return msg.Pick(ctx, "草稿", "Draft")
}

func colorWord(ctx context.Context) string { return msg.Pick(ctx, "颜色", "Colour") }
func ownColor(ctx context.Context) string  { return msg.Pick(ctx, "自选", "Own") }
func ownColorLabel(ctx context.Context) string {
	return msg.Pick(ctx, "自选颜色", "Own colour")
}

func toneName(ctx context.Context, key string) string {
	switch key {
	case "pine":
		return msg.Pick(ctx, "松石", "Pine")
	case "wisteria":
		return msg.Pick(ctx, "紫藤", "Wisteria")
	case "ink":
		return msg.Pick(ctx, "墨砚", "Ink")
	case "walnut":
		return msg.Pick(ctx, "胡桃", "Walnut")
	}
	return msg.Pick(ctx, "澄湖", "Lake")
}

func starterName(ctx context.Context, key string) string { return toneName(ctx, key) }

func titleWord(ctx context.Context) string { return msg.Pick(ctx, "标题", "Title") }
func titleHint(ctx context.Context) string {
	return msg.Pick(ctx, "最多 16 字，空着就是校名", "At most 16 characters; without one it is the school's name")
}

func coverWord(ctx context.Context) string  { return msg.Pick(ctx, "封面", "Cover") }
func noCover(ctx context.Context) string    { return msg.Pick(ctx, "不要封面", "None") }
func ownPicture(ctx context.Context) string { return msg.Pick(ctx, "自己的图片", "Own picture") }

func artName(ctx context.Context, art string) string {
	switch art {
	case "hills":
		return msg.Pick(ctx, "远山", "Hills")
	case "leaves":
		return msg.Pick(ctx, "叶子", "Leaves")
	case "rings":
		return msg.Pick(ctx, "年轮", "Rings")
	case "weave":
		return msg.Pick(ctx, "编织", "Weave")
	}
	return msg.Pick(ctx, "湖水", "Lake")
}

func removeLogo(ctx context.Context) string {
	return msg.Pick(ctx, "不用校徽，用云标", "No logo, the cloud instead")
}
func fieldsWord(ctx context.Context) string { return msg.Pick(ctx, "显示什么", "What it shows") }
func fieldsHint(ctx context.Context) string {
	return msg.Pick(ctx, "姓名和身份总是显示", "The name and the role are always there")
}

func fieldName(ctx context.Context, role, field string) string {
	switch {
	case field == "number":
		return msg.Pick(ctx, "学号或工号", "Number")
	case field == "initials":
		return msg.Pick(ctx, "姓名缩写", "Initials")
	case role == "parent":
		return msg.Pick(ctx, "孩子", "Children")
	}
	return msg.Pick(ctx, "班级", "Class")
}

func quickWord(ctx context.Context) string {
	return msg.Pick(ctx, "常用功能，最多 4 个", "Quick functions, up to four")
}

func quickPlace(ctx context.Context, i int) string {
	return msg.Pick(ctx, "第 "+number(i)+" 个", "Place "+number(i))
}
func noQuick(ctx context.Context) string    { return msg.Pick(ctx, "不放", "None") }
func addPicture(ctx context.Context) string { return msg.Pick(ctx, "加图片", "Add a picture") }
func pictureHint(ctx context.Context) string {
	return msg.Pick(ctx, "JPEG 或 PNG，10 MB 以内、1600 万像素以内，存时去掉位置信息", "JPEG or PNG, up to 10 MB and 16 megapixels; places are taken out")
}
func pictureFile(ctx context.Context) string { return msg.Pick(ctx, "图片", "Picture") }
func pictureAs(ctx context.Context) string   { return msg.Pick(ctx, "用作", "Use it as") }

func coverOf(ctx context.Context, role string) string {
	return cardOf(ctx, role) + msg.Pick(ctx, "的封面", ": cover")
}
func logoOfAll(ctx context.Context) string {
	return msg.Pick(ctx, "三种卡的校徽", "Logo of all cards")
}
func saveDraft(ctx context.Context) string { return msg.Pick(ctx, "保存草稿", "Save draft") }
func previewWord(ctx context.Context) string {
	return msg.Pick(ctx, "预览", "Preview")
}
func lightWord(ctx context.Context) string { return msg.Pick(ctx, "外观", "Appearance") }
func langWord(ctx context.Context) string  { return msg.Pick(ctx, "语言", "Language") }

func themeName(ctx context.Context, theme string) string {
	switch theme {
	case "dark":
		return msg.Pick(ctx, "深色", "Dark")
	case "large":
		return msg.Pick(ctx, "长辈版", "Simple")
	}
	return msg.Pick(ctx, "浅色", "Light")
}

func canRead(ctx context.Context, lowest float64) string {
	return msg.Pick(ctx, "都看得清，最低 "+ratio(lowest)+" : 1", "Everything can be read, lowest "+ratio(lowest)+" : 1")
}

func cannotRead(ctx context.Context, p Phone) string {
	if p.Small {
		return msg.Pick(ctx, "小字看不清，只有 "+ratio(p.Lowest)+" : 1，要 4.5 : 1", "The small words are hard to read: "+ratio(p.Lowest)+" : 1 of 4.5 : 1")
	}
	return msg.Pick(ctx, "字看不清，只有 "+ratio(p.Lowest)+" : 1，要 4.5 : 1", "The words are hard to read: "+ratio(p.Lowest)+" : 1 of 4.5 : 1")
}

func mendIt(ctx context.Context) string { return msg.Pick(ctx, "调深一点", "Make it darker") }
func mendText(ctx context.Context, p Phone) string {
	return msg.Pick(ctx, "调成 "+p.Mended+" 后是 "+ratio(p.Then)+" : 1", p.Mended+" gives "+ratio(p.Then)+" : 1")
}
func submitIt(ctx context.Context) string {
	return msg.Pick(ctx, "保存并提交审核", "Save and hand in")
}
func submitHint(ctx context.Context) string {
	return msg.Pick(ctx, "提交后由另一位管理员审核", "Another administrator reviews it")
}
func submitNot(ctx context.Context) string {
	return msg.Pick(ctx, "先把看不清的颜色调好，才能提交", "Mend what cannot be read first")
}

package delegate

import (
	"context"
	"time"

	"yunka/views/msg"
)

func newTitle(ctx context.Context) string {
	return msg.Pick(ctx, "委托一个人来接", "Ask somebody to collect")
}
func whom(ctx context.Context) string { return msg.Pick(ctx, "接哪个孩子", "Which children") }
func who(ctx context.Context) string  { return msg.Pick(ctx, "谁来接", "Who collects") }
func fieldName(ctx context.Context) string {
	return msg.Pick(ctx, "姓名", "Name")
}
func fieldNameHint(ctx context.Context) string {
	return msg.Pick(ctx, "和身份证上一样，必须是成年人", "As on the identity card; an adult")
}
func fieldPhone(ctx context.Context) string { return msg.Pick(ctx, "手机号", "Mobile number") }
func fieldPhoneHint(ctx context.Context) string {
	return msg.Pick(ctx, "有疑问时老师会打这个电话", "The teacher calls it when in doubt")
}
func fieldRelation(ctx context.Context) string {
	return msg.Pick(ctx, "是孩子的什么人", "What they are to the children")
}
func fieldPhoto(ctx context.Context) string { return msg.Pick(ctx, "照片", "Photo") }
func fieldPhotoHint(ctx context.Context) string {
	return msg.Pick(ctx, "正脸、清楚，JPEG 或 PNG，10 MB 以内。门口的老师拿它认人，只有家里和老师看得到；请先征得本人同意。",
		"The face from the front; JPEG or PNG, up to 10 MB. The teacher at the gate compares it; only the family and staff see it. Ask the person first.")
}
func photoAgain(ctx context.Context) string {
	return msg.Pick(ctx, "照片要再选一次", "Choose the photo once more")
}
func whenTitle(ctx context.Context) string { return msg.Pick(ctx, "什么时候", "When") }
func once(ctx context.Context) string      { return msg.Pick(ctx, "只接一次", "Once") }
func weekly(ctx context.Context) string    { return msg.Pick(ctx, "每周固定几天", "Every week") }
func fieldDay(ctx context.Context) string {
	return msg.Pick(ctx, "哪天（每周的从这天起）", "Day (or the first one)")
}
func fieldLast(ctx context.Context) string { return msg.Pick(ctx, "到哪天为止", "Last day") }
func fieldWeekdays(ctx context.Context) string {
	return msg.Pick(ctx, "周几", "Weekdays")
}
func fieldFrom(ctx context.Context) string { return msg.Pick(ctx, "从几点", "From") }
func fieldTo(ctx context.Context) string   { return msg.Pick(ctx, "到几点", "To") }
func hoursHint(ctx context.Context) string {
	return msg.Pick(ctx, "只在这段时间能接走。放学前后多留一点。", "The children can be collected in these hours only. Leave some room around dismissal.")
}
func weeklyHint(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return msg.Pick(ctx, "最长半年。放假不接。", "Half a year at most. Not on holidays.")
	}
	return msg.Pick(ctx, "最晚到学期末，"+msg.Day(ctx, t)+"。放假不接。", "At most to the end of term, "+msg.Day(ctx, t)+". Not on holidays.")
}
func password(ctx context.Context) string {
	return msg.Pick(ctx, "您的登录密码", "Your password")
}
func passwordHint(ctx context.Context) string {
	return msg.Pick(ctx, "确认是您本人在委托", "To be sure that it is you who asks")
}
func confirmNew(ctx context.Context) string {
	return msg.Pick(ctx, "确认，生成链接", "Confirm and make the link")
}

// Fault says why a form was refused; field is which part of it, "" for the whole.
func Fault(ctx context.Context, code string) (field, text string) {
	switch code {
	case "mandate_name":
		return "name", msg.Pick(ctx, "请写姓名，最多 40 字。", "Please write a name of at most 40 characters.")
	case "mandate_phone":
		return "phone", msg.Pick(ctx, "请写 11 位手机号。", "Please write a mobile number of 11 digits.")
	case "mandate_own_phone":
		return "phone", msg.Pick(ctx, "这是您自己的手机号，请写来接的人的。", "This is your own number. Write that of the person who collects.")
	case "mandate_known":
		return "", msg.Pick(ctx, "这个人不能在这里委托，请直接联系学校。", "This person cannot be asked here. Please speak to the school.")
	case "mandate_relation":
		return "relation", msg.Pick(ctx, "请选一个。", "Choose one.")
	case "mandate_children":
		return "children", msg.Pick(ctx, "请至少选一个孩子，都要是您能委托的。", "Choose at least one child; you must have the right for each.")
	case "mandate_photo":
		return "photo", msg.Pick(ctx, "请选一张照片。", "Choose a photo.")
	case "photo_kind":
		return "photo", msg.Pick(ctx, "这不是照片。请选 JPEG 或 PNG 图片。", "This is no photo. Choose a JPEG or PNG.")
	case "photo_size", "photo_pixels", "file_too_large":
		return "photo", msg.Pick(ctx, "照片太大，请选小一些的（10 MB、1600 万像素以内）。", "The photo is too large: at most 10 MB and 16 megapixels.")
	case "photo_small":
		return "photo", msg.Pick(ctx, "照片太小，认不清人。", "The photo is too small to recognise anybody.")
	case "mandate_days":
		return "days", msg.Pick(ctx, "日期不对：请写哪天；每周的要选周几，最后一天不能早于第一天。", "The days are not right: choose a day; a weekly one needs weekdays and a last day that is not before the first.")
	case "mandate_past":
		return "days", msg.Pick(ctx, "这个时间已经过了。", "That time is past.")
	case "mandate_long":
		return "days", msg.Pick(ctx, "太长了：最多到学期末，没有学期的最多半年。", "Too long: to the end of term at most, or half a year without terms.")
	case "mandate_never":
		return "days", msg.Pick(ctx, "这段时间里没有这样的上学日。", "There is no such school day in that time.")
	case "mandate_window":
		return "hours", msg.Pick(ctx, "时间不对：同一天内，至少 10 分钟。", "The hours are not right: within one day, at least ten minutes.")
	case "mandate_many_child":
		return "", msg.Pick(ctx, "这个孩子已经委托了 6 个人，请先取消一个。", "Six people are asked for this child already. Take one back first.")
	case "mandate_many":
		return "", msg.Pick(ctx, "您已经委托了 10 个人，请先取消一个。", "You have asked ten people already. Take one back first.")
	case "mandate_over":
		return "", msg.Pick(ctx, "这次委托已经结束，请重新委托。", "This is over. Please ask anew.")
	}
	return "", ""
}

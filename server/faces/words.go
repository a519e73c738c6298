package faces

import (
	"context"

	"yunka/server/fault"
	"yunka/views/msg"
)

func waitingTitle(ctx context.Context) string {
	return msg.Pick(ctx, "卡面等审核", "Card faces to review")
}

func actionWords(ctx context.Context, verb string) string {
	switch verb {
	case "faces.begun":
		return msg.Pick(ctx, "起了一版卡面", "Began a version of the card faces")
	case "faces.saved":
		return msg.Pick(ctx, "改了卡面草稿", "Changed a draft of the card faces")
	case "faces.picture":
		return msg.Pick(ctx, "上传了卡面图片", "Added a picture for card faces")
	case "faces.submitted":
		return msg.Pick(ctx, "提交了卡面审核", "Handed in card faces for review")
	case "faces.withdrawn":
		return msg.Pick(ctx, "撤回了卡面审核", "Withdrew card faces from review")
	case "faces.discarded":
		return msg.Pick(ctx, "作废了一版卡面", "Discarded a version of the card faces")
	case "faces.taken":
		return msg.Pick(ctx, "开始审核卡面", "Began to review card faces")
	case "faces.approved":
		return msg.Pick(ctx, "通过了卡面", "Approved card faces")
	case "faces.rejected":
		return msg.Pick(ctx, "没有通过卡面", "Rejected card faces")
	case "faces.tried":
		return msg.Pick(ctx, "把卡面先发给一个班", "Showed card faces to a class first")
	case "faces.trial_ended":
		return msg.Pick(ctx, "从一个班收回了卡面", "Took card faces back from a class")
	case "faces.published":
		return msg.Pick(ctx, "把卡面发给全校", "Showed card faces to everybody")
	case "faces.retired":
		return msg.Pick(ctx, "恢复了默认卡面", "Went back to how cards come")
	}
	return ""
}

func doneWords(ctx context.Context, word string) string {
	switch word {
	case "faces-saved":
		return msg.Pick(ctx, "草稿已保存。", "The draft is saved.")
	case "faces-submitted":
		return msg.Pick(ctx, "已提交，等审核。", "Handed in. It waits for a review.")
	case "faces-discarded":
		return msg.Pick(ctx, "已作废。", "Discarded.")
	case "faces-approved":
		return msg.Pick(ctx, "已通过。接着先发给一个班看看。", "Approved. Show it to a class next.")
	case "faces-rejected":
		return msg.Pick(ctx, "没有通过，原因已写给做卡面的人。", "Rejected. Who made it reads why.")
	case "faces-tried":
		return msg.Pick(ctx, "这个班的卡已经换上。", "The cards of the class have it.")
	case "faces-ended":
		return msg.Pick(ctx, "已收回，这个班换回了全校的卡面。", "Taken back. The class has what everybody has.")
	case "faces-published":
		return msg.Pick(ctx, "全校的卡已经换上。", "All cards have it.")
	case "faces-retired":
		return msg.Pick(ctx, "已恢复默认卡面。", "Cards look as they come.")
	}
	return ""
}

func faultWords(ctx context.Context, f *fault.Error) string {
	switch f.Code {
	case "faces_color":
		return msg.Pick(ctx, "颜色没写对。", "That is no colour.")
	case "faces_title":
		return msg.Pick(ctx, "标题最多 16 字，不能有看不见的字符。", "At most 16 characters, and none that cannot be seen.")
	case "faces_art", "faces_field":
		return msg.Pick(ctx, "没有这个选项。", "That cannot be chosen.")
	case "faces_quick":
		return msg.Pick(ctx, "常用功能最多 4 个，不能重复，也要是这种卡能用的。", "Up to four quick functions, each once, of those the card can have.")
	case "photo_size", "file_too_large":
		return msg.Pick(ctx, "图片要在 10 MB 以内。", "A picture of up to 10 MB.")
	case "photo_kind":
		return msg.Pick(ctx, "要 JPEG 或 PNG 图片。", "A JPEG or a PNG picture.")
	case "photo_pixels":
		return msg.Pick(ctx, "图片太大了，要在 1600 万像素以内。", "The picture is too large: up to 16 megapixels.")
	case "photo_small":
		return msg.Pick(ctx, "图片太小了，每边至少 100 像素。", "The picture is too small: at least 100 pixels a side.")
	case "faces_picture":
		return msg.Pick(ctx, "图片已经不在了，请再传一次。", "The picture is gone: add it again.")
	case "faces_from":
		return msg.Pick(ctx, "请选一套开始。", "Choose what to begin with.")
	case "faces_open":
		return msg.Pick(ctx, "有一版还在办，先办完或作废。", "A version is on its way: finish or discard it first.")
	case "faces_state":
		return msg.Pick(ctx, "这一版刚刚变了，请看现在的状态。", "The version has just changed: look at how it stands now.")
	case "faces_changed":
		return msg.Pick(ctx, "别人刚保存过，重新打开再改，免得盖掉。", "Somebody else has just saved it. Open it again, so that nothing is lost.")
	case "faces_contrast":
		return msg.Pick(ctx, "有字看不清，先调颜色再提交。", "Something cannot be read: mend the colour first.")
	case "faces_own":
		return msg.Pick(ctx, "自己提交的，要由另一位管理员审核。", "You handed it in: another administrator reviews it.")
	case "faces_taken":
		return msg.Pick(ctx, "别人正在审核，请稍后再看。", "Somebody else is reviewing it.")
	case "faces_why":
		return msg.Pick(ctx, "写一下原因，最多 200 字。", "Say why, in at most 200 characters.")
	case "faces_trial":
		return msg.Pick(ctx, "已有一版先发给一个班，先收回。", "Another version is on trial: take it back first.")
	case "faces_class":
		return msg.Pick(ctx, "请选一个班。", "Choose a class.")
	}
	return ""
}

func detailWords(ctx context.Context, key string) string {
	switch key {
	case "version":
		return msg.Pick(ctx, "版本", "Version")
	case "alone":
		return msg.Pick(ctx, "唯一的管理员", "The only administrator")
	case "picture":
		return msg.Pick(ctx, "图片", "Picture")
	}
	return ""
}

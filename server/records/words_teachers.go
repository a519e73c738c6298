package records

import (
	"context"

	"yunka/server/fault"
	"yunka/server/post"
	"yunka/server/roster"
	"yunka/views/msg"
)

// teacherWords says what is wrong with a line of a teachers' file, and which value
// it is about; "" for what any roster may have.
func teacherWords(ctx context.Context, p roster.Problem) (text, value string) {
	switch p.Reason {
	case post.TeacherNew:
		return msg.Pick(ctx, "系统里没有这个工号，会登记为新老师。请核对工号没有打错", "Nobody has this number: a new teacher is added. Please make sure that it is not a slip"), ""
	case post.TeacherOther:
		return msg.Pick(ctx, "这个工号在系统里是另一个名字", "In the books somebody of another name has this number"), p.Detail
	case post.NumberOfPupil:
		return msg.Pick(ctx, "这是一个学生的号码", "This is a pupil's"), ""
	case post.NumberOther:
		return msg.Pick(ctx, "同一手机号和姓名，在系统里是另一个工号", "In the books this phone and name have another number"), p.Detail
	case post.PhoneOther:
		return msg.Pick(ctx, "这个手机号登记在另一个姓名下", "This phone is in the books under another name"), ""
	case post.ClassUnknown:
		return msg.Pick(ctx, "学校没有这个班", "The school has no such class"), p.Detail
	case post.ClassTwoHeads:
		return msg.Pick(ctx, "一个班写了两个班主任，另一个在第 "+p.Detail+" 行", "Two class teachers of one class; the other is in line "+p.Detail), ""
	case post.ClassHasTeacher:
		return msg.Pick(ctx, "这个班已有班主任，而他不在文件里。先结束他的职务，或把他也写进文件", "The class has a class teacher who is not in the file. End that post first, or put them into the file, too"), p.Detail
	case post.ChipResting:
		return msg.Pick(ctx, "这张卡片两周内刚停用过，请换一张", "This chip ended within two weeks. Take another one"), ""
	case roster.NumberMissing:
		return msg.Pick(ctx, "缺工号", "The staff number is missing"), ""
	case roster.NumberFormat:
		return msg.Pick(ctx, "工号只能有字母、数字和横线", "A staff number has letters, digits and hyphens only"), p.Detail
	case roster.NumberTwice:
		return msg.Pick(ctx, "工号重复，与第 "+p.Detail+" 行相同", "The same staff number as in line "+p.Detail), ""
	}
	return "", ""
}

// teacherFileWords says why a file could not be read as a list of teachers.
func teacherFileWords(ctx context.Context, f *fault.Error) string {
	switch f.Code {
	case "roster_columns":
		return msg.Pick(ctx, "不是教师名单，或缺少这些列：", "Not a list of teachers, or these columns are missing: ") + f.Detail
	case "roster_empty":
		return msg.Pick(ctx, "文件里没有老师", "There are no teachers in the file")
	case "import_books_changed":
		return msg.Pick(ctx, "导入期间有别的改动，停在了半路。请再传一次：已经改好的不会重复", "Something else changed during the import, and it stopped on its way. Upload it again: what is done is not done twice")
	}
	return ""
}

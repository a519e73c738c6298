package freshmen

import (
	"context"

	"yunka/server/fault"
	"yunka/server/intake"
	"yunka/server/intake/day"
	"yunka/server/intake/file"
	"yunka/server/outbox"
	view "yunka/views/freshmen"
	"yunka/views/msg"
)

// actionWords says what an event did.
func actionWords(ctx context.Context, action string) string {
	switch action {
	case "freshmen.made":
		return msg.Pick(ctx, "建了新生批次", "Made an intake")
	case "freshmen.changed":
		return msg.Pick(ctx, "改了新生批次", "Changed an intake")
	case "freshmen.applicant":
		return msg.Pick(ctx, "改了一位新生", "Changed an applicant")
	case "freshmen.imported":
		return msg.Pick(ctx, "导入了新生名单", "Took in a list of applicants")
	case "freshmen.slips":
		return msg.Pick(ctx, "打印了邀请单", "Made slips")
	case "freshmen.proved":
		return msg.Pick(ctx, "家长确认了身份", "A family proved who it is")
	case "freshmen.written":
		return msg.Pick(ctx, "家长填了登记表", "A family wrote in the form")
	case "freshmen.sent":
		return msg.Pick(ctx, "家长交了登记表", "A family handed in the form")
	case "freshmen.picture":
		return msg.Pick(ctx, "家长传了材料", "A family sent a picture")
	case "freshmen.picture_viewed":
		return msg.Pick(ctx, "看了新生材料", "Looked at a family's picture")
	case "freshmen.reviewed":
		return msg.Pick(ctx, "审核了登记表", "Reviewed a form")
	case "freshmen.field":
		return msg.Pick(ctx, "改了登记表的项目", "Changed the form")
	case "freshmen.step":
		return msg.Pick(ctx, "改了办理清单", "Changed the checklist")
	case "freshmen.page":
		return msg.Pick(ctx, "改了来校指南", "Changed the guide")
	case "freshmen.ticked":
		return msg.Pick(ctx, "办好了一步", "Ticked a step")
	case "freshmen.unticked":
		return msg.Pick(ctx, "撤回了一步", "Took a tick back")
	case "freshmen.arrived":
		return msg.Pick(ctx, "新生报到", "An applicant came")
	case "freshmen.step_done":
		return msg.Pick(ctx, "报到日办好一步", "A step was done on the day")
	case "freshmen.undone":
		return msg.Pick(ctx, "报到台撤销", "A desk took something back")
	case "freshmen.desk":
		return msg.Pick(ctx, "安排了报到台", "Said what a desk does")
	case "freshmen.helpers":
		return msg.Pick(ctx, "定了帮忙的老师", "Said who helps")
	case "freshmen.revealed":
		return msg.Pick(ctx, "公布了班级和宿舍", "Class and dormitory were told")
	case "freshmen.enrolled":
		return msg.Pick(ctx, "新生转为学生", "An applicant became a pupil")
	case "freshmen.no_shows":
		return msg.Pick(ctx, "关掉了没来的新生", "Closed no-shows")
	case "freshmen.card":
		return msg.Pick(ctx, "家长领了激活码", "A family took the code of an account")
	case "freshmen.viewed":
		return msg.Pick(ctx, "看了新生名单", "Looked at applicants")
	case "freshmen.exported":
		return msg.Pick(ctx, "导出了报到报表", "Exported the report of an intake")
	case "freshmen.printed":
		return msg.Pick(ctx, "打印了报到单", "Printed a paper of the day")
	}
	return ""
}

// doneWords says what a button has just done; "" for another's word.
func doneWords(ctx context.Context, done string) string {
	switch done {
	case "freshmen-made":
		return msg.Pick(ctx, "建好了。接着导入名单。", "Made. Now take in the list.")
	case "freshmen-saved":
		return msg.Pick(ctx, "已保存。", "Saved.")
	case "freshmen-sent":
		return msg.Pick(ctx, "交给学校了，等学校审核。", "Handed in: the school will look at it.")
	case "freshmen-written":
		return msg.Pick(ctx, "已保存，可以下次接着填。", "Saved: go on whenever you like.")
	case "freshmen-picture":
		return msg.Pick(ctx, "图片收到了。", "The picture is here.")
	case "freshmen-reviewed":
		return msg.Pick(ctx, "已答复，家长会看到。", "Answered: the family sees it.")
	case "freshmen-ticked":
		return msg.Pick(ctx, "这一步已记下。", "The step is noted.")
	case "freshmen-unticked":
		return msg.Pick(ctx, "已撤回。", "Taken back.")
	case "freshmen-closed":
		return msg.Pick(ctx, "没来的已关掉。", "The no-shows are closed.")
	case "freshmen-account":
		return msg.Pick(ctx, "您已经有账号，登录就能看到孩子。", "You have an account: log in, and your child is there.")
	}
	return ""
}

func detailWords(ctx context.Context, key string) string {
	switch key {
	case "reveal_at":
		return msg.Pick(ctx, "公布时间", "Told at")
	case "deadline_at":
		return msg.Pick(ctx, "最晚报到", "Latest")
	case "intake":
		return msg.Pick(ctx, "批次", "Intake")
	case "applicant":
		return msg.Pick(ctx, "新生", "Applicant")
	case "moved":
		return msg.Pick(ctx, "改了班级或宿舍", "Class or dormitory changed")
	case "slips":
		return msg.Pick(ctx, "邀请单", "Slips")
	case "again":
		return msg.Pick(ctx, "又一次", "Once more")
	case "review":
		return msg.Pick(ctx, "审核", "Review")
	case "step":
		return msg.Pick(ctx, "步骤", "Step")
	case "spot":
		return msg.Pick(ctx, "在哪里", "Where")
	case "dropped":
		return msg.Pick(ctx, "删掉", "Taken out")
	case "page":
		return msg.Pick(ctx, "页", "Page")
	case "version":
		return msg.Pick(ctx, "版本", "Version")
	case "how":
		return msg.Pick(ctx, "怎么办的", "How")
	case "tab":
		return msg.Pick(ctx, "哪个名单", "List")
	case "field":
		return msg.Pick(ctx, "项目", "Field")
	case "problems":
		return msg.Pick(ctx, "没导入的行", "Rows left out")
	case "members":
		return msg.Pick(ctx, "学籍", "Memberships")
	}
	return ""
}

func faultWords(ctx context.Context, f *fault.Error) string {
	switch f.Code {
	case "intake_name":
		return msg.Pick(ctx, "请写名称，最多 60 字；其他几项最多 200 字。", "Give it a name of at most 60 characters; the other texts have at most 200.")
	case "intake_day":
		return msg.Pick(ctx, "请选报到日。", "Choose the day to report.")
	case "intake_times":
		return msg.Pick(ctx, "公布时间不能晚于最晚报到时间，两个都要是完整的日期和时间。", "What is told cannot come after the latest time to report; both are a date and a time.")
	case "intake_text":
		return msg.Pick(ctx, "文字太长，或有不能显示的字符。", "A text is too long, or cannot be shown.")
	case "intake_slot":
		return msg.Pick(ctx, "预约时间写成 10:00。", "Write the time as 10:00.")
	case "intake_state":
		return msg.Pick(ctx, "请选一个状态。", "Choose a state.")
	case "intake_why":
		return msg.Pick(ctx, "请写原因。", "Give the reason.")
	case "intake_class":
		return msg.Pick(ctx, "本校没有这个班。", "The school has no such class.")
	case "intake_enrolled":
		return msg.Pick(ctx, "已经是本校学生了，请到人员里改。", "This is a pupil already: change it under People.")
	case "intake_file":
		return msg.Pick(ctx, "这个文件打不开，请用 CSV 或 XLSX。", "This file cannot be read: use CSV or XLSX.")
	case "intake_columns":
		return msg.Pick(ctx, "找不到表头：要有姓名、出生日期或身份证、家长手机。", "No heading row with name, birth date or identity number, and a guardian's phone.")
	case "intake_slips":
		return msg.Pick(ctx, "一次打印 1 到 500 张。", "1 to 500 slips at a time.")
	case "intake_proof":
		return msg.Pick(ctx, "和学校名单对不上。请看清姓名、出生日期或身份证后六位、报名时的手机号。", "That does not match the school's list. Please check the name, the birth date or number, and the phone that the school was given.")
	case "intake_field":
		return msg.Pick(ctx, "请写名称，最多 60 字。", "Give it a label of at most 60 characters.")
	case "intake_kind":
		return msg.Pick(ctx, "请选类型。", "Choose a kind.")
	case "intake_choices":
		return msg.Pick(ctx, "选项要 2 到 40 个，一行一个。", "2 to 40 choices, one a line.")
	case "intake_fields_many":
		return msg.Pick(ctx, "登记表最多 100 项。", "A form has at most 100 fields.")
	case "intake_field_used":
		return msg.Pick(ctx, "已经有家长填了，不能删，也不能换类型。", "Families have filled it in: it cannot be taken out or be of another kind.")
	case "intake_form_over":
		return msg.Pick(ctx, "学校已经审核通过，不能再改。", "The school has accepted the form: it cannot be changed.")
	case "intake_no_picture":
		return msg.Pick(ctx, "这一项不收图片。", "This field takes no picture.")
	case "intake_words":
		return msg.Pick(ctx, "请写清楚要家长补什么，最多 200 字。", "Say what is missing, in at most 200 characters.")
	case "intake_not_waiting":
		return msg.Pick(ctx, "这份登记表现在不用审核。", "This form does not wait for a review.")
	case "intake_form_moved":
		return msg.Pick(ctx, "您看的时候家长又改了，请看过新的再答复。", "The family has changed it while you looked: please look again.")
	case "intake_step":
		return msg.Pick(ctx, "请写步骤名称，最多 60 字。", "Give the step a name of at most 60 characters.")
	case "intake_owner":
		return msg.Pick(ctx, "请选谁办。", "Choose who does it.")
	case "intake_before":
		if f.Detail != "" {
			return msg.Pick(ctx, "要先办："+f.Detail, "First: "+f.Detail)
		}
		return msg.Pick(ctx, "前面还有没办好的，请到咨询台。", "Something comes first: please ask at the help desk.")
	case "intake_circle":
		return msg.Pick(ctx, "这些步骤互相等，谁也办不了："+f.Detail, "These steps wait for each other: "+f.Detail)
	case "intake_steps_many":
		return msg.Pick(ctx, "清单最多 40 步。", "A checklist has at most 40 steps.")
	case "intake_does_twice":
		return msg.Pick(ctx, "这种步骤已经有了。", "There is such a step already.")
	case "intake_step_used":
		return msg.Pick(ctx, "已经有人办过，或有报到台在办，不能删。", "It has been done, or a desk does it: it cannot be taken out.")
	case "intake_how":
		return msg.Pick(ctx, "这一步不能这样办。", "This step cannot be ticked that way.")
	case "intake_page":
		return msg.Pick(ctx, "请写标题，最多 60 字。", "Give it a title of at most 60 characters.")
	case "intake_body":
		return msg.Pick(ctx, "请写正文，最多 8000 字。", "Write something, at most 8,000 characters.")
	case "intake_publish":
		return msg.Pick(ctx, "公布过的页不能悄悄改，请公布新的一版。", "A published page is not changed in silence: publish a new version.")
	case "intake_pages_many":
		return msg.Pick(ctx, "指南最多 20 页。", "A guide has at most 20 pages.")
	case "intake_spot":
		return msg.Pick(ctx, "这台设备不能办这一步，请重新选。", "This terminal cannot do that step: choose again.")
	case "intake_helpers":
		return msg.Pick(ctx, "找不到这位老师，或重名："+f.Detail+"。重名请写工号。", "Unknown, or not one person's name alone: "+f.Detail+". Use the number.")
	case "intake_unknown":
		return msg.Pick(ctx, "这个码不是新生的，请出示邀请单。", "This is no code of a new pupil: please show the slip.")
	case "intake_not_expected":
		return msg.Pick(ctx, "名单上写着不来了，请到咨询台。", "The list says that this pupil does not come: please ask at the help desk.")
	case "intake_not_arrived":
		return msg.Pick(ctx, "请先到报到台报到。", "Please report first.")
	case "intake_undo":
		return msg.Pick(ctx, "不能撤销：不是这里办的、过了 10 分钟，或后面的已经办了。", "It cannot be taken back: it was not done here, ten minutes have passed, or more has been done since.")
	case "intake_deadline":
		return msg.Pick(ctx, "还没到最晚报到时间，不能关。", "The latest time to report is not over yet.")
	case "intake_not_yet":
		return msg.Pick(ctx, "学校还没有建好学籍，请过几天再来。", "The school has not made the pupil yet: please come back later.")
	case "intake_ask_office":
		return msg.Pick(ctx, "您在学校还有别的身份，激活码请向学校领。", "You are known to the school in another way, too: please ask the school for your code.")
	}
	return whyNot(ctx, f.Code)
}

// whyNot is what stands in the way of becoming a pupil.
func whyNot(ctx context.Context, code string) string {
	switch code {
	case day.NoClass:
		return msg.Pick(ctx, "还没分班", "No class yet")
	case day.NotCleared:
		return msg.Pick(ctx, "手续没齐", "Not cleared")
	case day.NotHere:
		return msg.Pick(ctx, "还没报到", "Has not come")
	case day.NumberTaken:
		return msg.Pick(ctx, "学号是别人的", "The number is another's")
	case day.PhoneOther:
		return msg.Pick(ctx, "家长手机在本校是另一个人的", "A guardian's phone is another person's here")
	case "person_exists":
		return msg.Pick(ctx, "学号或家长已被别人用了", "Number or guardian is another's")
	case "membership_exists":
		return msg.Pick(ctx, "已经有学籍", "Is a pupil already")
	case "dorm_no_such_bed":
		return msg.Pick(ctx, "宿舍里没有这张床", "The dormitory has no such bed")
	case "dorm_taken", "dorm_closed":
		return msg.Pick(ctx, "床位有人了，或停用", "The bed is taken, or out of use")
	}
	return ""
}

// problemWords says why a row is left out.
func problemWords(ctx context.Context, p file.Problem) string {
	text := ""
	switch p.Code {
	case "intake_row_name":
		text = msg.Pick(ctx, "没有姓名，或太长", "No name, or too long")
	case "intake_row_birth":
		text = msg.Pick(ctx, "出生日期不对", "Not a birth date")
	case "intake_row_id":
		text = msg.Pick(ctx, "身份证后六位不对", "Not the end of an identity number")
	case "intake_row_proof":
		text = msg.Pick(ctx, "出生日期和身份证都没有，家长没法确认身份", "Neither birth date nor identity number: no family could prove itself")
	case "intake_row_phone":
		text = msg.Pick(ctx, "家长手机不对", "Not a phone number of a guardian")
	case "intake_row_kin":
		text = msg.Pick(ctx, "有手机，没有家长姓名", "A phone without the guardian's name")
	case "intake_row_class":
		text = msg.Pick(ctx, "本校没有这个班", "The school has no such class")
	case "intake_row_other":
		text = msg.Pick(ctx, "这个手机是另一家的", "The phone is another family's")
	case "intake_row_twice":
		text = msg.Pick(ctx, "和前面一行是同一个人", "The same as a row before")
	case "intake_slot":
		text = msg.Pick(ctx, "预约时间不对", "Not a time")
	default:
		text = msg.Pick(ctx, "文字太长", "A text is too long")
	}
	if p.Value != "" {
		text += msg.Pick(ctx, "："+p.Value, ": "+p.Value)
	}
	return text
}

func formProblem(ctx context.Context, wrong, theirs, missing int) string {
	switch {
	case theirs > 0:
		return msg.Pick(ctx, "有几项另一位家长刚刚也改了，请看红字。其他的已保存。", "Another guardian has just changed some of it: see below. The rest is saved.")
	case wrong > 0:
		return msg.Pick(ctx, "有几项填得不对，请看红字。其他的已保存。", "Some of it is not right: see below. The rest is saved.")
	case missing > 0:
		return msg.Pick(ctx, "还有必填的没填。填好的已保存，还没交。", "Something required is missing. What you wrote is saved, and not yet handed in.")
	}
	return ""
}

func fieldMissing(ctx context.Context) string {
	return msg.Pick(ctx, "这一项要填", "Please fill this in")
}

func fieldWrong(ctx context.Context, kind string) string {
	switch kind {
	case "number":
		return msg.Pick(ctx, "请填数字", "A number, please")
	case "date":
		return msg.Pick(ctx, "请填日期，如 2011-03-05", "A date, please, such as 2011-03-05")
	case "phone":
		return msg.Pick(ctx, "请填手机号", "A phone number, please")
	case "choice":
		return msg.Pick(ctx, "请从选项里选", "Please choose one of these")
	}
	return msg.Pick(ctx, "太长，或有不能显示的字符", "Too long, or it cannot be shown")
}

func waitingTitle(ctx context.Context) string {
	return msg.Pick(ctx, "新生登记表等审核", "Forms of new pupils to review")
}
func placeWord(ctx context.Context) string {
	return msg.Pick(ctx, "班级和宿舍", "Class and dormitory")
}
func totalWord(ctx context.Context) string { return msg.Pick(ctx, "合计", "All") }

func reportHeads(ctx context.Context) []string {
	if msg.LangOf(ctx) == msg.En {
		return []string{"Class", "Expected", "Has a slip", "Family known", "Form sent", "Accepted", "Have come", "Not yet here", "Come later", "No-shows", "Late", "Pupils", "Data complete", "As of"}
	}
	return []string{"班级", "应到", "发了邀请单", "已确认身份", "已交表", "审核通过", "已报到", "还没到", "推迟", "没来", "迟到", "已入学籍", "数据完整", "截至"}
}

// notices are the words of what accounts that follow an applicant are told.
var notices = []outbox.Kind{
	notice(intake.NoticePlace, "班级和宿舍公布", "Class and dormitory are told", func(ctx context.Context, d intake.Told) outbox.Text {
		return outbox.Text{Title: msg.Pick(ctx, d.Name+"的班级和宿舍公布了", "Class and dormitory of "+d.Name+" are out")}
	}),
	notice(intake.NoticePage, "来校指南更新", "A page of the guide is out", func(ctx context.Context, d intake.Told) outbox.Text {
		return outbox.Text{Title: msg.Pick(ctx, "来校指南有新的一页", "There is a new page on coming to school"), Body: d.Name}
	}),
	notice(intake.NoticeReview, "登记表审核", "The form was reviewed", func(ctx context.Context, d intake.Told) outbox.Text {
		if d.What == string(intake.NeedMore) {
			return outbox.Text{Title: msg.Pick(ctx, d.Name+"的登记表要补充", "The form of "+d.Name+" needs more"), Warn: true}
		}
		return outbox.Text{Title: msg.Pick(ctx, d.Name+"的登记表通过了", "The form of "+d.Name+" is accepted")}
	}),
}

func notice(word, zh, en string, draw func(ctx context.Context, d intake.Told) outbox.Text) outbox.Kind {
	return outbox.Kind{
		Kind: word, Name: func(ctx context.Context) string { return msg.Pick(ctx, zh, en) },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			var d intake.Told
			t.Read(&d)
			text := draw(ctx, d)
			text.Link, text.Do = view.Path(d.Applicant), msg.Pick(ctx, "看看", "Look")
			return text
		},
	}
}

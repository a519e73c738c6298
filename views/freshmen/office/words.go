package office

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"yunka/views/freshmen"
	"yunka/views/msg"
)

func nav(ctx context.Context) string        { return msg.Pick(ctx, "新生", "New pupils") }
func allIntakes(ctx context.Context) string { return msg.Pick(ctx, "所有批次", "All intakes") }

// intakeTabs are the pages of an intake.
var intakeTabs = []struct {
	path string
	text func(ctx context.Context) string
}{
	{"", func(ctx context.Context) string { return msg.Pick(ctx, "概况", "Overview") }},
	{"/list", listTitle},
	{"/form", formSetupTitle},
	{"/steps", stepSetupTitle},
	{"/guide", freshmen.GuideTitle},
	{"/day", dayTitle},
	{"/enrol", enrolTitle},
}

func noIntakes(ctx context.Context) string {
	return msg.Pick(ctx, "还没有新生批次", "No intake yet")
}
func noIntakesDo(ctx context.Context) string {
	return msg.Pick(ctx, "在下面建一个，再导入名单。", "Make one below, then take in the list.")
}
func closedWord(ctx context.Context) string { return msg.Pick(ctx, "已结束", "Closed") }
func addIntake(ctx context.Context) string  { return msg.Pick(ctx, "新建批次", "New intake") }
func addIntakeText(ctx context.Context) string {
	return msg.Pick(ctx, "会带一份登记表和一份办理清单，都可以改。", "It begins with a form and a checklist; you can change both.")
}
func addIt(ctx context.Context) string { return msg.Pick(ctx, "添加", "Add") }
func intakeName(ctx context.Context) string {
	return msg.Pick(ctx, "名称，如 2026 级新生", "Name")
}
func intakeNameEn(ctx context.Context) string {
	return msg.Pick(ctx, "英文名称", "Name in English")
}
func intakeDay(ctx context.Context) string { return msg.Pick(ctx, "报到日", "Day to report") }
func intakePlace(ctx context.Context) string {
	return msg.Pick(ctx, "到哪里报到", "Where to come")
}
func intakeHelp(ctx context.Context) string {
	return msg.Pick(ctx, "问谁，电话多少", "Whom to ask, with a phone number")
}
func intakeReveal(ctx context.Context) string {
	return msg.Pick(ctx, "班级和宿舍什么时候公布", "When class and dormitory are told")
}
func intakeRevealHint(ctx context.Context) string {
	return msg.Pick(ctx, "到这一刻家长才看得到，之前谁的页面都没有。空着就是还不公布。", "Families see them from that instant on, and nobody before. Empty: not yet.")
}
func intakeDeadline(ctx context.Context) string {
	return msg.Pick(ctx, "最晚什么时候报到", "Latest time to report")
}
func intakeDeadlineHint(ctx context.Context) string {
	return msg.Pick(ctx, "过了可以把没来的关掉；之后来的算迟到，扫码重新打开。", "After it who has not come can be closed; who comes later is late, and the scan opens them again.")
}
func intakeSettings(ctx context.Context) string { return msg.Pick(ctx, "设置", "Settings") }
func closeIntake(ctx context.Context) string {
	return msg.Pick(ctx, "这个批次结束了", "This intake is over")
}
func closeIntakeHint(ctx context.Context) string {
	return msg.Pick(ctx, "到点公布、自动核对缴费都停下", "Nothing is told or ticked by the clock any more")
}
func expectedWord(ctx context.Context) string { return msg.Pick(ctx, "应到", "Expected") }
func provenWord(ctx context.Context) string   { return msg.Pick(ctx, "已确认身份", "Family known") }
func acceptedWord(ctx context.Context) string { return msg.Pick(ctx, "审核通过", "Accepted") }
func ofSent(ctx context.Context, n int) string {
	return msg.Pick(ctx, "交了 "+strconv.Itoa(n), strconv.Itoa(n)+" sent")
}
func arrivedWord(ctx context.Context) string  { return msg.Pick(ctx, "已报到", "Have come") }
func enrolledWord(ctx context.Context) string { return msg.Pick(ctx, "已入学籍", "Pupils") }
func rateWord(ctx context.Context) string     { return msg.Pick(ctx, "报到率", "Rate") }
func deferredWord(ctx context.Context) string { return msg.Pick(ctx, "推迟", "Later") }
func noShowWord(ctx context.Context) string   { return msg.Pick(ctx, "没来", "No-show") }
func lateWord(ctx context.Context) string     { return msg.Pick(ctx, "迟到", "Late") }
func noApplicantsDo(ctx context.Context) string {
	return msg.Pick(ctx, "在下面导入新生名单。没有班级和学号也可以先导。", "Take in the list below. Class and number can come later.")
}
func byClass(ctx context.Context) string    { return msg.Pick(ctx, "按班级", "By class") }
func reportFile(ctx context.Context) string { return msg.Pick(ctx, "导出报表", "Report as CSV") }
func wallOpen(ctx context.Context) string   { return msg.Pick(ctx, "大屏", "Wall") }
func placeRead(ctx context.Context, n int, revealed bool) string {
	if !revealed {
		return msg.Pick(ctx, "班级和宿舍还没公布", "Class and dormitory are not told yet")
	}
	return msg.Pick(ctx, fmt.Sprintf("%d 家看过班级和宿舍", n), msg.Things(n, "family has", "families have")+" read class and dormitory")
}
func importTitle(ctx context.Context) string { return msg.Pick(ctx, "导入名单", "Take in a list") }
func importText(ctx context.Context) string {
	return msg.Pick(ctx, "CSV 或 XLSX。要有姓名、出生日期或身份证后六位、家长姓名和手机；班级、学号、宿舍可以以后再导一次补上。", "CSV or XLSX, with name, birth date or the last six of the identity number, a guardian's name and phone. Class, number and dormitory can be added by a later file.")
}
func templateFile(ctx context.Context) string {
	return msg.Pick(ctx, "下载样表", "Download a template")
}
func lookFirst(ctx context.Context) string { return msg.Pick(ctx, "先看看", "Look first") }
func takeIn(ctx context.Context) string    { return msg.Pick(ctx, "导入", "Take it in") }
func rowWord(ctx context.Context) string   { return msg.Pick(ctx, "行", "Row") }
func problemsTitle(ctx context.Context) string {
	return msg.Pick(ctx, "没导入的行", "Rows left out")
}
func moreProblems(ctx context.Context, n int) string {
	return msg.Pick(ctx, fmt.Sprintf("还有 %d 行", n), fmt.Sprintf("and %d more", n))
}
func importSum(ctx context.Context, i Import) string {
	zh := fmt.Sprintf("新增 %d，更新 %d，没变 %d，还没班级 %d，有问题 %d。", i.New, i.Changed, i.Same, i.WithoutClass, len(i.Problems)+i.More)
	en := fmt.Sprintf("%d new, %d changed, %d as they were, %d without a class, %d left out.", i.New, i.Changed, i.Same, i.WithoutClass, len(i.Problems)+i.More)
	if i.Done {
		return msg.Pick(ctx, "导入好了。"+zh, "Taken in. "+en)
	}
	return msg.Pick(ctx, "还没导入，只是看看。"+zh, "Nothing is taken in yet. "+en)
}
func listTitle(ctx context.Context) string { return msg.Pick(ctx, "新生名单", "Applicants") }
func tabName(ctx context.Context, tab string) string {
	switch tab {
	case "invited":
		return msg.Pick(ctx, "发了单没确认", "Slip, not yet proven")
	case "review":
		return msg.Pick(ctx, "等审核", "To review")
	case "cleared":
		return acceptedWord(ctx)
	case "arrived":
		return arrivedWord(ctx)
	case "missing":
		return msg.Pick(ctx, "还没到", "Not yet here")
	case "out":
		return msg.Pick(ctx, "推迟、不来", "Later or not at all")
	}
	return msg.Pick(ctx, "全部", "All")
}
func findWord(ctx context.Context) string {
	return msg.Pick(ctx, "姓名、学号、手机", "Name, number, phone")
}
func noRows(ctx context.Context, tab string) string {
	return msg.Pick(ctx, "这里没有人："+tabName(ctx, tab), "Nobody here: "+tabName(ctx, tab))
}
func noRowsDo(ctx context.Context) string {
	return msg.Pick(ctx, "换一个分类，或先在概况里导入名单。", "Try another list, or take in a file on the overview.")
}
func chooseWord(ctx context.Context) string { return msg.Pick(ctx, "选择", "Choose") }
func chooseOf(ctx context.Context, name string) string {
	return msg.Pick(ctx, "选择"+name, "Choose "+name)
}
func slotWord(ctx context.Context) string { return msg.Pick(ctx, "预约时间", "Time booked") }
func phonesWord(ctx context.Context) string {
	return msg.Pick(ctx, "家长手机", "Guardians' phones")
}
func makeSlips(ctx context.Context) string { return msg.Pick(ctx, "打印邀请单", "Make slips") }
func slipsHint(ctx context.Context) string {
	return msg.Pick(ctx, "不选就是这一页全部。旧的邀请单马上失效，已登录的手机要重新确认。", "None chosen means all of this page. Older slips end at once, and phones prove themselves again.")
}
func totalRows(ctx context.Context, n int) string {
	return msg.Pick(ctx, fmt.Sprintf("共 %d 人", n), msg.Things(n, "applicant", "applicants"))
}
func cameAt(ctx context.Context, r Row) string {
	text := arrivedWord(ctx) + " " + msg.Stamp(ctx, r.ArrivedAt)
	if r.Late {
		text = msg.Joined(ctx, text, lateWord(ctx))
	}
	if r.State == "enrolled" {
		text = msg.Joined(ctx, text, enrolledWord(ctx))
	}
	return text
}
func stateName(ctx context.Context, s string) string {
	switch s {
	case "deferred":
		return msg.Pick(ctx, "推迟报到", "Comes later")
	case "no_show":
		return msg.Pick(ctx, "没来，已关", "No-show, closed")
	case "withdrawn":
		return msg.Pick(ctx, "不来了", "Withdrawn")
	case "duplicate":
		return msg.Pick(ctx, "重复的", "Listed twice")
	case "enrolled":
		return enrolledWord(ctx)
	}
	return msg.Pick(ctx, "会来", "Expected")
}
func reviewName(ctx context.Context, r string) string {
	switch r {
	case "waiting":
		return msg.Pick(ctx, "等审核", "To review")
	case "need_more":
		return msg.Pick(ctx, "请家长补充", "Family to add")
	}
	return acceptedWord(ctx)
}
func invitedWord(ctx context.Context) string { return msg.Pick(ctx, "发了邀请单", "Has a slip") }
func notInvited(ctx context.Context) string {
	return msg.Pick(ctx, "还没发邀请单", "No slip yet")
}
func slipsTitle(ctx context.Context) string { return msg.Pick(ctx, "邀请单", "Slips") }
func slipsOnce(ctx context.Context, n int) string {
	return msg.Pick(ctx, fmt.Sprintf("%d 张，邀请码只显示这一次，请现在打印。", n), msg.Things(n, "slip", "slips")+": the codes are shown this once. Print now.")
}
func slipFor(ctx context.Context, guardian string) string {
	return msg.Pick(ctx, guardian+" 家长收", "For "+guardian)
}
func slipHow(ctx context.Context) string {
	return msg.Pick(ctx, "扫码或输入邀请码，确认身份，填登记表。报到那天带上这张单子。", "Scan or type the code, prove who you are, fill in the form. Bring this slip on the day.")
}
func slipLabel(ctx context.Context, name string) string {
	return msg.Pick(ctx, name+"的邀请码", "Code of "+name)
}
func numberWord(ctx context.Context) string { return msg.Pick(ctx, "学号", "Number") }
func birthWord(ctx context.Context) string  { return msg.Pick(ctx, "出生日期", "Birth date") }
func provenMark(ctx context.Context, k Kin) string {
	if k.Proven.IsZero() {
		return ""
	}
	return msg.Pick(ctx, "（已确认）", "(known)")
}
func toPerson(ctx context.Context) string { return msg.Pick(ctx, "看学籍", "Open in people") }
func reviewTitle(ctx context.Context) string {
	return msg.Pick(ctx, "登记表和材料", "Form and pictures")
}
func notSent(ctx context.Context) string { return msg.Pick(ctx, "还没交", "Not handed in") }
func notSentDo(ctx context.Context) string {
	return msg.Pick(ctx, "家长交了以后，在这里审核。", "Once the family hands it in, it is reviewed here.")
}
func refusePicture(ctx context.Context, label string) string {
	return msg.Pick(ctx, label+"要重传", "Send again: "+label)
}
func reviewWords(ctx context.Context) string {
	return msg.Pick(ctx, "给家长的话", "Words for the family")
}
func reviewWordsHint(ctx context.Context) string {
	return msg.Pick(ctx, "请补充时必须写清楚要补什么", "Needed when more is asked for: say what")
}
func acceptDo(ctx context.Context) string       { return msg.Pick(ctx, "通过", "Accept") }
func moreDo(ctx context.Context) string         { return msg.Pick(ctx, "请家长补充", "Ask for more") }
func checklistTitle(ctx context.Context) string { return msg.Pick(ctx, "办理清单", "Checklist") }
func whyWord(ctx context.Context) string        { return msg.Pick(ctx, "原因", "Reason") }
func whyHint(ctx context.Context) string {
	return msg.Pick(ctx, "推迟、不来、重复都要写原因", "Anything but expected has a reason")
}
func whyOf(ctx context.Context, name string) string {
	return msg.Pick(ctx, name+"的原因", "Reason: "+name)
}
func howName(ctx context.Context, how string) string {
	switch how {
	case "paid":
		return msg.Pick(ctx, "已缴费", "Paid")
	case "green":
		return msg.Pick(ctx, "绿色通道", "Green channel")
	case "loan":
		return msg.Pick(ctx, "助学贷款", "Loan")
	case "waived":
		return msg.Pick(ctx, "免办", "Waive")
	}
	return msg.Pick(ctx, "办好了", "Done")
}
func officeNote(ctx context.Context, item OfficeItem) string {
	if item.State != "done" {
		return freshmen.StepWaits(ctx, item.Item)
	}
	text := howName(ctx, item.How)
	for _, more := range []string{freshmen.Stamp(ctx, item.At), item.Spot, item.Why} {
		if more != "" {
			text = msg.Joined(ctx, text, more)
		}
	}
	return text
}
func takeBack(ctx context.Context) string    { return msg.Pick(ctx, "撤回", "Take back") }
func changeTitle(ctx context.Context) string { return msg.Pick(ctx, "修改", "Change") }
func dormHint(ctx context.Context) string {
	return msg.Pick(ctx, "写法：2号楼 308-1", "Write: building, blank, room-bed")
}
func readTitle(ctx context.Context) string {
	return msg.Pick(ctx, "家长读过什么", "What the family has read")
}
func nothingRead(ctx context.Context) string {
	return msg.Pick(ctx, "还没读过", "Nothing read yet")
}
func nothingReadDo(ctx context.Context) string {
	return msg.Pick(ctx, "家长在来校指南、班级和宿舍下面按“知道了”就记在这里。", "Families say so beneath the guide, and beneath class and dormitory.")
}
func oldVersion(ctx context.Context) string {
	return msg.Pick(ctx, "是旧的一版", "An older version")
}

func formSetupTitle(ctx context.Context) string { return msg.Pick(ctx, "登记表", "Form") }
func noFields(ctx context.Context) string {
	return msg.Pick(ctx, "登记表是空的", "The form is empty")
}
func noFieldsDo(ctx context.Context) string {
	return msg.Pick(ctx, "在下面添加第一项。", "Add the first field below.")
}
func kindName(ctx context.Context, k string) string {
	switch k {
	case "text":
		return msg.Pick(ctx, "多行文字", "Several lines")
	case "number":
		return msg.Pick(ctx, "数字", "Number")
	case "date":
		return msg.Pick(ctx, "日期", "Date")
	case "phone":
		return msg.Pick(ctx, "手机号", "Phone")
	case "choice":
		return msg.Pick(ctx, "选一个", "One of several")
	case "tick":
		return msg.Pick(ctx, "打勾", "Tick")
	case "picture":
		return msg.Pick(ctx, "上传图片", "Picture")
	}
	return msg.Pick(ctx, "一行文字", "One line")
}
func requiredMark(ctx context.Context, is bool) string {
	if is {
		return msg.Pick(ctx, "必填", "required")
	}
	return ""
}
func moveUp(ctx context.Context) string     { return msg.Pick(ctx, "上移", "Up") }
func dropIt(ctx context.Context) string     { return msg.Pick(ctx, "删掉", "Take out") }
func addField(ctx context.Context) string   { return msg.Pick(ctx, "加一项", "Add a field") }
func fieldLabel(ctx context.Context) string { return msg.Pick(ctx, "名称", "Label") }
func fieldLabelEn(ctx context.Context) string {
	return msg.Pick(ctx, "英文名称", "Label in English")
}
func fieldHelp(ctx context.Context) string { return msg.Pick(ctx, "说明", "Help") }
func fieldKind(ctx context.Context) string { return msg.Pick(ctx, "类型", "Kind") }
func fieldChoices(ctx context.Context) string {
	return msg.Pick(ctx, "选项，一行一个", "Choices, one a line")
}
func fieldRequired(ctx context.Context) string { return msg.Pick(ctx, "必填", "Required") }

func stepSetupTitle(ctx context.Context) string { return msg.Pick(ctx, "办理清单", "Checklist") }
func stepSetupText(ctx context.Context) string {
	return msg.Pick(ctx, "每一步写清谁办、前面要先办什么。互相等的会被拒绝。", "Each step has an owner and what comes before it. A circle is refused.")
}
func ownerName(ctx context.Context, o string) string {
	switch o {
	case "school":
		return msg.Pick(ctx, "学校办", "The school")
	case "desk":
		return msg.Pick(ctx, "报到日扫码办", "On the day, by a scan")
	}
	return msg.Pick(ctx, "家长办", "The family")
}
func doesName(ctx context.Context, d string) string {
	switch d {
	case "identity":
		return msg.Pick(ctx, "确认身份就办好", "by proving who they are")
	case "form":
		return msg.Pick(ctx, "交表就办好", "by handing in the form")
	case "review":
		return msg.Pick(ctx, "审核通过就办好", "by being accepted")
	case "fees":
		return msg.Pick(ctx, "缴费、绿色通道、贷款都算", "paid, green channel or loan")
	case "place":
		return msg.Pick(ctx, "公布就办好", "by being told")
	case "arrive":
		return msg.Pick(ctx, "扫码报到", "the arrival")
	case "card":
		return msg.Pick(ctx, "领激活码就办好", "by taking the code")
	}
	return ""
}
func afterNames(ctx context.Context, v StepSetup, st SetupStep) string {
	var list []string
	for _, other := range v.Steps {
		if st.After[other.ID] {
			list = append(list, other.Name)
		}
	}
	if len(list) == 0 {
		return ""
	}
	return msg.Pick(ctx, "先办："+strings.Join(list, "、"), "after "+strings.Join(list, ", "))
}
func addStep(ctx context.Context) string      { return msg.Pick(ctx, "加一步", "Add a step") }
func stepName(ctx context.Context) string     { return msg.Pick(ctx, "步骤", "Step") }
func stepNameEn(ctx context.Context) string   { return msg.Pick(ctx, "英文名称", "Name in English") }
func stepOwner(ctx context.Context) string    { return msg.Pick(ctx, "谁办", "Who does it") }
func stepSpot(ctx context.Context) string     { return msg.Pick(ctx, "在哪里", "Where") }
func stepRequired(ctx context.Context) string { return msg.Pick(ctx, "必办", "Required") }
func stepAfter(ctx context.Context) string {
	return msg.Pick(ctx, "前面要先办好", "What comes before it")
}

func noPages(ctx context.Context) string { return msg.Pick(ctx, "还没有指南", "No page yet") }
func noPagesDo(ctx context.Context) string {
	return msg.Pick(ctx, "写学校怎么走、带什么、几点到，公布后家长能看到。", "Say how to come, what to bring and when. Families see it once it is published.")
}
func pageState(ctx context.Context, p SetupPage, families int) string {
	if p.Version == 0 {
		return msg.Pick(ctx, "草稿，家长看不到", "Draft: no family sees it")
	}
	return msg.Pick(ctx, fmt.Sprintf("第 %d 版，%s 公布，%d / %d 家读过", p.Version, msg.Stamp(ctx, p.At), p.Readers, families), fmt.Sprintf("Version %d, published %s, read by %d of %d families", p.Version, msg.Stamp(ctx, p.At), p.Readers, families))
}
func addPage(ctx context.Context) string   { return msg.Pick(ctx, "写一页", "Write a page") }
func pageTitle(ctx context.Context) string { return msg.Pick(ctx, "标题", "Title") }
func pageBody(ctx context.Context) string {
	return msg.Pick(ctx, "正文，空一行是一段", "Text; an empty line begins a paragraph")
}
func savePage(ctx context.Context) string { return msg.Pick(ctx, "存草稿", "Keep as a draft") }
func publishPage(ctx context.Context, again bool) string {
	if again {
		return msg.Pick(ctx, "公布新的一版", "Publish a new version")
	}
	return msg.Pick(ctx, "公布", "Publish")
}

func dayTitle(ctx context.Context) string     { return msg.Pick(ctx, "报到日", "The day") }
func queuesTitle(ctx context.Context) string  { return msg.Pick(ctx, "各步排队", "Queues") }
func queueWaiting(ctx context.Context) string { return msg.Pick(ctx, "在等", "Waiting") }
func queueDone(ctx context.Context) string    { return msg.Pick(ctx, "办好", "Done") }
func queuePace(ctx context.Context) string    { return msg.Pick(ctx, "最近半小时", "Last half hour") }
func perMinute(ctx context.Context, f float64) string {
	text := strconv.FormatFloat(f, 'f', 1, 64)
	return msg.Pick(ctx, "每分钟 "+text, text+" a minute")
}
func desksTitle(ctx context.Context) string { return msg.Pick(ctx, "报到台", "Desks") }
func noDesks(ctx context.Context) string {
	return msg.Pick(ctx, "还没有报到台", "There is no desk yet")
}
func noDesksDo(ctx context.Context) string {
	return msg.Pick(ctx, "在“终端”里添加用途是新生报到台的终端，用它的浏览器打开 /freshmen/desk 配对。", "Add a terminal of that use under Terminals, and pair it at /freshmen/desk in its browser.")
}
func deskStepOf(ctx context.Context, name string) string {
	return msg.Pick(ctx, name+"办哪一步", "Step of "+name)
}
func deskNothing(ctx context.Context) string { return msg.Pick(ctx, "不办", "Nothing") }
func deskSeen(ctx context.Context, d DeskRow) string {
	switch {
	case d.Step == "":
		return ""
	case d.Seen.IsZero():
		return msg.Pick(ctx, "还没连上过", "never heard")
	case d.Kept > 0:
		return msg.Pick(ctx, fmt.Sprintf("还有 %d 家没传上来", d.Kept), fmt.Sprintf("%d not yet sent", d.Kept))
	}
	return msg.Pick(ctx, "最近 "+msg.Clock(d.Seen), "last heard "+msg.Clock(d.Seen))
}
func helpersTitle(ctx context.Context) string {
	return msg.Pick(ctx, "用手机帮忙的老师", "Helpers with a phone")
}
func helpersText(ctx context.Context) string {
	return msg.Pick(ctx, "他们登录后打开 /freshmen/help，用手机扫码。", "They log in and open /freshmen/help, and scan with the phone.")
}
func helpersLabel(ctx context.Context) string {
	return msg.Pick(ctx, "姓名或工号，一行一个", "Names or numbers, one a line")
}

func enrolTitle(ctx context.Context) string { return msg.Pick(ctx, "转为学生", "Become pupils") }
func enrolDone(ctx context.Context, n int) string {
	return msg.Pick(ctx, fmt.Sprintf("%d 人已是本校学生，有学籍、班级和校园卡。", n), msg.Things(n, "applicant is a pupil", "applicants are pupils")+" now, with class and card.")
}
func leftTitle(ctx context.Context) string { return msg.Pick(ctx, "没有转的", "Left out") }
func noBedTitle(ctx context.Context) string {
	return msg.Pick(ctx, "转了，但床位没分上，请到宿舍管理里分", "Pupils without the bed that was planned: give one in the dormitory")
}
func enrolText(ctx context.Context, ready, all int) string {
	return msg.Pick(ctx, fmt.Sprintf("%d 人里 %d 人可以转。转了就有学籍、班级、校园卡，家长也进名册。", all, ready), fmt.Sprintf("%d of %d can become pupils: with person, class and card, and their guardians.", ready, all))
}
func enrolOnlyHere(ctx context.Context) string {
	return msg.Pick(ctx, "只看已报到的", "Only who has come")
}
func enrolEarly(ctx context.Context) string {
	return msg.Pick(ctx, "也转还没报到、手续齐的（可以提前领卡）", "Also who is cleared and has not come yet, so that cards can be claimed")
}
func noneToEnrol(ctx context.Context) string {
	return msg.Pick(ctx, "现在没有人可以转", "Nobody to enrol now")
}
func noneToEnrolDo(ctx context.Context) string {
	return msg.Pick(ctx, "报到以后出现在这里。", "They appear here once they have come.")
}
func guardianWord(ctx context.Context) string { return msg.Pick(ctx, "家长", "Guardian") }
func readyWord(ctx context.Context) string    { return msg.Pick(ctx, "可以转", "Ready") }
func enrolDo(ctx context.Context, n int) string {
	return msg.Pick(ctx, fmt.Sprintf("把这 %d 人转为学生", n), "Make "+msg.Things(n, "pupil", "pupils"))
}
func noShowTitle(ctx context.Context) string { return msg.Pick(ctx, "没来的", "No-shows") }
func noShowText(ctx context.Context, n int, in Intake) string {
	switch {
	case in.DeadlineAt.IsZero():
		return msg.Pick(ctx, "先在概况里写最晚什么时候报到。", "First say on the overview until when they may come.")
	case !in.Over:
		return msg.Pick(ctx, msg.Stamp(ctx, in.DeadlineAt)+" 以后可以关。", "They can be closed after "+msg.Stamp(ctx, in.DeadlineAt)+".")
	}
	return msg.Pick(ctx, fmt.Sprintf("%d 人没来。关了以后，提前转的学籍和卡也停；再来扫码会重新打开。", n), msg.Things(n, "applicant has", "applicants have")+" not come. Closing also ends memberships that were made early; a scan opens them again.")
}
func noShowDo(ctx context.Context, n int) string {
	return msg.Pick(ctx, fmt.Sprintf("关掉这 %d 人", n), "Close "+strconv.Itoa(n))
}
func noShowAsk(ctx context.Context, n int) string {
	return msg.Pick(ctx, fmt.Sprintf("%d 人没有来，关掉吗？", n), "Close "+msg.Things(n, "applicant who has", "applicants who have")+" not come?")
}
func sentAt(ctx context.Context, at time.Time) string {
	return msg.Pick(ctx, msg.Stamp(ctx, at)+" 交的。", "Handed in "+msg.Stamp(ctx, at)+".")
}

package book

import (
	"time"

	"yunka/server/reason"
	"yunka/views/layout"
)

var shanghai = time.FixedZone("CST", 8*3600)

// at is a moment of the fixed morning.
func at(hour, minute, second int) time.Time {
	return time.Date(2026, 11, 23, hour, minute, second, 0, shanghai)
}

const (
	school   = "澄湖实验学校"
	long     = "阿卜杜热合曼·麦麦提艾力"
	longer   = "Wolfeschlegelsteinhausenbergerdorff Anna-Maria"
	southOne = "南门 1 号闸"
	southTwo = "南门 2 号闸"
)

// names are the Chinese words of the data, longest first where one holds another.
var names = []string{
	"发烧 38.5°，下午去医院", "外婆",
	"教师名单\\.csv", "工号没有人", "工号", "职称", "任教班级", "九年级1班", "没有这个班", "一个班写了两个班主任", "班主任", "不是卡号", "卡号",
	"第一学期", "国庆节", "补课", "假期\\.csv", "类型", "郊游", "三年级2班\\.xlsx",
	"化学实验室", "实验室安全考试通过", "游泳馆深水区合格证（含校外考级）", "实验室违规，暂停两周", "实验室门", "春节调休补课", "元旦", "张伟", "王老师", "三年级[1-4]班", "七年级", "一年级1班", "五年级3班", "开门要早于关门", "所有人", "一个人", "学生", "教师",
	"东校区体育馆与游泳馆之间的消防应急通道 2 号闸", "东校区体育馆与游泳馆之间的通道 \\d+ 号闸", "国际部双语实验 \\d+ 年级", "三年级1班", "五年级1班",
	"周明", "一食堂", "2 号窗口", "1 号机", "文具店", "午餐补贴", "小卖部", "冰棍", "很多", "谁", `value="林"`,
	school, "借了同桌的手机，已和家长说明。", "启明小学", long, "阿卜杜热合曼", "林知夏的妈妈", "林知夏", "何秀兰", "林沐阳", "知夏", "沐阳", "周文静", "文静", "陈一诺", "一诺", "王梓涵", "梓涵", "赵立新", "立新", "阿卜",
	"南门 [12] 号闸", "东门接送点 3", "三\\(2\\)班", "五\\(1\\)班", "一\\(4\\)班", "三年级[23]班", "三年级", "五年级", "妈妈", "母亲", "父亲", "校区", "教学楼", "图书馆", "校园", "实验楼",
	"七年级花名册\\.csv", "2023O217", "手机号不是 11 位", "学号重复，与第 12 行相同", "手机号", "学号", "花名册", "父亲", "麦麦提艾力", `"[林陈]"`, "李维修", "启明电梯", "电梯年检", "家长会", "陈思远", "思远", "数学", "六年级", "三年级3班", "北门",
	"晨读", "校运会", "方老师", "奕辰", "浩然", "南门",
	"潘奕辰", "石浩然", "秦朗", "段小满", "罗书瑶", "夏语桐", "江一帆", "田佳宁", "万子涵", "白若溪",
	"曹雨桐", "程以宁", "邓佳禾", "丁沐辰", "冯子轩", "傅知远", "龚雨薇", "顾亦凡", "韩一诺", "欧阳梓萱",
	"唐思齐", "思齐", "语文", "第 [1-6] 节", "吴老师", "李老师", "三年级4班", "点名已交。", "学期",
	"上午", "下午", "[一二三四五六]年级", "[1-6]班", "国庆节", "东门 \\d 号闸", // of sessions, classes and days
	"\\(2026\\) 民初 12 号判决书",
	"东门 \\d 号", "梓萱", "嘉言", "雨桐", "若安", "子轩", "梦瑶", "书宁", "钱书宁", "沐辰", "凡<", "林晨", "大厅", "东门", "[二六]\\(1\\)班", "全校<", // of a dismissal
}

func page() layout.Page {
	return layout.Page{SchoolName: school, AsOf: at(7, 46, 8), Account: "wenjing"}
}

func demo() layout.Page {
	p := page()
	p.Demo = true
	return p
}

func dark() layout.Page {
	p := page()
	p.Theme = "dark"
	return p
}

const (
	allow   = reason.Allow
	deny    = reason.Deny
	confirm = reason.Confirm
)

package file

import "yunka/server/campus"

// headings are what columns of a list are called.
var headings = map[string]string{
	"姓名": colName, "学生姓名": colName, "name": colName, "studentname": colName,
	"性别": colGender, "gender": colGender, "sex": colGender,
	"出生日期": colBirth, "生日": colBirth, "出生年月日": colBirth, "birth": colBirth, "birthday": colBirth, "dateofbirth": colBirth,
	"身份证号": colIDCard, "身份证": colIDCard, "身份证号码": colIDCard, "身份证后六位": colIDCard, "证件号": colIDCard, "idnumber": colIDCard, "idcard": colIDCard,
	"学号": colNumber, "录取号": colNumber, "number": colNumber, "studentnumber": colNumber,
	"年级": colGrade, "grade": colGrade,
	"班级": colClass, "班": colClass, "class": colClass,
	"宿舍": colDorm, "床位": colDorm, "dorm": colDorm, "bed": colDorm,
	"报到时段": colSlot, "预约时间": colSlot, "报到时间": colSlot, "slot": colSlot, "time": colSlot,
	"家长姓名": colKin1 + colName, "家长1姓名": colKin1 + colName, "guardian1name": colKin1 + colName, "guardianname": colKin1 + colName,
	"家长手机": colKin1 + colPhone, "家长1手机": colKin1 + colPhone, "家长电话": colKin1 + colPhone, "guardian1phone": colKin1 + colPhone, "guardianphone": colKin1 + colPhone,
	"家长关系": colKin1 + colRelation, "家长1关系": colKin1 + colRelation, "guardian1relation": colKin1 + colRelation,
	"家长2姓名": colKin2 + colName, "guardian2name": colKin2 + colName,
	"家长2手机": colKin2 + colPhone, "guardian2phone": colKin2 + colPhone,
	"家长2关系": colKin2 + colRelation, "guardian2relation": colKin2 + colRelation,
}

// TemplateHeads are the columns of the file that an office begins with.
func TemplateHeads(en bool) []string {
	if en {
		return []string{"name", "gender", "birthday", "id number", "number", "grade", "class", "dorm", "slot",
			"guardian 1 name", "guardian 1 phone", "guardian 1 relation", "guardian 2 name", "guardian 2 phone", "guardian 2 relation"}
	}
	return []string{"姓名", "性别", "出生日期", "身份证后六位", "学号", "年级", "班级", "宿舍", "报到时段",
		"家长1姓名", "家长1手机", "家长1关系", "家长2姓名", "家长2手机", "家长2关系"}
}

// relationOf is how the books say a relation.
func relationOf(written string) string {
	switch written {
	case "妈妈", "母", "母亲", "mother", "mum", "mom":
		return "母亲"
	case "爸爸", "父", "父亲", "father", "dad":
		return "父亲"
	}
	for _, r := range campus.Relations {
		if r == written {
			return r
		}
	}
	return "其他"
}

func genderOf(written string) string {
	switch written {
	case "男", "m", "male", "boy":
		return "male"
	case "女", "f", "female", "girl":
		return "female"
	}
	return ""
}

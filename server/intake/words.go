package intake

// firstFields is the form that a new intake begins with; the office changes it.
var firstFields = []Field{
	{Label: "证件照", LabelEn: "Portrait photo", Help: "正面、浅色背景，三个月内", Kind: KindPicture, Required: true},
	{Label: "家庭住址", LabelEn: "Home address", Kind: KindLine, Required: true},
	{Label: "户口所在地", LabelEn: "Registered residence", Kind: KindLine},
	{Label: "过敏和长期用药", LabelEn: "Allergies and regular medicine", Help: "没有就写“无”", Kind: KindText, Required: true},
	{Label: "住校", LabelEn: "Boarding", Kind: KindChoice, Choices: "住校\n走读", Required: true},
	{Label: "紧急联系电话", LabelEn: "Emergency phone", Kind: KindPhone, Required: true},
	{Label: "体检表", LabelEn: "Medical report", Help: "近 3 个月内的，拍清楚有医院章的那一页", Kind: KindPicture, Required: true},
}

// firstSteps is the checklist that a new intake begins with; after names the places of the
// steps that come before.
var firstSteps = []struct {
	Step
	after []int
}{
	{Step: Step{Name: "确认身份", NameEn: "Prove who you are", Owner: ByFamily, Does: Identity, Required: true}},
	{Step: Step{Name: "填登记表", NameEn: "Fill in the form", Owner: ByFamily, Does: Form, Required: true}, after: []int{0}},
	{Step: Step{Name: "审核材料", NameEn: "Review", Owner: BySchool, Does: Reviewed, Required: true}, after: []int{1}},
	{Step: Step{Name: "缴费", NameEn: "Fees", Owner: BySchool, Does: Fees, Required: true}, after: []int{0}},
	{Step: Step{Name: "分班和宿舍", NameEn: "Class and dormitory", Owner: BySchool, Does: Placed, Required: true}, after: []int{2}},
	{Step: Step{Name: "领校园卡", NameEn: "Claim the campus card", Owner: ByFamily, Does: CardOut}, after: []int{4}},
	{Step: Step{Name: "报到", NameEn: "Report", Owner: AtDesk, Does: Arrival, Required: true}},
	{Step: Step{Name: "领校服", NameEn: "Uniform", Owner: AtDesk, Required: true}, after: []int{6}},
	{Step: Step{Name: "领宿舍钥匙", NameEn: "Room key", Owner: AtDesk, Required: true}, after: []int{6}},
	{Step: Step{Name: "到班见老师", NameEn: "Meet the class teacher", Owner: AtDesk, Required: true}, after: []int{7}},
}

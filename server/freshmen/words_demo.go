package freshmen

// What a demo school's intake is called, and who is on its list.
const (
	demoName     = "秋季新生"
	demoNameEn   = "Autumn intake"
	demoPlace    = "学校南门"
	demoHelp     = "招生办王老师 021-5550 1234"
	demoNeedMore = "体检表看不清医院的章，请重拍"
	demoDeferred = "家里有事，推迟一周"
)

var (
	demoSurnames = []string{"程", "郝", "龚", "邵", "万", "钱", "严", "覃", "武", "戴", "莫", "孔"}
	demoGivens   = []string{"予安", "知远", "书瑶", "沐阳", "清和", "以宁", "嘉禾", "星野"}
	demoRooms    = []string{"2 号楼 201", "2 号楼 202", "2 号楼 203", "2 号楼 204"}
	demoDesks    = []string{"校门 1 号台", "校门 2 号台"}
	demoTexts    = map[string]string{"line": "澄湖路 18 号", "text": "无", "number": "1", "date": "2026-08-30", "phone": "13900010001", "choice": "", "tick": "1"}
	demoPages    = []struct{ title, body string }{
		{"怎么来学校", "地铁 2 号线到澄湖站，3 号口出来走 600 米到学校南门。\n\n开车的家长请把车停在体育馆北侧，志愿者会指路。"},
		{"要带什么", "邀请单、身份证或户口本原件、两张一寸照片。\n\n住校的带被褥和洗漱用品，不带贵重物品。"},
		{"几点到", "按邀请单上预约的时间来，不用排队。来得早可以先在体育馆休息。"},
	}
)

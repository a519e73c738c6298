package library

import (
	"context"

	"yunka/views/msg"
)

type tab struct {
	path string
	text func(context.Context) string
}

var officeTabs = []tab{
	{"", func(ctx context.Context) string { return msg.Pick(ctx, "图书", "Books") }},
	{"/loans", func(ctx context.Context) string { return msg.Pick(ctx, "在借", "On loan") }},
	{"/loans?late=1", func(ctx context.Context) string { return msg.Pick(ctx, "逾期", "Overdue") }},
	{"/rules", func(ctx context.Context) string { return rulesTitle(ctx) }},
	{"/room", func(ctx context.Context) string { return roomTitle(ctx) }},
	{"/machines", func(ctx context.Context) string { return machinesTitle(ctx) }},
	{"/figures", func(ctx context.Context) string { return figuresTitle(ctx) }},
}

func (v LoansView) tab() string {
	if v.Late {
		return "/loans?late=1"
	}
	return "/loans"
}

type ruleColumn struct {
	name  string
	text  func(context.Context) string
	value func(RuleForm) string
}

var ruleColumns = []ruleColumn{
	{"most", func(ctx context.Context) string { return msg.Pick(ctx, "最多几本", "At most") }, func(r RuleForm) string { return r.Most }},
	{"days", func(ctx context.Context) string { return msg.Pick(ctx, "借几天", "Days") }, func(r RuleForm) string { return r.Days }},
	{"renewals", func(ctx context.Context) string { return msg.Pick(ctx, "续借几次", "Renewals") }, func(r RuleForm) string { return r.Renewals }},
	{"holds", func(ctx context.Context) string { return msg.Pick(ctx, "预约几本", "Holds") }, func(r RuleForm) string { return r.Holds }},
	{"grace", func(ctx context.Context) string { return msg.Pick(ctx, "宽限几天", "Grace days") }, func(r RuleForm) string { return r.Grace }},
	{"factor", func(ctx context.Context) string { return msg.Pick(ctx, "晚一天停几天", "Pause a late day") }, func(r RuleForm) string { return r.Factor }},
	{"longest", func(ctx context.Context) string { return msg.Pick(ctx, "最多停几天", "Pause at most") }, func(r RuleForm) string { return r.Longest }},
}

func catalogueSize(ctx context.Context, books, copies int) string {
	return msg.Pick(ctx, number(books)+" 种，"+number(copies)+" 册", number(books)+" books, "+number(copies)+" copies")
}

func noBooks(ctx context.Context) string { return msg.Pick(ctx, "还没有书", "No books yet") }

func noBooksDo(ctx context.Context) string {
	return msg.Pick(ctx, "在下面导入一个文件，或者先加一本。", "Import a file below, or add a first book.")
}

func colTitle(ctx context.Context) string     { return msg.Pick(ctx, "书名", "Title") }
func colAuthor(ctx context.Context) string    { return msg.Pick(ctx, "作者", "Author") }
func colPublisher(ctx context.Context) string { return msg.Pick(ctx, "出版社", "Publisher") }
func colYear(ctx context.Context) string      { return msg.Pick(ctx, "出版年", "Year") }
func colClass(ctx context.Context) string     { return msg.Pick(ctx, "分类号", "Class number") }
func colPrice(ctx context.Context) string     { return msg.Pick(ctx, "定价（元）", "Price in yuan") }
func colKind(ctx context.Context) string      { return msg.Pick(ctx, "类型", "Kind") }
func colCopies(ctx context.Context) string    { return msg.Pick(ctx, "册", "Copies") }
func colFree(ctx context.Context) string      { return msg.Pick(ctx, "在馆", "On the shelf") }
func colShelf(ctx context.Context) string     { return msg.Pick(ctx, "架位", "Shelf") }
func colNote(ctx context.Context) string      { return msg.Pick(ctx, "备注", "Note") }
func colBarcode(ctx context.Context) string   { return msg.Pick(ctx, "条码", "Barcode") }
func colDue(ctx context.Context) string       { return msg.Pick(ctx, "应还", "Due") }

func addBook(ctx context.Context) string    { return msg.Pick(ctx, "加一种书", "Add a book") }
func addIt(ctx context.Context) string      { return msg.Pick(ctx, "添加", "Add") }
func changeBook(ctx context.Context) string { return msg.Pick(ctx, "修改书目", "Change the entry") }
func addCopies(ctx context.Context) string  { return msg.Pick(ctx, "加册", "Add copies") }
func howMany(ctx context.Context) string    { return msg.Pick(ctx, "几册", "How many copies") }

func ownBarcodes(ctx context.Context) string { return msg.Pick(ctx, "已有条码", "Their barcodes") }

func ownBarcodesHint(ctx context.Context) string {
	return msg.Pick(ctx, "书上已贴条码的填这里，用空格隔开；不填就自动编号。", "For books that have barcodes already, with blanks between them; without, numbers are made.")
}

func importTitle(ctx context.Context) string {
	return msg.Pick(ctx, "导入书目", "Import a catalogue")
}

func importText(ctx context.Context) string {
	return msg.Pick(ctx, "CSV、XLSX（列名如 书名、作者、ISBN、条码、架位）或 ISO 2709（CNMARC、MARC 21，UTF-8 或 GBK）。重复导入不会多出书来。",
		"CSV, XLSX (with columns such as title, author, ISBN, barcode, shelf) or ISO 2709 (CNMARC, MARC 21, in UTF-8 or GBK). Importing again adds nothing twice.")
}

func lookFirst(ctx context.Context) string { return msg.Pick(ctx, "先看看", "Look first") }
func takeIn(ctx context.Context) string    { return msg.Pick(ctx, "导入", "Import") }

func importHead(ctx context.Context, v ImportView) string {
	if v.Done {
		return msg.Pick(ctx, "导入完了", "Imported")
	}
	return msg.Pick(ctx, "文件里的前几本（还没有导入）", "The first of the file (nothing is imported yet)")
}

func importSums(ctx context.Context, v ImportView) string {
	if v.Done {
		return msg.Pick(ctx, "新书目 "+number(v.Books)+" 种，新册 "+number(v.Copies)+" 册；已有 "+number(v.Known)+" 行、"+number(v.There)+" 册没有动",
			number(v.Books)+" new books and "+number(v.Copies)+" new copies; "+number(v.Known)+" rows and "+number(v.There)+" copies were there already")
	}
	return msg.Pick(ctx, "能导入 "+number(v.Rows)+" 行", number(v.Rows)+" rows can be imported")
}

func badRows(ctx context.Context, n int) string {
	return msg.Pick(ctx, number(n)+" 处有问题，没有导入", number(n)+" problems that are left out")
}

func problemText(ctx context.Context, p Problem) string {
	return msg.Pick(ctx, "第 "+number(p.Row)+" 条：", "Number "+number(p.Row)+": ") + FileProblem(ctx, p.Code) + " " + p.Value
}

// FileProblem is why a row or record is not taken in.
func FileProblem(ctx context.Context, code string) string {
	switch code {
	case "marc_length":
		return msg.Pick(ctx, "记录长度不对", "The record's length is wrong")
	case "marc_leader":
		return msg.Pick(ctx, "头标不对", "The leader is wrong")
	case "marc_directory":
		return msg.Pick(ctx, "目次区不对", "The directory is wrong")
	case "marc_charset":
		return msg.Pick(ctx, "既不是 UTF-8 也不是 GBK", "Neither UTF-8 nor GBK")
	case "marc_long":
		return msg.Pick(ctx, "记录太长", "The record is too long")
	case "marc_many":
		return msg.Pick(ctx, "记录太多，后面的没有读", "Too many records: the rest was not read")
	case "library_isbn":
		return msg.Pick(ctx, "ISBN 的校验位不对", "The ISBN's check digit is wrong")
	case "library_barcode":
		return msg.Pick(ctx, "条码只能有字母、数字和 - . /", "A barcode has letters, digits and - . / only")
	case "library_kind":
		return msg.Pick(ctx, "不认识的类型", "An unknown kind")
	case "library_price":
		return msg.Pick(ctx, "定价不对", "The price is wrong")
	case "library_long":
		return msg.Pick(ctx, "有一项太长", "Something is too long")
	}
	return msg.Pick(ctx, "没有书名", "Without a title")
}

func labelsTitle(ctx context.Context) string { return msg.Pick(ctx, "打印标签", "Labels") }
func printIt(ctx context.Context) string     { return msg.Pick(ctx, "打印", "Print") }
func noCopies(ctx context.Context) string    { return msg.Pick(ctx, "还没有册", "No copies yet") }

func noCopiesDo(ctx context.Context) string {
	return msg.Pick(ctx, "在下面加册，再打印标签。", "Add some below, then print their labels.")
}

func onHoldShelf(ctx context.Context) string {
	return msg.Pick(ctx, "在预约架", "On the hold shelf")
}

func shelfOf(ctx context.Context, code string) string { return code + " " + colShelf(ctx) }
func noteOf(ctx context.Context, code string) string  { return code + " " + colNote(ctx) }
func stateOf(ctx context.Context, code string) string {
	return code + " " + msg.Pick(ctx, "状态", "state")
}
func saveOf(ctx context.Context, code string) string { return msg.Pick(ctx, "保存 ", "Save ") + code }

func stateName(ctx context.Context, state string) string {
	switch state {
	case "reading":
		return msg.Pick(ctx, "只在馆内看", "Reading room only")
	case "damaged":
		return msg.Pick(ctx, "破损", "Damaged")
	case "lost":
		return msg.Pick(ctx, "遗失", "Lost")
	case "withdrawn":
		return msg.Pick(ctx, "下架", "Withdrawn")
	}
	return msg.Pick(ctx, "可借", "To be lent")
}

func loansTitle(ctx context.Context) string { return msg.Pick(ctx, "在借的书", "Books on loan") }

func noLoans(ctx context.Context, late bool) string {
	if late {
		return msg.Pick(ctx, "没有逾期的书", "Nothing is overdue")
	}
	return msg.Pick(ctx, "现在没有借出的书", "Nothing is on loan")
}

func noLoansDo(ctx context.Context) string {
	return msg.Pick(ctx, "在“终端”里加一台图书馆的平板，打开 /library/desk 就能借还。", "Add a tablet of the library under Terminals and open /library/desk on it.")
}

func setLost(ctx context.Context) string { return msg.Pick(ctx, "登记遗失", "Set lost") }

func setLostAsk(ctx context.Context) string {
	return msg.Pick(ctx, "这一册登记为遗失，不再算在借？", "Set the copy lost, and the loan ended?")
}

func onlyFirst(ctx context.Context) string {
	return msg.Pick(ctx, "只列了最早到期的 500 册。", "The 500 that are due first are listed.")
}

func shelfTitle(ctx context.Context, n int) string {
	return msg.Pick(ctx, "预约架上 "+number(n)+" 册", number(n)+" on the hold shelf")
}

func rulesTitle(ctx context.Context) string { return msg.Pick(ctx, "借阅规则", "Rules") }

func rulesText(ctx context.Context) string {
	return msg.Pick(ctx, "最具体的一行说了算：先看身份和类型都对的，再看类型，再看身份。最多 0 本就是不外借；最后一空行可以加新规则，本数和天数都留空的行会删掉。晚了按上课的天数算，只停借、不收钱。",
		"The most specific row decides: role and kind, then the kind, then the role. At most 0 is not lent. The empty row adds a rule; a row without figures is dropped. Late is counted in school days, and costs days without borrowing, no money.")
}

func inRow(ctx context.Context, i int, column string) string {
	return msg.Pick(ctx, "第 "+number(i+1)+" 行 "+column, "Row "+number(i+1)+", "+column)
}

func roleName(ctx context.Context, role string) string {
	if role == "" {
		return msg.Pick(ctx, "所有人", "Everybody")
	}
	return msg.Role(ctx, role)
}

func anyKind(ctx context.Context) string { return msg.Pick(ctx, "各类图书", "all books") }

func figuresTitle(ctx context.Context) string { return msg.Pick(ctx, "统计", "Figures") }
func fromDay(ctx context.Context) string      { return msg.Pick(ctx, "从", "From") }
func toDay(ctx context.Context) string        { return msg.Pick(ctx, "到", "To") }
func sumLoans(ctx context.Context) string     { return msg.Pick(ctx, "借出", "Loans") }
func sumReaders(ctx context.Context) string   { return msg.Pick(ctx, "读者", "Readers") }
func sumOut(ctx context.Context) string       { return msg.Pick(ctx, "现在在借", "Out now") }
func sumOverdue(ctx context.Context) string   { return msg.Pick(ctx, "现在逾期", "Overdue now") }
func sumTries(ctx context.Context) string     { return msg.Pick(ctx, "没借成", "Refused") }
func byClass(ctx context.Context) string      { return msg.Pick(ctx, "按班", "By class") }
func byBook(ctx context.Context) string       { return msg.Pick(ctx, "借得最多的书", "Lent most") }

func tooFew(ctx context.Context) string {
	return msg.Pick(ctx, "不到 5 位读者，不显示", "Fewer than 5 readers: not shown")
}

func noFigures(ctx context.Context) string {
	return msg.Pick(ctx, "这些天没有人借书", "Nobody borrowed in these days")
}

func noFiguresDo(ctx context.Context) string {
	return msg.Pick(ctx, "换一段日期看看。", "Choose other days.")
}

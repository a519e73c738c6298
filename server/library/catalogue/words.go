package catalogue

// The columns of a file.
const (
	colISBN      = "ISBN"
	colTitle     = "书名"
	colAuthor    = "作者"
	colPublisher = "出版社"
	colYear      = "出版年"
	colClass     = "分类号"
	colKind      = "类型"
	colPrice     = "定价"
	colBarcode   = "条码"
	colShelf     = "架位"
)

var headings = map[string]string{
	"isbn": colISBN, "isbn号": colISBN, "国际标准书号": colISBN,
	"书名": colTitle, "题名": colTitle, "正题名": colTitle, "图书名称": colTitle, "title": colTitle,
	"作者": colAuthor, "著者": colAuthor, "责任者": colAuthor, "author": colAuthor,
	"出版社": colPublisher, "出版者": colPublisher, "publisher": colPublisher,
	"出版年": colYear, "出版日期": colYear, "出版时间": colYear, "year": colYear,
	"分类号": colClass, "中图分类号": colClass, "索书号": colClass, "class": colClass, "callnumber": colClass,
	"类型": colKind, "图书类型": colKind, "kind": colKind,
	"定价": colPrice, "价格": colPrice, "单价": colPrice, "price": colPrice,
	"条码": colBarcode, "条码号": colBarcode, "条形码": colBarcode, "登录号": colBarcode, "barcode": colBarcode,
	"架位": colShelf, "馆藏地": colShelf, "位置": colShelf, "架号": colShelf, "shelf": colShelf,
}

var kinds = map[string]string{
	"普通": Ordinary, "图书": Ordinary, "普通图书": Ordinary, "book": Ordinary,
	"新书": Fresh, "new": Fresh,
	"期刊": Magazine, "杂志": Magazine, "magazine": Magazine,
	"工具书": Reference, "参考书": Reference, "不外借": Reference, "reference": Reference,
}

// Heads are the columns of a file in the order of the pattern that the office downloads.
var Heads = []string{colTitle, colAuthor, colISBN, colPublisher, colYear, colClass, colKind, colPrice, colBarcode, colShelf}

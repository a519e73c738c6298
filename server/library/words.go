package library

import (
	"context"
	"strconv"
	"strings"

	"yunka/server/fault"
	"yunka/server/library/loans"
	"yunka/server/outbox"
	view "yunka/views/library"
	"yunka/views/msg"
)

func actionWords(ctx context.Context, verb string) string {
	switch verb {
	case "library.added":
		return msg.Pick(ctx, "加了一种书", "Added a book")
	case "library.changed":
		return msg.Pick(ctx, "改了书目", "Changed a book")
	case "library.copies":
		return msg.Pick(ctx, "加了册", "Added copies")
	case "library.copy":
		return msg.Pick(ctx, "改了一册书的状态", "Changed a copy")
	case "library.imported":
		return msg.Pick(ctx, "导入了书目", "Imported a catalogue")
	case "library.override":
		return msg.Pick(ctx, "破例借出了一本书", "Lent a book as an exception")
	case "library.lost":
		return msg.Pick(ctx, "登记了一册遗失", "Set a copy lost")
	case "library.rules":
		return msg.Pick(ctx, "改了借阅规则", "Changed the rules of the library")
	case "library.consent":
		return msg.Pick(ctx, "改了谁能看到书名", "Changed who sees the titles")
	case "library.viewed":
		return msg.Pick(ctx, "看了孩子的借阅", "Looked at a child's loans")
	case "library.machine":
		return msg.Pick(ctx, "设了一台自助借还机", "Set a self-check machine")
	case "library.room":
		return msg.Pick(ctx, "设了哪里是图书馆", "Set where the library is")
	case "library.inside":
		return msg.Pick(ctx, "看了谁在图书馆", "Looked at who is in the library")
	case "library.class":
		return msg.Pick(ctx, "看了一个班的阅读", "Looked at a class's reading")
	case "library.listed":
		return msg.Pick(ctx, "看了在借的书", "Looked at the loans of the library")
	}
	return ""
}

func doneWords(ctx context.Context, word string) string {
	switch word {
	case "library-added":
		return msg.Pick(ctx, "已添加，可以打印标签了。", "Added. Its labels can be printed.")
	case "library-saved":
		return msg.Pick(ctx, "已保存。", "Saved.")
	case "library-copies":
		return msg.Pick(ctx, "已加册。", "Copies added.")
	case "library-lost":
		return msg.Pick(ctx, "已登记遗失。", "Set lost.")
	case "library-rules":
		return msg.Pick(ctx, "规则已保存，从下一次借书起有效。", "Saved. The rules hold from the next loan.")
	case "library-held":
		return msg.Pick(ctx, "已预约，到了会通知您。", "You are in the line, and are told when it comes.")
	case "library-stopped":
		return msg.Pick(ctx, "已停用，令牌作废。", "Stopped. Its token has ended.")
	case "library-cancelled":
		return msg.Pick(ctx, "已取消预约。", "Cancelled.")
	case "library-renewed":
		return msg.Pick(ctx, "已续借。", "Renewed.")
	case "library-consent":
		return msg.Pick(ctx, "已改好。", "Changed.")
	}
	return ""
}

func faultWords(ctx context.Context, f *fault.Error) string {
	if why, ok := strings.CutPrefix(f.Code, "library_renew_"); ok {
		return view.WhyNotRenewed(ctx, why)
	}
	switch f.Code {
	case "library_title", "library_isbn", "library_kind", "library_price", "library_long", "library_barcode":
		return view.FileProblem(ctx, f.Code)
	case "library_there":
		return msg.Pick(ctx, "已有这个 ISBN 的书，请在那一种下加册。", "There is a book of that ISBN: add copies to it.")
	case "library_barcode_used":
		return msg.Pick(ctx, "这个条码已经用过。", "That barcode is taken.")
	case "library_copies":
		return msg.Pick(ctx, "一次加 1 到 200 册。", "1 to 200 copies at once.")
	case "library_state":
		return msg.Pick(ctx, "不认识的状态。", "An unknown state.")
	case "library_lent":
		return msg.Pick(ctx, "借出去或在预约架上的册不能改状态。", "The state of a copy that is lent or reserved stays.")
	case "library_file":
		return msg.Pick(ctx, "读不懂这个文件：要 CSV、XLSX 或 ISO 2709。", "The file is none of CSV, XLSX and ISO 2709.")
	case "library_columns":
		return msg.Pick(ctx, "文件里没有“书名”这一列。", "The file has no column of titles.")
	case "library_reason":
		return msg.Pick(ctx, "要写原因，最多 100 字。", "Say why, in at most 100 characters.")
	case "library_visit":
		return msg.Pick(ctx, "时间过了，请再扫一次卡。", "Time is up: scan the card again.")
	case "library_ended":
		return msg.Pick(ctx, "这本已经还了。", "It has come back already.")
	case "library_rule":
		return msg.Pick(ctx, "规则里有数字不对；能借的书至少借 1 天。", "A figure of the rules is wrong; what is lent is lent for a day at least.")
	case "library_rule_twice":
		return msg.Pick(ctx, "同一身份和类型写了两行。", "Two rows are for the same role and kind.")
	case "library_shift":
		return msg.Pick(ctx, "还没有人当班，请先输密码。", "Nobody is on shift: type a PIN first.")
	case "library_machine":
		return msg.Pick(ctx, "请选 UTF-8 或 GBK。", "Choose UTF-8 or GBK.")
	case "library_room":
		return msg.Pick(ctx, "请选校园里的一个区域；座位数是 0 到 100000。", "Choose a zone within the school, and 0 to 100,000 seats.")
	case "library_hold_mine":
		return msg.Pick(ctx, "这本就在您手上。", "You have it.")
	case "library_hold_there":
		return msg.Pick(ctx, "已经预约过了。", "You are in the line already.")
	case "library_hold_rule":
		return msg.Pick(ctx, "这类书不能预约。", "Such books cannot be asked for.")
	case "library_hold_many":
		return msg.Pick(ctx, "预约满了。", "You wait for as many books as you may.")
	case "library_hold_free":
		return msg.Pick(ctx, "在馆里就有，直接去借。", "It is on the shelf: go and borrow it.")
	case "library_hold_none":
		return msg.Pick(ctx, "这种书现在没有能借的册。", "No copy of it will come back.")
	}
	return ""
}

func detailWords(ctx context.Context, key string) string {
	switch key {
	case "book":
		return msg.Pick(ctx, "书", "Book")
	case "copies":
		return msg.Pick(ctx, "册数", "Copies")
	case "copy":
		return msg.Pick(ctx, "册", "Copy")
	case "books":
		return msg.Pick(ctx, "书目数", "Books")
	case "known":
		return msg.Pick(ctx, "已有", "There already")
	case "bad":
		return msg.Pick(ctx, "有问题", "Problems")
	case "loan":
		return msg.Pick(ctx, "借阅", "Loan")
	case "cells":
		return msg.Pick(ctx, "规则数", "Rules")
	case "seats":
		return msg.Pick(ctx, "座位数", "Seats")
	case "titles":
		return msg.Pick(ctx, "书名", "Titles")
	}
	return ""
}

// notices are the words of what the library tells. No title is in them: a guardian reads
// none without the reader's word.
var notices = []outbox.Kind{
	{
		Kind: loans.NoticeReady, Name: func(ctx context.Context) string { return msg.Pick(ctx, "预约的书到了", "A book has come") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			d := toldOf(t)
			return outbox.Text{Title: msg.Pick(ctx, t.Name+" 预约的书到了", "A book that "+t.Name+" waits for is here"),
				Body: msg.Pick(ctx, "在预约架上留到 "+msg.ShortDay(ctx, d.Day), "On the hold shelf until "+msg.ShortDay(ctx, d.Day)), Link: view.Path(d.Person), Do: toReading(ctx)}
		},
	},
	{
		Kind: loans.NoticeDue, Name: func(ctx context.Context) string { return msg.Pick(ctx, "快要还书", "Books are due soon") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			d := toldOf(t)
			return outbox.Text{Title: msg.Pick(ctx, t.Name+" 有 "+strconv.Itoa(d.Count)+" 本书快到期", t.Name+" has books to bring back soon: "+strconv.Itoa(d.Count)),
				Body: msg.Pick(ctx, msg.ShortDay(ctx, d.Day)+"前还，或者续借", "Until "+msg.ShortDay(ctx, d.Day)+", or renew them"), Link: view.Path(d.Person), Do: toReading(ctx)}
		},
	},
	{
		Kind: loans.NoticeOverdue, Name: func(ctx context.Context) string { return msg.Pick(ctx, "书逾期了", "Books are overdue") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			d := toldOf(t)
			return outbox.Text{Title: msg.Pick(ctx, t.Name+" 有 "+strconv.Itoa(d.Count)+" 本书逾期", t.Name+" has overdue books: "+strconv.Itoa(d.Count)),
				Body: msg.Pick(ctx, msg.ShortDay(ctx, d.Day)+"就该还了，越早还停借越短", "They were due on "+msg.ShortDay(ctx, d.Day)+": the sooner they come, the shorter the pause"), Link: view.Path(d.Person), Do: toReading(ctx)}
		},
	},
}

func toldOf(t outbox.Told) (d loans.Told) {
	t.Read(&d)
	return d
}

func toReading(ctx context.Context) string { return msg.Pick(ctx, "看借阅", "Show the books") }

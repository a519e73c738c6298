package api

import "yunka/server/fault"

// problemDoc is a line of the table of problems that the page shows. A test
// holds it against every fault that this package and scan can make.
type problemDoc struct {
	Kind           fault.Kind
	Code           string
	zhText, enText string // what it means
	zhDo, enDo     string // what to do
}

// Status is the HTTP status it comes with.
func (p problemDoc) Status() int { return fault.Status(fault.New(p.Kind, p.Code)) }

var problemDocs = []problemDoc{
	{fault.Malformed, "bad_request", "请求读不出来", "The request cannot be read", "检查 JSON 是否完整", "Send whole JSON"},
	{fault.Malformed, "bad_json", "不是一个 JSON 对象，或有重复的字段", "Not one JSON object with each field once", "一个对象，每个字段一次，UTF-8", "One object, each field once, UTF-8"},
	{fault.Unauthenticated, "terminal_token", "没有令牌，或令牌已停用", "No token, or one that was revoked", "停止重试，请管理员在“终端”页换令牌", "Stop trying; the office renews the token on the terminals page"},
	{fault.Forbidden, "forbidden", "这台终端不能做这件事", "This terminal may not do that", "核对要用值班终端", "Confirming needs a staff terminal"},
	{fault.NotFound, "not_found", "没有这个地址或这条记录", "No such address or scan", "检查地址", "Look at the address"},
	{fault.Conflict, "not_a_confirm", "这条记录不等核对", "That scan does not wait for anybody", "只对 CONFIRM 用", "Only a CONFIRM can be confirmed"},
	{fault.Conflict, "already_confirmed", "已经有人核对过了", "Somebody has confirmed it already", "以先到的为准", "The first one counts"},
	{fault.Conflict, "confirm_too_late", "核对得太晚了", "Confirmed too late", "请重新刷一次", "Present the card again"},
	{fault.Conflict, "not_a_passage", "门没有为这次刷卡打开", "The gate did not open for that scan", "只报开过门的记录", "Report scans that opened only"},
	{fault.Conflict, "already_undone", "已经有人撤销了", "It has been taken back already", "不用再报", "Nothing is left to do"},
	{fault.Conflict, "undo_too_late", "超过 60 秒才报", "Reported more than 60 s later", "请人到“要核实的”处理", "The office has to look at it"},
	{fault.Conflict, "no_gate", "这台终端不在任何一道门", "The terminal stands at no gate", "请管理员在“终端”页给它选一道门", "The office gives it a gate on the terminals page"},
	{fault.Conflict, "lock_place", "这扇门后面没有人住", "Nobody lives behind this door", "锁要装在宿舍楼或房间的门上", "A lock with tokens stands at a dormitory's door"},
	{fault.Conflict, "lock_hours", "这扇门有开放时间，离线凭证说不出来", "The door has opening hours, which no token can say", "联网刷，或去掉门的开放时间", "Ask the server, or take the hours away"},
	{fault.Conflict, "lock_many", "这扇门有超过 5000 张卡", "More than 5,000 chips may pass this door", "用网关的名单 /api/v1/list", "Use the list of a gate, /api/v1/list"},
	{fault.Invalid, "chip_length", "卡号的位数不是学校设定的", "The chip's number has another length than the school has set", "检查读卡器是不是丢了数字，或发的是另一种卡号", "See whether the reader loses digits or sends another of the chip's numbers"},
	{fault.Invalid, "battery", "电量是 0 到 100", "A battery is 0 to 100 percent", "检查 battery", "Look at battery"},
	{fault.NotFound, "not_received", "这个序号没有收到，以后也不会再收", "The number has not arrived and will not be taken any more", "换一个序号重新收款", "Charge anew with another number"},
	{fault.Conflict, "sale_day", "过了当天，不能撤销", "After its day a sale is not taken back", "改为退款", "Refund it"},
	{fault.Conflict, "sale_refunded", "已经退过或正在退一部分", "A part was paid back, or is asked for", "把其余的也退款", "Refund the rest"},
	{fault.Conflict, "refund_exceeds", "退的比付的多", "More back than was paid", "看 refunded_fen", "Look at refunded_fen"},
	{fault.Conflict, "purse_closed", "对方的钱包已经注销", "The wallet was closed meanwhile", "请财务处理", "The school's finance has to look at it"},
	{fault.Mismatch, "refund", "同一个 key 退过别的数", "The key was used for another refund", "每次退款换一个 key", "Use a new key for each refund"},
	{fault.Invalid, "refund", "退款的金额或原因不对", "The amount or the reason of the refund is wrong", "看 detail，改请求", "Read detail and change the request"},
	{fault.Invalid, "sale_seq", "序号是 1 到 2^53-1", "A number is 1 to 2^53-1", "检查序号", "Look at the number"},
	{fault.Invalid, "sale_day", "日期不对，或还没到", "No day, or one that has not come", "写成 2026-11-23", "Write 2026-11-23"},
	{fault.Invalid, "sale_rows", "一次超过 2000 条", "More than 2,000 rows", "分天结账", "Close day by day"},
	{fault.Invalid, "invalid", "字段缺了或不合格式", "A field is missing or has a wrong form", "看 detail，改请求", "Read detail and change the request"},
	{fault.Invalid, "presentation", "code 和 chip 要有且只有一个", "Send either code or chip", "只发一个", "Send one of them"},
	{fault.Invalid, "key", "key 是 1 到 64 个 ASCII 字符，不含空格", "A key is 1 to 64 printable ASCII characters without blanks", "用 UUID 最省事", "A UUID will do"},
	{fault.Invalid, "at", "时间不是 RFC 3339", "A time is not RFC 3339", "写成 2026-11-23T07:46:02+08:00", "Write 2026-11-23T07:46:02+08:00"},
	{fault.Invalid, "clock", "心跳里没有时间", "The heartbeat has no time", "发终端自己的时间", "Send the terminal's own time"},
	{fault.Invalid, "pin_wrong", "值班密码不对", "The PIN is wrong", "请值班人员再输一次", "Let the guard type it again"},
	{fault.Invalid, "note", "登记的原因太长或为空", "The note is empty or too long", "1 到 200 个字", "1 to 200 characters"},
	{fault.Invalid, "device_no", "没有设备号", "No device number", "发 device_no", "Send device_no"},
	{fault.Invalid, "too_many_records", "一次上传超过 100 条", "More than 100 records in one upload", "分批上传", "Send them in parts"},
	{fault.Mismatch, "key_reused", "同一个 key 发过别的内容", "The key was used for another body", "每次刷卡换一个 key", "Use a new key for each presentation"},
	{fault.TooLarge, "body_too_large", "请求超过 16 KB（上传 256 KB）", "The body is over 16 KiB (an upload: 256 KiB)", "只发一次刷卡；上传分批", "Send one presentation; upload in parts"},
	{fault.TooMany, "too_many_requests", "问得太密", "Asked too often", "等 Retry-After 秒", "Wait for Retry-After seconds"},
	{fault.TooMany, "too_many_tries", "密码错得太多", "Too many wrong PINs", "等 Retry-After 秒", "Wait for Retry-After seconds"},
	{fault.Unavailable, "not_decided", "没来得及决定", "Nothing was decided", "用同一个 key 再发", "Send the same key again"},
	{fault.Unavailable, "unknown", "不知道有没有记下", "It is not known whether this was recorded", "用同一个 key 再发：会得到同一个答复", "Send the same key again: it gets the one answer"},
	{fault.Unavailable, "not_made", "名单没来得及做好", "The list was not made in time", "过一会儿再取", "Pull it again a little later"},
	{fault.Internal, "internal", "服务器出错，没有决定", "A failure of the server; nothing was decided", "用同一个 key 再发；不好就告诉管理员", "Send the same key again; if it stays, tell the office"},
}

// statusDocs are the codes that come from the transport, not from a fault.
var statusDocs = map[string]int{"method_not_allowed": 405, "content_type": 415, "content_encoding": 415}

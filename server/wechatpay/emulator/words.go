package emulator

// words in Chinese and English.
var words = map[string][2]string{
	"lang":    {"zh-CN", "en"},
	"title":   {"微信支付模拟器", "WeChat Pay emulator"},
	"unreal":  {"这里没有真钱。", "No real money moves here."},
	"pay":     {"确认支付", "Pay"},
	"back":    {"返回商家", "Back to the merchant"},
	"faults":  {"故障", "Faults"},
	"set":     {"设置", "Set"},
	"code":    {"付款码", "Payment code"},
	"newcode": {"出一个新付款码", "A new payment code"},
	"who":     {"微信登录（snsapi_base）：真的微信不问，这里选一个人。", "WeChat's login (snsapi_base): WeChat itself does not ask, here you say who you are."},
	"user":    {"微信用户", "User of WeChat"},
	"login":   {"就是我", "That is me"},
	"orders":  {"订单", "Orders"},

	"NOTPAY": {"未支付", "not paid"}, "SUCCESS": {"已支付", "paid"}, "CLOSED": {"已关闭", "closed"}, "REFUND": {"已退款", "refunded"}, "REVOKED": {"已撤销", "reversed"}, "USERPAYING": {"等待输密码", "waiting for a password"},

	Late: {"回调晚到", "callbacks come late"}, Twice: {"回调两次", "callbacks come twice"}, Early: {"下单还没有应答就回调", "called back before the order is answered"}, Amount: {"金额多一分", "a fen too much"},
	Signature: {"回调签名不对", "callbacks signed by somebody else"}, Never: {"不回调", "no callbacks"}, Lost: {"应答丢失", "answers are lost"}, Unsigned: {"应答没有签名", "answers are not signed"},
	Password: {"付款码要输密码", "codes ask for a password"}, Abnormal: {"退款异常", "refunds get stuck"},
}

func say(word, lang string) string {
	if lang == "en" {
		return words[word][1]
	}
	return words[word][0]
}

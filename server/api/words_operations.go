package api

// operationWords are the summaries and descriptions of the operations in Chinese, by
// operation id. The document for programs has the English ones; a test holds that each
// operation has both.
var operationWords = map[string][2]string{
	"present":       {"刷一次码或卡", "一台终端、一个凭证、一个时刻。决定了就答 200，拒绝也是 200。同一个 key、同样的内容，得到第一次的答复，一个字节不差；内容不同答 422。"},
	"list":          {"按顺序读通行记录", "照 feed 的号往下读：不漏，不重。令牌读自己终端的记录。学校在终端页勾选 feed 才能读全校的，勾选 identity 才有编号、班级、学校和全名，这样读的每一页都记入学校的审计。"},
	"confirm":       {"用保安的密码办完一次 CONFIRM", "只有值班终端能用。规则会重新问一遍：这期间停用的卡不会放行。"},
	"passage":       {"说人走过去没有", "由开门的那台终端在 60 秒内报。不报，开了门就当走过去了；passed 为 false 会撤回，没走的人不会被挡在外面。重报一次，答复一样。"},
	"upload":        {"补报断网时自己判断的", "终端自己的哈希链日志，一次最多 100 条，顺序不限，可以重发：每条按编号只算一次，重发得到上次的答复。服务器会重新验码，发生过的事照记，对不上的交给老师看。"},
	"heartbeat":     {"报平安", "答复里有服务器的时间。"},
	"gateList":      {"取断网时用的名单", "这台终端那道门的签名名单：YKL2 是整份，YKD2 是从 since 起的增量。签名不对、digest 不符、终端或学校不是自己、版本更旧、接不上的增量，一律拒收。"},
	"charge":        {"用码或卡收款", "用途为收银、已经选好商户的终端。决定了就答 200，拒绝也是 200；被拒绝的码也算用过。202 是超过学校的限额：付款人在手机上输密码；照序号问到有结果为止，或用 void 撤回。"},
	"charges":       {"读收银机自己的一天", "序号和合计。"},
	"chargeState":   {"问一个序号后来怎样了", "404 是最终的：这个序号没有收到，以后再来也会以 PAY_REVERSED 拒绝。"},
	"chargeVoid":    {"撤销当天的一笔", "整笔撤销，只能由收款的那台收银机。还没收到的，以后也不再收。"},
	"chargeRefund":  {"退一部分", "退这台收银机收的。几次加起来不会超过原来的数。"},
	"batchClose":    {"结一天的账", "发收银机自己的合计；对不上时答复里有我们的数，带了明细就说是哪些序号。"},
	"lock":          {"报门锁的事，取它离线开门用的令牌", "给用电池的门锁，一次请求办完。最多 100 件事，每件按编号只算一次；开过的、拒过的按发生的时刻记成通行记录，服务器不收的不要再发。带 plan，答复里有每张可以开门的卡的离线令牌，用学校的名单密钥签名：存下，不在里面的一律拒绝，renew_by 之前再来取。令牌的字节见 `go doc yunka/server/lock`，例子见 server/lock/testdata/vectors.json。409 说明这道门为什么没有令牌；那次请求里的事照存。"},
	"punches":       {"上报考勤机看到的人", "一次最多 100 条，每条按 seq 只算一次，先后、迟到、重发都不要紧，每条都有结果。拒绝的不用再发。"},
	"gateHeartBeat": {"微卡格式的心跳", "不认识的字段不看。"},
	"gateReport":    {"微卡格式的离线核验上报", "一次最多 100 条，按 nonce 每条只算一次，每条都有结果和原因。"},
}

// statusWords are what the codes of statusDocs mean, in Chinese and English.
var statusWords = map[string][2]string{
	"method_not_allowed": {"这个地址不接受这种请求方法", "This address does not take that method"},
	"content_type":       {"请求的类型不是 JSON", "The body is not said to be JSON"},
	"content_encoding":   {"请求压缩过，这里读不了", "The body is compressed, which is not read here"},
}

package leave

// How a leave of the demo was answered; "" still waits.
const (
	demoApproved  = "approved"
	demoRejected  = "rejected"
	demoWithdrawn = "withdrawn"
)

// demoLeaves are what a demo's families ask for; first and last count school days from
// today.
var demoLeaves = []struct {
	kind, reason, collects string
	first, last            int
	from, to               string
	later                  bool
	answer, why            string
}{
	{kind: "sick", reason: "发烧 38.6°，在家休息", answer: demoApproved, later: true},
	{kind: "sick", reason: "下午牙科复诊", collects: "外婆", from: "14:30", to: "16:00", answer: demoApproved},
	{kind: "official", reason: "市里的数学竞赛", first: 1, last: 1, answer: demoApproved},
	{kind: "quarantine", reason: "水痘，医生要求隔离", last: 4, later: true, answer: demoApproved},
	{kind: "personal", reason: "回老家参加婚礼", first: 1, last: 2},
	{kind: "sick", reason: "换药", collects: "爸爸", first: 1, last: 1, from: "10:00", to: "11:20"},
	{kind: "bereavement", reason: "外公的葬礼", first: 1, last: 5},
	{kind: "personal", reason: "旅游", first: 2, last: 4, answer: demoRejected, why: "这周期中考试，请换个时间"},
	{kind: "other", reason: "护照面签", first: 3, last: 3, answer: demoWithdrawn},
}

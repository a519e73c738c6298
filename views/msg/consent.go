package msg

import (
	"context"
)

// ConsentText is what somebody agrees to before a card is put on a phone, a
// paragraph each. It belongs to a version (server/card, ConsentVersion): who
// changes the text changes the version, and everybody is asked again.
func ConsentText(ctx context.Context) []string {
	return []string{
		Pick(ctx, "这部手机会保存一把钥匙，在门口生成动态码。钥匙只在这部手机里，学校也看不到。",
			"This phone will keep a key that makes codes for the gate. The key stays on this phone; not even the school can see it."),
		Pick(ctx, "学校会记录：姓名、班级、哪一天几点经过哪道门、结果。用来决定开不开门、考勤和保护学生安全。",
			"The school records name, class, and when which gate was passed with what result. It is used to decide about the gate, for attendance and for pupils' safety."),
		Pick(ctx, "看得到的人：持卡人、有权查看的监护人、学校的管理员和任课老师、门口的值班人员。不给别人，不做广告。",
			"Who can see it: the holder, guardians with the right to, the school's administrators and teachers of the class, guards on duty. Nobody else, and no advertising."),
		Pick(ctx, "随时可以在这个页面撤回同意，手机上的码马上停用；已有的通行记录按学校的规定保存。",
			"You can withdraw on this page at any time: codes on phones stop at once. Records of passages are kept as the school's rules say."),
		Pick(ctx, "不同意也可以：请学校发实体卡，其他不受影响。",
			"You may also refuse: ask the school for a chip card. Nothing else changes."),
	}
}

package msg

import (
	"context"

	"yunka/server/reason"
)

type text struct{ zh, en string }

// reasons is what staff read: short, without what to do.
var reasons = map[reason.Code]text{
	reason.OK:                     {"通过", "Allowed"},
	reason.CodeMalformed:          {"不是校园卡的码", "Not a campus card code"},
	reason.CodeVersionUnsupported: {"码的版本不认识", "Code version not known"},
	reason.CodeUnknown:            {"码或卡没有登记", "Code or chip not registered"},
	reason.CodeBadSignature:       {"码是假的或坏了", "Code is forged or damaged"},
	reason.CodeExpired:            {"码过期了", "Code expired"},
	reason.CodeNotYetValid:        {"手机时间快了", "Phone clock is ahead"},
	reason.CodeAlreadyUsed:        {"码已用过", "Code already used"},
	reason.CodeSuperseded:         {"是旧码，已有更新的码用过", "Older than a code already used"},
	reason.CodeWrongAudience:      {"这个码不在这里用", "Code is for another purpose"},
	reason.CodeWrongSchool:        {"别的学校的码", "Code of another school"},
	reason.CodeLeaseOver:          {"手机离线太久，码停了", "Phone offline too long"},
	reason.PassLookAtFace:         {"请核对本人照片或证件", "Compare the face with the photo or a document"},
	reason.PassNeedsGuard:         {"这个码要有人核对，这里没有值班人员", "Needs a guard's look, and this gate has none"},
	reason.PassUsedUp:             {"纸质码今天的次数用完了", "Printed code: used up for today"},
	reason.VisitNotYet:            {"来访时间还没到", "The visit has not begun"},
	reason.VisitOver:              {"来访时间已过", "The visit is over"},
	reason.CredLost:               {"已挂失", "Reported lost"},
	reason.CredReplaced:           {"已换新，旧的停用", "Replaced by a newer one"},
	reason.CredEnded:              {"这个手机或卡片已停用", "This phone or chip was removed"},
	reason.CardFrozen:             {"卡被停用了：本人或家长停的", "Stopped by the holder or a guardian"},
	reason.CardBlocked:            {"学校停用了卡", "Stopped by the school"},
	reason.CardExpired:            {"卡到期了", "Card has expired"},
	reason.CardNotYetValid:        {"卡还没到生效日期", "Card is not valid yet"},
	reason.PersonSuspended:        {"这个人被停用", "Person is suspended"},
	reason.PermNoRight:            {"没有这里的通行权", "No right to pass here"},
	reason.PermOutsideSchedule:    {"不在通行时间", "Outside the hours"},
	reason.PermEscortRequired:     {"请值班看一下是不是本人", "A guard looks who it is"},
	reason.PermHoliday:            {"今天校历放假，不开放", "Closed today: a holiday in the calendar"},
	reason.PermPrerequisite:       {"还没有这里要求的资格", "Lacks the clearance this place asks for"},
	reason.PermSecondPerson:       {"这里要两个人一起，等第二个人", "Two people needed, waiting for the second"},
	reason.PermRule:               {"这里的规则不允许", "A rule of this place says no"},
	reason.PermWrongBuilding:      {"不住这里", "Does not live here"},
	reason.PermLockdown:           {"紧急封闭，现在不放行", "Lockdown: nobody is released now"},
	reason.PickNotGuardian:        {"不是这个孩子的监护人", "Not a guardian of this child"},
	reason.PickNoPickupRight:      {"没有接送权", "Has no right to pick up"},
	reason.PickCustodyRestricted:  {"有限制，不能交给这个人", "Restricted: do not hand over to this person"},
	reason.PickPassExpired:        {"不在委托的时间里", "Outside the time of the delegation"},
	reason.PickPassRevoked:        {"委托已取消", "The delegation was revoked"},
	reason.PickChildAbsent:        {"孩子今天没有来", "The child is absent today"},
	reason.PickChildOnLeave:       {"孩子请假了", "The child is on leave"},
	reason.PickAlreadyReleased:    {"已经被接走", "Already picked up"},
	reason.PickOtherMode:          {"今天的计划是别的方式", "Today's plan is another one"},
	reason.PickTooEarly:           {"还没放学，要先请假", "Before dismissal: it takes a leave"},
	reason.PickIdentityUnverified: {"身份还没核对", "Identity not verified"},
	reason.PickHoldByStaff:        {"老师先留下了孩子", "Held by staff"},
	reason.ZonePassbackIn:         {"记录显示已经在里面", "Already inside by the records"},
	reason.ZonePassbackOut:        {"记录显示已经在外面", "Already outside by the records"},
	reason.ZonePassbackTimed:      {"刚刚进去过，还没到间隔时间", "Entered a moment ago, too soon again"},
	reason.ZoneFull:               {"人数已满", "Full"},
	reason.ZoneSequence:           {"没有先进外层区域的记录", "No entry into the surrounding zone"},
	reason.PayAmount:              {"没有可以收的金额", "No amount that could be charged"},
	reason.PayInsufficient:        {"余额不够", "Not enough money"},
	reason.PayLimitSale:           {"超过单笔限额", "Over the limit for one sale"},
	reason.PayLimitMeal:           {"超过这一餐的限额", "Over the limit for this meal"},
	reason.PayLimitDay:            {"超过今天的限额", "Over today's limit"},
	reason.PayBlockedKind:         {"家长不让在这类地方付款", "Blocked by a guardian for this kind of shop"},
	reason.PayFrozen:              {"钱包停用了", "The wallet is frozen"},
	reason.PayMerchantClosed:      {"商户没有营业，或终端还没绑定商户", "The merchant is closed, or this terminal has none"},
	reason.PayTwice:               {"刚刚收过同样一笔，是再收一次吗？", "The same was just charged: once more?"},
	reason.PayReversed:            {"这一笔已经撤销", "This sale was taken back"},
	reason.PayNumberUsed:          {"这个序号收过别的一笔", "This number is another sale's"},
	reason.PayPIN:                 {"没有在手机上输付款密码", "No pay PIN was typed on the phone"},
	reason.PayWechat:              {"没有在微信付成", "Not paid at WeChat"},
	reason.PayChannelOff:          {"这里不收这种码", "Codes of that kind are not taken here"},
	reason.SignNothing:            {"这台设备现在没有场次", "No session stands at this terminal now"},
	reason.SignEarly:              {"还没到签到时间", "Signing in has not begun"},
	reason.SignOver:               {"签到已经结束", "Signing in is over"},
	reason.SignNotListed:          {"不在名单上", "Not on the list"},
	reason.SignFull:               {"人满了，已排候补", "Full: put on the waiting list"},
	reason.SignLate:               {"已签到，迟到", "Signed in, late"},
	reason.SignAgain:              {"早就签到了", "Was signed in already"},
	reason.TermWrongScene:         {"这台终端不做这件事", "Terminal is set for another use"},
	reason.TermNoGate:             {"这台终端还没设置门", "Terminal has no gate yet"},
	reason.TermListStale:          {"断网太久，名单过期了", "Offline too long, the list is too old"},
	reason.TermClockSkew:          {"这台终端的时间不对", "This terminal's clock is wrong"},
	reason.LeaveRequired:          {"没放学，也没有批准的请假", "School is not over and no leave is approved"},
	reason.TermOffline:            {"断网时不能判断这一项", "Cannot be decided without the network"},
	reason.StaffAccepted:          {"值班人员已放行", "Let through by staff"},
	reason.StaffRefused:           {"值班人员没有放行", "Refused by staff"},
	reason.StaffUndone:            {"没有通过，值班撤回", "Taken back: did not pass"},
}

// neutral is what a queue or the holder may read: what to do, and nothing
// about custody, debt or discipline. A reason that is not here says only to wait.
var neutral = map[reason.Code]text{
	reason.OK:                     {"通过", "Go ahead"},
	reason.CodeMalformed:          {"没认出这个码。请打开校园卡再扫", "Code not recognised. Open your campus card and scan again"},
	reason.CodeVersionUnsupported: {"没认出这个码。请刷新校园卡再扫", "Code not recognised. Reload your campus card and scan again"},
	reason.CodeUnknown:            {"没认出这张卡。请找值班老师", "Card not recognised. Please see the teacher on duty"},
	reason.CodeBadSignature:       {"没认出这个码。请打开校园卡再扫", "Code not recognised. Open your campus card and scan again"},
	reason.CodeExpired:            {"码过期了。请打开卡页再扫", "The code expired. Open the card and scan again"},
	reason.CodeNotYetValid:        {"手机时间不准。请校准时间再扫", "The phone's clock is off. Set it and scan again"},
	reason.CodeAlreadyUsed:        {"这个码已经用过。请等新码出来再扫", "This code was already used. Wait for the new one"},
	reason.CodeSuperseded:         {"这是旧码。请等新码出来再扫", "This is an old code. Wait for the new one"},
	reason.CodeWrongAudience:      {"这个码不在这里用。请打开校园卡", "This code is not for here. Open your campus card"},
	reason.CodeWrongSchool:        {"不是本校的卡。请找值班老师", "Not a card of this school. Please see the teacher on duty"},
	reason.CodeLeaseOver:          {"离线太久，码停了。连一次网就恢复", "Offline too long. Go online once to get it back"},
	reason.PassLookAtFace:         {"请稍等，值班人员核对一下", "One moment, the guard takes a look"},
	reason.PassNeedsGuard:         {"请走有值班人员的门", "Please use a gate with a guard"},
	reason.PassUsedUp:             {"请稍等，值班人员来帮你", "One moment, the guard will help"},
	reason.VisitNotYet:            {"来访时间还没到", "Your visit has not begun yet"},
	reason.VisitOver:              {"来访时间已过。请联系接待人", "Your visit is over. Please call your host"},
	reason.CredLost:               {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.CredReplaced:           {"这是旧卡。请用新的", "This is an old card. Please use the new one"},
	reason.CredEnded:              {"这部手机上的卡已停用。请找班主任", "The card on this phone was removed. Please see the class teacher"},
	reason.CardFrozen:             {"卡已停用。请找班主任", "This card is stopped. Please see the class teacher"},
	reason.CardBlocked:            {"卡已停用。请找班主任", "This card is stopped. Please see the class teacher"},
	reason.CardExpired:            {"卡到期了。请找班主任", "This card has expired. Please see the class teacher"},
	reason.CardNotYetValid:        {"卡还没生效。请找班主任", "This card is not valid yet. Please see the class teacher"},
	reason.PersonSuspended:        {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.PermNoRight:            {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.PermOutsideSchedule:    {"现在不是进校时间。请找值班老师", "Not entry time now. Please see the teacher on duty"},
	reason.PermEscortRequired:     {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.PermHoliday:            {"今天不开放", "Closed today"},
	reason.PermPrerequisite:       {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.PermSecondPerson:       {"请第二个人也刷一下", "Second person, please scan too"},
	reason.PermRule:               {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.PermWrongBuilding:      {"这扇门不能为您打开。请找宿管老师", "This door does not open for you. Please see the warden"},
	reason.PermLockdown:           {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.PickNotGuardian:        {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.PickNoPickupRight:      {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.PickCustodyRestricted:  {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.PickPassExpired:        {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.PickPassRevoked:        {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.PickChildAbsent:        {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.PickChildOnLeave:       {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.PickAlreadyReleased:    {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.PickOtherMode:          {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.PickTooEarly:           {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.PickIdentityUnverified: {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.PickHoldByStaff:        {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.ZonePassbackIn:         {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.ZonePassbackOut:        {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.ZonePassbackTimed:      {"刚刚刷过了，请稍后再来", "You scanned just now, please come back later"},
	reason.ZoneFull:               {"里面人满了，请稍等", "Full inside, please wait"},
	reason.ZoneSequence:           {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.PayAmount:              {"没有付成，请看收银员", "Not paid, please ask the cashier"},
	reason.PayInsufficient:        {"没有付成，请看收银员", "Not paid, please ask the cashier"},
	reason.PayLimitSale:           {"没有付成，请看收银员", "Not paid, please ask the cashier"},
	reason.PayLimitMeal:           {"没有付成，请看收银员", "Not paid, please ask the cashier"},
	reason.PayLimitDay:            {"没有付成，请看收银员", "Not paid, please ask the cashier"},
	reason.PayBlockedKind:         {"没有付成，请看收银员", "Not paid, please ask the cashier"},
	reason.PayFrozen:              {"没有付成，请看收银员", "Not paid, please ask the cashier"},
	reason.PayMerchantClosed:      {"没有付成，请看收银员", "Not paid, please ask the cashier"},
	reason.PayTwice:               {"没有付成，请看收银员", "Not paid, please ask the cashier"},
	reason.PayReversed:            {"没有付成，请看收银员", "Not paid, please ask the cashier"},
	reason.PayNumberUsed:          {"没有付成，请看收银员", "Not paid, please ask the cashier"},
	reason.PayPIN:                 {"请在手机上输付款密码", "Please type your pay PIN on your phone"},
	reason.PayWechat:              {"请在微信里确认付款", "Please confirm in WeChat"},
	reason.PayChannelOff:          {"这里不收这种码", "Codes of that kind are not taken here"},
	reason.SignNothing:            {"这里现在不签到。请问老师", "Nothing to sign in to here now. Please ask the teacher"},
	reason.SignEarly:              {"还没到时间，请稍后再来", "Not yet, please come back later"},
	reason.SignOver:               {"签到结束了。请找老师", "Signing in is over. Please see the teacher"},
	reason.SignNotListed:          {"名单上没有。请找老师", "Not on the list. Please see the teacher"},
	reason.SignFull:               {"人满了，已排上候补", "Full. You are on the waiting list"},
	reason.SignLate:               {"已签到", "Signed in"},
	reason.SignAgain:              {"签过了", "Signed in already"},
	reason.TermWrongScene:         {"这里不能刷。请找值班老师", "Not possible here. Please see the teacher on duty"},
	reason.TermNoGate:             {"这里还没开通。请找值班老师", "Not set up yet. Please see the teacher on duty"},
	reason.TermListStale:          {"现在不能刷。请找值班老师", "Not possible now. Please see the teacher on duty"},
	reason.TermClockSkew:          {"现在不能刷。请找值班老师", "Not possible now. Please see the teacher on duty"},
	reason.LeaveRequired:          {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.TermOffline:            {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.StaffAccepted:          {"通过", "Go ahead"},
	reason.StaffRefused:           {"请稍等，老师马上来", "Please wait, a teacher is coming"},
	reason.StaffUndone:            {"没有通过，值班撤回", "Taken back: did not pass"},
}

// Reason is the staff text of a reason.
func Reason(ctx context.Context, c reason.Code) string {
	t, ok := reasons[c]
	if !ok {
		return string(c)
	}
	return Pick(ctx, t.zh, t.en)
}

// Neutral is what the queue or the holder may read.
func Neutral(ctx context.Context, d reason.Decision, c reason.Code) string {
	switch d {
	case reason.Allow:
		return Allowed(ctx)
	case reason.Confirm:
		return Pick(ctx, "请稍等，老师马上来", "Please wait, a teacher is coming")
	}
	if t, ok := neutral[c]; ok && c != reason.OK && c != reason.StaffAccepted {
		return Pick(ctx, t.zh, t.en)
	}
	return Pick(ctx, "请稍等，老师马上来", "Please wait, a teacher is coming")
}

// Decision is the word that fills a kiosk.
func Decision(ctx context.Context, d reason.Decision) string {
	switch d {
	case reason.Allow:
		return Allowed(ctx)
	case reason.Confirm:
		return ToCheck(ctx)
	}
	return NotAllowed(ctx)
}

// Result is the short word of a scan in a list: the decision when it went
// well, the reason when it did not.
func Result(ctx context.Context, d reason.Decision, c reason.Code) string {
	switch {
	case d == reason.Confirm:
		return Pick(ctx, "待核对", "To check")
	case c == reason.OK && d == reason.Allow:
		return Allowed(ctx)
	}
	return Reason(ctx, c)
}

func Allowed(ctx context.Context) string    { return Pick(ctx, "通过", "Go ahead") }
func NotAllowed(ctx context.Context) string { return Pick(ctx, "不能通过", "Stop") }
func ToCheck(ctx context.Context) string    { return Pick(ctx, "请核对", "Please check") }

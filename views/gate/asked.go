package gate

import (
	"context"
	"strings"

	"yunka/views/msg"
)

// Lines are why it is so, in words, for the console and for a gate's tablet.
func (a Asked) Lines(ctx context.Context) (list []string) {
	for _, one := range []string{a.Reason, a.Warning} {
		if one != "" {
			list = append(list, one)
		}
	}
	switch {
	case a.Rule != nil:
		r := *a.Rule
		says := []string{ruleName(ctx, r), ruleEffect(ctx, r.Effect), hoursText(ctx, r.Hours), ruleDays(ctx, r.From, r.To), r.Note}
		for i := len(says) - 1; i >= 0; i-- {
			if strings.TrimSpace(says[i]) == "" {
				says = append(says[:i], says[i+1:]...)
			}
		}
		list = append(list, askRule(ctx)+": "+strings.Join(says, " · "))
	case a.Leaving:
		list = append(list, askLeaving(ctx))
	case a.Role != "":
		list = append(list, askRole(ctx, msg.Role(ctx, a.Role)))
	default:
		list = append(list, askNothing(ctx))
	}
	list = append(list, askHours(ctx, a.Open))
	if a.Kept {
		list = append(list, askPlace(ctx, a.State, a.Since), askCount(ctx, a.Count, a.Limit))
	}
	return list
}

package console

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
		says := []string{ruleName(ctx, r), msg.RuleEffect(ctx, r.Effect), hoursText(ctx, r.Hours), msg.RuleDays(ctx, r.From, r.To), r.Note}
		for i := len(says) - 1; i >= 0; i-- {
			if strings.TrimSpace(says[i]) == "" {
				says = append(says[:i], says[i+1:]...)
			}
		}
		list = append(list, msg.AskRule(ctx)+": "+strings.Join(says, " · "))
	case a.Leaving:
		list = append(list, msg.AskLeaving(ctx))
	case a.Role != "":
		list = append(list, msg.AskRole(ctx, msg.Role(ctx, a.Role)))
	default:
		list = append(list, msg.AskNothing(ctx))
	}
	list = append(list, msg.AskHours(ctx, a.Open))
	if a.Kept {
		list = append(list, msg.AskPlace(ctx, a.State, a.Since), msg.AskCount(ctx, a.Count, a.Limit))
	}
	return list
}

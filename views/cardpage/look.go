package cardpage

import (
	"context"
	"slices"
	"strings"

	"yunka/views/ui"
)

// atFirst are the functions of a card that no school has designed.
var atFirst = []string{"today", "phones", "lost", "device"}

// Own are the functions of the page itself, for a card: every card may have them.
func Own(card string) []Function {
	return []Function{
		{Key: "today", Icon: ui.IconHistory, Text: OwnText("today"), To: []Place{{Link: "#today-now"}}},
		{Key: "phones", Icon: ui.IconPhone, Text: OwnText("phones"), To: []Place{{Link: "#care-" + card}}},
		{Key: "lost", Icon: ui.IconCardOff, Text: OwnText("lost"), To: []Place{{Link: "#stop-" + card}}},
		{Key: "device", Icon: ui.IconActivity, Text: OwnText("device"), To: []Place{{Link: "/device"}}},
	}
}

// OwnText is the word of a function of the page itself.
func OwnText(key string) func(ctx context.Context) string {
	return func(ctx context.Context) string { return ownText(ctx, key) }
}

// classes of the pass: what the school's design says, or how cards of the role come.
func (c Card) classes() string {
	if c.Look.Classes != "" {
		return c.Look.Classes
	}
	return face(c.Role)
}

func (c Card) title() string {
	if c.Look.Title != "" {
		return c.Look.Title
	}
	return c.School
}

func (c Card) shows(field string) bool {
	return !c.Look.Designed || slices.Contains(c.Look.Fields, field)
}

// chosen are the keys of the functions that show, in their order.
func (c Card) chosen() []string {
	if c.Look.Designed {
		return c.Look.Quick
	}
	return atFirst
}

// row are the functions with a place to go: first those that show, then the others, which the
// live page may need.
func (c Card) row() (list []Function) {
	shown := c.chosen()
	all := slices.Concat(c.Functions, Own(c.ID))
	for _, key := range shown {
		for _, f := range all {
			if f.Key == key && len(f.To) > 0 {
				list = append(list, f)
			}
		}
	}
	for _, f := range all {
		if len(f.To) > 0 && !slices.Contains(shown, f.Key) {
			list = append(list, f)
		}
	}
	return list
}

func (c Card) hides(key string) bool { return !slices.Contains(c.chosen(), key) }

func (c Card) quickKeys() string { return strings.Join(c.chosen(), " ") }

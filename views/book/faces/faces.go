// Package faces are the pages of the designer of cards in the book.
package faces

import (
	"context"

	"yunka/views/book/leaf"
	"yunka/views/cardpage"
	"yunka/views/console"
	"yunka/views/faces"
	"yunka/views/msg"
	"yunka/views/ui"
)

var roles = []string{"student", "teacher", "parent"}

// Leaves are all versions, a draft's form and preview, a review and what can be done with a version.
func Leaves(shell func() console.Shell, code ui.Code) []leaf.Leaf {
	sh := shell()
	sh.Rail = append(sh.Rail, faces.Rail)
	at := leaf.At(7, 46, 0)
	version := func(n int, state string) faces.Version {
		return faces.Version{ID: "v", Number: n, State: state, Open: state == "draft" || state == "submitted" || state == "in_review" || state == "approved", By: "赵立新", At: at, Since: at, Reach: 41,
			Class: "三(2)班", Why: "封底有折", Reviewer: "周文静", CanReturn: state == "superseded",
			Swatches: []string{"look-12396b art-lake", "look-4b2e6b art-hills", "look-0d4a52 art-leaves"}, Sheets: []string{sheet("12396b"), sheet("4b2e6b"), sheet("0d4a52")}}
	}
	var starters []faces.Starter
	for _, key := range []string{"lake", "pine", "wisteria", "ink", "walnut"} {
		starters = append(starters, faces.Starter{Key: key, Swatches: version(1, "draft").Swatches, Sheets: version(1, "draft").Sheets})
	}
	none := faces.Overview{Shell: sh, Starters: starters}
	some, open := none, none
	some.Error = leaf.Longer
	some.Versions = []faces.Version{version(6, "trial"), version(5, "published"), version(4, "rejected"), version(3, "superseded"), version(2, "discarded")}
	open.Versions = append([]faces.Version{version(7, "draft")}, some.Versions...)
	list := []leaf.Leaf{
		leaf.Desk("faces", faces.OverviewPage(some)),
		leaf.Desk("faces-none", faces.OverviewPage(none)),
		leaf.Desk("faces-open", faces.OverviewPage(open)),
	}
	for _, state := range []string{"draft", "submitted", "in_review", "rejected", "approved", "trial", "published", "superseded", "discarded"} {
		e := editor(sh, version(7, state), code)
		list = append(list, leaf.Desk("faces-"+state, faces.EditorPage(e)))
	}
	bad := editor(sh, version(7, "draft"), code)
	bad.Error, bad.Forms[0].Error, bad.Forms[0].Wrong = leaf.Longer, leaf.Longer, "title"
	bad.Forms[1].Error, bad.Forms[1].Wrong = leaf.Longer, "quick"
	bad.Forms[2].Error, bad.Forms[2].Wrong, bad.Forms[2].Color = leaf.Longer, "color", "#2f7fa8"
	bad.Forms[0].Cover, bad.Forms[0].Logo = "x", "y"
	bad.Preview.Phones[2].Enough, bad.Preview.Phones[2].Lowest, bad.Preview.Phones[2].Mended, bad.Preview.Phones[2].Then, bad.Preview.Phones[2].Small = false, 3.3, "#1c5270", 4.5, true
	list = append(list, leaf.Desk("faces-draft-unread", faces.EditorPage(bad)))
	for _, theme := range []string{"dark", "large"} {
		e := editor(sh, version(7, "draft"), code)
		e.Preview.Theme = theme
		list = append(list, leaf.Desk("faces-draft-"+theme, faces.EditorPage(e)))
	}
	review := faces.Review{Shell: sh, V: version(7, "in_review"), Before: preview(code), Now: 6, After: preview(code), Decides: true, Mine: true, Why: "封底有折",
		Changes: []faces.Change{{Role: "student", What: leaf.Longer, Before: "#12396b", After: "#2b3442"}, {Role: "parent", What: leaf.Longer, Before: "1", After: "2"}}}
	waits, own, taken, alone, same := review, review, review, review, review
	waits.Mine, waits.May, waits.V = false, true, version(7, "submitted")
	own.Mine, own.Own = false, true
	taken.Mine, taken.Reviewer = false, "赵立新"
	alone.Own, alone.Alone, alone.Error = true, true, leaf.Longer
	same.Decides, same.Changes, same.Now = false, nil, 0
	return append(list,
		leaf.Desk("faces-review", faces.ReviewPage(review)),
		leaf.Desk("faces-review-waits", faces.ReviewPage(waits)),
		leaf.Desk("faces-review-own", faces.ReviewPage(own)),
		leaf.Desk("faces-review-taken", faces.ReviewPage(taken)),
		leaf.Desk("faces-review-alone", faces.ReviewPage(alone)),
		leaf.Desk("faces-review-same", faces.ReviewPage(same)),
	)
}

func sheet(color string) string { return "/faces/look/" + color + ".css" }

func said(zh, en string) func(context.Context) string {
	return func(ctx context.Context) string { return msg.Pick(ctx, zh, en) }
}

func preview(code ui.Code) faces.Preview {
	p := faces.Preview{Theme: "light", Code: code}
	for i, r := range roles {
		color := []string{"12396b", "4b2e6b", "0d4a52"}[i]
		p.Phones = append(p.Phones, faces.Phone{Enough: true, Lowest: 5.1, Card: cardpage.Card{School: leaf.School, Role: r,
			Look: cardpage.Look{Designed: true, Classes: "look-" + color + " art-lake", Sheet: sheet(color), Fields: []string{"line", "number", "initials"}, Quick: []string{"today", "phones", "lost", "device"}}}})
	}
	return p
}

func editor(sh console.Shell, v faces.Version, code ui.Code) faces.Editor {
	e := faces.Editor{Shell: sh, V: v, Rev: 3, Preview: preview(code), BasedOn: 6, Readonly: v.State != "draft"}
	e.Preview.Draft = !e.Readonly
	for i, key := range []string{"lake", "pine", "wisteria", "ink", "walnut"} {
		color := []string{"12396b", "0d4a52", "4b2e6b", "2b3442", "5a3a22"}[i]
		e.Tones = append(e.Tones, faces.Tone{Key: key, Color: "#" + color, Classes: "look-" + color, Sheet: sheet(color)})
	}
	for _, r := range roles {
		e.Forms = append(e.Forms, faces.Form{Role: r, Color: "#12396b", Art: "lake", Fields: []string{"line", "number"}, Quick: []string{"today", "lost"},
			Functions: []faces.Choice{{Key: "today", Text: said("今天", "Today")}, {Key: "lost", Text: said("挂失", "Report lost")}}})
	}
	if v.State == "approved" || v.State == "superseded" {
		e.Classes = []console.Option{{Value: "c1", Text: "三(2)班"}, {Value: "c2", Text: "五(1)班"}}
	}
	return e
}

package cardface

import (
	"strings"
	"testing"

	"yunka/server/fault"
)

// What is typed is cleaned or refused; nothing that a page could not show gets in.
func TestWhatAFaceMayBe(t *testing.T) {
	functions := []string{"timetable", "notices", "leave", "today", "wallet"}
	good := Face{Color: "#12396b", Fields: []string{"line"}, Quick: []string{"today"}}
	with := func(change func(*Face)) Face {
		f := good
		f.Fields, f.Quick = append([]string{}, good.Fields...), append([]string{}, good.Quick...)
		change(&f)
		return f
	}
	for name, c := range map[string]struct {
		f    Face
		code string
	}{
		"as it is":                 {good, ""},
		"capitals":                 {with(func(f *Face) { f.Color = "#12396B" }), ""},
		"no colour":                {with(func(f *Face) { f.Color = "" }), "faces_color"},
		"a word":                   {with(func(f *Face) { f.Color = "red" }), "faces_color"},
		"css":                      {with(func(f *Face) { f.Color = "#fff;}body{display:none" }), "faces_color"},
		"16 characters":            {with(func(f *Face) { f.Title = strings.Repeat("澄", 16) }), ""},
		"17 characters":            {with(func(f *Face) { f.Title = strings.Repeat("澄", 17) }), "faces_title"},
		"200 characters":           {with(func(f *Face) { f.Title = strings.Repeat("澄", 200) }), "faces_title"},
		"emoji":                    {with(func(f *Face) { f.Title = "澄湖 🎓" }), ""},
		"a family of emoji":        {with(func(f *Face) { f.Title = "👨\u200d👩\u200d👧 澄湖" }), ""},
		"a joiner without emoji":   {with(func(f *Face) { f.Title = "澄\u200d湖" }), "faces_title"},
		"right to left":            {with(func(f *Face) { f.Title = "\u202e湖澄" }), "faces_title"},
		"a control":                {with(func(f *Face) { f.Title = "澄\x00湖" }), "faces_title"},
		"no UTF-8":                 {with(func(f *Face) { f.Title = "\xff" }), "faces_title"},
		"markup is text":           {with(func(f *Face) { f.Title = "<b>澄湖</b>" }), ""},
		"a pattern":                {with(func(f *Face) { f.Art = "rings" }), ""},
		"another pattern":          {with(func(f *Face) { f.Art = "javascript:alert(1)" }), "faces_art"},
		"another field":            {with(func(f *Face) { f.Fields = []string{"phone"} }), "faces_field"},
		"a field twice":            {with(func(f *Face) { f.Fields = []string{"line", "line"} }), "faces_field"},
		"four functions":           {with(func(f *Face) { f.Quick = functions[:4] }), ""},
		"five functions":           {with(func(f *Face) { f.Quick = functions }), "faces_quick"},
		"one twice":                {with(func(f *Face) { f.Quick = []string{"today", "today"} }), "faces_quick"},
		"a function of other role": {with(func(f *Face) { f.Quick = []string{"classes"} }), "faces_quick"},
		"a link":                   {with(func(f *Face) { f.Quick = []string{"javascript:alert(1)"} }), "faces_quick"},
	} {
		got, err := c.f.clean(functions)
		code := ""
		if err != nil {
			code = fault.As(err).Code
		}
		if code != c.code {
			t.Errorf("%s: %q, want %q", name, code, c.code)
		}
		if c.code == "" && got.Color != strings.ToLower(c.f.Color) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// An address of a style sheet says what is in it; everything else is no sheet.
func TestASheetIsNothingElse(t *testing.T) {
	f := Face{Color: "#2f7fa8", Cover: "01890000-0000-7000-8000-000000000000"}
	css, ok := Sheet(f.Look())
	if !ok || !strings.Contains(css, "--face:#2f7fa8;") || !strings.Contains(css, "url(/faces/pictures/"+f.Cover+")") || !strings.Contains(css, "--face-muted:#d1e3ec") {
		t.Errorf("%v %s", ok, css)
	}
	for _, bad := range []string{"", "2f7fa", "2F7FA8", "2f7fa8-", "2f7fa8-x", "2f7fa8}body{", "2f7fa8-../../etc/passwd00000000000000000000", "2f7fa8\n"} {
		if css, ok := Sheet(bad); ok {
			t.Errorf("%q is %s", bad, css)
		}
	}
}

package book

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"yunka/views/msg"
)

var update = flag.Bool("update", false, "write the goldens")

var hash = regexp.MustCompile(`(/static/[a-z_/]+)\.[0-9a-f]{10}\.`)

func TestGolden(t *testing.T) {
	for _, leaf := range Leaves() {
		if leaf.Do != "" {
			continue // the page is another leaf's; what is done on it shows in a browser
		}
		for _, l := range []msg.Lang{msg.Zh, msg.En} {
			t.Run(leaf.Name+"."+string(l), func(t *testing.T) {
				got, err := Render(leaf, l)
				if err != nil {
					t.Fatal(err)
				}
				got = hash.ReplaceAll(got, []byte("$1.HASH."))                              // css and scripts may change without the page
				got = bytes.ReplaceAll(got, []byte("><"), []byte(">\n<"))                   // a line an element, for a readable diff
				got = regexp.MustCompile(` data-wasm(-exec)?="[^"]*"`).ReplaceAll(got, nil) // with and without the browser program
				file := filepath.Join("testdata", leaf.Name+"."+string(l)+".html")
				if *update {
					if err := os.WriteFile(file, got, 0o644); err != nil {
						t.Fatal(err)
					}
					return
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(got, want) {
					t.Errorf("%s differs; look with git diff after go test ./views/book -update", file)
				}
			})
		}
	}
}

// TestStrict: nothing that the content policy would refuse, and no address outside.
func TestStrict(t *testing.T) {
	for _, leaf := range Leaves() {
		html, err := Render(leaf, msg.Zh)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{" style=", " onclick=", " onload=", " onsubmit=", "javascript:", "<style", "http://", "https://"} {
			page := strings.NewReplacer("http://www.w3.org", "", "http://card.chenghu.lan", "", "https://card.chenghu.lan", "").Replace(string(html))
			if strings.Contains(page, bad) {
				t.Errorf("%s: contains %q", leaf.Name, bad)
			}
		}
		for _, script := range regexp.MustCompile(`<script[^>]*>`).FindAllString(string(html), -1) {
			if !strings.Contains(script, `nonce="`+Nonce+`"`) || !strings.Contains(script, " src=") {
				t.Errorf("%s: %s", leaf.Name, script)
			}
		}
		ids := map[string]bool{}
		for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(string(html), -1) {
			if ids[m[1]] {
				t.Errorf("%s: id %s twice", leaf.Name, m[1])
			}
			ids[m[1]] = true
		}
	}
}

// TestEnglishIsComplete: no Chinese on an English page but the data itself.
func TestEnglishIsComplete(t *testing.T) {
	data := regexp.MustCompile(strings.Join(append([]string{">中文<", `lang="zh-CN">.*?中文`}, names...), "|"))
	for _, leaf := range Leaves() {
		html, err := Render(leaf, msg.En)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(html), "%!") {
			t.Errorf("%s: a text does not fit its arguments", leaf.Name)
		}
		rest := data.ReplaceAllString(string(html), "")
		for i, r := range rest {
			if unicode.Is(unicode.Han, r) {
				t.Errorf("%s: %q", leaf.Name, rest[max(0, i-40):min(len(rest), i+40)])
				break
			}
		}
	}
}

// TestNoScriptAsksForTheScreen: look.Everybody turns a page that is open to other
// screens and lights instead of opening it again on each. That is the same only
// as long as how a page is drawn by its scripts does not depend on them. A script
// that must ask makes the tests open its page once for each screen.
func TestNoScriptAsksForTheScreen(t *testing.T) {
	asks := regexp.MustCompile(`\b(matchMedia|(inner|outer|client|offset|scroll)(Width|Height)|screen\.(width|height|avail\w+)|visualViewport|` +
		`devicePixelRatio|getBoundingClientRect|getClientRects|getComputedStyle|ResizeObserver|IntersectionObserver|orientation|onresize|'resize')\b`)
	fine := map[string]string{ // asks, and draws nothing by the answer
		"device.js screen.width":        "a line of the summary that is copied to who helps",
		"inbox.js IntersectionObserver": "what has been seen is told to the server",
	}
	files := 0
	for _, root := range []string{"../../static/src/js", "../../wasm"} {
		err := filepath.WalkDir(root, func(path string, _ os.DirEntry, err error) error {
			if ext := filepath.Ext(path); err != nil || ext != ".js" && ext != ".go" {
				return err
			}
			files++
			source, err := os.ReadFile(path)
			for i, line := range strings.Split(string(source), "\n") {
				if found := asks.FindString(line); found != "" && fine[filepath.Base(path)+" "+found] == "" {
					t.Errorf("%s:%d asks for %s", path, i+1, found)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 40 {
		t.Errorf("only %d scripts: the test looks in the wrong place", files)
	}
}

package app

import (
	"bytes"
	"context"
	"go/ast"
	"go/token"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"yunka/server/account"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/scene"
	"yunka/server/web"
	viewaccount "yunka/views/account"
	"yunka/views/msg"
)

// What the program writes down or sends has words in both languages. The words that
// are said are collected from the syntax (emitted_test.go); who answers is asked.

// listedScenes are the program's scenes, on an empty database: only their words are asked.
func listedScenes(t *testing.T) []scene.Scene {
	t.Helper()
	d, f := dbtest.Open(t, db.SQLite), feed.New()
	_, list := Pages(PageDeps{Deps: web.Deps{DB: d, Feed: f, Accounts: account.New(d, f), Logger: slog.New(slog.DiscardHandler)}})
	return list
}

// bothLanguages fails if a text is missing in a language or is the other's.
func bothLanguages(t *testing.T, what string, text func(ctx context.Context) string) {
	t.Helper()
	zh, en := text(msg.WithLang(context.Background(), msg.Zh)), text(msg.WithLang(context.Background(), msg.En))
	han := func(s string) bool {
		return strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0
	}
	switch {
	case zh == "" || en == "":
		t.Errorf("%s has no words: %q, %q", what, zh, en)
	case !han(zh) || han(en):
		t.Errorf("%s: %q, %q are not the two languages", what, zh, en)
	}
}

// unfinished are the packages whose pages are being made: only a part of them is
// reached. Who makes the last of the pages takes the line away.
var unfinished = map[string]bool{
	"server/timetable": true, // gate sets the days of its calendar
}

// withoutPages are the domains on which nothing stands that has words: no kit, no
// face, no scene imports them yet. Who makes the first page of one says its words.
func withoutPages(t *testing.T) map[string]bool {
	quiet := maps.Clone(unfinished)
	kits := layerOf("server/web")
	for _, layer := range layers[:kits] {
		for _, p := range layer {
			quiet[p] = true
		}
	}
	files := sources(t)
	stands := func(dir string) bool { // what a page may be drawn by, and what that imports
		return strings.HasPrefix(dir, "server/") && !quiet[dir] && dir != "server/app"
	}
	for changed := true; changed; {
		changed = false
		for _, s := range files {
			if s.file == nil || !stands(s.dir) {
				continue
			}
			for _, imp := range s.file.Imports {
				target := strings.TrimPrefix(strings.Trim(imp.Path.Value, `"`), "yunka/")
				if quiet[target] && !unfinished[target] {
					delete(quiet, target)
					changed = true
				}
			}
		}
	}
	return quiet
}

func TestEveryAuditVerbHasWords(t *testing.T) {
	verbs := readServer(t).auditVerbs()
	if len(verbs) < 90 {
		t.Errorf("only %d verbs seen", len(verbs))
	}
	list, quiet := listedScenes(t), withoutPages(t)
	for _, e := range verbs {
		if quiet[path.Dir(e.at)] {
			continue
		}
		bothLanguages(t, e.at+": "+e.word, func(ctx context.Context) string {
			for _, s := range list {
				if s.Words.Action != nil {
					if text := s.Words.Action(ctx, e.word); text != "" {
						return text
					}
				}
			}
			return ""
		})
	}
}

func TestEveryDoneWordHasWords(t *testing.T) {
	words := readServer(t).doneWords()
	if len(words) < 25 {
		t.Errorf("only %d words seen", len(words))
	}
	list := listedScenes(t)
	for _, e := range words {
		if e.word == "1" && strings.HasPrefix(e.at, "server/door/") {
			continue // the page has one form and says itself what that did
		}
		bothLanguages(t, e.at+": done="+e.word, func(ctx context.Context) string {
			for _, s := range list {
				if s.Words.Done != nil {
					if text := s.Words.Done(ctx, e.word); text != "" {
						return text
					}
				}
			}
			return ""
		})
	}
}

// pageOfKind are the kinds whose page says all there is to say; what a form is
// refused for is Invalid or Conflict and wants words of its own.
var pageOfKind = map[string]fault.Kind{
	"Malformed": fault.Malformed, "Unauthenticated": fault.Unauthenticated, "Forbidden": fault.Forbidden, "NotFound": fault.NotFound,
	"Mismatch": fault.Mismatch, "TooLarge": fault.TooLarge, "TooMany": fault.TooMany, "Unavailable": fault.Unavailable, "Internal": fault.Internal,
}

// noWords are the codes that nobody is told, each for its reason.
var noWords = map[string]string{
	"already_resolved":  "the page says it of every conflict",
	"class_exists":      "the command line prints its English sentence",
	"school_lease":      "the command line prints its English sentence",
	"school_slug":       "the command line prints its English sentence",
	"school_slug_taken": "the command line prints its English sentence",
	"claim_device":      "the card page's script makes the request",
	"claim_public_key":  "the card page's script makes the request",
	"claim_signature":   "the card page's script makes the request",
	"claim_challenge":   "the card page's script asks again by itself",
	"contact_clock":     "the card page's script makes the request",
	"count":             "the kiosk's script makes the request",
	"last_error":        "the kiosk's script makes the request",
	"version":           "the kiosk's script makes the request",
	"since":             "the kiosk's script makes the request",
	"pairing_code":      "the pairing page says it of every refusal",
	"credential_kind":   "no form offers another",
	"lang_unknown":      "no form offers another",
	"look_unknown":      "no form offers another",
	"post_building":     "no form offers it yet",
	"post_merchant":     "no form offers it yet",
	"post_school":       "no form offers another",
	"pin_unseen":        "it never leaves pin.Set",
	"ledger_txn":        "money is moved by purse and sale, which ask first",
	"ledger_account":    "money is moved by purse and sale, which ask first",
	"ledger_hold":       "money is moved by purse and sale, which ask first",
	"ledger_balance":    "money is moved by purse and sale, which ask first",
}

func TestEveryFaultHasWords(t *testing.T) {
	codes := readServer(t).faultCodes()
	if len(codes) < 230 {
		t.Errorf("only %d codes seen", len(codes))
	}
	list, answered, quiet := listedScenes(t), answeredCodes(t), withoutPages(t)
	emitted := map[string]bool{}
	for _, e := range codes {
		emitted[e.word] = true
		if pageOfKind[e.kind] != 0 || e.kind == "Internal" || answered[e.word] || noWords[e.word] != "" {
			continue
		}
		if quiet[path.Dir(e.at)] {
			continue
		}
		if field, ok := strings.CutPrefix(e.word, "visit_"); ok {
			bothLanguages(t, e.word, func(ctx context.Context) string { return msg.VisitWrong(ctx, field) })
			continue
		}
		bothLanguages(t, e.at+": "+e.word, func(ctx context.Context) string {
			for _, s := range list {
				if s.Words.Fault != nil {
					if text := s.Words.Fault(ctx, fault.New(fault.Invalid, e.word)); text != "" {
						return text
					}
				}
			}
			return ""
		})
	}
	for code := range noWords {
		if !emitted[code] {
			t.Errorf("nothing fails with %s any more: take it from noWords", code)
		}
		if answered[code] {
			t.Errorf("%s has words: take it from noWords", code)
		}
	}
	for name, kind := range pageOfKind {
		bothLanguages(t, "the page of "+name, func(ctx context.Context) string {
			var out bytes.Buffer
			if err := viewaccount.Problem(viewaccount.ProblemView{Status: fault.Status(fault.New(kind, "x"))}).Render(ctx, &out); err != nil {
				t.Fatal(err)
			}
			title := regexp.MustCompile(`(?s)<h1[^>]*>(.*?)</h1>`).FindStringSubmatch(out.String())
			if title == nil {
				return ""
			}
			return title[1]
		})
	}
}

// answeredCodes are the codes that a page, a script or the API's table asks for by
// name: in a case, in a comparison, in a table.
func answeredCodes(t *testing.T) map[string]bool {
	codes := map[string]bool{}
	add := func(e ast.Expr) {
		if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			text, _ := strconv.Unquote(lit.Value)
			codes[text] = true
		}
	}
	kits := layerOf("server/web")
	for _, s := range sources(t) {
		if at := layerOf(s.dir); s.file == nil || at >= 0 && at < kits || !strings.HasPrefix(s.dir, "server") && !strings.HasPrefix(s.dir, "views") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CaseClause:
				for _, e := range n.List {
					add(e)
				}
			case *ast.BinaryExpr:
				if n.Op == token.EQL || n.Op == token.NEQ {
					add(n.Y)
				}
			case *ast.CompositeLit:
				if s.path == "server/api/words_problems.go" {
					for _, e := range n.Elts {
						add(e)
					}
				}
			}
			return true
		})
	}
	quoted := regexp.MustCompile(`['"]?\b([a-z]+(?:_[a-z]+)+)\b['"]?`)
	err := filepath.WalkDir("../../static/src/js", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".js" {
			return err
		}
		text, err := os.ReadFile(name)
		for _, m := range quoted.FindAllSubmatch(text, -1) {
			codes[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return codes
}

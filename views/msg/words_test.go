package msg

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestEveryTextIsInBothLanguages reads the sources of all pages and of the server
// and holds each pair of texts, wherever it stands: the Chinese is Chinese, the
// English has no Chinese in it, and both take the same arguments.
func TestEveryTextIsInBothLanguages(t *testing.T) {
	found := 0
	for _, root := range []string{"..", "../../server"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			found += checkTexts(t, path)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found < 1000 {
		t.Errorf("only %d texts found: where are the others?", found)
	}
}

// checkTexts holds the texts of one file: calls of Pick, and values of a type text
// with one string for each language.
func checkTexts(t *testing.T, path string) (found int) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if isPick(n.Fun, file.Name.Name) && len(n.Args) >= 3 {
				found += checkText(t, set.Position(n.Pos()), n.Args[1], n.Args[2], len(n.Args)-3)
			}
		case *ast.CompositeLit:
			if name, ok := n.Type.(*ast.Ident); ok && name.Name == "text" && len(n.Elts) == 2 {
				found += checkText(t, set.Position(n.Pos()), n.Elts[0], n.Elts[1], 0)
			}
		}
		return true
	})
	return found
}

func isPick(fun ast.Expr, pkg string) bool {
	switch f := fun.(type) {
	case *ast.Ident:
		return pkg == "msg" && f.Name == "Pick"
	case *ast.SelectorExpr:
		x, ok := f.X.(*ast.Ident)
		return ok && x.Name == "msg" && f.Sel.Name == "Pick"
	}
	return false
}

// otherLanguage are texts that are meant to be in the other language.
var otherLanguage = []string{"English", "中文"}

var letters = regexp.MustCompile(`[A-Za-z]{2,}`)

func checkText(t *testing.T, at token.Position, zhExpr, enExpr ast.Expr, args int) int {
	zh, okZh := literal(zhExpr)
	en, okEn := literal(enExpr)
	if !okZh && !okEn {
		return 0 // the parts of a text, which is held where it is written
	}
	if slices.Contains(otherLanguage, zh) {
		return 1
	}
	zhVerbs, enVerbs := verbs(zh), verbs(en)
	switch {
	case zh == "" || en == "":
		t.Errorf("%s: a text is empty: %q %q", at, zh, en)
	case !han(zh) && letters.MatchString(verb.ReplaceAllString(zh, "")):
		t.Errorf("%s: the Chinese text is not Chinese: %q", at, zh)
	case han(en):
		t.Errorf("%s: the English text has Chinese in it: %q", at, en)
	case args > 0 && (!slices.Equal(zhVerbs, enVerbs) || len(zhVerbs) > args):
		t.Errorf("%s: %d arguments for %v in %q and %v in %q", at, args, zhVerbs, zh, enVerbs, en)
	}
	return 1
}

// literal joins the string literals of an expression; ok is false without any.
func literal(e ast.Expr) (s string, ok bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		if lit, is := n.(*ast.BasicLit); is && lit.Kind == token.STRING {
			part, err := strconv.Unquote(lit.Value)
			s, ok = s+part, ok || err == nil
		}
		return true
	})
	return s, ok
}

var verb = regexp.MustCompile(`%[-+# 0]*[\d.]*(\[\d+\])?[\d.]*([a-z%])`)

// verbs lists which argument takes which verb in a format, in the order of the arguments.
func verbs(format string) (list []string) {
	next := 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[2] == "%" {
			continue
		}
		if m[1] != "" {
			next, _ = strconv.Atoi(strings.Trim(m[1], "[]"))
		}
		v := strconv.Itoa(next) + m[2]
		if !slices.Contains(list, v) {
			list = append(list, v)
		}
		next++
	}
	slices.Sort(list)
	return list
}

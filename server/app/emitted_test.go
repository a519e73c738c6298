package app

import (
	"go/ast"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// An emission is a word that the program writes down or sends: an audit verb, a
// fault's code, a word of ?done=.
type emission struct {
	word string
	kind string // of a fault: "Invalid"; else ""
	at   string // the file
}

// auditVerbs are the actions of audit events.
func (r *reader) auditVerbs() (list []emission) {
	for _, s := range r.list {
		for _, d := range s.file.Decls {
			fn, _ := d.(*ast.FuncDecl)
			ast.Inspect(d, func(n ast.Node) bool {
				lit, ok := n.(*ast.CompositeLit)
				if !ok {
					return true
				}
				if sel, ok := lit.Type.(*ast.SelectorExpr); !ok || sel.Sel.Name != "Event" || !isName(sel.X, "audit") {
					return true
				}
				for _, el := range lit.Elts {
					if kv, ok := el.(*ast.KeyValueExpr); ok && isName(kv.Key, "Action") {
						for _, w := range r.words(s, fn, kv.Value) {
							list = append(list, emission{w, "", s.path})
						}
					}
				}
				return true
			})
		}
	}
	return unique(list)
}

// faultCodes are the kinds and codes of faults.
func (r *reader) faultCodes() (list []emission) {
	for _, name := range []string{"New", "Newf", "Wrap"} {
		for _, c := range r.calls[name] {
			f, ok := c.expr.Fun.(*ast.SelectorExpr)
			if !ok || !isName(f.X, "fault") {
				continue
			}
			kind, ok := c.expr.Args[0].(*ast.SelectorExpr)
			if !ok || c.file.dir == "server/api" && strings.HasPrefix(c.file.base(), "words") {
				continue // a copy of a fault that is made elsewhere
			}
			for _, w := range r.words(c.file, c.in, c.expr.Args[1]) {
				list = append(list, emission{w, kind.Sel.Name, c.file.path})
			}
		}
	}
	for _, s := range r.list {
		ast.Inspect(s.file, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if sel, ok := lit.Type.(*ast.SelectorExpr); !ok || sel.Sel.Name != "Error" || !isName(sel.X, "fault") {
				return true
			}
			e := emission{at: s.path}
			for _, el := range lit.Elts {
				switch kv, _ := el.(*ast.KeyValueExpr); {
				case kv == nil:
				case isName(kv.Key, "Kind"):
					if sel, ok := kv.Value.(*ast.SelectorExpr); ok {
						e.kind = sel.Sel.Name
					}
				case isName(kv.Key, "Code"):
					if text, ok := kv.Value.(*ast.BasicLit); ok {
						e.word, _ = strconv.Unquote(text.Value)
					}
				}
			}
			if e.kind == "" || e.word == "" {
				r.t.Errorf("%s: a fault whose kind and code are no literals", s.path)
			}
			list = append(list, e)
			return true
		})
	}
	return unique(list)
}

// doneWords are the words of addresses with ?done=.
func (r *reader) doneWords() (list []emission) {
	const mark = "done="
	for _, s := range r.list {
		for _, d := range s.file.Decls {
			fn, _ := d.(*ast.FuncDecl)
			ast.Inspect(d, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					text, _ := strconv.Unquote(lit.Value)
					if _, after, ok := strings.Cut(text, mark); ok && after != "" {
						end := strings.IndexAny(after+"&", "&#")
						list = append(list, emission{after[:end], "", s.path})
					}
				}
				if b, ok := n.(*ast.BinaryExpr); ok && b.Op == token.ADD { // "…?done=" + done
					left := b.X
					if inner, ok := left.(*ast.BinaryExpr); ok {
						left = inner.Y
					}
					if lit, ok := left.(*ast.BasicLit); ok && strings.HasSuffix(strings.Trim(lit.Value, "\"`"), mark) {
						for _, w := range r.words(s, fn, b.Y) {
							list = append(list, emission{w, "", s.path})
						}
					}
				}
				return true
			})
		}
	}
	return unique(list)
}

// unique leaves one of each word and kind, in order.
func unique(list []emission) []emission {
	by := map[string]emission{}
	for _, e := range list {
		if _, ok := by[e.word+" "+e.kind]; !ok {
			by[e.word+" "+e.kind] = e
		}
	}
	out := []emission{}
	for _, k := range slices.Sorted(maps.Keys(by)) {
		out = append(out, by[k])
	}
	return out
}

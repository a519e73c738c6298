package app

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"
	"testing"
)

// reader finds what may stand in an expression, from the syntax alone: literals,
// what a local variable is set to, what callers hand to a parameter, string(allow.X).
// It follows names, not types; a name that it cannot follow fails the test, so that
// a word cannot hide.
type reader struct {
	t     *testing.T
	list  []source
	calls map[string][]call // by the called name
	allow map[string]string // allow's constants
	fresh map[string]bool   // against circles
}

type call struct {
	file source
	in   *ast.FuncDecl
	expr *ast.CallExpr
}

func readServer(t *testing.T) *reader {
	r := &reader{t: t, calls: map[string][]call{}, allow: map[string]string{}}
	for _, s := range sources(t) {
		if s.file == nil || !strings.HasPrefix(s.dir, "server") {
			continue
		}
		r.list = append(r.list, s)
		for _, d := range s.file.Decls {
			fn, _ := d.(*ast.FuncDecl) // nil for what stands outside functions
			ast.Inspect(d, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					if name := called(n); name != "" {
						r.calls[name] = append(r.calls[name], call{s, fn, n})
					}
				case *ast.ValueSpec:
					if s.dir == "server/allow" && fn == nil {
						for i, v := range n.Values {
							if lit, ok := v.(*ast.BasicLit); ok && lit.Kind == token.STRING {
								r.allow[n.Names[i].Name], _ = strconv.Unquote(lit.Value)
							}
						}
					}
				}
				return true
			})
		}
	}
	return r
}

// called is the name of what is called: F of F(x), p.F(x) and v.F(x).
func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.IndexExpr:
		return called(&ast.CallExpr{Fun: f.X})
	}
	return ""
}

// words are what may stand in e. What is only known at run time is not among them.
func (r *reader) words(s source, fn *ast.FuncDecl, e ast.Expr) []string {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		if err != nil {
			r.t.Errorf("%s: %s", s.path, e.Value)
		}
		return []string{text}
	case *ast.ParenExpr:
		return r.words(s, fn, e.X)
	case *ast.SelectorExpr: // allow.PinSet, or a field
		if isName(e.X, "allow") && r.allow[e.Sel.Name] != "" {
			return []string{r.allow[e.Sel.Name]}
		}
		if list := r.field(s, e.Sel.Name); len(list) > 0 {
			return list
		}
	case *ast.CallExpr:
		if f, ok := e.Fun.(*ast.Ident); ok && f.Name == "string" {
			return r.words(s, fn, e.Args[0])
		}
		return r.results(s, e)
	case *ast.IndexExpr: // map[bool]string{true: "a", false: "b"}[x]
		if m, ok := e.X.(*ast.CompositeLit); ok {
			return r.values(s, fn, m)
		}
		if m, ok := e.X.(*ast.Ident); ok {
			if lit := r.table(s, m.Name); lit != nil {
				return r.values(s, fn, lit)
			}
		}
	case *ast.Ident:
		return r.named(s, fn, e.Name)
	}
	r.t.Errorf("%s: cannot see which words %T may be: write a literal, or teach the test", s.path, e)
	return nil
}

func (r *reader) values(s source, fn *ast.FuncDecl, m *ast.CompositeLit) (list []string) {
	for _, el := range m.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			list = append(list, r.words(s, fn, kv.Value)...)
		}
	}
	return list
}

// table is a variable of the package that holds a composite literal.
func (r *reader) table(s source, name string) (lit *ast.CompositeLit) {
	for _, other := range r.list {
		if other.dir != s.dir {
			continue
		}
		for _, d := range other.file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range g.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok && len(v.Values) == 1 && v.Names[0].Name == name {
					lit, _ = v.Values[0].(*ast.CompositeLit)
				}
			}
		}
	}
	return lit
}

// field is what the package's literals of a struct have in a field.
func (r *reader) field(s source, name string) (list []string) {
	at := map[string]int{} // by the struct's name
	for _, other := range r.list {
		if other.dir != s.dir {
			continue
		}
		ast.Inspect(other.file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if st, ok := spec.Type.(*ast.StructType); ok {
				i := 0
				for _, f := range st.Fields.List {
					for _, id := range f.Names {
						if id.Name == name {
							at[spec.Name.Name] = i
						}
						i++
					}
				}
			}
			return true
		})
	}
	for _, other := range r.list {
		if other.dir != s.dir {
			continue
		}
		for _, d := range other.file.Decls {
			fn, _ := d.(*ast.FuncDecl)
			ast.Inspect(d, func(n ast.Node) bool {
				lit, ok := n.(*ast.CompositeLit)
				if !ok {
					return true
				}
				id, ok := lit.Type.(*ast.Ident)
				if !ok {
					return true
				}
				i, ok := at[id.Name]
				if !ok {
					return true
				}
				for j, el := range lit.Elts {
					if kv, keyed := el.(*ast.KeyValueExpr); keyed && isName(kv.Key, name) {
						list = append(list, r.words(other, fn, kv.Value)...)
					} else if !keyed && i == j {
						list = append(list, r.words(other, fn, el)...)
					}
				}
				return true
			})
		}
	}
	return list
}

// results are what the functions of the package with a call's name return first.
func (r *reader) results(s source, c *ast.CallExpr) (list []string) {
	name := called(c)
	for _, other := range r.list {
		if other.dir != s.dir {
			continue
		}
		for _, d := range other.file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Name.Name != name {
				continue
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				if ret, ok := n.(*ast.ReturnStmt); ok && len(ret.Results) > 0 {
					list = append(list, r.words(other, fn, ret.Results[0])...)
				}
				return true
			})
		}
	}
	if len(list) == 0 {
		r.t.Errorf("%s: cannot see what %s returns", s.path, name)
	}
	return list
}

// named are what a name may hold: what the function sets it to, or what is handed in.
func (r *reader) named(s source, fn *ast.FuncDecl, name string) (list []string) {
	if fn == nil {
		r.t.Errorf("%s: %s stands outside a function", s.path, name)
		return nil
	}
	key := s.dir + "." + fn.Name.Name + "." + name
	if r.fresh[key] {
		return nil
	}
	if r.fresh == nil {
		r.fresh = map[string]bool{}
	}
	r.fresh[key] = true
	defer delete(r.fresh, key)
	set := false
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				if id, ok := l.(*ast.Ident); !ok || id.Name != name {
					continue
				}
				set = true
				switch {
				case len(n.Rhs) == len(n.Lhs):
					list = append(list, r.words(s, fn, n.Rhs[i])...)
				case i == 0:
					list = append(list, r.words(s, fn, n.Rhs[0])...)
				}
			}
		case *ast.ValueSpec:
			for i, id := range n.Names {
				if id.Name == name && i < len(n.Values) {
					set = true
					list = append(list, r.words(s, fn, n.Values[i])...)
				}
			}
		case *ast.RangeStmt:
			if id, ok := n.Value.(*ast.Ident); ok && id.Name == name {
				set = true
				if m, ok := n.X.(*ast.CompositeLit); ok {
					for _, el := range m.Elts {
						list = append(list, r.words(s, fn, el)...)
					}
				}
			}
		}
		return true
	})
	for inner, lit := range closures(fn) { // bad := func(code string) error
		at, ok := parameter(lit.Type, name)
		if !ok {
			continue
		}
		set = true
		ast.Inspect(fn, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok && isName(c.Fun, inner) && at < len(c.Args) {
				list = append(list, r.words(s, fn, c.Args[at])...)
			}
			return true
		})
	}
	at, ok := parameter(fn.Type, name)
	if ok {
		for _, c := range r.calls[fn.Name.Name] {
			// An unexported function is called in its package only, as far as names can tell.
			if at < len(c.expr.Args) && (c.file.dir == s.dir || ast.IsExported(fn.Name.Name)) && arity(fn) == len(c.expr.Args) {
				list = append(list, r.words(c.file, c.in, c.expr.Args[at])...)
			}
		}
	}
	if !set && !ok {
		r.t.Errorf("%s: cannot see what %s holds in %s", s.path, name, fn.Name.Name)
	}
	return list
}

// parameter is the place of a name among a function's parameters.
func parameter(fn *ast.FuncType, name string) (at int, ok bool) {
	for _, f := range fn.Params.List {
		for _, id := range f.Names {
			if id.Name == name {
				return at, true
			}
			at++
		}
		if len(f.Names) == 0 {
			at++
		}
	}
	return 0, false
}

// closures are the function literals that a function gives a name.
func closures(fn *ast.FuncDecl) map[string]*ast.FuncLit {
	list := map[string]*ast.FuncLit{}
	ast.Inspect(fn, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == 1 && len(a.Rhs) == 1 {
			if id, ok := a.Lhs[0].(*ast.Ident); ok {
				if lit, ok := a.Rhs[0].(*ast.FuncLit); ok {
					list[id.Name] = lit
				}
			}
		}
		return true
	})
	return list
}

func arity(fn *ast.FuncDecl) (n int) {
	for _, f := range fn.Type.Params.List {
		n += max(1, len(f.Names))
	}
	return n
}

func isName(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

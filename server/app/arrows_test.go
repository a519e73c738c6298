package app

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// layers from the ground up. A package may import those below its own layer,
// and inside its layer only what sideways lists.
var layers = [][]string{
	{"server/reason", "server/fault", "server/secret", "server/qr", "server/cert", "server/wechatpay", "server/ops", "server/conns", "server/nats", "sql"},
	{"server/cardcode", "server/gatelog", "server/account/policy", "server/account/hash", "server/logs", "server/picture", "server/wechatpay/emulator", "server/clock"},
	{"server/db"},
	{"server/allow", "server/audit", "server/feed", "server/outbox", "server/account/guess"},
	{"server/campus", "server/pass", "server/backup"},
	{"server/roster"},
	{"server/post", "server/account/pin"},
	{"server/account"},
	{"server/account/sessions"},
	{"server/access/rule"},
	{"server/gatelist"},
	{"server/access"},
	{"server/card", "server/cardface", "server/terminal", "server/visit", "server/timetable", "server/ledger", "server/intake"},
	{"server/timetable/sheet", "server/timetable/ical", "server/mandate", "server/purse", "server/shift"},
	{"server/openid", "server/sale", "server/topup", "server/intake/day", "server/intake/file"},
	{"server/outbox/deliver", "server/sale/codepay"},
	{"server/scan/flood", "server/scan/form", "server/scan/history", "server/scan/known", "server/scan/lane", "server/scan/part", "server/scan/presence"},
	{"server/scan/undo"},
	{"server/scan"},
	{"server/scan/offline", "server/sale/charge"},
	{"server/lock", "server/punch"},
	{"server/adms"},
	{"server/stats", "server/projection"},
	{"server/live", "server/demo", "server/sim"},
	{"server/web", "server/api"},
	{"server/scene"},
	{"server/console", "server/phone", "server/kiosk", "server/door"}, // faces
	nil, // scenes: what scenes.go lists
	{"server/app"},
	{"server/cli"},
	{"server"},
}

// sideways are the few that stand in one layer and still know each other.
var sideways = map[string][]string{
	"server/audit": {}, // nothing
}

// faces may be imported by web, api, cli and each other only; they import no store.
var facePackages = []string{"views/", "static"}

// allowedBelowFaces is what the faces may know of the server.
var allowedBelowFaces = []string{"server/reason"}

type listed struct {
	ImportPath string
	Imports    []string
}

func TestImportsRunOneWay(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "yunka/server/...", "yunka/views/...", "yunka/static", "yunka/sql").Output()
	if err != nil {
		t.Fatal(err)
	}
	level := map[string]int{}
	for i, layer := range layers {
		if layer == nil {
			layer = scenePackages(t)
		}
		for _, p := range layer {
			level["yunka/"+p] = i
		}
	}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(p.ImportPath, "yunka/")
		scene := sceneOf(t, name)
		if scene != "" { // what lies beneath a scene stands with it
			level[p.ImportPath] = level["yunka/"+scene]
		}
		if strings.HasSuffix(name, "test") || strings.Contains(name, "test/") {
			continue // help for tests
		}
		face := isFace(name)
		mine, known := level[p.ImportPath]
		if !known && !face {
			t.Errorf("%s stands in no layer: put it into one", name)
			continue
		}
		for _, imp := range p.Imports {
			if !strings.HasPrefix(imp, "yunka/") {
				continue
			}
			target := strings.TrimPrefix(imp, "yunka/")
			switch {
			case face:
				if !isFace(target) && !slices.Contains(allowedBelowFaces, target) {
					t.Errorf("%s imports %s: the faces know no store", name, target)
				}
			case isFace(target):
				if mine < level["yunka/server/web"] {
					t.Errorf("%s imports %s: texts and pages stand above it", name, target)
				}
			case scene != "" && sceneOf(t, target) == scene: // its own rooms
			case sceneOf(t, target) != "" && name != "server/app":
				t.Errorf("%s imports %s: only app knows scenes", name, target)
			case level[imp] >= mine && !slices.Contains(sideways[name], target):
				t.Errorf("%s imports %s, which does not stand below it", name, target)
			}
		}
	}
}

// sceneOf is the scene that a package is or lies beneath; "" for none.
func sceneOf(t *testing.T, name string) string {
	for _, p := range scenePackages(t) {
		if name == p || strings.HasPrefix(name, p+"/") {
			return p
		}
	}
	return ""
}

// scenePackages are the packages of server that scenes.go lists the scenes of.
func scenePackages(t *testing.T) (list []string) {
	file, err := parser.ParseFile(token.NewFileSet(), "scenes.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if made, ok := call.Fun.(*ast.SelectorExpr); ok && made.Sel.Name == "New" {
			if p, ok := made.X.(*ast.Ident); ok {
				list = append(list, "server/"+p.Name)
			}
		}
		return true
	})
	if len(list) == 0 {
		t.Fatal("scenes.go lists no scene")
	}
	return list
}

func isFace(name string) bool {
	for _, f := range facePackages {
		if strings.HasPrefix(name, f) {
			return true
		}
	}
	return false
}

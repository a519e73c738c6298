package ops

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

func everything() Sources {
	return Sources{
		Ready: func(context.Context) error { return nil },
		Pools: func() []Pool {
			return []Pool{{Name: "scans", Max: 8, InUse: 3, Idle: 2, Waits: 4, Waited: 1500 * time.Millisecond}}
		},
		Writer:      func() (int, int, time.Duration) { return 5, 6, 20 * time.Millisecond },
		Lanes:       func() Lanes { return Lanes{Lanes: 2, Waiting: 9, Longest: 7, Running: 1} },
		Hashes:      func() Hashes { return Hashes{Running: 1, Waiting: 12, Shed: 30} },
		Outbox:      func(context.Context) (Outbox, error) { return Outbox{1, 2, 3, time.Minute}, nil },
		Live:        func() Live { return Live{Sockets: 40, Behind: 2, RingItems: 8, Slow: 1} },
		Connections: func() Connections { return Connections{Open: 50, Dropped: 1, Refused: 2} },
	}
}

// page is what /metrics says, a line a series.
func page(t *testing.T, m *Metrics) []string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return strings.Split(w.Body.String(), "\n")
}

func TestMetricsSayWhatWasCounted(t *testing.T) {
	m := New("v1")
	m.Watch(everything())
	m.Request("GET", "/card", 200, 20*time.Millisecond)
	m.Request("GET", "/card", 200, 20*time.Millisecond)
	m.Request("BREW", "", 404, time.Millisecond)
	m.Decision("gate", "DENY", "CRED_LOST", 4*time.Millisecond)
	m.Undecided("not_decided", 3*time.Second)
	m.Login("wrong")
	m.Refused("terminal_token")
	said := page(t, m)
	for _, want := range []string{
		`yunka_http_requests_total{method="GET",route="/card",status="200"} 2`,
		`yunka_http_requests_total{method="",route="none",status="404"} 1`,
		`yunka_http_request_seconds_count{method="GET",route="/card"} 2`,
		`yunka_decisions_total{decision="DENY",reason="CRED_LOST",scene="gate"} 1`,
		`yunka_undecided_total{code="not_decided"} 1`,
		`yunka_scan_seconds_bucket{le="0.005"} 1`, `yunka_scan_seconds_bucket{le="3"} 2`, `yunka_scan_seconds_count 2`,
		`yunka_logins_total{result="wrong"} 1`, `yunka_refusals_total{code="terminal_token"} 1`, `yunka_info{version="v1"} 1`,
		`yunka_ready 1`, `yunka_db_connections{pool="scans",state="in_use"} 3`, `yunka_db_wait_seconds_total{pool="scans"} 1.5`,
		`yunka_sqlite_writer_waiting{class="urgent"} 5`, `yunka_sqlite_writer_longest_seconds 0.02`,
		`yunka_scan_waiting_longest 7`, `yunka_hashes_shed_total 30`, `yunka_outbox_waiting{kind="delivery"} 2`, `yunka_outbox_oldest_seconds 60`,
		`yunka_sockets 40`, `yunka_feed_behind 2`, `yunka_sockets_closed_total{why="slow"} 1`, `yunka_connections_dropped_total{which="new"} 2`,
	} {
		if !slices.Contains(said, want) {
			t.Errorf("no line %s", want)
		}
	}
	for _, prefix := range []string{"go_goroutines ", "process_resident_memory_bytes "} {
		if !slices.ContainsFunc(said, func(line string) bool { return strings.HasPrefix(line, prefix) }) {
			t.Errorf("no line %s", prefix)
		}
	}
}

// A part that cannot be asked leaves its numbers out; the others are there.
func TestWhatFailsIsLeftOut(t *testing.T) {
	s := everything()
	s.Ready = func(context.Context) error { return errors.New("the disk is full") }
	s.Outbox = func(context.Context) (Outbox, error) { return Outbox{}, errors.New("no database") }
	s.Writer = nil
	m := New("v1")
	m.Watch(s)
	said := strings.Join(page(t, m), "\n")
	if !strings.Contains(said, "\nyunka_ready 0\n") || strings.Contains(said, "\nyunka_outbox_oldest_seconds") || strings.Contains(said, "\nyunka_sqlite_writer") || !strings.Contains(said, "\nyunka_sockets 40\n") {
		t.Error(said)
	}
}

func TestProfiles(t *testing.T) {
	for path, want := range map[string]int{"/debug/pprof/": 200, "/debug/pprof/goroutine?debug=1": 200, "/debug/pprof/heap": 200, "/": 404, "/login": 404} {
		w := httptest.NewRecorder()
		New("").Handler().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
}

// known are the metrics of the program with their labels.
func known(t *testing.T) map[string][]string {
	t.Helper()
	m := New("v1")
	m.Watch(everything())
	descs := make(chan *prometheus.Desc, 1000)
	m.registry.Describe(descs)
	close(descs)
	form := regexp.MustCompile(`fqName: "([^"]+)".*constLabels: \{([^}]*)\}, variableLabels: \{([^}]*)\}`)
	name := regexp.MustCompile(`[a-z_]+`)
	list := map[string][]string{"up": {"job", "instance"}} // Prometheus's own
	for d := range descs {
		found := form.FindStringSubmatch(d.String())
		if found == nil {
			t.Fatalf("%s", d)
		}
		labels := []string{"job", "instance"} // Prometheus adds them
		if found[2] != "" {
			labels = append(labels, strings.SplitN(found[2], "=", 2)[0])
		}
		list[found[1]] = append(labels, name.FindAllString(found[3], -1)...)
	}
	if len(list) < 60 {
		t.Fatalf("only %d metrics", len(list))
	}
	return list
}

// functions of PromQL that the rules and the dashboard use.
var functions = []string{"rate", "delta", "sum", "max", "histogram_quantile", "topk"}

var (
	quoted   = regexp.MustCompile(`"[^"]*"`)
	selector = regexp.MustCompile(`([a-z_:]+)?\{([^}]*)\}`)
	matcher  = regexp.MustCompile(`^([a-z_]+)(=|!=|=~|!~)""$`)
	over     = regexp.MustCompile(`\[(\d+[smhd]|\$__rate_interval)\]`)
	grouping = regexp.MustCompile(`\b(by|without|on) \(([^)]*)\)`)
	word     = regexp.MustCompile(`[a-zA-Z_:][a-zA-Z_:0-9]*`)
)

// metricsOf are the names in an expression of PromQL, and what is wrong with it: what is no
// part of the few forms that are used here is.
func metricsOf(expr string, list map[string][]string) (names, wrong []string) {
	bad := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	for _, pair := range []string{"()", "{}", "[]"} {
		if strings.Count(expr, pair[:1]) != strings.Count(expr, pair[1:]) {
			bad("%s do not match in %s", pair, expr)
		}
	}
	e := quoted.ReplaceAllString(expr, `""`)
	labelsOf := func(metric string) []string {
		labels, ok := list[metric]
		for _, suffix := range []string{"_bucket", "_count", "_sum"} { // of a histogram
			if base, cut := strings.CutSuffix(metric, suffix); cut && !ok {
				if labels, ok = list[base]; ok {
					labels = append(slices.Clone(labels), "le")
				}
			}
		}
		if !ok {
			bad("there is no metric %s", metric)
		}
		return labels
	}
	for _, s := range selector.FindAllStringSubmatch(e, -1) {
		for _, m := range strings.Split(s[2], ",") {
			found := matcher.FindStringSubmatch(m)
			if found == nil {
				bad("%q is no matcher", m)
			} else if !slices.Contains(labelsOf(s[1]), found[1]) {
				bad("%s has no label %s", s[1], found[1])
			}
		}
	}
	e = selector.ReplaceAllString(e, "$1")
	e = over.ReplaceAllString(e, "")
	if strings.ContainsAny(e, "[]") {
		bad("a range that is no duration in %s", expr)
	}
	groups := grouping.FindAllStringSubmatch(e, -1)
	e = grouping.ReplaceAllString(e, "")
	for _, at := range word.FindAllStringIndex(e, -1) {
		name, rest := e[at[0]:at[1]], strings.TrimSpace(e[at[1]:])
		switch {
		case strings.HasPrefix(rest, "("):
			if !slices.Contains(functions, name) {
				bad("%s is no function that is known here", name)
			}
		default:
			labelsOf(name)
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		bad("no metric in %s", expr)
	}
	for _, g := range groups {
		for _, label := range strings.Split(g[2], ", ") {
			if !slices.ContainsFunc(names, func(n string) bool { return slices.Contains(labelsOf(n), label) }) {
				bad("none of %v has the label %s", names, label)
			}
		}
	}
	return names, wrong
}

// rule is one of alerts.yml.
type rule struct{ alert, expr, wait, severity, summary, do string }

// rules reads the one form in which alerts.yml is written: a field a line, each at its
// depth, no values over several lines.
func rules(t *testing.T) (list []rule) {
	t.Helper()
	b, err := os.ReadFile("alerts.yml")
	if err != nil {
		t.Fatal(err)
	}
	fixed := []string{"groups:", "  - name: yunka", "    rules:", "        labels:", "        annotations:"}
	field := regexp.MustCompile(`^(      - alert|        expr|        for|          severity|          summary|          do): (\S.*)$`)
	for i, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		if strings.HasPrefix(line, "#") || slices.Contains(fixed, line) {
			continue
		}
		found := field.FindStringSubmatch(line)
		if found == nil {
			t.Fatalf("alerts.yml, line %d: %q", i+1, line)
		}
		name, value := strings.TrimLeft(found[1], " -"), found[2]
		if name != "expr" && (strings.Contains(value, ": ") || strings.Contains(value, " #") || strings.ContainsAny(value[:1], "\"'{[&*!|>%@`")) {
			t.Errorf("alerts.yml, line %d: %q is no plain YAML scalar", i+1, value)
		}
		if name == "alert" {
			list = append(list, rule{})
		}
		r := &list[len(list)-1]
		*map[string]*string{"alert": &r.alert, "expr": &r.expr, "for": &r.wait, "severity": &r.severity, "summary": &r.summary, "do": &r.do}[name] = value
	}
	return list
}

func TestRulesAskWhatThereIs(t *testing.T) {
	list, seen := known(t), map[string]bool{}
	for _, r := range rules(t) {
		switch {
		case seen[r.alert], !regexp.MustCompile(`^Yunka[A-Z]\w+$`).MatchString(r.alert):
			t.Errorf("%q twice, or no name", r.alert)
		case r.expr == "", r.summary == "", r.do == "":
			t.Errorf("%s is not whole: %+v", r.alert, r)
		case !regexp.MustCompile(`^\d+m$`).MatchString(r.wait), !slices.Contains([]string{"page", "warn", "info"}, r.severity):
			t.Errorf("%s: for %q, severity %q", r.alert, r.wait, r.severity)
		case strings.Contains(r.expr, ": ") || strings.Contains(r.expr, " #"):
			t.Errorf("%s: the expression must be quoted in YAML", r.alert)
		}
		seen[r.alert] = true
		if _, wrong := metricsOf(r.expr, list); wrong != nil {
			t.Errorf("%s: %q", r.alert, wrong)
		}
	}
	if len(seen) < 10 {
		t.Errorf("only %d rules", len(seen))
	}
}

// The dashboard asks what there is, and shows every number of ours.
func TestTheDashboardShowsWhatThereIs(t *testing.T) {
	b, err := os.ReadFile("dashboard.json")
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Title  string
		Panels []struct {
			ID      int
			Title   string
			Targets []struct{ Expr, LegendFormat string }
		}
	}
	if err := json.Unmarshal(b, &d); err != nil || d.Title != "Yunka" {
		t.Fatal(err)
	}
	list, shown := known(t), map[string]bool{}
	for _, p := range d.Panels {
		if p.Title == "" || len(p.Targets) == 0 {
			t.Errorf("panel %d is empty", p.ID)
		}
		for _, target := range p.Targets {
			names, wrong := metricsOf(target.Expr, list)
			if wrong != nil {
				t.Errorf("%s: %q", p.Title, wrong)
			}
			for _, name := range names {
				shown[strings.TrimSuffix(name, "_bucket")] = true
			}
			if !strings.Contains(target.Expr, `job="$job"`) {
				t.Errorf("%s asks every job: %s", p.Title, target.Expr)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(list)) {
		if strings.HasPrefix(name, "yunka_") && !shown[name] {
			t.Errorf("no panel shows %s", name)
		}
	}
}

// The reader of expressions sees what is wrong with one.
func TestMistakesInExpressionsAreSeen(t *testing.T) {
	list := known(t)
	for _, expr := range []string{
		"yunka_readi == 0", `rate(yunka_logins_total{resalt="x"}[5m])`, "sum by (nothing) (yunka_ready)", "rat(yunka_ready[5m])", "sum(yunka_ready", "rate(yunka_ready[x])", `yunka_ready{job}`, "1 > 0",
	} {
		if _, wrong := metricsOf(expr, list); wrong == nil {
			t.Errorf("%s is taken", expr)
		}
	}
}

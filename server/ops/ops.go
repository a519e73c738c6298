// Package ops shows whoever runs the program what it is doing: numbers for Prometheus at
// /metrics, and Go's profiles at /debug/pprof, on an address of their own
// (yunka serve --metrics).
//
// It is the only package that knows Prometheus. The others count by small interfaces that
// they declare (web.Meter, api.Meter) or are asked at each scrape (Sources); app brings
// the two together. Nothing is global: a test has a registry of its own.
//
// Labels are from closed lists: patterns of routes, decisions, reasons, codes of faults.
// An id, a name, an address or a path is none: it would be a series for each person, and
// personal data in a database that nobody thinks of as one.
//
// alerts.yml has rules for Prometheus and dashboard.json a dashboard for Grafana; a test
// holds both to the names that are here.
package ops

import (
	"net/http"
	"net/http/pprof"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the numbers of one program. Its methods may be called from anywhere.
type Metrics struct {
	registry  *prometheus.Registry
	requests  *prometheus.CounterVec
	answered  *prometheus.HistogramVec
	decisions *prometheus.CounterVec
	undecided *prometheus.CounterVec
	scans     prometheus.Histogram
	logins    *prometheus.CounterVec
	refusals  *prometheus.CounterVec
}

// waits are the bounds of what a person at a gate waits for, in seconds: instant is below
// 50 ms, and after 3 s nothing is decided.
var waits = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2, 3, 5}

// pages are those of an answer over HTTP. They are few, because each route has its own.
var pages = []float64{.01, .05, .1, .25, 1, 5, 30}

// New makes the registry. version is the program's.
func New(version string) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry()}
	m.requests = counter("yunka_http_requests_total", "Requests that were answered, by the route's pattern; none is an address that is not there.", "method", "route", "status")
	m.answered = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "yunka_http_request_seconds", Help: "From a request's header to the end of its answer.", Buckets: pages}, []string{"method", "route"})
	m.decisions = counter("yunka_decisions_total", "Presentations that were answered, a repeat with the same answer included.", "scene", "decision", "reason")
	m.undecided = counter("yunka_undecided_total", "Presentations that got no decision, by the fault's code.", "code")
	m.scans = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "yunka_scan_seconds", Help: "From a presentation's arrival to its answer, decided or not.", Buckets: waits})
	m.logins = counter("yunka_logins_total", "Tries to log in: ok, wrong, locked (too many wrong ones), busy (shed), disabled, error.", "result")
	m.refusals = counter("yunka_refusals_total", "What was refused and may be an attack, by the fault's code: terminal_token, too_many_tries, pin_wrong, cross_site, login_busy.", "code")
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "yunka_info", Help: "1, with the program's version.", ConstLabels: prometheus.Labels{"version": version}})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.answered, m.decisions, m.undecided, m.scans, m.logins, m.refusals, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

// Request counts an answer. The route is a pattern, "" where none matched.
func (m *Metrics) Request(method, route string, status int, took time.Duration) {
	if route == "" {
		method, route = "", "none"
	}
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	m.answered.WithLabelValues(method, route).Observe(took.Seconds())
}

// Decision counts a presentation that was answered.
func (m *Metrics) Decision(scene, decision, reason string, took time.Duration) {
	m.decisions.WithLabelValues(scene, decision, reason).Inc()
	m.scans.Observe(took.Seconds())
}

// Undecided counts one that was not, by the code of the fault.
func (m *Metrics) Undecided(code string, took time.Duration) {
	m.undecided.WithLabelValues(code).Inc()
	m.scans.Observe(took.Seconds())
}

// Login counts a try to log in by how it ended.
func (m *Metrics) Login(result string) { m.logins.WithLabelValues(result).Inc() }

// Refused counts what may be an attack, by the code of the fault.
func (m *Metrics) Refused(code string) { m.refusals.WithLabelValues(code).Inc() }

// Watch takes in what is asked at each scrape. Once.
func (m *Metrics) Watch(s Sources) { m.registry.MustRegister(sampler{s}) }

// Handler answers /metrics and /debug/pprof. Whoever reaches it reads all of the
// program's memory: it belongs on loopback or on a network of its own.
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: 4}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}

package api

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"yunka/server/fault"
	"yunka/server/logs"
)

// Meter counts what happens here. A route is a pattern, "" where none matched; a code is a
// fault's.
type Meter interface {
	Request(method, route string, status int, took time.Duration)
	Refused(code string)
}

type noMeter struct{}

func (noMeter) Request(string, string, int, time.Duration) {}
func (noMeter) Refused(string)                             {}

// call is a request as the log tells of it. Its id stands in the answer's header, so that
// a vendor can say which one they mean.
type call struct {
	id, route        string // the route's pattern, with its method
	terminal, school string // once they are known
	from             *http.Request
}

type callKey struct{}

func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// answered counts a request and writes its line. One that failed has said why where it
// did.
func (a *API) answered(c *call, rec *logs.Recorder, from time.Time) {
	took, status := time.Since(from), cmp.Or(rec.Status, http.StatusOK)
	method, route, _ := strings.Cut(c.route, " ")
	a.Meter.Request(method, route, status, took)
	a.Logger.LogAttrs(context.Background(), slog.LevelInfo, "api request", slog.String("request", c.id), slog.String("route", c.route), slog.Int("status", status),
		slog.Int64("bytes", rec.Bytes), slog.Duration("took", took), slog.String("terminal", c.terminal), slog.String("school", c.school))
}

// refused notes a token that is not valid: where it came from is a keyed hash.
func (a *API) refused(ctx context.Context, err error) {
	f, c := fault.As(err), callOf(ctx)
	if f.Code != "terminal_token" || c == nil {
		return
	}
	network := ""
	if a.Network != nil {
		network = a.Network(c.from)
	}
	a.Meter.Refused(f.Code)
	a.Logger.LogAttrs(ctx, slog.LevelInfo, "refused", slog.String("code", f.Code), slog.String("request", c.id), slog.String("route", c.route),
		slog.String("network", a.Pseudonym(network)))
}

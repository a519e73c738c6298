package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"yunka/server/fault"
)

// Problem is RFC 9457 problem+json. Code is stable; Detail is for people.
type Problem struct {
	Type   string `json:"type" example:"about:blank"`
	Title  string `json:"title" example:"Unprocessable Entity"`
	Status int    `json:"status" example:"422"`
	Code   string `json:"code" example:"key_reused" doc:"Stable: decide by it."`
	Detail string `json:"detail,omitempty" doc:"A sentence for people."`
	header http.Header
}

func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders implements huma.HeadersError.
func (p *Problem) GetHeaders() http.Header { return p.header }

// statusGone marks the answer to a client that went away first; nobody reads
// it and it is no failure of the server.
const statusGone = 499

func newProblem(status int, code, detail string) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Detail: detail, header: http.Header{}}
}

// problem is the one way from an error to what a client reads. A cause stays here.
func problem(err error) *Problem {
	if errors.Is(err, context.Canceled) {
		return newProblem(statusGone, "client_gone", "")
	}
	f := fault.As(err)
	p := newProblem(fault.Status(f), f.Code, f.Detail)
	if f.RetryAfter > 0 {
		p.header.Set("Retry-After", strconv.Itoa(f.RetryAfter))
	} else if f.Kind == fault.Unavailable {
		p.header.Set("Retry-After", "1")
	}
	if f.Kind == fault.Unauthenticated {
		p.header.Set("WWW-Authenticate", "Bearer")
	}
	return p
}

// codes for what huma itself refuses.
var codes = map[int]string{
	http.StatusBadRequest: "bad_request", http.StatusRequestEntityTooLarge: "body_too_large", http.StatusUnsupportedMediaType: "content_type",
	http.StatusUnprocessableEntity: "invalid", http.StatusRequestTimeout: "too_slow", http.StatusNotAcceptable: "not_acceptable",
}

func init() {
	// huma makes its own errors through this hook; they get the same shape.
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		code := codes[status]
		if code == "" {
			code = "error"
		}
		if status >= 500 {
			return newProblem(status, "internal", "")
		}
		detail := []string{message}
		for _, err := range errs {
			if d, ok := err.(huma.ErrorDetailer); ok {
				e := d.ErrorDetail()
				detail = append(detail, strings.TrimSpace(e.Message+" "+e.Location))
			}
		}
		return newProblem(status, code, strings.Join(detail, "; "))
	}
}

// fail answers from a middleware.
func (a *API) fail(ctx huma.Context, err error) {
	p := a.noted(ctx.Operation().OperationID, err)
	for k, v := range p.header {
		ctx.SetHeader(k, v[0])
	}
	ctx.SetHeader("Content-Type", "application/problem+json")
	ctx.SetStatus(p.Status)
	_ = json.NewEncoder(ctx.BodyWriter()).Encode(p)
}

// refuse is fail for a handler.
func (a *API) refuse(operation string, err error) error { return a.noted(operation, err) }

// noted is problem, with what somebody should hear of it: a failure in the log, and a
// guard's PIN that is guessed.
func (a *API) noted(operation string, err error) *Problem {
	p := problem(err)
	if p.Status >= 500 {
		a.Logger.Error("api", "operation", operation, "code", p.Code, "err", err)
	}
	if p.Code == "pin_wrong" || p.Code == "too_many_tries" {
		a.Meter.Refused(p.Code)
	}
	return p
}

func writeProblem(w http.ResponseWriter, err error) {
	p := problem(err)
	for k, v := range p.header {
		w.Header()[k] = v
	}
	writeProblemStatus(w, p.Status, p.Code, p.Detail)
}

func writeProblemStatus(w http.ResponseWriter, status int, code, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(newProblem(status, code, detail))
}

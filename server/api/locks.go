package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yunka/server/lock"
)

// Locks: a door with a battery that is often alone (package lock).

type lockInput struct {
	RawBody []byte
	Body    struct {
		Clock   int64       `json:"clock" minimum:"1" doc:"The lock's own time, Unix ms." example:"1795420800000"`
		Battery *int        `json:"battery,omitempty" minimum:"0" maximum:"100" doc:"Percent; leave it out when the lock cannot tell."`
		Queued  int64       `json:"queued,omitempty" minimum:"0" doc:"Events that wait in the lock beside these. At 0 the school counts on knowing all until now."`
		Events  []lockEvent `json:"events" maxItems:"100" doc:"In any order, as often as needed."`
		Plan    *string     `json:"plan,omitempty" maxLength:"64" doc:"The tag of the plan that is held, or an empty text for none: the answer has a plan if there is another one. Leave it out to get none."`
	}
}

type lockEvent struct {
	Seq     int64  `json:"seq" minimum:"1" maximum:"4503599627370496" doc:"The lock's own number of the event, used once for ever. The same one again is the same event."`
	At      int64  `json:"at" doc:"When it happened by the lock's clock, Unix ms."`
	Kind    string `json:"kind" enum:"opened,refused,held,forced,closed"`
	Chip    string `json:"chip,omitempty" maxLength:"64" doc:"opened and refused: the chip's number, or"`
	Token   string `json:"token,omitempty" maxLength:"64" doc:"the id of the token by which it opened."`
	Seconds int    `json:"seconds,omitempty" minimum:"0" maximum:"604800" doc:"held: how long the door stood open."`
}

type lockOutput struct {
	Body struct {
		Now      int64         `json:"now" doc:"The server's time, Unix ms: set the clock by it."`
		OffsetMS int64         `json:"offset_ms" doc:"How far the lock's clock is ahead; negative is behind."`
		Skewed   bool          `json:"skewed" doc:"The clock is more than 30 s off: set it before the next opening without a network."`
		Results  []lock.Result `json:"results" doc:"One for each event, in the order in which they were sent."`
		Plan     *lock.Plan    `json:"plan,omitempty" doc:"What the lock opens by from now on; left out while the one it holds is right."`
	}
}

func (a *API) registerLocks() {
	huma.Register(a.huma, huma.Operation{OperationID: "lock", Method: http.MethodPost, Path: "/api/v1/lock", Summary: "Tell what happened at a lock, and get what it opens by",
		Description: "One request for a lock with a battery. Up to 100 events, each counts once by its number; what was opened and refused becomes a scan at the time at which it happened, " +
			"and what the server refused is not to be sent again. With plan, the answer has an offline token for each chip that may pass, signed by the school's list key: keep them, " +
			"refuse those that are gone, and ask again before renew_by. `go doc yunka/server/lock` states the bytes of a token, server/lock/testdata/vectors.json has examples. " +
			"409 says why there is no plan for this door; the events of such a request are stored.",
		Security: []map[string][]string{{"terminal": {}}}, Tags: []string{"Locks"}, MaxBodyBytes: maxRecords, BodyReadTimeout: 10 * time.Second, Errors: []int{400, 401, 409, 413, 415, 422, 429, 503}}, a.lock)
}

func (a *API) lock(ctx context.Context, in *lockInput) (*lockOutput, error) {
	if err := strict(in.RawBody); err != nil {
		return nil, a.refuse("lock", err)
	}
	r := lock.Report{ClockMS: in.Body.Clock, Battery: -1, Queued: in.Body.Queued}
	if in.Body.Battery != nil {
		r.Battery = *in.Body.Battery
	}
	for _, e := range in.Body.Events {
		r.Events = append(r.Events, lock.Event{Seq: e.Seq, At: e.At, Kind: e.Kind, Chip: strings.TrimSpace(e.Chip), Token: e.Token, Seconds: e.Seconds})
	}
	ctx = context.WithoutCancel(ctx) // a client that hangs up has its events stored all the same
	locks, out := lock.New(a.DB, a.Scans, a.Terminals), &lockOutput{}
	h, err := locks.Report(ctx, who(ctx), r)
	if err != nil {
		return nil, a.refuse("lock", err)
	}
	out.Body.Now, out.Body.OffsetMS, out.Body.Skewed, out.Body.Results = h.NowMS, h.OffsetMS, h.Skewed, h.Results
	if in.Body.Plan == nil {
		return out, nil
	}
	p, err := locks.Plan(ctx, who(ctx))
	if err != nil {
		return nil, a.refuse("lock", err)
	}
	if p.Tag != *in.Body.Plan {
		out.Body.Plan = &p
	}
	return out, nil
}

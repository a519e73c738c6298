package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yunka/server/punch"
)

// Punches: what a machine for attendance saw, when it did (package punch).

type punchesInput struct {
	RawBody []byte
	Body    struct {
		Clock   int64      `json:"clock" minimum:"1" doc:"The machine's own time, Unix ms. If it is more than 30 s off, the times are corrected by as much." example:"1795420800000"`
		Queued  *int64     `json:"queued,omitempty" minimum:"0" doc:"Punches that wait in the machine beside these. At 0 the school counts on knowing all until now, and may call somebody absent; leave it out when the machine cannot tell."`
		Punches []punchRow `json:"punches" maxItems:"100" doc:"In any order, as late and as often as needed."`
	}
}

type punchRow struct {
	Seq       int64  `json:"seq" minimum:"1" maximum:"4503599627370496" doc:"The machine's own number of the punch, used once for ever. The same one again is the same punch."`
	At        int64  `json:"at" doc:"When it happened by the machine's clock, Unix ms."`
	Number    string `json:"number,omitempty" maxLength:"64" doc:"The person's number in the school, or"`
	Chip      string `json:"chip,omitempty" maxLength:"64" doc:"the number of the chip."`
	Direction string `json:"direction,omitempty" enum:"in,out" doc:"Leave it out where the machine only knows that somebody was there: then the gate at which it stands says it, or the first punch is the arrival and the last one the leaving."`
}

type punchResult struct {
	Seq    int64  `json:"seq"`
	Result string `json:"result" enum:"stored,already,refused"`
	Why    string `json:"why,omitempty" doc:"Why it was refused: it is not to be sent again."`
	Known  bool   `json:"known" doc:"It belongs to somebody. If not, it is kept, and counts once the school's books have the number or the chip."`
}

type punchesOutput struct {
	Body struct {
		Now      int64         `json:"now" doc:"The server's time, Unix ms: set the clock by it."`
		OffsetMS int64         `json:"offset_ms" doc:"How far the machine's clock is ahead; negative is behind."`
		Skewed   bool          `json:"skewed" doc:"The clock is more than 30 s off: these times were corrected."`
		Results  []punchResult `json:"results" doc:"One for each punch, in the order in which they were sent."`
	}
}

func (a *API) registerPunches() {
	huma.Register(a.huma, huma.Operation{OperationID: "punches", Method: http.MethodPost, Path: "/api/v1/attendance/punches", Summary: "Tell whom a machine for attendance saw",
		Description: "Up to 100 punches. Each counts once by the terminal and seq, in whatever order, however late and however often it comes; after a lost answer send the same again. " +
			"What was refused is not to be sent again: it says why, and nothing of it was stored.",
		Security: []map[string][]string{{"terminal": {}}}, Tags: []string{"Attendance"}, MaxBodyBytes: maxRecords, BodyReadTimeout: 10 * time.Second, Errors: []int{400, 401, 413, 415, 422, 429, 503}}, a.punches)
}

func (a *API) punches(ctx context.Context, in *punchesInput) (*punchesOutput, error) {
	if err := strict(in.RawBody); err != nil {
		return nil, a.refuse("punches", err)
	}
	b := punch.Batch{ClockMS: in.Body.Clock, Queued: in.Body.Queued}
	for _, p := range in.Body.Punches {
		b.Punches = append(b.Punches, punch.Punch{Key: strconv.FormatInt(p.Seq, 10), SaidAt: p.At, Number: strings.TrimSpace(p.Number), Chip: strings.TrimSpace(p.Chip), Way: p.Direction})
	}
	h, err := a.Punches.Take(context.WithoutCancel(ctx), who(ctx), b) // a client that hangs up has them stored all the same
	if err != nil {
		return nil, a.refuse("punches", err)
	}
	out := &punchesOutput{}
	out.Body.Now, out.Body.OffsetMS, out.Body.Skewed, out.Body.Results = h.NowMS, h.OffsetMS, h.Skewed, make([]punchResult, len(h.Results))
	for i, r := range h.Results {
		out.Body.Results[i] = punchResult{Seq: in.Body.Punches[i].Seq, Result: r.Result, Why: r.Why, Known: r.Known}
	}
	return out, nil
}

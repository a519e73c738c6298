package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yunka/server/fault"
	"yunka/server/gatelog"
	"yunka/server/scan/offline"
	"yunka/server/terminal"
)

// The second dialect, for access hardware that was made for Tencent's WeCard: a
// heartbeat, and a report of what was verified offline, by nonce. Of its public
// pages the names device_no, nonce, mode, reason, version and need_pull are
// known to be theirs; code, card_no, result, verify_time, timestamp, records and
// the envelope (code, message, data) are ours where those pages could not be
// read, and the page for vendors says so. Fields that nobody knows are ignored,
// and every answer has a reason. The device sends its token like every terminal.

type gateBeatInput struct {
	Body struct {
		DeviceNo  string      `json:"device_no" doc:"The device's own number."`
		Nonce     string      `json:"nonce,omitempty"`
		Version   flexible    `json:"version,omitempty" doc:"Version of the list that the device holds."`
		Timestamp json.Number `json:"timestamp,omitempty" doc:"The device's own time, seconds or milliseconds."`
	}
}

type gateReportInput struct {
	Body struct {
		DeviceNo string       `json:"device_no" doc:"The device's own number."`
		Records  []gateRecord `json:"records" doc:"At most 100."`
	}
}

type gateRecord struct {
	Nonce      string      `json:"nonce" doc:"Unique for the device: a record counts once, however often it is reported."`
	Mode       json.Number `json:"mode,omitempty" doc:"0 to 6: how the device verified. Kept in the note."`
	Code       string      `json:"code,omitempty" doc:"The text of the code that was shown."`
	CardNo     string      `json:"card_no,omitempty" doc:"Or the number of the chip."`
	Result     json.Number `json:"result" doc:"1: the device let the person through; 0: it did not."`
	VerifyTime json.Number `json:"verify_time" doc:"Seconds or milliseconds."`
	Reason     string      `json:"reason,omitempty" doc:"The device's words, kept in the note."`
}

// flexible is a version that devices send as a number or as a text.
type flexible string

func (f *flexible) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) != nil {
		s = string(b)
	}
	*f = flexible(s)
	return nil
}

// Schema says that both are taken.
func (flexible) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{AnyOf: []*huma.Schema{{Type: "string"}, {Type: "integer"}}}
}

type gateAnswer[T any] struct {
	Body struct {
		Code    int    `json:"code" doc:"0: taken."`
		Message string `json:"message"`
		Data    T      `json:"data"`
	}
}

type gateBeat struct {
	Timestamp int64  `json:"timestamp" doc:"The server's time, seconds."`
	NeedPull  bool   `json:"need_pull" doc:"There is a newer list than version."`
	Reason    string `json:"reason"`
}

type gateResult struct {
	Nonce     string   `json:"nonce"`
	Code      int      `json:"code" doc:"0: stored, now or before; 1: refused."`
	Result    string   `json:"result" enum:"stored,already,refused"`
	Reason    string   `json:"reason"`
	Conflicts []string `json:"conflicts"`
}

func (a *API) registerGate() {
	op := func(id, path, summary, description string, size int64) huma.Operation {
		return huma.Operation{OperationID: id, Method: http.MethodPost, Path: path, Summary: summary, Description: description, Security: []map[string][]string{{"terminal": {}}}, Tags: []string{"WeCard access hardware"},
			MaxBodyBytes: size, BodyReadTimeout: 10 * time.Second, Errors: []int{400, 401, 413, 415, 422, 429, 503}, SkipValidateBody: true}
	}
	huma.Register(a.huma, op("gateHeartBeat", "/api/gate/v1/heart_beat", "Heartbeat in WeCard's dialect", "Fields that are not known are ignored.", maxBody), a.gateBeat)
	huma.Register(a.huma, op("gateReport", "/api/gate/v1/offline_verification/report", "Offline verifications in WeCard's dialect", "Up to 100 records, each once by its nonce, with a result and a reason for each.", maxRecords), a.gateReport)
}

func (a *API) gateBeat(ctx context.Context, in *gateBeatInput) (*gateAnswer[gateBeat], error) {
	b := in.Body
	if b.DeviceNo == "" {
		return nil, a.refuse("gateHeartBeat", fault.Newf(fault.Invalid, "device_no", "Send the device's number as device_no."))
	}
	p := terminal.Pulse{ClockMS: a.DB.Now().UnixMilli(), Version: ""}
	if ms, ok := msOf(b.Timestamp); ok {
		p.ClockMS = ms
	}
	var list int64
	if n, err := strconv.ParseInt(string(b.Version), 10, 64); err == nil && n >= 0 && n < 1<<52 {
		list = n
	}
	p.List = &list
	h, err := a.Terminals.Beat(ctx, who(ctx), p)
	if err != nil {
		return nil, a.refuse("gateHeartBeat", err)
	}
	out := &gateAnswer[gateBeat]{}
	out.Body.Message = "ok"
	out.Body.Data = gateBeat{Timestamp: h.Now.Unix(), NeedPull: h.Behind(p), Reason: "ok"}
	switch {
	case h.Skewed:
		out.Body.Data.Reason = "The device's clock is off by " + strconv.FormatInt(h.OffsetMS/1000, 10) + " s."
	case out.Body.Data.NeedPull:
		out.Body.Data.Reason = "There is a newer list."
	}
	return out, nil
}

func (a *API) gateReport(ctx context.Context, in *gateReportInput) (*gateAnswer[[]gateResult], error) {
	if in.Body.DeviceNo == "" {
		return nil, a.refuse("gateReport", fault.Newf(fault.Invalid, "device_no", "Send the device's number as device_no."))
	}
	list := make([]offline.Reported, 0, len(in.Body.Records))
	for _, r := range in.Body.Records {
		list = append(list, offline.Reported{Nonce: r.Nonce, Record: r.record()})
	}
	results, err := offline.New(a.Scans).Report(context.WithoutCancel(ctx), who(ctx), list)
	if err != nil {
		return nil, a.refuse("gateReport", err)
	}
	out := &gateAnswer[[]gateResult]{}
	out.Body.Message, out.Body.Data = "ok", []gateResult{}
	for i, r := range results {
		g := gateResult{Nonce: in.Body.Records[i].Nonce, Result: r.Result, Reason: r.Why, Conflicts: r.Conflicts}
		if r.Result == offline.Refused {
			g.Code = 1
		} else if g.Reason = r.Result; len(r.Conflicts) > 0 {
			g.Reason = "Stored; the school will look into it."
		}
		out.Body.Data = append(out.Body.Data, g)
	}
	return out, nil
}

// record is a report as a record of the terminal's log. What cannot be read
// becomes a record that is refused as not well formed.
func (r gateRecord) record() gatelog.Record {
	rec := gatelog.Record{Kind: gatelog.Phone, Code: r.Code, Chip: r.CardNo, Decision: "DENY", Reason: "PERM_NO_RIGHT", At: -1}
	if r.Code == "" {
		rec.Kind = gatelog.Chip
	}
	if ms, ok := msOf(r.VerifyTime); ok {
		rec.At = ms
	}
	switch r.Result.String() {
	case "1":
		rec.Decision, rec.Reason, rec.Open = "ALLOW", "OK", true
	case "0":
	default:
		rec.At = -1
	}
	note := []rune("mode " + r.Mode.String() + " " + r.Reason)
	rec.Note = string(note[:min(len(note), 200)])
	if !slices.Contains([]string{"", "0", "1", "2", "3", "4", "5", "6"}, r.Mode.String()) {
		rec.At = -1
	}
	return rec
}

// msOf reads seconds or milliseconds since 1970.
func msOf(n json.Number) (int64, bool) {
	v, err := n.Int64()
	switch {
	case err != nil || v <= 0 || v > 1<<52:
		return 0, false
	case v < 100_000_000_000: // seconds until the year 5138
		return v * 1000, true
	}
	return v, true
}

package api

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/gatelog"
	"yunka/server/scan/history"
	"yunka/server/scan/offline"
)

type recordsInput struct {
	RawBody []byte
	Body    struct {
		TerminalTime int64    `json:"terminal_time,omitempty" doc:"The terminal's own time, ms."`
		Records      []Record `json:"records" maxItems:"100" doc:"In any order. None at all asks where the log ends."`
	}
}

// Record is gatelog.Record as the API reads it: what is missing or wrong is
// answered for each record, so nothing is required here.
type Record struct {
	Terminal string `json:"terminal,omitempty" doc:"The terminal's id, as the heartbeat answers it."`
	Seq      int64  `json:"seq,omitempty" doc:"1 for the first record of this terminal, then without gaps."`
	Prev     string `json:"prev,omitempty" doc:"The hash of the record before; 64 zeros before the first."`
	Hash     string `json:"hash,omitempty" doc:"SHA-256, see the page for vendors."`
	At       int64  `json:"at,omitempty" doc:"When it happened, ms, by the terminal's clock corrected by offset."`
	Offset   int64  `json:"offset,omitempty" doc:"How many ms the terminal's clock was ahead at its last contact."`
	List     int64  `json:"list,omitempty" doc:"The version of the list it decided by."`
	Kind     string `json:"kind,omitempty" enum:"phone,chip"`
	Code     string `json:"code,omitempty" maxLength:"4096"`
	Chip     string `json:"chip,omitempty" maxLength:"64"`
	Decision string `json:"decision,omitempty" enum:"ALLOW,DENY,CONFIRM"`
	Reason   string `json:"reason,omitempty" maxLength:"64" doc:"Of the closed list."`
	Warning  string `json:"warning,omitempty" maxLength:"64"`
	Open     bool   `json:"open,omitempty"`
	Passed   *bool  `json:"passed,omitempty" doc:"What the door says; leave it out when it cannot tell."`
	Note     string `json:"note,omitempty" maxLength:"800"`
}

type recordsOutput struct {
	Body offline.Uploaded
}

type passageInput struct {
	ID      string `path:"id" maxLength:"64" doc:"The scan that answered open."`
	RawBody []byte
	Body    struct {
		Passed bool `json:"passed" doc:"false: nobody went through."`
	}
}

type passageOutput struct {
	Body struct {
		Scan   string `json:"scan"`
		Passed bool   `json:"passed"`
	}
}

// passage takes what the door saw. That somebody went through is what was taken
// for granted, so only the contrary is written down.
func (a *API) passage(ctx context.Context, in *passageInput) (*passageOutput, error) {
	if err := strict(in.RawBody); err != nil {
		return nil, a.refuse("passage", err)
	}
	t := who(ctx)
	err := a.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return history.Opened(ctx, q, t.School, t.ID, in.ID)
	})
	if err == nil && !in.Body.Passed {
		_, err = a.Scans.NotPassed(context.WithoutCancel(ctx), t.Actor(), in.ID)
	}
	if err != nil {
		return nil, a.refuse("passage", err)
	}
	out := &passageOutput{}
	out.Body.Scan, out.Body.Passed = in.ID, in.Body.Passed
	return out, nil
}

func (a *API) records(ctx context.Context, in *recordsInput) (*recordsOutput, error) {
	if err := strict(in.RawBody); err != nil {
		return nil, a.refuse("upload", err)
	}
	list := make([]gatelog.Record, 0, len(in.Body.Records))
	for _, r := range in.Body.Records {
		list = append(list, gatelog.Record(r))
	}
	// A client that hangs up has its records stored all the same.
	out, err := offline.New(a.Scans).Upload(context.WithoutCancel(ctx), who(ctx), list)
	if err != nil {
		return nil, a.refuse("upload", err)
	}
	return &recordsOutput{out}, nil
}

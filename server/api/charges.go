package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yunka/server/fault"
	"yunka/server/reason"
	"yunka/server/sale"
	"yunka/server/sale/charge"
	"yunka/server/terminal"
)

// Charges: a till of the scene till asks for money (package charge).

type chargeInput struct {
	AcceptLanguage string `header:"Accept-Language" doc:"zh-CN or en, for text and detail."`
	RawBody        []byte
	Body           struct {
		Seq    int64  `json:"seq" minimum:"1" maximum:"9007199254740991" doc:"The till's own number of this sale, used once for ever. The same one again is the same sale." example:"12"`
		Amount int64  `json:"amount_fen" minimum:"1" maximum:"99999" doc:"What is to be paid, in fen." example:"850"`
		Code   string `json:"code,omitempty" maxLength:"4096" doc:"The text of a code that was made for paying. Send either code or chip."`
		Chip   string `json:"chip,omitempty" maxLength:"64" doc:"A chip number in decimal digits."`
		Meal   string `json:"meal,omitempty" enum:"breakfast,lunch,dinner" doc:"Counts against a limit by meal."`
		Sure   bool   `json:"sure,omitempty" doc:"The same person and amount once more within 30 s is meant."`
	}
}

type chargeOutput struct {
	Status int
	Body   charge.Charge
}

type seqInput struct {
	Seq            int64  `path:"seq" minimum:"1" maximum:"9007199254740991"`
	AcceptLanguage string `header:"Accept-Language"`
}

type refundInput struct {
	Seq     int64 `path:"seq" minimum:"1" maximum:"9007199254740991"`
	RawBody []byte
	Body    struct {
		Key    string `json:"key" minLength:"1" maxLength:"36" doc:"Made by the till: the same one again is the same refund."`
		Amount int64  `json:"amount_fen" minimum:"1" maximum:"99999"`
		Why    string `json:"why" minLength:"1" maxLength:"400" doc:"In words, for the bill."`
	}
}

type refundOutput struct {
	Body struct {
		State  string `json:"state" enum:"done,waiting" doc:"waiting: a second person of the school has to agree."`
		Amount int64  `json:"amount_fen"`
	}
}

type batchInput struct {
	RawBody []byte
	Body    sale.Batch
}

type batchOutput struct{ Body sale.Closing }

type dayInput struct {
	Day   string `query:"day" maxLength:"10" doc:"2026-11-23, the school's day." required:"true"`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

type dayOutput struct {
	Body struct {
		Charges []charge.Charge `json:"charges" doc:"The newest first."`
		Totals  sale.Totals     `json:"totals"`
	}
}

func (a *API) registerCharges() {
	op := func(id, method, path, summary, description string, errs ...int) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, Description: description, Security: []map[string][]string{{"terminal": {}}}, Tags: []string{"Paying"},
			MaxBodyBytes: maxBody, BodyReadTimeout: 10 * time.Second, Errors: append([]int{400, 401, 422, 429, 503}, errs...)}
	}
	huma.Register(a.huma, op("charge", http.MethodPost, "/api/v1/charges", "Take money by a code or a chip",
		"A terminal of the scene till that is bound to a merchant. Decided charges, also refused ones, answer 200. A refused one has spent the code all the same. 202 is a sum above the school's limit: the payer types a PIN on the phone; ask for the number until it is final, or take it back with void.", 413, 415), a.charge)
	huma.Register(a.huma, op("charges", http.MethodGet, "/api/v1/charges", "Read the till's own day", "Its numbers and their totals."), a.charges)
	huma.Register(a.huma, op("chargeState", http.MethodGet, "/api/v1/charges/{seq}", "Ask what became of a number",
		"404 is final: the number has not arrived, and if it does now it is refused with PAY_REVERSED.", 404), a.chargeState)
	huma.Register(a.huma, op("chargeVoid", http.MethodPost, "/api/v1/charges/{seq}/void", "Take a sale of today back",
		"All of it, by the till that made it. One that has not arrived is not taken any more.", 404, 409), a.chargeVoid)
	huma.Register(a.huma, op("chargeRefund", http.MethodPost, "/api/v1/charges/{seq}/refund", "Give a part back",
		"Of a sale of this till. All refunds together never exceed it.", 404, 409, 413, 415), a.chargeRefund)
	for _, o := range []*huma.Operation{a.huma.OpenAPI().Paths["/api/v1/charges"].Post, a.huma.OpenAPI().Paths["/api/v1/charges/{seq}"].Get, a.huma.OpenAPI().Paths["/api/v1/charges/{seq}/void"].Post} {
		waits := *o.Responses["200"]
		waits.Description = "It waits for its payer"
		o.Responses["202"] = &waits
	}
	batch := op("batchClose", http.MethodPost, "/api/v1/batches", "Close a day", "Send what the till has counted; an answer that is not balanced says what we have, and names the numbers if rows came along.", 404, 413, 415)
	batch.MaxBodyBytes = maxRecords
	huma.Register(a.huma, batch, a.batchClose)
}

func (a *API) takes() *charge.Service { return charge.New(a.DB, a.Scans, a.Sales, a.Codes) }

func (a *API) charge(ctx context.Context, in *chargeInput) (*chargeOutput, error) {
	if err := strict(in.RawBody); err != nil {
		return nil, a.refuse("charge", err)
	}
	b, l := in.Body, lang(in.AcceptLanguage)
	c, err := a.takes().Take(ctx, who(ctx), sale.Asked{Seq: b.Seq, Amount: b.Amount, Meal: b.Meal, Sure: b.Sure}, charge.Presented{Code: b.Code, Chip: b.Chip}, l)
	if err != nil {
		return nil, a.refuse("charge", err)
	}
	return told(c, l), nil
}

// told fills the words of a charge whose scan has said none, and its status.
func told(c charge.Charge, lang string) *chargeOutput {
	switch {
	case c.Text != "":
	case c.State == string(sale.Paid):
		c.Text = Words{}.Neutral(lang, reason.Allow, c.Reason)
	default:
		c.Text = Words{}.Neutral(lang, reason.Deny, c.Reason)
	}
	out := &chargeOutput{Status: http.StatusOK, Body: c}
	if c.State == charge.Paying {
		out.Status = http.StatusAccepted
	}
	return out
}

func (a *API) chargeState(ctx context.Context, in *seqInput) (*chargeOutput, error) {
	c, found, err := a.takes().State(ctx, who(ctx), in.Seq)
	if err == nil && !found {
		err = fault.Newf(fault.NotFound, "not_received", "The number has not arrived, and will not be taken any more.")
	}
	if err != nil {
		return nil, a.refuse("chargeState", err)
	}
	return told(c, lang(in.AcceptLanguage)), nil
}

func (a *API) chargeVoid(ctx context.Context, in *seqInput) (*chargeOutput, error) {
	c, err := a.takes().Void(ctx, who(ctx), in.Seq, "")
	if err != nil {
		return nil, a.refuse("chargeVoid", err)
	}
	return told(c, lang(in.AcceptLanguage)), nil
}

func (a *API) chargeRefund(ctx context.Context, in *refundInput) (*refundOutput, error) {
	if err := strict(in.RawBody); err != nil {
		return nil, a.refuse("chargeRefund", err)
	}
	if !terminal.ValidKey(in.Body.Key) {
		return nil, a.refuse("chargeRefund", fault.New(fault.Invalid, "key"))
	}
	r, err := a.Sales.BackAtTill(ctx, who(ctx).Actor(), in.Seq, sale.Refund{ID: in.Body.Key, Amount: in.Body.Amount, Why: in.Body.Why}, "")
	if err != nil {
		return nil, a.refuse("chargeRefund", err)
	}
	out := &refundOutput{}
	out.Body.State, out.Body.Amount = r.State, r.Amount
	return out, nil
}

func (a *API) charges(ctx context.Context, in *dayInput) (*dayOutput, error) {
	list, ours, err := a.Sales.List(ctx, who(ctx).Actor(), in.Day, in.Limit)
	if err != nil {
		return nil, a.refuse("charges", err)
	}
	out := &dayOutput{}
	out.Body.Charges, out.Body.Totals = []charge.Charge{}, ours
	for _, s := range list {
		out.Body.Charges = append(out.Body.Charges, charge.Of(s))
	}
	return out, nil
}

func (a *API) batchClose(ctx context.Context, in *batchInput) (*batchOutput, error) {
	if err := strict(in.RawBody); err != nil {
		return nil, a.refuse("batchClose", err)
	}
	c, err := a.Sales.CloseBatch(ctx, who(ctx).Actor(), in.Body, who(ctx).Actor().Name())
	if err != nil {
		return nil, a.refuse("batchClose", err)
	}
	return &batchOutput{Body: c}, nil
}

// Package charge is a till's way to a sale: what it asks becomes a presentation, whose
// answer is what became of the till's number. The machines' interface and the page of a
// till both go this way. A code of WeChat is no presentation: nobody of the school shows
// it, and package codepay takes it.
//
// The number is the key of the presentation, so a sale and its scan are one commit, and a
// repeat is the first answer.
package charge

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/db"
	"yunka/server/reason"
	"yunka/server/sale"
	"yunka/server/sale/codepay"
	"yunka/server/scan"
	"yunka/server/scan/history"
	"yunka/server/terminal"
)

// Charge is what became of a number of a till.
type Charge struct {
	Seq      int64        `json:"seq"`
	State    string       `json:"state" enum:"paying,paid,refused,voided" doc:"All but paying are final. Show a result only from here: after a lost answer ask for the number, never charge it anew. A number that is paying waits for its payer's PIN: ask for it again after poll_after_ms."`
	Poll     int64        `json:"poll_after_ms,omitempty" doc:"While it is paying: how soon to ask again."`
	Until    string       `json:"until,omitempty" doc:"While it is paying: until when the payer may answer, RFC 3339."`
	Reason   reason.Code  `json:"reason" doc:"OK, or why not. For the cashier's eyes alone, and only when asked for."`
	Amount   int64        `json:"amount_fen"`
	Refunded int64        `json:"refunded_fen"`
	Sale     string       `json:"sale,omitempty"`
	Channel  string       `json:"channel,omitempty" enum:"wechat" doc:"wechat: by a code of WeChat Pay, of somebody whom the school does not know."`
	At       string       `json:"at" doc:"RFC 3339, UTC, the server's clock."`
	Text     string       `json:"text,omitempty" doc:"May be shown to the queue."`
	Person   *scan.Person `json:"person,omitempty" doc:"Who pays: the first name at a terminal without staff."`

	Scan string `json:"-"` // what was presented; "" for none
}

// Paying is the state of a number that waits for its payer.
const Paying = "paying"

// poll is how soon a till asks again for a number that waits, in ms.
const poll = 1_500

// Service takes charges.
type Service struct {
	db    *db.DB
	scans *scan.Service
	sales *sale.Service
	codes *codepay.Service
}

// New makes it. codes may be off.
func New(d *db.DB, scans *scan.Service, sales *sale.Service, codes *codepay.Service) *Service {
	return &Service{db: d, scans: scans, sales: sales, codes: codes}
}

// Presented is what somebody holds up: the text of a code, or the number of a chip.
type Presented struct{ Code, Chip string }

// Key is the key of the presentation of a till's number.
func Key(seq int64) string { return "charge:" + strconv.FormatInt(seq, 10) }

// Take asks for money. lang is that of the answer's text.
func (s *Service) Take(ctx context.Context, t terminal.Identity, asked sale.Asked, p Presented, lang string) (c Charge, err error) {
	if s.codes.On() && codepay.Is(p.Code) {
		one, err := s.codes.Take(ctx, t.Actor(), asked, p.Code)
		if err != nil {
			return c, err
		}
		return s.followed(ctx, one, c)
	}
	if r := Foreign(p.Code); r != "" {
		return Charge{Seq: asked.Seq, State: string(sale.Refused), Reason: r, Amount: asked.Amount, At: scan.Instant(s.db.Now().UnixMilli())}, nil
	}
	body, _ := json.Marshal(asked)
	raw, err := s.scans.Present(ctx, scan.Presentation{Terminal: t, Key: Key(asked.Seq), Code: p.Code, Chip: p.Chip, Lang: lang, Scene: rule.TillScene, Body: body})
	if err != nil {
		return c, err
	}
	if c, err = charged(raw, asked); err != nil || c.State != Paying {
		return c, err
	}
	now, _, err := s.State(ctx, t, asked.Seq) // a repeat: its payer may have answered
	return now, err
}

// Foreign names what a code of another house gets: one of Alipay, UnionPay, and of WeChat
// where the school has no merchant's number.
func Foreign(code string) reason.Code {
	digits := code != "" && strings.Trim(code, "0123456789") == ""
	switch {
	case codepay.Is(code),
		digits && len(code) >= 16 && len(code) <= 24 && code[:2] >= "25" && code[:2] <= "30",
		digits && len(code) == 19 && code[:2] == "62":
		return reason.PayChannelOff
	}
	return ""
}

// charged is a presentation's answer as that of a charge.
func charged(raw []byte, asked sale.Asked) (c Charge, err error) {
	var s scan.Answer
	if err = json.Unmarshal(raw, &s); err != nil {
		return c, err
	}
	var shown struct {
		Sale string `json:"sale"`
	}
	if s.Extra != nil {
		if err = json.Unmarshal(s.Extra, &shown); err != nil {
			return c, err
		}
	}
	c = Charge{Seq: asked.Seq, State: string(sale.Refused), Reason: s.Reason, Amount: asked.Amount, Sale: shown.Sale, At: s.At, Text: s.Text, Person: s.Person, Scan: s.Scan}
	switch {
	case s.Decision == reason.Allow && shown.Sale != "":
		c.State = string(sale.Paid)
	case s.Reason == reason.PayPIN && shown.Sale != "":
		c.State = Paying
	}
	return c, nil
}

// Of is a sale as a charge.
func Of(s sale.Sale) Charge {
	c := Charge{Seq: s.Seq, State: string(s.State), Reason: s.Reason, Amount: s.Amount, Refunded: s.Refunded, At: scan.Instant(s.At), Scan: s.ScanID}
	if s.State == sale.Paid {
		c.Sale = s.ID
	}
	if s.Kind == sale.Wechat {
		c.Channel = sale.Wechat
	}
	if s.State == sale.Fenced {
		c.State = string(sale.Voided)
	}
	return c
}

// State says what became of a number. found is false for one that has not arrived; from
// now on it is not taken any more.
func (s *Service) State(ctx context.Context, t terminal.Identity, seq int64) (c Charge, found bool, err error) {
	// What the rules refused is no sale: the scan says so.
	var raw []byte
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		raw, err = history.AnswerTo(ctx, q, t.ID, Key(seq))
		return err
	})
	if err != nil {
		return c, false, err
	}
	if raw != nil {
		if c, err = charged(raw, sale.Asked{Seq: seq}); err != nil {
			return c, false, err
		}
		if c.Sale == "" && c.Reason != reason.PayAmount {
			return c, true, nil
		}
	}
	one, found, err := s.sales.Find(ctx, t.Actor(), seq)
	if err != nil || !found {
		return c, false, err
	}
	c, err = s.followed(ctx, one, c)
	return c, true, err
}

// followed is a sale as a charge that may wait for its payer; first is what its scan said.
func (s *Service) followed(ctx context.Context, one sale.Sale, first Charge) (c Charge, err error) {
	until, waits := int64(0), false
	switch {
	case one.State != sale.Refused:
	case one.Reason == reason.PayWechat && s.codes.On():
		one, waits, err = s.codes.Check(ctx, one.ID)
	case one.Reason == reason.PayPIN:
		var w sale.Wait
		err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
			w, waits, err = sale.WaitOf(ctx, q, one.ID)
			return err
		})
		until, waits = w.UntilAt, waits && w.Unsettled(s.db.Now().UnixMilli())
	}
	if err != nil {
		return c, err
	}
	c = Of(one)
	c.Person = first.Person
	if c.Reason == first.Reason {
		c.Text = first.Text
	}
	if waits {
		c.State, c.Poll = Paying, poll
		if until > 0 {
			c.Until = scan.Instant(until)
		}
	}
	return c, nil
}

// Void takes a whole sale back on its day, like sale.Void. One that waits for its payer is
// taken back, too: by a code of WeChat it stays paying until WeChat Pay has reversed it.
func (s *Service) Void(ctx context.Context, t terminal.Identity, seq int64, staff string) (c Charge, err error) {
	one, err := s.sales.Void(ctx, t.Actor(), seq, staff)
	if err != nil {
		return c, err
	}
	return s.taken(ctx, one)
}

// Drop takes back a sale that waits for its payer; any other stays as it is.
func (s *Service) Drop(ctx context.Context, t terminal.Identity, seq int64) (c Charge, err error) {
	one, err := s.sales.Drop(ctx, t.Actor(), seq)
	if err != nil {
		return c, err
	}
	return s.taken(ctx, one)
}

func (s *Service) taken(ctx context.Context, one sale.Sale) (Charge, error) {
	if one.State == sale.Refused && one.Reason == reason.PayWechat && s.codes.On() {
		if err := s.codes.Void(ctx, one.ID); err != nil {
			return Charge{}, err
		}
	}
	return s.followed(ctx, one, Charge{})
}

package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/scan"
	"yunka/server/scan/history"
	"yunka/server/terminal"
	"yunka/views/msg"
)

type presentInput struct {
	AcceptLanguage string `header:"Accept-Language" doc:"zh-CN or en, for text and detail."`
	RawBody        []byte
	Body           struct {
		Key  string `json:"key" minLength:"1" maxLength:"64" doc:"Idempotency key: one for each presentation, unique for the terminal." example:"7f3c9a10-1"`
		Code string `json:"code,omitempty" maxLength:"4096" doc:"The text of a dynamic code: 194 digits beginning with 98. Send either code or chip."`
		Chip string `json:"chip,omitempty" maxLength:"64" doc:"A chip number in decimal digits." example:"2812976885"`
		At   string `json:"at,omitempty" maxLength:"40" doc:"The terminal's own time, RFC 3339. Stored as claimed; decides nothing." example:"2026-11-23T07:46:02+08:00"`
		// Extra is made JSON again, so that its text is the same however it was spaced.
		Extra map[string]any `json:"extra,omitempty" doc:"What the terminal's scene asks besides. A part of the body that the key stands for."`
	}
}

// rawAnswer is JSON that is stored as bytes.
type rawAnswer struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

type confirmInput struct {
	ID             string `path:"id" maxLength:"64" doc:"The scan that answered CONFIRM."`
	AcceptLanguage string `header:"Accept-Language"`
	RawBody        []byte
	Body           struct {
		Key    string `json:"key" minLength:"1" maxLength:"64" doc:"Idempotency key, as for a presentation."`
		PIN    string `json:"pin" minLength:"1" maxLength:"16" doc:"The guard's PIN."`
		Accept bool   `json:"accept" doc:"true lets the person pass."`
	}
}

type listInput struct {
	After int64 `query:"after" minimum:"0" doc:"The next of the page before; 0 from the beginning."`
	Limit int   `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

// Item is a scan, how a CONFIRM ended, or a passage taken back, in the school's
// feed.
type Item struct {
	Feed      int64       `json:"feed" doc:"Its number in the school's feed. Other facts share the sequence, so numbers have gaps here."`
	Kind      string      `json:"kind" enum:"phone,chip,manual,confirmation,undo"`
	Scan      string      `json:"scan"`
	Terminal  string      `json:"terminal"`
	Gate      string      `json:"gate,omitempty"`
	Decision  string      `json:"decision" enum:"ALLOW,DENY,CONFIRM"`
	Reason    string      `json:"reason"`
	Open      bool        `json:"open"`
	Direction string      `json:"direction,omitempty" doc:"in, out or unknown: through this gate. Only at gates without inner_zone does out mean that somebody left the school."`
	InnerZone string      `json:"inner_zone,omitempty" doc:"The zone within the school that the gate leads to, such as a library."`
	Person    *Identified `json:"person,omitempty"`
	At        string      `json:"at"`
	ClaimedAt string      `json:"claimed_at,omitempty"`
	Repeats   int64       `json:"repeats,omitempty" doc:"How often the same refusal came again without a scan of its own."`
}

// Identified is whom a scan is of: in full with the scope identity and for a staff
// terminal's own scans, else a first name.
type Identified struct {
	Name   string `json:"name" doc:"The first name, or the full name with the scope identity."`
	Role   string `json:"role"`
	Class  string `json:"class,omitempty" doc:"With the scope identity."`
	Number string `json:"number,omitempty" doc:"The person's number in the school. With the scope identity."`
	School string `json:"school,omitempty" doc:"With the scope identity."`
}

type listOutput struct {
	Body struct {
		Items []Item `json:"items"`
		Next  int64  `json:"next" doc:"Pass it back as after."`
		Last  int64  `json:"last" doc:"The newest number of the feed; next has reached it when there is nothing more."`
	}
}

type beatInput struct {
	RawBody []byte
	Body    struct {
		Clock   string `json:"clock" maxLength:"40" doc:"The terminal's own time, RFC 3339." example:"2026-11-23T07:46:02+08:00"`
		Version string `json:"version,omitempty" maxLength:"60" doc:"Of the terminal's program."`
		List    *int64 `json:"list,omitempty" minimum:"0" doc:"policy in the header of the list it decides by when it is alone."`
		Feed    *int64 `json:"feed,omitempty" minimum:"0" doc:"feed in the header of that list: the school sees by it which gates know of a change."`
		ListAt  *int64 `json:"list_at,omitempty" minimum:"0" doc:"When that list was made, ms."`
		Queued  *int64 `json:"queued,omitempty" minimum:"0" doc:"Records that wait to be uploaded."`
		Written *int64 `json:"written,omitempty" minimum:"0" doc:"The newest number of its log."`
		Error   string `json:"error,omitempty" maxLength:"800" doc:"Its last error; leave it out when there is none."`
	}
}

type beatOutput struct {
	Body struct {
		Now      string `json:"now" doc:"The server's time, RFC 3339."`
		OffsetMS int64  `json:"offset_ms" doc:"How far the terminal's clock is ahead; negative is behind."`
		Skewed   bool   `json:"skewed" doc:"The clock is more than 30 s off: the terminal must not decide alone until it is set."`
		Terminal string `json:"terminal" doc:"This terminal's id, which every record of its log names."`
		Pull     bool   `json:"pull" doc:"There is a newer list than the one it decides by."`
		Log      struct {
			Seq        int64  `json:"seq" doc:"The newest record the server has; a terminal that lost its memory goes on after it."`
			Hash       string `json:"hash"`
			AcceptedTo int64  `json:"accepted_to" doc:"Every record up to this number has arrived."`
		} `json:"log"`
	}
}

func (a *API) register() {
	secured := []map[string][]string{{"terminal": {}}}
	op := func(id, method, path, summary, description string, errs ...int) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, Description: description, Security: secured,
			MaxBodyBytes: maxBody, BodyReadTimeout: 10 * time.Second, Errors: append([]int{400, 401, 429, 503}, errs...)}
	}
	answer := huma.SchemaFromType(a.huma.OpenAPI().Components.Schemas, reflect.TypeFor[scan.Answer]())
	answered := func(o huma.Operation) huma.Operation {
		o.Responses = map[string]*huma.Response{"200": {Description: "Decided. Act on open alone.", Content: map[string]*huma.MediaType{"application/json": {Schema: answer}}}}
		return o
	}
	huma.Register(a.huma, answered(op("present", http.MethodPost, "/api/v1/scans", "Present a code or a chip",
		"One credential at one terminal at one time. Decided presentations, also refused ones, answer 200. The same key with the same body gets the first answer again, byte for byte; with another body 422.", 413, 415, 422)), a.present)
	huma.Register(a.huma, op("list", http.MethodGet, "/api/v1/scans", "Read scans in order", "A cursor over the feed: no scan is missed, none comes twice. A token reads its own terminal's scans. The scope feed, which the office grants on the terminal's page, opens those of the whole school; the scope identity adds number, class, school and the full name, and each page that is read so is in the school's audit.", 422), a.list)
	huma.Register(a.huma, answered(op("confirm", http.MethodPost, "/api/v1/scans/{id}/confirm", "Finish a CONFIRM with a guard's PIN",
		"Staff terminals only. The rules are asked again, so a card that was stopped in between does not open.", 403, 404, 409, 413, 415, 422)), a.confirm)
	huma.Register(a.huma, op("passage", http.MethodPost, "/api/v1/scans/{id}/passage", "Say whether somebody went through",
		"By the terminal that opened, within 60 s. Without it a person counts as gone through when the door opens; passed false takes that back, so that who did not walk is not locked out. Saying it again answers the same.", 404, 409, 413, 415, 422), a.passage)
	upload := op("upload", http.MethodPost, "/api/v1/records", "Upload what the terminal decided alone",
		"Up to 100 records of the terminal's hash-chained log, in any order and as often as needed: each counts once, by its number, and a repeat answers what was answered. "+
			"The server verifies the codes again, keeps what happened, and shows staff what does not agree with its books.", 413, 415, 422)
	upload.MaxBodyBytes = maxRecords
	huma.Register(a.huma, upload, a.records)
	huma.Register(a.huma, op("heartbeat", http.MethodPost, "/api/v1/heartbeat", "Say that the terminal is there", "Answers the server's time.", 413, 415, 422), a.beat)
}

func (a *API) present(ctx context.Context, in *presentInput) (*rawAnswer, error) {
	if err := strict(in.RawBody); err != nil {
		return nil, a.refuse("present", err)
	}
	claimed, err := instant(in.Body.At)
	if err != nil {
		return nil, a.refuse("present", err)
	}
	p := scan.Presentation{Terminal: who(ctx), Key: in.Body.Key, Code: strings.TrimSpace(in.Body.Code), Chip: strings.TrimSpace(in.Body.Chip), Claimed: claimed, Lang: lang(in.AcceptLanguage)}
	if err := a.chipLength(ctx, p); err != nil {
		return nil, a.refuse("present", err)
	}
	if in.Body.Extra != nil {
		p.Body, _ = json.Marshal(in.Body.Extra) // it was JSON
	}
	b, err := a.Scans.Present(ctx, p)
	if err != nil {
		return nil, a.refuse("present", err)
	}
	return &rawAnswer{"application/json", b}, nil
}

func (a *API) confirm(ctx context.Context, in *confirmInput) (*rawAnswer, error) {
	if err := strict(in.RawBody); err != nil {
		return nil, a.refuse("confirm", err)
	}
	t := who(ctx)
	if err := allow.Check(t.Actor(), allow.ScanConfirm, allow.Target{School: t.School}); err != nil {
		return nil, a.refuse("confirm", err)
	}
	guard, err := a.Accounts.GuardByPIN(ctx, t.School, t.ID, in.Body.PIN)
	if err != nil {
		return nil, a.refuse("confirm", err)
	}
	b, err := a.Scans.Confirm(context.WithoutCancel(ctx), t.Actor(), lang(in.AcceptLanguage), scan.Confirmation{Scan: in.ID, Key: in.Body.Key, Staff: guard, Accept: in.Body.Accept})
	if err != nil {
		return nil, a.refuse("confirm", err)
	}
	return &rawAnswer{"application/json", b}, nil
}

func (a *API) list(ctx context.Context, in *listInput) (*listOutput, error) {
	t := who(ctx)
	if err := allow.Check(t.Actor(), allow.ScanRead, allow.Target{School: t.School}); err != nil {
		return nil, a.refuse("list", err)
	}
	school := allow.Target{School: t.School}
	full, name := allow.Can(t.Actor(), allow.ScanIdentity, school), ""
	out := &listOutput{}
	out.Body.Items = []Item{}
	err := a.DB.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		if out.Body.Last, err = feed.Last(ctx, q, t.School); err != nil {
			return err
		}
		only := t.ID
		if allow.Can(t.Actor(), allow.ScanFeed, school) {
			only = ""
		}
		entries, err := history.EntriesOf(ctx, q, t.School, only, in.After, 0, in.Limit)
		if err != nil {
			return err
		}
		if full {
			sc, err := campus.SchoolByID(ctx, q, t.School)
			if err != nil {
				return err
			}
			name = sc.Name
		}
		out.Body.Next = max(in.After, out.Body.Last) // nothing more up to there
		for _, e := range entries {
			out.Body.Items = append(out.Body.Items, item(e, t, full, name))
		}
		if len(entries) == in.Limit {
			out.Body.Next = entries[len(entries)-1].Feed
		}
		return nil
	})
	if err == nil {
		err = a.recordRead(ctx, t, in.After, out.Body.Items, full)
	}
	if err != nil {
		return nil, a.refuse("list", err)
	}
	return out, nil
}

// recordRead records that a page with people is about to be given; without the
// record it is not. A page without people, which is what most polls get, leaves
// nothing.
func (a *API) recordRead(ctx context.Context, t terminal.Identity, after int64, items []Item, full bool) error {
	people := 0
	for _, it := range items {
		if it.Person != nil {
			people++
		}
	}
	if people == 0 {
		return nil
	}
	action := allow.ScanRead
	if full {
		action = allow.ScanIdentity
	}
	return a.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Event{School: t.School, Actor: t.Actor().Name(), Action: string(action), Target: "school:" + t.School,
			Detail: map[string]any{"after": after, "until": items[len(items)-1].Feed, "scans": people}})
	})
}

func item(e history.Entry, t terminal.Identity, full bool, school string) Item {
	it := Item{Feed: e.Feed, Kind: e.Kind, Scan: e.Scan, Terminal: e.Terminal, Gate: e.Gate, Decision: string(e.Decision), Reason: string(e.Reason), Open: e.Open,
		Direction: e.Direction, InnerZone: e.InnerZone, At: scan.Instant(e.At), Repeats: e.Repeats}
	if e.Name != "" {
		switch class := campus.ClassName(e.Grade, e.Class); {
		case full:
			it.Person = &Identified{Name: e.Name, Role: e.Role, Class: class, Number: e.Number, School: school}
		case t.Staff && e.TerminalID == t.ID:
			it.Person = &Identified{Name: e.Name, Role: e.Role, Class: class}
		default:
			it.Person = &Identified{Name: msg.FirstName(e.Name), Role: e.Role}
		}
	}
	if e.Claimed != 0 {
		it.ClaimedAt = scan.Instant(e.Claimed)
	}
	return it
}

func (a *API) beat(ctx context.Context, in *beatInput) (*beatOutput, error) {
	if err := strict(in.RawBody); err != nil {
		return nil, a.refuse("heartbeat", err)
	}
	clock, err := instant(in.Body.Clock)
	if err == nil && clock == 0 {
		err = fault.Newf(fault.Invalid, "clock", "Send the terminal's time as RFC 3339.")
	}
	if err != nil {
		return nil, a.refuse("heartbeat", err)
	}
	b := in.Body
	p := terminal.Pulse{ClockMS: clock, Version: b.Version, List: b.List, Feed: b.Feed, ListAt: b.ListAt, Queued: b.Queued, Written: b.Written, Error: b.Error}
	h, err := a.Terminals.Beat(ctx, who(ctx), p)
	if err != nil {
		return nil, a.refuse("heartbeat", err)
	}
	out := &beatOutput{}
	out.Body.Now, out.Body.OffsetMS, out.Body.Skewed, out.Body.Terminal = scan.Instant(h.Now.UnixMilli()), h.OffsetMS, h.Skewed, who(ctx).ID
	out.Body.Pull = h.Behind(p)
	out.Body.Log.Seq, out.Body.Log.Hash, out.Body.Log.AcceptedTo = h.Log.Seq, h.Log.Hash, h.Log.AcceptedTo
	return out, nil
}

// instant reads RFC 3339; "" is 0. Years beyond four digits are nonsense.
func instant(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return 0, fault.Newf(fault.Invalid, "at", "A time is written like 2026-11-23T07:46:02+08:00.")
	}
	return t.UnixMilli(), nil
}

// strict refuses what a lenient reader would guess about: a key that stands
// twice, a second value, bytes that are no UTF-8, a NUL.
func strict(body []byte) error {
	bad := fault.Newf(fault.Malformed, "bad_json", "The body is not one JSON object with each field once.")
	if !utf8.Valid(body) || bytes.Contains(body, []byte(`\u0000`)) || bytes.IndexByte(body, 0) >= 0 {
		return bad
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return bad
	}
	seen := map[string]bool{}
	for dec.More() {
		t, err := dec.Token()
		name, ok := t.(string)
		name = strings.ToLower(name) // the decoder takes Key for key, too
		if err != nil || !ok || seen[name] {
			return bad
		}
		seen[name] = true
		var skip json.RawMessage
		if err := dec.Decode(&skip); err != nil {
			return bad
		}
	}
	if _, err := dec.Token(); err != nil {
		return bad
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return bad
	}
	return nil
}

package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"yunka/server/access"
	"yunka/server/gatelist"
)

type gateListInput struct {
	Since int64  `query:"since" minimum:"0" doc:"The version of the list that is held: the answer may be the delta from it. 0 or nothing asks for the whole list."`
	Match string `header:"If-None-Match" doc:"The ETag of the list that is held."`
}

type gateListOutput struct {
	Status      int
	ContentType string `header:"Content-Type"`
	ETag        string `header:"ETag" doc:"Stays the same while nothing that the gate decides by has changed, for an hour at most: a list that is asked for every hour is never too old."`
	Key         string `header:"Yunka-List-Key" doc:"Base64 of the 32 bytes of the school's public list key. Pin the first; it does not change."`
	Body        []byte
}

func (a *API) registerList() {
	op := huma.Operation{OperationID: "gateList", Method: http.MethodGet, Path: "/api/v1/list", Summary: "Pull what the terminal decides by when it is alone",
		Description: "The signed list of this terminal's gate: YKL2, the whole, or YKD2, the delta from since. Refuse a wrong signature, a digest that does not fit, another terminal, " +
			"an older version than the one held; after a delta that cannot be applied ask for the whole. `go doc yunka/server/gatelist` states the bytes, server/gatelist/testdata/vectors.json has examples.",
		Security: []map[string][]string{{"terminal": {}}}, Errors: []int{400, 401, 409, 422, 429, 503},
		Responses: map[string]*huma.Response{
			"200": {Description: "A list or a delta.", Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: "string", Format: "binary"}}}},
			"304": {Description: "Nothing has changed since the list with that ETag."},
		}}
	huma.Register(a.huma, op, a.gateList)
}

func (a *API) gateList(ctx context.Context, in *gateListInput) (*gateListOutput, error) {
	m, err := a.Lists.Make(ctx, who(ctx).Actor(), in.Since, a.DB.Now())
	if err != nil {
		return nil, a.refuse("gateList", err)
	}
	out := &gateListOutput{Status: http.StatusOK, ContentType: "application/octet-stream", ETag: listTag(m), Key: base64.StdEncoding.EncodeToString(m.Key), Body: m.Bytes}
	for tag := range strings.SplitSeq(in.Match, ",") {
		if strings.TrimPrefix(strings.TrimSpace(tag), "W/") == out.ETag {
			out.Status, out.Body = http.StatusNotModified, nil
		}
	}
	return out, nil
}

// listTag names all that a gate decides by, how far the school's feed is in it, and
// the hour: a reader that is told that nothing has changed must not go by a list
// that grows older than that, nor hear at each heartbeat that there is a newer one.
func listTag(m access.Made) string {
	type header gatelist.Header
	h := header(m.Header)
	h.MadeAt /= 3600_000
	h.LogSeq, h.LogHash, h.Marks = 0, "", nil
	h.Clock = slices.Clone(h.Clock)
	for i := range h.Clock {
		h.Clock[i].From /= 24 * 3600_000
	}
	text, _ := json.Marshal(h) // never fails: numbers, texts and maps of them
	sum := sha256.Sum256(text)
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

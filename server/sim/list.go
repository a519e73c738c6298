package sim

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"yunka/server/access/rule"
	"yunka/server/gatelist"
	"yunka/server/gatelog"
	"yunka/server/reason"
)

// A reader's list: what it decides by while the server does not answer.

// largestList is more than 100,000 people.
const largestList = 64 << 20

type memory struct {
	list   *gatelist.List
	tag    string
	key    ed25519.PublicKey     // pinned at the first pull
	beings map[string]rule.Being // where it let people go, by person
	codes  map[string]used       // what it took, by credential
	last   int64                 // the latest instant it has seen, ms

	refusal string // why the newest list is not held
}

// used are the codes of a key that were spent at this reader.
type used struct {
	newest int64
	marks  []int64
	opened gatelist.Opening // the newest one here
}

// spend remembers a code that the server has answered: it is used here, too.
func (m *memory) spend(what gatelist.Presented) {
	if what.Kind != gatelog.Phone || m.list == nil {
		return
	}
	if k := m.list.Identify(what); k.Found && k.CodeReason == reason.OK {
		m.take(k.Row.Credential, k.Code.Mark())
	}
}

func (m *memory) take(credential string, mark int64) {
	u := m.codes[credential]
	m.codes[credential] = used{max(u.newest, mark), append(u.marks, mark), u.opened}
}

// pull fetches the list: the delta from the one that is held, and the whole when
// that does not fit. What is refused leaves the held one as it is, and counts.
func (g *reader) pull(ctx context.Context) error {
	since := int64(0)
	if g.mem.list != nil {
		since = g.mem.list.Version
	}
	err := g.pullSince(ctx, since)
	if errors.Is(err, errRefused) && since != 0 {
		err = g.pullSince(ctx, 0)
	}
	if errors.Is(err, errRefused) {
		g.mem.refusal = g.seen.Refusal
		return nil // counted, and said with the next heartbeat; it goes on by what it holds
	}
	if err == nil {
		g.mem.refusal = ""
	}
	return err
}

var errRefused = errors.New("sim: the list was refused")

func (g *reader) pullSince(ctx context.Context, since int64) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, g.c.URL+"/api/v1/list?since="+strconv.FormatInt(since, 10), nil)
	if err != nil {
		return err
	}
	if since != 0 {
		req.Header.Set("If-None-Match", g.mem.tag)
	}
	slow := *g.client
	slow.Timeout = time.Minute
	status, header, body, err := g.do(&slow, req, largestList)
	switch {
	case err != nil:
		return err
	case status == http.StatusNotModified:
		g.seen.Unchanged++
		return nil
	case status == http.StatusConflict: // it stands at no gate: there is nothing to decide by
		return nil
	case status != http.StatusOK:
		return fmt.Errorf("the list was answered %d: %s", status, body)
	}
	if g.mem.key == nil {
		if g.mem.key, err = base64.StdEncoding.DecodeString(header.Get("Yunka-List-Key")); err != nil {
			return fmt.Errorf("the list came without a key: %w", err)
		}
	}
	list, err := g.checked(body)
	if err != nil {
		g.seen.ListsRefused++
		g.seen.Refusal = err.Error()
		return errRefused
	}
	if gatelist.IsDelta(body) {
		g.seen.Deltas++
	} else {
		g.seen.Lists++
	}
	g.seen.ListBytes += len(body)
	g.mem.list, g.mem.tag = list, header.Get("ETag")
	return nil
}

// checked is what the server gave, as a list that may be held.
func (g *reader) checked(body []byte) (*gatelist.List, error) {
	if gatelist.IsDelta(body) {
		if g.mem.list == nil {
			return nil, gatelist.ErrBase
		}
		return g.mem.list.Apply(body, g.mem.key)
	}
	list, err := gatelist.Open(body, g.mem.key)
	switch {
	case err != nil:
		return nil, err
	case list.Terminal != g.last.Terminal:
		return nil, gatelist.ErrOther
	case g.mem.list != nil:
		return list, list.Follows(g.mem.list)
	}
	return list, nil
}

// alone decides by the list, and writes it into the log before the door
// moves. Without a list, or with a clock that the server has named, it opens for
// nobody.
func (g *reader) alone(presented gatelist.Presented, key string) Shown {
	g.seen.Alone++
	now := g.clock().UnixMilli()
	presented.Chip = strings.TrimLeft(presented.Chip, "0")
	v := gatelist.Verdict{Decision: reason.Deny, Reason: reason.TermOffline}
	version := int64(0)
	switch {
	case g.seen.Skewed:
		v.Reason = reason.TermClockSkew
	case g.mem.list != nil:
		version = g.mem.list.Version
		k := g.mem.list.Identify(presented)
		spent := g.mem.codes[k.Row.Credential]
		v = g.mem.list.Judge(k, now, gatelist.Memory{Mark: spent.newest, Used: slices.Contains(spent.marks, k.Code.Mark()), Opened: spent.opened, Being: g.mem.beings[k.Row.Person], LastMS: g.mem.last})
	}
	g.mem.last = max(g.mem.last, now)
	if v.Replay { // what has opened is written already: no record, and not one of those decided alone
		g.seen.Alone--
		g.note(string(v.Decision), string(v.Reason), v.Open)
		return Shown{Decision: string(v.Decision), Reason: string(v.Reason), Replay: true, Alone: true, Key: key, Terminal: g.last.Terminal}
	}
	if v.Being != "" {
		g.mem.beings[v.Person] = rule.Being{State: v.Being, Since: now}
	}
	if v.Consume != 0 {
		g.mem.take(v.Credential, v.Consume)
	}
	if v.Open {
		g.mem.opens(presented, now)
	}
	g.note(string(v.Decision), string(v.Reason), v.Open)
	g.last = gatelog.Next(g.last, gatelog.Record{At: now, Offset: g.offset.Milliseconds(), List: version, Kind: presented.Kind, Chip: presented.Chip, Code: presented.Code,
		Decision: string(v.Decision), Reason: string(v.Reason), Warning: string(v.Warning), Open: v.Open})
	g.queue = append(g.queue, g.last)
	return Shown{Decision: string(v.Decision), Reason: string(v.Reason), Open: v.Open, Alone: true, Key: key, Seq: g.last.Seq, Terminal: g.last.Terminal}
}

// said is the list in a heartbeat.
func (m *memory) said(body map[string]any) {
	if m.list != nil {
		body["list"], body["feed"], body["list_at"] = m.list.Policy, m.list.Feed, m.list.MadeAt
	}
	if m.refusal != "" {
		body["error"] = "list refused: " + m.refusal
	}
}

// opens notes that the reader opened for what was presented.
func (m *memory) opens(what gatelist.Presented, at int64) {
	if m.list == nil {
		return
	}
	what.Chip = strings.TrimLeft(what.Chip, "0")
	k := m.list.Identify(what)
	one := m.codes[k.Row.Credential]
	one.opened = gatelist.Opening{Mark: k.Code.Mark(), At: at}
	m.codes[k.Row.Credential] = one
}

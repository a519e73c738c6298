//go:build js && wasm

package main

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"unsafe"

	"yunka/server/gatelist"
	"yunka/server/gatelog"
)

// What the kiosk decides when it is alone. The page puts a list into the memory
// that hold answers with, and a request as JSON into the one of in; ask leaves
// the answer in out.

const largestList = 64 << 20

var (
	held  []byte
	patch []byte
	list  *gatelist.List
	known gatelist.Known // what was identified last
)

// holdAt makes room for a list and answers where, 0 when it is too large.
//
//go:wasmexport hold
func holdAt(size uint32) unsafe.Pointer {
	if size == 0 || size > largestList {
		return nil
	}
	list, held = nil, make([]byte, size)
	return unsafe.Pointer(unsafe.SliceData(held))
}

// patchAt makes room for a delta to the list that is held.
//
//go:wasmexport patch
func patchAt(size uint32) unsafe.Pointer {
	if size == 0 || size > largestList {
		return nil
	}
	patch = make([]byte, size)
	return unsafe.Pointer(unsafe.SliceData(patch))
}

// keptAt is where the list stands that a delta led to, for the page to keep. Its
// length is in the answer to apply.
//
//go:wasmexport kept
func keptAt() unsafe.Pointer {
	if list == nil {
		return nil
	}
	return unsafe.Pointer(unsafe.SliceData(list.Bytes()))
}

type request struct {
	Op        string             `json:"op"` // open, apply, identify, then decide
	Key       []byte             `json:"key"`
	Held      *gatelist.Header   `json:"held"` // open: the list that this one is to follow; its bytes are no longer here
	Presented gatelist.Presented `json:"presented"`
	Now       int64              `json:"now"`
	Memory    gatelist.Memory    `json:"memory"`
	Last      gatelog.Record     `json:"last"`   // of the log
	Record    gatelog.Record     `json:"record"` // what of it the page knows
}

// ask answers a request of n bytes with the length of the answer.
//
//go:wasmexport ask
func ask(n uint32) uint32 {
	var r request
	var answer any
	err := errors.New("kiosk: no request")
	if int(n) <= cap(in) {
		if err = json.Unmarshal(in[:n], &r); err == nil {
			answer, err = r.answer()
		}
	}
	if err != nil {
		answer = map[string]string{"error": err.Error(), "why": why(err)}
	}
	b, err := json.Marshal(answer)
	if err != nil || len(b) > len(out) {
		return 0
	}
	return uint32(copy(out[:], b))
}

func (r *request) answer() (any, error) {
	if r.Op == "open" {
		l, err := gatelist.Open(held, ed25519.PublicKey(r.Key))
		if err == nil && r.Held != nil {
			if r.Held.School == "" { // kept by a release that did not write it down
				r.Held.School = l.School
			}
			err = l.Follows(&gatelist.List{Header: *r.Held})
		}
		if err != nil {
			return nil, err
		}
		list = l
		return about(l), nil
	}
	if list == nil {
		return nil, errors.New("kiosk: no list")
	}
	switch r.Op {
	case "apply":
		l, err := list.Apply(patch, ed25519.PublicKey(r.Key))
		patch = nil
		if err != nil {
			return nil, err
		}
		list, held = l, nil
		return about(l), nil
	case "identify":
		known = list.Identify(r.Presented)
		return map[string]any{"credential": known.Row.Credential, "person": known.Row.Person, "mark": known.Code.Mark()}, nil
	case "decide":
		v := list.Judge(known, r.Now, r.Memory)
		if v.Replay {
			return map[string]any{"verdict": v}, nil
		}
		r.Record.At, r.Record.List = r.Now, list.Version
		r.Record.Decision, r.Record.Reason, r.Record.Warning, r.Record.Open = string(v.Decision), string(v.Reason), string(v.Warning), v.Open
		return map[string]any{"verdict": v, "record": gatelog.Next(r.Last, r.Record)}, nil
	}
	return nil, errors.New("kiosk: what is asked is not known")
}

// why is what the page has words for.
func why(err error) string {
	switch {
	case errors.Is(err, gatelist.ErrSignature):
		return "signature"
	case errors.Is(err, gatelist.ErrOlder):
		return "older"
	case errors.Is(err, gatelist.ErrOther):
		return "other"
	}
	return ""
}

// about is what a list says of itself.
func about(l *gatelist.List) map[string]any {
	return map[string]any{"school": l.School, "terminal": l.Terminal, "version": l.Version, "policy": l.Policy, "feed": l.Feed, "made_at": l.MadeAt, "count": l.Count, "log_seq": l.LogSeq, "log_hash": l.LogHash, "size": len(l.Bytes())}
}

package meeting

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"
)

// A code of the room is new every Turn; an old one is still good for Margin, for who was
// just aiming at it. So a picture of one is worth nothing Turn + Margin after it was taken,
// at the latest.
const (
	TurnMS   = 15_000
	MarginMS = 5_000
)

// Turn is the number of the code of an instant.
func Turn(now int64) int64 { return now / TurnMS }

// Left is until when, in milliseconds, the code of now is shown.
func Left(now int64) int64 { return (Turn(now)+1)*TurnMS - now }

// Code is the session's code of a turn. Every server makes the same one; nobody makes the
// next one without the session's secret. The turn stands in it, so that an old code and a
// wrong one are told apart.
func (s Session) Code(turn int64) string {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(turn))
	m := hmac.New(sha256.New, []byte(s.Secret))
	m.Write([]byte(s.ID))
	m.Write(b[:])
	return base64.RawURLEncoding.EncodeToString(append(b[4:], m.Sum(nil)[:10]...))
}

// How a code stands to an instant.
type Freshness int

const (
	Wrong Freshness = iota // no code of this session
	Stale
	Fresh
)

// Freshness says what a scanned code is worth.
func (s Session) Freshness(code string, now int64) Freshness {
	b, err := base64.RawURLEncoding.DecodeString(code)
	if err != nil || len(b) != 14 || strings.ContainsAny(code, "\r\n") {
		return Wrong
	}
	turn := int64(binary.BigEndian.Uint32(b))
	if !hmac.Equal([]byte(s.Code(turn)), []byte(code)) {
		return Wrong
	}
	if t := Turn(now); turn == t || turn == t-1 && now-t*TurnMS <= MarginMS {
		return Fresh
	}
	return Stale
}

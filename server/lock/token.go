package lock

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
)

// Token is the right of one chip at one lock for a time. It says nothing of who it is.
type Token struct {
	ID    string `json:"id"`
	Lock  string `json:"lock"`  // the terminal's id
	Chip  string `json:"chip"`  // its number in decimal digits
	From  int64  `json:"from"`  // Unix ms
	Until int64  `json:"until"` // Unix ms, exclusive
}

// magic begins a token and what is signed.
const magic = "YKT1."

// Why a token is not taken.
var (
	ErrForm      = errors.New("lock: not a token")
	ErrSignature = errors.New("lock: the token's signature is wrong")
)

// Sign is the token's text: "YKT1.", the token as JSON in base64url without padding, ".",
// the Ed25519 signature of all before that second dot, in base64url without padding.
func (t Token) Sign(key ed25519.PrivateKey) string {
	b, _ := json.Marshal(t) // texts and numbers
	text := magic + base64.RawURLEncoding.EncodeToString(b)
	return text + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(key, []byte(text)))
}

// Open reads a token's text and checks who signed it.
func Open(text string, key ed25519.PublicKey) (t Token, err error) {
	dot := strings.LastIndexByte(text, '.')
	if dot < len(magic) || !strings.HasPrefix(text, magic) || len(key) != ed25519.PublicKeySize {
		return t, ErrForm
	}
	sig, err := base64.RawURLEncoding.DecodeString(text[dot+1:])
	if err != nil {
		return t, ErrForm
	}
	if !ed25519.Verify(key, []byte(text[:dot]), sig) {
		return t, ErrSignature
	}
	b, err := base64.RawURLEncoding.DecodeString(text[len(magic):dot])
	if err != nil || json.Unmarshal(b, &t) != nil {
		return Token{}, ErrForm
	}
	return t, nil
}

// Opens reports whether a lock opens for a chip by the token at an instant, Unix ms.
func (t Token) Opens(lock, chip string, now int64) bool {
	return t.Lock == lock && t.Chip == chip && t.From <= now && now < t.Until
}

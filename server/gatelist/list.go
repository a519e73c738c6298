// Package gatelist is what a terminal takes with it for the time when it is
// alone: the rules of its gate and a row for each credential, signed by the
// school's list key. Pure Go, standard library only; the kiosk's browser runs it.
//
// A row is found and opened by what is presented, and by nothing else: its index
// and its key are derived from the handle of the code or the number of the chip,
// so a list that is stolen shows nobody to whom it was not presented. A handle
// has 63 random bits. A chip's number has about 32 bits, which somebody with the
// list and an evening of computing can try through: they learn what stands in
// the rows of chips, never a key that opens anything.
//
//	list:  "YKL2" | head | rows
//	head:  u32 length | header as JSON | Ed25519 signature of "YKL2" and all of head before it
//	row:   8 bytes index | u16 length | 12 bytes nonce | AES-256-GCM of the row as JSON, index as AAD
//	delta: "YKD2" | u64 base version | head | u32 count | 8 bytes index of each row that is gone | rows that are new or changed
//
// Numbers are big-endian, rows and indexes are sorted, no index comes twice. With
// HMAC-SHA256 keyed by the header's salt over what | 0 | secret, the secret being
// "h" and the handle or "c" and the chip's number in decimal digits,
//
//	index = the first 8 bytes for "yunka/list/index"
//	key   = all 32 bytes for "yunka/list/row"
//	nonce = the first 12 bytes of HMAC-SHA256, keyed by what "yunka/list/nonce" gives, over the row as JSON
//
// The salt is a school's and stays for weeks, so a row that says the same is the
// same bytes in every list, and one that says something else has another nonce.
// That is what makes a delta small, and exact: the signed header carries the
// digest of all rows, SHA-256 over index and hash of each (hash: the first 16
// bytes of SHA-256 over the row as it stands), and the header of a delta is the
// header of the whole list that it leads to. Apply puts the two together byte for
// byte or refuses; whatever a base held that the server does not know of, as after
// a backup was restored, ends in another digest and not in a wrong gate.
//
// Codes that were taken move no row: a school that comes in of a morning would
// change them all. The header has the marks of the last minutes by index, and older
// ones decide nothing, because the codes below them are too old.
//
// The server keeps for each school, not for each terminal, what it last gave out
// (Ledger, 32 bytes a row): rows say nothing of a gate, so one suffices for all.
package gatelist

import (
	"bytes"
	"cmp"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"math"
	"slices"
	"sort"
	"strconv"

	"yunka/server/access/rule"
)

const (
	magic      = "YKL2"
	indexSize  = 8
	nonceSize  = 12
	rowHead    = indexSize + 2
	hashSize   = 16
	largestRow = math.MaxUint16
)

// Header is what a list says of itself, its gate and its school.
type Header struct {
	School   string         `json:"school"`
	Terminal string         `json:"terminal"`
	Version  int64          `json:"version"` // of the rows; grows with every change of one
	Feed     int64          `json:"feed"`    // the school's feed as far as it is in the list
	Policy   int64          `json:"policy"`  // the version of the school's rules in it
	MadeAt   int64          `json:"made_at"` // Unix ms, the server's clock
	Count    int            `json:"count"`   // rows
	Digest   []byte         `json:"digest"`  // of all rows
	Salt     []byte         `json:"salt"`
	Scene    rule.Scene     `json:"scene"`
	Rights   rule.Rights    `json:"rights"`
	Zone     *rule.Zone     `json:"zone,omitempty"` // nil asks nothing
	Egress   bool           `json:"egress"`
	Days     map[string]int `json:"days,omitempty"`
	Clock    []Offset       `json:"clock"` // of the school's zone, in order
	Marks    Marks          `json:"marks,omitempty"`
	LogSeq   int64          `json:"log_seq"` // the terminal's log as far as it has arrived
	LogHash  string         `json:"log_hash"`
}

// Offset is how far the school's wall clock is ahead of UTC from an instant on.
type Offset struct {
	From    int64 `json:"from"` // Unix ms
	Seconds int   `json:"seconds"`
}

// Marks are the newest codes that were taken of phone keys (see cardcode.MarkOf),
// by the index of the row in lower-case hex.
type Marks map[string]int64

// Row is one credential with whose it is.
type Row struct {
	Credential string      `json:"c"`
	Person     string      `json:"p"`
	Key        []byte      `json:"k,omitempty"` // public; of a phone
	State      string      `json:"s"`           // of the credential
	Card       string      `json:"a"`
	PersonIs   string      `json:"i"`
	Mark       int64       `json:"-"` // of the header's marks
	From       int64       `json:"f,omitempty"`
	To         int64       `json:"t,omitempty"`
	Role       string      `json:"r"`
	Grade      string      `json:"g,omitempty"`
	Class      string      `json:"o,omitempty"` // id
	ClassName  string      `json:"n,omitempty"`
	Name       string      `json:"w"`
	Groups     []string    `json:"x,omitempty"`
	Stays      []rule.Stay `json:"y,omitempty"` // groups of where people live, with their instants
}

// Entry is a row with what opens it.
type Entry struct {
	Secret string // OfHandle or OfChip
	Row    Row
}

// OfHandle is the secret of a phone key's row.
func OfHandle(handle uint64) string { return "h" + strconv.FormatUint(handle, 10) }

// OfChip is the secret of a chip's row; the number is in its one form.
func OfChip(number string) string { return "c" + number }

func derive(salt []byte, what, secret string) []byte {
	h := hmac.New(sha256.New, salt)
	h.Write([]byte(what + "\x00" + secret))
	return h.Sum(nil)
}

func sealer(salt []byte, secret string) (cipher.AEAD, error) {
	block, err := aes.NewCipher(derive(salt, "yunka/list/row", secret))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// List is one that was checked.
type List struct {
	Header
	bytes []byte
	head  []byte   // from the length to the signature
	at    []uint32 // where each row begins
}

// Bytes are the list as it is kept.
func (l *List) Bytes() []byte { return l.bytes }

// Why a list is not taken.
var (
	ErrForm      = errors.New("gatelist: not a list")
	ErrSignature = errors.New("gatelist: the signature is wrong")
	ErrDigest    = errors.New("gatelist: the rows are not those that were signed")
	ErrBase      = errors.New("gatelist: a delta to another list")
	ErrOlder     = errors.New("gatelist: older than the list that is held")
	ErrOther     = errors.New("gatelist: of another terminal or school")
)

// Open checks a list's signature, form and digest. It keeps b.
func Open(b []byte, key ed25519.PublicKey) (*List, error) {
	if len(b) < len(magic) || string(b[:len(magic)]) != magic || uint64(len(b)) > math.MaxUint32 {
		return nil, ErrForm
	}
	l := &List{bytes: b}
	rest, err := l.readHead(b[len(magic):], key)
	if err != nil {
		return nil, err
	}
	if l.at, err = rowsAt(rest, len(b)-len(rest)); err != nil {
		return nil, err
	}
	sum := sha256.New()
	for _, at := range l.at {
		sumRow(sum, b[at:int(at)+rowSize(b[at:])])
	}
	if len(l.at) != l.Count || !bytes.Equal(sum.Sum(nil), l.Digest) {
		return nil, ErrDigest
	}
	return l, nil
}

// readHead checks the head that b begins with and answers with what follows it.
func (l *List) readHead(b []byte, key ed25519.PublicKey) (rest []byte, err error) {
	if len(b) < 4 || len(key) != ed25519.PublicKeySize {
		return nil, ErrForm
	}
	n := uint64(binary.BigEndian.Uint32(b)) + 4
	if n+ed25519.SignatureSize > uint64(len(b)) {
		return nil, ErrForm
	}
	if !ed25519.Verify(key, append([]byte(magic), b[:n]...), b[n:n+ed25519.SignatureSize]) {
		return nil, ErrSignature
	}
	if json.Unmarshal(b[4:n], &l.Header) != nil {
		return nil, ErrForm
	}
	l.head = b[:n+ed25519.SignatureSize]
	return b[n+ed25519.SignatureSize:], nil
}

func rowSize(row []byte) int { return rowHead + int(binary.BigEndian.Uint16(row[indexSize:])) }

// rowsAt is where each row begins, counted from offset: whole, in order, each
// index once.
func rowsAt(b []byte, offset int) (at []uint32, err error) {
	var last []byte
	for p := 0; p < len(b); {
		if p+rowHead > len(b) || p+rowSize(b[p:]) > len(b) || last != nil && bytes.Compare(last, b[p:p+indexSize]) >= 0 {
			return nil, ErrForm
		}
		last = b[p : p+indexSize]
		at = append(at, uint32(offset+p))
		p += rowSize(b[p:])
	}
	return at, nil
}

func hashRow(row []byte) (h [hashSize]byte) {
	sum := sha256.Sum256(row)
	copy(h[:], sum[:])
	return h
}

func sumRow(sum hash.Hash, row []byte) {
	h := hashRow(row)
	sum.Write(row[:indexSize])
	sum.Write(h[:])
}

// Find opens the row of what is presented.
func (l *List) Find(secret string) (r Row, ok bool) {
	index := derive(l.Salt, "yunka/list/index", secret)[:indexSize]
	i, found := sort.Find(len(l.at), func(i int) int { return bytes.Compare(index, l.bytes[l.at[i]:l.at[i]+indexSize]) })
	if !found {
		return r, false
	}
	row := l.bytes[l.at[i]:]
	row = row[:rowSize(row)]
	gcm, err := sealer(l.Salt, secret)
	if err != nil || len(row) < rowHead+nonceSize {
		return r, false
	}
	plain, err := gcm.Open(nil, row[rowHead:rowHead+nonceSize], row[rowHead+nonceSize:], index)
	if err != nil || json.Unmarshal(plain, &r) != nil {
		return Row{}, false
	}
	r.Mark = l.Marks[hex.EncodeToString(index)]
	return r, true
}

// seconds is the wall clock's offset at an instant.
func (h *Header) seconds(ms int64) int {
	i, _ := slices.BinarySearchFunc(h.Clock, ms, func(o Offset, ms int64) int { return cmp.Compare(o.From, ms+1) })
	if i == 0 {
		return 0
	}
	return h.Clock[i-1].Seconds
}

package gatelist

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
)

// Sealed is a row as it stands in a list.
type Sealed []byte

func (s Sealed) index() []byte { return s[:indexSize] }

// Seal makes the rows of a list, in order. Of two entries with one secret the
// first counts. The same salt and entries make the same bytes.
func Seal(salt []byte, entries []Entry) ([]Sealed, error) {
	if len(salt) < 16 {
		return nil, errors.New("gatelist: a salt has at least 16 bytes")
	}
	rows := make([]Sealed, 0, len(entries))
	for _, e := range entries {
		plain, err := json.Marshal(e.Row)
		if err != nil {
			return nil, err
		}
		gcm, err := sealer(salt, e.Secret)
		if err != nil {
			return nil, err
		}
		mac := hmac.New(sha256.New, derive(salt, "yunka/list/nonce", e.Secret))
		mac.Write(plain)
		nonce := mac.Sum(nil)[:nonceSize]
		size := nonceSize + len(plain) + gcm.Overhead()
		if size > largestRow {
			return nil, errors.New("gatelist: a row is too long")
		}
		row := make([]byte, 0, rowHead+size)
		row = append(row, derive(salt, "yunka/list/index", e.Secret)[:indexSize]...)
		row = binary.BigEndian.AppendUint16(row, uint16(size))
		row = append(row, nonce...)
		rows = append(rows, gcm.Seal(row, nonce, plain, row[:indexSize]))
	}
	slices.SortStableFunc(rows, func(a, b Sealed) int { return bytes.Compare(a.index(), b.index()) })
	return slices.CompactFunc(rows, func(a, b Sealed) bool { return bytes.Equal(a.index(), b.index()) }), nil
}

// marksMS is how long a mark stands in lists: a code lives 90 s and may be 30 s
// ahead, and a terminal's clock 30 s behind the list.
const marksMS = 5 * 60_000

// MarksOf are the marks of a list that is made now.
func MarksOf(salt []byte, entries []Entry, now int64) Marks {
	var m Marks
	for _, e := range entries {
		if issued := e.Row.Mark >> 8; issued*1000 < now-marksMS {
			continue
		}
		index := hex.EncodeToString(derive(salt, "yunka/list/index", e.Secret)[:indexSize])
		if m == nil {
			m = Marks{}
		}
		m[index] = max(m[index], e.Row.Mark)
	}
	return m
}

// head signs a header over rows.
func head(h Header, rows []Sealed, key ed25519.PrivateKey) ([]byte, error) {
	sum := sha256.New()
	for _, r := range rows {
		sumRow(sum, r)
	}
	h.Count, h.Digest = len(rows), sum.Sum(nil)
	text, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	signed := append(binary.BigEndian.AppendUint32([]byte(magic), uint32(len(text))), text...)
	return append(signed[len(magic):], ed25519.Sign(key, signed)...), nil
}

// Build writes and signs a list of rows that Seal made with the header's salt.
func Build(h Header, rows []Sealed, key ed25519.PrivateKey) ([]byte, error) {
	top, err := head(h, rows, key)
	if err != nil {
		return nil, err
	}
	size := len(magic) + len(top)
	for _, r := range rows {
		size += len(r)
	}
	out := append(append(make([]byte, 0, size), magic...), top...)
	for _, r := range rows {
		out = append(out, r...)
	}
	return out, nil
}

// Ledger is what a school's lists last said: for each index, also of rows that
// are gone, the version with which it came to say so, and the hash of the row.
type Ledger []Line

// Line is one index of a ledger; a hash of zeros is a row that is gone.
type Line struct {
	Index   [indexSize]byte
	Version int64
	Hash    [hashSize]byte
}

const lineSize = indexSize + 8 + hashSize

// ReadLedger reads what Bytes wrote.
func ReadLedger(b []byte) (Ledger, error) {
	if len(b)%lineSize != 0 {
		return nil, errors.New("gatelist: not a ledger")
	}
	l := make(Ledger, len(b)/lineSize)
	for i := range l {
		p := b[i*lineSize:]
		copy(l[i].Index[:], p)
		l[i].Version = int64(binary.BigEndian.Uint64(p[indexSize:]))
		copy(l[i].Hash[:], p[indexSize+8:lineSize])
	}
	return l, nil
}

// Bytes are a ledger to keep.
func (l Ledger) Bytes() []byte {
	b := make([]byte, 0, len(l)*lineSize)
	for _, line := range l {
		b = append(b, line.Index[:]...)
		b = binary.BigEndian.AppendUint64(b, uint64(line.Version))
		b = append(b, line.Hash[:]...)
	}
	return b
}

// Advance is the ledger after rows, and whether anything has changed; what has
// is of that version.
func (l Ledger) Advance(rows []Sealed, version int64) (next Ledger, changed bool) {
	next = make(Ledger, 0, max(len(l), len(rows)))
	gone := func(line Line) {
		if line.Hash != ([hashSize]byte{}) {
			line.Version, line.Hash, changed = version, [hashSize]byte{}, true
		}
		next = append(next, line)
	}
	i := 0
	for _, r := range rows {
		for ; i < len(l) && bytes.Compare(l[i].Index[:], r.index()) < 0; i++ {
			gone(l[i])
		}
		line := Line{Version: version, Hash: hashRow(r)}
		copy(line.Index[:], r.index())
		if i < len(l) && l[i].Index == line.Index {
			if l[i].Hash == line.Hash {
				line.Version = l[i].Version
			}
			i++
		}
		changed = changed || line.Version == version
		next = append(next, line)
	}
	for ; i < len(l); i++ {
		gone(l[i])
	}
	return next, changed
}

// Delta writes what leads from the list of version base to the one of h. Rows are
// all rows, and l is the ledger after them.
func (l Ledger) Delta(h Header, rows []Sealed, base int64, key ed25519.PrivateKey) ([]byte, error) {
	top, err := head(h, rows, key)
	if err != nil {
		return nil, err
	}
	out := append(binary.BigEndian.AppendUint64([]byte(deltaMagic), uint64(base)), top...)
	count := len(out)
	out = binary.BigEndian.AppendUint32(out, 0)
	var gone uint32
	var changed []Sealed
	i := 0
	for _, line := range l {
		if line.Version <= base {
			continue
		}
		if line.Hash == ([hashSize]byte{}) {
			out = append(out, line.Index[:]...)
			gone++
			continue
		}
		at, found := slices.BinarySearchFunc(rows[i:], line.Index[:], func(r Sealed, index []byte) int { return bytes.Compare(r.index(), index) })
		if !found {
			return nil, errors.New("gatelist: a ledger of other rows")
		}
		i += at
		changed = append(changed, rows[i])
	}
	binary.BigEndian.PutUint32(out[count:], gone)
	for _, r := range changed {
		out = append(out, r...)
	}
	return out, nil
}

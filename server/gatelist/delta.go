package gatelist

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
)

const deltaMagic = "YKD2"

// IsDelta reports whether b says that it is one.
func IsDelta(b []byte) bool { return bytes.HasPrefix(b, []byte(deltaMagic)) }

// Apply is the list that a delta leads to from l, byte for byte the whole list
// of that version. What does not fit is refused and l is as it was.
func (l *List) Apply(delta []byte, key ed25519.PublicKey) (*List, error) {
	if !IsDelta(delta) || len(delta) < len(deltaMagic)+8 {
		return nil, ErrForm
	}
	if binary.BigEndian.Uint64(delta[len(deltaMagic):]) != uint64(l.Version) {
		return nil, ErrBase
	}
	to := &List{}
	rest, err := to.readHead(delta[len(deltaMagic)+8:], key)
	if err != nil {
		return nil, err
	}
	if len(rest) < 4 {
		return nil, ErrForm
	}
	n := uint64(binary.BigEndian.Uint32(rest)) * indexSize
	if rest = rest[4:]; n > uint64(len(rest)) {
		return nil, ErrForm
	}
	gone, changed := rest[:n], rest[n:]
	at, err := rowsAt(changed, 0)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, len(l.bytes)+len(changed)+len(to.head)-len(l.head))
	out = append(append(out, magic...), to.head...)
	put := func(row []byte) { out = append(out, row...) }
	i := 0
	for _, p := range l.at {
		row := l.bytes[p : int(p)+rowSize(l.bytes[p:])]
		for ; i < len(at) && bytes.Compare(changed[at[i]:at[i]+indexSize], row[:indexSize]) < 0; i++ {
			put(changed[at[i] : int(at[i])+rowSize(changed[at[i]:])])
		}
		for len(gone) > 0 && bytes.Compare(gone[:indexSize], row[:indexSize]) < 0 {
			gone = gone[indexSize:] // came and went since the base
		}
		switch {
		case len(gone) > 0 && bytes.Equal(gone[:indexSize], row[:indexSize]):
			gone = gone[indexSize:]
		case i < len(at) && bytes.Equal(changed[at[i]:at[i]+indexSize], row[:indexSize]):
		default:
			put(row)
		}
	}
	for ; i < len(at); i++ {
		put(changed[at[i] : int(at[i])+rowSize(changed[at[i]:])])
	}
	next, err := Open(out, key)
	if err != nil {
		return nil, err
	}
	if err := next.Follows(l); err != nil {
		return nil, err
	}
	return next, nil
}

// Follows says whether l may take the place of the list that is held: of the same
// terminal, and not older in any respect.
func (l *List) Follows(held *List) error {
	switch {
	case l.School != held.School || l.Terminal != held.Terminal:
		return ErrOther
	case l.Version < held.Version, l.Version == held.Version && l.MadeAt < held.MadeAt, l.MadeAt < held.MadeAt-MaxSkewMS:
		return ErrOlder
	}
	return nil
}

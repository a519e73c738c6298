package live

import "encoding/binary"

// Opcodes of a first and final frame.
const (
	opText  = 0x81
	opClose = 0x88
	opPing  = 0x89
	opPong  = 0x8a
)

// piece is bytes on their way to many connections: a fragment, encoded once as
// a frame of its own, or a control frame. It never changes.
type piece struct {
	version int64
	group   *group // nil for a control frame and for what brings a joiner up to date
	state   bool
	key     string
	frame   []byte
	head    int  // where the payload starts in frame
	free    bool // does not count against the queue's bound: the first frame of a joiner
	control bool
}

func (p *piece) html() []byte { return p.frame[p.head:] }

// appendHeader writes the header of an unmasked frame.
func appendHeader(b []byte, op byte, n int) []byte {
	b = append(b, op)
	switch {
	case n < 126:
		return append(b, byte(n))
	case n <= 0xffff:
		return binary.BigEndian.AppendUint16(append(b, 126), uint16(n))
	}
	return binary.BigEndian.AppendUint64(append(b, 127), uint64(n))
}

func textPiece(version int64, html []byte) *piece {
	b := appendHeader(make([]byte, 0, len(html)+10), opText, len(html))
	return &piece{version: version, head: len(b), frame: append(b, html...)}
}

func closePiece(code int, reason string) *piece {
	b := appendHeader(nil, opClose, 2+len(reason))
	b = binary.BigEndian.AppendUint16(b, uint16(code))
	return &piece{control: true, frame: append(b, reason...)}
}

var pingPiece = &piece{control: true, frame: []byte{opPing, 0}}

package live

import (
	"encoding/binary"
	"strconv"
)

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
	head    int   // where the payload starts in frame
	pulsed  int64 // when it was rendered, in ns, if a pulse did
	free    bool  // does not count against the queue's bound: the first frame of a joiner
	control bool  // leaves as it is: never put into one frame with others
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

// clockMS is the time that pages hear; 0 while this server's own may not be relied upon.
func (h *Hub) clockMS() int64 {
	now, err := h.cfg.DB.TrustedNow()
	if err != nil {
		return 0
	}
	return now.UnixMilli()
}

// clockPiece is what a page hears although nothing happens: that we are there,
// and what time it is.
func clockPiece(at int64) *piece {
	said := strconv.AppendInt([]byte(`{"at":`), at, 10)
	said = append(said, '}')
	return &piece{control: true, frame: append(appendHeader(nil, opText, len(said)), said...)}
}

// beatPiece is that with a ping in front: pages do not see pings, and we see no
// pages without. One is made for all connections whose time has come.
func beatPiece(at int64) *piece {
	p := clockPiece(at)
	p.frame = append([]byte{opPing, 0}, p.frame...)
	return p
}

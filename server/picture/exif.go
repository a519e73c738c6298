package picture

import (
	"bytes"
	"encoding/binary"
)

// orientation reads how a JPEG's camera was held: tag 0x0112 of the first image
// directory in its Exif segment (CIPA DC-008, 4.6.4), 1 when nothing says so.
// It is forty lines of our own because a phone's portrait would otherwise lie on
// its side, and an Exif library reads all the rest that we throw away.
func orientation(file []byte) int {
	for at := 2; at+4 <= len(file) && file[at] == 0xff; {
		kind, size := file[at+1], int(binary.BigEndian.Uint16(file[at+2:]))
		if size < 2 || at+2+size > len(file) || kind == 0xda { // the picture itself begins
			return 1
		}
		body := file[at+4 : at+2+size]
		at += 2 + size
		if kind != 0xe1 || !bytes.HasPrefix(body, []byte("Exif\x00\x00")) {
			continue
		}
		return tag0112(body[6:])
	}
	return 1
}

func tag0112(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int(order.Uint32(tiff[4:]))
	if at < 8 || at+2 > len(tiff) {
		return 1
	}
	n := int(order.Uint16(tiff[at:]))
	for i := range n {
		entry := at + 2 + 12*i
		if entry+12 > len(tiff) {
			return 1
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			if v := int(order.Uint16(tiff[entry+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}

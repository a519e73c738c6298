//go:build js && wasm

// Command kiosk is the kiosk's browser program: it reads QR codes from the
// camera's frames, in a worker, and in another one it decides while the server
// is away. The work is done by wasm/kiosk/eye and server/gatelist.
//
// A frame is handed over as RGBA in the buffer that in answers with; texts come
// back in out, each as two bytes of length, little endian, and its bytes. The
// memory may grow, so the worker makes its views anew for every call.
package main

import (
	"unsafe"

	"yunka/wasm/kiosk/eye"
)

const (
	most    = 1920 * 1080 // pixels of a frame
	outSize = 16 << 10
)

var (
	in   []byte
	out  [outSize]byte
	room []byte
)

func main() { select {} }

// inAt makes room for a frame and answers where, 0 when it is too large.
//
//go:wasmexport in
func inAt(width, height uint32) unsafe.Pointer {
	if width == 0 || height == 0 || width > most || height > most || width*height > most {
		return nil
	}
	if n := 4 * int(width) * int(height); cap(in) < n {
		in = make([]byte, n)
	}
	return unsafe.Pointer(unsafe.SliceData(in))
}

//go:wasmexport out
func outAt() unsafe.Pointer { return unsafe.Pointer(&out) }

// read looks at the frame, at half its resolution unless whole is set, and
// answers with how many texts it left in out.
//
//go:wasmexport read
func read(width, height, whole uint32) uint32 {
	n := 4 * int(width) * int(height)
	if n > cap(in) {
		return 0
	}
	grey := eye.Half
	if whole != 0 {
		grey = eye.Whole
	}
	g := grey(in[:n], int(width), int(height), room)
	room = g.Pixels
	at, texts := 0, uint32(0)
	for _, text := range eye.Read(g) {
		if at+2+len(text) > len(out) {
			break
		}
		out[at], out[at+1] = byte(len(text)), byte(len(text)>>8)
		copy(out[at+2:], text)
		at += 2 + len(text)
		texts++
	}
	return texts
}

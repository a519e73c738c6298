// Package cardcode is the dynamic code: what a phone signs, how it reads as
// digits, and when it is fresh. Pure Go on the standard library; the same code
// runs on the server, in the phone's browser and, later, on an offline kiosk.
//
// A code is 79 bytes, version 1:
//
//	1  version 0x01    1 purpose    8 handle    4 issued    1 seq    64 signature
//
// big-endian; the Ed25519 signature (RFC 8032) stands over "yunka/code/v1", a
// zero byte and the 15 bytes before it. Its text is "98", eleven groups of
// seven bytes as 17 decimal digits each, and the last two bytes as five digits:
// 194 digits, a QR code of version 5-M in numeric mode. A group of 2^56 or
// more, or a tail above 65535, is refused, so one code has one text.
// testdata/vectors.json publishes good and refused examples.
package cardcode

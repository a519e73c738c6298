// Package e2e tells the product's stories in the words of the people who use
// it, one file a story: the real program on SQLite, real Chromium, and codes
// read from a picture of the screen by a decoder that is not ours.
//
// A story needs chromium, zbarimg and the browser module (make wasm). Without
// them it is skipped on a laptop; where CI is set it fails.
//
//	go test ./e2e                               tell all of them
//	YUNKA_SHOTS=/tmp/shots go test ./e2e        and keep pictures of the main states
package e2e

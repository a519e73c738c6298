// Package secret makes the bearer secrets that Yunka hands out once (terminal
// tokens, pairing codes, challenges) and the hashes it keeps of them. They are
// long and random, so plain SHA-256 is enough; what people choose (passwords,
// PINs) goes through argon2id in package account/hash.
package secret

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
)

// Token is n random bytes as unpadded base64url.
func Token(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(b)
}

// Hash is the hex SHA-256 that stands in the database for a secret.
func Hash(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

// Alphabet has no letter or digit that is read as another one: no I, O, 0 or 1.
const Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// Code is n characters a person can read out and type; 5 bits each.
func Code(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	for i := range b {
		b[i] = Alphabet[b[i]%32]
	}
	return string(b)
}

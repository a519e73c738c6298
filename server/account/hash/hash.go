// Package hash makes and verifies argon2id hashes of passwords and PINs, in PHC
// form ($argon2id$v=19$m=…,t=…,p=…$salt$sum). One hash takes 19 MiB and some
// 30 ms of a processor, and gates decide on the same processors: so a Hasher
// computes few at any moment (AtOnce), and a bounded number of callers waits for
// its turn or for the end of its context. Whoever comes beyond that is sent away at
// once, before anything else is done for them: a flood of logins is shed, and what it
// can hold up is logins. A guard's PIN at a gate goes first.
package hash

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost is what one argon2id hash takes.
type Cost struct {
	Memory  uint32 // KiB
	Time    uint32 // passes over the memory
	Threads uint8
}

// Current is the cost of a new hash. Verify reports a hash of another cost as stale.
var Current = Cost{Memory: 19 * 1024, Time: 2, Threads: 1}

// Valid bounds the cost, so that a row somebody has tampered with cannot make the
// server allocate gigabytes.
func (c Cost) Valid() bool {
	return c.Memory >= 8 && c.Memory <= 256*1024 &&
		c.Time >= 1 && c.Time <= 16 &&
		c.Threads >= 1 && c.Threads <= 16
}

// AtOnce is how many hashes are computed at any moment: a quarter of the processors, one
// at least. It bounds their memory, too, to as many times 19 MiB.
func AtOnce() int { return max(1, runtime.GOMAXPROCS(0)/4) }

// Waiting is how many may wait for each of those: some two seconds of work, which is
// what people wait for without pressing again.
const Waiting = 64

// busyFor is in how many seconds somebody who was sent away may come back.
const busyFor = 3

const (
	saltBytes = 16
	sumBytes  = 32
)

// A KDF derives a key of keyLen bytes; memory is in KiB.
type KDF func(password, salt []byte, time, memory uint32, threads uint8, keyLen uint32) []byte

// Hasher hashes with one cost.
type Hasher struct {
	Cost Cost
	KDF  KDF // argon2.IDKey; tests count and hold hashes here

	*line
}

// New makes a hasher with that cost.
func New(cost Cost) *Hasher {
	return &Hasher{Cost: cost, KDF: argon2.IDKey, line: &line{most: AtOnce()}}
}

// derive waits for its turn, or for ctx to end.
func (h *Hasher) derive(ctx context.Context, secret string, salt []byte, p Cost, n int) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	ctx, leave, err := h.Admit(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	if err := h.enter(ctx); err != nil {
		return nil, err
	}
	defer h.exit()
	return h.KDF([]byte(secret), salt, p.Time, p.Memory, p.Threads, uint32(n)), nil
}

// Make hashes a secret.
func (h *Hasher) Make(ctx context.Context, secret string) (string, error) {
	salt := random(saltBytes)
	sum, err := h.derive(ctx, secret, salt, h.Cost, sumBytes)
	if err != nil {
		return "", err
	}
	return phc(h.Cost, salt, sum), nil
}

// Verify compares a secret with a hash in constant time; stale reports that the
// hash was made with another cost.
func (h *Hasher) Verify(ctx context.Context, hash, secret string) (good, stale bool, err error) {
	p, salt, want, err := parse(hash)
	if err != nil {
		return false, false, err
	}
	got, err := h.derive(ctx, secret, salt, p, len(want))
	if err != nil {
		return false, false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1, p != h.Cost || len(want) != sumBytes, nil
}

// Dummy is a hash that no secret has and that costs the same to verify.
func (h *Hasher) Dummy() string { return phc(h.Cost, random(saltBytes), random(sumBytes)) }

var b64 = base64.RawStdEncoding

func phc(p Cost, salt, sum []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, p.Memory, p.Time, p.Threads, b64.EncodeToString(salt), b64.EncodeToString(sum))
}

// parse reads what phc writes.
func parse(s string) (p Cost, salt, sum []byte, err error) {
	bad := fmt.Errorf("hash: not an argon2id hash")
	part := strings.Split(s, "$")
	version := fmt.Sprintf("v=%d", argon2.Version)
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" || part[2] != version {
		return p, nil, nil, bad
	}
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &p.Memory, &p.Time, &p.Threads); err != nil {
		return p, nil, nil, bad
	}
	if !p.Valid() {
		return p, nil, nil, bad
	}
	if salt, err = b64.DecodeString(part[4]); err != nil || len(salt) < 8 || len(salt) > 64 {
		return p, nil, nil, bad
	}
	if sum, err = b64.DecodeString(part[5]); err != nil || len(sum) < 16 || len(sum) > 64 {
		return p, nil, nil, bad
	}
	return p, salt, sum, nil
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return b
}

package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost is what one argon2id hash takes.
type Cost struct {
	Memory  uint32 // KiB
	Time    uint32 // passes over the memory
	Threads uint8
}

// current is the cost of a new hash; one with another cost is replaced at the next login.
var current = Cost{Memory: 19 * 1024, Time: 2, Threads: 1}

// valid bounds the cost, so that a row somebody tampered with cannot claim the machine.
func (c Cost) valid() bool {
	return c.Memory >= 8 && c.Memory <= 256*1024 && c.Time >= 1 && c.Time <= 16 && c.Threads >= 1 && c.Threads <= 16
}

// maxHashes bounds the memory that passwords can claim: four times 19 MiB.
const maxHashes = 4

const (
	saltBytes = 16
	sumBytes  = 32
)

type hasher struct {
	slots chan struct{}
	cost  Cost
	kdf   func(password, salt []byte, time, memory uint32, threads uint8, keyLen uint32) []byte
}

func newHasher(cost Cost) *hasher {
	return &hasher{slots: make(chan struct{}, maxHashes), cost: cost, kdf: argon2.IDKey}
}

// derive waits for a slot, or for ctx to end.
func (h *hasher) derive(ctx context.Context, secret string, salt []byte, p Cost, n int) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-h.slots }()
	return h.kdf([]byte(secret), salt, p.Time, p.Memory, p.Threads, uint32(n)), nil
}

// make hashes a secret with the current costs.
func (h *hasher) make(ctx context.Context, secret string) (string, error) {
	salt := random(saltBytes)
	sum, err := h.derive(ctx, secret, salt, h.cost, sumBytes)
	if err != nil {
		return "", err
	}
	return phc(h.cost, salt, sum), nil
}

// verify compares; stale says that the hash was made with other costs.
func (h *hasher) verify(ctx context.Context, hash, secret string) (good, stale bool, err error) {
	p, salt, want, err := parsePHC(hash)
	if err != nil {
		return false, false, err
	}
	got, err := h.derive(ctx, secret, salt, p, len(want))
	if err != nil {
		return false, false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1, p != h.cost || len(want) != sumBytes, nil
}

// dummy is a hash that no secret has and that costs the same to verify.
func (h *hasher) dummy() string { return phc(h.cost, random(saltBytes), random(sumBytes)) }

var b64 = base64.RawStdEncoding

func phc(p Cost, salt, sum []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.Memory, p.Time, p.Threads, b64.EncodeToString(salt), b64.EncodeToString(sum))
}

// parsePHC reads what phc wrote.
func parsePHC(s string) (p Cost, salt, sum []byte, err error) {
	bad := fmt.Errorf("account: not an argon2id hash")
	part := strings.Split(s, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" || part[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, nil, nil, bad
	}
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &p.Memory, &p.Time, &p.Threads); err != nil {
		return p, nil, nil, bad
	}
	if !p.valid() {
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

package hash_test

import (
	"context"
	"strings"
	"testing"

	"yunka/server/account/hash"
)

func TestVerify(t *testing.T) {
	ctx := context.Background()
	cheap := hash.Cost{Memory: 8, Time: 1, Threads: 1}
	h := hash.New(cheap)
	made, err := h.Make(ctx, "tea with old friends")
	if err != nil || !strings.HasPrefix(made, "$argon2id$v=19$m=8,t=1,p=1$") {
		t.Fatal(made, err)
	}
	for secret, want := range map[string]bool{"tea with old friends": true, "tea with old friend": false, "": false} {
		good, stale, err := h.Verify(ctx, made, secret)
		if err != nil || good != want || stale {
			t.Errorf("%q: good %v, stale %v, %v", secret, good, stale, err)
		}
	}
	later := hash.New(hash.Cost{Memory: 16, Time: 1, Threads: 1})
	if good, stale, err := later.Verify(ctx, made, "tea with old friends"); err != nil || !good || !stale {
		t.Errorf("with another cost: good %v, stale %v, %v", good, stale, err)
	}
	if good, _, err := h.Verify(ctx, h.Dummy(), ""); err != nil || good {
		t.Errorf("the dummy: good %v, %v", good, err)
	}
}

// A row that somebody has tampered with must not make the server allocate gigabytes.
func TestVerifyRefuses(t *testing.T) {
	h := hash.New(hash.Cost{Memory: 8, Time: 1, Threads: 1})
	made, err := h.Make(context.Background(), "x")
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{
		"", "x", "$argon2id$", strings.Replace(made, "argon2id", "argon2i", 1),
		strings.Replace(made, "m=8,", "m=4194304,", 1), strings.Replace(made, "t=1,", "t=100000,", 1),
		strings.Replace(made, "v=19", "v=16", 1), made[:strings.LastIndex(made, "$")+1],
	} {
		if good, _, err := h.Verify(context.Background(), bad, "x"); err == nil || good {
			t.Errorf("%q: good %v, %v", bad, good, err)
		}
	}
}

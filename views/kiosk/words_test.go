package kiosk

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"yunka/server/reason"
)

// TestTheQueueReadsNoReason: what faces the queue says neither why nor who in full.
func TestTheQueueReadsNoReason(t *testing.T) {
	at := time.Date(2026, 11, 23, 7, 46, 0, 0, time.UTC)
	v := View{Gate: "南门", Facing: Queue, Now: at, Recent: []Recent{{Name: "林知夏", Decision: reason.Deny, Reason: reason.PersonSuspended, At: at}}}
	var b bytes.Buffer
	if err := Page(v).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	_, page, _ := strings.Cut(b.String(), "data-role-student") // before it stand the texts for every reason, for when it is alone
	for _, secret := range []string{"林知夏", "这个人被停用", string(reason.PersonSuspended)} {
		if strings.Contains(page, secret) {
			t.Errorf("the queue reads %q", secret)
		}
	}
	if !strings.Contains(b.String(), "知夏") {
		t.Error("the queue reads no first name")
	}
}

package cli_test

import (
	"strings"
	"testing"
)

// After a clock that was wrong: the administrator's word, and the phones that it left
// behind in the future.
func TestClock(t *testing.T) {
	s := open(t)
	s.ok("school", "create", "first", "--name", "第一小学", "--admin", "赵立新")
	if r := s.ok("clock", "accept"); !strings.Contains(r.out, "It is ") || strings.Contains(r.out, "phones") {
		t.Error(r.out)
	}
	const ahead = "4000000000" // seconds, in the year 2096
	s.exec(`INSERT INTO credential (id, school_id, person_id, card_id, kind, handle, public_key, device, state, state_at, mark, lease_until, created_at)
		SELECT 'ahead', school_id, person_id, id, 'phone', 7, 'x', 'a phone', 'live', 0, ` + ahead + ` * 256, 0, 0 FROM card`)
	for range 2 {
		if r := s.ok("clock", "accept"); !strings.Contains(r.out, "1 phones") || !strings.Contains(r.out, "clock marks") {
			t.Error(r.out)
		}
	}
	if n := s.count("SELECT number FROM clock_accepted"); n != 3 {
		t.Errorf("%d words", n)
	}
	if r := s.ok("clock", "marks", "--dry-run"); !strings.HasPrefix(r.out, "1 phones") {
		t.Error(r.out)
	}
	if n := s.count("SELECT mark / 256 FROM credential"); n != 4_000_000_000 {
		t.Errorf("a dry run resets to %d", n)
	}
	if r := s.ok("clock", "marks"); !strings.HasPrefix(r.out, "1 phones") {
		t.Error(r.out)
	}
	if r := s.ok("clock", "marks"); !strings.HasPrefix(r.out, "0 phones") {
		t.Error(r.out)
	}
	if n := s.count("SELECT count(*) FROM audit_event WHERE action IN ('clock.accepted', 'credential.mark_reset')"); n != 4 {
		t.Errorf("%d events", n)
	}
	s.ok("audit", "verify")
}

package account_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"yunka/server/account"
	"yunka/server/allow"
)

var tokens int

// session stores a session of the account as scs would, and returns its cookie.
func (w world) session(accountID string) (token string) {
	w.Helper()
	tokens++
	token = "token-" + strconv.Itoa(tokens)
	data, err := account.Codec{}.Encode(time.Time{}, map[string]any{"account": accountID, "since": strconv.FormatInt(w.clock().UnixMilli(), 10)})
	w.ok(err)
	w.ok(w.svc.Sessions().Commit(token, data, time.Time{}))
	return token
}

// alive asks the store, as the next request does.
func (w world) alive(token string) bool {
	w.Helper()
	_, found, err := w.svc.Sessions().FindCtx(context.Background(), token)
	w.ok(err)
	return found
}

func TestASessionLivesNinetyDaysAfterTheLastVisit(t *testing.T) {
	each(t, func(w world) {
		token := w.session(w.parent())
		for range 3 {
			w.pass(89 * 24 * time.Hour)
			if !w.alive(token) {
				w.Fatal("ended although it was used")
			}
		}
		w.pass(90 * 24 * time.Hour)
		if w.alive(token) {
			w.Fatal("lives after ninety idle days")
		}
	})
}

func TestAnAdminsSessionIsShorter(t *testing.T) {
	each(t, func(w world) {
		id := w.parent()
		w.member("s1", "p1", allow.Admin)
		idle := w.session(id)
		w.pass(30 * time.Minute)
		if w.alive(idle) {
			w.Fatal("lives after thirty idle minutes")
		}
		busy := w.session(id)
		for range 12*4 - 1 {
			w.pass(15 * time.Minute)
			if !w.alive(busy) {
				w.Fatal("ended although it was used")
			}
		}
		w.pass(15 * time.Minute)
		if w.alive(busy) {
			w.Fatal("lives after twelve hours")
		}
		// Rights that came after the login shorten it at once.
		w.exec("UPDATE membership SET valid_to = ? WHERE role = 'admin'", w.clock().UnixMilli())
		parent := w.session(id)
		w.pass(time.Hour)
		if !w.alive(parent) {
			w.Fatal("a parent's session ended after an hour")
		}
		w.exec("UPDATE membership SET valid_to = NULL WHERE role = 'admin'")
		w.pass(31 * time.Minute)
		if w.alive(parent) {
			w.Fatal("an admin's session lives after thirty-one idle minutes")
		}
	})
}

func TestAVisitIsWrittenAtMostEveryFiveMinutes(t *testing.T) {
	each(t, func(w world) {
		token := w.session(w.parent())
		touched := func() int {
			return w.count("SELECT touched_at / 1000 FROM session WHERE token_hash = ?", account.TokenHash(token))
		}
		start := touched()
		for range 4 {
			w.pass(time.Minute)
			w.alive(token)
		}
		if touched() != start {
			w.Fatal("written within five minutes")
		}
		w.pass(time.Minute)
		ctx, arrival := account.Arrive(w.Context(), token)
		_, found, err := w.svc.Sessions().FindCtx(ctx, token)
		w.ok(err)
		if !found || !arrival.Touched || touched() != start+300 {
			w.Fatalf("found %v, touched %v, at +%d s", found, arrival.Touched, touched()-start)
		}
	})
}

func TestOnlyTheHashOfACookieIsStored(t *testing.T) {
	each(t, func(w world) {
		token := w.session(w.parent())
		if n := w.count("SELECT count(*) FROM session WHERE token_hash = ? AND account_id IS NOT NULL", account.TokenHash(token)); n != 1 {
			w.Fatal("not under its hash")
		}
		if n := w.count("SELECT count(*) FROM session WHERE token_hash = ?", token); n != 0 {
			w.Fatal("under its name")
		}
	})
}

func TestARequestThatBeganBeforeCannotBringAnEndedSessionBack(t *testing.T) {
	each(t, func(w world) {
		id := w.parent()
		token := w.session(id)
		ctx, _ := account.Arrive(w.Context(), token)
		data, found, err := w.svc.Sessions().FindCtx(ctx, token)
		w.ok(err)
		w.ok(w.svc.EndSessions(w.Context(), id, ""))
		w.ok(w.svc.Sessions().CommitCtx(ctx, token, data, time.Time{}))
		if !found || w.alive(token) {
			w.Fatal("the session came back")
		}
	})
}

func TestEndedSessionsAreAnnounced(t *testing.T) {
	each(t, func(w world) {
		id := w.parent()
		one, two := w.session(id), w.session(id)
		var told []string
		w.svc.OnChange(func(a string) { told = append(told, a) })
		w.ok(w.svc.Sessions().Delete(one))
		w.ok(w.svc.EndSessions(w.Context(), id, ""))
		w.ok(w.svc.Sessions().Delete("never was"))
		if w.alive(one) || w.alive(two) || len(told) != 2 || told[0] != id || told[1] != id {
			w.Fatalf("told %v", told)
		}
	})
}

func TestCleanRemovesWhatIsOverInChunks(t *testing.T) {
	each(t, func(w world) {
		id := w.parent()
		keep := w.session(id)
		w.exec("INSERT INTO guess (bucket, failures, since, blocked_until) VALUES ('live', 1, ?, 0)", w.clock().UnixMilli())
		for i := range 1200 {
			w.exec("INSERT INTO session (token_hash, data, expires_at, touched_at) VALUES (?, '{}', 1, 1)", "old"+strconv.Itoa(i))
		}
		w.exec("INSERT INTO guess (bucket, failures, since, blocked_until) VALUES ('old', 1, 1, 0)")
		n, err := w.svc.Clean(w.Context())
		w.ok(err)
		if n != 1201 || !w.alive(keep) || w.count("SELECT count(*) FROM guess WHERE bucket = 'live'") != 1 {
			w.Fatalf("%d rows went", n)
		}
	})
}

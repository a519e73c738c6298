package account_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/account/hash"
	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/feed"
)

func TestUnknownLoginAndWrongPasswordAreTheSameAnswerAfterTheSameWork(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		id := w.parent()
		_, total := account.WatchHashes(w.svc)
		answers := map[string]bool{}
		for _, a := range []account.Attempt{
			at("n1", "wang.fang", "wrong password"),
			at("n2", "nobody", "wrong password"),
			at("n3", "nobody", strings.Repeat("x", 10_000)),
			at("n4", "wang.fang", strings.Repeat("x", 10_000)),
			at("n5", "bad\x00login", "wrong password"),
			at("n6", strings.Repeat("l", 5000), ""),
		} {
			before := total.Load()
			_, err := w.svc.LogIn(ctx, a)
			w.want(err, fault.Unauthenticated, "login_wrong")
			answers[err.Error()] = true
			if n := total.Load() - before; n != 1 {
				w.Errorf("%q: %d hashes, want 1", a.Login[:min(9, len(a.Login))], n)
			}
		}
		w.exec("UPDATE account SET disabled_at = 1 WHERE id = ?", id)
		_, err := w.svc.LogIn(ctx, at("n7", "wang.fang", "wrong password"))
		w.want(err, fault.Unauthenticated, "login_wrong")
		answers[err.Error()] = true
		if len(answers) != 1 {
			w.Fatalf("answers differ: %v", answers)
		}
	})
}

func TestTenFailuresThenTheBlockDoublesToAnHour(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		w.parent()
		for range 10 {
			_, err := w.svc.LogIn(ctx, at("n", "wang.fang", "wrong"))
			w.want(err, fault.Unauthenticated, "login_wrong")
		}
		for _, minutes := range []int{15, 30, 60, 60} {
			_, err := w.svc.LogIn(ctx, at("n", "wang.fang", secret)) // even the right one
			w.want(err, fault.TooMany, "too_many_tries")
			if s := fault.As(err).RetryAfter; s != minutes*60 {
				w.Fatalf("RetryAfter %d s, want %d min", s, minutes)
			}
			w.pass(time.Duration(minutes)*time.Minute - time.Second)
			_, err = w.svc.LogIn(ctx, at("n", "wang.fang", secret))
			w.want(err, fault.TooMany, "too_many_tries")
			w.pass(time.Second)
			_, err = w.svc.LogIn(ctx, at("n", "wang.fang", "wrong"))
			w.want(err, fault.Unauthenticated, "login_wrong")
		}
		w.pass(time.Hour)
		_, err := w.svc.LogIn(ctx, at("n", "wang.fang", secret))
		w.ok(err)
		// The right password takes its own reservation back and leaves no block.
		_, err = w.svc.LogIn(ctx, at("n", "wang.fang", secret))
		w.ok(err)
	})
}

func TestAFailureIsForgottenAfterItsWindow(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		w.parent()
		for range 3 {
			for range 9 {
				_, err := w.svc.LogIn(ctx, at("n", "wang.fang", "wrong"))
				w.want(err, fault.Unauthenticated, "login_wrong")
			}
			w.pass(15 * time.Minute)
		}
		_, err := w.svc.LogIn(ctx, at("n", "wang.fang", secret))
		w.ok(err)
	})
}

func TestParallelGuessesGetNoMoreTriesThanSerialOnes(t *testing.T) {
	each(t, func(w world) {
		w.parent()
		tried := race(64, func(int) bool {
			_, err := w.svc.LogIn(context.Background(), at("n", "wang.fang", "wrong"))
			return fault.Is(err, fault.Unauthenticated)
		})
		if tried != 10 {
			w.Fatalf("%d guesses were looked at, want 10", tried)
		}
	})
}

func TestOnlyFailuresCount(t *testing.T) {
	each(t, func(w world) {
		w.parent()
		for range 3 {
			if won := race(9, func(int) bool { // as a stranger each time, all at once
				_, err := w.svc.LogIn(context.Background(), at("n", "wang.fang", secret))
				return err == nil
			}); won != 9 {
				w.Fatalf("%d of 9 right passwords got in", won)
			}
		}
		if n := w.count("SELECT COALESCE(SUM(failures), 0) FROM guess"); n != 0 {
			w.Fatalf("%d failures left behind", n)
		}
	})
}

// The story of the promise: whoever locks the login from elsewhere does not
// lock the owner out, neither of a browser that has been in before nor of a new
// one in a place from which nobody has failed.
func TestAnAttackerNeverLocksTheVictimsOwnBrowserOut(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		id := w.parent()
		first, err := w.svc.LogIn(ctx, at("home", "wang.fang", secret))
		w.ok(err)
		home := account.Attempt{Login: "wang.fang", Password: secret, Network: "home", DeviceToken: first.DeviceToken}
		looked, refused := 0, 0
		for i := range 2000 {
			network := "home" // the attacker sits behind the victim's own address, too
			if i%2 == 0 {
				network = address(i)
			}
			_, err := w.svc.LogIn(ctx, at(network, "wang.fang", "guess"))
			switch {
			case fault.Is(err, fault.TooMany):
				refused++
			case fault.Is(err, fault.Unauthenticated):
				looked++
			default:
				w.Fatal(err)
			}
			if i%100 == 0 {
				res, err := w.svc.LogIn(ctx, home)
				w.ok(err)
				if res.AccountID != id || res.DeviceToken != first.DeviceToken {
					w.Fatalf("the known browser got %+v", res)
				}
			}
		}
		// One from each of 1,000 networks that had not failed before, ten from the
		// victim's own: a hundred failures elsewhere refuse nobody's first try.
		if looked != 1010 || refused != 990 {
			w.Fatalf("%d guesses of strangers were looked at in an hour, %d refused", looked, refused)
		}
		_, err = w.svc.LogIn(ctx, at(address(0), "wang.fang", secret))
		w.want(err, fault.TooMany, "too_many_tries") // the second try of a network that failed
		_, err = w.svc.LogIn(ctx, at("fresh", "wang.fang", secret))
		w.ok(err)
		_, err = w.svc.LogIn(ctx, at("other", "wang.fang", "typo"))
		w.want(err, fault.Unauthenticated, "login_wrong")
		_, err = w.svc.LogIn(ctx, at("other", "wang.fang", secret))
		w.want(err, fault.TooMany, "too_many_tries") // a right password lifted the block of nobody else
		w.pass(time.Hour)
		_, err = w.svc.LogIn(ctx, at("other", "wang.fang", secret))
		w.ok(err)
	})
}

func TestAKnownBrowserIsLimitedTooAndByItselfOnly(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		w.parent()
		one, err := w.svc.LogIn(ctx, at("n", "wang.fang", secret))
		w.ok(err)
		two, err := w.svc.LogIn(ctx, at("n", "wang.fang", secret))
		w.ok(err)
		try := func(device, password string) error {
			_, err := w.svc.LogIn(ctx, account.Attempt{Login: "wang.fang", Password: password, Network: "n", DeviceToken: device})
			return err
		}
		for range 10 {
			w.want(try(one.DeviceToken, "wrong"), fault.Unauthenticated, "login_wrong")
		}
		w.want(try(one.DeviceToken, secret), fault.TooMany, "too_many_tries")
		w.ok(try(two.DeviceToken, secret))
		w.ok(try("", secret))
		if n := w.count("SELECT count(*) FROM known_device WHERE token_hash = ?", one.DeviceToken); n != 0 {
			w.Fatal("the device token itself is stored")
		}
	})
}

func TestAFamilySharesABrowser(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		w.parent()
		w.person("s1", "p2", "李雷")
		w.account("s1", "p2", "li.lei", secret)
		cookie := ""
		for range 2 {
			for _, login := range []string{"wang.fang", "li.lei"} {
				res, err := w.svc.LogIn(ctx, account.Attempt{Login: login, Password: secret, Network: "n", DeviceToken: cookie})
				w.ok(err)
				cookie = res.DeviceToken
			}
		}
		if n := w.count("SELECT count(*) FROM known_device"); n != 2 {
			w.Fatalf("%d devices for two accounts of one browser", n)
		}
	})
}

func TestTwelveHundredPeopleBehindOneAddressLogIn(t *testing.T) {
	each(t, func(w world) {
		const people = 1200
		w.school("s1")
		// The rows are written directly: activating is another story.
		res := w.template()
		w.ok(w.db.Tx(w.Context(), func(ctx context.Context, tx *db.Tx) error {
			for i := range people {
				if _, err := tx.NewRaw("INSERT INTO account (id, login, password_hash, lang, password_at, created_at) VALUES (?, ?, ?, 'zh-CN', 0, 0)", address(i), "u"+address(i), res).Exec(ctx); err != nil {
					return err
				}
			}
			return nil
		}))
		var next atomic.Int64
		in := race(8, func(int) bool {
			for {
				i := int(next.Add(1)) - 1
				if i >= people {
					return true
				}
				for range i%2 + 1 { // everybody mistypes once or twice
					if _, err := w.svc.LogIn(context.Background(), at("school", "u"+address(i), "mistyped")); !fault.Is(err, fault.Unauthenticated) {
						t.Errorf("mistyped: %v", err)
						return false
					}
				}
				if _, err := w.svc.LogIn(context.Background(), at("school", "u"+address(i), secret)); err != nil {
					t.Errorf("person %d: %v", i, err)
					return false
				}
			}
		})
		if in != 8 {
			w.Fatal("somebody did not get in")
		}
	})
}

// template is a hash of secret.
func (w world) template() (hash string) {
	w.Helper()
	w.person("s1", "t1", "x")
	id := w.account("s1", "t1", "template", secret)
	w.ok(w.db.Read(context.Background(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT password_hash FROM account WHERE id = ?", id).Scan(ctx, &hash)
	}))
	return hash
}

func TestANetworkAsAWholeIsLimited(t *testing.T) {
	each(t, func(w world) {
		w.parent()
		w.ok(logInFailures(w, "botnet", 1)) // the row is there
		w.exec("UPDATE guess SET failures = 4999 WHERE bucket LIKE 'network:%'")
		_, err := w.svc.LogIn(w.Context(), at("botnet", "somebody else", "x"))
		w.want(err, fault.Unauthenticated, "login_wrong")
		_, err = w.svc.LogIn(w.Context(), at("botnet", "wang.fang", secret))
		w.want(err, fault.TooMany, "too_many_tries")
		_, err = w.svc.LogIn(w.Context(), at("elsewhere", "wang.fang", secret))
		w.ok(err)
	})
}

func logInFailures(w world, network string, n int) error {
	for range n {
		if _, err := w.svc.LogIn(w.Context(), at(network, "nobody", "x")); !fault.Is(err, fault.Unauthenticated) {
			return err
		}
	}
	return nil
}

func TestAHashFromAnEarlierReleaseIsRenewedAtLogin(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		svc := account.New(d, feed.New(), account.WithCost(account.Cost{})) // the production cost
		w := world{T: t, db: d, svc: svc}
		account.OldHashes(svc)
		w.parent()
		account.NewHashes(svc)
		for _, want := range []string{"$argon2id$v=19$m=8192,t=1,p=1$%", "$argon2id$v=19$m=19456,t=2,p=1$%"} {
			if n := w.count("SELECT count(*) FROM account WHERE password_hash LIKE ?", want); n != 1 {
				t.Fatalf("no hash like %s", want)
			}
			_, err := svc.LogIn(t.Context(), at("n", "wang.fang", secret))
			w.ok(err)
		}
	})
}

// A flood of logins: few hash at any moment, a bounded number waits, and the rest is sent
// away at once with a time to come back, before the database hears of it.
func TestAFloodOfLoginsIsSentAway(t *testing.T) {
	each(t, func(w world) {
		w.parent()
		entered, letGo := account.StepHashes(w.svc)
		peak, total := account.WatchHashes(w.svc)
		few, room := hash.AtOnce(), hash.AtOnce()*(1+hash.Waiting)
		logins := room + 200
		var refused atomic.Int64
		done := make(chan int)
		go func() {
			done <- race(logins, func(i int) bool {
				_, err := w.svc.LogIn(context.Background(), at(address(i), "u"+address(i), "x"))
				if f := fault.As(err); f.Kind == fault.TooMany && f.Code == "login_busy" && f.RetryAfter > 0 {
					refused.Add(1)
				}
				return fault.Is(err, fault.Unauthenticated)
			})
		}()
		for deadline := time.Now().Add(2 * time.Minute); refused.Load() < 200; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				w.Fatalf("%d of 200 were sent away", refused.Load())
			}
		}
		// Few run before any may end; from then on one ends as one begins.
		for i := range room {
			<-entered
			if i >= few-1 {
				letGo <- struct{}{}
			}
		}
		for range few - 1 {
			letGo <- struct{}{}
		}
		if answered := <-done; answered != room || refused.Load() != 200 {
			w.Fatalf("%d were answered and %d sent away, of %d with room for %d", answered, refused.Load(), logins, room)
		}
		if peak.Load() != int64(few) || total.Load() != int64(room) {
			w.Fatalf("%d hashes, %d at once", total.Load(), peak.Load())
		}
		if n := w.count("SELECT count(*) FROM guess WHERE bucket LIKE 'login+network:%'"); n != room {
			w.Fatalf("%d tries are counted, %d were looked at", n, room)
		}
	})
}

func TestWhoGivesUpWaitingForAHashIsNotCharged(t *testing.T) {
	each(t, func(w world) {
		w.parent()
		release := account.HoldSlots(w.svc)
		ctx, cancel := context.WithCancel(w.Context())
		done := make(chan error)
		go func() {
			_, err := w.svc.LogIn(ctx, at("n", "wang.fang", secret))
			done <- err
		}()
		for w.count("SELECT count(*) FROM guess WHERE failures > 0") == 0 { // it has reserved, and waits
			time.Sleep(time.Millisecond)
		}
		cancel()
		if err := <-done; err == nil {
			w.Fatal("logged in without a hash")
		}
		release()
		if n := w.count("SELECT count(*) FROM guess WHERE failures > 0"); n != 0 {
			w.Fatalf("%d buckets charged", n)
		}
	})
}

func TestChangingThePasswordEndsTheOtherSessions(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		id := w.parent()
		mine, other := w.session(id), w.session(id)
		told := 0
		w.svc.OnChange(func(a string) {
			if a == id {
				told++
			}
		})
		w.want(w.svc.ChangePassword(ctx, id, "wrong", "a new secret 9", ""), fault.Invalid, "password_wrong")
		w.want(w.svc.ChangePassword(ctx, id, secret, secret, ""), fault.Invalid, "password_same")
		w.want(w.svc.ChangePassword(ctx, id, secret, "12345678", ""), fault.Invalid, "password_common")
		w.ok(w.svc.ChangePassword(ctx, id, secret, "a new secret 9", account.TokenHash(mine)))
		if !w.alive(mine) || w.alive(other) || told != 1 {
			w.Fatalf("mine %v, other %v, told %d times", w.alive(mine), w.alive(other), told)
		}
		_, err := w.svc.LogIn(ctx, at("n", "wang.fang", secret))
		w.want(err, fault.Unauthenticated, "login_wrong")
		_, err = w.svc.LogIn(ctx, at("n", "wang.fang", "a new secret 9"))
		w.ok(err)
	})
}

func TestProvingThePasswordAgainIsLimited(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		id := w.parent()
		w.ok(w.svc.CheckPassword(ctx, id, secret))
		for range 10 {
			w.want(w.svc.CheckPassword(ctx, id, "wrong"), fault.Invalid, "password_wrong")
		}
		w.want(w.svc.CheckPassword(ctx, id, secret), fault.TooMany, "too_many_tries")
		w.pass(15 * time.Minute)
		w.ok(w.svc.CheckPassword(ctx, id, secret))
		w.ok(w.svc.CheckPassword(ctx, id, secret))
	})
}

func TestAnAdminNeedsALongerPassword(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		w.school("s1")
		w.person("s1", "p1", "校长")
		w.member("s1", "p1", allow.Admin)
		code, _, err := w.svc.IssueActivation(ctx, admin("s1"), "p1")
		w.ok(err)
		_, err = w.svc.Activate(ctx, code, "head", "eleven c 11", "")
		w.want(err, fault.Invalid, "password_short_admin")
		_, err = w.svc.Activate(ctx, code, "head", "twelve chars", "")
		w.ok(err)
		// A teacher with a short one who becomes an admin is told at the next login.
		w.person("s1", "p2", "老师")
		id := w.account("s1", "p2", "teacher", "ten char 1")
		res, err := w.svc.LogIn(ctx, at("n", "teacher", "ten char 1"))
		w.ok(err)
		if res.Weak {
			w.Fatal("weak for a teacher")
		}
		w.member("s1", "p2", allow.Admin)
		res, err = w.svc.LogIn(ctx, at("n", "teacher", "ten char 1"))
		w.ok(err)
		if !res.Weak {
			w.Fatal("not weak for an admin")
		}
		w.want(w.svc.ChangePassword(ctx, id, "ten char 1", "ten char 2", ""), fault.Invalid, "password_short_admin")
	})
}

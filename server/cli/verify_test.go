package cli_test

import (
	"strings"
	"testing"
)

// Whoever changes money behind the program's back is found.
func TestLedgerVerifyFindsTampering(t *testing.T) {
	for what, queries := range map[string][]string{
		"a balance":  {"UPDATE ledger_account SET balance = 600 WHERE id = 'purse'"},
		"held":       {"UPDATE ledger_account SET held = 5 WHERE id = 'purse'"},
		"an amount":  {"DROP TRIGGER ledger_entry_stays", "UPDATE ledger_entry SET amount = 600 WHERE account_id = 'purse'"},
		"both legs":  {"DROP TRIGGER ledger_entry_stays", "UPDATE ledger_entry SET amount = amount * 2"},
		"a movement": {"DROP TRIGGER ledger_txn_remains", "DELETE FROM ledger_txn"},
		"a leg":      {"DROP TRIGGER ledger_entry_remains", "DELETE FROM ledger_entry WHERE account_id = 'cash'"},
	} {
		t.Run(what, func(t *testing.T) {
			s := open(t)
			s.ok("school", "create", "first", "--name", "第一小学", "--admin", "赵立新")
			for _, q := range []string{
				`INSERT INTO ledger_account (id, school_id, code, kind, owner_id, mode, state, floor, balance, held, version, expires_at, created_at)
				SELECT 'purse', id, 'wallet:1', 'wallet', '', 'live', 'open', 0, 500, 0, 1, 0, 1 FROM school`,
				`INSERT INTO ledger_account (id, school_id, code, kind, owner_id, mode, state, balance, held, version, expires_at, created_at)
				SELECT 'cash', id, 'channel:cash', 'channel', '', 'deferred', 'open', 0, 0, 0, 0, 1 FROM school`,
				`INSERT INTO ledger_txn (school_id, id, kind, order_id, reason, actor, memo, hash, at, posted_at)
				SELECT id, 'top', 'topup', '', '', 'test', '', '', 1, 1 FROM school`,
				`INSERT INTO ledger_entry (school_id, txn_id, seq, account_id, amount, posted_at)
				SELECT id, 'top', 0, 'cash', -500, 1 FROM school`,
				`INSERT INTO ledger_entry (school_id, txn_id, seq, account_id, amount, balance_after, held_after, version, posted_at)
				SELECT id, 'top', 1, 'purse', 500, 500, 0, 1, 1 FROM school`,
			} {
				s.exec(q)
			}
			if r := s.ok("ledger", "verify"); !strings.Contains(r.out, "first: 1 movements, 2 accounts") {
				t.Error(r.out)
			}
			for _, q := range queries {
				s.exec(q)
			}
			s.fails(1, "does not hold", "ledger", "verify")
		})
	}
}

package purse

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/ledger"
)

var own = []string{Wallet, Subsidy}

// Load reads people's purses.
func Load(ctx context.Context, q bun.IDB, school string, people ...string) (map[string]Purse, error) {
	accounts, err := ledger.Owned(ctx, q, school, own, people...)
	if err != nil {
		return nil, err
	}
	return gather(ctx, q, school, accounts, people)
}

// Lock is Load for who is going to move the money.
func Lock(ctx context.Context, tx *db.Tx, school string, people ...string) (map[string]Purse, error) {
	accounts, err := ledger.LockOwned(ctx, tx, school, own, people...)
	if err != nil {
		return nil, err
	}
	return gather(ctx, tx, school, accounts, people)
}

func gather(ctx context.Context, q bun.IDB, school string, accounts map[string][]ledger.Account, people []string) (map[string]Purse, error) {
	purses := make(map[string]Purse, len(people))
	rules, err := rulesOf(ctx, q, school, people)
	if err != nil {
		return nil, err
	}
	for _, person := range people {
		p := Purse{Rule: rules[person]}
		for _, a := range accounts[person] {
			if a.Kind == Wallet {
				p.Wallet = a
			} else {
				p.Subsidies = append(p.Subsidies, a)
			}
		}
		purses[person] = p
	}
	return purses, nil
}

func rulesOf(ctx context.Context, q bun.IDB, school string, people []string) (map[string]Rule, error) {
	rules := map[string]Rule{}
	if len(people) == 0 {
		return rules, nil
	}
	var rows []struct {
		PersonID, Blocked, SetBy             string
		PerSale, PerMeal, PerDay, Low, SetAt int64
	}
	err := q.NewRaw(`
		SELECT person_id, per_sale, per_meal, per_day, blocked, low, set_by, set_at
		FROM purse_rule
		WHERE school_id = ? AND person_id IN (?)`, school, bun.List(people)).Scan(ctx, &rows)
	for _, r := range rows {
		one := Rule{PerSale: r.PerSale, PerMeal: r.PerMeal, PerDay: r.PerDay, Low: r.Low, SetBy: r.SetBy, SetAt: r.SetAt}
		if err := json.Unmarshal([]byte(r.Blocked), &one.Blocked); err != nil {
			return nil, err
		}
		rules[r.PersonID] = one
	}
	return rules, err
}

func writeRule(ctx context.Context, tx *db.Tx, school, person string, r Rule) error {
	blocked, _ := json.Marshal(append([]string{}, r.Blocked...))
	_, err := tx.NewRaw(`
		INSERT INTO purse_rule (school_id, person_id, per_sale, per_meal, per_day, blocked, low, set_by, set_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (school_id, person_id) DO UPDATE
		SET per_sale = excluded.per_sale, per_meal = excluded.per_meal, per_day = excluded.per_day, blocked = excluded.blocked,
			low = excluded.low, set_by = excluded.set_by, set_at = excluded.set_at`,
		school, person, r.PerSale, r.PerMeal, r.PerDay, string(blocked), r.Low, r.SetBy, r.SetAt).Exec(ctx)
	return err
}

// Setting is what a school has set for paying, in fen; 0 is no limit.
type Setting struct {
	ChipSale int64 `json:"chip_sale"` // the most that a chip pays at once
	ChipDay  int64 `json:"chip_day"`  // and in a day
	TwoFrom  int64 `json:"two_from"`  // from here a refund takes a second person
	PINAbove int64 `json:"pin_above"` // above it the payer types a PIN on the phone
}

// Standard is the setting of a school that has set none.
var Standard = Setting{ChipSale: 3_000, ChipDay: 6_000, TwoFrom: 10_000}

// SettingOf reads a school's setting.
func SettingOf(ctx context.Context, q bun.IDB, school string) (s Setting, err error) {
	var rows []Setting
	err = q.NewRaw("SELECT chip_sale, chip_day, two_from, pin_above FROM pay_setting WHERE school_id = ?", school).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return Standard, err
	}
	return rows[0], nil
}

func writeSetting(ctx context.Context, tx *db.Tx, school, by string, s Setting) error {
	for _, v := range []int64{s.ChipSale, s.ChipDay, s.TwoFrom, s.PINAbove} {
		if v < 0 || v > MaxLimit {
			return fault.New(fault.Invalid, "purse_rule")
		}
	}
	_, err := tx.NewRaw(`
		INSERT INTO pay_setting (school_id, chip_sale, chip_day, two_from, pin_above, set_by, set_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (school_id) DO UPDATE
		SET chip_sale = excluded.chip_sale, chip_day = excluded.chip_day, two_from = excluded.two_from,
			pin_above = excluded.pin_above, set_by = excluded.set_by, set_at = excluded.set_at`,
		school, s.ChipSale, s.ChipDay, s.TwoFrom, s.PINAbove, by, tx.NowMS()).Exec(ctx)
	return err
}

// open gives the id of a person's account, which it makes if there is none.
func open(ctx context.Context, tx *db.Tx, school, person, kind, code string, expires int64) (string, error) {
	floor := int64(0)
	return ledger.OpenAccount(ctx, tx, ledger.Account{SchoolID: school, Code: code, Kind: kind, OwnerID: person, Mode: ledger.Live, Floor: &floor, ExpiresAt: expires})
}

// OpenWallet gives the id of a person's wallet, which it makes if there is none.
func OpenWallet(ctx context.Context, tx *db.Tx, school, person string) (string, error) {
	return open(ctx, tx, school, person, Wallet, Wallet+":"+person, 0)
}

// Channel gives the id of an account of the school itself, such as CashDesk.
func Channel(ctx context.Context, tx *db.Tx, school, code string) (string, error) {
	return ledger.OpenAccount(ctx, tx, ledger.Account{SchoolID: school, Code: code, Kind: "channel", Mode: ledger.Deferred})
}

func insertSubsidy(ctx context.Context, tx *db.Tx, school string, g Given, by string) (first bool, err error) {
	res, err := tx.NewRaw(`
		INSERT INTO subsidy (school_id, id, name, amount, expires_at, given_by, given_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (school_id, id) DO NOTHING`, school, g.ID, g.Name, g.Amount, g.Expires, by, tx.NowMS()).Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// SubsidyOf reads a subsidy; found is false for none.
func SubsidyOf(ctx context.Context, q bun.IDB, school, id string) (g Given, found bool, err error) {
	var rows []Given
	err = q.NewRaw("SELECT id, name, amount, expires_at AS expires FROM subsidy WHERE school_id = ? AND id = ?", school, id).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return g, false, err
	}
	return rows[0], true, nil
}

// expiring are the schools with subsidies of which something is left though their time is
// over.
func expiring(ctx context.Context, q bun.IDB, now int64) (schools []string, err error) {
	err = q.NewRaw(`
		SELECT DISTINCT school_id
		FROM ledger_account
		WHERE kind = 'subsidy' AND expires_at > 0 AND expires_at <= ? AND balance > held AND state = 'open'
		ORDER BY school_id`, now).Scan(ctx, &schools)
	return schools, err
}

// expired are subsidies of which something is left though their time is over.
func expired(ctx context.Context, q bun.IDB, school string, now int64, limit int) (list []ledger.Account, err error) {
	err = q.NewRaw(`
		SELECT id, owner_id, balance, code
		FROM ledger_account
		WHERE school_id = ? AND kind = 'subsidy' AND expires_at > 0 AND expires_at <= ? AND balance > held AND state = 'open'
		ORDER BY owner_id, id
		LIMIT ?`, school, now, limit).Scan(ctx, &list)
	return list, err
}

// SubsidyID is the subsidy that an account's code names.
func SubsidyID(code string) string {
	parts := strings.Split(code, ":")
	if len(parts) != 3 || parts[0] != Subsidy {
		return ""
	}
	return parts[1]
}

// Sums is what all people of a school have: in their wallets, of subsidies that can be
// spent, and what lies at the cash desk.
func Sums(ctx context.Context, q bun.IDB, school string, now int64) (wallets, given, cash int64, err error) {
	err = q.NewRaw(`
		SELECT CAST(COALESCE(SUM(CASE WHEN kind = 'wallet' THEN balance ELSE 0 END), 0) AS BIGINT),
			CAST(COALESCE(SUM(CASE WHEN kind = 'subsidy' AND (expires_at = 0 OR expires_at > ?) THEN balance ELSE 0 END), 0) AS BIGINT)
		FROM ledger_account
		WHERE school_id = ?`, now, school).Scan(ctx, &wallets, &given)
	if err != nil {
		return 0, 0, 0, err
	}
	a, found, err := ledger.ByCode(ctx, q, school, CashDesk)
	if err != nil || !found {
		return wallets, given, 0, err
	}
	balance, _, err := ledger.BalanceOf(ctx, q, school, a.ID)
	return wallets, given, -balance, err
}

// Payers are the guardians of each of some children who may see what is spent, by child.
// One whose guardianship is restricted is none.
func Payers(ctx context.Context, q bun.IDB, school string, at int64, children ...string) (map[string][]string, error) {
	of := map[string][]string{}
	if len(children) == 0 {
		return of, nil
	}
	var rows []struct{ ChildID, AdultID string }
	err := q.NewRaw(`
		SELECT g.child_id, g.adult_id
		FROM guardianship g
		WHERE g.school_id = ? AND g.child_id IN (?) AND g.can_pay AND NOT g.restricted AND g.valid_from <= ? AND (g.valid_to IS NULL OR g.valid_to > ?) AND `+db.Visible("g")+`
		ORDER BY g.adult_id`, school, bun.List(children), at, at).Scan(ctx, &rows)
	for _, r := range rows {
		of[r.ChildID] = append(of[r.ChildID], r.AdultID)
	}
	return of, err
}

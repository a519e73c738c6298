package wallet

import (
	"time"

	"yunka/views/console"
)

// Choice is one of a list.
type Choice struct{ ID, Name string }

// OfficeView is /console/money: what was sold.
type OfficeView struct {
	Shell           console.Shell
	At              time.Time
	From, To        string
	Merchant, State string
	Search          string
	Merchants       []Choice
	List            []Sale
	N               int
	Sum, Back       int64
	Offset, Limit   int
	Days            []Bar
	By              []MerchantSum
	Waiting         int
	Balances        int64 // of all wallets
	Given           int64 // of all subsidies that can be spent
	Cash            int64 // in the cash desk
	Checked         Checked
	Problem         string
}

// Checked is the last night's check of the books. At is zero before the first.
type Checked struct {
	At        time.Time
	Movements int64
	Found     []string // what does not hold, for who looks after the program
}

// MerchantSum is what a merchant sold.
type MerchantSum struct {
	Merchant
	N         int64
	Sum, Back int64
}

// Merchant is who is paid.
type Merchant struct {
	ID, Name, Kind string
	Closed         bool
}

// SaleView is /console/money/sales/<id>.
type SaleView struct {
	Shell   console.Shell
	Sale    Sale
	Left    int64 // that can still be paid back
	TwoFrom int64
	Refunds []Refund
	Key     string
	Amount  string
	Why     string
	Problem string
}

// Refund is one that was asked for.
type Refund struct {
	ID, State, Why string
	Amount         int64
	AskedBy        string
	AskedAt        time.Time
	AnsweredBy     string
	AnsweredAt     time.Time
	Mine           bool // the reader asked
	Sale           Sale
}

// RefundsView is /console/money/refunds.
type RefundsView struct {
	Shell   console.Shell
	List    []Refund
	Problem string
}

// DeskView is /console/money/desk: cash in and out.
type DeskView struct {
	Shell   console.Shell
	Search  string
	Found   []Person
	One     *Person
	Purse   Purse
	Key     string
	Amount  string
	Problem string
	Cash    int64
}

// Person is somebody of the school.
type Person struct{ ID, Name, Class, Number string }

// SettingView is /console/money/settings: merchants, tills, subsidies, limits.
type SettingView struct {
	Shell     console.Shell
	Merchants []Merchant
	Tills     []Till
	Kinds     []string
	Name      string // of a merchant that was refused
	ChipSale  string
	PINAbove  string
	ChipDay   string
	AskFrom   string
	TwoFrom   string
	Classes   []Choice
	Key       string
	Grant     GrantDraft
	Problem   map[string]string // by form: merchant, till, set, grant
}

// GrantDraft is a subsidy as it was typed.
type GrantDraft struct{ Name, Amount, Until, Class string }

// Till is a terminal and its merchant.
type Till struct{ ID, Name, Merchant string }

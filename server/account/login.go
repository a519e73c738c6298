package account

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/account/guess"
	"yunka/server/account/policy"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/secret"
)

// Attempt is one try to log in.
type Attempt struct {
	Login, Password string
	DeviceToken     string // the device cookie, "" for a browser never seen
	Network         string // from web's client network, see web.Network
}

// Result is a successful login.
type Result struct {
	AccountID   string
	DeviceToken string // the device cookie's new value
	Lang        string
	PasswordAt  int64 // when the password that was proved was set; see BindLogin
	Weak        bool  // today's rule refuses the password: it opens nothing until it is changed
}

// maxDevices is how many accounts one browser stays known to: a family shares
// a tablet. The device cookie holds a token for each, newest first.
const maxDevices = 4

// LogIn proves a login. An unknown login and a wrong password are the same fault
// after the same work; a disabled account is Forbidden account_disabled to who
// knows its password, and to nobody else. TooMany login_busy asked nothing and counted
// nothing: too many log in at this moment.
func (s *Service) LogIn(ctx context.Context, a Attempt) (Result, error) {
	wrong := fault.New(fault.Unauthenticated, "login_wrong")
	ctx, leave, err := s.hash.Admit(ctx) // before anything is read or counted
	if err != nil {
		return Result{}, err
	}
	defer leave()
	login := policy.FoldLogin(a.Login)
	if len(login) > 4*64 || !utf8.ValidString(login) || strings.ContainsRune(login, 0) {
		login = "" // nobody's
	}
	tokens := splitDevices(a.DeviceToken)
	var who credentials
	var device string // the token this account knows
	var admin bool
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		if who, err = byLogin(ctx, q, login); err != nil {
			return err
		}
		if device, err = knownDevice(ctx, q, who.ID, tokens); err != nil {
			return err
		}
		admin, err = isAdmin(ctx, q, who.ID, s.db.Now().UnixMilli())
		return err
	})
	if err != nil {
		return Result{}, err
	}
	place, everywhere := limitLogin.On(login, a.Network), limitAll.On(login)
	everywhere.Spares = place.Bucket
	charges := []guess.Charge{place, everywhere, limitNetwork.On(a.Network)}
	if device != "" {
		charges = []guess.Charge{limitDevice.On(who.ID, TokenHash(device))}
	}
	hash := who.PasswordHash
	if hash == "" {
		hash = s.dummy
	}
	newDevice := device
	if newDevice == "" {
		newDevice = secret.Token(32)
	}
	proved, fresh, typed := false, "", policy.Grade(login, a.Password)
	err = guess.Guard(ctx, s.db, charges, func() (bool, error) {
		password := a.Password
		if len(password) > policy.MaxPassword {
			hash, password = s.dummy, ""
		}
		same, stale, err := s.hash.Verify(ctx, hash, password)
		proved = same && who.ID != ""
		if err == nil && proved && stale {
			fresh, err = s.hash.Make(ctx, password)
		}
		return proved, err
	}, func(ctx context.Context, tx *db.Tx) error {
		if who.DisabledAt != nil {
			return nil
		}
		if err := storeGrade(ctx, tx, who, typed); err != nil {
			return err
		}
		if fresh != "" {
			if err := rehash(ctx, tx, who.ID, who.PasswordHash, fresh); err != nil {
				return err
			}
		}
		return rememberDevice(ctx, tx, who.ID, TokenHash(newDevice))
	})
	if err != nil {
		return Result{}, err
	}
	if !proved {
		return Result{}, wrong
	}
	if who.DisabledAt != nil {
		return Result{}, fault.New(fault.Forbidden, "account_disabled")
	}
	who.PasswordFor = typed
	return Result{
		AccountID: who.ID, DeviceToken: joinDevices(newDevice, tokens), Lang: who.Lang, PasswordAt: who.PasswordAt,
		Weak: who.weak(admin),
	}, nil
}

func splitDevices(cookie string) []string {
	var list []string
	for t := range strings.SplitSeq(cookie, ".") {
		if len(t) == 43 && len(list) < maxDevices {
			list = append(list, t)
		}
	}
	return list
}

// Browsers are the hashes of the tokens in a device cookie: what that browser is known by.
func Browsers(cookie string) (hashes []string) {
	for _, t := range splitDevices(cookie) {
		hashes = append(hashes, TokenHash(t))
	}
	return hashes
}

func joinDevices(first string, others []string) string {
	list := []string{first}
	for _, t := range others {
		if t != first && len(list) < maxDevices {
			list = append(list, t)
		}
	}
	return strings.Join(list, ".")
}

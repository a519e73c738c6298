package account

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"yunka/server/secret"
)

// How long a session lives. All of it is judged on the database's clock when
// the session is found; what the cookie says is for the browser only.
const (
	SessionLife      = 90 * 24 * time.Hour // after the last visit
	SessionTouch     = 5 * time.Minute     // a visit is written at most this often
	AdminSessionLife = 12 * time.Hour      // after the login, with an admin's seat
	AdminSessionIdle = 30 * time.Minute
)

// What a session holds. All values are strings.
const (
	sessionAccount = "account"
	sessionSince   = "since"    // Unix milliseconds of the login
	sessionProved  = "password" // password_at of the password that the login proved
)

// TokenHash is how a cookie's token is stored: hex SHA-256.
func TokenHash(token string) string { return secret.Hash(token) }

// Binder is what scs offers to write into a session.
type Binder interface {
	Put(ctx context.Context, key string, val any)
	GetString(ctx context.Context, key string) string
}

// Bind makes the session in ctx one of the account. Give it a fresh token
// first.
func (s *Service) Bind(ctx context.Context, b Binder, accountID string) {
	b.Put(ctx, sessionAccount, accountID)
	b.Put(ctx, sessionSince, strconv.FormatInt(s.db.Now().UnixMilli(), 10))
}

// BindLogin is Bind after a login. The session is then stored only if the password
// that was proved still is the account's: one that was reset while the login was
// being answered opens nothing.
func (s *Service) BindLogin(ctx context.Context, b Binder, r Result) {
	s.Bind(ctx, b, r.AccountID)
	b.Put(ctx, sessionProved, strconv.FormatInt(r.PasswordAt, 10))
}

// Bound is the account of the session in ctx, or "".
func Bound(ctx context.Context, b Binder) string { return b.GetString(ctx, sessionAccount) }

// Codec stores a session as JSON, so that an export can be read.
type Codec struct{}

type sessionData struct {
	Until  int64             `json:"until"`
	Values map[string]string `json:"values"`
}

// Encode implements scs.Codec.
func (Codec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	d := sessionData{Until: deadline.UnixMilli(), Values: make(map[string]string, len(values))}
	for k, v := range values {
		text, ok := v.(string)
		if !ok {
			return nil, fmt.Errorf("account: session value %q is not a string", k)
		}
		d.Values[k] = text
	}
	return json.Marshal(d)
}

// Decode implements scs.Codec.
func (Codec) Decode(b []byte) (time.Time, map[string]any, error) {
	var d sessionData
	if err := json.Unmarshal(b, &d); err != nil {
		return time.Time{}, nil, fmt.Errorf("account: session: %w", err)
	}
	values := make(map[string]any, len(d.Values))
	for k, v := range d.Values {
		values[k] = v
	}
	return time.UnixMilli(d.Until), values, nil
}

// Arrival is the session a request came with.
type Arrival struct {
	Token   string
	Touched bool // its visit was written: send the cookie again, so that it lives on
}

type arrivalKey struct{}

// Arrive notes the request's token. The store then writes to that session only
// while it exists, and to any other as a new one: a request that began before
// its session was ended cannot bring it back.
func Arrive(ctx context.Context, token string) (context.Context, *Arrival) {
	a := &Arrival{Token: token}
	return context.WithValue(ctx, arrivalKey{}, a), a
}

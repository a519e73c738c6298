// Package sim plays phones and a reader against a running server, through HTTP
// alone, as a public client would: it logs in with the form, reads its cards
// from the page, claims them with a key of its own, signs codes with package
// cardcode and presents them to the API at a steady rate. What it reports is
// what a school's network would see; a code that opened twice is an error.
package sim

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/html"

	"yunka/server/cardcode"
)

// phone is one logged-in browser with its claimed cards.
type phone struct {
	base  *url.URL
	http  *http.Client
	cards []*key
}

// key is a claimed card.
type key struct {
	mu     sync.Mutex
	card   string
	handle uint64
	priv   ed25519.PrivateKey
	served int64 // the server's mark
	own    int64 // the newest signed here; -1 is none
}

func newPhone(base string) (*phone, error) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("%q is no address such as http://localhost:8080", base)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	return &phone{base: u, http: &http.Client{Jar: jar, Timeout: answerTime}}, nil
}

func (p *phone) do(ctx context.Context, method, path, contentType string, body io.Reader) (int, string, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, p.base.JoinPath(path).String(), body)
	if err != nil {
		return 0, "", nil, err
	}
	req.Header.Set("Origin", p.base.Scheme+"://"+p.base.Host)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := p.http.Do(req)
	if err != nil {
		return 0, "", nil, fmt.Errorf("the server at %s does not answer: %w", p.base.Host, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, 4<<20))
	return res.StatusCode, res.Request.URL.Path, b, err
}

func (p *phone) logIn(ctx context.Context, login, password string) error {
	form := url.Values{"login": {login}, "password": {password}, "next": {"/card"}}
	status, at, _, err := p.do(ctx, http.MethodPost, "/login", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	switch {
	case err != nil:
		return err
	case status == http.StatusTooManyRequests:
		return fmt.Errorf("%s: too many wrong passwords; wait a quarter of an hour", login)
	case status != http.StatusOK || at == "/login":
		return fmt.Errorf("%s: the server does not take this login and password", login)
	}
	return nil
}

// claim claims every card that the page offers.
func (p *phone) claim(ctx context.Context) error {
	status, _, page, err := p.do(ctx, http.MethodGet, "/card", "", nil)
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		return fmt.Errorf("the card page answers %d", status)
	}
	ids := cardsOf(page)
	if len(ids) == 0 {
		return errors.New("this account has no card")
	}
	for _, c := range ids {
		k, err := p.claimOne(ctx, c[0], c[1])
		if err != nil {
			return err
		}
		p.cards = append(p.cards, k)
	}
	return nil
}

// cardsOf reads the passes of the page that may be claimed: each card with the
// version of the text that is still to be agreed to.
func cardsOf(page []byte) (ids [][2]string) {
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ids
		case html.StartTagToken:
			t := z.Token()
			at := map[string]string{}
			for _, a := range t.Attr {
				at[a.Key] = a.Val
			}
			if _, pass := at["data-pass"]; pass && t.Data == "section" && at["data-claimable"] == "true" {
				ids = append(ids, [2]string{at["data-card"], at["data-consent"]})
			}
		}
	}
}

func (p *phone) claimOne(ctx context.Context, card, consent string) (*key, error) {
	pub, priv, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	var asked struct{ Challenge string }
	if err := p.post(ctx, "/card/"+card+"/challenge", nil, &asked); err != nil {
		return nil, err
	}
	raw, err := base64.RawURLEncoding.DecodeString(asked.Challenge)
	if err != nil || len(raw) != 32 {
		return nil, errors.New("the server's challenge cannot be read")
	}
	var got struct {
		Handle string
		Mark   int64
	}
	err = p.post(ctx, "/card/"+card+"/claim", map[string]any{"challenge": asked.Challenge, "public_key": hex.EncodeToString(pub), "device": "yunka sim", "replace": true, "consent": consent,
		"signature": hex.EncodeToString(ed25519.Sign(priv, cardcode.ClaimMessage([32]byte(raw), pub)))}, &got)
	if err != nil {
		return nil, err
	}
	handle, err := strconv.ParseUint(got.Handle, 10, 64)
	if err != nil {
		return nil, errors.New("the server's handle cannot be read")
	}
	return &key{card: card, handle: handle, priv: priv, served: got.Mark, own: -1}, nil
}

func (p *phone) post(ctx context.Context, path string, body, into any) error {
	b := []byte("{}")
	if body != nil {
		var err error
		if b, err = json.Marshal(body); err != nil {
			return err
		}
	}
	status, _, answer, err := p.do(ctx, http.MethodPost, path, "application/json", bytes.NewReader(b))
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		var problem struct{ Code, Detail string }
		_ = json.Unmarshal(answer, &problem)
		return fmt.Errorf("claiming: %d %s %s", status, problem.Code, problem.Detail)
	}
	return json.Unmarshal(answer, into)
}

// next signs the next code as a phone does whose corrected clock reads now.
func (k *key) next(now time.Time) (text string, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	issued, seq, ok := cardcode.Next(now.Unix(), cardcode.Past(now.Unix(), k.served, k.own))
	if !ok {
		return "", false
	}
	k.own = cardcode.MarkOf(issued, seq)
	return cardcode.Sign(k.priv, cardcode.Everyday, k.handle, issued, seq).Text(), true
}

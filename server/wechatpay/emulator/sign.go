package emulator

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

var authorization = regexp.MustCompile(`^WECHATPAY2-SHA256-RSA2048 mchid="([^"]*)",nonce_str="([^"]*)",timestamp="([0-9]+)",serial_no="([^"]*)",signature="([^"]*)"$`)

// window is how old a request may be. Signatures live by the real clock: both sides have it.
const window = 5 * time.Minute

// verify says what is wrong with a request's signature; "" is nothing.
func (e *Emulator) verify(r *http.Request, body []byte) string {
	got := authorization.FindStringSubmatch(r.Header.Get("Authorization"))
	if got == nil {
		return "the Authorization header has another form"
	}
	mch, nonce, stamp, serial, signature := got[1], got[2], got[3], got[4], got[5]
	m := e.o.Keys.Merchant
	at, _ := strconv.ParseInt(stamp, 10, 64)
	switch off := time.Since(time.Unix(at, 0)).Abs(); {
	case mch != m.MchID:
		return "another merchant"
	case serial != m.Serial:
		return "another certificate"
	case off > window:
		return "the time is off"
	case len(nonce) < 16 || len(nonce) > 64:
		return "the nonce is too short or too long"
	}
	raw, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		return "the signature is not base64"
	}
	sum := sha256.Sum256([]byte(r.Method + "\n" + r.URL.RequestURI() + "\n" + stamp + "\n" + nonce + "\n" + string(body) + "\n"))
	if rsa.VerifyPKCS1v15(&m.Key.PublicKey, crypto.SHA256, sum[:], raw) != nil {
		return "the signature is wrong"
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.nonces[nonce] {
		return "the nonce was used before"
	}
	if len(e.nonces) > 100_000 {
		clear(e.nonces)
	}
	e.nonces[nonce] = true
	return ""
}

func (e *Emulator) sign(h http.Header, key *rsa.PrivateKey, body []byte) {
	stamp, nonce := strconv.FormatInt(time.Now().Unix(), 10), random(16)
	sum := sha256.Sum256([]byte(stamp + "\n" + nonce + "\n" + string(body) + "\n"))
	signature, _ := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	h.Set("Wechatpay-Timestamp", stamp)
	h.Set("Wechatpay-Nonce", nonce)
	h.Set("Wechatpay-Serial", e.o.Keys.Merchant.PublicKeyID)
	h.Set("Wechatpay-Signature", base64.StdEncoding.EncodeToString(signature))
	h.Set("Request-ID", random(8))
}

// callback is the body of one: what it says is encrypted with the merchant's APIv3 key.
func (e *Emulator) callback(id, kind, original string, content any) []byte {
	plain, _ := json.Marshal(content)
	block, _ := aes.NewCipher([]byte(e.o.Keys.Merchant.APIv3Key)) // 32 bytes: Keys.check
	gcm, _ := cipher.NewGCM(block)
	nonce := random(6) // 12 characters
	body, _ := json.Marshal(map[string]any{
		"id": id, "create_time": e.o.Now().Format(time.RFC3339), "event_type": kind, "resource_type": "encrypt-resource", "summary": kind,
		"resource": map[string]any{"algorithm": "AEAD_AES_256_GCM", "original_type": original, "associated_data": original, "nonce": nonce,
			"ciphertext": base64.StdEncoding.EncodeToString(gcm.Seal(nil, []byte(nonce), plain, []byte(original)))},
	})
	return body
}

// random is 2n hexadecimal digits.
func random(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

// digits is n random decimal digits.
func digits(n int) (s string) {
	for len(s) < n {
		b := make([]byte, 1)
		_, _ = rand.Read(b)
		if b[0] < 250 {
			s += fmt.Sprint(b[0] % 10)
		}
	}
	return s
}

// Sign signs a callback's body as the platform: for tests of what must be refused although
// it is signed.
func (e *Emulator) Sign(h http.Header, body []byte) { e.sign(h, e.o.Keys.Platform, body) }

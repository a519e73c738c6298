package emulator

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"yunka/server/wechatpay"
)

// Keys are both sides' of an emulated contract. Stranger signs what must not be believed.
type Keys struct {
	Merchant           wechatpay.Merchant
	Platform, Stranger *rsa.PrivateKey
}

const platformFile = "emulator_key.pem"

// NewKeys makes a merchant that asks the emulator at base, and is called back at callback.
func NewKeys(base, callback string) (k Keys, err error) {
	made := make([]*rsa.PrivateKey, 3)
	for i := range made {
		if made[i], err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			return k, err
		}
	}
	k = Keys{Platform: made[1], Stranger: made[2], Merchant: wechatpay.Merchant{AppID: "wx" + random(8), MchID: "1" + digits(9), Serial: random(20), PublicKeyID: "PUB_KEY_ID_" + digits(28),
		Callback: callback, Base: base, Key: made[0], PublicKey: &made[1].PublicKey, APIv3Key: random(16), AppSecret: random(16)}}
	return k, nil
}

// Open reads the contract of a directory, or makes one: the merchant's files are those that
// the server reads. base and callback are written anew.
func Open(dir, base, callback string) (k Keys, err error) {
	text, err := os.ReadFile(filepath.Join(dir, platformFile))
	if errors.Is(err, os.ErrNotExist) {
		if _, err := os.Stat(filepath.Join(dir, wechatpay.SettingsFile)); err == nil {
			return k, fmt.Errorf("%s holds a merchant of WeChat Pay itself: name another directory", dir)
		}
		if k, err = NewKeys(base, callback); err != nil {
			return k, err
		}
		return k, k.Write(dir)
	}
	if err != nil {
		return k, err
	}
	if k.Merchant, err = wechatpay.Load(dir); err != nil {
		return k, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return k, fmt.Errorf("%s is no PEM", platformFile)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return k, err
	}
	k.Platform, _ = key.(*rsa.PrivateKey)
	if k.Platform == nil {
		return k, fmt.Errorf("%s is no RSA key", platformFile)
	}
	if k.Stranger, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		return k, err
	}
	k.Merchant.Base, k.Merchant.Callback = base, callback
	if k.Merchant.AppSecret == "" { // a contract of before the login was emulated
		k.Merchant.AppSecret = random(16)
	}
	return k, k.Write(dir)
}

// Write writes both sides of the contract into a directory.
func (k Keys) Write(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	settings, _ := json.MarshalIndent(k.Merchant, "", "  ")
	mine, err := private(k.Merchant.Key)
	if err != nil {
		return err
	}
	theirs, err := private(k.Platform)
	if err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(k.Merchant.PublicKey)
	if err != nil {
		return err
	}
	for name, b := range map[string][]byte{wechatpay.SettingsFile: append(settings, '\n'), wechatpay.KeyFile: mine, wechatpay.APIv3File: []byte(k.Merchant.APIv3Key + "\n"),
		wechatpay.AppSecretFile:   []byte(k.Merchant.AppSecret + "\n"),
		wechatpay.PlatformKeyFile: pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}), platformFile: theirs} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func private(k *rsa.PrivateKey) ([]byte, error) {
	b, err := x509.MarshalPKCS8PrivateKey(k)
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: b}), err
}

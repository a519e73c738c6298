package wechatpay

import (
	"bytes"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/wechatpay-apiv3/wechatpay-go/utils"
)

// Live is WeChat Pay's own address; the others are those of WeChat's login.
const (
	Live          = "https://api.mch.weixin.qq.com"
	liveAuthorize = "https://open.weixin.qq.com"
	liveAPI       = "https://api.weixin.qq.com"
)

// The files of a merchant's directory.
const (
	SettingsFile    = "merchant.json"
	KeyFile         = "merchant_key.pem" // the merchant's private key
	APIv3File       = "apiv3_key.txt"    // 32 characters
	PlatformKeyFile = "platform_key.pem" // WeChat Pay's public key
	AppSecretFile   = "app_secret.txt"   // of the official account; without it nobody pays inside WeChat
)

// CallbackPath is where WeChat Pay calls back, behind Merchant.Callback.
const CallbackPath = "/pay/wechat/callback"

// Merchant is who asks. What has a name in JSON stands in SettingsFile, the rest in a file
// of its own.
type Merchant struct {
	AppID       string `json:"appid"`
	MchID       string `json:"mchid"`
	Serial      string `json:"serial"`        // of the merchant's certificate
	PublicKeyID string `json:"public_key_id"` // PUB_KEY_ID_…
	Callback    string `json:"callback"`      // this program as WeChat Pay reaches it, without a path
	Base        string `json:"base"`          // "" is Live

	Key       *rsa.PrivateKey `json:"-"`
	PublicKey *rsa.PublicKey  `json:"-"`
	APIv3Key  string          `json:"-"`
	AppSecret string          `json:"-"` // "" is none
}

// OAuth is what WeChat's login is asked with.
type OAuth struct{ AppID, Secret, Authorize, API string }

// OAuth of a merchant who asks an emulator is the emulator's.
func (m Merchant) OAuth() OAuth {
	if m.Base != Live {
		return OAuth{m.AppID, m.AppSecret, m.Base, m.Base}
	}
	return OAuth{m.AppID, m.AppSecret, liveAuthorize, liveAPI}
}

// Load reads a merchant's directory. Its errors name the file and never what stands in it.
func Load(dir string) (m Merchant, err error) {
	read := func(name string) (b []byte) {
		if err == nil {
			b, err = os.ReadFile(filepath.Join(dir, name))
		}
		return b
	}
	settings, key, v3, platform := read(SettingsFile), read(KeyFile), read(APIv3File), read(PlatformKeyFile)
	if err != nil {
		return m, err
	}
	dec := json.NewDecoder(bytes.NewReader(settings))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return m, fmt.Errorf("%s: %w", SettingsFile, err)
	}
	if m.Key, err = utils.LoadPrivateKey(string(key)); err != nil {
		return m, fmt.Errorf("%s is no RSA private key in PEM (PKCS 8)", KeyFile)
	}
	if m.PublicKey, err = utils.LoadPublicKey(string(platform)); err != nil {
		return m, fmt.Errorf("%s is no RSA public key in PEM", PlatformKeyFile)
	}
	m.APIv3Key = strings.TrimSpace(string(v3))
	secret, err := os.ReadFile(filepath.Join(dir, AppSecretFile))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return m, err
	}
	m.AppSecret = strings.TrimSpace(string(secret))
	return m, m.check()
}

func (m *Merchant) check() error {
	if m.Base == "" {
		m.Base = Live
	}
	for name, s := range map[string]string{"appid": m.AppID, "mchid": m.MchID, "serial": m.Serial, "public_key_id": m.PublicKeyID} {
		if s == "" || len(s) > 64 || strings.ContainsAny(s, " \t\r\n\"") {
			return fmt.Errorf("%s: %s is missing or no plain word", SettingsFile, name)
		}
	}
	for name, s := range map[string]string{"callback": m.Callback, "base": m.Base} {
		u, err := url.Parse(s)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
			return fmt.Errorf("%s: %s is no address such as https://card.example.edu.cn", SettingsFile, name)
		}
	}
	if m.Base == Live && !strings.HasPrefix(m.Callback, "https://") {
		return fmt.Errorf("%s: WeChat Pay calls back by https only", SettingsFile)
	}
	m.Base, m.Callback = strings.TrimRight(m.Base, "/"), strings.TrimRight(m.Callback, "/")
	if len(m.APIv3Key) != 32 {
		return fmt.Errorf("%s has not 32 characters", APIv3File)
	}
	if m.Key == nil || m.PublicKey == nil {
		return errors.New("a merchant has a private key, and WeChat Pay's public one")
	}
	return nil
}

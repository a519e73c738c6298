package emulator_test

import (
	"os"
	"path/filepath"
	"testing"

	"yunka/server/wechatpay"
)

// writeReal copies what a merchant of WeChat Pay itself has.
func writeReal(t *testing.T, to, from string) {
	t.Helper()
	for _, name := range []string{wechatpay.SettingsFile, wechatpay.KeyFile, wechatpay.APIv3File, wechatpay.PlatformKeyFile} {
		b, err := os.ReadFile(filepath.Join(from, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(to, name), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

package cli_test

import (
	"os"
	"path/filepath"
	"testing"

	"yunka/server/wechatpay"
)

// A fault that there is not, and a directory of a real merchant, are said; the contract is
// written where serve reads it.
func TestEmulateSaysWhatIsWrong(t *testing.T) {
	s := open(t)
	dir := filepath.Join(t.TempDir(), "pay")
	s.fails(1, "there is no fault", "emulate", "wechatpay", "--at=127.0.0.1:0", "--dir="+dir, "--fault=worse")
	if _, err := wechatpay.Load(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "emulator_key.pem")); err != nil {
		t.Fatal(err)
	}
	s.fails(1, "holds a merchant of WeChat Pay itself", "emulate", "wechatpay", "--at=127.0.0.1:0", "--dir="+dir)
}

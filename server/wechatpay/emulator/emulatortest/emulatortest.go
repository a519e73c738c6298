// Package emulatortest is a running emulator of WeChat Pay for tests.
package emulatortest

import (
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"yunka/server/wechatpay"
	"yunka/server/wechatpay/emulator"
)

// keys are made once a process: an RSA key takes a while.
var keys = sync.OnceValues(func() (emulator.Keys, error) { return emulator.NewKeys("http://x", "http://x") })

// Bank is an emulator that is reached by HTTP, and its merchant.
type Bank struct {
	*emulator.Emulator
	Keys   emulator.Keys
	Server *httptest.Server
}

// New starts one that calls back at callback; late callbacks come after 50 ms.
func New(t testing.TB, callback string, now func() time.Time) *Bank {
	t.Helper()
	k, err := keys()
	if err != nil {
		t.Fatal(err)
	}
	b := &Bank{Keys: k}
	b.Server = httptest.NewUnstartedServer(nil)
	b.Keys.Merchant.Callback, b.Keys.Merchant.Base = callback, "http://"+b.Server.Listener.Addr().String()
	b.Emulator = emulator.New(emulator.Options{Keys: b.Keys, Base: b.Keys.Merchant.Base, Late: 50 * time.Millisecond, Retry: []time.Duration{10 * time.Millisecond, 10 * time.Millisecond}, Now: now})
	b.Server.Config.Handler = b.Emulator
	b.Server.Start()
	t.Cleanup(func() {
		b.Emulator.Close()
		b.Server.Close()
	})
	return b
}

// Client is the merchant's.
func (b *Bank) Client(t testing.TB) *wechatpay.Client {
	t.Helper()
	c, err := wechatpay.New(t.Context(), b.Keys.Merchant)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Dir is a directory with the merchant's files, as the program reads them.
func (b *Bank) Dir(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	if err := b.Keys.Write(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

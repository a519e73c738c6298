package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"yunka/server/wechatpay"
	"yunka/server/wechatpay/emulator"
)

type emulateCmd struct {
	At       string        `help:"Where to listen." default:"localhost:8090" placeholder:"HOST:PORT"`
	URL      string        `help:"Its address in links and QR codes, if phones reach it by another name." placeholder:"URL"`
	Dir      string        `help:"The contract: keys and settings of both sides, made if there are none. Serve reads it as --wechatpay; default: wechatpay in the data directory." placeholder:"DIR"`
	Callback string        `help:"The server that is called back." default:"http://localhost:8080" placeholder:"URL"`
	Fault    []string      `help:"Faults from the start: late twice early amount signature never lost unsigned password abnormal." placeholder:"FAULT"`
	Late     time.Duration `help:"How late a late callback is." default:"20s"`
}

// Run serves until it is stopped. Its orders end with it.
func (c emulateCmd) Run(e *env) error {
	l, err := net.Listen("tcp", c.At)
	if err != nil {
		return err
	}
	defer l.Close()
	base := c.URL
	if base == "" {
		host, _, _ := net.SplitHostPort(c.At)
		_, port, _ := net.SplitHostPort(l.Addr().String())
		if host == "" {
			host = "localhost"
		}
		base = "http://" + net.JoinHostPort(host, port)
	}
	dir := c.Dir
	if dir == "" {
		dir = filepath.Join(e.cfg.Data, "wechatpay")
	}
	keys, err := emulator.Open(dir, base, c.Callback)
	if err != nil {
		return err
	}
	if _, err := wechatpay.Load(dir); err != nil { // what serve would say
		return err
	}
	emu := emulator.New(emulator.Options{Keys: keys, Base: base, Late: c.Late, Log: e.log})
	defer emu.Close()
	if err := emu.Fault(c.Fault...); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "WeChat Pay is emulated at %s, where its faults are switched.\nNext: yunka serve --wechatpay=%s\n", base, dir)
	server := &http.Server{Handler: emu, ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(e.ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

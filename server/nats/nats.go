// Package nats tells the servers of one database what has happened through a NATS
// cluster that the school runs already (NATS_URL). PostgreSQL does the same by itself
// (LISTEN/NOTIFY), over one connection for each server and one queue for all of its
// databases; a cluster of its own leaves that to what is made for it.
//
// What is told is a hint and no promise: that a school's feed has reached a number. Nothing
// is stored there, nobody's name goes there, and whoever hears nothing looks for itself
// within a second. So a server starts and decides without NATS, and goes on when it ends;
// feed.Relay tells by PostgreSQL meanwhile. Core NATS is enough; JetStream is not used.
//
//	NATS_URL=nats://user:word@10.0.5.1:4222,nats://10.0.5.2:4222
//	NATS_URL=tls://nats.school.cn:4222
package nats

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
)

const (
	// connectWithin bounds one try; the next follows after retryEach, for ever.
	connectWithin = 2 * time.Second
	retryEach     = time.Second
	// A server that is silently gone is missed after two of these.
	pingEach = 5 * time.Second
)

// Carrier is a connection to the cluster.
type Carrier struct {
	conn *nats.Conn

	mu    sync.Mutex
	again map[int]func() // who hears, and is told of gaps
	next  int
}

// Open reads the addresses, which is all that can fail; where nobody answers it goes on
// trying.
func Open(urls string, log *slog.Logger) (*Carrier, error) {
	c := &Carrier{again: map[int]func(){}}
	conn, err := nats.Connect(urls, nats.Name("yunka"), nats.NoEcho(),
		nats.Timeout(connectWithin), nats.RetryOnFailedConnect(true), nats.MaxReconnects(-1), nats.ReconnectWait(retryEach),
		nats.PingInterval(pingEach), nats.MaxPingsOutstanding(2),
		nats.ReconnectBufSize(-1), // what could not be told now is old by then
		nats.ConnectHandler(func(nc *nats.Conn) { log.Info("NATS", "connected", nc.ConnectedUrlRedacted()); c.gap() }),
		nats.ReconnectHandler(func(nc *nats.Conn) { log.Info("NATS", "connected", nc.ConnectedUrlRedacted()); c.gap() }),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil { // a close of ours has none
				log.Warn("NATS is gone; servers tell each other by PostgreSQL meanwhile", "err", err)
			}
		}),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { log.Warn("NATS", "err", err) }))
	if err != nil {
		return nil, fmt.Errorf("NATS_URL: %w", err)
	}
	if !conn.IsConnected() {
		log.Warn("NATS does not answer yet", "servers", strings.Join(redacted(conn), ","))
	}
	c.conn = conn
	return c, nil
}

func redacted(conn *nats.Conn) (list []string) {
	for _, s := range conn.Servers() {
		list = append(list, s[strings.LastIndexByte(s, '@')+1:])
	}
	return list
}

// Close ends the connection.
func (c *Carrier) Close() error {
	c.conn.Close()
	return nil
}

// Notify tells every other server that hears this channel. An error says that nobody was
// told: without a connection nothing is kept for later.
func (c *Carrier) Notify(_ context.Context, channel string, texts []string) error {
	if !c.conn.IsConnected() {
		return nats.ErrConnectionClosed
	}
	for _, text := range texts {
		if err := c.conn.Publish(channel, []byte(text)); err != nil {
			return err
		}
	}
	return nil
}

// Hear calls fn with what others tell on a channel until ctx ends, and again first and
// whenever something may have been missed.
func (c *Carrier) Hear(ctx context.Context, channel string, again func(), fn func(text string)) error {
	sub, err := c.conn.Subscribe(channel, func(m *nats.Msg) { fn(string(m.Data)) })
	if err != nil {
		return err
	}
	c.mu.Lock()
	id := c.next
	c.next++
	c.again[id] = again
	c.mu.Unlock()
	again()
	<-ctx.Done()
	c.mu.Lock()
	delete(c.again, id)
	c.mu.Unlock()
	if err := sub.Unsubscribe(); err != nil && !c.conn.IsClosed() {
		return err
	}
	return nil
}

// gap says to everybody who hears that something may have been missed.
func (c *Carrier) gap() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, again := range c.again {
		again()
	}
}

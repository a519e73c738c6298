package sip2

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"
)

// Desk is one machine's conversation. Its methods are called one after the other.
type Desk interface {
	// Answer says what a message gets. False ends the connection after it; the zero Message
	// is no answer.
	Answer(ctx context.Context, m Message) (Message, bool)
	Way() Way
	// Close says that the machine is gone.
	Close(ctx context.Context)
}

// Server serves machines. What is zero has the standing limit.
type Server struct {
	Open func(remote string) Desk
	Log  *slog.Logger

	Line  int           // longest line, in bytes: 8,192 is eight times what a machine says
	Begin time.Duration // within which the first message comes, and each that has begun is whole: 30 s
	Idle  time.Duration // without a message: 15 min
	Most  int           // connections at once: 100
	Bad   int           // lines that cannot be read, one after the other, which end a connection: 5
}

func (s Server) standing() Server {
	or := func(n *int, standing int) {
		if *n == 0 {
			*n = standing
		}
	}
	or(&s.Line, 8<<10)
	or(&s.Most, 100)
	or(&s.Bad, 5)
	if s.Begin == 0 {
		s.Begin = 30 * time.Second
	}
	if s.Idle == 0 {
		s.Idle = 15 * time.Minute
	}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	return s
}

// acceptPause is between tries to accept, while the system refuses.
const acceptPause = 100 * time.Millisecond

// Serve answers on a listener until ctx ends; then it hangs up.
func (s Server) Serve(ctx context.Context, l net.Listener) error {
	s = s.standing()
	inner, stop := context.WithCancel(ctx)
	var all sync.WaitGroup
	defer all.Wait()
	defer stop()
	all.Go(func() { <-inner.Done(); _ = l.Close() })
	room := make(chan struct{}, s.Most)
	for {
		c, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			if errors.Is(err, net.ErrClosed) {
				return err
			}
			s.Log.Error("sip2: accept", "err", err) // too many open files, say: it passes
			select {
			case <-ctx.Done():
			case <-time.After(acceptPause):
			}
			continue
		}
		select {
		case room <- struct{}{}:
		default:
			s.Log.Warn("sip2: too many machines", "remote", c.RemoteAddr().String(), "most", s.Most)
			_ = c.Close()
			continue
		}
		all.Go(func() {
			defer func() { <-room }()
			s.talk(inner, c)
		})
	}
}

func (s Server) talk(ctx context.Context, c net.Conn) {
	gone := context.AfterFunc(ctx, func() { _ = c.Close() })
	defer gone()
	defer c.Close()
	desk := s.Open(c.RemoteAddr().String())
	defer desk.Close(context.WithoutCancel(ctx))
	defer func() {
		if wrong := recover(); wrong != nil { // one machine's trouble is not another's
			s.Log.Error("sip2: panic", "remote", c.RemoteAddr().String(), "err", wrong)
		}
	}()
	in := bufio.NewReaderSize(c, s.Line)
	wait, bad, summed := s.Begin, 0, false
	var last []byte
	for bad < s.Bad {
		line, err := s.line(c, in, wait)
		if err != nil {
			if !errors.Is(err, io.EOF) {
				s.Log.Info("sip2: hung up", "remote", c.RemoteAddr().String(), "err", err)
			}
			return
		}
		wait = s.Idle
		if len(line) == 0 {
			bad++ // a line of nothing asks nothing
			continue
		}
		out, more := []byte(nil), true
		m, err := Parse(line, desk.Way().Charset)
		switch {
		case err != nil:
			bad++
			out = Resend(summed || errors.Is(err, ErrSum), desk.Way())
			s.Log.Info("sip2: not read", "remote", c.RemoteAddr().String(), "err", err, "bytes", len(line))
		case m.Code == "97":
			bad++ // who always asks again does not hear us
			if out = Resend(summed, desk.Way()); last != nil {
				out = Again(last, desk.Way())
			}
		default:
			var a Message
			if a, more = desk.Answer(ctx, m); a.Code == "96" { // not said here
				bad, summed = bad+1, m.Seq != 0
				out = Resend(summed, desk.Way())
			} else if a.Code != "" {
				bad, summed = 0, m.Seq != 0
				a.Seq = m.Seq
				out = a.Bytes(desk.Way())
				last = out
			}
		}
		if len(out) > 0 {
			_ = c.SetWriteDeadline(time.Now().Add(s.Begin))
			if _, err := c.Write(out); err != nil {
				return
			}
		}
		if !more {
			return
		}
	}
}

var errLong = errors.New("the line is too long")

// line reads up to CR. wait is for its first byte; the rest comes within Begin.
func (s Server) line(c net.Conn, in *bufio.Reader, wait time.Duration) ([]byte, error) {
	_ = c.SetReadDeadline(time.Now().Add(wait))
	for { // LF of the line before, and what else stands between lines
		b, err := in.ReadByte()
		if err != nil {
			return nil, err
		}
		if b != '\n' && b != ' ' && b != 0 {
			_ = in.UnreadByte()
			break
		}
	}
	_ = c.SetReadDeadline(time.Now().Add(s.Begin))
	line, err := in.ReadSlice('\r')
	if errors.Is(err, bufio.ErrBufferFull) {
		return nil, errLong
	}
	if err != nil {
		return nil, err
	}
	return bytes.Clone(bytes.TrimRight(line, "\r")), nil
}

package sip2_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yunka/server/library/sip2"
)

// What the standard's arithmetic gives, computed by hand over bytes, and two messages that
// stand in the trackers of other programs.
func TestChecksumsAgree(t *testing.T) {
	for _, line := range []string{"9300CNgate01|COs3cret|CPhall|AY0AZF4AE", "941AY0AZFDFD", "9900802.00AY1AZFCA0", "97AZFEF5", "96AZFEF6", "9900302.0E|AY1AZFC14",
		"6300120171123    123051          AOJL|AATEST03|BP1|BQ5|AY0AZF25E", "101YNN20261129    081500AOYK|ABB0001|AQ1F|AJ三体|AY5AZEF33"} {
		m, err := sip2.Parse([]byte(line), sip2.UTF8)
		if err != nil || m.Doubt {
			t.Errorf("%s: %v, doubt %v", line, err, m.Doubt)
		}
		if strings.HasPrefix(line, "9") && !strings.Contains(line, "AY") {
			continue
		}
		spoilt := line[:len(line)-1] + map[bool]string{true: "0", false: "1"}[line[len(line)-1] != '0']
		if m, err := sip2.Parse([]byte(spoilt), sip2.UTF8); !errors.Is(err, sip2.ErrSum) && !m.Doubt {
			t.Errorf("%s is taken", spoilt)
		}
	}
	ours := sip2.Message{Code: "10", Fixed: "1YNN20261129    081500", Seq: '5', Fields: []sip2.Field{{ID: "AO", Value: "YK"}, {ID: "AB", Value: "B0001"}, {ID: "AQ", Value: "1F"}, {ID: "AJ", Value: "三体"}}}
	if got := string(ours.Bytes(sip2.Way{Charset: sip2.UTF8})); got != "101YNN20261129    081500AOYK|ABB0001|AQ1F|AJ三体|AY5AZEF33\r" {
		t.Errorf("UTF-8: %q", got)
	}
	gbk := ours.Bytes(sip2.Way{Charset: sip2.GBK, CRLF: true})
	if !bytes.HasSuffix(gbk, []byte("|AY5AZF016\r\n")) {
		t.Errorf("GBK: %q", gbk)
	}
	if m, err := sip2.Parse(bytes.TrimSpace(gbk), sip2.GBK); err != nil || m.Get("AJ") != "三体" || m.Doubt {
		t.Errorf("GBK back: %+v, %v", m, err)
	}
	if got := string(sip2.Again([]byte("941AY0AZFDFD\r"), sip2.Way{})); got != "941AZFEF6\r" && !strings.HasPrefix(got, "941AZ") {
		t.Errorf("again: %q", got)
	}
}

// What clients do and the standard does not have.
func TestClientsAreForgiven(t *testing.T) {
	for line, want := range map[string]string{
		"17" + stamp + "AOx|ABB1|":                           "B1", // no checksum
		"17" + stamp + "AOx|ABB1":                            "B1", // no last bar
		"17" + stamp + "AOx|ABB1||AY3AZ" + "F9F1":            "B1", // one bar more
		"17" + stamp + "AOx|ZZ?|ABB1|ABB2|":                  "B1", // unknown and repeated
		"17" + stamp + "AOx|AB|":                             "",
		"17" + stamp + "AO学校|ABB1|AY3AZ5630":                 "B1", // a sum of code points, or of nothing
		"17" + stamp + "AO学校|AB" + "三体AZ1234" + "|AY3AZ0000": "三体AZ1234",
	} {
		if strings.HasSuffix(line, "F9F1") {
			line = sealed(strings.TrimSuffix(line, "F9F1"))
		}
		m, err := sip2.Parse([]byte(line), sip2.UTF8)
		if err != nil || m.Get("AB") != want {
			t.Errorf("%q: %q, %v", line, m.Get("AB"), err)
		}
	}
	for _, line := range []string{"", "1", "xx", "77", "17", "17" + stamp[:10], "93", "11YN", "9", "١٧" + stamp} {
		if m, err := sip2.Parse([]byte(line), sip2.UTF8); !errors.Is(err, sip2.ErrShape) {
			t.Errorf("%q: %+v, %v", line, m, err)
		}
	}
	// GBK in what is said to be UTF-8 is read all the same.
	raw, _ := simplifiedchinese.GBK.NewEncoder().Bytes([]byte("17" + stamp + "AB三体|"))
	if m, err := sip2.Parse(raw, sip2.UTF8); err != nil || m.Get("AB") != "三体" {
		t.Errorf("%+v, %v", m, err)
	}
}

// In GBK the second byte of a character may be a bar: it cuts nothing when it is read, and
// is not written.
func TestABarInsideACharacter(t *testing.T) {
	bar := []byte{0x81, '|'}
	r, err := simplifiedchinese.GBK.NewDecoder().Bytes(bar)
	if err != nil {
		t.Fatal(err)
	}
	line := append([]byte("17"+stamp+"AOa"), append(bar, []byte("b|ABB1|")...)...)
	if m, err := sip2.Parse(line, sip2.GBK); err != nil || m.Get("AO") != "a"+string(r)+"b" || m.Get("AB") != "B1" {
		t.Errorf("%+v, %v", m, err)
	}
	m := sip2.Message{Code: "17", Fixed: stamp, Fields: []sip2.Field{{ID: "AO", Value: "a" + string(r) + "b|c\r\n😀"}, {ID: "AB", Value: "B1"}}}
	out := m.Bytes(sip2.Way{Charset: sip2.GBK})
	if n := bytes.Count(out, []byte("|")); n != 2 || bytes.Count(out, []byte("\r")) != 1 {
		t.Errorf("%q has %d bars", out, n)
	}
	back, err := sip2.Parse(bytes.TrimSpace(out), sip2.GBK)
	if err != nil || back.Get("AO") != "a〓b c  〓" || back.Get("AB") != "B1" {
		t.Errorf("%+v, %v", back, err)
	}
}

const stamp = "20261201    081500"

// sealed puts the four digits after AZ, counted in another way than the codec does.
func sealed(s string) string {
	n := 0
	for i := range len(s) {
		n -= int(s[i])
	}
	const digits = "0123456789ABCDEF"
	for shift := 12; shift >= 0; shift -= 4 {
		s += string(digits[n>>shift&15])
	}
	return s
}

// echo says what it was asked.
type echo struct{ closed chan struct{} }

func (e echo) Answer(_ context.Context, m sip2.Message) (sip2.Message, bool) {
	switch m.Code {
	case "17":
		return sip2.Message{Code: "18", Fixed: "030001" + stamp, Fields: m.Fields}, true
	case "35":
		return sip2.Message{Code: "36", Fixed: "Y" + stamp}, false
	case "23":
		panic("a mistake of ours")
	}
	return sip2.Message{Code: "96"}, true
}
func (e echo) Way() sip2.Way         { return sip2.Way{Charset: sip2.UTF8} }
func (e echo) Close(context.Context) { e.closed <- struct{}{} }

// serve gives a way to call the server, and the channel of who has hung up.
func serve(t *testing.T, s sip2.Server) (call func() net.Conn, closed chan struct{}) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed = make(chan struct{}, 100)
	s.Open = func(string) sip2.Desk { return echo{closed} }
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return func() net.Conn {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}, closed
}

func TestALineIsAnsweredAndSentAgain(t *testing.T) {
	call, _ := serve(t, sip2.Server{})
	c := call()
	r := bufio.NewReader(c)
	ask := func(text, want string) {
		t.Helper()
		if _, err := io.WriteString(c, text); err != nil {
			t.Fatal(err)
		}
		if got, err := r.ReadString('\r'); err != nil || got != want {
			t.Fatalf("%q: %q, %v; want %q", text, got, err, want)
		}
	}
	ask("97\r", "96\r") // nothing to say again
	whole := sealed("18030001" + stamp + "ABB1|AY7AZ")
	ask(sealed("17"+stamp+"ABB1|AY7AZ")+"\r\n", whole+"\r")
	ask("97AZFEF5\r\n", sealed("18030001"+stamp+"ABB1|AZ")+"\r")
	ask("17"+stamp+"ABB1|AY7AZ0000\r", "96AZFEF6\r")
	ask("17"+stamp+"ABB1|\r", "18030001"+stamp+"ABB1|\r") // no sum, no sum
	ask("97\r", "18030001"+stamp+"ABB1|\r")
	ask("15+"+stamp+"\r", "96\r")
	// Half a message is none until the rest comes.
	if _, err := io.WriteString(c, "17"+stamp[:9]); err != nil {
		t.Fatal(err)
	}
	ask(stamp[9:]+"ABB2|\r", "18030001"+stamp+"ABB2|\r")
	ask("35"+stamp+"\r", "36Y"+stamp+"\r")
	if _, err := r.ReadByte(); !errors.Is(err, io.EOF) {
		t.Errorf("the line goes on: %v", err)
	}
}

// A line of a megabyte, rubbish without end, a message that stays half, silence, our own
// mistake, and too many machines each end one connection and nothing else.
func TestABadMachineIsHungUpOn(t *testing.T) {
	for name, say := range map[string]string{"a megabyte": "17" + stamp + "AB" + strings.Repeat("x", 1<<20), "rubbish": strings.Repeat("GET / HTTP/1.1\r", 5), "half": "17" + stamp[:5], "silence": "", "ours": "23001" + stamp + "\r", "97 for ever": strings.Repeat("97\r", 5)} {
		t.Run(name, func(t *testing.T) {
			call, closed := serve(t, sip2.Server{Begin: 200 * time.Millisecond})
			c := call()
			_, _ = io.WriteString(c, say) // the server may not read all of it
			<-closed
			// Another one is answered; on a busy machine its first message may be too late.
			for end := time.Now().Add(2 * time.Minute); ; {
				other := call()
				_, _ = io.WriteString(other, "17"+stamp+"ABB1|\r")
				got, err := bufio.NewReader(other).ReadString('\r')
				if strings.HasPrefix(got, "18") {
					break
				}
				if time.Now().After(end) {
					t.Fatalf("%q, %v", got, err)
				}
				<-closed
			}
		})
	}
	t.Run("too many", func(t *testing.T) {
		call, closed := serve(t, sip2.Server{Most: 1})
		first := call()
		r := bufio.NewReader(first)
		_, _ = io.WriteString(first, "97\r")
		if _, err := r.ReadString('\r'); err != nil {
			t.Fatal(err)
		}
		if n, err := call().Read(make([]byte, 1)); n != 0 || err == nil {
			t.Error("the second is answered")
		}
		first.Close()
		<-closed
	})
}

// refusing is a listener whose system has no room for a while.
type refusing struct {
	net.Listener
	times int
}

func (l *refusing) Accept() (net.Conn, error) {
	if l.times--; l.times >= 0 {
		return nil, &net.OpError{Op: "accept", Err: syscall.EMFILE}
	}
	return l.Listener.Accept()
}

func TestASystemWithoutRoomForAWhile(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	s := sip2.Server{Open: func(string) sip2.Desk { return echo{closed: make(chan struct{}, 1)} }}
	go func() { ended <- s.Serve(ctx, &refusing{l, 3}) }()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, _ = io.WriteString(c, "17"+stamp+"ABB1|\r")
	if got, err := bufio.NewReader(c).ReadString('\r'); !strings.HasPrefix(got, "18") {
		t.Errorf("%q, %v", got, err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("101YNN20261129    081500AOYK|ABB0001|AQ1F|AJ三体|AY5AZEF33"))
	f.Add([]byte("9300CNgate01|COs3cret|CPhall|AY0AZF4AE"))
	f.Fuzz(func(t *testing.T, line []byte) {
		for _, cs := range sip2.Charsets {
			m, err := sip2.Parse(line, cs)
			if err != nil {
				continue
			}
			m.Seq, m.Code = '1', "17"
			m.Fixed = stamp
			out := m.Bytes(sip2.Way{Charset: cs})
			again, err := sip2.Parse(bytes.TrimSpace(out), cs)
			if err != nil || len(again.Fields) != len(m.Fields) || again.Doubt {
				t.Errorf("%q becomes %q: %+v, %v", line, out, again, err)
			}
		}
	})
}

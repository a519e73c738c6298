package library_test

import (
	"bufio"
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// caller is a self-check machine's side of SIP2. It is written from the standard's tables and
// shares nothing with the server: it adds up, cuts and counts in its own way.
type caller struct {
	*testing.T
	conn net.Conn
	in   *bufio.Reader
	gbk  bool
	n    int
	said []string // a transcript
}

func dial(t *testing.T, addr string, gbk bool) *caller {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return &caller{T: t, conn: c, in: bufio.NewReader(c), gbk: gbk}
}

const stamp = "20261201    081500"

// say sends a message with its number and sum, and gives the answer without them.
func (c *caller) say(text string) string {
	c.Helper()
	body := fmt.Sprintf("%sAY%dAZ", text, c.n%10)
	if c.gbk {
		body, _ = simplifiedchinese.GBK.NewEncoder().String(body)
	}
	total := 0
	for _, b := range []byte(body) {
		total += int(b)
	}
	if _, err := fmt.Fprintf(c.conn, "%s%04X\r", body, (0x10000-total%0x10000)%0x10000); err != nil {
		c.Fatal(err)
	}
	raw, err := c.in.ReadString('\r')
	if err != nil {
		c.Fatalf("%s: %v after %q", text, err, raw)
	}
	raw = strings.Trim(raw, "\r\n")
	cut := len(raw) - 4
	want, err := strconv.ParseInt(raw[cut:], 16, 32)
	if err != nil {
		c.Fatalf("%q has no sum", raw)
	}
	total = int(want)
	for _, b := range []byte(raw[:cut]) {
		total += int(b)
	}
	if total%0x10000 != 0 {
		c.Errorf("%q: the sum is wrong", raw)
	}
	if mark := fmt.Sprintf("AY%dAZ", c.n%10); raw[cut-5:cut] != mark {
		c.Errorf("%q does not end with %s", raw, mark)
	}
	c.n++
	out := raw[:cut-5]
	if c.gbk {
		out, _ = simplifiedchinese.GBK.NewDecoder().String(out)
	}
	c.said = append(c.said, "> "+text, "< "+out)
	return out
}

// where the fields begin, counted from the first digit.
var where = map[string]int{"94": 3, "98": 36, "24": 37, "64": 61, "12": 24, "10": 24, "30": 24, "18": 26, "36": 21}

// field is a value of an answer; "-" if it has none.
func field(answer, id string) string {
	for _, part := range strings.Split(answer[where[answer[:2]]:], "|") {
		if strings.HasPrefix(part, id) {
			return part[2:]
		}
	}
	return "-"
}

// over reports whether the line is dead.
func (c *caller) over() bool {
	_, _ = fmt.Fprint(c.conn, "9900802.00\r")
	_, err := c.in.ReadByte()
	return err != nil
}

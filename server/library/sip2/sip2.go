// Package sip2 is 3M's Standard Interchange Protocol 2.00, by which self-check machines of
// other makers speak to a library: messages as bytes (sip2.go) and a server for them on TCP
// (serve.go). What the messages mean to a school is package machine's.
//
// A message is two digits, fields of fixed length, then fields of two letters and a value
// that a bar ends, then "AY", a digit, "AZ" and a checksum, then CR. Clients are forgiven
// what the standard does not have and they do: LF after CR, a bar more, no checksum at all,
// a checksum of Chinese text that was not made of its bytes.
package sip2

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Charset is how a machine writes what is not ASCII.
type Charset string

// The charsets that machines in China have.
const (
	UTF8 Charset = "utf8"
	GBK  Charset = "gbk"
)

// Charsets in the order in which people choose.
var Charsets = []Charset{UTF8, GBK}

// Way is how a machine wants to be written to.
type Way struct {
	Charset Charset
	CRLF    bool // CR LF at the end instead of CR
}

// Field is two letters and a value.
type Field struct{ ID, Value string }

// Message is one message of either side.
type Message struct {
	Code   string // two digits
	Fixed  string
	Fields []Field
	Seq    byte // '0' to '9'; 0 if it has none, and so no checksum either
	Doubt  bool // of a message that was read: its checksum is not that of its bytes, but it has Chinese in it
}

// Get is the first field of an id; "" for none.
func (m Message) Get(id string) string {
	v, _ := m.Has(id)
	return v
}

// Has is Get, and whether there is one: an empty field is not the same as none.
func (m Message) Has(id string) (string, bool) {
	for _, f := range m.Fields {
		if f.ID == id {
			return f.Value, true
		}
	}
	return "", false
}

// Why a line is no message.
var (
	ErrShape = errors.New("sip2: no message")
	ErrSum   = errors.New("sip2: the checksum is wrong")
)

// fixed is how many characters of fixed length follow the two digits, of what is read here.
var fixed = map[string]int{
	"93": 2, "94": 1, "99": 8, "98": 34, "23": 21, "24": 35, "63": 31, "64": 59, "11": 38, "12": 22, "09": 37, "10": 22, "29": 38, "30": 22, "17": 18, "18": 24, "35": 18, "36": 19,
	"96": 0, "97": 0, "01": 19, "15": 19, "19": 18, "25": 18, "37": 25, "65": 20,
}

// Parse reads a line without its end. ErrSum is for what should be sent again, ErrShape for
// what is no message.
func Parse(line []byte, cs Charset) (m Message, err error) {
	if len(line) < 2 || line[0] < '0' || line[0] > '9' || line[1] < '0' || line[1] > '9' {
		return m, ErrShape
	}
	m.Code = string(line[:2])
	n, known := fixed[m.Code]
	if !known {
		return m, ErrShape
	}
	text, err := m.unsum(line, cs)
	if err != nil {
		return m, err
	}
	rest := text[2:]
	if len(rest) < n || !ascii(rest[:n]) {
		return m, ErrShape
	}
	m.Fixed = string(rest[:n])
	// Read as text before it is cut: the second byte of a character in GBK may be a bar.
	for part := range strings.SplitSeq(decode(rest[n:], cs), "|") {
		if len(part) >= 2 && ascii([]byte(part[:2])) {
			m.Fields = append(m.Fields, Field{part[:2], part[2:]})
		}
	}
	return m, nil
}

// unsum takes checksum and number off a line.
func (m *Message) unsum(line []byte, cs Charset) ([]byte, error) {
	at := len(line) - 6
	if at < 2 || line[at] != 'A' || line[at+1] != 'Z' {
		return line, nil
	}
	says, err := strconv.ParseUint(string(line[at+2:]), 16, 16)
	if err != nil {
		return line, nil
	}
	body := line[:at]
	if n := len(body); n >= 5 && body[n-3] == 'A' && body[n-2] == 'Y' && body[n-1] >= '0' && body[n-1] <= '9' {
		m.Seq, body = body[n-1], body[:n-3]
	} else if m.Code != "97" && m.Code != "96" { // a value that looks like one
		return line, nil
	}
	if sum(line[:at+2]) == uint16(says) {
		return body, nil
	}
	if ascii(line) {
		return nil, ErrSum
	}
	// Clients sum code points or whatever else of what is not ASCII.
	m.Doubt = true
	return body, nil
}

// sum is the checksum of what goes before its four digits: the bytes, negated.
func sum(b []byte) uint16 {
	n := uint16(0)
	for _, c := range b {
		n += uint16(c)
	}
	return -n
}

func ascii(b []byte) bool {
	return !bytes.ContainsFunc(b, func(r rune) bool { return r >= utf8.RuneSelf })
}

func decode(b []byte, cs Charset) string {
	if cs == GBK || !utf8.Valid(b) {
		if out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b); err == nil {
			return string(out)
		}
	}
	return strings.ToValidUTF8(string(b), "?")
}

// maxValue is how many characters of a value are written, the most that the standard lets a
// variable field have.
const maxValue = 255

// Bytes writes a message with the end of its line.
func (m Message) Bytes(w Way) []byte {
	var b bytes.Buffer
	b.WriteString(m.Code)
	b.WriteString(m.Fixed)
	for _, f := range m.Fields {
		b.WriteString(f.ID)
		b.Write(encode(f.Value, w.Charset))
		b.WriteByte('|')
	}
	if m.Seq != 0 {
		b.WriteString("AY")
		b.WriteByte(m.Seq)
		seal(&b)
	}
	return end(b.Bytes(), w)
}

func seal(b *bytes.Buffer) {
	b.WriteString("AZ")
	fmt.Fprintf(b, "%04X", sum(b.Bytes()))
}

func end(b []byte, w Way) []byte {
	if w.CRLF {
		return append(b, '\r', '\n')
	}
	return append(b, '\r')
}

// Again is a message that was written, as the answer to 97: without its number, and so with
// another checksum.
func Again(sent []byte, w Way) []byte {
	line := bytes.TrimRight(sent, "\r\n")
	if n := len(line) - 9; n >= 2 && line[n] == 'A' && line[n+1] == 'Y' && line[n+3] == 'A' && line[n+4] == 'Z' {
		b := bytes.NewBuffer(bytes.Clone(line[:n]))
		seal(b)
		return end(b.Bytes(), w)
	}
	return end(bytes.Clone(line), w)
}

// Resend is 96, with a checksum for who uses them.
func Resend(summed bool, w Way) []byte {
	b := bytes.NewBufferString("96")
	if summed {
		seal(b)
	}
	return end(b.Bytes(), w)
}

// geta stands for a character that cannot be written, as it does in print.
const geta = '〓'

// encode writes a value so that no client cuts it apart: no bar, no end of line, and in GBK
// no character whose second byte is one.
func encode(s string, cs Charset) []byte {
	var b []byte
	n := 0
	for _, r := range strings.ToValidUTF8(s, "?") {
		if n++; n > maxValue {
			break
		}
		switch {
		case r == '|' || unicode.IsControl(r):
			b = append(b, ' ')
		case cs != GBK || r < utf8.RuneSelf:
			b = utf8.AppendRune(b, r)
		default:
			b = append(b, inGBK(r)...)
		}
	}
	return b
}

func inGBK(r rune) []byte {
	b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(string(r)))
	if err != nil || bytes.ContainsRune(b, '|') {
		b, _ = simplifiedchinese.GBK.NewEncoder().Bytes([]byte(string(geta))) // it is in GB 2312
	}
	return b
}

// Stamp is a time as messages have it, local.
func Stamp(t time.Time) string { return t.Format("20060102    150405") }

// YN is Y or N.
func YN(yes bool) string {
	if yes {
		return "Y"
	}
	return "N"
}

// OK is 1 or 0.
func OK(yes bool) string {
	if yes {
		return "1"
	}
	return "0"
}

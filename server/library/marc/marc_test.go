package marc_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yunka/server/library/marc"
	"yunka/server/progtest"
)

// record builds a record: fields are "tag" and the field's text with $ before subfields.
func record(t testing.TB, gbk bool, fields ...string) []byte {
	t.Helper()
	var dir, body bytes.Buffer
	for i := 0; i < len(fields); i += 2 {
		text := strings.ReplaceAll(fields[i+1], "$", "\x1f")
		if gbk {
			var err error
			if text, err = simplifiedchinese.GB18030.NewEncoder().String(text); err != nil {
				t.Fatal(err)
			}
		}
		fmt.Fprintf(&dir, "%s%04d%05d", fields[i], len(text)+1, body.Len())
		body.WriteString(text + "\x1e")
	}
	base := 24 + dir.Len() + 1
	all := fmt.Sprintf("%05dnam0 22%05d   450 ", base+body.Len()+1, base) + dir.String() + "\x1e" + body.String() + "\x1d"
	return []byte(all)
}

var chinese = []string{"001", "CN01", "010", "  $a978-7-5346-1834-4$dCNY22.00", "100", "  $a20190101d2019    em y0chiy0110    ea", "200", "1 $a草房子$e纪念版$f曹文轩著",
	"210", "  $a南京$c江苏少年儿童出版社$d2019", "690", "  $aI287.45", "905", "  $aSCH$b0318842$b0318843$cB-07"}

func TestCNMARCInBothEncodings(t *testing.T) {
	want := marc.Book{ISBN: "978-7-5346-1834-4", Title: "草房子 纪念版", Author: "曹文轩著", Publisher: "江苏少年儿童出版社", Year: "2019", Class: "I287.45", Price: "CNY22.00",
		Copies: []marc.Copy{{Barcode: "0318842", Shelf: "B-07"}, {Barcode: "0318843", Shelf: "B-07"}}}
	for _, gbk := range []bool{false, true} {
		file := append(record(t, gbk, chinese...), append([]byte("\r\n"), record(t, gbk, chinese...)...)...)
		if !marc.Is(file) {
			t.Error("not seen as ISO 2709")
		}
		records, problems := marc.Read(file)
		if len(records) != 2 || problems != nil {
			t.Fatalf("gbk %v: %d records, %v", gbk, len(records), problems)
		}
		if got := records[1].Book(); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("gbk %v: %+v", gbk, got)
		}
	}
}

func TestMARC21(t *testing.T) {
	file := record(t, false, "001", "1", "020", "  $a9787020042494$c39.00", "100", "1 $a吴承恩,", "245", "10$a西游记 /$c吴承恩", "264", " 1$a北京 :$b人民文学出版社,$c2004.", "084", "  $aI242.4$2clc", "852", "  $aX$p1001$cA-1")
	records, problems := marc.Read(file)
	if len(records) != 1 || problems != nil {
		t.Fatal(problems)
	}
	b := records[0].Book()
	if b.Title != "西游记" || b.Author != "吴承恩" || b.Publisher != "人民文学出版社" || b.Class != "I242.4" || len(b.Copies) != 1 || b.Copies[0].Barcode != "1001" {
		t.Errorf("%+v", b)
	}
}

// One bad record is told by its number and loses no other.
func TestBadRecordsLoseNoOther(t *testing.T) {
	good := record(t, false, chinese...)
	change := func(fn func(b []byte) []byte) []byte { return fn(bytes.Clone(good)) }
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("草房子")
	if err != nil {
		t.Fatal(err)
	}
	mixed := bytes.Replace(good, []byte("草房子"), []byte(gbk+"   "), 1) // as long as it was
	mixed = bytes.Replace(mixed, []byte("曹文轩著"), []byte("\xff\xff文轩著文轩著")[:len("曹文轩著")], 1)
	for code, bad := range map[string][]byte{
		"marc_length":    change(func(b []byte) []byte { copy(b, "00099"); return b }),
		"marc_leader":    change(func(b []byte) []byte { copy(b[12:], "x"); return b }),
		"marc_directory": change(func(b []byte) []byte { copy(b[24+3:], "9999"); return b }),
		"marc_charset":   mixed,
		"marc_title":     record(t, false, "001", "1", "010", "  $a9787020042494"),
		"marc_long":      append(bytes.Repeat([]byte("9"), 10<<20), 0x1d),
	} {
		records, problems := marc.Read(append(append(bytes.Clone(good), bad...), good...))
		if len(records) != 2 || len(problems) != 1 || problems[0] != (marc.Problem{Record: 2, Code: code}) {
			t.Errorf("%s: %d records, %v", code, len(records), problems)
		}
	}
	for name, tail := range map[string]string{"half a record": string(good[:len(good)-3]), "a word": "hello", "base beyond the end": "00026nam0 2299999   450 \x1e\x1d"} {
		records, problems := marc.Read(append(bytes.Clone(good), tail...))
		if len(records) != 1 || len(problems) != 1 {
			t.Errorf("%s: %d records, %v", name, len(records), problems)
		}
	}
	if r, p := marc.Read(nil); r != nil || p != nil {
		t.Error("nothing is something")
	}
}

// Whatever comes, nothing panics and no title has a replacement character.
func FuzzRead(f *testing.F) {
	f.Add(record(f, false, chinese...))
	f.Add(record(f, true, chinese...))
	f.Fuzz(func(t *testing.T, file []byte) {
		records, _ := marc.Read(file)
		for _, r := range records {
			if r.Book().Title == "" && r.First("200", 'a')+r.First("245", 'a') == "" {
				t.Error("a book without a title")
			}
		}
	})
}

// A foreign reader finds the same in what these tests write.
func TestYazReadsTheSame(t *testing.T) {
	yaz := progtest.Find(t, "yaz-marcdump")
	file := filepath.Join(t.TempDir(), "a.mrc")
	if err := os.WriteFile(file, record(t, true, chinese...), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(yaz, "-f", "gb18030", "-t", "utf-8", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"200 1  $a 草房子 $e 纪念版 $f 曹文轩著", "$b 0318842 $b 0318843 $c B-07"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is not in %s", want, out)
		}
	}
}

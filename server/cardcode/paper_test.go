package cardcode

import "testing"

func TestPaper(t *testing.T) {
	full := [16]byte{}
	for i := range full {
		full[i] = 0xff
	}
	for _, c := range []struct {
		secret [16]byte
		text   string
	}{
		{[16]byte{}, "97" + "000000000000000000000000000000000000000"},
		{[16]byte{15: 1}, "97" + "000000000000000000000000000000000000001"},
		{full, "97" + "72057594037927935" + "72057594037927935" + "65535"},
	} {
		if got := PaperText(c.secret); got != c.text || !IsPaper(got) {
			t.Errorf("%x is %s, want %s", c.secret, got, c.text)
		}
		if _, r := Parse(c.text); r == "OK" {
			t.Errorf("%s is also a phone's code", c.text)
		}
	}
	for _, bad := range []string{"", "97", "98000000000000000000000000000000000000001", "97" + "00000000000000000000000000000000000000x", "97" + "0000000000000000000000000000000000000001", "９7000000000000000000000000000000000000001"} {
		if IsPaper(bad) {
			t.Errorf("%q passes for a pass", bad)
		}
	}
}

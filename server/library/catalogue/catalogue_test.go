package catalogue_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/library/catalogue"
	"yunka/server/schooltest"
)

func TestISBN(t *testing.T) {
	for text, want := range map[string]string{
		"978-7-02-004249-4": "9787020042494", "9787020042494": "9787020042494", "7-02-004249-X": "9787020042494", "7-02-004249-1": "", "0-8044-2957-X": "9780804429573", "080442957x": "9780804429573",
		"9787020042495": "", "": "", "97870200424": "", "9787020042494 59.00": "", "978702004249X": "", "草房子": "", "1234567890123": "",
	} {
		if got, ok := catalogue.ISBN(text); got != want || ok != (want != "") {
			t.Errorf("%q: %q %v", text, got, ok)
		}
	}
}

type shelf struct {
	*testing.T
	*schooltest.Fixture
	books *catalogue.Service
}

func each(t *testing.T, story func(t *testing.T, s shelf)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		story(t, shelf{t, schooltest.New(t, d, schooltest.Bare), catalogue.New(d)})
	})
}

func (s shelf) find(school, text string) (titles []string) {
	s.Helper()
	err := s.DB.Read(context.Background(), func(ctx context.Context, q bun.IDB) error {
		list, _, err := catalogue.Search(ctx, q, school, text)
		for _, b := range list {
			titles = append(titles, b.Title)
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return titles
}

func TestFoundByWhateverIsTyped(t *testing.T) {
	each(t, func(t *testing.T, s shelf) {
		ctx := context.Background()
		for _, b := range []catalogue.Book{{Title: "草房子", Author: "曹文轩", ISBN: "978-7-5346-1834-4"}, {Title: "西游记(青少版)", Author: "吴承恩"}, {Title: "100% Wolf_Cub", Author: "O’Neil"}} {
			if b.ISBN != "" {
				if n, ok := catalogue.ISBN(b.ISBN); !ok {
					b.ISBN = ""
				} else {
					b.ISBN = n
				}
			}
			if _, err := s.books.Add(ctx, s.Admin, s.School, b, 2, "B-07"); err != nil {
				t.Fatal(err)
			}
		}
		for text, want := range map[string]string{
			"草房": "草房子", "房子": "草房子", "caofangzi": "草房子", "fangzi": "草房子", "CFZ": "草房子", "cao wen": "草房子", "曹文轩": "草房子", "cwx": "草房子", "wuchengen": "西游记(青少版)",
			"西游 吴": "西游记(青少版)", "00000001": "草房子", "wolf": "100% Wolf_Cub", "0%": "100% Wolf_Cub", "f_c": "100% Wolf_Cub", "草房子吴承恩": "", "%%": "", "子曹": "", "zzz": "", "\x00": "", strings.Repeat("草", 500): "",
		} {
			if got := strings.Join(s.find(s.School, text), " "); got != want {
				t.Errorf("%q finds %q, want %q", text, got, want)
			}
		}
		other := schooltest.New(t, s.DB, schooltest.Bare)
		if got := s.find(other.School, "草房子"); got != nil {
			t.Errorf("another school finds %v", got)
		}
		if n := len(s.find(s.School, "")); n != 3 {
			t.Errorf("no word finds %d", n)
		}
	})
}

func TestWhoWritesTheCatalogue(t *testing.T) {
	each(t, func(t *testing.T, s shelf) {
		ctx := context.Background()
		pupil := allow.Actor{Kind: allow.Account, Seats: []allow.Seat{{School: s.School, Role: allow.Student}}}
		if _, err := s.books.Add(ctx, pupil, s.School, catalogue.Book{Title: "x"}, 1, ""); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
		bad := func(b catalogue.Book) string {
			_, err := s.books.Add(ctx, s.Admin, s.School, b, 0, "")
			if err == nil {
				return ""
			}
			return fault.As(err).Code
		}
		for want, b := range map[string]catalogue.Book{"library_title": {Title: " "}, "library_isbn": {Title: "a", ISBN: "9787020042495"}, "library_kind": {Title: "a", Kind: "vinyl"}, "library_price": {Title: "a", Price: -1}, "library_long": {Title: "a", Author: strings.Repeat("长", 201)}} {
			if got := bad(b); got != want {
				t.Errorf("%s: %q", want, got)
			}
		}
		if bad(catalogue.Book{Title: "西游记", ISBN: "9787020042494"}) != "" || bad(catalogue.Book{Title: "西游记 2", ISBN: "978-7-02-004249-4"}) != "library_there" {
			t.Error("one ISBN, two books")
		}
	})
}

const csv = "条码,书名,作者,ISBN,出版社,年,定价,架位\n" +
	"1001,草房子,曹文轩,,江苏少年儿童出版社,2019,22.00,B-07\n" +
	"1002;1003,草房子,曹文轩,,江苏少年儿童出版社,2019,22.00,B-07\n" +
	",没有条码的书,某人,9787020042494,,,,\n" +
	"1004,,无名,,,,,\n" +
	"1005,错号,某人,9787020042495,,,,\n" +
	"条 码!,坏条码,某人,,,,,\n"

// A file taken in twice adds nothing, and the encodings and forms give the same books.
func TestImport(t *testing.T) {
	each(t, func(t *testing.T, s shelf) {
		ctx := context.Background()
		gbk, err := simplifiedchinese.GB18030.NewEncoder().String(csv)
		if err != nil {
			t.Fatal(err)
		}
		book := excelize.NewFile()
		for i, line := range strings.Split(strings.TrimSpace(csv), "\n") {
			cells := []any{}
			for _, c := range strings.Split(line, ",") {
				cells = append(cells, c)
			}
			if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &cells); err != nil {
				t.Fatal(err)
			}
		}
		var xlsx bytes.Buffer
		if err := book.Write(&xlsx); err != nil {
			t.Fatal(err)
		}
		for i, content := range [][]byte{[]byte(csv), []byte(gbk), xlsx.Bytes()} {
			f, err := catalogue.Read(content)
			if err != nil {
				t.Fatal(err)
			}
			var codes []string
			for _, p := range f.Problems {
				codes = append(codes, fmt.Sprint(p.Row, " ", p.Code))
			}
			if want := []string{"5 library_title", "6 library_isbn", "7 library_barcode"}; !slices.Equal(codes, want) || f.Bad != 3 {
				t.Errorf("problems %v, want %v", codes, want)
			}
			r, err := s.books.Import(ctx, s.Admin, s.School, f)
			if err != nil {
				t.Fatal(err)
			}
			want := catalogue.Result{Books: 3, Copies: 3, Known: 1}
			if i > 0 {
				want = catalogue.Result{Known: 4, There: 3}
			}
			if r != want {
				t.Errorf("file %d: %+v, want %+v", i, r, want)
			}
		}
		for name, content := range map[string]string{"library_columns": "a,b\n1,2\n", "library_file": "\xff\xfe\xfd\xfc\xfb", "file_workbook": "PK\x03\x04nonsense"} {
			if _, err := catalogue.Read([]byte(content)); err == nil || fault.As(err).Code != name {
				t.Errorf("%s: %v", name, err)
			}
		}
		if f, err := catalogue.Read([]byte("00099nam0 2200073   450 \x1e\x1d")); err != nil || f.Bad != 1 {
			t.Errorf("a bad record: %+v %v", f, err)
		}
	})
}

// 200,000 copies of 80,000 books: an import of at most 60 s, a search of at most 80 ms.
func BenchmarkBigLibrary(b *testing.B) {
	first, second := []rune("红楼西游水浒三国草房城南海底昆虫查理窗边时代广场森林月亮太阳"), []rune("记梦传演义子旧事万里巧克力豆之歌与光的孩书天空河流飞鸟")
	var text strings.Builder
	text.WriteString("条码,书名,作者,出版社,架位\n")
	copies := 0
	for i := range 80_000 {
		codes := fmt.Sprint(10_000_000 + copies)
		copies++
		for range 1 + i%2 {
			codes += fmt.Sprint(";", 10_000_000+copies)
			copies++
		}
		fmt.Fprintf(&text, "%s,%c%c%c%c第%d册,%c%c,出版社,A-%d\n", codes, first[i%len(first)], second[i%len(second)], first[i/7%len(first)], second[i/3%len(second)], i, first[i/5%len(first)], second[i/11%len(second)], i%40)
	}
	for _, e := range dbtest.Engines {
		d := dbtest.Open(b, e)
		s, books := schooltest.New(b, d, schooltest.Bare), catalogue.New(d)
		b.Run(string(e)+"/import", func(b *testing.B) {
			for range b.N {
				f, err := catalogue.Read([]byte(text.String()))
				if err != nil {
					b.Fatal(err)
				}
				if _, err := books.Import(context.Background(), s.Admin, s.School, f); err != nil {
					b.Fatal(err)
				}
			}
		})
		for _, typed := range []string{"红记", "hong", "草房子", "zzzz", "第79999", "10000007"} {
			b.Run(string(e)+"/"+typed, func(b *testing.B) {
				for range b.N {
					err := d.Read(context.Background(), func(ctx context.Context, q bun.IDB) error {
						_, _, err := catalogue.Search(ctx, q, s.School, typed)
						return err
					})
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

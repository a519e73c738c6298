package records_test

import (
	"bytes"
	"os"
	"regexp"
	"testing"

	"yunka/server/web/webtest"
)

var hidden = regexp.MustCompile(`type="hidden" name="(checked|school)" value="([^"]*)"`)

func TestALineForAHumanToDecide(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		file := []byte("学号,姓名,年级,班级,家长1姓名,家长1关系,家长1手机\n1,王小明,一年级,1班,王强,父亲,13800001111\n2,李小红,一年级,1班,李刚,父亲,13800001111\n")
		dry := b.Upload("/console/imports", "f.csv", file)
		dry.Has(t, 200, `name="separate" value="3"`, "请您确认", "在第 2 行是另一个名字")
		hash := hidden.FindAllStringSubmatch(dry.Body, -1)[1][2]
		// Undecided, it is refused; decided, the two stay two.
		a := b.Upload("/console/imports", "f.csv", file, "apply", "yes", "checked", hash)
		b.Get(a.Header.Get("Location")).Has(t, 200, "有问题，没有导入")
		if n := o.Text("SELECT count(*) FROM person WHERE phone = '13800001111'"); n != "0" {
			t.Errorf("%s guardians before anybody decided", n)
		}
		a = b.Upload("/console/imports", "f.csv", file, "apply", "yes", "checked", hash, "separate", "3", "separate", "x")
		b.Get(a.Header.Get("Location")).Has(t, 200, "花名册已导入。")
		if n := o.Text("SELECT count(*) FROM person WHERE phone = '13800001111'"); n != "2" {
			t.Errorf("%s guardians", n)
		}
	})
}

func TestARosterThroughTheForm(t *testing.T) {
	whole, err := os.ReadFile("../roster/testdata/roster.csv")
	if err != nil {
		t.Fatal(err)
	}
	const pupils = 87 // campus imports all of them
	file := bytes.Join(bytes.SplitAfterN(whole, []byte("\n"), pupils+2)[:pupils+1], nil)
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		before := o.Books()
		dry := b.Upload("/console/imports", "全校.csv", file, "school", o.Mine.School)
		dry.Has(t, 200, "全校.csv", "已检查，待导入", "87", `name="apply" value="yes"`)
		o.EveryFormHasItsRoute(dry)
		if after := o.Books(); after != before {
			t.Fatalf("a check changed:\n%s\n%s", before, after)
		}
		fields := []string{"apply", "yes"}
		for _, m := range hidden.FindAllStringSubmatch(dry.Body, -1) {
			fields = append(fields, m[1], m[2])
		}
		for _, m := range regexp.MustCompile(`name="separate" value="(\d+)"`).FindAllStringSubmatch(dry.Body, -1) {
			fields = append(fields, "separate", m[1])
		}
		b.Upload("/console/imports", "other.csv", []byte("学号,姓名,年级,班级\n1,王小明,一年级,1班\n2,王小红,一年级,1班\n"), fields...).Has(t, 409, "这不是刚才检查的那个文件", "other.csv")
		if after := o.Books(); after != before {
			t.Fatalf("another file changed:\n%s\n%s", before, after)
		}
		done := b.Upload("/console/imports", "全校.csv", file, fields...)
		id := o.Text("SELECT id FROM roster_import WHERE school_id = ?", o.Mine.School)
		done.Want(t, 303, "/console/imports/"+id+"?done=imported")
		b.Get(done.Header.Get("Location")).Has(t, 200, "花名册已导入。", "87", "已导入")
		b.Get("/console/imports").Has(t, 200, "全校.csv", "已导入")
		b.Get("/console/people?q=20260101001").Has(t, 200, "林文怡", "一年级1班")
		if o.Events(o.Mine.School, "roster.applied") != 1 || o.Text("SELECT count(*) FROM person WHERE school_id = ?", o.Other.School) != "2" {
			t.Error("not applied once, here")
		}
		again := b.Upload("/console/imports", "全校.csv", file)
		again.Has(t, 200, "没有变化")
		o.Verified()
	})
}

func TestABadUploadSaysWhyAndChangesNothing(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		before := o.Books()
		for _, c := range []struct {
			name    string
			content []byte
			status  int
			want    string
		}{
			{"no file", nil, 422, "请选一个花名册文件"},
			{"empty", []byte{}, 422, "请选一个花名册文件"},
			{"21 MiB", bytes.Repeat([]byte("x"), 21<<20), 413, "最多 20 MB"},
			{"not CSV", []byte("%PDF-1.7\nstream"), 422, "缺少这些列"},
			{"a workbook", []byte("PK\x03\x04 whatever"), 422, "另存为 CSV"},
			{"a wrong encoding", []byte("\xef\xbb\xbf\xff\xff\xff"), 422, "编码不认识"},
			{"only a head", []byte("学号,姓名,年级,班级\n"), 422, "没有学生"},
			{"a column twice", []byte("学号,姓名,姓名,年级,班级\n1,a,a,一年级,1班\n"), 422, "姓名"},
		} {
			for _, apply := range []string{"no", "yes"} {
				a := b.Upload("/console/imports", "f.csv", c.content, "apply", apply)
				a.Has(t, c.status, c.want, `class="alert danger"`, `type="file"`)
			}
		}
		bad := b.Upload("/console/imports", `<i>.csv`, []byte("学号,姓名,年级,班级\n1,=1+1,一年级,1班\n"))
		bad.Has(t, 200, "像公式", "有问题，没有导入")
		bad.HasNot(t, `name="apply"`, "<i>")
		b.Upload("/console/imports", "f.csv", bytes.Repeat([]byte("x"), 25<<20)).Has(t, 413)
		b.Post("/console/imports", nil, "roster", "学号").Has(t, 422, "请选一个花名册文件")
		if after := o.Books(); after != before {
			t.Errorf("changed:\n%s\n%s", before, after)
		}
		// Applied with a problem, it is refused on record, and changes nothing else.
		a := b.Upload("/console/imports", "f.csv", []byte("学号,姓名,年级,班级\n1,=1+1,一年级,1班\n"), "apply", "yes")
		a.Want(t, 303, "/console/imports/"+o.Text("SELECT id FROM roster_import"))
		b.Get(a.Header.Get("Location")).Has(t, 200, "有问题，没有导入", "像公式")
		if o.Events(o.Mine.School, "roster.refused") != 1 {
			t.Error("no event")
		}
	})
}

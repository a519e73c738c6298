package campus_test

import (
	"bytes"
	"context"
	"os"
	"testing"
	"time"

	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/feed"
)

func file(t testing.TB, name string) []byte {
	t.Helper()
	return must[[]byte](t)(os.ReadFile("testdata/" + name))
}

func importFile(t testing.TB, s *campus.Service, school string, content []byte) campus.Result {
	t.Helper()
	res, err := s.Import(ctx, admin(school), school, "roster.csv", bytes.NewReader(content), campus.ImportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func TestImportRealFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := campus.New(d, feed.New())
		school := newSchool(t, d, "one")
		d.LongestHold()
		began := time.Now()
		res := importFile(t, s, school, file(t, "roster.csv"))
		t.Logf("%v, longest hold %v, %+v, %d problems", time.Since(began), d.LongestHold(), res.Counts, len(res.Problems))
		began = time.Now()
		res = importFile(t, s, school, file(t, "roster.csv"))
		t.Logf("again %v, longest hold %v, %+v, %d problems", time.Since(began), d.LongestHold(), res.Counts, len(res.Problems))
		must[int64](t)(audit.Verify(context.Background(), d))
	})
}

func TestDirty(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := campus.New(d, feed.New())
		school := newSchool(t, d, "one")
		res := importFile(t, s, school, file(t, "roster-dirty-gb18030.csv"))
		for _, p := range res.Problems {
			t.Log(p)
		}
	})
}

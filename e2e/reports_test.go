package e2e

import (
	"context"
	"testing"

	"github.com/uptrace/bun"
)

// counted waits until the days of the demo's school have their cells.
func (s *school) counted(w *window) {
	s.Helper()
	w.until("the cells of a month", func() bool {
		n := 0
		s.must(s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
			return q.NewRaw("SELECT COUNT(DISTINCT day) FROM attendance_cell").Scan(ctx, &n)
		}))
		return n > 3
	})
}

// The office reads a month, narrows it to a class, and has its file made while it looks on; a
// class teacher wishes for the week's report and sees the own class alone.
func TestReportsOfAttendance(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	s.counted(office)
	office.visit("/console/reports?span=days").sees(`document.querySelector('.kpis') !== null`).shot("reports-days").accessible()
	office.click(`tbody th a`).sees(`document.querySelector('[name=class]').value !== ''`).shot("reports-class").accessible()
	office.speaks("en", "/console/reports").visit("/console/reports?span=days").sees(`document.body.textContent.includes('How it is counted')`).accessible()
	office.speaks("zh-CN", "/console/reports").visit("/console/reports?span=days").click(`[name=format][value=xlsx]`).sees(`location.pathname.startsWith('/console/reports/exports/')`)
	office.sees(`document.querySelector('#report-export a[download]') !== null`).shot("reports-file").accessible()
	if status, _, _ := office.fetches(office.says(`document.querySelector('#report-export a[download]').getAttribute('href')`)); status != 200 {
		t.Error("the file is answered", status)
	}
	office.visit("/console/reports?span=days&from=2025-01-01&to=2026-11-01").sees(`document.querySelector('.alert').textContent.includes('400')`).accessible()
	teacher := s.browse("teacher", phone).login(s.Teacher).visit("/console/reports?span=week").sees(`document.querySelector('[name=on]') !== null`).accessible()
	teacher.click(`form[action$="/wish"] button`).sees(`document.querySelector('form[action$="/wish"] [name=on]').value === '0'`).shot("reports-wish")
}

package app

import (
	"bytes"
	"testing"
	"time"

	"yunka/server/scan/scantest"
	"yunka/server/sim"
)

// A day of arrivals through HTTP: slips are scanned at desks, some twice at two of them, and
// the wall counts. Nobody is lost and nobody counted twice, by the office's report.
func TestASimulatedArrival(t *testing.T) {
	began, now := time.Now(), time.Date(time.Now().Year(), time.Now().Month(), time.Now().Day(), 10, 0, 0, 0, scantest.Noon.Location())
	a, d, _ := simulated(t, func() time.Time { return now.Add(time.Since(began)) })
	var out bytes.Buffer
	r, err := sim.RunFreshmen(t.Context(), sim.FreshmenConfig{URL: a.URL(), Admin: d.Admin.Login, Password: d.Admin.Password, People: 60, Desks: 3, Length: time.Second, Repeats: 0.3, Out: &out})
	t.Log(out.String())
	if err != nil || r.Arrived != 60 || r.Lost+r.Doubled+r.Failed != 0 || r.Again == 0 {
		t.Errorf("%+v: %v", r, err)
	}
}

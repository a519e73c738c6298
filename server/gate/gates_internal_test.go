package gate

import (
	"fmt"
	"testing"

	"yunka/server/fault"
)

// People type hours in many ways; what cannot be meant is refused.
func TestHoursAsTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"":                        "[]",
		"06:30-08:30":             "[{1 390 510}]",
		"6:30-8:30, 16:00-18:30":  "[{1 390 510} {1 960 1110}]",
		"06：30－08：30，16：00～24：00": "[{1 390 510} {1 960 1440}]",
		"6-8；16至18":               "[{1 360 480} {1 960 1080}]",
		"7":                       "gate_hours",
		"07:60-08:00":             "gate_hours",
		"07:00-25:00":             "gate_hours",
		"-1:00-08:00":             "gate_hours",
		"六点半-八点":                  "gate_hours",
		"07:00-08:00-09:00":       "gate_hours",
		"😀":                       "gate_hours",
	} {
		list, bad, err := weekOf([8]string{typed})
		got := fmt.Sprint(list)
		if err != nil {
			got = fault.As(err).Code
			if bad != 1 {
				t.Errorf("%q: the day is not named", typed)
			}
		}
		if got != want {
			t.Errorf("%q: %s, want %s", typed, got, want)
		}
	}
}

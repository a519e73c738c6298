package app

import (
	"bytes"
	"strconv"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/demo"
	"yunka/server/scan/scantest"
	"yunka/server/sim"
)

// A lecture through HTTP: people scan the picture on the room's screen, as a camera would,
// and sign in; some twice. Nobody is lost and nobody counted twice, by the organiser's file.
func TestASimulatedLecture(t *testing.T) {
	began, morning := time.Now(), time.Date(2026, 11, 25, 10, 0, 0, 0, scantest.Noon.Location())
	a, d, _ := simulated(t, func() time.Time { return morning.Add(time.Since(began)) })
	people, err := demo.Signers(t.Context(), a.DB)
	if err != nil {
		t.Fatal(err)
	}
	c := sim.SigninConfig{URL: a.URL(), Organiser: d.Teacher.Login, Password: d.Teacher.Password, Length: time.Second, Repeats: 0.3}
	for i, person := range people[:40] {
		code, _, err := a.Accounts.IssueActivation(t.Context(), allow.Actor{Kind: allow.System}, person)
		if err != nil {
			t.Fatal(err)
		}
		login := "signer" + strconv.Itoa(i)
		if _, err := a.Accounts.Activate(t.Context(), code, login, "correct horse battery 7", "zh-CN"); err != nil {
			t.Fatal(err)
		}
		c.People = append(c.People, login+" correct horse battery 7")
	}
	var out bytes.Buffer
	c.Out = &out
	r, err := sim.RunSignin(t.Context(), c)
	t.Log(out.String())
	if err != nil || r.Signed != 40 || r.Lost+r.Doubled+r.Failed != 0 || r.Again == 0 {
		t.Errorf("%+v: %v", r, err)
	}
}

package phone_test

import (
	"bytes"
	"encoding/json"
	"image/png"
	"strconv"
	"strings"
	"testing"

	"yunka/server/web/webtest"
)

// The simple version of the card page is the code, the children and four large buttons:
// nothing of the whole page stands on it, and it is one press to go back.
func TestTheSimpleVersionHasFourButtons(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		parent := o.As(o.Parent.Person)
		o.Exec("UPDATE person SET phone = '13900001111' WHERE id = ?", o.Teacher.Person)
		whole := parent.Get("/card")
		whole.Has(t, 200, `class="quick"`, `href="/account"`, "长辈版")
		whole.HasNot(t, "tel:13900001111", `class="big"`)

		parent.Post("/look", nil, "theme", "", "size", "large").Want(t, 303, "/")
		page := parent.Get("/card")
		page.Has(t, 200, `data-size="large"`, "data-pass", `data-action="enlarge"`, `href="tel:13900001111"`, "给班主任打电话", "手机丢了，停用卡", "换回普通版",
			`id="child-`+o.Pupil.Person+`"`, `id="today"`)
		page.HasNot(t, `class="quick"`, "/withdraw", `class="foot"`)
		if n := strings.Count(page.Body, `class="big"`); n != 3 { // and the one in the card that enlarges the code
			t.Errorf("%d large buttons", n)
		}
		o.EveryFormHasItsRoute(page)

		parent.Post("/card/"+o.Parent.Card+"/freeze", nil).Want(t, 303, "/card")
		parent.Get("/card").Has(t, 200, `name="password"`, "/card/"+o.Parent.Card+"/unfreeze")
		parent.Post("/card/"+o.Parent.Card+"/unfreeze", nil, "password", webtest.SecretPhrase).Want(t, 303, "/card")

		o.Exec("UPDATE person SET phone = NULL WHERE id = ?", o.Teacher.Person)
		parent.Get("/card").HasNot(t, "tel:") // nobody to call
		parent.Post("/look", nil, "theme", "", "size", "normal").Want(t, 303, "/")
		parent.Get("/card").Has(t, 200, `class="quick"`)
	})
}

// The card page can be put on a phone's home screen: its manifest names icons that are
// there, of the size that it says.
func TestTheCardHasAManifest(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		parent := o.As(o.Parent.Person)
		parent.Get("/card").Has(t, 200, `rel="manifest" href="/manifest.webmanifest?lang=zh-CN"`, `rel="apple-touch-icon"`)
		a := o.Browser().Get("/manifest.webmanifest?lang=en")
		a.Has(t, 200, `"lang":"en"`, `"name":"Yunka · Campus card"`)
		if kind := a.Header.Get("Content-Type"); kind != "application/manifest+json" {
			t.Errorf("Content-Type %s", kind)
		}
		var said struct {
			Start string `json:"start_url"`
			Icons []struct{ Src, Sizes, Type, Purpose string }
		}
		if err := json.Unmarshal([]byte(a.Body), &said); err != nil || said.Start != "/card" {
			t.Fatal(err, said)
		}
		have := map[string]bool{}
		for _, icon := range said.Icons {
			file := o.Browser().Get(icon.Src)
			img, err := png.DecodeConfig(bytes.NewReader([]byte(file.Body)))
			if err != nil || file.Header.Get("Content-Type") != icon.Type {
				t.Fatal(icon, err, file.Header)
			}
			if size := strconv.Itoa(img.Width) + "x" + strconv.Itoa(img.Height); size != icon.Sizes {
				t.Errorf("%s is %s, said to be %s", icon.Src, size, icon.Sizes)
			}
			have[icon.Sizes+" "+icon.Purpose] = true
		}
		for _, want := range []string{"192x192 any", "512x512 any", "512x512 maskable"} {
			if !have[want] {
				t.Errorf("no icon %s in %v", want, have)
			}
		}
	})
}

package emulator

import (
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// The pages are plain: nobody at a school sees them.
var pages = template.Must(template.New("").Funcs(template.FuncMap{"yuan": func(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }, "say": say}).Parse(`
{{define "head"}}<!doctype html><html lang="{{say "lang" .Lang}}"><meta charset="utf-8"><link rel="icon" href="data:,"><meta name="viewport" content="width=device-width,initial-scale=1"><title>{{say "title" .Lang}}</title>
<style>body{font:17px/1.5 system-ui,sans-serif;margin:0 auto;padding:24px;max-width:640px;color:#1a1a1a;background:#fff}button{font:inherit;padding:12px 24px;min-height:44px}label{display:inline-flex;gap:8px;margin:4px 16px 4px 0;min-height:44px;align-items:center}td,th{text-align:left;padding:6px 12px 6px 0}</style>
<h1>{{say "title" .Lang}}</h1><p>{{say "unreal" .Lang}}</p>{{end}}
{{define "pay"}}{{template "head" .}}{{with .Order}}<p>{{.Text}}</p><h2>¥{{yuan .Total}}</h2>{{end}}
{{if eq .Order.State "NOTPAY"}}<form method="post"><input type="hidden" name="back" value="{{.Back}}"><button>{{say "pay" .Lang}}</button></form>{{else}}<p id="state">{{say .Order.State .Lang}}</p>{{if .Back}}<p><a href="{{.Back}}">{{say "back" .Lang}}</a></p>{{end}}{{end}}{{end}}
{{define "login"}}{{template "head" .}}<p>{{say "who" .Lang}}</p><form method="post">{{range $k, $v := .Asked}}<input type="hidden" name="{{$k}}" value="{{index $v 0}}">{{end}}<label>{{say "user" .Lang}} <input name="user" value="A" required maxlength="40"></label> <button>{{say "login" .Lang}}</button></form>{{end}}
{{define "control"}}{{template "head" .}}<h2>{{say "faults" .Lang}}</h2><form method="post" action="/emulator/faults">{{$on := .On}}{{$lang := .Lang}}{{range .Faults}}<label><input type="checkbox" name="fault" value="{{.}}" {{if index $on .}}checked{{end}}>{{.}}: {{say . $lang}}</label>{{end}}<p><button>{{say "set" .Lang}}</button></p></form>
<h2>{{say "code" .Lang}}</h2><form method="post" action="/emulator/code"><button>{{say "newcode" .Lang}}</button></form>{{if .Code}}<p id="code">{{.Code}}</p>{{end}}
<h2>{{say "orders" .Lang}}</h2><table>{{range .Orders}}<tr><td>{{.No}}<td>¥{{yuan .Total}}<td>{{say .State $lang}}<td>{{if eq .State "NOTPAY"}}<a href="/pay/{{.Page}}">{{say "pay" $lang}}</a>{{end}}</tr>{{end}}</table>{{end}}`))

func lang(r *http.Request) string {
	if strings.HasPrefix(r.Header.Get("Accept-Language"), "en") {
		return "en"
	}
	return "zh"
}

func (e *Emulator) pages() {
	e.mux.HandleFunc("GET /pay/{page}", e.payPage)
	e.mux.HandleFunc("POST /pay/{page}", e.pay)
	e.mux.HandleFunc("GET /{$}", e.control)
	e.mux.HandleFunc("POST /emulator/faults", func(w http.ResponseWriter, r *http.Request) {
		if r.ParseForm() != nil || e.Fault(r.PostForm["fault"]...) != nil {
			http.Error(w, "there is no such fault; there are "+strings.Join(Faults, ", "), http.StatusBadRequest)
			return
		}
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	e.mux.HandleFunc("GET /connect/oauth2/authorize", e.loginPage)
	e.mux.HandleFunc("POST /connect/oauth2/authorize", e.logIn)
	e.mux.HandleFunc("GET /sns/oauth2/access_token", e.token)
	e.mux.HandleFunc("POST /emulator/bridge", e.bridge)
	e.mux.HandleFunc("POST /emulator/code", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/?code="+e.Code(), http.StatusSeeOther)
	})
}

// Code is a new code of a phone, which pays once.
func (e *Emulator) Code() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	code := "13" + digits(16)
	e.codes[code] = ""
	return code
}

// Pay pays an order by its number, as somebody would on its page; false if it is not there
// or cannot be paid any more.
func (e *Emulator) Pay(number string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	o := e.orders[number]
	if o == nil || o.State != "NOTPAY" || !e.o.Now().Before(o.Expires) {
		return false
	}
	e.paid(o)
	return true
}

func (e *Emulator) onPage(page string) (o order, found bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, one := range e.orders {
		if one.Page == page {
			return *one, true
		}
	}
	return o, false
}

// payPage is what a QR code or an H5 link opens. redirect_url is where WeChat goes back to.
func (e *Emulator) payPage(w http.ResponseWriter, r *http.Request) {
	o, found := e.onPage(r.PathValue("page"))
	if !found {
		http.NotFound(w, r)
		return
	}
	draw(w, "pay", map[string]any{"Order": o, "Back": e.safe(r.URL.Query().Get("redirect_url")), "Lang": lang(r)})
}

// safe is an address of the merchant, to which alone WeChat goes back.
func (e *Emulator) safe(back string) string {
	u, err := url.Parse(back)
	home, _ := url.Parse(e.o.Keys.Merchant.Callback)
	if err != nil || back == "" || home == nil || u.Scheme != home.Scheme || u.Host != home.Host {
		return ""
	}
	return u.String()
}

func (e *Emulator) pay(w http.ResponseWriter, r *http.Request) {
	o, found := e.onPage(r.PathValue("page"))
	if !found {
		http.NotFound(w, r)
		return
	}
	e.Pay(o.No)
	if back := e.safe(r.PostFormValue("back")); back != "" {
		http.Redirect(w, r, back, http.StatusSeeOther)
		return
	}
	http.Redirect(w, r, r.URL.Path, http.StatusSeeOther)
}

func (e *Emulator) control(w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	on, list := map[string]bool{}, []order{}
	for f := range e.faults {
		on[f] = true
	}
	for _, o := range e.orders {
		list = append(list, *o)
	}
	e.mu.Unlock()
	slices.SortFunc(list, func(a, b order) int { return b.Expires.Compare(a.Expires) })
	draw(w, "control", map[string]any{"Faults": Faults, "On": on, "Orders": list[:min(len(list), 50)], "Code": r.URL.Query().Get("code"), "Lang": lang(r)})
}

func draw(w http.ResponseWriter, name string, v any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:")
	_ = pages.ExecuteTemplate(w, name, v)
}

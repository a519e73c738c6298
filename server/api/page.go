package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"embed"
	"encoding/base64"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"

	"yunka/server/fault"
	"yunka/server/reason"
	"yunka/views/msg"
)

// The page for integrators is our own: small files that keep the strict CSP.
// Swagger UI does, too, but is 1.7 MB; most others want a CDN or eval.
//
//go:embed page
var pageFiles embed.FS

// The examples are programs: a test runs each against a real server, with the
// same three words replaced as the page does.
//
//go:embed examples
var exampleFiles embed.FS

// What stands in the examples for the server, the token and the chip.
const (
	exampleURL   = "http://localhost:8080"
	exampleToken = "YOUR_TOKEN"
	exampleChip  = "YOUR_CHIP"
)

var pageTemplate = template.Must(template.ParseFS(pageFiles, "page/index.html"))

type example struct {
	Key, Name, Run, Source string
	First                  bool
}

// examples are the programs for a server at that address.
func examples(url string) (list []example) {
	for _, e := range []example{{Key: "curl", Name: "curl", Run: "sh reader.sh"}, {Key: "go", Name: "Go", Run: "go run reader.go"}, {Key: "java", Name: "Java", Run: "java Reader.java"}, {Key: "python", Name: "Python", Run: "python3 reader.py"}} {
		b, err := exampleFiles.ReadFile("examples/" + e.File())
		if err != nil {
			panic("api: " + err.Error()) // it is embedded
		}
		e.Source = strings.ReplaceAll(string(b), exampleURL, url)
		e.First = len(list) == 0
		list = append(list, e)
	}
	return list
}

// File is the last word of how it is run.
func (e example) File() string { return e.Run[strings.LastIndexByte(e.Run, ' ')+1:] }

type pageView struct {
	Lang, Nonce string
	W           func(zh, en string) string
	Examples    []example
	Answer      string
	Reasons     []reasonRow
	Problems    []problemRow
	Said        []saidRow // what the operations do, where the document's English is not the page's language
}

type saidRow struct{ Operation, Summary, Text string }

type reasonRow struct{ Code, Text string }

type problemRow struct {
	Status         int
	Code, Text, Do string
}

func (a *API) page(w http.ResponseWriter, r *http.Request) {
	b := make([]byte, 16)
	_, _ = rand.Read(b)                              // never fails
	l, asked := msg.Parse(r.URL.Query().Get("lang")) // it has no cookie: a link switches
	if !asked {
		l = msg.Negotiate(r.Header.Get("Accept-Language"))
	}
	ctx := msg.WithLang(context.Background(), l)
	en := msg.LangOf(ctx) == msg.En
	p := pageView{Lang: string(msg.LangOf(ctx)), Nonce: base64.RawURLEncoding.EncodeToString(b), Examples: examples(a.address(r)), Answer: sampleAnswer(en),
		W: func(zh, en string) string { return msg.Pick(ctx, zh, en) }}
	for _, c := range reason.All() {
		p.Reasons = append(p.Reasons, reasonRow{string(c), msg.Reason(ctx, c)})
	}
	for _, d := range problemDocs {
		p.Problems = append(p.Problems, problemRow{d.Status(), d.Code, p.W(d.zhText, d.enText), p.W(d.zhDo, d.enDo)})
	}
	for _, code := range slices.Sorted(maps.Keys(statusDocs)) {
		p.Problems = append(p.Problems, problemRow{statusDocs[code], code, p.W(statusWords[code][0], statusWords[code][1]), p.W(asInExamples[0], asInExamples[1])})
	}
	if !en {
		for _, id := range slices.Sorted(maps.Keys(operationWords)) {
			p.Said = append(p.Said, saidRow{id, operationWords[id][0], operationWords[id][1]})
		}
	}
	slices.SortStableFunc(p.Problems, func(x, y problemRow) int { return x.Status - y.Status })
	var buf bytes.Buffer
	if err := pageTemplate.Execute(&buf, p); err != nil {
		writeProblem(w, err)
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'nonce-"+p.Nonce+"' 'strict-dynamic'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", p.Lang)
	h.Set("Vary", "Accept-Language")
	_, _ = w.Write(buf.Bytes())
}

// address is this server's as the asking browser knows it. A Host that is no
// plain name stays out of programs that people copy.
func (a *API) address(r *http.Request) string {
	if a.URL != "" {
		return a.URL
	}
	scheme := "http"
	if a.Secure {
		scheme = "https"
	}
	for _, c := range r.Host {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !strings.ContainsRune(".-:[]", c) {
			return exampleURL
		}
	}
	if r.Host == "" {
		return exampleURL
	}
	return scheme + "://" + r.Host
}

func (a *API) pageFile(w http.ResponseWriter, r *http.Request) {
	types := map[string]string{"try.js": "text/javascript; charset=utf-8", "guide.js": "text/javascript; charset=utf-8", "try.css": "text/css; charset=utf-8"}
	kind, ok := types[r.PathValue("file")]
	if !ok {
		writeProblem(w, fault.New(fault.NotFound, "not_found"))
		return
	}
	b, err := pageFiles.ReadFile("page/" + r.PathValue("file"))
	if err != nil {
		writeProblem(w, err)
		return
	}
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(b)
}

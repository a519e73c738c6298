package api

import (
	"bytes"
	"crypto/rand"
	"embed"
	"encoding/base64"
	"html/template"
	"net/http"

	"yunka/server/fault"
	"yunka/views/msg"
)

// The page to try the API is our own: three small files that keep the strict
// CSP. Swagger UI does, too, but is 1.7 MB; most others want a CDN or eval.
//
//go:embed page
var pageFiles embed.FS

var pageTemplate = template.Must(template.ParseFS(pageFiles, "page/index.html"))

type pageWords struct {
	Lang, Nonce                                                              string
	Title, Lead, Token, TokenHint, Body, Path, Try, Curl, Copy, Answer, Spec string
}

func (a *API) page(w http.ResponseWriter, r *http.Request) {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	p := pageWords{Lang: "zh-CN", Nonce: base64.RawURLEncoding.EncodeToString(b),
		Title: "接口试用", Lead: "任何读头都能接入：一次刷卡发一个请求，只看 open。答复丢了，用同一个 key 再发一次。",
		Token: "终端令牌", TokenHint: "在控制台“终端”页添加读头时显示一次，只留在这个页面里", Body: "请求内容", Path: "路径参数和查询", Try: "发送", Curl: "同样的 curl 命令", Copy: "复制", Answer: "答复", Spec: "OpenAPI 文件"}
	if msg.Negotiate(r.Header.Get("Accept-Language")) == msg.En {
		p.Lang, p.Title, p.Lead = "en", "Try the API", "Any reader can connect: one request for each presentation, act on open alone. If an answer is lost, send the same key again."
		p.Token, p.TokenHint = "Terminal token", "Shown once when a reader is added on the console's terminals page; it stays on this page"
		p.Body, p.Path, p.Try, p.Curl, p.Copy, p.Answer, p.Spec = "Body", "Path and query", "Send", "The same with curl", "Copy", "Answer", "OpenAPI document"
	}
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

func (a *API) pageFile(w http.ResponseWriter, r *http.Request) {
	types := map[string]string{"try.js": "text/javascript; charset=utf-8", "try.css": "text/css; charset=utf-8"}
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

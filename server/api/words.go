package api

import (
	"context"
	"strings"

	"yunka/server/reason"
	"yunka/views/msg"
)

// Words implements scan.Words with the texts of views/msg.
type Words struct{}

func in(lang string) context.Context {
	return msg.WithLang(context.Background(), msg.Negotiate(lang))
}

// Neutral implements scan.Words.
func (Words) Neutral(lang string, d reason.Decision, r reason.Code) string {
	return msg.Neutral(in(lang), d, r)
}

// FirstName implements scan.Words.
func (Words) FirstName(name string) string { return msg.FirstName(name) }

// Detail implements scan.Words: the reason, and for a used code where and when.
func (Words) Detail(lang string, r reason.Code, usedAt, usedWhere string) string {
	return strings.Join(strings.Fields(msg.Reason(in(lang), r)+" "+usedWhere+" "+usedAt), " ")
}

// asInExamples is what to do about a code of the transport, in Chinese and English.
var asInExamples = [2]string{"照例子改请求", "Make the request as in the examples"}

// sampleAnswer is an answer as the page shows it.
func sampleAnswer(en bool) string {
	if en {
		return `{"scan":"01JD8K…","decision":"ALLOW","reason":"OK","open":true,"replay":false,"text":"Go ahead","at":"2026-11-23T07:46:02.118Z"}`
	}
	return `{"scan":"01JD8K…","decision":"ALLOW","reason":"OK","open":true,"replay":false,"text":"通过","at":"2026-11-23T07:46:02.118Z"}`
}

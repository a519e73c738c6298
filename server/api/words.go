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

package app_test

import (
	"yunka/server/allow"
)

// A command runs as the system; its cells say who else has its right.
func init() {
	add(map[string]probe{
		"COMMAND serve":             command(allow.Operate),
		"COMMAND migrate":           command(allow.Operate),
		"COMMAND demo":              command(allow.Operate),
		"COMMAND backup":            command(allow.Operate),
		"COMMAND restore":           command(allow.Operate),
		"COMMAND school create":     command(allow.Operate),
		"COMMAND admin reset":       command(allow.PeopleReset),
		"COMMAND admin add":         command(allow.Operate),
		"COMMAND import students":   command(allow.RosterImport),
		"COMMAND audit verify":      command(allow.Operate),
		"COMMAND ledger verify":     command(allow.Operate),
		"COMMAND clock accept":      command(allow.Operate),
		"COMMAND clock marks":       command(allow.Operate),
		"COMMAND doctor":            command(allow.Operate),
		"COMMAND sim phone":         command(allow.PagePublic), // a client like any other
		"COMMAND sim gate":          command(allow.PagePublic),
		"COMMAND sim pickup":        command(allow.PagePublic),
		"COMMAND sim freshmen":      command(allow.PagePublic),
		"COMMAND sim signin":        command(allow.PagePublic),
		"COMMAND sim lock":          command(allow.PagePublic),
		"COMMAND sim clock":         command(allow.PagePublic),
		"COMMAND emulate wechatpay": command(allow.PagePublic),
		"COMMAND routes":            command(allow.PagePublic),
		"COMMAND version":           command(allow.PagePublic),
	})
}

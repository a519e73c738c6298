package app

import (
	"cmp"
	"io"
	"log/slog"
	"slices"
	"time"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/api"
	"yunka/server/feed"
	"yunka/server/web"
)

// Route is an address of the program and what is asked of who calls it.
type Route struct {
	Method, Path string
	Action       allow.Action
}

// Routes is every route of pages and API, by path. It mounts them as the program
// does, on services without a database: they are listed, not called.
func Routes() (list []Route) {
	f := feed.New()
	kit, _ := Pages(PageDeps{Deps: web.Deps{Feed: f, Accounts: account.New(nil, f), Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: time.Now}})
	for _, r := range kit.Routes() {
		list = append(list, Route{r.Method, r.Pattern, r.Action})
	}
	for _, r := range api.Routes() {
		list = append(list, Route(r))
	}
	slices.SortFunc(list, func(a, b Route) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return list
}

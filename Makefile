# Two commands do all the set-up on a fresh machine:
#   make run    builds the browser modules and the program, starts it with a demo school
#   make test   everything CI runs
# And one is for all day:
#   make quick  lint, build, tests on SQLite without a browser and without -race

GO ?= go
VERSION ?= $(shell git describe --always --dirty 2>/dev/null || echo dev)
# Packages that also run in the browser; ./... skips js/wasm builds silently.
WASM_PACKAGES = ./wasm/... ./server/cardcode ./server/qr ./server/reason ./server/access/rule ./server/gatelist ./server/gatelog
# SQLite is C, translated to Go: under the race detector it costs three times what
# all the rest does, and its memory is its own. Our code, the driver and database/sql
# are watched.
RACE = -race -gcflags=modernc.org/sqlite/lib=-race=false -gcflags=modernc.org/libc/...=-race=false -gcflags=modernc.org/memory=-race=false

.PHONY: run build wasm generate test quick watched lint generated tidy vulnerable bench book crash faults soak clean

run: build
	./yunka serve --demo

build: wasm
	$(GO) build -trimpath -ldflags='-s -w -X yunka/server/cli.Version=$(VERSION)' -o yunka ./server

wasm:
	cd static/build && $(GO) run . wasm

# generate renews what is committed and made: go.sum, templ's Go code, static/dist, goldens.
generate:
	$(GO) mod tidy && cd static/build && $(GO) mod tidy && cd ../../e2e/bench && $(GO) mod tidy
	$(GO) tool templ generate
	npm ci --silent --no-audit --no-fund --prefix static/src
	cd static/build && $(GO) run .
	$(GO) test ./server/db -run Schema -update
	$(GO) test ./server/api -run OpenAPI -update
	$(GO) test ./views/book -update

# Packages whose tests drive a browser. A story that fails is told again, twice at
# most and five stories at most, and what needed that is named at the end: it is a
# fault to mend. All other tests run once. The stories run the server without the
# race detector: its packages' own tests, sockets and two servers among them, keep it.
STORIES = ./e2e ./views/book/...
# Packages that start a goroutine, or whose tests do: there the race detector has
# something to watch, and there it watches (TestWhatRunsBesideIsWatched). All other
# tests ask one question after the other, in three times the time under it; what
# they call is watched where it runs beside something. The matrix of rights, the
# ledger's random steps and their like go by themselves without it, too (RACELESS).
STARTS = (^|[;{])[[:space:]]*go [a-zA-Z(]|\.Go\(|\.Parallel\(\)|RunParallel\(|\.AfterFunc\(
WATCHED = $(addprefix ./,$(shell grep -rlE --include='*.go' '$(STARTS)' server wasm static/*.go | sed 's|/[^/]*$$||' | sort -u))
PLAIN = $(filter-out $(addprefix yunka/,$(WATCHED:./%=%)), $(shell $(GO) list ./... | grep -v -e /e2e -e /views/book))
RACELESS = -run '^(TestMatrix|TestOtherSitesChangeNothing|TestRandomStepsAnswerAsTheModel|TestDemoPrintsOnlyItsShape)$$' ./server/app ./server/ledger ./server/cli
GOTESTSUM = $(GO) tool gotestsum --format pkgname-and-test-fails --hide-summary skipped

# lint has vetted what is tested with -vet=off.
test: wasm
	.ci/setup
	$(GO) build -o bin/pebble github.com/letsencrypt/pebble/v2/cmd/pebble
	@$(MAKE) --no-print-directory tidy lint generated vulnerable
	@rm -f bin/*.json bin/flaky
	@red=0; \
	$(GO) run ./server/db/dbtest/pgrun -- $(GOTESTSUM) --jsonfile bin/plain.json -- -vet=off -shuffle=on -timeout 40m $(PLAIN) || red=1; \
	$(GO) run ./server/db/dbtest/pgrun -- $(GOTESTSUM) --jsonfile bin/raceless.json -- -vet=off -timeout 40m $(RACELESS) || red=1; \
	$(GO) run ./server/db/dbtest/pgrun -- $(GOTESTSUM) --jsonfile bin/watched.json -- $(RACE) -vet=off -shuffle=on -timeout 40m $(WATCHED) || red=1; \
	$(GOTESTSUM) --jsonfile bin/stories.json --rerun-fails=2 --rerun-fails-max-failures=5 --rerun-fails-report bin/flaky --packages '$(STORIES)' -- -tags browser -timeout 40m || red=1; \
	.ci/summary bin/flaky bin/plain.json bin/raceless.json bin/watched.json bin/stories.json; exit $$red

quick: lint build
	YUNKA_TEST_ENGINES=sqlite $(GO) test $(PLAIN) $(WATCHED)

watched:
	@echo $(WATCHED)

tidy:
	$(GO) mod tidy -diff
	cd static/build && $(GO) mod tidy -diff
	cd e2e/bench && $(GO) mod tidy -diff

# vulnerable asks Go's vulnerability database, where that answers.
vulnerable:
	@if curl -sfm 10 -o /dev/null https://vuln.go.dev/index/db.json; then $(GO) tool govulncheck ./server; \
	else echo "Go's vulnerability database does not answer: govulncheck is left out"; fi

lint:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "not gofmt'ed:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	$(GO) vet -tags browser ./views/book/...
	cd e2e/bench && $(GO) vet ./...
	GOOS=js GOARCH=wasm $(GO) vet $(WASM_PACKAGES)
	@mkdir -p bin && $(GO) build -o bin/staticcheck honnef.co/go/tools/cmd/staticcheck
	bin/staticcheck ./...
	@# staticcheck does not know go:wasmexport and would call every export unused
	GOOS=js GOARCH=wasm bin/staticcheck -checks inherit,-U1000 $(WASM_PACKAGES)

# generated fails when what is committed is not what its sources say. The css
# and js need npm's packages: without npm a laptop leaves that half to CI.
generated:
	$(GO) tool templ generate >/dev/null 2>&1
	git diff --exit-code -- '*_templ.go'
	@if command -v npm >/dev/null; then \
	  npm ci --silent --no-audit --no-fund --prefix static/src && (cd static/build && $(GO) run .) && git add -AN static/dist && git diff --exit-code --stat -- static/dist; \
	elif [ -n "$$CI" ]; then echo "no npm: static/dist cannot be compared"; exit 1; \
	else echo "no npm: static/dist is not compared"; fi

bench:
	$(GO) test -run '^$$' -bench . -benchtime 3s -timeout 30m ./server/gatelist ./server/feed ./server/scan ./server/cardcode ./server/roster ./server/app ./server/stats ./server/attendance/register ./server/till ./server/wallet ./server/library ./server/dorm/night ./e2e
	cd e2e/bench && $(GO) run . && $(GO) run . -restart

crash:
	YUNKA_CRASH_ROUNDS=50 $(GO) test -run Crash -timeout 60m -v ./server/scan

# faults breaks what two servers stand on, one thing after the other (package e2e/faults);
# soak runs one at a school's pace and prints what grows: SOAK=2h for longer.
faults:
	YUNKA_FAULTS=yes $(GO) test -v -count=1 -run TestFaults -timeout 40m ./e2e/faults

SOAK = 20m
soak:
	YUNKA_SOAK=$(SOAK) $(GO) test -v -count=1 -run TestSoak -timeout 0 ./e2e/faults

# book draws every page of views/book as PNG below book/.
book:
	$(GO) run ./views/book/shoot

clean:
	rm -rf yunka bin book static/dist/wasm

# Two commands for a newcomer: make run, make test.
.PHONY: run test test-go test-web e2e check gen build bench clean

BIN := bin/fourthirty
NPM := cd frontend && npm
WEB := $(shell find frontend/src frontend/public frontend/index.html frontend/docs.html frontend/vite.config.ts 2>/dev/null)

run: build ## start everything with demo data and print the address and the logins
	$(BIN) serve --demo

build: frontend/dist/index.html
	go build -o $(BIN) ./cmd/fourthirty

frontend/node_modules/.package-lock.json: frontend/package.json frontend/package-lock.json
	$(NPM) ci --no-audit --no-fund
	@touch $@

frontend/dist/index.html: frontend/node_modules/.package-lock.json $(WEB)
	$(NPM) run build

test: test-go test-web e2e ## every test, in the browser too

test-go: frontend/node_modules/.package-lock.json
	go test -timeout 10m ./api/... ./cmd/... ./pkg/... ; status=$$? ; go run ./pkg/dbtest/stop ; exit $$status

test-web: frontend/node_modules/.package-lock.json
	$(NPM) test

e2e: build
	sh frontend/scripts/ensure-chromium.sh
	$(NPM) run e2e

gen: frontend/node_modules/.package-lock.json ## write openapi.yaml and the generated client
	go run ./cmd/openapi
	$(NPM) run gen

check: gen ## formatting, vet, linters, and no difference between the annotations and the committed contract
	git diff --exit-code -- openapi.yaml api/openapi.gen.json api/openapi.gen.yaml frontend/src/client
	test -z "$$(gofmt -l api cmd pkg frontend/*.go)"
	go vet ./api/... ./cmd/... ./pkg/...
	go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run ./api/... ./cmd/... ./pkg/...
	$(NPM) run lint
	$(NPM) run lint:spec
	$(NPM) run lint:sql

bench: build ## ratios against bare SQL and a hand-written server, in one run
	go run ./cmd/bench

clean:
	rm -rf bin frontend/dist/assets frontend/dist/*.html

# One command says whether the work is good: "make test". Continuous
# integration runs the same (see .ci/run).
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

# The linter has a module of its own, so that its hundreds of dependencies stay
# out of ours. Go builds it once and keeps it in the build cache.
LINT := go tool -modfile=.ci/tools/go.mod golangci-lint

# Folders whose tests must have stood on a real Postgres, or in a real browser,
# before "make test" may pass. Test files that call testkit add their own.
ON_POSTGRES := internal/testkit,internal/store
ON_CHROMIUM := internal/testkit

.PHONY: help
help: ## say what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

.PHONY: test
test: needs format generated vet lint unit ## everything: programs, format, generated code, vet, lint, all tests

.PHONY: needs
needs: ## the programs that the tests need are there, or are installed
	@.ci/needs

.PHONY: format
format: ## all Go code is formatted
	@wrong=$$(find . -name '*.go' -not -name '*_templ.go' -not -path './.*' -exec gofmt -l {} +); \
	if [ -n "$$wrong" ]; then echo "Not formatted (make fmt does it):"; echo "$$wrong"; exit 1; fi
	@echo "All Go code is formatted."

.PHONY: generated
generated: ## the generated code belongs to its sources
	@.ci/generated

.PHONY: vet
vet: ## go vet
	@go vet ./...
	@echo "go vet has nothing to say."

.PHONY: lint
lint: ## golangci-lint, as .golangci.yml says
	@$(LINT) run ./...

# Never from the cache: each time on the real database and in the real browser.
# The long walks (every route as everybody, every field with hostile words, whole
# stories in a browser) ask thousands of times for the same few paths of code:
# they go without the race detector, in a run of their own beside the other, so
# that two cores have something to do. What both runs say goes to one verdict.
LONG := ^(TestMatrix|TestTemplatesToTheirEnd|TestEveryExerciseThroughARound|TestEveryExerciseOnAPhone|TestEveryPageIsLookedAt|TestFourWeeks|TestTheLine|TestTheLineOverJSON|TestTheDemoInABrowser|TestDemoCommand|TestTheDemoCanBeBuiltAtAnyMoment|TestReviewsInABrowser|TestAnythingAnywhere|TestHostileObjects|TestBadFieldsAreMarkedAndChangeNothing|TestBadBodies|TestWhatRowanKeepsNoorCannotTell|TestEachUseCaseLeavesItsEntry)$$

.PHONY: unit
unit: ## all tests, none left out; with the race detector but for the long walks
	@mkdir -p bin
	@go build -o bin/verdict ./internal/testkit/verdict
	@{ go test -count=1 -timeout 60m -run '$(LONG)' -json ./cmd/tandem >bin/long.json & long=$$!; \
	   CGO_ENABLED=1 go test -race -count=1 -timeout 60m -skip '$(LONG)' -json ./... && short=0 || short=1; \
	   wait $$long && long=0 || long=1; cat bin/long.json; exit $$((short + long)); } \
		| bin/verdict -postgres $(ON_POSTGRES) -chromium $(ON_CHROMIUM)

.PHONY: short
short: ## PARTIAL: what changed only, no race detector, no lint; not enough to commit
	@go vet ./...
	@go test -timeout 5m ./...
	@echo "PARTIAL: no race detector, no lint, no check of generated code, results from the cache. Run \"make test\" before you commit."

# Not part of the tests: figures depend on the machine. That what is measured
# still works, the tests do see.
.PHONY: bench
bench: ## how fast it is: both databases, with allocations and peak memory
	@go test -run '^$$' -bench . -benchmem -timeout 30m ./cmd/tandem ./internal/access ./internal/pdf \
		| sed -E 's/^Benchmark//; s/ ns\/op/ ns/; s/ B\/op/ B/; s/ allocs\/op/ allocs/' | expand -t 44,58,78,100,118

.PHONY: fmt
fmt: ## format the code
	@find . -name '*.go' -not -name '*_templ.go' -not -path './.*' -exec gofmt -w {} +
	@if [ -n "$$(find templates -name '*.templ')" ]; then go tool templ fmt templates; fi

.PHONY: generate
generate: ## generate Go code from the components
	@.ci/generated write

.PHONY: build
build: ## the program, in bin/tandem
	@mkdir -p bin
	@CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o bin/tandem ./cmd/tandem

.PHONY: demo
demo: ## a practice full of synthetic couples, on this machine only
	@go run ./cmd/tandem demo

.PHONY: clean
clean: ## remove what building left behind
	@rm -rf bin

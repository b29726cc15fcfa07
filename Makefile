# Plain go commands do the same; see README.md. Without a target: help.
.DEFAULT_GOAL := help
.PHONY: help build test bench compare peers engines gate baseline lint fuzz mutants tidy ci

ARGS ?= --workload skewed
FUZZTIME ?= 50000x

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## compile every package
	go build ./...

test: ## run the tests under the race detector
	go test -race ./...

bench: ## run every strategy over the presets, for benchstat
	go test -run '^$$' -bench . ./bench

compare: ## compare strategies; other flags: make compare ARGS="--workload all"
	go run ./cmd/compare $(ARGS)

peers: ## build ./compare with other people's pools in it
	go build -C bench/peers -o ../../compare ./compare

engines: ## build ./compare with queues between processes in it; Redis is a Debian package
	go build -C strategies/remote/engines -o ../../../compare ./compare

gate: ## has scheduling become worse, or what a job allocates?
	go run ./cmd/compare gate --baseline results/baseline

baseline: ## make what the gate compares with anew, if a change is meant
	.ci/baseline

lint: ## check format, go vet and staticcheck
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then echo "not formatted: $$unformatted" >&2; exit 1; fi
	go vet ./... && go vet -tags interleave ./pool/... ./strategies/... && go -C bench/peers vet ./... && go -C pool/otel vet ./... && go -C strategies/remote vet ./... && go -C strategies/remote/asynq vet ./... && go -C strategies/remote/engines vet ./... && go -C strategies/remote/rabbitmq vet ./... && go -C strategies/remote/river vet ./...
	go tool -modfile=.ci/tools/go.mod staticcheck ./...

fuzz: ## run each fuzz target shortly; longer: make fuzz FUZZTIME=1000000x
	.ci/fuzz $(FUZZTIME)

mutants: ## put mistakes into the code: do the tests catch each? some: make mutants ONLY=deque
	go -C .ci/mutants run . -only '$(ONLY)'

tidy: ## format the code and tidy go.mod
	gofmt -w .
	go mod tidy
	cd .ci/tools && go mod tidy
	cd bench/peers && go mod tidy
	cd pool/otel && go mod tidy
	cd strategies/remote && go mod tidy
	cd strategies/remote/asynq && go mod tidy
	cd strategies/remote/engines && go mod tidy
	cd strategies/remote/rabbitmq && go mod tidy
	cd strategies/remote/river && go mod tidy
	cd .ci/browser && go mod tidy
	cd .ci/mutants && go mod tidy

ci: ## run all that CI runs
	.ci/run

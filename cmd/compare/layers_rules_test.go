package main_test

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestRulesCatch feeds the rules one package that breaks each, and packages that
// break none.
func TestRulesCatch(t *testing.T) {
	const own = module + "/"
	tests := []struct {
		name, text string
		want       string // in the only problem; "": none
	}{
		{"pool/a.go", `package pool; import _ "time"`, ""},
		{"pool/a.go", `package pool; import _ "example.com/x"`, "imports example.com/x"},
		{"pool/a.go", `package pool; import _ "` + own + `strategies"`, "imports " + own + "strategies"},
		{"pool/a_test.go", `package pool; import _ "` + own + `strategies"`, ""},
		{"strategies/a.go", `package strategies; import _ "` + own + `strategies/internal/deque"`, ""},
		{"strategies/a.go", `package strategies; import _ "example.com/x"`, ""},
		{"strategies/internal/deque/a.go", `package deque; import _ "` + own + `bench"`, "imports " + own + "bench"},
		{"strategies/strategytest/a.go", `package strategytest; import _ "` + own + `strategies/internal/deque"`, "imports"},
		{"bench/record/a.go", `package record; import _ "` + own + `pool"`, "imports " + own + "pool"},
		{"bench/cli/a.go", `package cli; import _ "` + own + `bench/report"`, ""},
		{"bench/cli/a.go", `package cli; import _ "` + own + `cmd/compare"`, "imports " + own + "cmd/compare"},
		{"bench/news/a.go", `package news`, "bench/news has no row"},
		{"bench/testdata/news/a.go", `package news`, ""},
		{".ci/news/a.go", `package news`, ""},
		{"a.go", `package poolbench`, "has no row"},

		{"pool/a.go", `package pool; import "context"; func (p *WorkerPool[T, R]) Run() { context.Background() }`, ""},
		{"pool/a.go", `package pool; import "context"; func (p *WorkerPool[T, R]) Start() { context.Background() }`, "context.Background in pool.WorkerPool.Start"},
		{"pool/a.go", `package pool; import c "context"; var x = c.TODO()`, "context.TODO"},
		{"bench/a.go", `package bench; import "context"; var x = context.Background()`, "context.Background"},
		{"cmd/compare/a.go", `package main; import "context"; var x = context.Background()`, ""},
		{"pool/a.go", `package pool; import "runtime"; func f() { runtime.Gosched() }`, "runtime.Gosched"},
		{"strategies/internal/deque/a.go", `package deque; import "time"; func f() { go time.Sleep(1) }`, "time.Sleep"},
		{"strategies/strategytest/a.go", `package strategytest; import "time"; func f() { time.Sleep(1) }`, ""},
		{"strategies/a.go", `package strategies; import "time"; var now = time.Now`, "time.Now"},
		{"pool/a.go", `package pool; import "time"; var now = time.Now`, ""},
	}
	rows := parseLayers(t, layers)
	for _, tt := range tests {
		sources := parseSources(t, fstest.MapFS{
			tt.name:               {Data: []byte(tt.text)},
			"workloads/clean.go":  {Data: []byte("package workloads")},
			".ci/tools/ignored.x": {},
		})
		problems := append(checkLayers(rows, sources), checkCalls(rows, sources)...)
		switch {
		case tt.want == "" && len(problems) > 0:
			t.Errorf("%s: %s\n\tproblems %q, want none", tt.name, tt.text, problems)
		case tt.want != "" && (len(problems) != 1 || !strings.Contains(problems[0], tt.want)):
			t.Errorf("%s: %s\n\tproblems %q, want one with %q", tt.name, tt.text, problems, tt.want)
		}
	}
}

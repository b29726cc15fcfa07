package pool_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"

	. "github.com/go-foundations/poolbench/pool"
)

// settings are the With methods, and OnWorker.
var settings = map[string]func(*WorkerPool[int, int]){
	"WithProcessor":        func(p *WorkerPool[int, int]) { p.WithProcessor(double) },
	"WithStrategy":         func(p *WorkerPool[int, int]) { p.WithStrategy(groups{1}) },
	"WithDiscipline":       func(p *WorkerPool[int, int]) { p.WithDiscipline(FIFO{}) },
	"WithFactory":          func(p *WorkerPool[int, int]) { p.WithFactory(nil) },
	"WithLogger":           func(p *WorkerPool[int, int]) { p.WithLogger(nil) },
	"WithHandler":          func(p *WorkerPool[int, int]) { p.WithHandler(nil) },
	"WithoutResults":       func(p *WorkerPool[int, int]) { p.WithoutResults() },
	"WithUnboundedResults": func(p *WorkerPool[int, int]) { p.WithUnboundedResults() },
	"WithMonitor":          func(p *WorkerPool[int, int]) { p.WithMonitor(nil) },
	"OnWorker":             func(p *WorkerPool[int, int]) { p.OnWorker(nil) },
}

// panicOf returns what f panics with, or nil.
func panicOf(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return nil
}

// TestWithWhileRunning: the With methods panic while a stream or a Run is
// running, and name themselves; before and after they do not.
func TestWithWhileRunning(t *testing.T) {
	pool := reflect.TypeFor[*WorkerPool[int, int]]()
	for i := range pool.NumMethod() { // methods that return the pool
		if m := pool.Method(i); m.Type.NumOut() == 1 && m.Type.Out(0) == pool && settings[m.Name] == nil {
			t.Errorf("no test of %s", m.Name)
		}
	}
	for name, set := range settings {
		want := fmt.Sprintf("pool: %s called while the pool runs: call it before Start and Run", name)
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := NewWithConfig[int, int](Config{NumWorkers: 1})
				during := func(when string) {
					t.Helper()
					if v := panicOf(func() { set(p) }); v != want {
						t.Errorf("%s: %s: panic %v, want %q", name, when, v, want)
					}
				}
				around := func(when string) {
					t.Helper()
					if v := panicOf(func() { set(p) }); v != nil {
						t.Errorf("%s: %s: panic %v, want none", name, when, v)
					}
					p.WithStrategy(nil).WithHandler(nil).WithProcessor(func(context.Context, Job[int]) (int, error) {
						during("in a job")
						return 0, nil
					})
				}
				around("before Start")
				if err := p.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				during("after Start")
				p.Submit(t.Context(), Job[int]{})
				p.Close()
				around("after Close")
				p.AddJob(Job[int]{})
				if _, err := p.Run(); err != nil {
					t.Fatal(err)
				}
				around("after Run")
				p.WithProcessor(nil)
				if p.Start(t.Context()) == nil {
					t.Error("Start without a processor: no error")
				}
				if _, err := p.Run(); err == nil {
					t.Error("Run without a processor: no error")
				}
				around("after a Start and a Run that failed")
			})
		})
	}
}

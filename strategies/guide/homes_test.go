package guide_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// TestHomes: in less than sixty lines, Homes keeps as many jobs at home as Affinity does.
func TestHomes(t *testing.T) {
	text, err := os.ReadFile("guide_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(text), "// begin: homes\n\n")
	block, _, _ = strings.Cut(block, "\n// begin: ")
	if n := strings.Count(block, "\n"); n >= 60 || n < 20 {
		t.Errorf("%d lines, want less than 60", n)
	}
	homes, affinity, any := atHome(t, Homes{}), atHome(t, strategies.Affinity{}), atHome(t, strategies.SharedQueue{})
	if homes < affinity-0.03 || homes < any+0.1 {
		t.Errorf("share at home: %.3f, want as much as %.3f of affinity, and more than %.3f of a shared queue", homes, affinity, any)
	}
}

// atHome returns the share of the jobs that run on the worker of the one of their key before,
// of 40 keys on 4 workers at 80 % load.
func atHome(t *testing.T, d pool.Discipline) float64 {
	const jobs = 10_000
	r := rand.New(rand.NewPCG(1, 2))
	tasks := make([]pool.Job[workloads.Task], jobs)
	arrivals := make([]time.Duration, jobs)
	at := time.Duration(0)
	for i := range tasks {
		service := 1 + time.Duration(r.ExpFloat64()*1e9)
		tasks[i] = pool.Job[workloads.Task]{Key: fmt.Sprint("key-", r.IntN(40)), Data: workloads.Task{Service: service, CPU: service, Seed: uint32(i)}}
		at += time.Duration(r.ExpFloat64() * 1e9 / 3.2)
		arrivals[i] = at
	}
	by := make([]int, jobs)
	_, err := virtual.Simulation{
		Discipline: d, Workers: 4, Seed: 1, Jobs: jobs, Arrivals: arrivals,
		Job:   func(i int) *pool.Job[workloads.Task] { return &tasks[i] },
		Ended: func(e virtual.Ended) { by[e.Job] = e.Worker },
	}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	last, home := make(map[string]int), 0.0
	for i := range tasks {
		if w, ok := last[tasks[i].Key]; ok && w == by[i] {
			home++
		}
		last[tasks[i].Key] = by[i]
	}
	return home / jobs
}

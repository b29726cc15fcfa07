package cli

import (
	"context"
	"fmt"
	"os"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/pool"
)

// stranger is a contender that somebody else wrote.
type stranger struct {
	name string
	run  func(ctx context.Context, jobs []pool.Job[int], do pool.Processor[int, uint64]) error
}

func (s stranger) Name() string { return s.name }

func (s stranger) Run(ctx context.Context, _ int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (bench.Report, error) {
	return bench.Report{}, s.run(ctx, jobs, do)
}

// inOrder does the jobs one after the other.
func inOrder(ctx context.Context, jobs []pool.Job[int], do pool.Processor[int, uint64]) error {
	for _, job := range jobs {
		if _, err := do(ctx, job); err != nil {
			return err
		}
	}
	return nil
}

// strangers are the contenders that tests name.
var strangers = []bench.Contender{
	stranger{"one-by-one", inOrder},
	stranger{"forgetful", func(ctx context.Context, jobs []pool.Job[int], do pool.Processor[int, uint64]) error {
		return inOrder(ctx, jobs[1:], do)
	}},
	stranger{"panicky", func(context.Context, []pool.Job[int], pool.Processor[int, uint64]) error {
		done := make(chan bool)
		go func() { defer close(done); panic("it hurts") }()
		<-done
		return nil
	}},
	stranger{"hanging", func(context.Context, []pool.Job[int], pool.Processor[int, uint64]) error { select {} }},
	stranger{"talkative", func(ctx context.Context, jobs []pool.Job[int], do pool.Processor[int, uint64]) error {
		fmt.Println("debugging", len(jobs))
		fmt.Fprintln(os.Stderr, "more of it")
		return inOrder(ctx, jobs, do)
	}},

	// Names that no flag could name, or that are taken.
	stranger{"chunked", inOrder},
	stranger{"all", inOrder},
	stranger{"My Own", inOrder},
}

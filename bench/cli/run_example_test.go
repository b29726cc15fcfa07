package cli_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/cli"
	"github.com/go-foundations/poolbench/pool"
)

// Newest is a discipline of one's own: last in, first out.
type Newest struct{}

func (Newest) Name() string { return "newest-first" }

func (Newest) NewQueue(pool.Setup) (pool.Queue, error) { return new(stack), nil }

type stack struct {
	mu   sync.Mutex
	jobs []int
}

func (s *stack) Push(t pool.Ticket) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.jobs = append(s.jobs, t.Index)
	return pool.AnyWorker
}

func (s *stack) Pop(_ int, dst []int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.jobs)
	if n == 0 {
		return 0
	}
	dst[0] = s.jobs[n-1]
	s.jobs = s.jobs[:n-1]
	return 1
}

// Run is Main without a process to end: here, to see that the command knows the
// contender.
func ExampleRun() {
	var out strings.Builder
	code := cli.Run(context.Background(), cli.Env{
		Args: []string{"list", "strategies"}, Stdout: &out, Stderr: os.Stderr,
	}, bench.Discipline(Newest{}))
	for line := range strings.Lines(out.String()) {
		if strings.Contains(line, "newest-first") {
			fmt.Println(strings.Join(strings.Fields(line), " "))
		}
	}
	fmt.Println("exit code", code)
	// Output:
	// newest-first own came with this program
	// exit code 0
}

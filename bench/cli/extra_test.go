package cli

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"testing"

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
	stranger{"spinning", func(ctx context.Context, _ []pool.Job[int], _ pool.Processor[int, uint64]) error {
		for ctx.Err() == nil {
		}
		return nil
	}},
	stranger{"talkative", func(ctx context.Context, jobs []pool.Job[int], do pool.Processor[int, uint64]) error {
		fmt.Println("debugging", len(jobs))
		fmt.Fprintln(os.Stderr, "more of it")
		return inOrder(ctx, jobs, do)
	}},

	bench.Discipline(latest{}),
	stranger{"gated", func(ctx context.Context, jobs []pool.Job[int], do pool.Processor[int, uint64]) error {
		conn, err := net.Dial("tcp", os.Getenv("CLI_TEST_GATE"))
		if err != nil {
			return err
		}
		defer conn.Close()
		if _, err := conn.Read(make([]byte, 2)); err != nil {
			return err
		}
		return inOrder(ctx, jobs, do)
	}},

	// Names that no flag could name, or that are taken.
	stranger{"chunked", inOrder},
	stranger{"all", inOrder},
	stranger{"My Own", inOrder},
}

// TestExtra: a stranger's contender takes part like any other.
func TestExtra(t *testing.T) {
	dir := t.TempDir()
	o := compareWith(t.Context(), "one-by-one", small(dir, "--strategy", "chunked,one-by-one")...)
	o.want(t, exitFine)
	if !strings.Contains(o.stdout, "one-by-one") {
		t.Errorf("the answer does not name one-by-one:\n%s", o.stdout)
	}
	o = compareWith(t.Context(), "one-by-one", small(dir, "--strategy", "all", "--rounds", "1", "--format", "csv")...)
	o.want(t, exitFine)
	if !strings.Contains(o.stdout, ",one-by-one,") || !strings.Contains(o.stdout, ",work-stealing,") {
		t.Errorf("all strategies are not also one-by-one:\n%s", o.stdout)
	}
	o = compareWith(t.Context(), "one-by-one", "list", "strategies")
	o.want(t, exitFine)
	if !strings.Contains(o.stdout, "  one-by-one ") || !strings.Contains(o.stdout, "  chunked ") {
		t.Errorf("listed:\n%s\nwant one-by-one among them", o.stdout)
	}
	o = compareWith(t.Context(), "one-by-one", "--strategy", "one-by-on")
	o.wantRefused(t, `strategy "one-by-on": unknown; did you mean "one-by-one"?`)
}

// TestExtraLeftOut: who has written a contender and does not see it is told why.
func TestExtraLeftOut(t *testing.T) {
	const log = "../recommend/sample.csv"
	for _, tt := range []struct {
		args []string
		want string
	}{
		{small(t.TempDir(), "--virtual"), "latest-first is left out: --strategy shared-queue,chunked,latest-first adds it\n"},
		{small(t.TempDir(), "--virtual", "--strategy", "chunked,latest-first"), ""},
		{small(t.TempDir(), "--virtual", "--strategy", "usual", "--rounds", "1"), ""},
		{[]string{"recommend", "--jobs-file", log, "--confirm", "0", "--strategy", "work-stealing"}, "latest-first is left out: --strategy work-stealing,latest-first adds it\n"},
		{[]string{"scale", "--virtual", "--workload", "tiny-jobs", "--jobs", "100", "--rounds", "1", "--strategy", "chunked", "--results", "none"}, "latest-first is left out: --strategy chunked,latest-first adds it\n"},
	} {
		o := compareWith(t.Context(), "latest-first", tt.args...)
		o.want(t, exitFine, tt.want)
		if tt.want == "" && strings.Contains(o.stderr, "left out") || strings.Count(o.stderr, "left out") > 1 {
			t.Errorf("%q: %s", tt.args, o.stderr)
		}
	}
	o := compareWith(t.Context(), "one-by-one", small(t.TempDir(), "--virtual", "--load", "0.5", "--strategy", "usual", "--rounds", "1")...)
	o.want(t, exitFine, "one-by-one is left out: ", ", and --load and --arrivals make a stream\n")
}

// TestExtraNames: a contender that no flag could name is refused, whatever the
// command.
func TestExtraNames(t *testing.T) {
	for _, tt := range []struct{ names, want string }{
		{"chunked", `strategy "chunked": there are two with that name`},
		{"one-by-one,one-by-one", `strategy "one-by-one": there are two with that name`},
		{"My Own", `strategy name "My Own": want lower-case words joined by hyphens`},
		{"all", `strategy name "all": want`},
	} {
		for _, command := range []string{"list", "help", "--rounds=1"} {
			compareWith(t.Context(), tt.names, command).wantRefused(t, tt.want)
		}
	}
}

// TestExtraFails: a contender that does not do its jobs is told of, the others
// are ranked all the same, and the exit code says that something is broken.
func TestExtraFails(t *testing.T) {
	o := compareWith(t.Context(), "forgetful", small(t.TempDir(), "--strategy", "chunked,forgetful,shared-queue")...)
	o.want(t, exitUnusable, "stored: ", `compare: strategy "forgetful": failed; see the answer`+"\n")
	for _, s := range []string{"failed: forgetful on tiny-jobs", "2 of 2 trials, first in round 1: job 0 of 200 did not run", "chunked", "shared-queue"} {
		if !strings.Contains(o.stdout, s) {
			t.Errorf("the answer lacks %q:\n%s", s, o.stdout)
		}
	}
}

// TestExtraEndsRound: a contender that takes its process along, or never ends, is
// named, and what is known of the others is answered and stored.
func TestExtraEndsRound(t *testing.T) {
	for _, tt := range []struct {
		name, patience string
		stderr         []string
		stdout         string
	}{
		{"panicky", "1m", []string{`round 1: the process ended during strategy "panicky" on workload "tiny-jobs"`, "exit status 2", "panic: it hurts"}, "the process ended: exit status 2"},
		{"hanging", "5s", []string{`round 1: strategy "hanging" on workload "tiny-jobs"`, "did not end within 5s: it hangs, or its jobs need a longer --patience"}, "did not end within 5s"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			o := compareWith(t.Context(), tt.name, small(dir, "--strategy", "chunked,"+tt.name, "--patience", tt.patience)...)
			o.want(t, exitUnusable, append(tt.stderr, "stored: ")...)
			for _, s := range []string{"failed: " + tt.name + " on tiny-jobs", "first in round 1: " + tt.stdout} {
				if !strings.Contains(o.stdout, s) {
					t.Errorf("the answer lacks %q:\n%s", s, o.stdout)
				}
			}
			compareWith(t.Context(), "", "show", sidecar(t, dir)).want(t, exitFine)
		})
	}
}

// TestExtraPrints: what a contender prints does not get in the way.
func TestExtraPrints(t *testing.T) {
	o := compareWith(t.Context(), "talkative", small(t.TempDir(), "--strategy", "chunked,talkative")...)
	o.want(t, exitFine)
	if strings.Contains(o.stdout, "debugging") || !strings.Contains(o.stdout, "talkative") {
		t.Errorf("stdout:\n%s\nwant an answer that names talkative, and nothing of what it printed", o.stdout)
	}
}

// TestExtraIsDiscipline: a discipline is a contender by its own name, and does
// its jobs.
func TestExtraIsDiscipline(t *testing.T) {
	var stdout bytes.Buffer
	code := Run(t.Context(), Env{Args: []string{"list", "strategies"}, Stdout: &stdout}, bench.Discipline(latest{}))
	if code != exitFine || !strings.Contains(stdout.String(), "  latest-first ") {
		t.Errorf("exit code %d, listed:\n%s\nwant latest-first among them", code, stdout.String())
	}
	compareWith(t.Context(), "latest-first", small(t.TempDir(), "--strategy", "latest-first,chunked")...).want(t, exitFine)
}

// latest is a discipline of a stranger's own: last in, first out.
type latest struct{}

func (latest) Name() string { return "latest-first" }

func (latest) NewQueue(pool.Setup) (pool.Queue, error) { return new(stack), nil }

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
	if len(s.jobs) == 0 {
		return 0
	}
	dst[0] = s.jobs[len(s.jobs)-1]
	s.jobs = s.jobs[:len(s.jobs)-1]
	return 1
}

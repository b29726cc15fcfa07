package peers

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/adapter"
	"github.com/go-foundations/poolbench/bench/plain"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/strategytest"
)

var checkAllRules = flag.Bool("rules", false, "hold results/peers-rules.txt against what is observed (a minute)")

var updateRules = flag.Bool("update-rules", false, "write results/peers-rules.txt: which rules of pool.Strategy each peer keeps")

const rulesFile = "../../results/peers-rules.txt"

// rulesOf names, in its environment, the peer whose rules a process checks.
const rulesOf = "PEERS_RULES_OF"

// A peerStrategy is a peer as a strategy, by no more than it takes: the processor sends
// the result of a job that ran. What the contract asks for beyond that, the peer has of
// its own or has not.
type peerStrategy struct{ adapter.Adapter }

func (s peerStrategy) Name() string { return s.Adapter.Name }

func (s peerStrategy) Execute(ctx context.Context, config *pool.Config, jobs []pool.Job[int], processor pool.Processor[int, int], results chan<- pool.Result[int]) error {
	ids := make(chan int, config.NumWorkers) // of workers that are free; peers do not number theirs
	for i := range config.NumWorkers {
		ids <- i
	}
	began := time.Now()
	_, err := s.Contender().Run(ctx, config.NumWorkers, numbered(len(jobs)), func(ctx context.Context, n pool.Job[int]) (uint64, error) {
		job, id := jobs[n.Data], -1
		select {
		case id = <-ids:
			defer func() { ids <- id }()
		default:
		}
		started := time.Now()
		v, err := processor(ctx, job)
		now := time.Now()
		results <- pool.Result[int]{JobID: job.ID, Data: v, Error: err, Worker: id, Started: started, Completed: now, Duration: now.Sub(started), Wait: started.Sub(began)}
		return 0, nil
	})
	return err
}

// TestRules holds results/peers-rules.txt against what is observed. A peer may crash the
// process or hang, so each rule is checked in a process of its own.
func TestRules(t *testing.T) {
	all := slices.DeleteFunc(slices.Concat(All(), plain.All()), func(a adapter.Adapter) bool { return a.RealTime != "" })
	if name := os.Getenv(rulesOf); name != "" {
		i := slices.IndexFunc(all, func(a adapter.Adapter) bool { return a.Name == name })
		strategytest.Test(t, func() pool.Strategy[int, int] { return peerStrategy{all[i]} },
			strategytest.Claims{WorkConserving: true, FIFO: true, Priority: true, Retries: true})
		return
	}
	if !*checkAllRules && !*updateRules {
		t.Skip("takes a minute: -rules asks for it")
	}
	// A loop gets to the end of all rules.
	var rules []string
	for _, m := range ruleLine.FindAllStringSubmatch(checkRules(t, "plain-loop", ""), -1) {
		rules = append(rules, m[2])
	}
	if len(rules) < 20 {
		t.Fatalf("rules are %q", rules)
	}
	outcomes := make([]string, len(all)*len(rules))
	var wg sync.WaitGroup
	slots := make(chan struct{}, 4) // most of the time is waiting for those that hang
	for i := range outcomes {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			name, rule := all[i/len(rules)].Name, rules[i%len(rules)]
			outcomes[i] = fmt.Sprintf("%s %s %s\n", name, rule, kept(checkRules(t, name, rule)))
		})
	}
	wg.Wait()
	got := strings.Join(outcomes, "")
	if *updateRules {
		if err := os.WriteFile(rulesFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(rulesFile)
	if err != nil {
		t.Fatal(err)
	}
	is := strings.Split(got, "\n")
	// A rule may be broken by chance alone: pkgz keeps reuse-after-cancel in one of five tries.
	for i, line := range strings.Split(string(want), "\n") {
		f := strings.Fields(line)
		for try := 0; try < 10 && i < len(is) && len(f) == 3 && is[i] == f[0]+" "+f[1]+" keeps" && f[2] == "breaks"; try++ {
			is[i] = fmt.Sprintf("%s %s %s", f[0], f[1], kept(checkRules(t, f[0], f[1])))
		}
	}
	for i, line := range strings.Split(string(want), "\n") {
		if i >= len(is) || is[i] != line {
			t.Errorf("%s: line %d is %q, observed %q (-update-rules writes it)", filepath.Base(rulesFile), i+1, line, append(is, "")[min(i, len(is))])
		}
	}
}

var ruleLine = regexp.MustCompile(`(?m)^ *--- (PASS|FAIL): TestRules/([^ ]+)`)

// checkRules returns what a process says that checks one rule of a peer, or all.
func checkRules(t *testing.T, name, rule string) string {
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRules$/^"+rule+"$", "-test.v", "-test.timeout=2m")
	if rule == "" {
		cmd.Args[1] = "-test.run=^TestRules$"
	}
	cmd.Env = append(os.Environ(), rulesOf+"="+name)
	out, _ := cmd.CombinedOutput() // whether it failed is in what it says
	return string(out)
}

// kept returns what became of a rule.
func kept(out string) string {
	m := ruleLine.FindStringSubmatch(out)
	switch {
	case strings.Contains(out, "stopped after rule "):
		return "hangs"
	case m == nil:
		return "crashes"
	case m[1] == "PASS":
		return "keeps"
	}
	return "breaks"
}

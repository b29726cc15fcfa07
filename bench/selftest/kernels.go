package selftest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/gate"
	"github.com/go-foundations/poolbench/bench/gate/turns"
	"github.com/go-foundations/poolbench/bench/process"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// The gate is tested on programs as it measures them everywhere: test binaries. Ours are
// this executable, which runs benchmarks of three kinds of work if it is asked to.

// kernelsEnv tells a process of [RunKernels] what to do.
const kernelsEnv = "POOLBENCH_KERNELS"

// kernelsTask is what it is told.
type kernelsTask struct {
	Calibration workloads.Calibration
	Slowdown    float64 // of all benchmarks
}

// opTime is how long an iteration of a benchmark takes, about.
const opTime = 50 * time.Microsecond

// RunKernels runs the benchmarks of a process that [Gate] has started, by flags of a test
// binary, and ends the process.
func RunKernels(flags []string) {
	var task kernelsTask
	if err := json.Unmarshal([]byte(os.Getenv(kernelsEnv)), &task); err != nil {
		fmt.Fprintf(os.Stderr, "kernels: they are for the self-test's own use: %v\n", err)
		os.Exit(2)
	}
	var all []testing.InternalBenchmark
	for f := range figures {
		all = append(all, testing.InternalBenchmark{Name: "Benchmark" + figureName(f), F: func(b *testing.B) {
			d := time.Duration((1 + task.Slowdown) * float64(opTime))
			jobs := []pool.Job[workloads.Task]{{Data: workloads.Task{Kernel: workloads.Kernel(f), Service: d, CPU: d}}}
			runner, err := workloads.NewRunner(task.Calibration, jobs)
			if err != nil {
				b.Fatal(err)
			}
			defer runner.Close()
			b.ResetTimer()
			for range b.N {
				if _, err := runner.Process(b.Context(), jobs[0]); err != nil {
					b.Fatal(err)
				}
			}
		}})
	}
	os.Args = append(os.Args[:1:1], flags...) // where package testing finds them
	testing.Init()
	testing.Main(regexp.MatchString, nil, all, nil)
}

// Recording
//
// To compare hundreds of times in earnest would take days. So rounds are measured once,
// each with three sides that are the same and one for each slowdown, and comparisons
// are put together of these rounds: a stretch of them, in which chance says which of
// the three is the base, which the control, and which the head.

// same is how many sides of a recorded round are the same.
const same = 3

// A recording is what this machine has measured.
type recording struct {
	rounds [figures][]recorded
	turn   time.Duration // of a side, the start of its process included
}

// recorded is a round of one figure: seconds by side and turn. The sides are those that
// are the same, and then one for each slowdown.
type recorded [][]float64

// record measures so many rounds of so many turns.
func record(ctx context.Context, o GateOptions) (*recording, error) {
	cal, err := workloads.Calibrate(ctx)
	if err != nil {
		return nil, err
	}
	slow := append(make([]float64, same), slowdowns[1:]...)
	var programs []process.Program
	var names []string
	for _, s := range slow {
		task, err := json.Marshal(kernelsTask{cal, s})
		if err != nil {
			return nil, err
		}
		p := o.Program
		p.Env = append(append([]string(nil), p.Env...), kernelsEnv+"="+string(task))
		programs = append(programs, p)
		names = append(names, fmt.Sprintf("program %d", len(programs)))
	}
	rng := rand.New(rand.NewPCG(o.Seed, 0x7265636f))
	r := new(recording)
	began := time.Now()
	for i := range o.Recorded {
		for _, f := range rng.Perm(figures) {
			// Which process starts first, and where it lies in memory, is up to chance.
			order := rng.Perm(len(programs))
			shuffled := make([]process.Program, len(programs))
			for k, at := range order {
				shuffled[at] = programs[k]
			}
			block := turns.Block{
				Benchmark: figureName(f), Iterations: max(1, int(o.Turn/opTime)), Turns: o.Turns,
				Programs: shuffled, Names: names,
				Order:    func() []int { return rng.Perm(len(programs)) },
				Patience: time.Minute,
				Apart:    turns.CanTakeTurns() != nil,
			}
			got, err := block.Measure(ctx)
			if err != nil {
				return nil, err
			}
			round := make(recorded, len(programs))
			for k, at := range order {
				for _, reading := range got[at] {
					round[k] = append(round[k], reading.Values["sec/op"])
				}
			}
			r.rounds[f] = append(r.rounds[f], round)
		}
		if o.Progress != nil {
			o.Progress("recording", i+1, o.Recorded)
		}
	}
	processes := float64(o.Recorded * figures * len(programs))
	r.turn = time.Duration(float64(time.Since(began)) / processes / float64(o.Turns+1))
	return r, nil
}

var errFewRounds = errors.New("fewer rounds are recorded than a comparison has")

// took returns how long the rounds of one benchmark take with so many turns: base, head
// and control. The start of the processes is in the time of a turn.
func (r *recording) took(rounds, turns int) time.Duration {
	return time.Duration(rounds*3*(turns+1)) * r.turn
}

// comparison puts one together: of the first turns of each round.
func (r *recording) comparison(rng *rand.Rand, rounds, turns int) *comparison {
	c := new(comparison)
	for f := range figures {
		all := r.rounds[f]
		from := rng.IntN(len(all))
		for i := range rounds {
			round := all[(from+i)%len(all)]
			who := rng.Perm(same)
			side := func(k int) []float64 { return round[k][:min(turns, len(round[k]))] }
			base, control := side(who[0]), side(who[1])
			for s := range slowdowns {
				head := side(who[2])
				if s > 0 {
					head = side(same + s - 1)
				}
				c.heads[s][f] = append(c.heads[s][f], gate.SampleOf(base, head, control))
			}
		}
	}
	return c
}

func figureName(f int) string { return fmt.Sprint(workloads.Kernel(f)) }

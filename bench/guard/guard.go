package guard

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/gate"
	"github.com/go-foundations/poolbench/bench/gate/checkout"
	"github.com/go-foundations/poolbench/bench/host"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// A Question asks whether the benchmarks of the working tree around the current folder are
// worse than those of another commit.
type Question struct {
	Base      string   // commit or branch; the merge base with it is compared
	Packages  []string // patterns, as for the go command
	Build     checkout.Flags
	Links     []string // paths that the base needs and that are not in Git
	TestFlags []string // for the test binaries

	// Policy is a file; if empty, the one in the root of the repository applies, if it
	// exists.
	Policy string

	// Options say how to measure and judge. What they set in Better takes precedence
	// over the policy. Rule and Check are set from the policy.
	Options gate.Options

	// FixedMargin has Options.Margin take precedence over the margins of the policy.
	FixedMargin bool

	// Inconclusive takes precedence over that of the policy, unless it is empty.
	Inconclusive string

	Say func(sentence string) // called with progress and warnings; may be nil
}

// An Answer is the answer to a Question.
type Answer struct {
	Base, Head   string      // commits
	Inconclusive string      // what an inconclusive verdict counts as: pass, fail or, empty, neither
	Host         record.Host // before the first round
	*verdict.GateReport
}

// Err returns why the answer is not a pass, or nil; see [verdict.GateReport.Err].
func (a *Answer) Err() error { return a.GateReport.Err(a.Inconclusive) }

// Answer builds both versions, measures and judges. With an error there is still an answer
// if at least one round was complete. It removes everything that it created.
func (q *Question) Answer(ctx context.Context) (answer *Answer, err error) {
	repo, err := checkout.Open(ctx, checkout.Checkout{Base: q.Base, Links: q.Links})
	if err != nil {
		return nil, fmt.Errorf("gate: %w", err)
	}
	defer func() { err = errors.Join(err, repo.Close()) }()
	agreed, err := q.policy(repo.Root())
	if err != nil {
		return nil, err
	}
	machine := host.NewWatch().Facts(0)
	q.say("building %s at %s and in the working tree", strings.Join(q.Packages, ","), repo.Base)
	sources, err := repo.Load(ctx, q.Packages, q.Build)
	if err != nil {
		return nil, fmt.Errorf("gate: %w", err)
	}
	warnings := q.warn(sources, machine)
	run := q.follow(agreed, sources.Module())
	both, single := subjects(sources, q.TestFlags, q.warnOnce())
	judged, ended := &verdict.GateReport{Margin: run.Margin, Alpha: run.Alpha, Unchanged: sources.Unchanged}, error(nil)
	if len(both) > 0 && !sources.Unchanged {
		judged, ended = gate.Run(ctx, both, run)
	}
	if ended != nil {
		ended = fmt.Errorf("gate: %w", ended)
	}
	if judged == nil {
		return nil, ended
	}
	judged.Added = append(judged.Added, single.Added...)
	judged.Missing = append(judged.Missing, single.Missing...)
	judged.Notes = slices.Concat(warnings, single.Notes, judged.Notes)
	judged.Notes = append(judged.Notes, agreed.Apply(judged, time.Now())...)
	answer = &Answer{Base: repo.Base, Head: repo.Head.Commit, Inconclusive: q.Inconclusive, Host: machine, GateReport: judged}
	if answer.Inconclusive == "" {
		answer.Inconclusive = agreed.Inconclusive
	}
	return answer, ended
}

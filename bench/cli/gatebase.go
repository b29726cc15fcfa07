package cli

import (
	"context"
	"fmt"

	"github.com/go-foundations/poolbench/bench/gate"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// gateBase compares the benchmarks of the working tree with those of another commit.
func (c *command) gateBase(ctx context.Context, o *gateOptions) error {
	question := o.Question()
	question.Say = func(sentence string) { c.say("%s", sentence) }
	question.Options.Say = question.Say
	question.Options.Progress = func(p gate.Progress) {
		if p.First {
			fmt.Fprintf(c.Stderr, "round %d of %d at most, about %v left\n", p.Round, o.Rounds, p.Left)
		}
	}
	answer, ended := question.Answer(ctx)
	if answer == nil {
		if ctx.Err() != nil {
			return fmt.Errorf("%w before the first round finished: there is no answer", verdict.ErrInterrupted)
		}
		return ended
	}
	if err := c.tell(&o.outcomeOutput, findings.Gate{Base: answer.Base, Head: answer.Head, Host: &answer.Host, Command: c.typed(), GateReport: answer.GateReport}); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%w: the answer covers the rounds done so far", verdict.ErrInterrupted)
	}
	if ended != nil {
		return ended
	}
	if answer.Inconclusive != "" { // the error may say more than the answer
		return answer.Err()
	}
	return c.once(&o.outcomeOutput, answer.Err())
}

package text

import (
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/internal/sample"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// TestStrip: on a terminal with room for it the table has the intervals to scale; without
// room, or where there are none, it is as it was.
func TestStrip(t *testing.T) {
	run := sample.Run()
	run.Trials = run.Trials[:0:0]
	for _, x := range sample.Run().Trials {
		if x.Workload == "skewed" && x.Error == "" {
			run.Trials = append(run.Trials, x)
		}
	}
	wide := string(textOf(t, run, Options{Width: 130}))
	for _, want := range []string{"0.76× to 1.00×", "···············●", "●···············"} {
		if strings.Count(wide, want) != 1 && !(want[0] != '0' && strings.Contains(wide, want)) {
			t.Errorf("lacks %q:\n%s", want, wide)
		}
	}
	narrow := string(textOf(t, run, Options{Width: 70}))
	if strings.Contains(narrow, "● ") || strings.Contains(narrow, "× to ") {
		t.Errorf("on 70 columns:\n%s", narrow)
	}
	if piped := string(textOf(t, run, Options{})); strings.Contains(piped, "× to ") {
		t.Errorf("without a terminal:\n%s", piped)
	}
	for i := range run.Trials {
		run.Trials[i].Round = 1
	}
	run.Trials = run.Trials[:3]
	rep := verdict.Judge(run, verdict.Options{})
	if got := withStrip(content.TableOf(rep, rep.Answers[0]), rep, rep.Answers[0]); strings.Contains(strings.Join(got.Header, ""), "× to ") {
		t.Error("of one round, which has no intervals")
	}
}

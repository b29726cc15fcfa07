package content

import (
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// TestNext: an undecided run is given the rounds that would decide, and the time for them; a
// decided one is not.
func TestNext(t *testing.T) {
	run := &record.Run{Duration: 8, Paired: true}
	run.Settings.RoundsDone = 2
	tied := []string{"chunked", "guided"}
	for _, k := range []struct {
		answers []verdict.Answer
		want    string
	}{
		{[]verdict.Answer{{Winner: "chunked", Tied: []string{"chunked"}}}, "-v has details"},
		{[]verdict.Answer{{Tied: tied, AnyWillDo: true, RoundsNeeded: 40}}, "-v has details"},
		{[]verdict.Answer{{Tied: tied, Exact: true}}, "-v has details"},
		{[]verdict.Answer{{Tied: tied, TooFew: 9, RoundsNeeded: 163}, {Tied: tied, TooFew: 6}}, "--rounds 9 --budget 50s are the fewest"},
		{[]verdict.Answer{{Tied: tied, RoundsNeeded: 30}}, "--rounds 30 --budget 2m30s would"},
		{[]verdict.Answer{{Tied: tied}}, "these are too close to be told apart here; -v"},
		{[]verdict.Answer{{Tied: tied, SpreadMax: new(0.86)}}, "the noise is too great here: try a quieter machine"},
		{[]verdict.Answer{{Tied: tied, SpreadMax: new(0.08)}}, "these are too close to be told apart here; -v"},
		{[]verdict.Answer{{Tied: tied}, {Tied: tied, RoundsNeeded: 30}}, "--rounds 30 --budget 2m30s would probably decide some, others are too close"},
	} {
		if got := Next(run, &verdict.Report{Answers: k.answers}); !strings.HasPrefix(got, k.want) && !strings.Contains(strings.SplitN(got, ";", 2)[0], k.want) {
			t.Errorf("%+v: %q, want %q first", k.answers, got, k.want)
		}
	}
	run.Settings.Strategies = []string{"chunked", "guided", "fifo"}
	if got := Next(run, &verdict.Report{Answers: []verdict.Answer{{Tied: tied}}}); !strings.Contains(got, "fewer strategies") {
		t.Errorf("%q: of three, two are told apart in fewer rounds", got)
	}
	run.Paired = false
	if got := Next(run, &verdict.Report{Answers: []verdict.Answer{{Tied: tied}}}); !strings.HasPrefix(got, "paired rounds") {
		t.Errorf("%q: what is not paired can be", got)
	}
	run.Settings.Virtual = true
	if got := Next(run, &verdict.Report{Answers: []verdict.Answer{{Tied: tied, TooFew: 9}}}); strings.Contains(got, "--budget") {
		t.Errorf("%q: virtual time wants no budget", got)
	}
}

// TestNextAlone: what has nothing to be compared with is given something.
func TestNextAlone(t *testing.T) {
	for _, k := range []struct {
		settings record.Settings
		want     string
	}{
		{record.Settings{Strategies: []string{"chunked"}, Workers: []int{1}}, "a second strategy (--strategy A,B) "},
		{record.Settings{Strategies: []string{"chunked"}, Workers: []int{1}, Study: record.StudyScale}, "--workers 1,2,4 shows how it scales; "},
		{record.Settings{Strategies: []string{"chunked"}, Workers: []int{8}, Study: record.StudyScale}, "--workers 1,8 shows how it scales; "},
		{record.Settings{Strategies: []string{"chunked", "guided"}, Workers: []int{8}}, "-v has details"}, // one failed
	} {
		run := &record.Run{Settings: k.settings}
		if got := NextOf(run, []verdict.Answer{{Tied: []string{"chunked"}}}); !strings.HasPrefix(got, k.want) {
			t.Errorf("%+v: %q, want %q first", k.settings, got, k.want)
		}
	}
}

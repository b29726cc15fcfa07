package ask

import (
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
)

// Command returns the command that repeats the run.
func (c *Comparison) Command() []string {
	args := slices.Clone(c.Program)
	if len(args) == 0 {
		args = []string{"compare"}
	}
	if c.Study != nil {
		args = append(args, c.Study.Name)
		if c.Study.args != nil {
			args = append(args, c.Study.args(c)...)
		}
	}
	if !c.Tour && (c.Study == nil || !c.Study.Chooses) {
		args = append(args, "--workload", strings.Join(c.Names, ","))
	}
	names, peers := c.namesAsked()
	if !c.All {
		args = append(args, "--strategy", strings.Join(names, ","))
	} else if c.Given.Strategy == All {
		args = append(args, "--strategy", All)
	}
	if len(peers) > 0 {
		args = append(args, "--peer", strings.Join(peers, ","))
	}
	if c.spread != nil {
		args = append(args, c.spread.args()...)
	} else if len(c.Workers) > 0 {
		args = append(args, "--workers", joinCounts(c.Workers))
	}
	if c.Jobs > 0 {
		args = append(args, "--jobs", strconv.Itoa(c.Jobs))
	}
	if c.Quick {
		args = append(args, "--quick")
	}
	if c.IO {
		args = append(args, "--io")
	}
	args = append(args, c.Mode.args()...)
	if len(c.Metrics) > 0 {
		args = append(args, "--metric", strings.Join(c.Metrics, ","))
	}
	if c.Patience != DefaultPatience {
		args = append(args, "--patience", c.Patience.String())
	}
	return append(args, "--rounds", strconv.Itoa(c.Rounds), "--budget", c.Budget.String(), "--seed", strconv.FormatUint(c.Seed, 10))
}

// RepeatDone has a run in virtual time say how to repeat the rounds that were done, if time ended it
// before it had done all: as many rounds, and ten times the time, for a slower machine.
func (c *Comparison) RepeatDone(run *record.Run) {
	s := run.Settings
	if !s.Virtual || s.RoundsDone == 0 || s.RoundsDone >= s.RoundsPlanned {
		return
	}
	exactly := *c
	exactly.Rounds, exactly.Budget = s.RoundsDone, 10*c.Budget
	run.Command = exactly.Command()
}

// namesAsked returns the contenders, and those of them that are peers, by the names that ask for
// them.
func (c *Comparison) namesAsked() (names, peers []string) {
	if c.spread != nil {
		return c.spread.strategies, c.spread.peers
	}
	for _, x := range c.Contenders {
		if !slices.Contains(c.Peers, x.Name()) && x != c.Implied {
			names = append(names, x.Name())
		}
	}
	return names, c.Peers
}

var notInFileNames = regexp.MustCompile(`[^a-zA-Z0-9]+`)

// Label returns a word for the run's file name.
func (c *Comparison) Label() string {
	switch {
	case c.Study != nil:
		return c.Study.Name
	case c.Tour:
		return "tour"
	case len(c.Names) == 1:
		name, trace := strings.CutPrefix(c.Names[0], tracePrefix)
		if trace {
			name = strings.TrimSuffix(filepath.Base(name), ".csv")
		}
		name = notInFileNames.ReplaceAllString(name, "-")
		// The length of file names is limited.
		name = strings.Trim(name[:min(len(name), 40)], "-")
		if name == "" {
			return "trace"
		}
		return name
	}
	return strconv.Itoa(len(c.Names)) + "-workloads"
}

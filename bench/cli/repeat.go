package cli

import (
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// command returns the command that repeats the run.
func (o *options) command() []string {
	args := []string{"compare"}
	grain := o.study != nil && slices.Contains(o.study.without, "workload")
	if o.study != nil {
		args = append(args, o.study.name)
		if o.study.args != nil {
			args = append(args, o.study.args(o)...)
		}
	}
	if !o.tour && !grain {
		args = append(args, "--workload", strings.Join(o.names, ","))
	}
	if !o.all {
		var names []string
		for _, x := range o.contenders {
			if !slices.Contains(o.peers, x.Name()) && x != o.implied {
				names = append(names, x.Name())
			}
		}
		args = append(args, "--strategy", strings.Join(names, ","))
	} else if o.given.strategy == all {
		args = append(args, "--strategy", all)
	}
	if len(o.peers) > 0 {
		args = append(args, "--peer", strings.Join(o.peers, ","))
	}
	if len(o.workers) > 0 {
		var counts []string
		for _, n := range o.workers {
			counts = append(counts, strconv.Itoa(n))
		}
		args = append(args, "--workers", strings.Join(counts, ","))
	}
	if o.jobs > 0 {
		args = append(args, "--jobs", strconv.Itoa(o.jobs))
	}
	if o.io {
		args = append(args, "--io")
	}
	args = append(args, o.mode.args()...)
	if o.metric != "" {
		args = append(args, "--metric", o.metric)
	}
	if o.patience != defaultPatience {
		args = append(args, "--patience", o.patience.String())
	}
	return append(args, "--rounds", strconv.Itoa(o.rounds), "--budget", o.budget.String(), "--seed", strconv.FormatUint(o.seed, 10))
}

var notInFileNames = regexp.MustCompile(`[^a-zA-Z0-9]+`)

// label returns a word for the run's file name.
func (o *options) label() string {
	switch {
	case o.study != nil:
		return o.study.name
	case o.tour:
		return "tour"
	case len(o.names) == 1:
		name, trace := strings.CutPrefix(o.names[0], tracePrefix)
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
	return strconv.Itoa(len(o.names)) + "-workloads"
}

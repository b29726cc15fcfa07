package ask

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench"
)

// A spread is what the flags --processes and --prefetch say: how the workers of a contender that
// has some are spread over processes, and how many jobs each of these holds.
//
// --workers are then those of each process. Strategies of one process get as many workers as all
// processes together, so that nobody is compared with who has more.
type spread struct {
	processes []int // none: as each contender has it
	each      []int // workers of a process
	prefetch  []int // none: as each contender has it

	strategies, peers []string // as they were named
}

// spreadPatience is the default where workers are in processes of their own: starting these and a
// server takes time, and some engines ask for jobs ten times a second.
const spreadPatience = 5 * time.Minute

// Names of settings that the flags set, besides those of their own name: strategies that model
// processes in virtual time have them.
const (
	jobsSetting    = "jobs"    // that a process holds
	workersSetting = "workers" // of a process
)

// resolveWorkers reads the flags that say how many workers there are.
func (c *Comparison) resolveWorkers(set map[string]bool) (err error) {
	g, most := &c.Given, c.Mode.MostWorkers()
	if c.Workers, err = ParseWorkers(g.Workers, most); err != nil {
		return err
	}
	if !set["processes"] && !set["prefetch"] {
		return nil
	}
	s := &spread{each: c.Workers}
	for _, f := range []struct {
		flag, list string
		to         *[]int
	}{{"processes", g.Processes, &s.processes}, {"prefetch", g.Prefetch, &s.prefetch}} {
		if !set[f.flag] {
			continue
		}
		if f.list == "" {
			return fmt.Errorf("--%s %q: want numbers from 1 to %d", f.flag, f.list, most)
		}
		if *f.to, err = ParseCounts(f.flag, f.list, most); err != nil {
			return err
		}
	}
	c.spread = s
	if !set["patience"] && !c.Mode.Virtual {
		c.Patience = spreadPatience
	}
	if s.processes == nil {
		return nil
	}
	if len(s.each) == 0 {
		s.each = []int{1}
	}
	if len(s.processes) > 1 && len(s.each) > 1 {
		return fmt.Errorf("--processes %s --workers %s: want one number of processes, or one of workers for each", g.Processes, g.Workers)
	}
	c.Workers = nil
	for _, p := range s.processes {
		for _, w := range s.each {
			if w > most/p {
				return fmt.Errorf("--processes %d --workers %d: want at most %d workers in all", p, w, most)
			}
			c.Workers = append(c.Workers, p*w)
		}
	}
	return nil
}

// spreadOut makes of each contender that the flags can set as many as they have values.
func (c *Comparison) spreadOut(r Roster) error {
	s := c.spread
	if s == nil {
		return nil
	}
	var out []bench.Contender
	var peers []string
	var spread, held bool // by any
	for _, x := range c.Contenders {
		peer := slices.Contains(c.Peers, x.Name())
		if peer {
			s.peers = append(s.peers, x.Name())
		} else if x != c.Implied {
			s.strategies = append(s.strategies, x.Name())
		}
		texts, isSpread, holds, err := s.settings(x)
		if err != nil {
			return err
		}
		spread, held = spread || isSpread, held || holds
		for _, text := range texts {
			y := x
			if text != "" {
				if y, err = find("strategy", slices.Concat(r.Strategies, r.Peers), x.Name()+":"+text); err != nil {
					return err
				}
			}
			out = append(out, y)
			if peer {
				peers = append(peers, y.Name())
			}
		}
	}
	if s.processes != nil && !spread {
		return r.nobody("--processes "+c.Given.Processes, "has processes", s.processSetting)
	}
	if s.prefetch != nil && !held {
		return r.nobody("--prefetch "+c.Given.Prefetch, "prefetches", prefetchSetting)
	}
	c.Contenders, c.Peers = out, peers
	return nil
}

// settings returns the settings that a contender is to have, a text for each contender that it
// becomes, and whether it has processes and a prefetch at all.
func (s *spread) settings(x bench.Contender) (texts []string, spread, holds bool, err error) {
	process := ""
	if s.processes != nil {
		name := s.processSetting(x)
		switch {
		case name == "processes" && len(s.processes) == 1:
			process = fmt.Sprintf("%s=%d", name, s.processes[0])
		case name != "" && len(s.each) > 1:
			return nil, false, false, fmt.Errorf("--processes with several --workers: %s takes one number of workers for each process", x.Name())
		case name != "":
			process = fmt.Sprintf("%s=%d", workersSetting, s.each[0])
		}
	}
	name := prefetchSetting(x)
	if s.prefetch == nil || name == "" {
		return []string{process}, process != "", false, nil
	}
	for _, n := range s.prefetch {
		text := strconv.Itoa(n)
		if name != firstNumber(x) || Base(x.Name()) != x.Name() {
			text = name + "=" + text
		}
		if process != "" {
			text += ":" + process
		}
		texts = append(texts, text)
	}
	return texts, process != "", true, nil
}

// processSetting returns the setting by which the contender's workers are spread, or "".
func (s *spread) processSetting(x bench.Contender) string {
	all := settingNames(x)
	switch {
	case slices.Contains(all, "processes") && slices.Contains(all, workersSetting):
		return "processes"
	case slices.Contains(all, jobsSetting) && slices.Contains(all, workersSetting):
		return workersSetting
	}
	return ""
}

// prefetchSetting returns the setting that says how many jobs a process holds, or "".
func prefetchSetting(x bench.Contender) string {
	all := settingNames(x)
	switch {
	case slices.Contains(all, "prefetch"):
		return "prefetch"
	case slices.Contains(all, jobsSetting) && slices.Contains(all, workersSetting):
		return jobsSetting
	}
	return ""
}

// settingNames returns the names of a contender's settings.
func settingNames(x bench.Contender) []string {
	var out []string
	for _, s := range Settings(x) {
		name, _, _ := strings.Cut(s, " ")
		out = append(out, name)
	}
	return out
}

// firstNumber returns the setting that a number without a name is for.
func firstNumber(x bench.Contender) string {
	for _, s := range Settings(x) {
		if name, number := strings.CutSuffix(s, " (a whole number)"); number {
			return name
		}
	}
	return ""
}

// nobody is the error of a flag that none of the contenders takes.
func (r Roster) nobody(flag, does string, setting func(bench.Contender) string) error {
	var able []string
	engine := ", or an engine in the program that make engines builds"
	for _, x := range slices.Concat(r.Strategies, r.Peers) {
		if setting(x) != "" {
			able = append(able, x.Name())
		}
		if slices.Contains(settingNames(x), "processes") {
			engine = ""
		}
	}
	return fmt.Errorf("%s: no strategy that takes part %s: want %s%s", flag, does, strings.Join(able, " or "), engine)
}

// args returns the flags for the same spread, and the same workers.
func (s *spread) args() []string {
	var args []string
	for _, f := range []struct {
		flag   string
		counts []int
	}{{"--processes", s.processes}, {"--workers", s.each}, {"--prefetch", s.prefetch}} {
		if len(f.counts) > 0 {
			args = append(args, f.flag, joinCounts(f.counts))
		}
	}
	return args
}

func joinCounts(counts []int) string {
	var texts []string
	for _, n := range counts {
		texts = append(texts, strconv.Itoa(n))
	}
	return strings.Join(texts, ",")
}

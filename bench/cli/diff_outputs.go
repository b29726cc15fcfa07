package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/benchtext"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// diffAlpha is the chance of a wrong claim that is accepted.
const diffAlpha = 0.05

// standardInput is the name of a file that is read from there.
const standardInput = "-"

// outputs reads two outputs of go test -bench; nil: they are stored runs. One of each is
// an error.
func (c *command) outputs(paths []string) ([]*benchtext.Output, error) {
	if paths[0] == standardInput && paths[1] == standardInput {
		return nil, errors.New("diff: both files are standard input")
	}
	var texts [][]byte
	for _, path := range paths {
		text, err := c.plainText(path)
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	switch {
	case texts[0] == nil && texts[1] == nil:
		return nil, nil
	case texts[0] == nil || texts[1] == nil:
		stored, plain := paths[0], paths[1]
		if texts[0] != nil {
			stored, plain = plain, stored
		}
		return nil, fmt.Errorf("diff: %s is a stored run, and %s is not: want two of one kind; of benchmarks of this project's own, name the --metric", stored, plain)
	}
	var out []*benchtext.Output
	for i, path := range paths {
		o, err := benchtext.Read(path, bytes.NewReader(texts[i]))
		if err != nil {
			return nil, fmt.Errorf("diff: %w", err)
		}
		if side := o.Figures[0].Side; side != "" {
			return nil, fmt.Errorf("diff: file %q: holds the rounds of a gate, of which one is called %s: the gate has judged them", path, side)
		}
		out = append(out, o)
	}
	return out, nil
}

// gzipMagic begins what gzip has compressed: nobody compresses but stored runs.
const gzipMagic = "\x1f\x8b"

// plainText returns the text of a file that is no stored run; nil: it is one, or is not
// there, which who reads stored runs will say.
func (c *command) plainText(path string) ([]byte, error) {
	if path == standardInput {
		text, err := io.ReadAll(c.Stdin)
		if err != nil {
			return nil, fmt.Errorf("standard input: %w", err)
		}
		return append([]byte{}, text...), nil
	}
	text, err := os.ReadFile(path)
	if err != nil || bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) || bytes.HasPrefix(text, []byte(gzipMagic)) {
		return nil, nil
	}
	if _, err := os.Stat(strings.TrimSuffix(path, ".txt") + ".json"); err == nil && strings.HasSuffix(path, ".txt") {
		return nil, nil // the text of a stored run
	}
	return append([]byte{}, text...), nil
}

// diffOutputs compares two outputs, the earlier first.
func (c *command) diffOutputs(to *outcomeOutput, outputs []*benchtext.Output, margin float64, better betterUnits) error {
	base, head := outputs[0], outputs[1]
	all := pairSamples(base, head, better)
	r := verdict.JudgeSamples(all, margin, diffAlpha)
	r.Warnings = slices.Concat(tooFewSamples(r), outputWarnings(base, head, r))
	if err := c.tell(to, findings.Outputs{Base: base.Name, Head: head.Name, UnpairedReport: r}); err != nil {
		return err
	}
	var unusable []string
	for _, o := range outputs {
		for _, f := range o.Figures {
			if f.Unusable != "" {
				unusable = append(unusable, fmt.Sprintf("%s (%s) is %s", f.Name, f.Unit, f.Unusable))
			}
		}
	}
	switch judged := len(r.Figures) - r.Count(verdict.Reported); {
	case len(unusable) > 0:
		return fmt.Errorf("diff: want finite numbers: %s", strings.Join(unusable, "; "))
	case judged == 0 && len(r.Figures) > 0:
		return fmt.Errorf("diff: no figure is judged: say which way they are better, such as --better %s=higher", r.Figures[0].Unit)
	default:
		return closed("diff", judged, r.Count)
	}
}

// pairSamples returns all figures of both outputs, in the order of the base. What is
// declared on the command line comes before what the files say.
func pairSamples(base, head *benchtext.Output, better betterUnits) []verdict.Samples {
	declared := map[string]verdict.Better{}
	for _, o := range []*benchtext.Output{base, head} {
		for unit, way := range o.Better {
			declared[unit] = verdict.Better(way)
		}
	}
	for unit, way := range better {
		declared[unit] = way
	}
	var all []verdict.Samples
	at := func(f benchtext.Figure) int {
		i := slices.IndexFunc(all, func(s verdict.Samples) bool {
			return s.Package == f.Package && s.Name == f.Name && s.Unit == f.Unit
		})
		if i < 0 {
			i = len(all)
			way, _ := verdict.BetterOf(f.Unit, declared)
			all = append(all, verdict.Samples{Package: f.Package, Name: f.Name, Unit: f.Unit, Better: way, Exact: base.Exact[f.Unit] || head.Exact[f.Unit]})
		}
		return i
	}
	for _, f := range base.Figures {
		all[at(f)].Base = f.Values
	}
	for _, f := range head.Figures {
		all[at(f)].Head = f.Values
	}
	return all
}

// tooFewSamples says at once when no figure can be decided.
func tooFewSamples(r *verdict.UnpairedReport) []string {
	most, tested := 0, 0
	var example verdict.Unpaired
	for _, f := range r.Figures {
		if f.PAdjusted == nil {
			continue
		}
		tested++
		if n := min(f.N, f.HeadN); n > most || tested == 1 {
			most, example = n, f
		}
	}
	fewest := verdict.FewestSamples(tested, diffAlpha)
	if tested == 0 || most >= fewest {
		return nil
	}
	each := fmt.Sprintf("n=%d each", example.N)
	if example.N != example.HeadN {
		each = fmt.Sprintf("n=%d and %d", example.N, example.HeadN)
	}
	return []string{fmt.Sprintf("%s: too few to tell a change of %d figures (it takes %d each): run both with -count %d", each, tested, fewest, max(10, fewest))}
}

// outputWarnings says what may make a difference other than the code.
func outputWarnings(base, head *benchtext.Output, r *verdict.UnpairedReport) []string {
	out := []string{"the two outputs were not made in turns: what the machine did between them counts as a change"}
	for _, d := range []struct{ what, base, head string }{
		{"processor", base.Host.CPU, head.Host.CPU}, {"system", base.Host.OS, head.Host.OS}, {"architecture", base.Host.Arch, head.Host.Arch},
	} {
		if d.base != d.head {
			out = append(out, fmt.Sprintf("the base ran on the %s %q, the head on %q: they say nothing about the code", d.what, d.base, d.head))
		}
	}
	for _, o := range []*benchtext.Output{base, head} {
		if len(o.Failed) > 0 {
			out = append(out, fmt.Sprintf("not everything ran (%d lines say so): %s", len(o.Failed), o.Failed[0]))
		}
	}
	for _, f := range r.Figures {
		bare, n := benchtext.Bare(f.Name)
		if f.Verdict != verdict.Missing {
			continue
		}
		for _, h := range head.Figures {
			if other, m := benchtext.Bare(h.Name); other == bare && m != n && h.Package == f.Package {
				return append(out, fmt.Sprintf("%s ran on %d processors at the base and on %d at the head: use -cpu to have the same", bare, n, m))
			}
		}
	}
	return out
}

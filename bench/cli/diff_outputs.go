package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/go-foundations/poolbench/bench/benchdiff"
	"github.com/go-foundations/poolbench/bench/benchtext"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/verdict"
)

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
		return nil, fmt.Errorf("diff: %s is a stored run, and %s is not: want two of one kind; for benchmarks of this project, name the --metric", stored, plain)
	}
	var out []*benchtext.Output
	for i, path := range paths {
		o, err := benchtext.Read(path, bytes.NewReader(texts[i]))
		if err != nil {
			return nil, fmt.Errorf("diff: %w", err)
		}
		if side := o.Figures[0].Side; side != "" {
			return nil, fmt.Errorf("diff: file %q: contains the rounds of a gate (there is a side %s), which the gate has judged already", path, side)
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
	r := benchdiff.Judge(base, head, better, margin)
	if err := c.tell(to, findings.Outputs{Base: base.Name, Head: head.Name, UnpairedReport: r}); err != nil {
		return err
	}
	switch judged, unusable := len(r.Figures)-r.Count(verdict.Reported), benchdiff.Unusable(base, head); {
	case len(unusable) > 0:
		return fmt.Errorf("diff: values must be finite: %s", strings.Join(unusable, "; "))
	case judged == 0 && len(r.Figures) > 0:
		return fmt.Errorf("diff: nothing to judge: say which direction is better, such as --better %s=higher", r.Figures[0].Unit)
	default:
		return verdict.CheckPassed("diff", judged, r.Count)
	}
}

package benchdiff

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/go-foundations/poolbench/bench/benchtext"
)

// StandardInput is the file name that stands for standard input.
const StandardInput = "-"

// Read reads two outputs of go test -bench; one of them may be StandardInput. It returns
// nil if both are stored runs, or are missing: then the reader of stored runs reports that.
// It is an error if one is a stored run and the other is not, and if one contains the
// rounds of a gate, which are judged already.
func Read(paths [2]string, stdin io.Reader) ([]*benchtext.Output, error) {
	if paths[0] == StandardInput && paths[1] == StandardInput {
		return nil, errors.New("diff: both files are standard input")
	}
	var texts [2][]byte
	for i, path := range paths {
		var err error
		if texts[i], err = plainText(path, stdin); err != nil {
			return nil, err
		}
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

// gzipMagic begins a gzip file: only stored runs are compressed.
const gzipMagic = "\x1f\x8b"

// plainText returns the text of a file that is not a stored run, else nil.
func plainText(path string, stdin io.Reader) ([]byte, error) {
	if path == StandardInput {
		text, err := io.ReadAll(stdin)
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

package record

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/perf/benchfmt"
)

// Read reads a run. The path may be either file of a pair that Save wrote, the
// stem of both, a sidecar that gzip has compressed (NAME.json.gz), or a file that
// holds what "go test -bench" printed for this project's benchmarks.
//
// With a sidecar the Run is the one that was saved. Text without one gives a
// Run that is not Paired: the n-th line of a contender becomes its round n, and
// nothing is known of settings and seed.
//
// A missing, corrupt or foreign file is one error that names the file and the
// reason; for a missing one errors.Is(err, fs.ErrNotExist) holds.
func Read(path string) (*Run, error) {
	run, err := read(path)
	if err != nil {
		return nil, fmt.Errorf("record %w", err)
	}
	return run, nil
}

func read(path string) (*Run, error) {
	stem := trimExt(path)
	name, side, err := readSidecar(path, stem)
	if errors.Is(err, fs.ErrNotExist) {
		return readAlone(path, stem)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, reason(err))
	}
	run, err := decodeSidecar(side)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}

	text, err := os.ReadFile(stem + ".txt")
	if errors.Is(err, fs.ErrNotExist) {
		return run, nil // the sidecar holds everything
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", stem+".txt", reason(err))
	}
	trials, _, err := parseText(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", stem+".txt", err)
	}
	want := 0
	for _, t := range run.Trials {
		if len(t.benchValues()) > 0 {
			want++
		}
	}
	// More is what a crash between the two renames leaves behind.
	if len(trials) < want {
		return nil, fmt.Errorf("%s: holds %d trials, its sidecar %d: cut short, or of another run", stem+".txt", len(trials), want)
	}
	return run, nil
}

// readSidecar returns the sidecar of a stem, and its name. A compressed one counts where
// there is no other, or where the path names it.
func readSidecar(path, stem string) (name string, text []byte, err error) {
	if !strings.HasSuffix(path, compressed) {
		name = stem + ".json"
		if text, err = os.ReadFile(name); !errors.Is(err, fs.ErrNotExist) {
			return name, text, err
		}
	}
	name = stem + ".json" + compressed
	f, err := os.Open(name)
	if err != nil {
		return name, nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err == nil {
		text, err = io.ReadAll(z)
	}
	if err != nil {
		err = fmt.Errorf("corrupt: %w", err)
	}
	return name, text, err
}

// readAlone reads text that has no sidecar.
func readAlone(path, stem string) (*Run, error) {
	if strings.HasSuffix(path, ".json") || strings.HasSuffix(path, compressed) {
		return nil, fmt.Errorf("%s: %w", path, fs.ErrNotExist)
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && path == stem {
		text, err = os.ReadFile(stem + ".txt")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, reason(err))
	}
	run, err := ReadText(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return run, nil
}

// ReadText reads what "go test -bench" printed, or the text file of a pair,
// without a sidecar. Benchmarks that are not of one contender are left out;
// text with none of ours is an error. See Read for what becomes of the rest.
func ReadText(r io.Reader) (*Run, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	trials, host, err := parseText(data)
	if err != nil {
		return nil, err
	}
	if len(trials) == 0 {
		return nil, errors.New("holds no benchmark named workload=…/strategy=…/workers=…")
	}
	run := &Run{Schema: Version, Host: host, Trials: trials, Settings: Settings{Mode: ModeBatch}}
	run.Warnings = []string{"There is no sidecar: trials are compared unpaired, which takes more of them for the same certainty."}
	for _, t := range trials {
		run.Settings.RoundsDone = max(run.Settings.RoundsDone, t.Round)
		if t.Load > 0 {
			run.Settings.Mode = ModeStream
		}
	}
	return run, nil
}

// parseText returns the trials in the text and the host that it names. A line
// that is not in the format makes the whole text corrupt: skipping it would
// hide that a trial is missing.
func parseText(data []byte) (trials []Trial, host Host, err error) {
	// A number that lost its last digits is still a number.
	if len(data) > 0 && data[len(data)-1] != '\n' {
		return nil, host, errors.New("corrupt: the last line has no line break: the file is truncated")
	}
	type contender struct {
		workload, strategy string
		workers            int
		load               float64
	}
	rounds := map[contender]int{}
	r := benchfmt.NewReader(bytes.NewReader(data), "")
	for r.Scan() {
		switch rec := r.Result().(type) {
		case *benchfmt.SyntaxError:
			return nil, host, fmt.Errorf("corrupt: line %d: %s", rec.Line, rec.Msg)
		case *benchfmt.Result:
			t, ok := parseName(rec.Name.String())
			if !ok {
				continue
			}
			host.OS, host.Arch, host.CPU = rec.GetConfig("goos"), rec.GetConfig("goarch"), rec.GetConfig("cpu")
			c := contender{t.Workload, t.Strategy, t.Workers, t.Load}
			rounds[c]++
			t.Round, t.Position, t.Metrics = rounds[c], len(trials)+1, map[string]float64{}
			for _, v := range rec.Values {
				if m, ok := metricByBenchUnit(v.Unit); ok {
					t.Metrics[m.Name] = v.Value
				}
			}
			if len(t.Metrics) == 0 {
				_, line := rec.Pos()
				return nil, host, fmt.Errorf("line %d: no unit that is known here", line)
			}
			trials = append(trials, t)
		}
	}
	if err := r.Err(); err != nil {
		return nil, host, fmt.Errorf("corrupt: %w", err)
	}
	run := Run{Schema: Version, Trials: trials}
	if err := run.Check(); err != nil {
		return nil, host, fmt.Errorf("corrupt: %w", err)
	}
	return trials, host, nil
}

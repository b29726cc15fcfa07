package record

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/perf/benchfmt"

	"github.com/go-foundations/poolbench/bench/atomicfile"
)

// pkg is the constant file key under which benchstat shows these results.
const pkg = "github.com/go-foundations/poolbench/bench"

// Save writes the run as the pair stem.txt and stem.json. A stem that ends in
// ".txt" or ".json" loses that ending. The folder must exist.
//
// Each file is written beside its place and then renamed, so that a reader, or
// a crash, finds the old file or the new one. Save may be called after every
// round. It sets Schema. A run that Check refuses is not written.
func (r *Run) Save(stem string) error {
	r.Schema = Version
	if err := r.Check(); err != nil {
		return fmt.Errorf("record %s: %w", stem, err)
	}
	stem = trimExt(stem)
	var text bytes.Buffer
	if err := r.WriteBench(&text); err != nil {
		return fmt.Errorf("record %s: %w", stem, err)
	}
	side, err := encodeSidecar(r)
	if err != nil {
		return fmt.Errorf("record %s: %w", stem, err)
	}
	// The sidecar comes last: Read takes it for the truth, and a text file
	// that is one round ahead of it loses nothing.
	if err := replace(stem+".txt", text.Bytes()); err != nil {
		return err
	}
	return replace(stem+".json", side)
}

// replace writes data to path in one step.
func replace(path string, data []byte) error {
	if err := atomicfile.Write(path, data); err != nil {
		return fmt.Errorf("record %s: %w", path, reason(err))
	}
	return nil
}

// WriteBench writes the run in the Go benchmark format: the constant facts of
// the host as file keys, what varies from run to run in "#" lines, and one line
// per trial. A failed trial is a "#" line, since it has no values.
func (r *Run) WriteBench(w io.Writer) error {
	var head bytes.Buffer
	comment := func(key, text string) {
		if text != "" {
			fmt.Fprintf(&head, "# %s: %s\n", key, oneLine(text))
		}
	}
	if len(r.Command) > 0 {
		// One line already, in which every space counts.
		fmt.Fprintf(&head, "# command: %s\n", CommandLine(r.Command))
	}
	if !r.Start.IsZero() {
		comment("start", r.Start.Format("2006-01-02T15:04:05Z07:00"))
	}
	comment("seed", fmt.Sprint(r.Seed))
	comment("go", r.Host.GoVersion)
	comment("rounds by host", r.hostsLine())
	for _, warning := range r.Warnings {
		comment("warning", warning)
	}
	for _, t := range r.Trials {
		if t.Error != "" {
			comment("failed", fmt.Sprintf("%s in round %d: %s", t.benchName(), t.Round, t.Error))
		}
	}
	if _, err := w.Write(head.Bytes()); err != nil {
		return err
	}

	bw := benchfmt.NewWriter(w)
	used := map[string]bool{}
	for _, t := range r.Trials {
		for name := range t.Metrics {
			used[name] = true
		}
	}
	for _, m := range metrics {
		if !used[m.Name] {
			continue
		}
		meta := &benchfmt.UnitMetadata{
			UnitMetadataKey: benchfmt.UnitMetadataKey{Unit: m.BenchUnit, Key: "better"},
			OrigUnit:        m.BenchUnit, Value: string(m.Better),
		}
		if err := bw.Write(meta); err != nil {
			return err
		}
	}
	config := r.fileKeys()
	for _, t := range r.Trials {
		values := t.benchValues()
		if len(values) == 0 {
			continue
		}
		res := &benchfmt.Result{Config: config, Name: benchfmt.Name(strings.TrimPrefix(t.benchName(), "Benchmark")),
			Iters: 1, Values: values}
		if err := bw.Write(res); err != nil {
			return err
		}
	}
	return nil
}

// hostsLine says how many rounds each host did, if agents did them.
func (r *Run) hostsLine() string {
	rounds := make(map[string]int)
	for _, host := range r.Hosts {
		rounds[host]++
	}
	var parts []string
	for _, host := range slices.Sorted(maps.Keys(rounds)) {
		parts = append(parts, fmt.Sprintf("%s: %d", host, rounds[host]))
	}
	return strings.Join(parts, ", ")
}

// fileKeys returns the facts that are the same for every run on one host.
func (r *Run) fileKeys() []benchfmt.Config {
	var keys []benchfmt.Config
	for _, kv := range [][2]string{{"goos", r.Host.OS}, {"goarch", r.Host.Arch}, {"pkg", pkg}, {"cpu", r.Host.CPU}} {
		if value := oneLine(kv[1]); value != "" {
			keys = append(keys, benchfmt.Config{Key: kv[0], Value: []byte(value), File: true})
		}
	}
	return keys
}

// benchValues returns the trial's metrics in catalogue order.
func (t *Trial) benchValues() []benchfmt.Value {
	var values []benchfmt.Value
	for _, m := range metrics {
		if v, ok := t.Metrics[m.Name]; ok {
			values = append(values, benchfmt.Value{Value: v, Unit: m.BenchUnit})
		}
	}
	return values
}

// oneLine keeps a text from starting a line of its own, and a terminal that
// shows it from taking orders.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// compressed is the ending that gzip adds.
const compressed = ".gz"

// trimExt removes the ending of either file of a pair.
func trimExt(path string) string {
	return strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(path, compressed), ".txt"), ".json")
}

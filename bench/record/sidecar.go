package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// sidecar is the JSON of a run, as the package comment describes it: what is known of the run
// first, and then a row a trial, so that names of metrics are there only once. It is one
// document for any JSON reader, and a line a trial for people, grep and diff.
type sidecar struct {
	*Run
	Columns []string `json:"columns"`                 // what a row holds: trialColumns, and then metrics
	Classes []string `json:"class_columns,omitempty"` // what a row of a class holds: classColumns, and then metrics
	Trials  []rawRow `json:"trials,omitempty"`        // hides those of the Run
}

type (
	rawRow = []json.RawMessage
	row    = []any
)

// trialColumns are the first of each row of a trial, and classColumns of a class.
var (
	trialColumns = []string{"round", "position", "workload", "strategy", "workers", "jobs", "load"}
	classColumns = []string{"priority", "jobs"}
)

// rest ends the rows of trials that have more than numbers.
type rest struct {
	Classes []json.RawMessage `json:"classes,omitempty"`
	Error   string            `json:"error,omitempty"`
	Picture *Picture          `json:"picture,omitempty"`
	Details []Detail          `json:"details,omitempty"`
}

// encodeSidecar returns the document.
func encodeSidecar(r *Run) ([]byte, error) {
	ofTrials, ofClasses := make(map[string]bool), make(map[string]bool)
	side := sidecar{Run: r}
	for _, t := range r.Trials {
		addKeys(ofTrials, t.Metrics)
		for _, c := range t.Classes {
			addKeys(ofClasses, c.Metrics)
			side.Classes = classColumns
		}
	}
	metrics, classMetrics := slices.Sorted(maps.Keys(ofTrials)), slices.Sorted(maps.Keys(ofClasses))
	side.Columns, side.Classes = slices.Concat(trialColumns, metrics), slices.Concat(side.Classes, classMetrics)
	head, err := json.MarshalIndent(side, "", "  ")
	if err != nil {
		return nil, err
	}
	b := bytes.NewBuffer(bytes.TrimSuffix(head, []byte("\n}")))
	b.WriteString(",\n  \"trials\": [")
	for i, t := range r.Trials {
		line, err := encodeTrial(t, metrics, classMetrics)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		b.Write(line)
	}
	b.WriteString("\n  ]\n}\n")
	return b.Bytes(), nil
}

func addKeys(to map[string]bool, metrics map[string]float64) {
	for name := range metrics {
		to[name] = true
	}
}

func encodeTrial(t Trial, metrics, classMetrics []string) ([]byte, error) {
	more := rest{Error: t.Error, Picture: t.Picture, Details: t.Details}
	for _, c := range t.Classes {
		line, err := json.Marshal(withMetrics(row{c.Priority, c.Jobs}, c.Metrics, classMetrics))
		if err != nil {
			return nil, err
		}
		more.Classes = append(more.Classes, line)
	}
	out := withMetrics(row{t.Round, t.Position, t.Workload, t.Strategy, t.Workers, t.Jobs, t.Load}, t.Metrics, metrics)
	if !reflect.ValueOf(more).IsZero() {
		out = append(out, more)
	}
	return json.Marshal(out)
}

// withMetrics appends the values of those metrics, null for those that there are not.
func withMetrics(to row, values map[string]float64, names []string) row {
	for _, name := range names {
		if v, ok := values[name]; ok {
			to = append(to, v)
		} else {
			to = append(to, nil)
		}
	}
	return to
}

// decodeSidecar reads the document, in this version or the first.
func decodeSidecar(data []byte) (*Run, error) {
	// The version comes first: a newer schema need not fit this Run.
	var version struct{ Schema *int }
	if err := json.Unmarshal(data, &version); err != nil {
		return nil, fmt.Errorf("corrupt: %w", err)
	}
	if version.Schema == nil {
		return nil, errors.New("not a record: it has no schema version")
	}
	run := new(Run)
	switch *version.Schema {
	case versionOfObjects:
		if err := json.Unmarshal(data, run); err != nil {
			return nil, corrupt(err)
		}
		run.Schema = Version
	case Version:
		if err := decodeRows(data, run); err != nil {
			return nil, corrupt(err)
		}
	default:
		return nil, fmt.Errorf("schema version %d, this program reads versions up to %d", *version.Schema, Version)
	}
	if err := run.Check(); err != nil {
		return nil, fmt.Errorf("corrupt: %w", err)
	}
	return run, nil
}

func corrupt(err error) error {
	var misfit *json.UnmarshalTypeError
	if errors.As(err, &misfit) && misfit.Type.Kind() == reflect.Float64 && strings.HasPrefix(misfit.Value, "number ") {
		return fmt.Errorf("corrupt: %s: %s, want a finite number", misfit.Field, misfit.Value)
	}
	return fmt.Errorf("corrupt: %w", err)
}

func decodeRows(data []byte, run *Run) error {
	side := sidecar{Run: run}
	if err := json.Unmarshal(data, &side); err != nil {
		return err
	}
	metrics, ok := cutPrefix(side.Columns, trialColumns)
	if !ok {
		return fmt.Errorf("columns %q, want %q first", side.Columns, trialColumns)
	}
	classMetrics, ok := cutPrefix(side.Classes, classColumns)
	if !ok && len(side.Classes) > 0 {
		return fmt.Errorf("class_columns %q, want %q first", side.Classes, classColumns)
	}
	for i, cells := range side.Trials {
		t, err := decodeTrial(cells, metrics, classMetrics)
		if err != nil {
			return fmt.Errorf("trial %d: %w", i+1, err)
		}
		run.Trials = append(run.Trials, t)
	}
	return nil
}

func cutPrefix(s, prefix []string) ([]string, bool) {
	if len(s) < len(prefix) || !slices.Equal(s[:len(prefix)], prefix) {
		return nil, false
	}
	return s[len(prefix):], true
}

func decodeTrial(cells rawRow, metrics, classMetrics []string) (t Trial, err error) {
	var more rest
	into := []any{&t.Round, &t.Position, &t.Workload, &t.Strategy, &t.Workers, &t.Jobs, &t.Load}
	if len(cells) == len(into)+len(metrics)+1 {
		last := len(cells) - 1
		if err := json.Unmarshal(cells[last], &more); err != nil {
			return t, err
		}
		cells = cells[:last]
	}
	if t.Metrics, err = decodeCells(cells, trialColumns, into, metrics); err != nil {
		return t, err
	}
	t.Error, t.Picture, t.Details = more.Error, more.Picture, more.Details
	for _, line := range more.Classes {
		var c Class
		var cells rawRow
		if err := json.Unmarshal(line, &cells); err != nil {
			return t, fmt.Errorf("classes: %w", err)
		}
		if c.Metrics, err = decodeCells(cells, classColumns, []any{&c.Priority, &c.Jobs}, classMetrics); err != nil {
			return t, fmt.Errorf("classes: %w", err)
		}
		t.Classes = append(t.Classes, c)
	}
	return t, nil
}

// decodeCells reads the first cells into what is there for them, and returns the others by
// name; nil: all of them are null.
func decodeCells(cells rawRow, names []string, into []any, metrics []string) (map[string]float64, error) {
	if want := len(into) + len(metrics); len(cells) != want {
		return nil, fmt.Errorf("%d columns, want %d", len(cells), want)
	}
	for i, to := range into {
		if err := json.Unmarshal(cells[i], to); err != nil {
			return nil, fmt.Errorf("%s: %w", names[i], err)
		}
	}
	var out map[string]float64
	for i, name := range metrics {
		var v *float64
		if err := json.Unmarshal(cells[len(into)+i], &v); err != nil {
			return nil, fmt.Errorf("metric %q: %s, want a finite number", name, cells[len(into)+i])
		}
		if v == nil {
			continue
		}
		if out == nil {
			out = make(map[string]float64)
		}
		out[name] = *v
	}
	return out, nil
}

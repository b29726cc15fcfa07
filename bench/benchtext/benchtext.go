// Package benchtext reads the output of go test -bench as people keep it in files: the
// figures of each benchmark, of several packages and several runs, and what is wrong with
// them.
//
// It is stricter than benchstat. A malformed line that begins like a benchmark is an error:
// leaving it out would compare something else. A value that is not a finite number makes
// its figure unusable. Failed benchmarks are reported.
package benchtext

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchunit"
)

// An Output is the content of one file.
type Output struct {
	Name    string   // of the file
	Figures []Figure // in the order in which they first appear
	Host    Host     // of the first benchmark that says it

	Better map[string]string // "higher" or "lower", by tidied unit, where a line "Unit" says so
	Exact  map[string]bool   // units of which a line "Unit" says assume=exact

	Failed []string // lines that tell that something failed, with their places
}

// A Figure is what one benchmark reports in one unit, in all its runs.
type Figure struct {
	Package  string // import path; empty: the file does not say
	Name     string // without "Benchmark", with the number of processors that ends it
	Unit     string // in base units: sec/op, not ns/op
	Values   []float64
	Side     string // "base", "head" or "control" in the rounds of a gate; empty elsewhere
	Unusable string // the place and the value that is no finite number; empty: none
}

// A Host is where benchmarks ran, as far as the file says.
type Host struct{ OS, Arch, CPU string }

// Read reads an output. Errors name the file and the line. A file without a benchmark is an
// error.
func Read(name string, r io.Reader) (*Output, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("file %q: %w", name, err)
	}
	if len(text) > 0 && text[len(text)-1] != '\n' {
		// A number without its last digits is still a number.
		if last := text[bytes.LastIndexByte(text, '\n')+1:]; bytes.HasPrefix(last, []byte("Benchmark")) {
			return nil, fmt.Errorf("%s:%d: the last line has no line break: the file is truncated", name, bytes.Count(text, []byte("\n"))+1)
		}
	}
	o := &Output{Name: name, Better: map[string]string{}, Exact: map[string]bool{}, Failed: failures(name, text)}
	reader := benchfmt.NewReader(bytes.NewReader(text), name)
	at := map[figureKey]int{}
	for reader.Scan() {
		switch rec := reader.Result().(type) {
		case *benchfmt.SyntaxError:
			return nil, fmt.Errorf("%s:%d: %s", name, rec.Line, rec.Msg)
		case *benchfmt.UnitMetadata:
			if err := o.unit(rec); err != nil {
				return nil, err
			}
		case *benchfmt.Result:
			if err := o.add(rec, at); err != nil {
				return nil, err
			}
		}
	}
	if err := reader.Err(); err != nil {
		return nil, fmt.Errorf("file %q: %w", name, err)
	}
	if len(o.Figures) == 0 {
		return nil, fmt.Errorf("file %q: has no benchmark: want what go test -bench printed", name)
	}
	return o, nil
}

// add adds one run of a benchmark.
func (o *Output) add(r *benchfmt.Result, at map[figureKey]int) error {
	if o.Host == (Host{}) {
		o.Host = Host{r.GetConfig("goos"), r.GetConfig("goarch"), r.GetConfig("cpu")}
	}
	_, line := r.Pos()
	seen := map[string]bool{}
	for _, v := range r.Values {
		// A value of 0, or an infinite one, comes with its unit untidied.
		_, unit := benchunit.Tidy(1, v.Unit)
		if seen[unit] {
			return fmt.Errorf("%s:%d: benchmark %s reports %s twice", o.Name, line, r.Name, unit)
		}
		seen[unit] = true
		key := figureKey{r.GetConfig("pkg"), r.Name.String(), unit, r.GetConfig("side")}
		i, known := at[key]
		if !known {
			i = len(o.Figures)
			at[key] = i
			o.Figures = append(o.Figures, Figure{Package: key.pkg, Name: key.name, Unit: unit, Side: key.side})
		}
		f := &o.Figures[i]
		f.Values = append(f.Values, v.Value)
		if (math.IsNaN(v.Value) || math.IsInf(v.Value, 0)) && f.Unusable == "" {
			f.Unusable = fmt.Sprintf("%s:%d: %v", o.Name, line, v.Value)
		}
	}
	return nil
}

// A figureKey identifies a figure.
type figureKey struct{ pkg, name, unit, side string }

// unit records a line "Unit".
func (o *Output) unit(u *benchfmt.UnitMetadata) error {
	_, line := u.Pos()
	switch {
	case u.Key == "better" && (u.Value == "higher" || u.Value == "lower"):
		o.Better[u.Unit] = u.Value
	case u.Key == "better":
		return fmt.Errorf("%s:%d: unit %s: better=%s: want higher or lower", o.Name, line, u.OrigUnit, u.Value)
	case u.Key == "assume":
		o.Exact[u.Unit] = u.Value == "exact"
	}
	return nil
}

// failed matches lines in which the go command reports a failure.
var failed = regexp.MustCompile(`^(?:\s*--- FAIL: |FAIL\s|panic: )`)

func failures(name string, text []byte) []string {
	var out []string
	n := 0
	for line := range bytes.Lines(text) {
		if n++; failed.Match(line) {
			out = append(out, fmt.Sprintf("%s:%d: %s", name, n, strings.Join(strings.Fields(string(line)), " ")))
		}
	}
	return out
}

// Bare splits the name of a benchmark into the name and the number of processors that go
// test appends to it, 1 if there is none. A name that itself ends in something like "-2"
// loses that, too: nothing tells the two apart.
func Bare(name string) (bare string, processors int) {
	i := strings.LastIndexByte(name, '-')
	if i < 0 || strings.ContainsAny(name[i:], "/=") {
		return name, 1
	}
	n, err := strconv.Atoi(name[i+1:])
	if err != nil || n < 1 {
		return name, 1
	}
	return name[:i], n
}

package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// studied returns a run of a study, and what is to be told of it.
func studied(t *testing.T, study string) (*record.Run, Study) {
	t.Helper()
	run := sample()
	run.Trials, run.Workloads, run.Settings.Study = nil, nil, study
	run.Command = []string{"compare", study}
	add := func(round int, workload, strategy string, workers int, metric string, v float64) {
		v *= 1 + 0.001*float64((round*7+len(strategy)*workers)%5)
		run.Trials = append(run.Trials, record.Trial{Round: round, Workload: workload, Strategy: strategy, Workers: workers, Jobs: 100, Metrics: map[string]float64{metric: v}})
	}
	var names []string
	for i := range 13 { // more than can be drawn
		names = append(names, fmt.Sprintf("way-%c", 'a'+i))
	}
	names[12] = "static|slices"
	if study == record.StudyScale {
		run.Workloads = []record.Workload{{Name: "fixed", Realised: "100 jobs", Jobs: 100}}
		for round := 1; round <= 8; round++ {
			for i, name := range names {
				for _, w := range []int{1, 2, 4} {
					add(round, "fixed", name, w, "makespan", 0.01*float64(i)+1/float64(w))
				}
			}
		}
		return run, Scale{verdict.ScaleOf(run, 0.95)}
	}
	for k, size := range []float64{1e-7, 1e-6, 1e-5} {
		name := fmt.Sprintf("fixed:%d", k)
		run.Workloads = append(run.Workloads, record.Workload{Name: name, Mean: size, Jobs: 100})
		for round := 1; round <= 8; round++ {
			for i, strategy := range names {
				add(round, name, strategy, 2, "throughput", 2/(size+1e-7*float64(i)))
			}
		}
	}
	g, err := verdict.GrainOf(run, "static|slices", 0.95)
	if err != nil {
		t.Fatal(err)
	}
	return run, Grain{g}
}

// TestStudies: golden files of every format, and at 80 columns.
func TestStudies(t *testing.T) {
	for _, study := range []string{record.StudyScale, record.StudyGrain} {
		run, s := studied(t, study)
		rep := verdict.Judge(run, verdict.Options{})
		write := func(format string, o Options) []byte {
			var b bytes.Buffer
			if err := WriteStudy(&b, format, run, rep, s, o); err != nil {
				t.Fatal(err)
			}
			return b.Bytes()
		}
		golden(t, study+".text", write("text", Options{}))
		golden(t, study+".markdown", write("markdown", Options{}))
		narrow := write("text", Options{Width: 80})
		golden(t, study+"-80.text", narrow)
		for line := range strings.Lines(string(narrow)) {
			if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > 80 && !strings.HasPrefix(line, "repeat: ") {
				t.Errorf("%s: %d columns: %s", study, n, line)
			}
			if line != strings.TrimRight(line, " \n")+"\n" {
				t.Errorf("%s: ends in spaces: %q", study, line)
			}
		}
		var all struct {
			Study struct{ Curves []json.RawMessage }
			Run   record.Run
		}
		if err := json.Unmarshal(write("json", Options{}), &all); err != nil || len(all.Study.Curves) != 13 || len(all.Run.Trials) != len(run.Trials) {
			t.Errorf("%s: %v, %d curves, %d trials", study, err, len(all.Study.Curves), len(all.Run.Trials))
		}
		if StudyFormat("csv") || !StudyFormat("text") {
			t.Error("which formats?")
		}
	}
}

// TestPlotTooSmall: nothing is drawn where nothing could be seen.
func TestPlotTooSmall(t *testing.T) {
	for _, k := range []struct {
		curves []curve
		ticks  []string
		width  int
	}{{nil, []string{"1", "2"}, 0}, {[]curve{{name: "a", values: []float64{1}}}, []string{"1"}, 0}, {[]curve{{name: "a", values: []float64{1, 2}}}, []string{"1", "2"}, 40}} {
		var b bytes.Buffer
		plot(&b, k.curves, k.ticks, 1, func(float64) string { return "" }, Options{Width: k.width})
		if b.Len() > 0 {
			t.Errorf("%+v: %s", k, b.String())
		}
	}
}

package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/report/internal/sample"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// studied returns a run of a study, and what is to be told of it.
func studied(t *testing.T, kind string) (*record.Run, content.Study) {
	t.Helper()
	const reference = "static|slices"
	run := sample.Study(kind, reference)
	if kind == record.StudyScale {
		return run, findings.Scale{Scale: verdict.ScaleOf(run, 0.95)}
	}
	g, err := verdict.GrainOf(run, reference, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	return run, findings.Grain{Grain: g}
}

// TestStudies: golden files of every format, and at 80 columns.
func TestStudies(t *testing.T) {
	for _, kind := range []string{record.StudyScale, record.StudyGrain} {
		run, s := studied(t, kind)
		rep := verdict.Judge(run, verdict.Options{})
		write := func(format string, o Options) []byte {
			var b bytes.Buffer
			if err := WriteStudy(&b, format, run, rep, s, o); err != nil {
				t.Fatal(err)
			}
			return b.Bytes()
		}
		golden(t, kind+".text", write("text", Options{}))
		golden(t, kind+".markdown", write("markdown", Options{}))
		narrow := write("text", Options{Width: 80})
		golden(t, kind+"-80.text", narrow)
		for line := range strings.Lines(string(narrow)) {
			if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > 80 && !strings.HasPrefix(line, "repeat: ") {
				t.Errorf("%s: %d columns: %s", kind, n, line)
			}
			if line != strings.TrimRight(line, " \n")+"\n" {
				t.Errorf("%s: ends in spaces: %q", kind, line)
			}
		}
		var all struct {
			Study struct{ Curves []json.RawMessage }
			Run   record.Run
		}
		if err := json.Unmarshal(write("json", Options{}), &all); err != nil || len(all.Study.Curves) != 13 || len(all.Run.Trials) != len(run.Trials) {
			t.Errorf("%s: %v, %d curves, %d trials", kind, err, len(all.Study.Curves), len(all.Run.Trials))
		}
		if StudyFormat("csv") || !StudyFormat("text") {
			t.Error("which formats?")
		}
	}
}

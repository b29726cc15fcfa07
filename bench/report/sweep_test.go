package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/report/internal/sample"
	"github.com/go-foundations/poolbench/bench/report/page"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// TestSweep: golden files of every format, and at 50 columns, where the loads in the middle
// have gone.
func TestSweep(t *testing.T) {
	run := sample.Sweep(8)
	rep := verdict.Judge(run, verdict.Options{})
	write := func(format string, o Options) string {
		var b bytes.Buffer
		if err := WriteStudy(&b, format, run, rep, findings.SweepOf(rep), o); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	golden(t, "sweep.text", []byte(write("text", Options{})))
	golden(t, "sweep.markdown", []byte(write("markdown", Options{})))
	golden(t, "sweep-50.text", []byte(write("text", Options{Width: 50})))
	var b bytes.Buffer
	if err := page.Write(&b, run, rep); err != nil {
		t.Fatal(err)
	}
	golden(t, "sweep.html", b.Bytes())
	var all struct {
		Study struct{ Surfaces []verdict.Surface }
	}
	if err := json.Unmarshal([]byte(write("json", Options{})), &all); err != nil || len(all.Study.Surfaces) != 6 || len(all.Study.Surfaces[0].Points) != 6 {
		t.Errorf("%v: %+v", err, all)
	}
	b.Reset()
	if err := Write(&b, "csv", run, rep, Options{}); err != nil {
		t.Fatal(err)
	}
	if rows, err := csv.NewReader(&b).ReadAll(); err != nil || len(rows) != 1+3*2*(3+2) {
		t.Errorf("csv: %d rows, %v", len(rows), err)
	}
}

// TestSweepOfOneRound: it is too few, in the singular.
func TestSweepOfOneRound(t *testing.T) {
	run := sample.Sweep(1)
	rep := verdict.Judge(run, verdict.Options{})
	var b bytes.Buffer
	if err := WriteStudy(&b, "text", run, rep, findings.SweepOf(rep), Options{}); err != nil {
		t.Fatal(err)
	}
	if want := "undecided: 1 round is too few for 3 contenders"; !strings.Contains(b.String(), want) {
		t.Errorf("lacks %q:\n%s", want, b.String())
	}
}

// TestSweepOfFewRounds: nothing is marked, and it is said why.
func TestSweepOfFewRounds(t *testing.T) {
	run := sample.Sweep(2)
	rep := verdict.Judge(run, verdict.Options{})
	var b bytes.Buffer
	if err := WriteStudy(&b, "text", run, rep, findings.SweepOf(rep), Options{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"undecided: 2 rounds are too few", "Too few rounds to tell strategies apart."} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("lacks %q:\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "= ") && strings.Contains(b.String(), "= 1") {
		t.Errorf("marks:\n%s", b.String())
	}
	b.Reset()
	if err := page.Write(&b, run, rep); err != nil {
		t.Fatal(err)
	}
	if text := b.String(); strings.Contains(text, `class="first"`) || !strings.Contains(text, "Too few rounds") {
		t.Error("the page marks the best of too few rounds")
	}
}

package text

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// classes writes the table of priorities, if there is one.
func classes(b *bytes.Buffer, rep *verdict.Report, a verdict.Answer, o Options) error {
	t, ok := content.ClassTable(rep, a)
	if !ok {
		return nil
	}
	b.WriteByte('\n')
	_, dropped, err := fit(b, t, o)
	if err != nil {
		return err
	}
	wrap(b, "", 0, content.ClassLegend, o.Width)
	if len(dropped) > 0 {
		wrap(b, "", 0, fmt.Sprintf("Left out to fit %d columns: the least urgent.", o.Width), o.Width)
	}
	return nil
}

// answers writes all answers as one table. It returns the columns that do not fit.
func answers(b *bytes.Buffer, rep *verdict.Report, o Options) (dropped []string, err error) {
	t := content.TourTable(rep, 3)
	if o.Width > 0 {
		var out bytes.Buffer
		if err := render(&out, t, o); err != nil {
			return nil, err
		}
		if width(out.String()) > o.Width {
			// Fewer names rather than fewer columns.
			t = content.TourTable(rep, 1)
		}
	}
	_, dropped, err = fit(b, t, o)
	return dropped, err
}

// tour writes all answers as one table.
func tour(b *bytes.Buffer, rep *verdict.Report, o Options) error {
	fmt.Fprintf(b, "Best strategy for each workload, by %s:\n\n", rep.Metric)
	dropped, err := answers(b, rep, o)
	if err != nil {
		return err
	}
	trials := 0
	for _, a := range rep.Answers {
		trials = max(trials, a.N)
	}
	legend := fmt.Sprintf("n = %d trials or fewer; ahead of next: ratio of %s with its %.3g %% interval.", trials, rep.Metric, rep.Confidence*100)
	if slices.ContainsFunc(rep.Answers, func(a verdict.Answer) bool { return a.RoundsNeeded > 0 && !a.AnyWillDo && a.TooFew == 0 }) {
		legend += " try N rounds: that many would probably separate those that are not distinguishable."
	}
	if slices.ContainsFunc(rep.Answers, func(a verdict.Answer) bool { return a.AnyWillDo }) {
		legend += fmt.Sprintf(" equivalent: within %.3g %%, so any will do.", rep.Tie*100)
	}
	wrap(b, "", 0, legend, o.Width)
	if len(dropped) > 0 {
		wrap(b, "", 0, fmt.Sprintf("Left out to fit %d columns: %s.", o.Width, strings.Join(dropped, ", ")), o.Width)
	}
	if err := overall(b, rep, o); err != nil {
		return err
	}
	failures(b, rep.Failures, o)
	b.WriteByte('\n')
	return nil
}

// overall writes the table of standings, if there is one.
func overall(b *bytes.Buffer, rep *verdict.Report, o Options) error {
	t, ok := content.OverallTable(rep)
	if !ok {
		return nil
	}
	b.WriteByte('\n')
	if _, _, err := fit(b, t, o); err != nil {
		return err
	}
	wrap(b, "", 0, content.OverallLegend, o.Width)
	return nil
}

// tables writes the table of every answer.
func tables(b *bytes.Buffer, run *record.Run, rep *verdict.Report, o Options) error {
	for _, a := range rep.Answers {
		wrap(b, "", 0, content.Title(run, a), o.Width)
		b.WriteByte('\n')
		t := content.TableOf(rep, a)
		if o.Width > 0 {
			t = withStrip(t, rep, a)
		}
		if len(t.Rows) > 0 {
			t, dropped, err := fit(b, t, o)
			if err != nil {
				return err
			}
			wrap(b, "", 0, t.Legend(rep, a), o.Width)
			if len(dropped) > 0 {
				wrap(b, "", 0, fmt.Sprintf("Left out to fit %d columns: %s.", o.Width, strings.Join(dropped, ", ")), o.Width)
			}
		}
		if err := classes(b, rep, a, o); err != nil {
			return err
		}
		if o.Verbose {
			for _, line := range content.Details(run, a) {
				wrap(b, "detail: ", len("detail: "), line, o.Width)
			}
		}
		failures(b, content.FailuresAt(rep, a), o)
		b.WriteByte('\n')
	}
	return nil
}

func failures(b *bytes.Buffer, failures []verdict.Failure, o Options) {
	for _, f := range failures {
		wrap(b, o.paint(red, "failed: "), len("failed: "), content.FailureLine(f), o.Width)
	}
}

// maxTables is the most answers that get a table each.
const maxTables = 3

package page

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// placeName names the place of an answer by what differs between the report's places: "skewed,
// 2 workers".
func placeName(rep *verdict.Report, a verdict.Answer) string {
	workloads, workers, loads := false, false, false
	for _, b := range rep.Answers {
		workloads = workloads || b.Workload != a.Workload
		workers = workers || b.Workers != a.Workers
		loads = loads || b.Load != a.Load
	}
	var parts []string
	if workloads || !workers && !loads {
		parts = append(parts, strings.TrimPrefix(workloadName(a.Workload), "jobs of "))
	}
	if workers {
		parts = append(parts, content.Plural(a.Workers, "worker"))
	}
	if loads {
		parts = append(parts, fmt.Sprintf("load %g", a.Load))
	}
	return strings.Join(parts, ", ")
}

// ordered returns the strategies, the best first: over all places, or at the first.
func ordered(rep *verdict.Report) []string {
	var names []string
	for _, s := range rep.Overall {
		names = append(names, s.Strategy)
	}
	for _, a := range rep.Answers {
		for _, c := range content.Deciding(rep, a) {
			if !slices.Contains(names, c.Strategy) {
				names = append(names, c.Strategy)
			}
		}
	}
	return names
}

// ranked returns the strategies as the answer of the run ranks them: a study by what it measures,
// other runs over all places.
func ranked(run *record.Run, rep *verdict.Report) []string {
	var names []string
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	switch run.Settings.Study {
	case record.StudyScale:
		for _, c := range verdict.ScaleOf(run, rep.Confidence).Curves {
			add(c.Strategy)
		}
	case record.StudyGrain:
		if g, err := verdict.GrainOf(run, record.GrainReference, rep.Confidence); err == nil {
			for _, c := range g.Curves {
				add(c.Strategy)
			}
		}
	}
	for _, name := range ordered(rep) {
		add(name)
	}
	return names
}

// workloadName names a workload in words.
func workloadName(name string) string { return content.Clean(verdict.WorkloadName(name)) }

// heading names the place of an answer in full: "skewed, 2 workers, load 0.8".
func heading(a verdict.Answer) string {
	text := fmt.Sprintf("%s, %s", workloadName(a.Workload), content.Plural(a.Workers, "worker"))
	if a.Load > 0 {
		text += fmt.Sprintf(", load %g", a.Load)
	}
	return text
}

// runName names a run in a list: "scale: skewed, in virtual time".
func runName(run *record.Run) string {
	const most = 3
	var names []string
	for _, w := range run.Workloads {
		names = append(names, content.Clean(w.Name))
	}
	if run.Settings.Study == record.StudyGrain && len(names) > 0 {
		names = []string{fmt.Sprintf("%d sizes of jobs", len(names))}
	}
	if len(names) > most {
		names = append(names[:most:most], fmt.Sprintf("%d others", len(names)-most))
	}
	text := strings.Join(names, ", ")
	if text == "" {
		text = "a run"
	}
	if run.Settings.Study != "" {
		text = content.Clean(run.Settings.Study) + ": " + text
	}
	if run.Settings.Virtual {
		text += ", in virtual time"
	}
	return text
}

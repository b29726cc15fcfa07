package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

var (
	elsewhere  = regexp.MustCompile(`(?i)(src|href)=|url\(|@import|<script|<link|https?:`)
	coordinate = regexp.MustCompile(`(NaN|Inf|%!)`)
)

// pageOf renders a run, and fails unless the page is complete in itself.
func pageOf(t *testing.T, run *record.Run) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteHTML(&b, []Judgement{{run, verdict.Judge(run, verdict.Options{})}}); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	if m := elsewhere.FindString(page); m != "" {
		t.Errorf("the page has %q: it is to ask nothing of anybody", m)
	}
	if m := coordinate.FindString(page); m != "" {
		t.Errorf("the page has %q", m)
	}
	if len(page) > 1<<20 {
		t.Errorf("the page has %d bytes", len(page))
	}
	// Every tag is closed, but for those that have no end.
	dec := xml.NewDecoder(strings.NewReader(page))
	dec.Strict, dec.AutoClose, dec.Entity = true, []string{"meta"}, xml.HTMLEntity
	body, ok := strings.CutPrefix(page, "<!DOCTYPE html>\n")
	if !ok {
		t.Error("no document type")
	}
	dec = xml.NewDecoder(strings.NewReader(regexp.MustCompile(`<meta ([^>]*)>`).ReplaceAllString(body, `<meta $1/>`)))
	for {
		_, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not well formed: %v", err)
		}
	}
	return page
}

// TestHTML: the answer, the plots with their data, the table and the command are there, for
// every kind of run.
func TestHTML(t *testing.T) {
	page := pageOf(t, sample())
	for _, s := range []string{"Strategies by workload", `class="h`, "round|robin", "Time from arrival to completion", "round by round", "drift: ", "order: ", "compare --workload skewed,uniform", "failed: broken"} {
		if !strings.Contains(page, s) {
			t.Errorf("lacks %q", s)
		}
	}
	if n := strings.Count(page, `<circle`); n != 6 {
		t.Errorf("%d dots in the forest plots, want one for each of three contenders on two workloads", n)
	}
	if page := pageOf(t, streamRun()); !strings.Contains(page, "by priority: medians") {
		t.Error("the stream has no chart of its priorities")
	}
	pageOf(t, &record.Run{})
	for _, study := range []string{record.StudyScale, record.StudyGrain} {
		run, _ := studied(t, study)
		if study == record.StudyGrain {
			for i := range run.Trials {
				if run.Trials[i].Strategy == "static|slices" {
					run.Trials[i].Strategy = record.GrainReference
				}
			}
		}
		page := pageOf(t, run)
		if !strings.Contains(page, "by the size of a job") && !strings.Contains(page, "Speed-up: fixed") {
			t.Errorf("%s: no curves", study)
		}
	}
}

// TestHTMLEscapes: nothing that comes from a file becomes part of the page's code.
func TestHTMLEscapes(t *testing.T) {
	const evil = `</title><img onerror=alert(1)>'"&`
	run := sample()
	for i := range run.Trials {
		run.Trials[i].Strategy += evil
		run.Trials[i].Workload += evil
		if run.Trials[i].Error != "" {
			run.Trials[i].Error += evil
		}
	}
	for i := range run.Workloads {
		run.Workloads[i].Name += evil
		run.Workloads[i].Summary += evil
		run.Workloads[i].Realised += evil
	}
	run.Warnings = append(run.Warnings, evil)
	run.Command = append(run.Command, evil)
	run.Host.CPU += evil
	if page := pageOf(t, run); strings.Contains(page, "<img") {
		t.Error("not escaped")
	}
}

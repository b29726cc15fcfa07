package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/internal/sample"
	"github.com/go-foundations/poolbench/bench/verdict"
)

var (
	elsewhere  = regexp.MustCompile(`(?i)(src|href)=|url\(|@import|<script>|<link|https?:`)
	coordinate = regexp.MustCompile(`(NaN|Inf|%!)`)
)

// withoutScript returns a page without the code that is in every page, once its hash has
// been found to be the one that may run.
func withoutScript(t *testing.T, page string) string {
	t.Helper()
	before, rest, ok := strings.Cut(page, "<script>")
	code, after, ok2 := strings.Cut(rest, "</script>")
	if !ok || !ok2 {
		t.Fatal("no script")
	}
	sum := sha256.Sum256([]byte(code))
	if hash := base64.StdEncoding.EncodeToString(sum[:]); !strings.Contains(html.UnescapeString(before), "script-src 'sha256-"+hash+"'") {
		t.Error("the policy does not allow the page's own script, or another one, too")
	}
	return before + after
}

// pageOf renders a run, and fails unless the page is complete in itself.
func pageOf(t *testing.T, run *record.Run) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteAll(&b, []Judgement{{run, verdict.Judge(run, verdict.Options{})}}); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	if n := strings.Count(page, "<script>"); n != 1 || !strings.Contains(page, "Content-Security-Policy") {
		t.Errorf("%d scripts that run", n)
	}
	page = withoutScript(t, page)
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
	page := pageOf(t, sample.Run())
	for _, s := range []string{"Strategies by workload", `class="h`, "round|robin", "Time from arrival to completion", "round by round", "Drift: throughput of all contenders by round", "Order: throughput", "steal: the hypervisor", "pressure: the CPU was contended for 3.1 %", "compare --workload skewed,uniform", "failed: broken"} {
		if !strings.Contains(page, s) {
			t.Errorf("lacks %q", s)
		}
	}
	if n := strings.Count(page, `<circle`); n != 6 {
		t.Errorf("%d dots in the forest plots, want one for each of three contenders on two workloads", n)
	}
	if page := pageOf(t, sample.Stream()); !strings.Contains(page, "by priority: medians") {
		t.Error("the stream has no chart of its priorities")
	}
	pageOf(t, &record.Run{})
	for _, study := range []string{record.StudyScale, record.StudyGrain} {
		run := sample.Study(study, "static|slices")
		if study == record.StudyGrain {
			for i := range run.Trials {
				if run.Trials[i].Strategy == "static|slices" {
					run.Trials[i].Strategy = record.GrainReference
				}
			}
		}
		page := pageOf(t, run)
		if !strings.Contains(page, "by job size") && !strings.Contains(page, "Speed-up: fixed") {
			t.Errorf("%s: no curves", study)
		}
	}
}

// TestHTMLEscapes: nothing that comes from a file becomes part of the page's code.
func TestHTMLEscapes(t *testing.T) {
	const evil = `</title><img onerror=alert(1)>'"&`
	run := sample.Run()
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
	run.Host.CPU += evil + "</script><script>alert(1)</script>"
	for i := range run.Trials {
		run.Trials[i].Strategy += "</script><script>alert(1)</script>"
	}
	pictured(run)
	if page := pageOf(t, run); strings.Contains(page, "<img") {
		t.Error("not escaped")
	}
}

// pictured gives every trial a picture.
func pictured(run *record.Run) {
	for i := range run.Trials {
		t := &run.Trials[i]
		t.Picture = &record.Picture{Took: 0.01 * float64(1+i%3)}
		for k := range record.CurveQuantiles(1000) {
			t.Picture.Sojourns = append(t.Picture.Sojourns, 0.001*float64(k+1+t.Round))
		}
		if t.Round == 1 {
			t.Picture.Lanes = []string{strings.Repeat("9", record.LaneParts), strings.Repeat("4", 50) + strings.Repeat("90", 25)}
		}
	}
}

// TestHTMLPictures: who idles where, and curves to zoom into, of medians over the rounds.
func TestHTMLPictures(t *testing.T) {
	run := sample.Run()
	pictured(run)
	page := pageOf(t, run)
	if n := strings.Count(page, `class="lane"`); n != 2*3*2 {
		t.Errorf("%d lanes, want two for each of three contenders on two workloads", n)
	}
	if n := strings.Count(page, `<path class="busy b4" d="M160 `); n != 6 {
		t.Errorf("%d lanes that are busy from the start", n)
	}
	if !strings.Contains(page, `"name":"chunked","values":[0.0055,0.0065,`) || strings.Count(page, "figure class=\"zoom\"") != 2 {
		t.Error("no curves, or not of the medians")
	}
	if strings.Contains(pageOf(t, sample.Run()), "figure class=\"zoom\"") {
		t.Error("curves of nothing")
	}
}

// TestUPlot: the library is as its npm package has it, version 1.6.32.
func TestUPlot(t *testing.T) {
	for what, want := range map[string]string{
		uplotScript: "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f",
		uplotStyle:  "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
	} {
		if sum := sha256.Sum256([]byte(what)); hex.EncodeToString(sum[:]) != want {
			t.Errorf("a file of %d bytes has SHA-256 %x, want %s", len(what), sum, want)
		}
	}
	if !strings.Contains(uplotLicense, "The MIT License") || !strings.Contains(script, "Leon Sorokin") {
		t.Error("without its license")
	}
}

// TestNoise: a machine that becomes slower, and contenders that suffer from being last,
// show whatever the contenders are.
func TestNoise(t *testing.T) {
	run := &record.Run{Paired: true}
	for round := 1; round <= 9; round++ {
		for k, speed := range []float64{100, 250, 17} {
			v := speed
			if round > 6 {
				v *= 0.9
			}
			position := (k+round)%3 + 1
			if position == 3 {
				v *= 0.8
			}
			run.Trials = append(run.Trials, record.Trial{Round: round, Position: position, Workload: "w", Strategy: fmt.Sprint(k), Metrics: map[string]float64{"throughput": v}})
		}
	}
	n := noiseOf(run, verdict.Judge(run, verdict.Options{}))
	if got := n.late / n.early; math.Abs(got-0.9) > 1e-9 {
		t.Errorf("the last third is %v of the first, want 0.9", got)
	}
	if got := n.byPosition[2] / n.byPosition[0]; math.Abs(got-0.8) > 1e-9 {
		t.Errorf("the last in a round are %v of the first, want 0.8", got)
	}
	if charts := n.charts(); len(charts) != 2 || !strings.Contains(charts[0].Caption, "-10.0 %") {
		t.Errorf("%+v", charts)
	}
	run.Settings.Virtual = true
	if noiseOf(run, verdict.Judge(run, verdict.Options{})).charts() != nil || noiseFacts(run) != nil {
		t.Error("noise in virtual time")
	}
}

// TestLinesLeftOut: a chart of more lines than can be told apart says how many it has.
func TestLinesLeftOut(t *testing.T) {
	for n, want := range map[int]string{mostLines: "waits", mostLines + 4: "waits, the first 8 of 12 strategies"} {
		series := slices.Repeat([]lined{{"x", []float64{1, 2}}}, n)
		got := chartOf("waits", []string{"a", "b"}, series, true, func(float64) string { return "" })
		if len(got) != 1 || got[0].Caption != want || got[0].Label != want || len(got[0].Lines) != mostLines {
			t.Errorf("%d lines: %+v, want the caption %q", n, got, want)
		}
	}
}

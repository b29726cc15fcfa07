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
	return complete(t, b.String())
}

// complete returns a page without its script, and fails unless it is complete in itself.
func complete(t *testing.T, page string) string {
	t.Helper()
	if n := strings.Count(page, "<script>"); n != 1 || !strings.Contains(page, "Content-Security-Policy") {
		t.Errorf("%d scripts that run", n)
	}
	page = withoutScript(t, page)
	if m := elsewhere.FindString(strings.ReplaceAll(page, ` href="#`, " ")); m != "" { // but to itself
		t.Errorf("the page has %q: it is to ask nothing of anybody", m)
	}
	if m := coordinate.FindString(page); m != "" {
		t.Errorf("the page has %q", m)
	}
	if len(page) > 1<<20 {
		t.Errorf("the page has %d bytes", len(page))
	}
	// Every tag is closed, but for those that have no end.
	body, ok := strings.CutPrefix(page, "<!DOCTYPE html>\n")
	if !ok {
		t.Error("no document type")
	}
	// Cells and rows have no end, either.
	dec := xml.NewDecoder(strings.NewReader(regexp.MustCompile(`<(meta|td|th|tr)\b([^>]*)>`).ReplaceAllString(strings.NewReplacer("scope=row", "", "scope=col", "").Replace(body), `<$1$2/>`)))
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
	for _, s := range []string{`class="h`, "relative to that listed first in each place", "round|robin", "Time from arrival to completion", "round by round", "Drift: throughput of all contenders by round", "Order: throughput", "steal: the hypervisor", "pressure: the CPU was contended for 3.10\u00a0%", "compare --workload skewed,uniform", "failed: broken"} {
		if !strings.Contains(page, s) {
			t.Errorf("lacks %q", s)
		}
	}
	if n := strings.Count(page, "h0M") + strings.Count(page, `h0"`); n != 6 {
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
		if !strings.Contains(page, "by size of jobs") && !strings.Contains(page, "Speed-up over one worker on fixed") {
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
	if n := strings.Count(page, `class="lane" d="M0 0h100M0 1h100"`); n != 2*3 {
		t.Errorf("%d pairs of lanes, want one for each of three contenders on two workloads", n)
	}
	if first := "One trial of each, from the first round: "; strings.Count(page, first) != 2 {
		t.Error("lanes of the first round, as older runs have, are said to be others")
	}
	for _, i := range record.MedianTrials(run.Trials) {
		run.Trials[i].Picture.Lanes = run.Trials[0].Picture.Lanes
	}
	run.Trials = record.KeepMedianLanes(run.Trials)
	if page := pageOf(t, run); strings.Count(page, `class="lane" d="M0 0h100M0 1h100"`) != 2*3 || strings.Count(page, "The trial of each with the median time: ") != 2 {
		t.Error("no lanes of the median trials, or not said")
	}
	if n := strings.Count(page, `class="busy b4" d="M0 0h100M50 1h1`); n != 6 {
		t.Errorf("%d pairs of lanes are busy throughout and half-way", n)
	}
	if !strings.Contains(page, `"name":"chunked","values":[0.0055,0.0065,`) || strings.Count(page, "figure class=\"zoom\"") != 2 {
		t.Error("no curves, or not of the medians")
	}
	if strings.Contains(pageOf(t, sample.Run()), "figure class=\"zoom\"") {
		t.Error("curves of nothing")
	}
}

// TestTimelines: pages of several runs have lanes of each, of the first place alone.
func TestTimelines(t *testing.T) {
	run := sample.Run()
	pictured(run)
	j := Judgement{run, verdict.Judge(run, verdict.Options{})}
	for n, want := range map[int]int{1: 2, 2: 4, 5: 5} {
		var all []Judgement
		for range n {
			all = append(all, j)
		}
		var b strings.Builder
		if err := WriteAll(&b, all); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(b.String(), "Which workers were busy when"); got != want {
			t.Errorf("%d runs of two places: %d timelines, want %d", n, got, want)
		}
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

// TestHidden: a chart says which lines lie on each other, and how many are gray; nothing is left
// out.
func TestHidden(t *testing.T) {
	for n, want := range map[int]string{
		colors:     "waits. On one line: 1 and 2.",
		colors + 1: "waits. On one line: 1 and 2. In color: the first 8 by name; 1 other is gray: point at a line, or at a name, to see which it is.",
		colors + 4: "waits. On one line: 1 and 2. In color: the first 8 by name; 4 others are gray: point at a line, or at a name, to see which it is.",
	} {
		p := plot{caption: "waits", first: " by name", ticks: []string{"a", "b"}, label: func(float64) string { return "" }}
		var names []string
		for i := range n {
			names = append(names, fmt.Sprint(i))
			p.series = append(p.series, lined{fmt.Sprint(i), []float64{1, float64(max(i, 2))}})
		}
		p.series[0].values[1] = 1
		got := p.draw(palettesOf([][]string{names})[0])
		if len(got) != 1 || got[0].Caption != want || len(got[0].Lines) != n || !got[0].Legend {
			t.Fatalf("%d lines: %+v, want the caption %q", n, got, want)
		}
	}
}

// TestPath: a line has whole steps, a part for each stretch without gaps, and a dot where a part
// is one point.
func TestPath(t *testing.T) {
	x, y := axis{lo: 0, hi: 5, from: 0, to: 50}, axis{lo: 0, hi: 10, from: 100, to: 0}
	gap := math.NaN()
	for want, values := range map[string][]float64{
		"M0,100l10-10l10-10":               {0, 1, 2},
		"M0,100l10-50M30,100l0,0M50,0l0,0": {0, 5, gap, 0, gap, 10},
		"":                                 {gap, gap},
	} {
		if got := path(x, y, nil, values); got != want {
			t.Errorf("%v: %q, want %q", values, got, want)
		}
	}
}

// TestAxis: an axis holds its values, and has round ticks within it, as many as there is room
// for.
func TestAxis(t *testing.T) {
	for _, k := range []struct {
		lo, hi float64
		log    bool
		want   []float64
	}{
		{0.2, 1.003, false, []float64{0, 0.2, 0.4, 0.6, 0.8, 1}},
		{95, 105, false, []float64{96, 98, 100, 102, 104}},
		{1, 64, true, []float64{1, 3, 10, 30}},
		{45e-6, 670e-6, true, []float64{50e-6, 100e-6, 200e-6, 500e-6}},
		{1e-9, 1, true, []float64{1e-9, 1e-6, 1e-3, 1}},
		{1, 1.02, true, []float64{1, 1.005, 1.01, 1.015, 1.02}},
		{7, 7, false, []float64{6, 6.5, 7, 7.5, 8}},
		{-3, 4, true, []float64{-2, 0, 2, 4}}, // a logarithm of that there is not
	} {
		a := axisOf(k.lo, k.hi, k.log, 0, 100, 5, false)
		same := len(a.ticks) == len(k.want)
		for i := range a.ticks {
			same = same && math.Abs(a.ticks[i]-k.want[i]) < 1e-9*max(1, math.Abs(k.want[i]))
			if at := a.at(a.ticks[i]); at < -0.1 || at > 100.1 {
				t.Errorf("%v to %v: the tick %v is at %v", k.lo, k.hi, a.ticks[i], at)
			}
		}
		if !same || a.at(k.lo) < 0 || a.at(k.hi) > 100 || a.at(k.lo) >= a.at(k.hi) && k.lo < k.hi {
			t.Errorf("%v to %v: %+v, want the ticks %v", k.lo, k.hi, a, k.want)
		}
	}
}

// TestPlainly: round numbers have no zeros that say nothing.
func TestPlainly(t *testing.T) {
	for text, want := range map[string]string{"10.0 ms": "10 ms", "1.50×": "1.5×", "100 µs": "100 µs", "0 %": "0 %", "2.00": "2", "0.950×": "0.95×"} {
		if got := plainly(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestHeat: shades say how much worse, whichever way is better, and nothing of what is better
// than the best.
func TestHeat(t *testing.T) {
	for _, k := range []struct {
		ratio  float64
		better record.Better
		want   string
	}{
		{0.99, record.Higher, ""}, {0.9, record.Higher, "h2"}, {0.5, record.Higher, "h3"}, {0.4, record.Higher, "h4"}, {1.4, record.Higher, ""},
		{1.01, record.Lower, ""}, {1.05, record.Lower, "h1"}, {1.4, record.Lower, "h3"}, {2.1, record.Lower, "h4"}, {0.5, record.Lower, ""},
	} {
		if got := heatClass(&k.ratio, k.better); got != k.want {
			t.Errorf("%v, %s is better: %q, want %q", k.ratio, k.better, got, k.want)
		}
	}
}

// TestIndex: each link of the index leads to something on the page, and no two things have
// the same name; a page of several runs lists the runs.
func TestIndex(t *testing.T) {
	id, link := regexp.MustCompile(` id="([^"]*)"`), regexp.MustCompile(`href="#([^"]*)"`)
	for name, runs := range map[string][]*record.Run{"one": {sample.Run()}, "several": {sample.Run(), sample.Stream()}} {
		var all []Judgement
		for _, run := range runs {
			all = append(all, Judgement{run, verdict.Judge(run, verdict.Options{})})
		}
		var b bytes.Buffer
		if err := WriteAll(&b, all); err != nil {
			t.Fatal(err)
		}
		ids := make(map[string]bool)
		for _, m := range id.FindAllStringSubmatch(b.String(), -1) {
			if ids[m[1]] {
				t.Errorf("%s: two have the name %s", name, m[1])
			}
			ids[m[1]] = true
		}
		links := link.FindAllStringSubmatch(b.String(), -1)
		for _, m := range links {
			if !ids[m[1]] {
				t.Errorf("%s: a link to %s, which is not there", name, m[1])
			}
		}
		nav, _, _ := strings.Cut(b.String(), "</nav>")
		if n := len(link.FindAllString(nav, -1)); name == "several" && n != len(runs) || name == "one" && n < 3 {
			t.Errorf("%s: the index has %d links", name, n)
		}
	}
}

// TestIdeal: the chart of a scale has the ideal, and the chart of a grain the line that METG
// is read at.
func TestIdeal(t *testing.T) {
	if page := pageOf(t, sample.Study(record.StudyScale, "static")); !strings.Contains(page, `<path class="ideal"`) || !strings.Contains(page, ">speed-up</text>") {
		t.Error("no ideal, or no title of the axis")
	}
	if page := pageOf(t, sample.Study(record.StudyGrain, record.GrainReference)); !strings.Contains(page, `class="level"`) {
		t.Error("no line to read METG at")
	}
}

// TestWhole: a number and its unit stay on one line, and nothing else changes.
func TestWhole(t *testing.T) {
	for text, want := range map[string]string{
		"p99 97.6 ms, 9 % waiting": "p99 97.6\u00a0ms, 9\u00a0% waiting",
		"over 16.0 s.":             "over 16.0\u00a0s.",
		"5 seconds, 3 strategies":  "5 seconds, 3 strategies",
	} {
		if got := whole(text); got != want {
			t.Errorf("whole(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestIndexNames: runs of one name are told apart.
func TestIndexNames(t *testing.T) {
	var b strings.Builder
	if err := writePage(&b, page{Runs: []pageRun{{Name: "skewed"}, {Name: "skewed"}, {Name: "fixed"}}}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{">skewed</a>", ">skewed (2)</a>", ">fixed</a>"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the index lacks %q", want)
		}
	}
}

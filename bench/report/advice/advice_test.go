package advice

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/recommend"
	"github.com/go-foundations/poolbench/bench/report/text"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
	"github.com/go-foundations/poolbench/workloads/joblog"
)

// advised returns the answer for a log of two days, on which more jobs come at noon. Its
// file has a name that formats have to escape.
func advised(t *testing.T) *Advice {
	t.Helper()
	a, err := answered()
	if err != nil {
		t.Fatal(err)
	}
	mine := *a
	return &mine
}

// answered is found out once.
var answered = sync.OnceValues(func() (*Advice, error) {
	var b strings.Builder
	b.WriteString("arrival,duration\n")
	start := time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)
	for at := start; at.Before(start.Add(48 * time.Hour)); {
		b.WriteString(at.Format(time.RFC3339Nano) + ",30s\n")
		if at.Hour() == 12 {
			at = at.Add(5 * time.Second)
		} else {
			at = at.Add(time.Minute)
		}
	}
	log, err := joblog.Read(strings.NewReader(b.String()), joblog.Options{})
	if err != nil {
		return nil, err
	}
	q := recommend.Question{Trace: workloads.TraceOf(log), Contenders: bench.Usual(), Start: log.Start, Cost: 1, Target: verdict.Target{Metric: "sojourn-p95", Limit: 40}}
	r, err := q.Answer(context.Background())
	if err != nil {
		return nil, err
	}
	log.Understood.Warnings = []string{"rows with <b> & | are odd"}
	return &Advice{File: "a|<b>.csv", Notes: []string{"a note"}, Read: log.Understood, Rows: log.Rows, Result: r, Closer: "compare --workload 'trace:a|<b>.csv'"}, nil
})

// TestFormats: every format has the answer, what was understood, and what to run next.
func TestFormats(t *testing.T) {
	a := advised(t)
	headline := a.Headline()[0]
	if !strings.Contains(headline, "with 6 workers: p95 30.0 s, within 40 s") {
		t.Fatal(headline)
	}
	for format, want := range map[string][]string{
		"text":     {headline, "duration: column \"duration\"", "note: a note\n\n" + headline, "\nnext: compare --workload", "warning: rows with <b> & |", "\n   12:00      1440"},
		"markdown": {"### " + headline, "#### The day", "| 12:00 | 1440 | 6.00 | 30.0 s | 6 |", "- rows with &lt;b> & \\| are odd", "`compare --workload 'trace:a|<b>.csv'`", "- note: a note"},
		"html":     {"<h1>" + headline, "<h2>The day</h2>", "<svg", "p95 by number of workers", "Workers by hour of the day", "rows with &lt;b&gt; &amp; | are odd", "trace:a|&lt;b&gt;.csv"},
		"csv":      {"strategy,workers,metric,unit,value,limit,recommended", "shared-queue,6,sojourn-p95,s,30,40,"},
		"json":     {`"time_unit": "s"`, `"closer": "compare`, `"notes": [`},
	} {
		var b bytes.Buffer
		if err := Write(&b, format, a, text.Options{}); err != nil {
			t.Fatal(err)
		}
		for _, s := range want {
			if !strings.Contains(broken(b.String()), s) {
				t.Errorf("%s lacks %q:\n%s", format, s, b.String())
			}
		}
	}
	var b bytes.Buffer
	if err := Write(&b, "pdf", a, text.Options{}); err == nil || b.Len() > 0 {
		t.Errorf("%v: %s", err, b.String())
	}
	a.Closer = ""
	if err := Write(&b, "text", a, text.Options{}); err != nil || strings.Contains(b.String(), "next: ") || !strings.Contains(b.String(), "note: a note\n\n"+headline) {
		t.Errorf("%v: %s", err, b.String())
	}
}

// TestMachines: every format has the ways over machines.
func TestMachines(t *testing.T) {
	a := advised(t)
	result := *a.Result
	a.Result = &result
	a.Machines = &recommend.Machines{Jobs: 9, Limit: 40, Workers: 6, Value: 30, Best: new(0), PerHour: 1, Ways: []recommend.Brokered{
		{Processes: 2, Prefetch: 8, AckWait: 30, FewWorkers: 3, FewValue: 41, Workers: 4, Total: 8, Value: 31.5, Met: true, Redeliveries: 3, Duplicates: 2, Month: new(5840.), Strategy: "prefetch:jobs=8:workers=4:ack-wait=30s"},
		{Processes: 2, Poll: .1, FewWorkers: 3, FewValue: 99, Workers: 12, Total: 24, Value: 98, Strategy: "poll:every=100ms:workers=12"},
	}}
	const sentence = "over machines: 2 processes with 4 workers each, prefetch 8, ack wait 30 s: p95 31.5 s; that is 8 workers, 2 more than without a broker."
	for format, want := range map[string][]string{
		"text":     {sentence, "        2  prefetch 8, ack wait 30 s          41.0 s         4     31.5 s        8      2     5840  <\n"},
		"markdown": {sentence, "#### Over machines", "| 2 | prefetch 8, ack wait 30 s | 41.0 s | 4 | 31.5 s | 8 | 2 | 5840 |", "| 2 | poll 100 ms | 1m39s | over 12 | 1m38s | – | 0 | – |"},
		"html":     {sentence, "<h2>Over machines</h2>", "<td>prefetch 8, ack wait 30 s<td>"},
		"csv":      {"\nprefetch:jobs=8:workers=4:ack-wait=30s,8,sojourn-p95,s,31.5,40,true\n", "\npoll:every=100ms:workers=12,24,sojourn-p95,s,98,40,false\n"},
		"json":     {`"redeliveries": 3`, `"month_cost": 5840`, `"best": 0`},
	} {
		var b bytes.Buffer
		if err := Write(&b, format, a, text.Options{}); err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(broken(b.String()), w) {
				t.Errorf("%s lacks %q:\n%s", format, w, b.String())
			}
		}
	}
}

// TestTimes: a time is the same text in all formats for people.
func TestTimes(t *testing.T) {
	a := advised(t)
	values := []float64{85, 0.2776, 0.278}
	for i := range a.Options {
		a.Options[i].Value = values[i%len(values)]
	}
	for i := range a.Simulated {
		a.Simulated[i].Value = values[i%len(values)]
	}
	for _, format := range []string{"text", "markdown", "html"} {
		var b bytes.Buffer
		if err := Write(&b, format, a, text.Options{}); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"1m25s", "278 ms", "278 ms"} {
			if !strings.Contains(broken(b.String()), want) {
				t.Errorf("%s lacks %q", format, want)
			}
		}
	}
}

// TestGaps: a line over hours for which no number of workers is known has a gap there, and that
// is said.
func TestGaps(t *testing.T) {
	a := advised(t)
	first := *a.FirstCome
	first.Hours = slices.Clone(first.Hours)
	a.FirstCome = &first
	lines := 0
	for _, gap := range []bool{false, true} {
		if gap {
			first.Hours[3].Workers = 0
		}
		var b bytes.Buffer
		if err := Write(&b, "html", a, text.Options{}); err != nil || strings.Contains(b.String(), "has gaps at hours") != gap {
			t.Errorf("%v, want a word on the gap: %v", err, gap)
		}
		n := 0
		for _, line := range regexp.MustCompile(`<path(?: class="[^"]*")? d="([^"]*)"><title>`).FindAllStringSubmatch(b.String(), -1) {
			n += strings.Count(line[1], "M")
		}
		if gap && n != lines+1 {
			t.Errorf("%d parts of lines, %d without the gap", n, lines)
		}
		lines = n
	}
}

// TestCSV: one line for each strategy and number of workers, of which one at most is
// recommended.
func TestCSV(t *testing.T) {
	a := advised(t)
	var b bytes.Buffer
	if err := Write(&b, "csv", a, text.Options{}); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != 1+len(a.Simulated) || len(a.Simulated) == 0 {
		t.Fatalf("%d rows of %d, %v", len(rows), len(a.Simulated), err)
	}
	recommended := 0
	for _, row := range rows[1:] {
		if yes, err := strconv.ParseBool(row[6]); err != nil {
			t.Error(err)
		} else if yes {
			recommended++
		}
	}
	if recommended != 1 {
		t.Errorf("%d are recommended", recommended)
	}
}

// TestJSON: names are in lower case with underscores, throughout.
func TestJSON(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, "json", advised(t), text.Options{}); err != nil {
		t.Fatal(err)
	}
	var all any
	if err := json.Unmarshal(b.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile(`^[a-z0-9]+([_.][a-z0-9]+)*$`)
	seen := 0
	var walk func(x any)
	walk = func(x any) {
		switch x := x.(type) {
		case map[string]any:
			for k, v := range x {
				if seen++; !name.MatchString(k) {
					t.Errorf("name %q", k)
				}
				walk(v)
			}
		case []any:
			for _, v := range x {
				walk(v)
			}
		}
	}
	if walk(all); seen < 60 {
		t.Errorf("%d names", seen)
	}
	a := advised(t)
	a.Notes, a.Read.Warnings, a.Read.Why = nil, nil, nil
	b.Reset()
	if err := Write(&b, "json", a, text.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, list := range []string{"notes", "warnings", "why_dropped"} {
		if !strings.Contains(b.String(), fmt.Sprintf("%q: []", list)) {
			t.Errorf("%s is no empty list", list)
		}
	}
}

// TestPage: the page is well-formed, and its pictures have no NaN.
func TestPage(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, "html", advised(t), text.Options{}); err != nil {
		t.Fatal(err)
	}
	body := b.String()
	body = body[strings.Index(body, "<main>") : strings.Index(body, "</main>")+len("</main>")]
	body = strings.ReplaceAll(body, "scope=col", "")
	body = strings.ReplaceAll(body, "scope=row", "")
	body = regexp.MustCompile(`<(td|th|tr)\b([^>]*)>`).ReplaceAllString(body, `<$1$2/>`) // these need no end
	d := xml.NewDecoder(strings.NewReader(body))
	d.Entity = xml.HTMLEntity
	pictures, series := 0, false
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.EndElement); ok && e.Name.Local == "g" {
			series = false
		}
		e, ok := token.(xml.StartElement)
		if ok && strings.Contains(fmt.Sprint(e.Attr), "series") {
			series = true
		}
		if ok && e.Name.Local == "path" && series {
			pictures++
			if text := fmt.Sprint(e.Attr); strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
				t.Error(text)
			}
		}
	}
	if pictures < 5 {
		t.Errorf("%d curves", pictures)
	}
}

// broken returns a text in which a line may end between a number and its unit, too, as in
// formats other than a page.
func broken(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }
